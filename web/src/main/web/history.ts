/** One reading of the service's memory. */
export interface Reading {
  /** Milliseconds of a clock. */
  readonly at: number;
  readonly residentBytes: number;
}

/** The last readings, no more than a fixed number. */
export class History {
  private readonly most: number;
  private kept: Reading[] = [];

  constructor(most: number) {
    this.most = most;
  }

  add(reading: Reading): void {
    this.kept.push(reading);
    if (this.kept.length > this.most) {
      this.kept.shift();
    }
  }

  get readings(): readonly Reading[] {
    return this.kept;
  }
}

/** The top of a scale from zero that holds all values and a ceiling, with room above it. */
export function scaleTop(readings: readonly Reading[], ceilingBytes: number): number {
  const highest = readings.reduce((most, reading) => Math.max(most, reading.residentBytes), 0);
  return Math.max(highest, ceilingBytes, 1) * 1.12;
}

/** How the readings lie in a box: its size, what time is at its right, and the values it spans. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly now: number;
  readonly spanMs: number;
  readonly top: number;
}

/** A gap longer than this is not joined by a line: nobody knows what was between. */
const LONGEST_STEP_MS = 5000;

/** The readings as parts of a curve, each without a gap; places in the box. */
export function curves(
  readings: readonly Reading[],
  frame: Frame,
): readonly (readonly (readonly [number, number])[])[] {
  const parts: [number, number][][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const reading of readings) {
    const age = frame.now - reading.at;
    if (age > frame.spanMs) {
      continue;
    }
    if (reading.at - last > LONGEST_STEP_MS) {
      parts.push([]);
    }
    last = reading.at;
    parts.at(-1)?.push([
      frame.width * (1 - age / frame.spanMs),
      frame.height * (1 - reading.residentBytes / frame.top),
    ]);
  }
  return parts;
}

/** The curve as the data of an SVG path. */
export function linePath(parts: readonly (readonly (readonly [number, number])[])[]): string {
  return parts
    .map((part) => part.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`))
    .map((commands) => commands.join(''))
    .join('');
}

/** The area between the curve and the bottom of the box. */
export function areaPath(
  parts: readonly (readonly (readonly [number, number])[])[],
  height: number,
): string {
  return parts
    .map((part) => {
      const first = part[0];
      const last = part.at(-1);
      return first && last
        ? `${linePath([part])}L${last[0].toFixed(1)} ${height}L${first[0].toFixed(1)} ${height}Z`
        : '';
    })
    .join('');
}
