import assert from 'node:assert/strict';
import test from 'node:test';
import { faceInSpace, figureOf, place } from '../../main/web/figure.ts';
import { fit } from '../../main/web/fit.ts';
import { tint } from '../../main/web/mask.ts';
import { DEFAULT_OPTIONS, queryOf } from '../../main/web/options.ts';
import { LEFT, LINE, ofPosePoint, RIGHT } from '../../main/web/palette.ts';
import { timingParts } from '../../main/web/resultPanel.ts';
import { HAND, MESH, POSE_BODY } from '../../main/web/topology.ts';
import { around, eye, keyed, START, turned, zoomed } from '../../main/web/turntable.ts';
import { person, points, posePoint, result } from './results.ts';

const ALL = { body: true, face: true, hands: true, mask: true };
const SIZE = { width: 400, height: 200 };

test('the world is turned upright and towards the viewer', () => {
  assert.deepEqual(place({ x: 1, y: 2, z: 3 }), [1, -2, -3]);
});

test('bones to points outside the picture are guesses', () => {
  const poseWorldLandmarks = person().poseWorldLandmarks.map((point, i) =>
    i === 27 ? posePoint({ visibility: 0.1 }) : point,
  );
  const { bones, joints } = figureOf(person({ poseWorldLandmarks }), SIZE, ALL);
  assert.equal(bones.filter((bone) => !bone.isSeen).length, 3);
  assert.equal(joints.length, 32);
});

test('a hand hangs at its wrist', () => {
  const hand = points(21, (i) => ({ x: i, y: 0, z: 0 }));
  const { joints } = figureOf(
    person({ leftHandWorldLandmarks: hand }),
    SIZE,
    { body: false, face: false, hands: true, mask: false },
  );
  assert.deepEqual(joints[0]?.at, [15, -30, 15]);
  assert.deepEqual(joints[4]?.at, [19, -30, 15]);
  assert.equal(HAND.length, 21);
});

test('the face is as large as the body makes it, and has its eyes in their place', () => {
  // Ten millimetres a pixel, and the body half a metre further to the right and up.
  const poseWorldLandmarks = person().poseLandmarks.map((point) =>
    posePoint({ x: point.x * 4 + 0.5, y: point.y * 2 - 0.5, z: -0.25 }),
  );
  const faceLandmarks = points(468, (i) => (i === 33 ? { x: 0.035 + 0.1, y: 0.07 } : {}));
  const places = faceInSpace(person({ faceLandmarks, poseWorldLandmarks }), SIZE);
  const expected = [0.035 * 4 + 0.4 + 0.5, -(0.07 * 2 - 0.5), 0.25];
  places[33]?.forEach((value, i) => assert.ok(Math.abs(value - (expected[i] ?? 0)) < 1e-9));
  assert.equal(places.length, 468);
});

test('a face without a body to measure by is not placed', () => {
  const poseLandmarks = person().poseLandmarks.map((point) => ({ ...point, visibility: 0 }));
  assert.deepEqual(faceInSpace(person({ poseLandmarks, faceLandmarks: points(468) }), SIZE), []);
  assert.deepEqual(faceInSpace(person(), SIZE), []);
});

test('nobody can look from below the floor or from nowhere', () => {
  assert.ok(turned(START, 0, 99).elevation < Math.PI / 2);
  assert.ok(zoomed(START, 1e9).distance < 10);
  assert.ok(zoomed(START, 0).distance > 0.1);
  assert.ok(around(0.2).distance < START.distance);
  const [x, y, z] = eye(turned(START, 1, 0.3));
  assert.ok(Math.abs(Math.hypot(x, y, z) - START.distance) < 1e-9);
});

test('keys turn and zoom, others do nothing', () => {
  assert.ok((keyed(START, 'ArrowRight')?.azimuth ?? 0) > START.azimuth);
  assert.ok((keyed(START, '+')?.distance ?? 9) < START.distance);
  assert.equal(keyed(START, 'Tab'), null);
});

test('sides have their colours', () => {
  assert.equal(ofPosePoint('MOUTH_LEFT'), LEFT);
  assert.equal(ofPosePoint('RIGHT_KNEE'), RIGHT);
  assert.equal(ofPosePoint('NOSE'), LINE);
});

test('the mesh has each edge once', () => {
  assert.equal(MESH.length, 1322);
  assert.equal(new Set(MESH.map(([a, b]) => [a, b].sort().join())).size, 1322);
  assert.equal(POSE_BODY.length, 18);
});

test('a mask becomes one colour as opaque as it was bright', () => {
  const pixels = new Uint8ClampedArray([0, 0, 0, 255, 200, 200, 200, 255]);
  tint(pixels);
  assert.deepEqual([...pixels], [0x3d, 0x6b, 0xff, 0, 0x3d, 0x6b, 0xff, 70]);
});

test('a picture fits into its box', () => {
  assert.deepEqual(fit({ width: 333, height: 500 }, { width: 900, height: 250 }), { width: 167, height: 250 });
  assert.deepEqual(fit({ width: 10_000, height: 1 }, { width: 100, height: 100 }), { width: 100, height: 1 });
});

test('the rest of the time is what no part has', () => {
  assert.equal(timingParts(result().timing).other, 2);
  assert.equal(timingParts({ ...result().timing, totalMs: 0 }).other, 0);
});

test('options are asked for by the names of the service', () => {
  assert.equal(
    queryOf({ complexity: 2, refineFace: true, segmentation: false, sampling: 'gpu', everyone: true }),
    'complexity=2&refineFace=true&segmentation=false&sampling=gpu&people=all&motion=true',
  );
  assert.match(queryOf({ ...DEFAULT_OPTIONS, everyone: false }), /&people=1&/);
});
