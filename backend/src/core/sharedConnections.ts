/**
 * Connections that the reads of all tenants share. Each read is a batch of its own, with its own tenant, which its Sync
 * takes away again; the next begins after that, so what one does wrong is its own.
 */
import pg from 'pg';
import { type ClientState, connectDeadline, prepare, run, types } from './batch.ts';
import { DatabaseUnavailable } from './databaseErrors.ts';
import type { Log } from './log.ts';
import type { Statement } from './sql.ts';

/** Milliseconds without an answer after which a connection counts as held up by a slow statement. */
const slowAfter = 10;

export type SharedConnections = {
  /** Runs `before` and `query` as one implicit transaction, on a connection where others may be waiting too. */
  run(before: readonly Statement[], query: Statement): Promise<pg.QueryResult>;
  readonly size: () => { total: number; idle: number; waiting: number };
  end(): Promise<void>;
};

type Place = { client: Promise<ClientState & pg.Client> | undefined; underWay: number; answeredAt: number };

/**
 * A few connections on which batches follow each other without waiting for answers (pg's pipeline mode): fewer writes,
 * fewer wake-ups. For single statements only: a transaction needs a connection for itself.
 */
export function openSharedConnections(options: {
  url: string;
  count: number;
  applicationName: string;
  ground: readonly Statement[];
  log: Log;
}): SharedConnections {
  const places: Place[] = Array.from({ length: options.count }, () => ({
    client: undefined,
    underWay: 0,
    answeredAt: 0,
  }));
  const connectAt = (place: Place) => {
    const client = connectShared(options, () => {
      if (place.client === client) place.client = undefined;
    });
    return client;
  };
  return {
    run: async (before, query) => {
      const now = Date.now();
      const place = places.reduce((least, one) => (burdenOf(one, now) < burdenOf(least, now) ? one : least));
      if (place.underWay === 0) place.answeredAt = now;
      place.underWay += 1;
      try {
        place.client ??= connectAt(place);
        return await run(await place.client, before, query);
      } finally {
        place.underWay -= 1;
        place.answeredAt = Date.now();
      }
    },
    size: () => {
      const open = places.filter(({ client }) => client !== undefined);
      const idle = open.filter(({ underWay }) => underWay === 0);
      return { total: open.length, idle: idle.length, waiting: places.reduce((sum, one) => sum + one.underWay, 0) };
    },
    end: async () => {
      await Promise.all(places.map(async ({ client }) => (await client?.catch(() => undefined))?.end()));
    },
  };
}

/** Behind a slow statement all others of its connection wait, so it is the last to be chosen. */
function burdenOf({ underWay, answeredAt }: Place, now: number): number {
  return underWay > 0 && now - answeredAt > slowAfter ? 1_000 + underWay : underWay;
}

/** @param forget is called when the connection is of no use any more; pg tells those who wait on it */
async function connectShared(
  options: Parameters<typeof openSharedConnections>[0],
  forget: () => void,
): Promise<ClientState & pg.Client> {
  const client = new pg.Client({
    connectionString: options.url,
    application_name: options.applicationName,
    connectionTimeoutMillis: connectDeadline,
    keepAlive: true,
    types,
    pipeline: true,
  } as pg.ClientConfig) as ClientState & pg.Client;
  client.on('error', (error) => {
    options.log.warn({ err: error }, 'a shared database connection was lost');
    forget();
    void client.end();
  });
  client.on('end', forget);
  try {
    await client.connect();
    await prepare(client, options.ground);
  } catch (error) {
    forget();
    void client.end();
    throw new DatabaseUnavailable('no database connection', { cause: error });
  }
  client.connection.on('readyForQuery', ({ status }: { status: string }) => {
    client.answeredAt = Date.now();
    // Nobody may begin a transaction here: what others send would be part of it.
    if (status !== 'I') client.connection.emit('error', new DatabaseUnavailable('a statement left a transaction open'));
  });
  return client;
}
