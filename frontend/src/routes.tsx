/** Every address of the application, from top to bottom. Each page loads its own code. */
import { Navigate, type RouteObject } from 'react-router';
import { paths } from './paths.ts';
import { NotFound } from './shell/NotFound.tsx';
import { Requires } from './shell/Requires.tsx';
import { RouteFailure } from './shell/RouteFailure.tsx';
import { Splash } from './shell/Splash.tsx';
import { WorkspaceGuard } from './shell/WorkspaceGuard.tsx';

/** A workspace, on its own subdomain. */
export const workspaceRoutes: RouteObject[] = [
  {
    element: <WorkspaceGuard />,
    errorElement: <RouteFailure alone />,
    hydrateFallbackElement: <Splash />,
    children: [
      { path: '/sign-in', lazy: () => import('./features/identity/SignInPage.tsx') },
      { path: '/invitation', lazy: () => import('./features/identity/InvitationPage.tsx') },
      {
        lazy: () => import('./shell/SessionGuard.tsx'),
        children: [
          {
            errorElement: <RouteFailure />,
            children: [
              { path: '/', element: <Navigate to={paths.people()} replace /> },
              { path: '/people', lazy: () => import('./features/directory/PeoplePage.tsx') },
              { path: '/people/:personId', lazy: () => import('./features/directory/PersonPage.tsx') },
              { path: '/departments', lazy: () => import('./features/directory/DepartmentsPage.tsx') },
              {
                element: <Requires permission="directory.import" />,
                children: [
                  { path: '/people/import', lazy: () => import('./features/directory/ImportsPage.tsx') },
                  { path: '/people/import/:importId', lazy: () => import('./features/directory/ImportPage.tsx') },
                ],
              },
              {
                path: '/settings',
                lazy: () => import('./features/identity/SettingsLayout.tsx'),
                children: [
                  { index: true, element: <Navigate to={paths.sessions} replace /> },
                  { path: 'sessions', lazy: () => import('./features/identity/SessionsPage.tsx') },
                  {
                    element: <Requires permission="single-sign-on.manage" />,
                    children: [
                      { path: 'single-sign-on', lazy: () => import('./features/identity/SingleSignOnPage.tsx') },
                    ],
                  },
                ],
              },
              { path: '*', element: <NotFound /> },
            ],
          },
        ],
      },
    ],
  },
];

/** The operator's console, on `admin.`. */
export const consoleRoutes: RouteObject[] = [
  {
    errorElement: <RouteFailure alone />,
    hydrateFallbackElement: <Splash />,
    children: [
      { path: '/sign-in', lazy: () => import('./features/console/OperatorSignInPage.tsx') },
      {
        lazy: () => import('./shell/ConsoleGuard.tsx'),
        children: [
          {
            errorElement: <RouteFailure />,
            children: [
              { path: '/', element: <Navigate to={paths.tenants} replace /> },
              { path: '/tenants', lazy: () => import('./features/console/TenantsPage.tsx') },
              { path: '/tenants/new', lazy: () => import('./features/console/NewTenantPage.tsx') },
              { path: '/tenants/:tenantId', lazy: () => import('./features/console/TenantPage.tsx') },
              { path: '*', element: <NotFound /> },
            ],
          },
        ],
      },
    ],
  },
];
