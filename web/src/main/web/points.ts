import { isSeen, type Point, type PosePoint, type Result } from './result.ts';
import { HAND_NAMES, POSE_NAMES } from './topology.ts';

/** What of an overlay is shown. */
export interface Layers {
  readonly body: boolean;
  readonly face: boolean;
  readonly hands: boolean;
  readonly mask: boolean;
}

export type Part = 'body' | 'face' | 'leftHand' | 'rightHand';

/** A landmark that can be pointed at. */
export interface Spot {
  /** Whose it is: the place among the result's people. */
  readonly person: number;
  readonly part: Part;
  readonly index: number;
  /** The name in the topology; empty for points of the face, which have none. */
  readonly name: string;
  readonly at: Point;
  /** Visibility and presence, which only the body's points have. */
  readonly pose: PosePoint | null;
  /** The same point in metres, where the result has it. */
  readonly world: Point | null;
}

/** The landmarks of the shown layers, in the order in which the keyboard steps through them. */
export function spotsOf(result: Result, layers: Layers): readonly Spot[] {
  const spots: Spot[] = [];
  for (const [owner, person] of result.people.entries()) {
    if (layers.body) {
      person.poseLandmarks.forEach((at, index) => {
        if (isSeen(at)) {
          const world = person.poseWorldLandmarks[index] ?? null;
          const name = POSE_NAMES[index] ?? '';
          spots.push({ person: owner, part: 'body', index, name, at, pose: at, world });
        }
      });
    }
    if (layers.hands) {
      addHand(spots, owner, 'leftHand', person.leftHandLandmarks, person.leftHandWorldLandmarks);
      addHand(spots, owner, 'rightHand', person.rightHandLandmarks, person.rightHandWorldLandmarks);
    }
    if (layers.face) {
      person.faceLandmarks?.forEach((at, index) =>
        spots.push({ person: owner, part: 'face', index, name: '', at, pose: null, world: null }),
      );
    }
  }
  return spots;
}

function addHand(
  spots: Spot[],
  person: number,
  part: Part,
  points: readonly Point[] | null,
  world: readonly Point[] | null,
): void {
  points?.forEach((at, index) =>
    spots.push({
      person,
      part,
      index,
      name: HAND_NAMES[index] ?? '',
      at,
      pose: null,
      world: world?.[index] ?? null,
    }),
  );
}

/** The spot nearest to a place of a view with the given size, if one is within reach; in pixels. */
export function nearest(
  spots: readonly Spot[],
  x: number,
  y: number,
  width: number,
  height: number,
  reach: number,
): Spot | null {
  let best: Spot | null = null;
  let least = reach;
  for (const spot of spots) {
    const distance = Math.hypot(spot.at.x * width - x, spot.at.y * height - y);
    if (distance < least) {
      least = distance;
      best = spot;
    }
  }
  return best;
}

/** The spot before or after another one, around the end; the first one when there is no other. */
export function step(spots: readonly Spot[], from: Spot | null, by: 1 | -1): Spot | null {
  if (spots.length === 0) {
    return null;
  }
  const start = from ? spots.findIndex((spot) => isSame(spot, from)) : -1;
  const next = start < 0 ? 0 : (start + by + spots.length) % spots.length;
  return spots[next] ?? null;
}

/** The first spot of the next part of the person, or of the next person, around the end. */
export function stepPart(spots: readonly Spot[], from: Spot | null, by: 1 | -1): Spot | null {
  const firsts = spots.filter((spot, i) => !isOfSamePart(spot, spots[i - 1] ?? null));
  const start = firsts.findIndex((spot) => isOfSamePart(spot, from));
  const next = start < 0 ? 0 : (start + by + firsts.length) % firsts.length;
  return firsts[next] ?? null;
}

function isOfSamePart(a: Spot, b: Spot | null): boolean {
  return a.person === b?.person && a.part === b.part;
}

export function isSame(a: Spot, b: Spot): boolean {
  return isOfSamePart(a, b) && a.index === b.index;
}
