/** Other ways to the same rows, pinned beside the bench and no part of the product. */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { waitUntil } from '../development/childProcesses.ts';
import { freePort } from '../development/ports.ts';
import { tenantIdOf } from './database.ts';
import {
  answers,
  poolSize,
  requestOfStatement,
  type Server,
  type Surroundings,
  startProgram,
  type Target,
} from './servers.ts';
import type { Question } from './statements.ts';

type PeerName = 'PostGraphile' | 'Prisma';

const peers: Readonly<Record<PeerName, { program: string; request: Server['request'] }>> = {
  PostGraphile: { program: 'postgraphile.mjs', request: graphqlRequest },
  Prisma: { program: 'prisma.mjs', request: requestOfStatement },
};
/** Neither reaches the product's search, except by SQL that is written by hand. */
const peerQuestions: readonly Question[] = ['list', 'person'];
const source = fileURLToPath(new URL('peers', import.meta.url));

/** Installs the peers, where they are not yet, and starts those that run here. */
export async function startPeers(surroundings: Surroundings): Promise<{ servers: Server[]; absent: string[] }> {
  const folder = join(surroundings.dataDirectory, 'peers');
  const servers: Server[] = [];
  const absent: string[] = [];
  try {
    await install(folder);
  } catch (error) {
    return { servers, absent: [`the peers could not be installed: ${firstLineOf(error)}`] };
  }
  for (const name of Object.keys(peers) as PeerName[]) {
    try {
      servers.push(await startPeer(name, folder, surroundings));
    } catch (error) {
      absent.push(`${name} did not start: ${firstLineOf(error)}`);
    }
  }
  return { servers, absent };
}

async function install(folder: string): Promise<void> {
  const lock = join(source, 'package-lock.json');
  const done = join(folder, 'complete.json');
  if (existsSync(done) && readFileSync(done, 'utf8') === readFileSync(lock, 'utf8')) {
    return cpSync(source, folder, { recursive: true });
  }
  rmSync(folder, { recursive: true, force: true });
  cpSync(source, folder, { recursive: true });
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
  await promisify(execFile)(
    process.execPath,
    ['node_modules/prisma/build/index.js', 'generate', '--schema=schema.prisma'],
    {
      cwd: folder,
      // Generating needs no engine, but the command would download the one for migrations.
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
    },
  );
  cpSync(lock, done);
}

async function startPeer(name: PeerName, folder: string, { dataDirectory, database }: Surroundings): Promise<Server> {
  const { program, request } = peers[name];
  const port = await freePort();
  const child = await startProgram(name.toLowerCase(), [join(folder, program)], dataDirectory, {
    NODE_ENV: 'production',
    GRAPHILE_ENV: 'production',
    BENCH_DATABASE_URL: database.addresses.appUrl,
    BENCH_PORT: String(port),
    BENCH_POOL_SIZE: String(poolSize),
  });
  await waitUntil(child, () => answers(port, '/ready'));
  return { name, kind: name, port, child, questions: peerQuestions, request };
}

const fields = 'rowId displayName email title location status';
const documents = {
  list: `query List { allPeople(first: 50, orderBy: [SORT_NAME_ASC]) { nodes { ${fields} } } }`,
  person: `query Person($tenant: UUID!, $id: UUID!) { personByTenantIdAndRowId(tenantId: $tenant, rowId: $id) { ${fields} } }`,
  search: '',
};

function graphqlRequest(question: Question, { tenant, argument }: Target): string {
  const variables = question === 'person' ? { tenant: tenantIdOf(tenant), id: argument } : {};
  const body = JSON.stringify({ query: documents[question], variables });
  const lines = [
    'POST /graphql HTTP/1.1',
    'Host: bench',
    `X-Tenant: ${tenantIdOf(tenant)}`,
    'Accept: application/json',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

function firstLineOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
