/** Organizations as the platform sees them: made, listed, suspended, resumed, deleted. */
import type {
  listTenants as listTenantsEndpoint,
  QueryOf,
  Tenant as TenantAnswer,
  TenantStatus,
} from '@frontdesk/contract';
import type { Config } from '../../core/config.ts';
import { violatedConstraint } from '../../core/databaseErrors.ts';
import { conflict, notFound, validation } from '../../core/errors.ts';
import { newId, type TenantId, tenantId } from '../../core/identifiers.ts';
import { sql } from '../../core/sql.ts';
import { originOf } from '../../core/tenant.ts';
import type { Query } from '../../core/tenantTx.ts';
import { skeletonOf, slugFault } from './slug.ts';

type Platform = { readonly query: Query };
type TenantRow = { id: string; slug: string; name: string; status: TenantStatus; created_at: string; people?: number };

function answer(config: Config, row: TenantRow): TenantAnswer {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    status: row.status,
    url: originOf(config, row.slug),
    createdAt: row.created_at,
    peopleCount: row.people ?? 0,
  };
}

/** The tenant that a request with this key has made before. */
export async function findProvisionedTenant(
  tx: Platform,
  provisioningKey: string,
): Promise<{ id: TenantId; slug: string } | undefined> {
  const [row] = await tx.query<{ id: string; slug: string }>(
    sql`SELECT id, slug FROM tenants WHERE provisioning_key = ${provisioningKey}`,
  );
  return row && { id: tenantId(row.id), slug: row.slug };
}

/**
 * Inserts a tenant.
 * @throws ProblemError 422 or 409 that names the field `slug`
 */
export async function createTenant(
  tx: Platform,
  tenant: { slug: string; name: string; provisioningKey: string | null },
): Promise<TenantId> {
  const fault = slugFault(tenant.slug);
  if (fault) throw validation([{ field: 'slug', message: fault }]);
  const id = tenantId(newId());
  try {
    await tx.query(sql`
      INSERT INTO tenants (id, slug, skeleton, name, provisioning_key)
      VALUES (${id}, ${tenant.slug}, ${skeletonOf(tenant.slug)}, ${tenant.name}, ${tenant.provisioningKey})`);
  } catch (error) {
    if (violatedConstraint(error)) throw slugTaken;
    throw error;
  }
  return id;
}

const slugSentence = 'This address is taken, was taken once, or looks too much like one that is. Choose another.';
const slugTaken = conflict(slugSentence, [{ field: 'slug', message: slugSentence }]);

const orders = {
  name: sql`lower(t.name), t.id`,
  '-name': sql`lower(t.name) DESC, t.id`,
  createdAt: sql`t.created_at, t.id`,
  '-createdAt': sql`t.created_at DESC, t.id`,
};

export async function listTenants(tx: Platform, config: Config, query: QueryOf<typeof listTenantsEndpoint>) {
  const pattern = `%${query.search.replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await tx.query<TenantRow & { total: number }>(sql`
    WITH page AS (
      SELECT t.*, count(*) OVER ()::int AS total FROM tenants t
      WHERE (t.name ILIKE ${pattern} OR t.slug ILIKE ${pattern})
        AND (${query.status ?? null}::text IS NULL OR t.status = ${query.status ?? null})
      ORDER BY ${orders[query.sort]}
      LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}
    )
    SELECT t.id, t.slug, t.name, t.status, t.created_at, t.total, coalesce(c.people, 0) AS people
    FROM page t LEFT JOIN people_counts(ARRAY(SELECT id FROM page)) c ON c.tenant_id = t.id
    ORDER BY ${orders[query.sort]}`);
  return {
    items: rows.map((row) => answer(config, row)),
    total: rows[0]?.total ?? 0,
    page: query.page,
    pageSize: query.pageSize,
  };
}

/** @throws ProblemError 404 */
export async function getTenant(tx: Platform, config: Config, id: string): Promise<TenantAnswer> {
  const [row] = await tx.query<TenantRow>(sql`
    SELECT t.id, t.slug, t.name, t.status, t.created_at, coalesce(c.people, 0) AS people
    FROM tenants t LEFT JOIN people_counts(ARRAY[t.id]) c ON c.tenant_id = t.id
    WHERE t.id = ${id}`);
  if (!row) throw notFound();
  return answer(config, row);
}

/**
 * Changes a tenant's status. Asking for the status that it has is no error.
 * @throws ProblemError 404, or 409 when the tenant was deleted
 */
export async function changeTenantStatus(
  tx: Platform,
  id: string,
  status: TenantStatus,
  reason: string | null,
): Promise<void> {
  const [row] = await tx.query<{ status: TenantStatus }>(sql`SELECT status FROM tenants WHERE id = ${id} FOR UPDATE`);
  if (!row) throw notFound();
  if (row.status === 'deleted' && status !== 'deleted')
    throw conflict('This organization was deleted and can’t be changed.');
  await tx.query(sql`
    UPDATE tenants SET status = ${status}, status_reason = ${reason}, updated_at = now() WHERE id = ${id}`);
}
