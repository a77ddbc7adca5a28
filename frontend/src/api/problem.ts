/** What went wrong with a call, as RFC 9457 problem details or as near to them as the answer allows. */
import type { FieldError, Problem } from '@frontdesk/contract';

export class ApiProblem extends Error {
  /** The HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly FieldError[];
  readonly requestId: string | undefined;
  /** How long the server asks us to wait. */
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: Problem, retryAfterSeconds?: number) {
    super(problem.title);
    this.name = 'ApiProblem';
    this.status = problem.status;
    this.title = problem.title;
    this.detail = problem.detail;
    this.errors = problem.errors ?? [];
    this.requestId = problem.requestId;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No answer at all: the network, or the server, is away. */
export function noAnswer(): ApiProblem {
  return new ApiProblem({
    type: 'about:blank',
    title: 'No connection',
    status: 0,
    detail: 'The server could not be reached. Check your connection and try again.',
  });
}

/** Reads a refused answer; a body that is no problem document gets a sentence of our own. */
export function problemFrom(
  status: number,
  body: string,
  retryAfter: string | null,
  requestId?: string | null,
): ApiProblem {
  const seconds = secondsToWait(retryAfter);
  const stated = parse(body);
  const fallback = sentences[status] ?? sentences[status >= 500 ? 500 : 400];
  const [title, detail] = fallback ?? ['Something went wrong', 'Please try again.'];
  return new ApiProblem(
    {
      type: stated?.type ?? 'about:blank',
      title: stated?.title || title,
      status,
      detail: withWait(stated?.detail || detail, status, seconds),
      requestId: stated?.requestId ?? requestId ?? undefined,
      errors: Array.isArray(stated?.errors) ? stated.errors : [],
    },
    seconds,
  );
}

const sentences: Record<number, readonly [string, string]> = {
  400: ['That did not work', 'The server could not accept this. Check what you entered and try again.'],
  401: ['You are signed out', 'Sign in again to go on.'],
  403: ['Not allowed', 'Your role does not allow this. Ask an admin of your organization.'],
  404: ['Not found', 'It may have been removed, or the link is wrong.'],
  413: ['Too large', 'Make it smaller and try again.'],
  429: ['Too many requests', 'Please slow down a little.'],
  500: ['Something went wrong on our side', 'Nothing that you entered is lost. Try again in a moment.'],
  502: ['The service is restarting', 'Nothing that you entered is lost. Try again in a moment.'],
  503: ['The service is not available right now', 'Nothing that you entered is lost. Try again in a moment.'],
};

function withWait(detail: string, status: number, seconds: number | undefined): string {
  if (seconds === undefined || (status !== 429 && status !== 503)) return detail;
  return `${detail} Try again in ${waitInWords(seconds)}.`;
}

/** “20 seconds”, “3 minutes”. */
export function waitInWords(seconds: number): string {
  const [count, unit] = seconds < 90 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function secondsToWait(retryAfter: string | null): number | undefined {
  if (!retryAfter) return undefined;
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : undefined;
}

function parse(body: string): Partial<Problem> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Any error as a problem that a page can show. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return problemFrom(500, '', null);
}
