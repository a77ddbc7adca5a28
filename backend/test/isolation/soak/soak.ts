/** The soak: traffic and faults against the real web app, on a database of its own. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chanceOf } from '../../../../scripts/development/demo/random.ts';
import { openOrderlyStop } from '../../../../scripts/development/orderlyStop.ts';
import { loadConfig } from '../../../src/core/config.ts';
import { openPool } from '../../../src/core/pools.ts';
import { connectRedis } from '../../../src/core/redis.ts';
import { openServices } from '../../../src/core/services.ts';
import { openSharedConnections } from '../../../src/core/sharedConnections.ts';
import { openTenantDatabase, tenantGround } from '../../../src/core/tenantTx.ts';
import { openTenantResolver } from '../../../src/features/tenants/public.ts';
import { migrate } from '../../../src/processes/migrate.ts';
import { routes } from '../../../src/processes/routes.ts';
import { createWebApp } from '../../../src/processes/web.ts';
import { connectAs, createEmptyDatabase, databaseUrl } from '../../support/databases.ts';
import { startPgBouncer } from '../../support/pgBouncer.ts';
import { openFaults, type StatementFault } from './faults.ts';
import { makeResident } from './residents.ts';
import { askSomething, canaryPattern, endTraffic, type Resident, send } from './traffic.ts';

const connections = 4;
const inFlight = 16;
const applicationName = 'frontdesk soak';

export type SoakOptions = {
  readonly requests: number;
  readonly seed: number;
  readonly tenants?: number;
  /** Through PgBouncer in transaction mode. */
  readonly pgBouncer: boolean;
  /** With reads of all tenants on shared connections. */
  readonly shared: boolean;
  readonly progress?: (done: number) => void;
};

export type SoakCounts = {
  readonly seed: number;
  readonly requests: number;
  readonly tenants: number;
  readonly faults: Record<Fault, number>;
  readonly statuses: Record<string, number>;
  /** Answers that hold their own tenant's canary: without any, nothing would have been shown. */
  own: number;
  /** Answers that hold another tenant's canary. */
  readonly foreign: string[];
};

const kinds = ['abort', 'kill', 'before', 'after', 'time-out'] as const;
type Fault = (typeof kinds)[number];

/** Runs the requests, and checks at the end that every tenant is well. */
export async function soak(options: SoakOptions): Promise<SoakCounts> {
  const stop = openOrderlyStop();
  try {
    const world = await openWorld(options, stop);
    const counts: SoakCounts = {
      seed: options.seed,
      requests: options.requests,
      tenants: world.residents.length,
      faults: { abort: 0, kill: 0, before: 0, after: 0, 'time-out': 0 },
      statuses: {},
      own: 0,
      foreign: [],
    };
    await runTraffic(world, options, counts);
    await checkAfterwards(world, counts);
    return counts;
  } finally {
    await stop.run();
  }
}

type World = {
  readonly port: number;
  readonly residents: readonly Resident[];
  meet(fault: StatementFault): void;
  kill(): Promise<void>;
};

