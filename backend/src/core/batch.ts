/**
 * One statement with what prepares its ground, in one write and one answer: how Frontdesk gives a transaction its tenant
 * without a round trip for it.
 */
import pg from 'pg';
import { DatabaseUnavailable } from './databaseErrors.ts';
import { executionOf } from './execution.ts';
import type { Statement } from './sql.ts';

/** Milliseconds to wait for a connection, and for an answer (the server's own statement_timeout is shorter). */
export const connectDeadline = 5_000;
const answerDeadline = 20_000;

export const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString());
types.setTypeParser(pg.types.builtins.INT8, Number);

/** The parts of pg's connection and client that the batch needs and its types do not tell. */
type Wire = {
  submittedNamedStatements: Record<string, string>;
  parse(message: { text: string; name: string; types?: number[] }): void;
  bind(message: { portal: string; statement: string; values: unknown[]; binary: boolean }): void;
  execute(message: { portal: string; rows: number }): void;
  sync(): void;
  _send(message: Buffer): void;
};
/** What pg's result needs to make rows. */
type Columns = { fields: unknown; _parsers: unknown; _prebuiltEmptyResultObject: unknown };
export type ClientState = pg.ClientBase & {
  readyForQuery: boolean;
  connection: NodeJS.EventEmitter;
  getTransactionStatus(): 'I' | 'T' | 'E' | null;
  /** When a shared connection last answered anyone. */
  answeredAt?: number;
};
type QueryBase = new (
  config: pg.QueryConfig,
  values: undefined,
  callback: (error: Error | null, result: pg.QueryResult) => void,
) => {
  name?: string;
  text: string;
  values: unknown[];
  _result: Columns;
  _accumulateRows: boolean;
  hasBeenParsed(connection: Wire): boolean;
  prepare(connection: Wire): void;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Wire): void;
};

/**
 * The columns of the statements that a connection has prepared. PostgreSQL refuses to run one whose columns have changed
 * since, so they are asked for once.
 */
const columnsOf = new WeakMap<Wire, Map<string, Columns>>();

/**
 * A query that goes out in one write, behind statements that prepare its ground (BEGIN, the tenant's setting), with one
 * Sync at the end. Everything between two Syncs is one implicit transaction: if a statement before it fails, the query
 * does not run. The rows of the statements before it are dropped.
 *
 * Rests on `prepare`, `hasBeenParsed`, `handleRowDescription`, `handleDataRow` and `handleCommandComplete` of pg's Query,
 * and on how its result makes rows; pg's version is pinned for that.
 */
class Batch extends (pg.Query as unknown as QueryBase) {
  readonly #before: readonly Statement[];
  #finished = 0;
  /** Where the columns are asked for. */
  #asked: Wire | undefined;

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
    if (!this.#executeOnly(connection)) this.#prepareAndExecute(connection);
  }

  /** The usual case: the connection knows the statement, and we its columns. */
  #executeOnly(connection: Wire): boolean {
    const columns = this.name && columnsOf.get(connection)?.get(this.name);
    if (!columns) return false;
    const execution = executionOf([...this.#before, { name: this.name ?? '', text: this.text, values: this.values }]);
    if (!execution) return false;
    Object.assign(this._result, columns);
    this._accumulateRows = true;
    connection._send(execution);
    return true;
  }

  #prepareAndExecute(connection: Wire): void {
    // First of all: on a shared connection the next batch counts on it, even where a statement before the query fails.
    if (this.name && !this.hasBeenParsed(connection)) {
      connection.parse({ text: this.text, name: this.name });
      connection.submittedNamedStatements[this.name] = this.text;
    }
    for (const statement of this.#before) {
      // One with a name was prepared when the connection was made: pg counts any answer to a Parse as the query's own.
      if (!statement.name) connection.parse({ text: statement.text, name: '' });
      connection.bind({ portal: '', statement: statement.name, values: statement.values, binary: false });
      connection.execute({ portal: '', rows: 0 });
    }
    this.#asked = connection;
    super.prepare(connection);
  }

  override handleRowDescription(message: unknown): void {
    super.handleRowDescription(message);
    this.#keepColumns();
  }

  #keepColumns(): void {
    if (!this.name || !this.#asked) return;
    const { fields, _parsers, _prebuiltEmptyResultObject } = this._result;
    const known = columnsOf.get(this.#asked) ?? new Map<string, Columns>();
    columnsOf.set(this.#asked, known.set(this.name, { fields, _parsers, _prebuiltEmptyResultObject }));
    this.#asked = undefined;
  }

  override handleDataRow(message: unknown): void {
    if (this.#finished >= this.#before.length) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: Wire): void {
    this.#finished += 1;
    if (this.#finished <= this.#before.length) return;
    // Nobody has told of columns, so it has none.
    this.#keepColumns();
    super.handleCommandComplete(message, connection);
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

/** Prepares statements with names, once a connection. */
export function prepare(client: pg.ClientBase, statements: readonly Statement[]): Promise<void> {
  if (statements.length === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const preparation = new Preparation(statements, (error) => (error ? reject(error) : resolve()));
    client.query(preparation as unknown as pg.Submittable);
  });
}

/** @throws pg.DatabaseError what the server says; DatabaseUnavailable when it says nothing */
export function run(client: ClientState, before: readonly Statement[], query: Statement): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    const watch = (wait: number): NodeJS.Timeout =>
      setTimeout(() => {
        // On a shared connection the wait begins anew with each answer to those before.
        const silence = Date.now() - (client.answeredAt ?? 0);
        if (silence < answerDeadline) timer = watch(answerDeadline - silence);
        // The answer may still come: the connection is of no use to anyone else.
        else client.connection.emit('error', new DatabaseUnavailable('the database did not answer in time'));
      }, wait);
    let timer = watch(answerDeadline);
    const batch = new Batch(before, query, (error, result) => {
      clearTimeout(timer);
      if (!error) resolve(result);
      else if (error instanceof pg.DatabaseError) reject(error);
      else reject(new DatabaseUnavailable('the database connection was lost', { cause: error }));
    });
    client.query(batch as unknown as pg.Submittable);
  });
}
