/** What anyone may ask of a workspace: its name and how to sign in. */
import { getWorkspace } from '@frontdesk/contract';
import { openRoute, type Route } from '../../core/route.ts';
import { sql } from '../../core/sql.ts';

export const tenantRoutes: readonly Route[] = [
  openRoute(getWorkspace, 'public', {}, async ({ services, tenant }) => {
    const [found] = await services.database
      .read(tenant.id)
      .query<{ sso: boolean }>(sql`SELECT EXISTS (SELECT FROM identity_providers WHERE enabled) AS sso`);
    const { slug, name, status } = tenant;
    return { slug, name, status, signIn: { singleSignOn: found?.sso ?? false, password: true } };
  }),
];
