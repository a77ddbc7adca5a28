/** Takes over a new session: whatever was cached for someone else is forgotten. */
import type { Session } from '@frontdesk/contract';
import type { QueryClient } from '@tanstack/react-query';
import { sessionKey, workspaceQuery } from '../../api/session.ts';

export function takeOver(queryClient: QueryClient, session: Session): void {
  const kept = new Set<unknown>([sessionKey[0], workspaceQuery.queryKey[0]]);
  queryClient.removeQueries({ predicate: ({ queryKey }) => !kept.has(queryKey[0]) });
  queryClient.setQueryData(sessionKey, session);
}
