/** One bench from beginning to end: services, data, servers, rounds. */
import { randomBytes } from 'node:crypto';
import { type Config, loadConfig } from '../../backend/src/core/config.ts';
import { tenantId } from '../../backend/src/core/identifiers.ts';
import { openServices } from '../../backend/src/core/services.ts';
import { provisionTenant } from '../../backend/src/features/console/public.ts';
import { sessionsOf } from '../../backend/src/features/identity/public.ts';
import { endLeftovers } from '../development/childProcesses.ts';
import { loadSecrets } from '../development/dataDirectory.ts';
import { type OrderlyStop, openChildren } from '../development/orderlyStop.ts';
import { type Services, startServices } from '../development/services.ts';
import { askOnce } from './askOnce.ts';
import { accountIdOf, familyNames, openBenchDatabase, peopleOfEach, personIdOf, tenantIdOf } from './database.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { roundsAgree } from './goals.ts';
import { startPeers } from './peers.ts';
import { greatestMemoryOf } from './processes.ts';
import { measure, median, type Ratio, type Rounds, type Series } from './rounds.ts';
import { compareScales, type Scale } from './scales.ts';
import { type Server, type Surroundings, startApplication, startStatementServer, type Target } from './servers.ts';
import { type Question, questions } from './statements.ts';

export type Options = {
  readonly dataDirectory: string;
  /** Numbers of tenants, the fewest first. */
  readonly scales: readonly number[];
  /** The one at which everything is measured; at the others only bare statements. */
  readonly mainScale: number;
  readonly peers: boolean;
  readonly rounds: Rounds;
  readonly stop: OrderlyStop;
  readonly tell: (sentence: string) => void;
};

export type Results = {
  readonly environment: Environment;
  readonly rounds: Rounds;
  readonly mainScale: number;
  /** By number of tenants. */
  readonly series: ReadonlyMap<number, Series[]>;
  /** The time of a read by id beside the most organizations, for each beside the fewest. */
  readonly growth: Ratio | undefined;
  /** Milliseconds to provision an organization. */
  readonly provisioning: number;
  /** The greatest memory of the web process, in megabytes. */
  readonly webMemory: number;
  /** Peers that could not run here, and why. */
  readonly absent: readonly string[];
};

/** More than anyone may ask: the bench counts what the limits cost, and is not to be stopped by them. */
const unlimited = { LIMIT_ACCOUNT_PER_MINUTE: '100000000', LIMIT_TENANT_PER_MINUTE: '100000000' };

export async function runBench(options: Options): Promise<Results> {
  const { dataDirectory, stop, tell } = options;
  await endLeftovers(dataDirectory);
  const services = await startServices({
    dataDirectory,
    secrets: loadSecrets(dataDirectory),
    // A vacuum that happens to fall into one server's turn would be counted against it.
    postgresSettings: { shared_buffers: '1GB', max_wal_size: '8GB', autovacuum: 'off' },
    step: (_title, work) => work(),
    stop,
    children: openChildren(),
  });
  const series = new Map<number, Series[]>();
  const absent: string[] = [];
  const scales: Scale[] = [];
  let [provisioning, webMemory] = [0, 0];
  for (const scale of options.scales) {
    tell(`data of ${scale.toLocaleString('en')} organizations`);
    const surroundings = await prepareScale(options, services, scale);
    const started = await startAll(options, surroundings, scale);
    absent.push(...started.absent);
    const targets = await chooseTargets(surroundings, scale);
    await compareAnswers(started.servers, targets);
    const enough = scale === options.mainScale ? roundsAgree : () => true;
    series.set(scale, await measure(started.servers, targets, { ...options.rounds, enough }, dataDirectory, tell));
    if (scale === options.mainScale) {
      webMemory = Math.max(
        ...started.servers
          .filter(({ name }) => name === 'application, Frontdesk' || name === 'application, shared')
          .map(({ child }) => greatestMemoryOf(child.pid)),
      );
      tell('provisioning');
      provisioning = await timeProvisioning(surroundings);
    }
    for (const { child } of started.servers) await child.stop();
    scales.push({ surroundings, targets: targets.person });
  }
  const [fewest, most] = [scales[0], scales.at(-1)];
  const compared = fewest && most && fewest !== most ? { fewest, most } : undefined;
  if (compared) tell('few organizations beside many');
  const growth = compared && (await compareScales(compared, options.rounds, dataDirectory, tell));
  const environment = await readEnvironment(services.database.administratorUrl);
  return {
    environment,
    rounds: options.rounds,
    mainScale: options.mainScale,
    series,
    growth,
    provisioning,
    webMemory,
    absent,
  };
}

