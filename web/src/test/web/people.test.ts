import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { Chosen } from '../../main/web/chosen.ts';
import { ofPerson } from '../../main/web/palette.ts';
import { spotsOf, stepPart } from '../../main/web/points.ts';
import { colorOf, keyOf, motionOf, type Result } from '../../main/web/result.ts';
import { person, points, result } from './results.ts';

const ALL = { body: true, face: true, hands: true, mask: true };
const PALETTE = '../render/src/main/java/vitruvian/render/Palette.java';

/** A frame of a stream. */
function frame(timestampMs: number, ...ids: number[]): Result {
  return { ...result(...ids.map((id) => person({ id }))), timestampMs };
}

test('people have the colours of the overlays', () => {
  const source = readFileSync(PALETTE, 'utf8');
  const list = /PEOPLE =\s*List\.of\(([^)]*)\)/.exec(source)?.[1] ?? '';
  const colors = [...list.matchAll(/0x([0-9a-f]{6})/g)].map((match) => `#${match[1]}`);
  assert.equal(colors.length, 7);
  assert.deepEqual(colors.map((_, i) => ofPerson(i)), colors);
  assert.equal(ofPerson(7), colors[0]);
});

test('whoever is alone in a picture has no colour of the own', () => {
  assert.equal(colorOf(result(person()), 0), null);
  assert.equal(colorOf(result(person(), person()), 1), ofPerson(1));
  assert.equal(colorOf(frame(0, 3), 0), ofPerson(2));
  assert.equal(keyOf(result(person(), person()), 1), 2);
  assert.equal(keyOf(frame(0, 3), 0), 3);
});

test('each has a motion', () => {
  const motion = { root: [0, 1, 0], rotations: {} } as const;
  assert.equal(motionOf({ ...result(person()), motion }, 0), motion);
  const several = { ...result(person(), person()), motions: [{ motion }, { motion }] };
  assert.equal(motionOf(several, 1), motion);
  assert.equal(motionOf(result(person()), 0), null);
});

test('the first one is chosen until another one is', () => {
  const chosen = new Chosen();
  const picture = result(person(), person(), person());
  chosen.follow(picture);
  assert.equal(chosen.indexIn(picture), 0);
  chosen.choose(picture, 2);
  chosen.follow(picture);
  assert.equal(chosen.indexIn(picture), 2);
  const other = result(person());
  chosen.follow(other);
  assert.equal(chosen.indexIn(other), 0);
  chosen.follow(null);
  assert.equal(chosen.indexIn(picture), null);
});

test('who was chosen in a stream stays so for a moment out of sight', () => {
  const chosen = new Chosen();
  chosen.follow(frame(0, 1, 2, 3));
  chosen.choose(frame(0, 1, 2, 3), 1);
  chosen.follow(frame(1000, 1, 3));
  assert.equal(chosen.indexIn(frame(1000, 1, 3)), null);
  chosen.follow(frame(1400, 1, 2, 3));
  assert.equal(chosen.indexIn(frame(1400, 1, 2, 3)), 1);
  chosen.follow(frame(3000, 1, 3));
  assert.equal(chosen.indexIn(frame(3000, 1, 3)), 0);
  // A new stream has ids of its own.
  chosen.follow(frame(5, 7));
  assert.equal(chosen.indexIn(frame(5, 7)), 0);
});

test('the keyboard steps from person to person', () => {
  const spots = spotsOf(result(person({ faceLandmarks: points(468) }), person()), ALL);
  const first = spots[0] ?? null;
  const face = stepPart(spots, first, 1);
  assert.deepEqual([face?.person, face?.part], [0, 'face']);
  const other = stepPart(spots, face, 1);
  assert.deepEqual([other?.person, other?.part], [1, 'body']);
  assert.equal(stepPart(spots, other, 1), first);
  assert.equal(stepPart(spots, first, -1), other);
});
