/** Lets the operator in, with the console's shell around the page. */
import { useQuery } from '@tanstack/react-query';
import { Navigate, useLocation } from 'react-router';
import { ApiProblem } from '../api/problem.ts';
import { operatorQuery } from '../api/session.ts';
import { paths } from '../paths.ts';
import { Failure } from '../ui/Notice.tsx';
import { ConsoleShell } from './ConsoleShell.tsx';
import { Splash } from './Splash.tsx';

export function Component() {
  const { data, error, isPending, refetch } = useQuery(operatorQuery);
  const { pathname, search } = useLocation();

  if (isPending) return <Splash />;
  if (data) return <ConsoleShell operator={data.operator} />;
  if (data === null) return <Navigate to={paths.signIn(pathname + search)} replace />;
  const problem = error instanceof ApiProblem ? error : { title: 'Something went wrong' };
  return (
    <main>
      <Failure problem={problem} onRetry={() => void refetch()} order={1} />
    </main>
  );
}
