import type { MessageKey } from './messages.en.ts';

/** What went wrong, for the user: a code that has a text in each language, and the details. */
export interface Problem {
  readonly code: ProblemCode;
  /** The service's own sentence, in English; empty where there is none. */
  readonly detail: string;
  readonly retryAfterSeconds: number | null;
}

/** The codes of the service, and those of what happens in the browser itself. */
export const PROBLEM_CODES = [
  'truncated-image',
  'unauthorized',
  'slow-upload',
  'body-too-large',
  'unsupported-format',
  'image-too-large',
  'corrupt-image',
  'bad-parameter',
  'overloaded',
  'memory-pressure',
  'unreachable',
  'unexpected-answer',
  'not-a-picture',
  'not-an-avatar',
  'webcam-denied',
  'webcam-missing',
  'webcam-busy',
  'webcam-insecure',
  'stream-closed',
  'stream-refused',
  'no-3d',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** Thrown by whatever the page asks for, and shown to the user as it is. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(code: ProblemCode, detail = '', retryAfterSeconds: number | null = null) {
    super(`${code}: ${detail}`);
    this.problem = { code, detail, retryAfterSeconds };
  }
}

export function isProblemCode(value: unknown): value is ProblemCode {
  return PROBLEM_CODES.includes(value as ProblemCode);
}

/** The problem in an answer that is no success. Proxies between may answer with anything. */
export function problemOf(status: number, body: unknown, retryAfter: string | null): ProblemError {
  const { code, detail } = (body ?? {}) as { code?: unknown; detail?: unknown };
  const text = typeof detail === 'string' ? detail : `HTTP ${status}`;
  return new ProblemError(
    isProblemCode(code) ? code : codeOfStatus(status),
    text,
    retryAfterSeconds(retryAfter),
  );
}

function codeOfStatus(status: number): ProblemCode {
  switch (status) {
    case 401:
      return 'unauthorized';
    case 408:
      return 'slow-upload';
    case 413:
      return 'body-too-large';
    case 415:
      return 'unsupported-format';
    case 429:
    case 503:
      return 'overloaded';
    default:
      return 'unexpected-answer';
  }
}

/** The seconds in a header `Retry-After`, unless it is a date. */
export function retryAfterSeconds(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header.trim()) ? Number(header) : null;
}

/** What any failure means to the user. */
export function problemIn(failure: unknown): Problem {
  return failure instanceof ProblemError
    ? failure.problem
    : { code: 'unexpected-answer', detail: String(failure), retryAfterSeconds: null };
}

export function problemKey(code: ProblemCode): MessageKey {
  return `problem.${code}`;
}
