/**
 * Connections to PostgreSQL. The pools never leave `core`.
 *
 * A connection goes back only when the server itself has said that it is idle. On any doubt it is destroyed: an open
 * transaction that goes back would lend its tenant to the next borrower.
 */
import pg from 'pg';
import { type ClientState, connectDeadline, prepare, run, types } from './batch.ts';
import { DatabaseUnavailable } from './databaseErrors.ts';
import type { Log } from './log.ts';
import type { Statement } from './sql.ts';

export type Connection = {
  /** Runs `before` and `query` in one round trip and gives the result of `query`. */
  run(before: readonly Statement[], query: Statement): Promise<pg.QueryResult>;
};

export type Pool = {
  /** Lends a connection to `work`, and takes it back only when the server calls it idle. */
  borrow<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>;
  readonly size: () => { total: number; idle: number; waiting: number };
  end(): Promise<void>;
};

/**
 * @param ground statements (with names) that every connection prepares when it is made
 */
export function openPool(options: {
  url: string;
  size: number;
  applicationName: string;
  ground: readonly Statement[];
  log: Log;
}): Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.size,
    application_name: options.applicationName,
    connectionTimeoutMillis: connectDeadline,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    types,
    onConnect: (client) => prepare(client, options.ground),
  });
  pool.on('error', (error) => options.log.warn({ err: error }, 'an idle database connection was lost'));
  return {
    borrow: async (work) => {
      const client = (await pool.connect().catch((error: Error) => {
        throw new DatabaseUnavailable('no database connection', { cause: error });
      })) as ClientState & pg.PoolClient;
      let lost: Error | undefined;
      const onError = (error: Error) => {
        lost = error;
      };
      client.on('error', onError);
      try {
        return await work({ run: (before, query) => run(client, before, query) });
      } finally {
        const idle = lost === undefined && (await stateOf(client)) === 'I';
        client.off('error', onError);
        client.release(!idle);
      }
    },
    size: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    end: () => pool.end(),
  };
}

/** What the server last said of the connection, once it has answered everything; null when it says nothing more. */
async function stateOf(client: ClientState): Promise<'I' | 'T' | 'E' | null> {
  if (!client.readyForQuery) {
    // An error is told before ReadyForQuery comes, so wait for that.
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        client.connection.off('readyForQuery', done);
        client.connection.off('end', done);
        resolve();
      };
      const timer = setTimeout(done, 1_000);
      client.connection.on('readyForQuery', done);
      client.connection.on('end', done);
    });
  }
  return client.readyForQuery ? client.getTransactionStatus() : null;
}
