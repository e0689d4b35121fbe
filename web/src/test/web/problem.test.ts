import assert from 'node:assert/strict';
import test from 'node:test';
import { ProblemError, problemIn, problemOf, retryAfterSeconds } from '../../main/web/problem.ts';
import { readMessage } from '../../main/web/stream.ts';
import { base64Url, subprotocols } from '../../main/web/token.ts';
import { webcamProblem } from '../../main/web/webcam.ts';
import { person, result } from './results.ts';

test('the code of the service is kept, with its detail and its wait', () => {
  const body = { code: 'overloaded', detail: 'no more than 16 may wait', status: 503 };
  assert.deepEqual(problemOf(503, body, '2').problem, {
    code: 'overloaded',
    detail: 'no more than 16 may wait',
    retryAfterSeconds: 2,
  });
});

test('an answer without a code is understood by its status', () => {
  assert.equal(problemOf(413, null, null).problem.code, 'body-too-large');
  assert.equal(problemOf(401, '<html>', null).problem.code, 'unauthorized');
  assert.equal(problemOf(502, { code: 'toString' }, null).problem.code, 'unexpected-answer');
  assert.equal(problemOf(502, null, null).problem.detail, 'HTTP 502');
});

test('a date to retry after is not counted in seconds', () => {
  assert.equal(retryAfterSeconds('30'), 30);
  assert.equal(retryAfterSeconds('Wed, 21 Oct 2026 07:28:00 GMT'), null);
  assert.equal(retryAfterSeconds(null), null);
});

test('any failure has words', () => {
  assert.equal(problemIn(new ProblemError('webcam-busy')).code, 'webcam-busy');
  assert.equal(problemIn(new TypeError('x is undefined')).code, 'unexpected-answer');
});

test('the exceptions of the webcam are told apart', () => {
  assert.equal(webcamProblem({ name: 'NotAllowedError' }).problem.code, 'webcam-denied');
  assert.equal(webcamProblem({ name: 'NotFoundError' }).problem.code, 'webcam-missing');
  assert.equal(webcamProblem({ name: 'NotReadableError' }).problem.code, 'webcam-busy');
});

test('messages of the stream are results or errors of one frame', () => {
  const answer = readMessage(JSON.stringify({ frame: 4, timestampMs: 9, ...result(person()) }));
  assert.equal(answer?.kind, 'result');
  assert.equal(answer.frame, 4);
  const failure = readMessage('{"frame":5,"error":{"code":"corrupt-image","detail":"bad"}}');
  assert.equal(failure?.kind, 'error');
  assert.equal(failure.problem.problem.code, 'corrupt-image');
});

test('other messages of the stream are passed over', () => {
  for (const text of ['', 'null', '[]', '{"frame":"0"}', '{"frame":0}', '{"frame":0,"people":[]}']) {
    assert.equal(readMessage(text), null, text);
  }
});

test('a token travels in characters that a subprotocol may have', () => {
  assert.equal(base64Url('a>b?c~~ü'), 'YT5iP2N-fsO8');
  assert.deepEqual(subprotocols(null), ['vitruvian.v1']);
  assert.deepEqual(subprotocols('s3cret'), ['vitruvian.v1', 'bearer.czNjcmV0']);
});
