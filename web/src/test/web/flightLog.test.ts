import assert from 'node:assert/strict';
import test from 'node:test';
import { FlightLog, quantile } from '../../main/web/flightLog.ts';

test('no more than the limit is in flight', () => {
  const log = new FlightLog(2);
  log.sent(0);
  assert.ok(!log.isFull);
  log.sent(10);
  assert.ok(log.isFull);
  log.answered(0, 30);
  assert.ok(!log.isFull);
});

test('latency is from the sending of the answered frame', () => {
  const log = new FlightLog(2);
  log.sent(100);
  log.sent(130);
  assert.equal(log.answered(0, 150), 50);
  assert.equal(log.answered(1, 190), 60);
});

test('an answer settles the frames that were passed over', () => {
  const log = new FlightLog(3);
  log.sent(0);
  log.sent(1);
  log.sent(2);
  assert.equal(log.answered(2, 40), 38);
  assert.equal(log.inFlight, 0);
  assert.equal(log.pace(40)?.skipped, 2);
});

test('an error frees the place without counting as an answer', () => {
  const log = new FlightLog(1);
  log.failed(log.sent(0));
  assert.ok(!log.isFull);
  assert.equal(log.pace(10), null);
});

test('an answer to a frame that was never sent, or twice, counts for nothing', () => {
  const log = new FlightLog(2);
  log.sent(0);
  assert.equal(log.answered(7, 5), null);
  assert.equal(log.inFlight, 1);
  assert.equal(log.answered(0, 6), 6);
  assert.equal(log.answered(0, 7), null);
});

test('the pace is that of the last moments only', () => {
  const log = new FlightLog(2);
  for (let i = 0; i <= 200; i++) {
    log.answered(log.sent(i * 50), i * 50 + 20);
  }
  const pace = log.pace(200 * 50 + 20);
  assert.equal(pace?.framesPerSecond, 20);
  assert.equal(pace?.medianMs, 20);
  assert.equal(log.pace(1_000_000), null);
});

test('quantiles are those of the nearest rank', () => {
  assert.equal(quantile([1, 2, 3, 4], 0.5), 2);
  assert.equal(quantile([1, 2, 3, 4], 0.95), 4);
  assert.equal(quantile([], 0.5), 0);
});
