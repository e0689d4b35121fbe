import * as color from './palette.ts';
import type { Layers } from './points.ts';
import { isSeen, type Person, type Point, type PosePoint, type Size } from './result.ts';
import * as topology from './topology.ts';
import type { Line } from './topology.ts';

/** A place in the scene: metres, x to the right, y up, z towards the viewer. */
export type Place = readonly [number, number, number];

export interface Bone {
  readonly start: Place;
  readonly end: Place;
  readonly color: string;
  readonly radius: number;
  /** Whether both ends are in the picture; the others are the model's guess. */
  readonly isSeen: boolean;
}

export interface Joint {
  readonly at: Place;
  readonly color: string;
  readonly radius: number;
}

/** A person in space. */
export interface Figure {
  readonly bones: readonly Bone[];
  readonly joints: readonly Joint[];
  /** The face's points; empty when there is none. */
  readonly face: readonly Place[];
}

const LEFT_WRIST = 15;
const RIGHT_WRIST = 16;
const LEFT_EYE = 2;
const RIGHT_EYE = 5;

/** A point of the face between the eyes. */
const NOSE_BRIDGE = 168;

const ORIGIN: Point = { x: 0, y: 0, z: 0 };
const UNSEEN: PosePoint = { ...ORIGIN, visibility: 0, presence: 0 };

/** The landmarks in metres; z of the results grows away from the camera, and y downwards. */
export function figureOf(
  person: Person,
  picture: Size,
  layers: Layers,
  line: string = color.LINE,
): Figure {
  const bones: Bone[] = [];
  const joints: Joint[] = [];
  const pose = person.poseWorldLandmarks;
  const face = layers.face ? faceInSpace(person, picture) : [];
  if (layers.body) {
    addBody(bones, joints, person, face.length > 0, layers.hands, line);
  }
  if (layers.hands) {
    addHand(bones, joints, person.leftHandWorldLandmarks, pose[LEFT_WRIST], color.LEFT);
    addHand(bones, joints, person.rightHandWorldLandmarks, pose[RIGHT_WRIST], color.RIGHT);
  }
  return { bones, joints, face };
}

export function place(point: Point): Place {
  return [point.x, -point.y, -point.z];
}

function addBody(
  bones: Bone[],
  joints: Joint[],
  person: Person,
  hasFace: boolean,
  showHands: boolean,
  stroke: string,
): void {
  const points = person.poseWorldLandmarks;
  const lines: readonly Line[] = [
    ...topology.POSE_BODY,
    ...(hasFace ? [] : topology.POSE_FACE),
    ...(showHands && person.leftHandWorldLandmarks ? [] : topology.POSE_LEFT_HAND),
    ...(showHands && person.rightHandWorldLandmarks ? [] : topology.POSE_RIGHT_HAND),
  ];
  for (const [from, to] of lines) {
    const start = points[from];
    const end = points[to];
    if (start && end) {
      bones.push({
        start: place(start),
        end: place(end),
        color: stroke,
        radius: 0.008,
        isSeen: isSeen(start) && isSeen(end),
      });
    }
  }
  const drawn = new Set(lines.flat());
  points.forEach((point, index) => {
    if (drawn.has(index) && isSeen(point)) {
      const name = topology.POSE_NAMES[index] ?? '';
      joints.push({ at: place(point), color: color.ofPosePoint(name), radius: 0.016 });
    }
  });
}

/** A hand has its own origin; its wrist is put where the body's is. */
function addHand(
  bones: Bone[],
  joints: Joint[],
  points: readonly Point[] | null,
  wrist: Point | undefined,
  fill: string,
): void {
  const root = points?.[0];
  if (!points || !root || !wrist) {
    return;
  }
  const places = points.map((point) =>
    place({
      x: point.x - root.x + wrist.x,
      y: point.y - root.y + wrist.y,
      z: point.z - root.z + wrist.z,
    }),
  );
  for (const [lines, stroke] of FINGERS) {
    for (const [from, to] of lines) {
      const start = places[from];
      const end = places[to];
      if (start && end) {
        bones.push({ start, end, color: stroke, radius: 0.004, isSeen: true });
      }
    }
  }
  places.forEach((at) => joints.push({ at, color: fill, radius: 0.006 }));
}

const FINGERS: readonly (readonly [readonly Line[], string])[] = [
  [topology.PALM, color.PALM],
  [topology.THUMB, color.THUMB],
  [topology.INDEX_FINGER, color.INDEX_FINGER],
  [topology.MIDDLE_FINGER, color.MIDDLE_FINGER],
  [topology.RING_FINGER, color.RING_FINGER],
  [topology.PINKY, color.PINKY],
];

/**
 * The face has no landmarks in metres: those of the picture are made as large as the body makes its
 * own, and moved until the eyes are in their place.
 */
export function faceInSpace(person: Person, picture: Size): readonly Place[] {
  const body = person.poseLandmarks.map((point) => inPixels(point, picture));
  const eyes = middle(body[LEFT_EYE], body[RIGHT_EYE]);
  const eyesInSpace = middle(
    person.poseWorldLandmarks[LEFT_EYE],
    person.poseWorldLandmarks[RIGHT_EYE],
  );
  const seen = (_: Point, i: number): boolean => isSeen(person.poseLandmarks[i] ?? UNSEEN);
  const scale = spread(person.poseWorldLandmarks.filter(seen)) / spread(body.filter(seen));
  if (!person.faceLandmarks || !Number.isFinite(scale)) {
    return [];
  }
  // The face's depth is from its own middle, which is the one of the head.
  const depth = person.faceLandmarks[NOSE_BRIDGE]?.z ?? 0;
  return person.faceLandmarks.map((point) => {
    const { x, y } = inPixels(point, picture);
    return place({
      x: (x - eyes.x) * scale + eyesInSpace.x,
      y: (y - eyes.y) * scale + eyesInSpace.y,
      z: (point.z - depth) * picture.width * scale + eyesInSpace.z,
    });
  });
}

function inPixels(point: Point, picture: Size): Point {
  return {
    x: point.x * picture.width,
    y: point.y * picture.height,
    z: point.z * picture.width,
  };
}

function middle(a: Point = ORIGIN, b: Point = ORIGIN): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, z: (a.z + b.z) / 2 };
}

/** How far points are from their mean across the picture. */
function spread(points: readonly Point[]): number {
  const meanX = points.reduce((sum, point) => sum + point.x, 0) / points.length;
  const meanY = points.reduce((sum, point) => sum + point.y, 0) / points.length;
  return Math.hypot(...points.flatMap((point) => [point.x - meanX, point.y - meanY]));
}
