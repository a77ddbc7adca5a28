/**
 * `npm start [-- --fresh] [-- --port N]`
 *
 * The whole platform on this machine, with two demo organizations: installs what is missing, starts every part, prints
 * where to click, and stops everything that it started on Ctrl-C.
 */
import { parseArgs } from 'node:util';
import { demoOrganizations } from './development/demo/people.ts';
import type { DemoSignIn } from './development/demo/seed.ts';
import { writeEnvironmentFile } from './development/environmentFile.ts';
import { durationSince, showProgress } from './development/progress.ts';
import { seedStack } from './development/seedStack.ts';
import type { ExternalServices } from './development/services.ts';
import { type Stack, startStack } from './development/stack.ts';

const dataDirectory = '.data';

const usage = `Usage: npm start [-- options]

  --port N   the port to open in the browser (8080)
  --fresh    begin with empty data
  --help     this text

Everything that is kept lies in ${dataDirectory}/. Instead of starting its own, it uses what these name:
  DATABASE_URL   PostgreSQL, as an administrator who may create roles and databases
  REDIS_URL      Redis or Valkey
  S3_ENDPOINT    an object store, with S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY
`;

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt());
// The command that started this one is gone, however it ended.
process.on('disconnect', () => interrupt());
// A closed terminal takes no more lines; that must not stop the stop.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {});

process.exitCode = await main().catch((error: unknown) => {
  if (interruption.signal.aborted && error === interruption.signal.reason) {
    process.stdout.write('\nStopped before everything had started.\n');
    return 0;
  }
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
process.exit();

async function main(): Promise<number> {
  const { port, fresh, help } = readArguments();
  if (help) {
    process.stdout.write(usage);
    return 0;
  }
  const begin = performance.now();
  const step = showProgress(process.stdout);
  let signIns: DemoSignIn[] = [];
  const stack = await startStack({
    dataDirectory,
    port,
    fresh,
    external: readExternalServices(process.env),
    organizations: demoOrganizations,
    seed: (seedable) =>
      step('Demo organizations', async () => {
        signIns = await seedStack(seedable);
      }),
    step,
    signal: interruption.signal,
  });
  const removeEnvironmentFile = writeEnvironmentFile(dataDirectory, stack.environment);
  try {
    stack.onFailure((message) => process.stderr.write(`\n${message}\n`));
    process.stdout.write(welcome(stack, signIns, durationSince(begin)));
    await interrupted();
    process.stdout.write('\nStopping …\n');
  } finally {
    removeEnvironmentFile();
    await stack.stop();
  }
  process.stdout.write('Stopped.\n');
  return 0;
}

function readArguments(): { port: number; fresh: boolean; help: boolean } {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8080' },
      fresh: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`--port must be a number from 1 to 65535, not ${values.port}.`);
  }
  return { port, fresh: values.fresh, help: values.help };
}

function readExternalServices(environment: NodeJS.ProcessEnv): ExternalServices {
  const { DATABASE_URL, REDIS_URL, S3_ENDPOINT, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = environment;
  if (S3_ENDPOINT && !(S3_ACCESS_KEY_ID && S3_SECRET_ACCESS_KEY)) {
    throw new Error('S3_ENDPOINT is set; set S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY too.');
  }
  return {
    databaseUrl: DATABASE_URL,
    redisUrl: REDIS_URL,
    objectStore:
      S3_ENDPOINT && S3_ACCESS_KEY_ID && S3_SECRET_ACCESS_KEY
        ? { endpoint: S3_ENDPOINT, accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY }
        : undefined,
  };
}

function welcome({ addresses, services }: Stack, signIns: readonly DemoSignIn[], duration: string): string {
  const row = (name: string, ...cells: string[]) => `  ${[name.padEnd(20), ...cells].join('  ')}`;
  const width = Math.max(...signIns.map(({ label }) => addresses.workspace(label).length));
  return [
    `\nFrontdesk runs, ready in ${duration}.\n`,
    ...signIns.map(({ label, name, email, password }) =>
      row(name, addresses.workspace(label).padEnd(width), `${email} · ${password}`),
    ),
    row('Mailbox', addresses.mailbox),
    row('Identity provider', addresses.identityProvider),
    '',
    'Or sign in with SSO as anyone of an organization; the demo identity provider asks for no password.',
    ...services.notes,
    'Ctrl-C stops everything.\n',
  ].join('\n');
}

function interrupt(): void {
  // A second Ctrl-C is somebody's impatience; the stop is under way and takes seconds.
  interruption.abort(new Error('Stopped before everything had started.'));
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    if (interruption.signal.aborted) resolve();
    else interruption.signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
