/** The operator's door: transactions of the platform role, which knows tenants but none of their content. */
import type { TenantId } from './identifiers.ts';
import type { Pool } from './pools.ts';
import type { Statement } from './sql.ts';
import { type AfterCommit, type Errand, insertErrand, type Query, runTransaction, settingOf } from './tenantTx.ts';

export type PlatformTx = {
  readonly query: Query;
  /**
   * From here on the transaction may also write first rows of this tenant, where the platform role has been given
   * INSERT; it can read none of them.
   */
  actFor(tenantId: TenantId): TenantWriter;
};

/** Writes rows of one tenant without reading any. */
export type TenantWriter = {
  readonly tenantId: TenantId;
  readonly query: Query;
  enqueue(errand: Errand): Promise<void>;
};

export type PlatformDatabase = {
  transaction<Result>(work: (tx: PlatformTx) => Promise<Result>): Promise<Result>;
};

export function openPlatformDatabase(
  pool: Pool,
  options: { prepared: boolean; afterCommit: AfterCommit },
): PlatformDatabase {
  const named = (statement: Statement): Statement => (options.prepared ? statement : { ...statement, name: '' });
  return {
    transaction: async (work) => {
      const enqueuedFor = new Set<TenantId>();
      const result = await runTransaction(pool, named, [], (query, precede) =>
        work({
          query,
          actFor: (tenantId) => {
            precede(settingOf(tenantId));
            const enqueue = async (errand: Errand) => {
              enqueuedFor.add(tenantId);
              await query(insertErrand(errand, undefined));
            };
            return { tenantId, query, enqueue };
          },
        }),
      );
      for (const tenantId of enqueuedFor) options.afterCommit(tenantId, { hints: [], enqueued: true });
      return result;
    },
  };
}
