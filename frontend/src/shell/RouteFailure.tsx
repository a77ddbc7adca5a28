import { useEffect } from 'react';
import { useRouteError } from 'react-router';
import { Failure } from '../ui/Notice.tsx';

/** A page that could not be drawn: most often its code is gone because a newer version was published. */
export function RouteFailure({ alone }: { alone?: boolean }) {
  const Frame = alone ? 'main' : 'div';
  const error = useRouteError();
  useEffect(() => console.error(error), [error]);
  return (
    <Frame>
      <title>Frontdesk</title>
      <Failure
        problem={{
          title: 'This page could not be loaded',
          detail: 'Frontdesk may have been updated, or the connection was lost. Loading the page again usually helps.',
        }}
        onRetry={() => location.reload()}
        order={1}
      />
    </Frame>
  );
}
