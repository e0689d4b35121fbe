import assert from 'node:assert/strict';
import test from 'node:test';
import * as numbers from '../../main/web/numbers.ts';

test('bytes have three digits at most', () => {
  assert.equal(numbers.formatBytes(0), '0 B');
  assert.equal(numbers.formatBytes(999), '999 B');
  assert.equal(numbers.formatBytes(1023), '1.00 KB');
  assert.equal(numbers.formatBytes(48 * 2 ** 20), '48.0 MB');
  assert.equal(numbers.formatBytes(608 * 2 ** 20), '608 MB');
  assert.equal(numbers.formatBytes(999.7 * 2 ** 20), '0.98 GB');
  assert.equal(numbers.formatBytes(3.2 * 2 ** 30), '3.20 GB');
  assert.equal(numbers.formatBytes(-2 * 2 ** 20), '-2.00 MB');
});

test('milliseconds become seconds where they are many', () => {
  assert.equal(numbers.formatMs(0.42), '0.42 ms');
  assert.equal(numbers.formatMs(21.54), '21.5 ms');
  assert.equal(numbers.formatMs(215.7), '216 ms');
  assert.equal(numbers.formatMs(1250), '1.25 s');
});

test('only certainty is a hundred percent', () => {
  assert.equal(numbers.formatPercent(0.9999), '99 %');
  assert.equal(numbers.formatPercent(1), '100 %');
  assert.equal(numbers.formatPercent(0.004), '0 %');
});

test('counts are grouped', () => {
  assert.equal(numbers.formatCount(543), '543');
  assert.equal(numbers.formatCount(18432), '18\u202f432');
  assert.equal(numbers.formatCount(1234567), '1\u202f234\u202f567');
});

test('coordinates have a proper minus', () => {
  assert.equal(numbers.formatCoordinate(-0.61352, 3), '−0.614');
});

test('spans are whole', () => {
  assert.equal(numbers.formatSpan(45.2), '45 s');
  assert.equal(numbers.formatSpan(600), '10 min');
});