async function prepareScale(options: Options, services: Services, scale: number): Promise<Surroundings> {
  const { dataDirectory } = options;
  const database = await openBenchDatabase(services.database.administratorUrl, loadSecrets(dataDirectory), scale);
  const environment = {
    ...services.environment,
    ...unlimited,
    PUBLIC_URL: 'http://localhost:8080',
    DATABASE_URL: database.addresses.appUrl,
    DATABASE_PLATFORM_URL: database.addresses.platformUrl,
    DATABASE_OWNER_URL: database.addresses.ownerUrl,
  };
  return { dataDirectory, database, environment };
}

async function startAll(
  options: Options,
  surroundings: Surroundings,
  scale: number,
): Promise<{ servers: Server[]; absent: string[] }> {
  const servers = [
    await startStatementServer('unprotected', surroundings),
    await startStatementServer('Frontdesk', surroundings),
    await startStatementServer('shared', surroundings),
  ];
  for (const { child } of servers) options.stop.add(child.stop);
  if (scale !== options.mainScale) return { servers, absent: [] };
  for (const way of ['unprotected', 'Frontdesk', 'shared'] as const)
    servers.push(await startApplication(way, surroundings));
  const peers = options.peers ? await startPeers(surroundings) : { servers: [], absent: [] };
  servers.push(...peers.servers);
  for (const { child } of servers) options.stop.add(child.stop);
  return { servers, absent: peers.absent };
}

/** The same for every server: people of all organizations, signed in, at random. */
export async function chooseTargets(
  { environment }: Pick<Surroundings, 'environment'>,
  scale: number,
): Promise<Record<Question, Target[]>> {
  const services = await openServices(quiet(environment), 'bench');
  const sessions = new Map<number, string>();
  const random = (count: number) => 1 + Math.floor(Math.random() * count);
  const argumentOf = {
    list: () => '',
    person: (tenant: number) => personIdOf(tenant, random(peopleOfEach)),
    search: () => familyNames[random(familyNames.length) - 1] ?? '',
  };
  const targets: Record<Question, Target[]> = { list: [], person: [], search: [] };
  for (let count = 0; count < 2_000; count++) {
    const tenant = random(scale);
    const session = sessions.get(tenant) ?? (await signIn(services, tenant));
    sessions.set(tenant, session);
    for (const question of questions) {
      targets[question].push({ tenant, session, argument: argumentOf[question](tenant) });
    }
  }
  await services.close();
  return targets;
}

async function signIn(services: Awaited<ReturnType<typeof openServices>>, tenant: number): Promise<string> {
  const { secret } = await sessionsOf(services, tenantId(tenantIdOf(tenant))).start({
    ownerId: accountIdOf(tenant),
    data: { personId: personIdOf(tenant, 1), role: 'user', signedInBy: 'password', saml: null },
    userAgent: 'bench',
    address: '127.0.0.1',
  });
  return secret;
}

/** Two servers of one kind must give one answer: a server that does less would win. */
async function compareAnswers(servers: readonly Server[], targets: Record<Question, Target[]>): Promise<void> {
  for (const question of questions) {
    const [target] = targets[question];
    if (!target) continue;
    const answers = new Map<string, string>();
    for (const server of servers.filter((one) => one.questions.includes(question))) {
      const answer = await askOnce(server.port, server.request(question, target));
      const other = answers.get(server.kind) ?? answer;
      if (answer !== other) throw new Error(`${server.name} answers ${question} differently:\n${answer}\n${other}`);
      answers.set(server.kind, answer);
    }
  }
}

/** The product's own provisioning, one after the other, with the disk's durability. */
async function timeProvisioning({ environment }: Surroundings): Promise<number> {
  const services = await openServices(quiet(environment), 'bench');
  const times: number[] = [];
  for (let count = 0; count < 120; count++) {
    const slug = unusedSlug();
    const begin = performance.now();
    await provisionTenant(
      services,
      { slug, name: slug, admin: { givenName: 'Ada', familyName: 'Admin', email: `ada@${slug}.example` } },
      null,
    );
    times.push(performance.now() - begin);
  }
  await services.close();
  return median(times.slice(20));
}

/** Of letters that look like no others, since look-alike addresses are refused. */
function unusedSlug(): string {
  return `new-${[...randomBytes(16)].map((byte) => 'abefghjkmpqtuxyz'[byte % 16]).join('')}`;
}

function quiet(environment: Readonly<Record<string, string>>): Config {
  return { ...loadConfig(environment), LOG_LEVEL: 'error' };
}
