import assert from 'node:assert/strict';
import test from 'node:test';
import { areaPath, curves, History, linePath, scaleTop } from '../../main/web/history.ts';

const BOX = { width: 100, height: 50, now: 10_000, spanMs: 10_000, top: 1000 };

test('no more than the last readings are kept', () => {
  const history = new History(3);
  for (let i = 0; i < 1000; i++) {
    history.add({ at: i, residentBytes: i });
  }
  assert.deepEqual(
    history.readings.map((reading) => reading.at),
    [997, 998, 999],
  );
});

test('the scale holds the ceiling, and readings that passed it', () => {
  assert.ok(scaleTop([{ at: 0, residentBytes: 300 }], 600) > 600);
  assert.ok(scaleTop([{ at: 0, residentBytes: 700 }], 600) > 700);
});

test('readings lie by their age and size', () => {
  const readings = [
    { at: 6_000, residentBytes: 0 },
    { at: 10_000, residentBytes: 500 },
  ];
  assert.deepEqual(curves(readings, BOX), [[[60, 50], [100, 25]]]);
});

test('what is older than the span is left out, and a gap is not bridged', () => {
  const readings = [
    { at: -1, residentBytes: 1 },
    { at: 0, residentBytes: 1000 },
    { at: 9_000, residentBytes: 1000 },
  ];
  assert.deepEqual(curves(readings, BOX), [[[0, 0]], [[90, 0]]]);
});

test('paths go along the curve and back along the bottom', () => {
  const parts = [[[0, 10], [50, 20]]] as const;
  assert.equal(linePath(parts), 'M0.0 10.0L50.0 20.0');
  assert.equal(areaPath(parts, 50), 'M0.0 10.0L50.0 20.0L50.0 50L0.0 50Z');
  assert.equal(areaPath([], 50), '');
});
