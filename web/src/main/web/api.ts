import { type Options, queryOf } from './options.ts';
import { ProblemError, problemOf } from './problem.ts';
import { isResult, type Result } from './result.ts';
import { isStatus, type Status } from './status.ts';
import { authorized, storedToken } from './token.ts';

/** Sends a picture; rejects with a ProblemError, or an AbortError when the signal ended it. */
export async function track(
  picture: Blob,
  options: Options,
  signal: AbortSignal,
): Promise<Result> {
  const answer = await ask(`v1/holistic?${queryOf(options)}`, {
    method: 'POST',
    headers: { 'Content-Type': picture.type || 'application/octet-stream' },
    body: picture,
    signal,
  });
  if (!isResult(answer)) {
    throw new ProblemError('unexpected-answer');
  }
  return answer;
}

export async function status(signal: AbortSignal): Promise<Status> {
  const answer = await ask('v1/status', { signal });
  if (!isStatus(answer)) {
    throw new ProblemError('unexpected-answer');
  }
  return answer;
}

async function ask(path: string, request: RequestInit): Promise<unknown> {
  const headers = { ...request.headers, ...authorized(storedToken()), Accept: 'application/json' };
  let response: Response;
  try {
    response = await fetch(new URL(path, document.baseURI), { ...request, headers, cache: 'no-store' });
  } catch (failure) {
    request.signal?.throwIfAborted();
    throw new ProblemError('unreachable', failure instanceof Error ? failure.message : '');
  }
  // A body that is no JSON is nothing that the page can understand.
  const body: unknown = await response.json().catch(() => null);
  request.signal?.throwIfAborted();
  if (!response.ok) {
    throw problemOf(response.status, body, response.headers.get('Retry-After'));
  }
  return body;
}
