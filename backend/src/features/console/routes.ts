/** The operator's console. */
import {
  deleteTenant,
  getOperatorSession,
  getTenant,
  listTenants,
  operatorSignIn,
  operatorSignOut,
  provisionTenant,
  resumeTenant,
  suspendTenant,
  type TenantStatus,
} from '@frontdesk/contract';
import { idempotencyKey } from '../../core/idempotency.ts';
import { consoleRoute, type Route } from '../../core/route.ts';
import type { Services } from '../../core/services.ts';
import type { Operator } from '../../core/tenant.ts';
import * as tenants from '../tenants/public.ts';
import { recordOperatorDeed, signInOperator, signOutOperator } from './operators.ts';
import { provisionTenant as provision } from './provision.ts';

export const consoleRoutes: readonly Route[] = [
  consoleRoute(getOperatorSession, 'operator', {}, async ({ operator }) => ({ operator })),

  consoleRoute(
    operatorSignIn,
    'public',
    { limit: 'sign-in' },
    async ({ services, body, address }, request, response) => ({
      operator: await signInOperator(services, body, { request, response, address }),
    }),
  ),

  consoleRoute(operatorSignOut, 'operator', {}, async ({ services }, request, response) => {
    await signOutOperator(services, { request, response });
    return undefined;
  }),

  consoleRoute(listTenants, 'operator', {}, ({ services, transaction, query }) =>
    transaction((tx) => tenants.listTenants(tx, services.config, query)),
  ),

  consoleRoute(getTenant, 'operator', {}, ({ services, transaction, params }) =>
    transaction((tx) => tenants.getTenant(tx, services.config, params.tenantId)),
  ),

  consoleRoute(provisionTenant, 'operator', {}, async ({ services, transaction, operator, body }, request) => {
    const key = idempotencyKey(request.get('idempotency-key'));
    const id = await provision(services, body, operator.id, key);
    return transaction((tx) => tenants.getTenant(tx, services.config, id));
  }),

  consoleRoute(suspendTenant, 'operator', {}, ({ services, operator, params, body }) =>
    changeStatus(services, operator, params.tenantId, { status: 'suspended', reason: body.reason }),
  ),

  consoleRoute(resumeTenant, 'operator', {}, ({ services, operator, params }) =>
    changeStatus(services, operator, params.tenantId, { status: 'active', reason: null }),
  ),

  consoleRoute(deleteTenant, 'operator', {}, ({ services, operator, params }) =>
    changeStatus(services, operator, params.tenantId, { status: 'deleted', reason: null }),
  ),
];

/** Changes the status, records who did it, and tells every process. */
async function changeStatus(
  services: Services,
  operator: Operator,
  tenantId: string,
  change: { status: TenantStatus; reason: string | null },
) {
  const tenant = await services.platform.transaction(async (tx) => {
    await tenants.changeTenantStatus(tx, tenantId, change.status, change.reason);
    await recordOperatorDeed(tx, {
      operatorId: operator.id,
      action: `tenant.${change.status}`,
      tenantId,
      detail: change.reason === null ? {} : { reason: change.reason },
    });
    return tenants.getTenant(tx, services.config, tenantId);
  });
  await tenants.announceTenantChange(services.redis, tenant.slug);
  return tenant;
}
