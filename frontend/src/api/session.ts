/** Who is signed in: in a workspace an account, in the console an operator. `null` means nobody. */
import type { OperatorSession, Permission, Session } from '@frontdesk/contract';
import { queryOptions } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
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

/** Set by the shell, which is shown only to who is signed in: pages below it never see “nobody”. */
export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession was called outside the shell.');
  return session;
}

export function usePermission(permission: Permission): boolean {
  return useSession().permissions.includes(permission);
}

function nobody(error: unknown): null {
  if (error instanceof ApiProblem && error.status === 401) return null;
  throw error;
}
