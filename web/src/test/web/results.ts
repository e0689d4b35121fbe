import type { Person, Point, PosePoint, Result } from '../../main/web/result.ts';

/** Results made for a test: all points at the middle of the picture unless told otherwise. */

export function posePoint(changes: Partial<PosePoint> = {}): PosePoint {
  return { x: 0.5, y: 0.5, z: 0, visibility: 0.9, presence: 0.9, ...changes };
}

export function points(count: number, at: (index: number) => Partial<Point> = () => ({})): Point[] {
  return Array.from({ length: count }, (_, i) => ({ x: 0.5, y: 0.5, z: 0, ...at(i) }));
}

export function person(changes: Partial<Person> = {}): Person {
  return {
    poseLandmarks: Array.from({ length: 33 }, (_, i) => posePoint({ x: i / 100, y: i / 50 })),
    poseWorldLandmarks: Array.from({ length: 33 }, (_, i) => posePoint({ x: i, y: 2 * i, z: -i })),
    faceLandmarks: null,
    leftHandLandmarks: null,
    leftHandWorldLandmarks: null,
    rightHandLandmarks: null,
    rightHandWorldLandmarks: null,
    confidence: { pose: 0.9, face: null, leftHand: null, rightHand: null },
    segmentationMask: null,
    ...changes,
  };
}

export function result(...people: Person[]): Result {
  return {
    image: { width: 400, height: 200 },
    tracked: { width: 400, height: 200 },
    people,
    timing: { decodeMs: 1, poseMs: 2, handsMs: 3, faceMs: 4, totalMs: 12 },
  };
}
