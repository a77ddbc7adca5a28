/** The load from beginning to end: services, data, web and edge, people who are signed in, and what each process used. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { endLeftovers } from '../../development/childProcesses.ts';
import { loadSecrets } from '../../development/dataDirectory.ts';
import { startEdge } from '../../development/edge.ts';
import { type OrderlyStop, openChildren } from '../../development/orderlyStop.ts';
import { freePort } from '../../development/ports.ts';
import { startServices } from '../../development/services.ts';
import {
  accountIdOf,
  type BenchDatabase,
  familyNames,
  openBenchDatabase,
  peopleOfEach,
  personIdOf,
  slugOf,
  tenantIdOf,
} from '../database.ts';
import { type Environment, readEnvironment } from '../environment.ts';
import { memoryOf, processorTimeOfGroup } from '../processes.ts';
import { chooseTargets } from '../run.ts';
import { startApplication } from '../servers.ts';
import { type GeneratorLine, type Person, type PhaseFigures, phasesOf } from './phases.ts';

export type LoadOptions = {
  readonly dataDirectory: string;
  readonly tenants: number;
  /** Of endurance. */
  readonly minutes: number;
  readonly stop: OrderlyStop;
  readonly tell: (sentence: string) => void;
};

export type ProcessName = 'web' | 'PostgreSQL' | 'edge' | 'Redis' | 'the load itself';

export type PhaseResult = PhaseFigures & {
  /** Cores that each process kept busy: 1 is one of them, all the time. */
  readonly cores: Readonly<Record<ProcessName, number>>;
  /** Megabytes of the web process, a figure each ten seconds. */
  readonly webMemory: readonly number[];
};

export type LoadResults = {
  readonly environment: Environment;
  readonly tenants: number;
  readonly minutes: number;
  readonly people: number;
  readonly phases: readonly PhaseResult[];
};

/**
 * Production's limits by network address, which all of this load shares, lifted. Those by account and organization stay:
 * nobody here asks more than they allow.
 */
export const liftedAtEdge = {
  LIMIT_FLOOD_RATE: '100000r/s',
  LIMIT_FLOOD_BURST: '100000',
  LIMIT_ANONYMOUS_RATE: '100000r/s',
  LIMIT_ANONYMOUS_BURST: '100000',
  LIMIT_SIGN_IN_RATE: '100000r/s',
  LIMIT_SIGN_IN_BURST: '100000',
};
export const liftedAtBackend = { LIMIT_SIGN_IN_PER_QUARTER_HOUR: '10000000' };

const program = fileURLToPath(new URL('../programs/people.ts', import.meta.url));

export async function runLoad(options: LoadOptions): Promise<LoadResults> {
  const { dataDirectory, stop, tell, tenants } = options;
  await endLeftovers(dataDirectory);
  const children = openChildren();
  const services = await startServices({
    dataDirectory,
    secrets: loadSecrets(dataDirectory),
    postgresSettings: { shared_buffers: '1GB' },
    step: (_title, work) => work(),
    stop,
    children,
  });
  tell(`data of ${tenants.toLocaleString('en')} organizations`);
  const { administratorUrl } = services.database;
  const database = await openBenchDatabase(administratorUrl, loadSecrets(dataDirectory), tenants);
  const port = await freePort();
  const publicUrl = `http://localhost:${port}`;
  const environment = {
    ...services.environment,
    ...liftedAtBackend,
    PUBLIC_URL: publicUrl,
    DATABASE_URL: database.addresses.appUrl,
    DATABASE_PLATFORM_URL: database.addresses.platformUrl,
    DATABASE_OWNER_URL: database.addresses.ownerUrl,
  };
  const surroundings = { dataDirectory, database, environment };
  const web = await startApplication('Frontdesk', surroundings);
  stop.add(web.child.stop);
  const edge = await startEdge({
    dataDirectory,
    port,
    publicUrl,
    limits: liftedAtEdge,
    web: web.port,
    // Nobody opens a page or a socket here.
    realtime: await freePort(),
    frontend: await freePort(),
  });
  stop.add(edge.stop);
  const people = await makePeople(surroundings, tenants, port);
  const pids = {
    web: web.child.pid,
    PostgreSQL: pidOf(children, 'postgres'),
    edge: edge.pid,
    Redis: pidOf(children, 'redis'),
  };
  const phases = await play(options, port, people, pids);
  return {
    environment: await readEnvironment(administratorUrl),
    tenants,
    minutes: options.minutes,
    people: people.length,
    phases: phases.filter(({ phase }) => phase !== 'warming up'),
  };
}

