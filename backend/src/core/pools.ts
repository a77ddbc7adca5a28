/**
 * Connections to PostgreSQL. The pools never leave `core`.
 *
 * A connection goes back only when the server itself has said that it is idle. On any doubt it is destroyed: an open
 * transaction that goes back would lend its tenant to the next borrower.
 */
import pg from 'pg';
import { DatabaseUnavailable } from './databaseErrors.ts';
import type { Log } from './log.ts';
import type { Statement } from './sql.ts';

/** Milliseconds to wait for a connection, and for an answer (the server's own statement_timeout is shorter). */
const connectDeadline = 5_000;
const answerDeadline = 20_000;

const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString());
types.setTypeParser(pg.types.builtins.INT8, Number);

/** The parts of pg's connection and client that the batch needs and its types do not tell. */
type Wire = {
  parse(message: { text: string; name: string; types?: number[] }): void;
  bind(message: { portal: string; statement: string; values: unknown[]; binary: boolean }): void;
  execute(message: { portal: string; rows: number }): void;
  sync(): void;
};
type ClientState = pg.PoolClient & {
  readyForQuery: boolean;
  connection: NodeJS.EventEmitter;
  getTransactionStatus(): 'I' | 'T' | 'E' | null;
};
type QueryBase = new (
  config: pg.QueryConfig,
  values: undefined,
  callback: (error: Error | null, result: pg.QueryResult) => void,
) => {
  prepare(connection: Wire): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Wire): void;
};

/**
 * A query that goes out in one write, behind statements that prepare its ground (BEGIN, the tenant's setting), with one
 * Sync at the end. Everything between two Syncs is one implicit transaction: if a statement before it fails, the query
 * does not run. The rows of the statements before it are dropped.
 *
 * Rests on `prepare`, `handleDataRow` and `handleCommandComplete` of pg's Query; pg's version is pinned for that.
 */
class Batch extends (pg.Query as unknown as QueryBase) {
  readonly #before: readonly Statement[];
  #finished = 0;

  constructor(
    before: readonly Statement[],
    query: Statement,
    callback: (error: Error | null, result: pg.QueryResult) => void,
  ) {
    super({ text: query.text, values: query.values, ...(query.name ? { name: query.name } : {}) }, undefined, callback);
    this.#before = before;
    // Without a name or values pg would use the simple protocol, which can't be part of a batch.
    Object.assign(this, { queryMode: 'extended' });
  }

  override prepare(connection: Wire): void {
    for (const statement of this.#before) {
      // One with a name was prepared when the connection was made: pg counts any answer to a Parse as the query's own.
      if (!statement.name) connection.parse({ text: statement.text, name: '' });
      connection.bind({ portal: '', statement: statement.name, values: statement.values, binary: false });
      connection.execute({ portal: '', rows: 0 });
    }
    super.prepare(connection);
  }

  override handleDataRow(message: unknown): void {
    if (this.#finished >= this.#before.length) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: Wire): void {
    this.#finished += 1;
    if (this.#finished > this.#before.length) super.handleCommandComplete(message, connection);
  }
}

/** Prepares statements without running them, in one write. */
class Preparation extends (pg.Query as unknown as QueryBase) {
  readonly #statements: readonly Statement[];

  constructor(statements: readonly Statement[], callback: (error: Error | null) => void) {
    super({ text: '' }, undefined, callback);
    this.#statements = statements;
    Object.assign(this, { queryMode: 'extended' });
  }

  override prepare(connection: Wire): void {
    for (const { name, text } of this.#statements) connection.parse({ name, text });
    connection.sync();
  }
}

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
      })) as ClientState;
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

function prepare(client: pg.ClientBase, statements: readonly Statement[]): Promise<void> {
  if (statements.length === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const preparation = new Preparation(statements, (error) => (error ? reject(error) : resolve()));
    client.query(preparation as unknown as pg.Submittable);
  });
}

function run(client: ClientState, before: readonly Statement[], query: Statement): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // The answer may still come: the connection is of no use to anyone else.
      client.connection.emit('error', new DatabaseUnavailable('the database did not answer in time'));
    }, answerDeadline);
    const batch = new Batch(before, query, (error, result) => {
      clearTimeout(timer);
      if (!error) resolve(result);
      else if (error instanceof pg.DatabaseError) reject(error);
      else reject(new DatabaseUnavailable('the database connection was lost', { cause: error }));
    });
    client.query(batch as unknown as pg.Submittable);
  });
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
