/** Lets in who is signed in, with the workspace's shell around the page; sends everyone else to sign in. */
import { useQuery } from '@tanstack/react-query';
import { Navigate, useLocation } from 'react-router';
import { ApiProblem } from '../api/problem.ts';
import { SessionContext, sessionQuery } from '../api/session.ts';
import { paths } from '../paths.ts';
import { Failure } from '../ui/Notice.tsx';
import { Splash } from './Splash.tsx';
import { WorkspaceShell } from './WorkspaceShell.tsx';

export function Component() {
  const { data: session, error, isPending, refetch } = useQuery(sessionQuery);
  const { pathname, search } = useLocation();

  if (isPending) return <Splash />;
  if (session) {
    return (
      <SessionContext value={session}>
        <WorkspaceShell />
      </SessionContext>
    );
  }
  if (session === null) return <Navigate to={paths.signIn(pathname + search)} replace />;
  const problem = error instanceof ApiProblem ? error : { title: 'Something went wrong' };
  return (
    <main>
      <Failure problem={problem} onRetry={() => void refetch()} order={1} />
    </main>
  );
}
