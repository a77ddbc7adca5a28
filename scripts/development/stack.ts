/** The whole platform on one machine, for `npm start` and for tests that need all of it. */
import { setMaxListeners } from 'node:events';
import { resolve } from 'node:path';
import { ensureSystemPrograms, missingPrograms, type SystemProgram } from '../system-packages.ts';
import { addressesOf, type StackAddresses } from './addresses.ts';
import { type BackendProcess, migrateDatabase, startBackendProcess } from './backend.ts';
import { type Child, endLeftovers, lastLogLines } from './childProcesses.ts';
import { emptyDataDirectory, loadSecrets, lockDataDirectory } from './dataDirectory.ts';
import { type EdgeLimits, startEdge, startFrontendServer, type Tls } from './edge.ts';
import { buildFrontend } from './frontend.ts';
import { type DemoOrganization, startIdentityProvider } from './identityProvider.ts';
import type { Messages } from './mailbox/messages.ts';
import { type Children, type OrderlyStop, openChildren, openOrderlyStop, together } from './orderlyStop.ts';
import { freePort, isPortFree } from './ports.ts';
import { type ExternalServices, type Services, type Step, startServices } from './services.ts';

export type StackOptions = {
  /** Everything that is kept lies here. One stack at a time. */
  readonly dataDirectory: string;
  /** Of the edge, on 127.0.0.1. */
  readonly port: number;
  /** Empties the folder first. */
  readonly fresh?: boolean;
  /** Scheme, base domain and port, as browsers see them; `http://localhost:{port}` unless told. */
  readonly publicUrl?: string;
  /** Scheme, host and port of the demo identity provider; `idp.` under the base domain unless told. */
  readonly identityProviderUrl?: string;
  /** For HTTPS and HTTP/2. The certificate is for `*.{base domain}` and the identity provider's host. */
  readonly tls?: Tls;
  /** Rates of the edge; those of production unless told. */
  readonly limits?: EdgeLimits;
  readonly external?: ExternalServices;
  /** Settings of the backend, over those that the stack makes. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Settings of the PostgreSQL server, such as `fsync`. */
  readonly postgresSettings?: Readonly<Record<string, string>>;
  /** Whom the demo identity provider knows. */
  readonly organizations?: readonly DemoOrganization[];
  /** Fills the database, after its migration and before the backend's processes start. */
  readonly seed?: (stack: Seedable) => Promise<unknown>;
  /** Is told of every step; runs it silently unless given. */
  readonly step?: Step;
  /** Gives up a start that is under way; what has been started is stopped. */
  readonly signal?: AbortSignal;
};

/** What there is of a stack before the backend's processes start. */
export type Seedable = {
  /** Settings of the backend: for processes, the command line, and tests that open its services themselves. */
  readonly environment: Readonly<Record<string, string>>;
  /** The document by which an organization trusts its demo identity provider. */
  readonly identityProviderMetadata: (slug: string) => Promise<string>;
};

export type Stack = Seedable & {
  readonly addresses: StackAddresses;
  readonly services: Services;
  /** What the mailbox has received. */
  readonly messages: Messages;
  /** Inner ports with `/metrics`, `/health` and `/ready`. */
  readonly metricsPorts: Readonly<Record<BackendProcess, number>>;
  /** The programs that run, by name, for tests that kill them. */
  readonly children: ReadonlyMap<string, Child>;
  /** Starts a backend process again, on the ports that it had. */
  readonly restart: (name: BackendProcess) => Promise<void>;
  /** Hears, with the end of its log, of each program that ends by itself. */
  readonly onFailure: (listener: (message: string) => void) => void;
  readonly stop: () => Promise<void>;
};

const backendProcesses = ['web', 'worker', 'realtime'] as const;

/** The parts of a start that every step needs. */
type Construction = {
  readonly options: StackOptions;
  readonly step: Step;
  readonly stop: OrderlyStop;
  readonly children: Children;
  readonly addresses: StackAddresses;
};

/** Starts everything, or nothing: when a step fails, what was started before is stopped again. */
export async function startStack(given: StackOptions): Promise<Stack> {
  const options = { ...given, dataDirectory: resolve(given.dataDirectory) };
  const { signal } = options;
  // Each program that can be given up listens to it.
  if (signal) setMaxListeners(0, signal);
  const step: Step = async (title, work) => {
    signal?.throwIfAborted();
    return options.step ? options.step(title, work) : work();
  };
  const stop = openOrderlyStop();
  const addresses = addressesOf(options.publicUrl ?? `http://localhost:${options.port}`, options.identityProviderUrl);
  try {
    const construction = { options, step, stop, children: openChildren(), addresses };
    await prepare(construction);
    return await assemble(construction);
  } catch (error) {
    await stop.run();
    throw error;
  }
}

