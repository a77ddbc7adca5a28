/** Moves errands from the outbox to the queue, at least once; the queue knows a repeated one by its id. */
import type { Redis } from 'ioredis';
import { type TenantId, tenantId } from './identifiers.ts';
import type { Envelope, JobQueue } from './jobs.ts';
import type { Log } from './log.ts';
import { outboxPasses } from './metrics.ts';
import { sql } from './sql.ts';
import type { TenantDatabase } from './tenantTx.ts';

const channel = 'frontdesk:outbox';
/** Milliseconds between two looks when nobody called. */
const interval = 1_000;
const batchSize = 200;

/** Calls the relay after a commit. If the call is lost, the relay's next look finds the errand. */
export function callRelay(redis: Redis): void {
  redis.publish(channel, '').catch(() => undefined);
}

type OutboxRow = { id: string; job: string; payload: unknown; request_id: string | null };

/** Hands over what one tenant has waiting. The rows vanish in the transaction in which the queue took them. */
function relayTenant(database: TenantDatabase, queue: JobQueue, id: TenantId): Promise<number> {
  return database.transaction(id, async (tx) => {
    const rows = await tx.query<OutboxRow>(sql`
      DELETE FROM outbox WHERE id IN (
        SELECT o.id FROM outbox o ORDER BY o.created_at, o.id LIMIT ${batchSize} FOR UPDATE SKIP LOCKED)
      RETURNING id, job, payload, request_id`);
    rows.sort((one, other) => (one.id < other.id ? -1 : 1));
    await queue.addBulk(
      rows.map((row) => ({
        name: row.job,
        data: { tenantId: id, payload: row.payload, requestId: row.request_id } satisfies Envelope,
        opts: { jobId: row.id },
      })),
    );
    return rows.length;
  });
}

export type Relay = { stop(): Promise<void> };

/** @param subscriber a Redis connection of its own, which it keeps in subscriber mode */
export async function startRelay(parts: {
  database: TenantDatabase;
  queue: JobQueue;
  subscriber: Redis;
  log: Log;
}): Promise<Relay> {
  let stopped = false;
  let called = false;
  let wake = () => {};
  const call = () => {
    called = true;
    wake();
  };
  parts.subscriber.on('message', call);
  // Without the call the relay still looks every second.
  await parts.subscriber
    .subscribe(channel)
    .catch((error) => parts.log.warn({ err: error }, 'the relay works by looking only'));

  const pass = async (): Promise<number> => {
    const waiting = await parts.database.lookUp<{ tenant_id: string }>(
      sql`SELECT tenant_id FROM tenants_with_outbox(100)`,
    );
    let moved = 0;
    for (const row of waiting) {
      moved += await relayTenant(parts.database, parts.queue, tenantId(row.tenant_id));
    }
    outboxPasses.inc({ outcome: 'done' });
    return moved;
  };

  const loop = (async () => {
    while (!stopped) {
      called = false;
      const moved = await pass().catch((error) => {
        outboxPasses.inc({ outcome: 'failed' });
        parts.log.warn({ err: error }, 'the outbox could not be relayed');
        return 0;
      });
      if (moved > 0 || called || stopped) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, interval);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      wake();
      await loop;
    },
  };
}
