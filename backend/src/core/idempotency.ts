/**
 * Writes that can be repeated safely: the answer to a write with an Idempotency-Key is kept in the write's own
 * transaction, for its account, and given again to whoever repeats it.
 */
import { createHash } from 'node:crypto';
import { badRequest, ProblemError } from './errors.ts';
import { newId } from './identifiers.ts';
import { sql } from './sql.ts';
import type { TenantTx } from './tenantTx.ts';

type Kept = { fingerprint: string; status: number; response: unknown };

/** @param key the Idempotency-Key header */
export function idempotencyKey(key: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw badRequest('Idempotency-Key must be 1 to 200 visible ASCII characters.');
  return key;
}

export const keyUsedBefore = () =>
  new ProblemError(
    422,
    'idempotency-key',
    'This key was used before',
    'Use a new Idempotency-Key for another request.',
  );

/** What makes two requests the same. */
export function fingerprintOf(method: string, path: string, input: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([method, path, input]))
    .digest('base64url');
}

/**
 * Does `write` once for its key. A second request with the key waits for the first and gets its answer.
 * @throws ProblemError 422 when the key was used for another request
 */
export async function once(
  tx: TenantTx,
  request: { accountId: string; key: string; fingerprint: string; status: number },
  write: () => Promise<unknown>,
): Promise<unknown> {
  const { accountId, key, fingerprint, status } = request;
  const taken = await tx.query(sql`
    INSERT INTO idempotency_keys (id, account_id, key, fingerprint, status)
    VALUES (${newId()}, ${accountId}, ${key}, ${fingerprint}, ${status})
    ON CONFLICT (tenant_id, account_id, key) DO NOTHING
    RETURNING id`);
  if (taken.length === 0) {
    const [kept] = await tx.query<Kept>(sql`
      SELECT fingerprint, status, response FROM idempotency_keys WHERE account_id = ${accountId} AND key = ${key}`);
    if (kept?.fingerprint !== fingerprint) {
      throw keyUsedBefore();
    }
    return kept.response ?? undefined;
  }
  const response = await write();
  await tx.query(sql`
    UPDATE idempotency_keys SET response = ${JSON.stringify(response ?? null)}::jsonb
    WHERE account_id = ${accountId} AND key = ${key}`);
  return response;
}