function pidOf(children: ReturnType<typeof openChildren>, name: string): number {
  const child = children.all.get(name);
  if (!child) throw new Error(`${name} does not run here.`);
  return child.pid;
}

/** People with a session in Redis, as a sign-in leaves it, and a program with a refresh token each. */
async function makePeople(
  surroundings: { database: BenchDatabase; environment: Readonly<Record<string, string>> },
  tenants: number,
  port: number,
): Promise<Person[]> {
  const { list: signedIn } = await chooseTargets(surroundings, tenants);
  const random = (count: number) => 1 + Math.floor(Math.random() * count);
  const people = signedIn.map(({ tenant, session }) => ({
    tenant,
    host: `${slugOf(tenant)}.localhost:${port}`,
    session,
    colleagues: Array.from({ length: 20 }, () => personIdOf(tenant, random(peopleOfEach))),
    words: Array.from({ length: 5 }, () => familyNames[random(familyNames.length) - 1] ?? ''),
    refreshToken: randomBytes(32).toString('base64url'),
  }));
  const client = new pg.Client({ connectionString: surroundings.database.addresses.administratorUrl });
  await client.connect();
  await client.query(
    `INSERT INTO refresh_tokens (tenant_id, id, account_id, family_id, token_hash, expires_at)
     SELECT tenant, gen_random_uuid(), account, gen_random_uuid(), sha256(convert_to(token, 'UTF8')), now() + interval '1 day'
     FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS given (tenant, account, token)`,
    [
      people.map(({ tenant }) => tenantIdOf(tenant)),
      people.map(({ tenant }) => accountIdOf(tenant)),
      people.map(({ refreshToken }) => refreshToken),
    ],
  );
  await client.end();
  return people;
}

async function play(
  { dataDirectory, minutes, tell }: LoadOptions,
  port: number,
  people: readonly Person[],
  pids: Readonly<Record<Exclude<ProcessName, 'the load itself'>, number>>,
): Promise<PhaseResult[]> {
  const peopleFile = join(dataDirectory, 'people.json');
  writeFileSync(peopleFile, JSON.stringify(people), { mode: 0o600 });
  const order = JSON.stringify({ port, peopleFile, phases: phasesOf(minutes) });
  const generator = spawn(process.execPath, [program, order], { stdio: ['ignore', 'pipe', 'inherit'] });
  const all: Record<ProcessName, number> = { ...pids, 'the load itself': generator.pid ?? 0 };
  const usage = () => mapValues(all, processorTimeOfGroup);
  const results: PhaseResult[] = [];
  let [before, begin] = [usage(), performance.now()];
  let webMemory: number[] = [];
  const watch = setInterval(() => webMemory.push(memoryOf(pids.web)), 10_000);
  try {
    for await (const text of createInterface({ input: generator.stdout })) {
      const line = JSON.parse(text) as GeneratorLine;
      if ('begins' in line) {
        tell(line.begins);
        [before, begin, webMemory] = [usage(), performance.now(), [memoryOf(pids.web)]];
        continue;
      }
      const [after, milliseconds] = [usage(), performance.now() - begin];
      const cores = mapValues(all, (_pid, name) => (after[name] - before[name]) / milliseconds);
      results.push({ ...line, cores, webMemory: [...webMemory, memoryOf(pids.web)] });
    }
  } finally {
    clearInterval(watch);
    generator.kill();
  }
  if (results.length < phasesOf(minutes).length) throw new Error('The generator ended before its last phase.');
  return results;
}

function mapValues<Key extends string, Value, Result>(
  record: Readonly<Record<Key, Value>>,
  change: (value: Value, key: Key) => Result,
): Record<Key, Result> {
  const entries = Object.entries(record) as [Key, Value][];
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value, key)])) as Record<Key, Result>;
}
