/** Answered frames per second and their latency, over the last moments. */
export interface Pace {
  readonly framesPerSecond: number;
  readonly medianMs: number;
  readonly slowMs: number;
  /** Frames that the service passed over because a newer one had come. */
  readonly skipped: number;
}

interface Flight {
  readonly frame: number;
  readonly sentAt: number;
}

interface Landing {
  readonly at: number;
  readonly latency: number;
}

/**
 * What is on its way to the service and back. Frames are numbered in the order of sending and
 * answered in that order; the service may pass over some, so an answer also settles all frames
 * before it. Times are milliseconds of one clock.
 */
export class FlightLog {
  private static readonly WINDOW_MS = 3000;
  private static readonly MOST_LANDINGS = 400;

  private readonly limit: number;
  private flights: Flight[] = [];
  private landings: Landing[] = [];
  private next = 0;
  private skipped = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  get isFull(): boolean {
    return this.flights.length >= this.limit;
  }

  get inFlight(): number {
    return this.flights.length;
  }

  /** Enters a frame that is sent now; its number. */
  sent(now: number): number {
    const frame = this.next++;
    this.flights.push({ frame, sentAt: now });
    return frame;
  }

  /** Enters an answer; its latency in milliseconds, or null for a frame that is not in flight. */
  answered(frame: number, now: number): number | null {
    const flight = this.settle(frame);
    if (!flight) {
      return null;
    }
    const latency = now - flight.sentAt;
    this.landings.push({ at: now, latency });
    this.forget(now);
    return latency;
  }

  /** Enters that the service could not answer a frame, which frees its place. */
  failed(frame: number): void {
    this.settle(frame);
  }

  pace(now: number): Pace | null {
    this.forget(now);
    const first = this.landings[0];
    if (!first) {
      return null;
    }
    const sorted = this.landings.map((landing) => landing.latency).sort((a, b) => a - b);
    const span = now - first.at;
    return {
      // The first landing opens the span and is not counted in it.
      framesPerSecond: span > 0 ? ((this.landings.length - 1) * 1000) / span : 0,
      medianMs: quantile(sorted, 0.5),
      slowMs: quantile(sorted, 0.95),
      skipped: this.skipped,
    };
  }

  private settle(frame: number): Flight | null {
    const found = this.flights.find((flight) => flight.frame === frame);
    if (!found) {
      return null;
    }
    this.skipped += this.flights.filter((flight) => flight.frame < frame).length;
    this.flights = this.flights.filter((flight) => flight.frame > frame);
    return found;
  }

  private forget(now: number): void {
    const since = now - FlightLog.WINDOW_MS;
    this.landings = this.landings
      .filter((landing) => landing.at >= since)
      .slice(-FlightLog.MOST_LANDINGS);
  }
}

/** The value below which a share of the sorted values lies, by the nearest rank. */
export function quantile(sorted: readonly number[], share: number): number {
  const rank = Math.ceil(share * sorted.length) - 1;
  return sorted[Math.min(Math.max(rank, 0), sorted.length - 1)] ?? 0;
}
