/** A real PostgreSQL server from npm, with its data in the stack's folder. */
import { execFile } from 'node:child_process';
import { chownSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { type Child, startChild, waitUntil } from './childProcesses.ts';
import { freePort } from './ports.ts';
import { type PostgresHome, preparePostgresHome } from './postgresHome.ts';

export type Postgres = {
  readonly child: Child;
  /** The address of the superuser. */
  readonly administratorUrl: string;
  readonly note: string | undefined;
};

/** Starts the server; makes its data first where there is none. Loopback only, no socket file. */
export async function startPostgres(
  dataDirectory: string,
  password: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Postgres> {
  const home = preparePostgresHome(dataDirectory);
  if (!existsSync(join(home.data, 'PG_VERSION'))) await initialise(home, password);
  const port = await freePort();
  const allSettings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    shared_preload_libraries: 'pg_stat_statements',
    max_connections: '200',
    ...settings,
  };
  const child = await startChild({
    name: 'postgres',
    command: join(home.programs, 'bin', 'postgres'),
    args: ['-D', home.data, ...Object.entries(allSettings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    workingDirectory: home.data,
    user: home.user,
    dataDirectory,
    // Fast shutdown: open transactions are rolled back, clients are sent away.
    stopSignal: 'SIGINT',
    stopWithinMs: 20_000,
  });
  const administratorUrl = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  await waitUntil(child, () => answers(administratorUrl));
  return { child, administratorUrl, note: home.note };
}

async function initialise(home: PostgresHome, password: string): Promise<void> {
  const passwordFile = `${home.data}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (home.user) chownSync(passwordFile, home.user.uid, home.user.gid);
  try {
    await promisify(execFile)(
      join(home.programs, 'bin', 'initdb'),
      [
        `--pgdata=${home.data}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C.UTF-8',
      ],
      { cwd: home.data, ...home.user },
    );
  } catch (error) {
    // A half-made folder would be taken for a finished one at the next start.
    rmSync(join(home.data, 'PG_VERSION'), { force: true });
    throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
