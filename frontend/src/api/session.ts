/** Who is signed in: in a workspace an account, in the console an operator. `null` means nobody. */
import type { OperatorSession, Permission, Session } from '@frontdesk/contract';
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { call } from './call.ts';
import { ApiProblem } from './problem.ts';

export const workspaceQuery = queryOptions({
  queryKey: ['workspace'],
  queryFn: ({ signal }) => call('getWorkspace', {}, { signal }),
  staleTime: 5 * 60_000,
});

export const sessionKey = ['session'] as const;
export const sessionQuery = queryOptions<Session | null>({
  queryKey: sessionKey,
  queryFn: ({ signal }) => call('getSession', {}, { signal }).catch(nobody),
  staleTime: 5 * 60_000,
});

export const operatorKey = ['operator'] as const;
export const operatorQuery = queryOptions<OperatorSession | null>({
  queryKey: operatorKey,
  queryFn: ({ signal }) => call('getOperatorSession', {}, { signal }).catch(nobody),
  staleTime: 5 * 60_000,
});

/** The session of whoever is signed in; for components below the shell, which is shown to nobody else. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data) throw new Error('useSession was called where nobody is signed in.');
  return data;
}

export function usePermission(permission: Permission): boolean {
  return useSession().permissions.includes(permission);
}

function nobody(error: unknown): null {
  if (error instanceof ApiProblem && error.status === 401) return null;
  throw error;
}
