/** Starts the application: the host decides between the operator's console and a workspace. */
import './ui/styles.ts';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { queryClient } from './api/queryClient.ts';
import { operatorQuery, sessionQuery, workspaceQuery } from './api/session.ts';
import { consoleRoutes, workspaceRoutes } from './routes.tsx';
import { Providers } from './shell/Providers.tsx';

const isConsole = location.hostname.startsWith('admin.');

// Asked for while the page's code is still on its way.
if (isConsole) {
  void queryClient.prefetchQuery(operatorQuery);
} else {
  void queryClient.prefetchQuery(workspaceQuery);
  void queryClient.prefetchQuery(sessionQuery);
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');
createRoot(root).render(
  <Providers>
    <RouterProvider router={createBrowserRouter(isConsole ? consoleRoutes : workspaceRoutes)} />
  </Providers>,
);
