/**
 * Which tenant a label belongs to: the first question of every request, so its answers are kept in memory. A change of
 * a tenant is called out to all processes, which forget what they knew of it.
 */
import type { Redis } from 'ioredis';
import { tenantId } from '../../core/identifiers.ts';
import type { Log } from '../../core/log.ts';
import { cacheLookups } from '../../core/metrics.ts';
import { sql } from '../../core/sql.ts';
import type { Tenant } from '../../core/tenant.ts';
import type { TenantDatabase } from '../../core/tenantTx.ts';
import { slugFault } from './slug.ts';

const channel = 'frontdesk:tenants';
/** Milliseconds that an answer is kept at most, in case a call is lost. */
const maximumAge = 10_000;
const maximumEntries = 20_000;

/** Tells every process that what it knows of a label is old. Call it after the commit. */
export async function announceTenantChange(redis: Redis, slug: string): Promise<void> {
  await redis.publish(channel, slug);
}

export type TenantResolver = (label: string) => Promise<Tenant | undefined>;

/**
 * @param subscriber a Redis connection of its own, which it keeps in subscriber mode
 */
export async function openTenantResolver(parts: {
  database: TenantDatabase;
  subscriber: Redis;
  log: Log;
}): Promise<TenantResolver> {
  const known = new Map<string, { tenant: Tenant | undefined; until: number }>();
  parts.subscriber.on('message', (_channel, slug) => known.delete(slug));
  // While the connection was away a call may have been missed.
  parts.subscriber.on('ready', () => known.clear());
  await parts.subscriber.subscribe(channel);

  return async (label) => {
    // What can't be a slug is answered without the database.
    if (slugFault(label) !== undefined) return undefined;
    const now = Date.now();
    const entry = known.get(label);
    const fresh = entry !== undefined && entry.until > now;
    cacheLookups.inc({ cache: 'tenant', result: fresh ? 'hit' : 'miss' });
    if (fresh) return entry.tenant;
    const [row] = await parts.database.lookUp<TenantRow>(
      sql`SELECT id, slug, name, status FROM tenant_by_slug(${label})`,
    );
    const tenant = tenantOf(row);
    if (known.size >= maximumEntries) known.clear();
    known.set(label, { tenant, until: now + maximumAge });
    return tenant;
  };
}

type TenantRow = { id: string; slug: string; name: string; status: 'active' | 'suspended' | 'deleted' };

function tenantOf(row: TenantRow | undefined): Tenant | undefined {
  if (!row || row.status === 'deleted') return undefined;
  return { id: tenantId(row.id), slug: row.slug, name: row.name, status: row.status };
}
