import type { Motion, Vec3 } from './motion.ts';

export interface TakenFrame {
  readonly seconds: number;
  readonly motion: Motion;
}

/** A recording that has frames. */
export interface Take {
  readonly skeleton: Readonly<Record<string, Vec3>>;
  readonly frames: readonly TakenFrame[];
}

/** Ten minutes at 30 frames a second: some 60 MB. */
const MOST_FRAMES = 18_000;

/** The motion of a live stream, kept in the browser until the next recording. */
export class Recording {
  private skeleton: Readonly<Record<string, Vec3>> = {};
  private frames: TakenFrame[] = [];
  private on = false;

  get isOn(): boolean {
    return this.on;
  }

  /** How many frames it has so far. */
  get length(): number {
    return this.frames.length;
  }

  get isFull(): boolean {
    return this.length >= MOST_FRAMES;
  }

  start(): void {
    this.frames = [];
    this.on = true;
  }

  /** Ends the recording; null when nothing was recorded. */
  stop(): Take | null {
    this.on = false;
    return this.frames.length > 0 ? { skeleton: this.skeleton, frames: this.frames } : null;
  }

  /** Takes every frame, since the skeleton is told only when it changes. */
  take(motion: Motion, milliseconds: number): void {
    this.skeleton = motion.skeleton ?? this.skeleton;
    const last = this.frames.at(-1)?.seconds ?? -1;
    const seconds = milliseconds / 1000;
    if (this.on && !this.isFull && seconds > last) {
      this.frames.push({ seconds, motion });
    }
  }
}
