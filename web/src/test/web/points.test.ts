import assert from 'node:assert/strict';
import test from 'node:test';
import { nearest, spotsOf, step, stepPart } from '../../main/web/points.ts';
import { countLandmarks, isResult } from '../../main/web/result.ts';
import { person, points, posePoint, result } from './results.ts';

const ALL = { body: true, face: true, hands: true, mask: true };

test('a spot knows its name and its place in the world', () => {
  const [nose, , leftEye] = spotsOf(result(person()), ALL);
  assert.equal(nose?.name, 'NOSE');
  assert.equal(leftEye?.name, 'LEFT_EYE');
  assert.deepEqual(leftEye?.world, posePoint({ x: 2, y: 4, z: -2 }));
});

test('points of the body that are not seen cannot be pointed at', () => {
  const poseLandmarks = person().poseLandmarks.map((point, i) =>
    i === 3 ? { ...point, visibility: 0.49 } : i === 5 ? { ...point, presence: 0.49 } : point,
  );
  const indices = spotsOf(result(person({ poseLandmarks })), ALL).map((spot) => spot.index);
  assert.equal(indices.length, 31);
  assert.ok(!indices.includes(3) && !indices.includes(5));
});

test('only the points of the shown layers are there', () => {
  const whole = result(
    person({
      faceLandmarks: points(478),
      rightHandLandmarks: points(21),
      rightHandWorldLandmarks: points(21, () => ({ x: 7 })),
    }),
  );
  assert.equal(spotsOf(whole, ALL).length, 33 + 478 + 21);
  const hands = spotsOf(whole, { body: false, face: false, hands: true, mask: false });
  assert.ok(hands.every((spot) => spot.part === 'rightHand' && spot.world?.x === 7));
  assert.equal(hands[8]?.name, 'INDEX_FINGER_TIP');
  assert.equal(countLandmarks(whole), 532);
});

test('the nearest spot is found in pixels, not in fractions', () => {
  const poseLandmarks = Array.from({ length: 33 }, (_, i) =>
    posePoint(i === 0 ? { x: 0.5, y: 0.6 } : i === 1 ? { x: 0.55, y: 0.5 } : { x: 5, y: 5 }),
  );
  const spots = spotsOf(result(person({ poseLandmarks })), ALL);
  // 20 pixels to the right of the place, 10 below it.
  assert.equal(nearest(spots, 200, 50, 400, 100, 16)?.index, 0);
  assert.equal(nearest(spots, 200, 50, 400, 100, 9), null);
});

test('the keyboard steps around the end', () => {
  const spots = spotsOf(result(person({ faceLandmarks: points(468) })), ALL);
  const last = spots.at(-1) ?? null;
  assert.equal(step(spots, null, 1), spots[0]);
  assert.equal(step(spots, last, 1), spots[0]);
  assert.equal(step(spots, spots[0] ?? null, -1), last);
  assert.equal(stepPart(spots, spots[7] ?? null, 1)?.part, 'face');
  assert.equal(stepPart(spots, last, 1), spots[0]);
  assert.equal(step([], null, 1), null);
});

test('what is no result is not taken for one', () => {
  assert.ok(isResult(result()));
  assert.ok(isResult(result(person())));
  assert.ok(!isResult(null));
  assert.ok(!isResult({ people: [] }));
  assert.ok(!isResult({ ...result(), people: [{ ...person(), poseLandmarks: [] }] }));
});
