/** The cache of what the server said, and the one place where a lost session is noticed. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './problem.ts';
import { operatorKey, sessionKey } from './session.ts';

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignedOut }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => failures < 2 && isPassing(error),
      retryDelay: (attempt, error) => waitFor(error) ?? 500 * 2 ** attempt,
    },
    mutations: { retry: false },
  },
});

/** A 401 on any call means that the session is gone: forget it, and the shell asks to sign in. */
function noticeSignedOut(error: unknown): void {
  if (!(error instanceof ApiProblem) || error.status !== 401) return;
  for (const key of [sessionKey, operatorKey]) {
    if (queryClient.getQueryData(key)) queryClient.setQueryData(key, null);
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 0 || error.status === 502 || error.status === 503);
}

function waitFor(error: unknown): number | undefined {
  const seconds = error instanceof ApiProblem ? error.retryAfterSeconds : undefined;
  return seconds === undefined ? undefined : Math.min(seconds, 5) * 1000;
}
