import * as api from './api.ts';
import type { Options } from './options.ts';
import type { Result } from './result.ts';

export interface StillEvents {
  started(picture: Blob): void;
  tracked(result: Result, requestMs: number): void;
  failed(failure: unknown): void;
}

/** The picture on the stage, tracked again when the options change; only the latest answer counts. */
export class Still {
  private readonly events: StillEvents;
  private picture: Blob | null = null;
  private running: AbortController | null = null;

  constructor(events: StillEvents) {
    this.events = events;
  }

  open(picture: Blob, options: Options): void {
    this.picture = picture;
    this.track(options);
  }

  /** Tracks the picture with other options, if there is one. */
  track(options: Options): void {
    if (this.picture) {
      this.running?.abort();
      void this.run(this.picture, options);
    }
  }

  close(): void {
    this.running?.abort();
    this.running = null;
    this.picture = null;
  }

  private async run(picture: Blob, options: Options): Promise<void> {
    const running = new AbortController();
    this.running = running;
    this.events.started(picture);
    const start = performance.now();
    try {
      const result = await api.track(picture, options, running.signal);
      this.events.tracked(result, performance.now() - start);
    } catch (failure) {
      if (!running.signal.aborted) {
        this.events.failed(failure);
      }
    }
  }
}
