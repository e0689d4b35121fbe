import { FlightLog, type Pace } from './flightLog.ts';
import { type Options, queryOf } from './options.ts';
import { ProblemError, isProblemCode } from './problem.ts';
import { isResult, type Result } from './result.ts';
import { storedToken, subprotocols } from './token.ts';

/** As many frames as keep the service busy while one answer is on its way back. */
const MOST_IN_FLIGHT = 2;

const NORMAL_CLOSURE = 1000;

export interface StreamEvents {
  answered(result: Result, frame: Blob, latencyMs: number): void;
  /** One frame could not be tracked; the stream goes on. */
  frameFailed(problem: ProblemError): void;
  /** The stream has ended without being asked to; nothing more comes. */
  ended(problem: ProblemError): void;
}

/** What a message of the service says. */
export type StreamMessage =
  | { readonly kind: 'result'; readonly frame: number; readonly result: Result }
  | { readonly kind: 'error'; readonly frame: number; readonly problem: ProblemError };

/** Reads a message; null when it is none that the page understands. */
export function readMessage(text: string): StreamMessage | null {
  let value: { frame?: unknown; error?: { code?: unknown; detail?: unknown } } | null;
  try {
    value = JSON.parse(text) as typeof value;
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || typeof value.frame !== 'number') {
    return null;
  }
  const { frame, error } = value;
  if (error) {
    const code = isProblemCode(error.code) ? error.code : 'unexpected-answer';
    const problem = new ProblemError(code, String(error.detail ?? ''));
    return { kind: 'error', frame, problem };
  }
  return isResult(value) ? { kind: 'result', frame, result: value } : null;
}

/** One connection that tracks a person from frame to frame. */
export class TrackStream {
  private readonly socket: WebSocket;
  private readonly log = new FlightLog(MOST_IN_FLIGHT);
  private readonly frames = new Map<number, Blob>();
  private readonly events: StreamEvents;
  private wasOpen = false;
  private closed = false;

  constructor(options: Options, events: StreamEvents) {
    this.events = events;
    const address = new URL(`v1/stream?${queryOf(options)}`, document.baseURI);
    address.protocol = address.protocol.replace('http', 'ws');
    this.socket = new WebSocket(address, subprotocols(storedToken()));
    this.socket.onopen = () => {
      this.wasOpen = true;
    };
    this.socket.onmessage = (message) => this.receive(message.data);
    this.socket.onclose = (close) => this.end(close);
  }

  /** Whether a frame that is sent now would be under way at once. */
  get isReady(): boolean {
    return this.socket.readyState === WebSocket.OPEN && !this.log.isFull;
  }

  /** Sends an encoded frame; without effect when the stream is not ready. */
  send(frame: Blob): void {
    if (this.isReady) {
      this.frames.set(this.log.sent(performance.now()), frame);
      this.socket.send(frame);
    }
  }

  pace(): Pace | null {
    return this.log.pace(performance.now());
  }

  close(): void {
    this.closed = true;
    this.socket.close(NORMAL_CLOSURE);
    this.frames.clear();
  }

  private receive(data: unknown): void {
    const message = typeof data === 'string' ? readMessage(data) : null;
    if (this.closed || !message) {
      return;
    }
    const frame = this.frames.get(message.frame);
    for (const number of this.frames.keys()) {
      if (number <= message.frame) {
        this.frames.delete(number);
      }
    }
    if (message.kind === 'error') {
      this.log.failed(message.frame);
      this.events.frameFailed(message.problem);
      return;
    }
    const latency = this.log.answered(message.frame, performance.now());
    if (frame && latency !== null) {
      this.events.answered(message.result, frame, latency);
    }
  }

  private end(close: CloseEvent): void {
    this.frames.clear();
    if (!this.closed) {
      this.closed = true;
      const code = this.wasOpen ? 'stream-closed' : 'stream-refused';
      this.events.ended(new ProblemError(code, close.reason));
    }
  }
}
