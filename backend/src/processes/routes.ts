/** Every HTTP route that the program has. */
import type { Route } from '../core/route.ts';
import { consoleRoutes } from '../features/console/routes.ts';
import { directoryRoutes } from '../features/directory/routes.ts';
import { identityRoutes } from '../features/identity/routes.ts';
import { tenantRoutes } from '../features/tenants/routes.ts';

export const routes: readonly Route[] = [...tenantRoutes, ...identityRoutes, ...directoryRoutes, ...consoleRoutes];