/** Everything that may forbid a start, before anything is started. */
async function prepare({ options, step, stop }: Construction): Promise<void> {
  const { dataDirectory, port, fresh, external } = options;
  stop.add(lockDataDirectory(dataDirectory));
  const leftovers = await endLeftovers(dataDirectory);
  if (leftovers.length > 0) await step(`Stopped what a killed start had left: ${leftovers.join(', ')}`, async () => {});
  if (!(await isPortFree(port))) {
    throw new Error(`Port ${port} is taken. Stop what uses it, or choose another: npm start -- --port ${port + 10}`);
  }
  const programs: SystemProgram[] = ['nginx', 'openssl', ...(external?.redisUrl ? [] : ['redis-server' as const])];
  const missing = missingPrograms(programs);
  if (missing.length > 0) await step(`System packages: ${missing.join(', ')}`, () => ensureSystemPrograms(missing));
  if (fresh) await step('Old data removed', async () => emptyDataDirectory(dataDirectory));
}

async function assemble(construction: Construction): Promise<Stack> {
  const { options, step, stop, children, addresses } = construction;
  const [services, builtFiles] = await together([
    startServices({ ...options, secrets: loadSecrets(options.dataDirectory), step, stop, children }),
    step('Frontend', () => buildFrontend(options.signal)),
  ]);
  const [web, realtime] = [await freePort(), await freePort()];
  const environment = {
    ...services.environment,
    PUBLIC_URL: addresses.publicUrl,
    WEB_PORT: String(web),
    REALTIME_PORT: String(realtime),
    ...options.environment,
  };
  await step('Database schema', () => migrateDatabase(options.dataDirectory, environment));
  const provider = await startProvider(construction, services);
  const identityProviderMetadata = async (slug: string) =>
    (await fetch(`http://127.0.0.1:${provider.port}/${slug}/metadata`)).text();
  await options.seed?.({ environment, identityProviderMetadata });
  const { metricsPorts, restart } = await startBackend(construction, environment);
  const behind = { web, realtime, builtFiles, mailbox: services.mailbox.port, identityProvider: provider.port };
  await step('nginx', () => startWebServers(construction, behind));
  options.signal?.throwIfAborted();
  return {
    addresses,
    environment,
    services,
    messages: services.mailbox.messages,
    identityProviderMetadata,
    metricsPorts,
    children: children.all,
    restart,
    onFailure: (listener) =>
      children.onFailure((child, sentence) => listener(`${sentence}${lastLogLines(child.logFile)}`)),
    stop: stop.run,
  };
}

/** Starts web, worker and realtime side by side; they are stopped together, before the services that they need. */
async function startBackend({ options, step, stop, children }: Construction, environment: Record<string, string>) {
  const metricsPorts = { web: await freePort(), worker: await freePort(), realtime: await freePort() };
  const start = async (name: BackendProcess) => {
    children.add(await startBackendProcess(name, metricsPorts[name], options.dataDirectory, environment));
  };
  stop.add(async () => {
    await Promise.all(backendProcesses.map((name) => children.all.get(name)?.stop()));
  });
  await together(backendProcesses.map((name) => step(`Backend: ${name}`, () => start(name))));
  const restart = async (name: BackendProcess) => {
    await children.all.get(name)?.stop();
    await start(name);
  };
  return { metricsPorts, restart };
}

async function startProvider({ options, stop, addresses }: Construction, services: Services) {
  const provider = await startIdentityProvider({
    url: addresses.identityProvider,
    publicUrl: addresses.publicUrl,
    serviceProviderCertificate: services.serviceProvider.certificate,
    organizations: options.organizations ?? [],
    dataDirectory: options.dataDirectory,
  });
  stop.add(provider.stop);
  return provider;
}

/** Where things listen behind the edge, and the folder of the frontend's built files. */
type Behind = {
  readonly web: number;
  readonly realtime: number;
  readonly mailbox: number;
  readonly identityProvider: number;
  readonly builtFiles: string;
};

/** The frontend's server, and at last the edge, which lets browsers in. */
async function startWebServers({ options, stop, children, addresses }: Construction, behind: Behind): Promise<void> {
  const frontend = await startFrontendServer(options.dataDirectory, behind.builtFiles);
  stop.add(frontend.child.stop);
  children.add(frontend.child);
  const edge = await startEdge({
    ...options,
    publicUrl: addresses.publicUrl,
    web: behind.web,
    realtime: behind.realtime,
    frontend: frontend.port,
    mailbox: { host: new URL(addresses.mailbox).hostname, port: behind.mailbox },
    identityProvider: { host: new URL(addresses.identityProvider).hostname, port: behind.identityProvider },
  });
  stop.add(edge.stop);
  children.add(edge);
}
