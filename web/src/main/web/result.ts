/** The service's answer for one picture, as the JSON has it. */

import type { Motion } from './motion.ts';
import { ofPerson } from './palette.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export interface PosePoint extends Point {
  readonly visibility: number;
  readonly presence: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Confidence {
  readonly pose: number;
  readonly face: number | null;
  readonly leftHand: number | null;
  readonly rightHand: number | null;
}

export interface EncodedMask extends Size {
  /** An 8-bit gray PNG in base64. */
  readonly png: string;
}

export interface Person {
  /** In a stream of several people: stays with the person. */
  readonly id?: number;
  readonly poseLandmarks: readonly PosePoint[];
  readonly poseWorldLandmarks: readonly PosePoint[];
  readonly faceLandmarks: readonly Point[] | null;
  readonly leftHandLandmarks: readonly Point[] | null;
  readonly leftHandWorldLandmarks: readonly Point[] | null;
  readonly rightHandLandmarks: readonly Point[] | null;
  readonly rightHandWorldLandmarks: readonly Point[] | null;
  readonly confidence: Confidence;
  readonly segmentationMask: EncodedMask | null;
}

export interface Timing {
  readonly decodeMs: number;
  readonly poseMs: number;
  readonly handsMs: number;
  readonly faceMs: number;
  readonly totalMs: number;
}

export interface Result {
  readonly image: Size;
  readonly tracked: Size;
  readonly people: readonly Person[];
  readonly timing: Timing;
  readonly motion?: Motion;
  /** Where several people are looked for: of each, in their order. */
  readonly motions?: readonly { readonly motion: Motion }[];
  /** In a stream: since its start. */
  readonly timestampMs?: number;
}

/** The least visibility and presence of a pose point that counts as seen. */
const SEEN = 0.5;

export function isSeen(point: PosePoint): boolean {
  return point.visibility >= SEEN && point.presence >= SEEN;
}

/** By what somebody is known: the id in a stream, the place from left to right in a picture. */
export function keyOf(result: Result, index: number): number {
  return result.people[index]?.id ?? index + 1;
}

/** The colour of somebody's lines and mask; null for who is alone in a picture. */
export function colorOf(result: Result, index: number): string | null {
  return result.people.length === 1 && result.people[0]?.id === undefined
    ? null
    : ofPerson(keyOf(result, index) - 1);
}

/** How somebody is posed. */
export function motionOf(result: Result, index: number): Motion | null {
  return (result.motions ? result.motions[index]?.motion : result.motion) ?? null;
}

/** How many landmarks a result has; those of the world are the same points again. */
export function countLandmarks(result: Result): number {
  let count = 0;
  for (const person of result.people) {
    count +=
      person.poseLandmarks.length +
      (person.faceLandmarks?.length ?? 0) +
      (person.leftHandLandmarks?.length ?? 0) +
      (person.rightHandLandmarks?.length ?? 0);
  }
  return count;
}

export function hasMask(result: Result): boolean {
  return result.people.some((person) => person.segmentationMask !== null);
}

/** Whether parsed JSON has the shape of a result, as far as the page relies on it. */
export function isResult(value: unknown): value is Result {
  const result = value as Partial<Result> | null;
  return (
    typeof result === 'object' &&
    result !== null &&
    typeof result.image?.width === 'number' &&
    typeof result.tracked?.width === 'number' &&
    typeof result.timing?.totalMs === 'number' &&
    Array.isArray(result.people) &&
    result.people.every(
      (person: Partial<Person>) =>
        person.poseLandmarks?.length === 33 &&
        person.poseWorldLandmarks?.length === 33 &&
        typeof person.confidence?.pose === 'number',
    )
  );
}
