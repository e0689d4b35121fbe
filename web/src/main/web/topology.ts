import table from './topology.json' with { type: 'json' };

/** Two points with a line between them. */
export type Line = readonly [number, number];

/** The names of the points, and the lines between them; the same as in the results' Java types. */
export const POSE_NAMES: readonly string[] = table.poseNames;
export const HAND_NAMES: readonly string[] = table.handNames;

export const POSE_BODY = lines(table.poseBody);
export const POSE_FACE = lines(table.poseFace);
export const POSE_LEFT_HAND = lines(table.poseLeftHand);
export const POSE_RIGHT_HAND = lines(table.poseRightHand);

export const PALM = lines(table.palm);
export const THUMB = lines(table.thumb);
export const INDEX_FINGER = lines(table.indexFinger);
export const MIDDLE_FINGER = lines(table.middleFinger);
export const RING_FINGER = lines(table.ringFinger);
export const PINKY = lines(table.pinky);
export const HAND = [...PALM, ...THUMB, ...INDEX_FINGER, ...MIDDLE_FINGER, ...RING_FINGER, ...PINKY];

export const LIPS = lines(table.lips);
export const LEFT_EYE = lines(table.leftEye);
export const LEFT_EYEBROW = lines(table.leftEyebrow);
export const RIGHT_EYE = lines(table.rightEye);
export const RIGHT_EYEBROW = lines(table.rightEyebrow);
export const OVAL = lines(table.oval);

/** The middle of each iris, in a refined face only; its four neighbours on the edge follow. */
export const LEFT_IRIS_CENTER: number = table.leftIrisCenter;
export const RIGHT_IRIS_CENTER: number = table.rightIrisCenter;

export const TRIANGLES: readonly (readonly number[])[] = table.triangles;

/** The edges of the triangles, each once. */
export const MESH: readonly Line[] = meshOf(TRIANGLES);

function lines(pairs: readonly (readonly number[])[]): readonly Line[] {
  return pairs.map(([start = 0, end = 0]) => [start, end]);
}

function meshOf(triangles: readonly (readonly number[])[]): readonly Line[] {
  const edges = new Map<string, Line>();
  for (const [a = 0, b = 0, c = 0] of triangles) {
    for (const [start, end] of [[a, b], [b, c], [c, a]] as const) {
      const key = `${Math.min(start, end)}-${Math.max(start, end)}`;
      if (!edges.has(key)) {
        edges.set(key, [start, end]);
      }
    }
  }
  return [...edges.values()];
}