async function openWorld(options: SoakOptions, stop: ReturnType<typeof openOrderlyStop>): Promise<World> {
  const database = await createEmptyDatabase();
  stop.add(database.drop);
  await migrate(databaseUrl('owner', database.name), 'up', () => {});
  const administrator = await connectAs('administrator', database.name);
  stop.add(() => administrator.end());
  const target = databaseUrl('app', database.name);
  const bouncer = options.pgBouncer ? await startPgBouncer(target, connections) : undefined;
  if (bouncer) stop.add(bouncer.stop);
  const config = loadConfig({
    ...process.env,
    DATABASE_URL: bouncer?.url ?? target,
    DATABASE_PLATFORM_URL: databaseUrl('platform', database.name),
    DATABASE_PREPARED_STATEMENTS: options.pgBouncer ? 'off' : 'on',
    DATABASE_POOL_SIZE: String(connections),
    LIMIT_ACCOUNT_PER_MINUTE: '1000000000',
    LIMIT_TENANT_PER_MINUTE: '1000000000',
  });
  const services = await openServices(config, 'soak');
  stop.add(services.close);
  await services.storage.prepare();
  const residents: Resident[] = [];
  for (let nth = 0; nth < (options.tenants ?? 50); nth++) residents.push(await makeResident(services));

  const prepared = !options.pgBouncer;
  const ground = prepared ? tenantGround : [];
  const { log } = services;
  const faults = openFaults();
  const pool = openPool({ url: config.DATABASE_URL, size: connections, applicationName, ground, log });
  stop.add(() => pool.end());
  const shared = options.shared
    ? openSharedConnections({ url: config.DATABASE_URL, count: connections, applicationName, ground, log })
    : undefined;
  stop.add(async () => shared?.end());
  const tenants = openTenantDatabase(faults.aroundPool(pool), {
    prepared,
    afterCommit: () => {},
    shared: shared && { ...shared, ...faults.around(shared) },
  });
  const faulty = { ...services, database: tenants };
  const subscriber = connectRedis(config, log, 'soak-tenants');
  await subscriber.connect();
  stop.add(async () => subscriber.disconnect());
  const resolve = await openTenantResolver({ database: faulty.database, subscriber, log });
  const server = createServer(createWebApp(faulty, resolve, routes));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  stop.add(async () => {
    endTraffic();
    server.closeAllConnections();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    residents,
    meet: faults.meet,
    kill: async () => {
      await administrator.query(
        `SELECT pg_terminate_backend(pid) FROM (
          SELECT pid FROM pg_stat_activity WHERE datname = $1 AND usename = 'frontdesk_app' ORDER BY random() LIMIT 1) one`,
        [database.name],
      );
    },
  };
}

async function runTraffic(world: World, options: SoakOptions, counts: SoakCounts): Promise<void> {
  const { below, pick } = chanceOf(options.seed);
  let begun = 0;
  const visit = async () => {
    while (begun < options.requests) {
      begun += 1;
      if (begun % 20_000 === 0) options.progress?.(begun);
      const [mine, theirs] = chooseTwo(world.residents, pick);
      const asked = askSomething(mine, theirs, pick);
      // One request in a hundred meets a fault.
      const fault = below(100) === 0 ? pick(kinds) : undefined;
      if (fault !== undefined) counts.faults[fault] += 1;
      if (fault === 'before' || fault === 'after' || fault === 'time-out') world.meet(fault);
      const sent = send(world.port, mine, asked, fault === 'abort' ? below(6) : undefined);
      if (fault === 'kill') await world.kill();
      note(counts, mine, asked.path, await sent);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, visit));
}

function chooseTwo(
  residents: readonly Resident[],
  choose: <Item>(items: readonly Item[]) => Item,
): [Resident, Resident] {
  const mine = choose(residents);
  for (;;) {
    const theirs = choose(residents);
    if (theirs !== mine) return [mine, theirs];
  }
}

function note(counts: SoakCounts, mine: Resident, path: string, answer: Awaited<ReturnType<typeof send>>): void {
  const status = String(answer?.status ?? 'none');
  counts.statuses[status] = (counts.statuses[status] ?? 0) + 1;
  if (!answer) return;
  const found = new Set(answer.text.match(canaryPattern));
  if (found.delete(mine.canary)) counts.own += 1;
  if (found.size > 0) counts.foreign.push(`${mine.host}${path}: ${[...found].join(', ')}`);
  // Uploads give this tenant something more to ask for.
  const made = status === '202' ? /"id":"([0-9a-f-]{36})"/.exec(answer.text)?.[1] : undefined;
  if (made !== undefined && mine.importIds.length < 50) mine.importIds.push(made);
}

/** No fault may last: in the end everyone gets their own people again. */
async function checkAfterwards({ port, residents }: World, counts: SoakCounts): Promise<void> {
  for (const resident of residents) {
    const asked = { method: 'GET', path: '/api/people', cookie: resident.cookie } as const;
    // The first may still meet what the last faults have left.
    await send(port, resident, asked, undefined);
    const answer = await send(port, resident, asked, undefined);
    if (answer?.status !== 200 || !answer.text.includes(resident.canary)) {
      throw new Error(`${resident.host} does not get its people any more: ${answer?.status}`);
    }
    note(counts, resident, asked.path, answer);
  }
}

/** The counts as they are printed. */
export function wordsOf({ seed, requests, tenants, faults, statuses, own, foreign }: SoakCounts): string {
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  return [
    `${requests} requests of ${tenants} tenants on ${connections} connections, seed ${seed}`,
    `faults: ${list(faults)}`,
    `answers by status: ${list(statuses)}`,
    `answers with their own canaries: ${own}`,
    `answers with foreign canaries: ${foreign.length}`,
    ...foreign.slice(0, 20),
  ].join('\n');
}
