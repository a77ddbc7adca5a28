/** Failures that a client is told of, as RFC 9457 problem details. Anything else becomes a bare 500. */
import type { FieldError, Problem } from '@frontdesk/contract';

export class ProblemError extends Error {
  readonly status: number;
  readonly kind: string;
  readonly title: string;
  readonly errors: readonly FieldError[] | undefined;
  /** Seconds after which to try again. */
  readonly retryAfter: number | undefined;

  constructor(
    status: number,
    kind: string,
    title: string,
    detail: string,
    extra: { errors?: readonly FieldError[]; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(detail, { cause: extra.cause });
    this.status = status;
    this.kind = kind;
    this.title = title;
    this.errors = extra.errors;
    this.retryAfter = extra.retryAfter;
  }

  /** The body that a client gets. */
  toProblem(requestId?: string): Problem {
    return {
      type: `/problems/${this.kind}`,
      title: this.title,
      status: this.status,
      detail: this.message,
      ...(requestId ? { requestId } : {}),
      ...(this.errors ? { errors: [...this.errors] } : {}),
    };
  }
}

export const badRequest = (detail: string) =>
  new ProblemError(400, 'bad-request', 'The request can’t be understood', detail);

export const unauthenticated = (detail = 'Sign in and try again.') =>
  new ProblemError(401, 'unauthenticated', 'You are not signed in', detail);

export const forbidden = (detail = 'Your account may not do this. Ask an administrator of your organization.') =>
  new ProblemError(403, 'forbidden', 'This is not allowed', detail);

/** The same words for what does not exist and for what is another tenant's. */
export const notFound = (detail = 'There is nothing here. It may have been removed, or the address is wrong.') =>
  new ProblemError(404, 'not-found', 'Not found', detail);

export const conflict = (detail: string, errors?: readonly FieldError[]) =>
  new ProblemError(409, 'conflict', 'This conflicts with what is there', detail, errors ? { errors } : {});

export const payloadTooLarge = (detail: string) => new ProblemError(413, 'too-large', 'This is too large', detail);

export const validation = (errors: readonly FieldError[]) =>
  new ProblemError(
    422,
    'validation',
    'Some fields need another look',
    'Correct the fields that are named and try again.',
    { errors },
  );

export const tooMany = (retryAfter: number, detail = 'Too many requests. Wait a moment and try again.') =>
  new ProblemError(429, 'too-many-requests', 'Slow down', detail, { retryAfter });

export const unavailable = (
  detail = 'A part of the service is not available. Try again in a moment.',
  cause?: unknown,
) => new ProblemError(503, 'unavailable', 'Not available right now', detail, { retryAfter: 5, cause });
