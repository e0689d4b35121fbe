import { keyOf, type Result } from './result.ts';

/** Who is out of a stream for longer is not waited for, in milliseconds. */
const PATIENCE = 1500;

/** Whom the user has chosen among the people that are found; the first one at first. */
export class Chosen {
  private key: number | null = null;
  private seen = 0;

  /** Who it is now; a person who was out of a stream for a while is given up for another. */
  follow(result: Result | null): void {
    if (!result) {
      this.key = null;
      return;
    }
    const time = result.timestampMs ?? 0;
    const isThere = this.indexIn(result) !== null;
    const isLost = result.timestampMs === undefined || time - this.seen > PATIENCE || time < this.seen;
    if (isThere) {
      this.seen = time;
    } else if (isLost && result.people.length > 0) {
      this.choose(result, 0);
    }
  }

  choose(result: Result, index: number): void {
    this.key = keyOf(result, index);
    this.seen = result.timestampMs ?? 0;
  }

  /** Where the person is in a result; null where the person is not in it. */
  indexIn(result: Result): number | null {
    const index = result.people.findIndex((_, i) => keyOf(result, i) === this.key);
    return index < 0 ? null : index;
  }
}
