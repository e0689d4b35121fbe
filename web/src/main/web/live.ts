import * as api from './api.ts';
import type { Pace } from './flightLog.ts';
import type { Options } from './options.ts';
import type { ProblemError } from './problem.ts';
import type { Result } from './result.ts';
import { TrackStream } from './stream.ts';
import { Webcam } from './webcam.ts';

export interface LiveEvents {
  started(): void;
  tracked(result: Result, frame: Blob, pace: Pace): void;
  frameFailed(problem: ProblemError): void;
  /** The webcam is off; a failure tells why, unless the user wanted it. */
  stopped(failure: unknown): void;
}

/** The webcam and the stream that tracks it. */
export class Live {
  private readonly video: HTMLVideoElement;
  private readonly events: LiveEvents;
  private webcam: Webcam | null = null;
  private stream: TrackStream | null = null;
  private starts = 0;

  constructor(video: HTMLVideoElement, events: LiveEvents) {
    this.video = video;
    this.events = events;
  }

  get isOn(): boolean {
    return this.webcam !== null;
  }

  /** @param file a video in place of the webcam */
  async start(options: Options, file: File | null = null): Promise<void> {
    this.stop();
    const turn = ++this.starts;
    try {
      const ended = (): void => this.stop();
      const webcam = file
        ? await Webcam.play(this.video, file, ended)
        : await Webcam.start(this.video, ended);
      if (turn !== this.starts) {
        webcam.close();
        return;
      }
      this.webcam = webcam;
      this.events.started();
      this.connect(options);
      webcam.onFrame(() => void this.send(webcam));
    } catch (failure) {
      this.events.stopped(failure);
    }
  }

  /** Goes on with other options; the person is found anew. */
  reconnect(options: Options): void {
    if (this.webcam) {
      this.stream?.close();
      this.connect(options);
    }
  }

  stop(failure: unknown = null): void {
    this.starts++;
    this.stream?.close();
    this.stream = null;
    if (this.webcam) {
      this.webcam.close();
      this.webcam = null;
      this.events.stopped(failure);
    }
  }

  private connect(options: Options): void {
    const stream = new TrackStream(options, {
      answered: (result, frame) => {
        const pace = stream.pace();
        if (pace) {
          this.events.tracked(result, frame, pace);
        }
      },
      frameFailed: (problem) => this.events.frameFailed(problem),
      ended: (problem) => void this.ended(stream, problem),
    });
    this.stream = stream;
  }

  /** Takes the newest picture whenever the service has room for one. */
  private async send(webcam: Webcam): Promise<void> {
    if (this.stream?.isReady) {
      const frame = await webcam.capture();
      if (frame) {
        this.stream?.send(frame);
      }
    }
  }

  private async ended(stream: TrackStream, problem: ProblemError): Promise<void> {
    if (this.stream !== stream) {
      return;
    }
    // A browser does not tell why a handshake was refused; an ordinary request does.
    const cause: unknown =
      problem.problem.code === 'stream-refused'
        ? await api.status(AbortSignal.timeout(5000)).then(
            () => problem,
            (failure: unknown) => failure,
          )
        : problem;
    this.stop(cause);
  }
}
