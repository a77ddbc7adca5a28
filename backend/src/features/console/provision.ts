/** Provisioning: an organization and its first admin, in one transaction; then the invitation goes out by mail. */
import type { provisionTenantBody } from '@frontdesk/contract';
import type { z } from 'zod';
import { keyUsedBefore } from '../../core/idempotency.ts';
import { newId, type TenantId } from '../../core/identifiers.ts';
import type { Services } from '../../core/services.ts';
import { createPerson } from '../directory/public.ts';
import { createAccount, inviteAccount } from '../identity/public.ts';
import { announceTenantChange, createTenant, findProvisionedTenant } from '../tenants/public.ts';
import { recordOperatorDeed } from './operators.ts';

export type Provisioning = z.output<typeof provisionTenantBody>;

/**
 * Makes the organization. Its subdomain answers as soon as this returns.
 * @param operatorId who asked for it; null for the command line
 * @param key of the request (Idempotency-Key), if it has one: repeated, it gives the organization that it made
 * @throws ProblemError 409 or 422 that names the field
 */
export async function provisionTenant(
  services: Pick<Services, 'platform' | 'config' | 'redis'>,
  wanted: Provisioning,
  operatorId: string | null,
  key?: string,
): Promise<TenantId> {
  const provisioningKey = key === undefined ? null : `${operatorId} ${key}`;
  const id = await services.platform.transaction(async (tx) => {
    const before = provisioningKey === null ? undefined : await findProvisionedTenant(tx, provisioningKey);
    if (before && before.slug !== wanted.slug) throw keyUsedBefore();
    if (before) return before.id;
    const tenantId = await createTenant(tx, { ...wanted, provisioningKey });
    const tenant = tx.actFor(tenantId);
    const personId = newId();
    await createPerson(tenant, { id: personId, ...wanted.admin });
    const accountId = await createAccount(tenant, { personId, role: 'admin', actorAccountId: null });
    await inviteAccount(tenant, services.config, accountId, null);
    await recordOperatorDeed(tx, { operatorId, action: 'tenant.provisioned', tenantId, detail: { slug: wanted.slug } });
    return tenantId;
  });
  // Told even if no process knew the label: a visitor may have tried it a moment ago.
  await announceTenantChange(services.redis, wanted.slug);
  return id;
}
