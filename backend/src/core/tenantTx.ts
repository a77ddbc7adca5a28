/**
 * The one door to tenant data, and the only place that sets a tenant.
 *
 * The tenant is a setting of one transaction, given by a bound parameter; row-level security decides with it which rows
 * exist. Without it, with an empty one or with garbage, statements fail.
 */
import type { ChangedHint } from '@frontdesk/contract';
import { databaseProblem } from './databaseErrors.ts';
import type { TenantId } from './identifiers.ts';
import { newId } from './identifiers.ts';
import type { Connection, Pool } from './pools.ts';
import type { SharedConnections } from './sharedConnections.ts';
import { type SQLQuery, type Statement, sql, statementOf } from './sql.ts';

/** Reads of one tenant. Each statement is one round trip and its own read-only transaction. */
export type TenantReader = {
  readonly tenantId: TenantId;
  query<Row>(statement: SQLQuery): Promise<Row[]>;
};

/** A job that a transaction asks for: its name and its payload. */
export type Errand = { readonly job: string; readonly payload: unknown };

/** One transaction of one tenant. What it enqueues and hints happens only if it commits. */
export type TenantTx = TenantReader & {
  /** Writes an errand to the outbox; a relay hands it to the queue after the commit. */
  enqueue(errand: Errand): Promise<void>;
  /** Tells the tenant's open browsers, after the commit, to fetch something again. */
  hint(hint: ChangedHint): void;
};

export type TenantDatabase = {
  /** Asks one of the few functions that look across tenants. Without a tenant, every tenant's table refuses. */
  lookUp<Row>(statement: SQLQuery): Promise<Row[]>;
  read(tenantId: TenantId): TenantReader;
  transaction<Result>(tenantId: TenantId, work: (tx: TenantTx) => Promise<Result>): Promise<Result>;
};

export type AfterCommit = (tenantId: TenantId, done: { hints: readonly ChangedHint[]; enqueued: boolean }) => void;

const setForReading = `SELECT set_config('app.tenant_id', $1, true), set_config('transaction_read_only', 'on', true)`;
const setForWriting = `SELECT set_config('app.tenant_id', $1, true)`;
const begin: Statement = { name: 'begin', text: 'BEGIN', values: [] };

/** What every connection prepares when it is made, where statements have names. */
export const tenantGround: readonly Statement[] = [
  begin,
  { name: 'set_tenant_read', text: setForReading, values: [] },
  { name: 'set_tenant_write', text: setForWriting, values: [] },
];

/**
 * @param prepared whether statements have names; behind a PgBouncer that does not know them they must not
 */
export function openTenantDatabase(
  pool: Pool,
  options: {
    prepared: boolean;
    afterCommit: AfterCommit;
    requestId?: () => string | undefined;
    /** Where reads of all tenants run; without it each borrows a connection of the pool. */
    shared?: SharedConnections | undefined;
  },
): TenantDatabase {
  const named = (statement: Statement): Statement => (options.prepared ? statement : { ...statement, name: '' });
  const borrowed: Connection['run'] = (before, query) => pool.borrow((connection) => connection.run(before, query));
  const reading = options.shared?.run ?? borrowed;
  const runAlone = async <Row>(
    run: Connection['run'],
    before: readonly Statement[],
    query: SQLQuery,
  ): Promise<Row[]> => {
    try {
      const result = await run(before, named(statementOf(query)));
      return result.rows as Row[];
    } catch (error) {
      throw databaseProblem(error);
    }
  };
  return {
    lookUp: (query) => runAlone(borrowed, [], query),

    read: (tenantId) => ({
      tenantId,
      query: (query) =>
        runAlone(reading, [named({ name: 'set_tenant_read', text: setForReading, values: [tenantId] })], query),
    }),

    transaction: async (tenantId, work) => {
      const hints: ChangedHint[] = [];
      let enqueued = false;
      const result = await runTransaction(pool, named, [settingOf(tenantId)], (query) => {
        const tx: TenantTx = {
          tenantId,
          query,
          enqueue: async (errand) => {
            enqueued = true;
            await query(insertErrand(errand, options.requestId?.()));
          },
          hint: (hint) => {
            hints.push(hint);
          },
        };
        return work(tx);
      });
      if (hints.length > 0 || enqueued) options.afterCommit(tenantId, { hints, enqueued });
      return result;
    },
  };
}

/** The outbox row of an errand; its tenant is the setting's. */
export function insertErrand(errand: Errand, requestId: string | undefined): SQLQuery {
  return sql`
    INSERT INTO outbox (id, job, payload, request_id)
    VALUES (${newId()}, ${errand.job}, ${JSON.stringify(errand.payload)}::jsonb, ${requestId ?? null})`;
}

export type Query = <Row>(statement: SQLQuery) => Promise<Row[]>;

/** Lets a statement travel with the next one, in the same write. */
export type Precede = (statement: Statement) => void;

/**
 * Runs `work` in a transaction. BEGIN and `opening` travel with its first statement; a transaction without statements
 * costs nothing. Rolls back when `work` fails.
 */
export async function runTransaction<Result>(
  pool: Pool,
  named: (statement: Statement) => Statement,
  opening: readonly Statement[],
  work: (query: Query, precede: Precede) => Promise<Result>,
): Promise<Result> {
  try {
    return await pool.borrow(async (connection) => {
      const transaction = openTransaction(connection, named, [begin, ...opening]);
      try {
        const result = await work(transaction.query, transaction.precede);
        await transaction.end('COMMIT');
        return result;
      } catch (error) {
        // The connection may be gone; then there is nothing to roll back and the pool destroys it.
        await transaction.end('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
  } catch (error) {
    throw databaseProblem(error);
  }
}

function openTransaction(
  connection: Connection,
  named: (statement: Statement) => Statement,
  opening: readonly Statement[],
) {
  let state: 'new' | 'open' | 'over' = 'new';
  let waiting = opening;
  // Statements that a caller starts side by side run one after the other.
  let last: Promise<unknown> = Promise.resolve();
  const query: Query = <Row>(statement: SQLQuery) => {
    const next = last.then(async () => {
      if (state === 'over') throw new Error('a statement came after the end of its transaction');
      const before = waiting.map(named);
      waiting = [];
      state = 'open';
      const result = await connection.run(before, named(statementOf(statement)));
      return result.rows as Row[];
    });
    last = next.catch(() => undefined);
    return next;
  };
  const end = async (word: 'COMMIT' | 'ROLLBACK') => {
    await last;
    const wasOpen = state === 'open';
    state = 'over';
    if (!wasOpen) return;
    const result = await connection.run([], { name: '', text: word, values: [] });
    // After a failed statement PostgreSQL answers a COMMIT with ROLLBACK: nothing was written, so say so.
    if (result.command !== word) throw new Error('a statement of the transaction had failed, so nothing was written');
  };
  const precede: Precede = (statement) => {
    waiting = [...waiting, statement];
  };
  return { query, precede, end };
}

/** Puts the tenant into a transaction; one of the platform role may then write the tenant's first rows. */
export function settingOf(tenantId: TenantId): Statement {
  return { name: 'set_tenant_write', text: setForWriting, values: [tenantId] };
}
