/** The servers that are compared, each a process of its own, and how each of them is asked. */

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Child, startChild, waitUntil } from '../development/childProcesses.ts';
import { freePort } from '../development/ports.ts';
import { type BenchDatabase, slugOf, tenantIdOf } from './database.ts';
import { type Question, questions } from './statements.ts';

/** Someone's question: of which tenant, by whom, and the person's identifier or the words. */
export type Target = { readonly tenant: number; readonly session: string; readonly argument: string };

export type Server = {
  readonly name: ServerName;
  /** Servers of one kind give the same answers. */
  readonly kind: 'statement' | 'application' | 'PostGraphile' | 'Prisma';
  readonly questions: readonly Question[];
  readonly port: number;
  readonly child: Child;
  /** The whole HTTP request, as text. */
  readonly request: (question: Question, target: Target) => string;
};

export type ServerName =
  | 'statement, unprotected'
  | 'statement, Frontdesk'
  | 'statement, shared'
  | 'application, unprotected'
  | 'application, Frontdesk'
  | 'application, shared'
  | 'PostGraphile'
  | 'Prisma'
  | 'few organizations'
  | 'many organizations';

/** `shared`: Frontdesk with reads on shared connections. */
type Way = 'unprotected' | 'Frontdesk' | 'shared';

export type Surroundings = {
  readonly dataDirectory: string;
  readonly database: BenchDatabase;
  /** Settings of the backend for this database. */
  readonly environment: Readonly<Record<string, string>>;
};

const mainProgram = fileURLToPath(new URL('../../backend/src/main.ts', import.meta.url));
const programs = fileURLToPath(new URL('programs', import.meta.url));
/** Node's own settings, as the image has them. */
const nodeOptions = /NODE_OPTIONS="([^"]*)"/.exec(
  readFileSync(new URL('../../backend/Dockerfile', import.meta.url), 'utf8'),
)?.[1];
if (!nodeOptions) throw new Error('backend/Dockerfile has no NODE_OPTIONS.');
export const poolSize = 10;
export const sharedConnections = 4;

/** Express and one statement. */
export async function startStatementServer(way: Way, { dataDirectory, database }: Surroundings): Promise<Server> {
  const port = await freePort();
  const child = await startProgram(`statement-${way}`, [`${programs}/statementServer.ts`], dataDirectory, {
    BENCH_WAY: way,
    BENCH_DATABASE_URL: way === 'unprotected' ? database.unprotectedUrl : database.addresses.appUrl,
    BENCH_PORT: String(port),
    BENCH_POOL_SIZE: String(poolSize),
    BENCH_SHARED_CONNECTIONS: String(sharedConnections),
  });
  await waitUntil(child, () => answers(port, '/ready'));
  return {
    name: `statement, ${way}`,
    kind: 'statement',
    questions,
    port,
    child,
    request: requestOfStatement,
  };
}

export function requestOfStatement(question: Question, { tenant, argument }: Target): string {
  const query = new URLSearchParams({ tenant: tenantIdOf(tenant), argument });
  return `GET /${question}?${query} HTTP/1.1\r\nHost: bench\r\n\r\n`;
}

/** The web process as production starts it, or the same one around unprotected statements. */
export async function startApplication(
  way: Way,
  { dataDirectory, database, environment }: Surroundings,
): Promise<Server> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const settings = {
    ...environment,
    WEB_PORT: String(port),
    NODE_OPTIONS: `${nodeOptions} ${process.env.NODE_OPTIONS ?? ''}`,
  };
  const child =
    way === 'unprotected'
      ? await startProgram('web-unprotected', [`${programs}/unprotectedWeb.ts`], dataDirectory, {
          ...settings,
          METRICS_PORT: String(metricsPort),
          BENCH_DATABASE_URL: database.unprotectedUrl,
        })
      : await startProgram(`web-${way}`, [mainProgram, 'web'], dataDirectory, {
          ...settings,
          METRICS_PORT: String(metricsPort),
          DATABASE_SHARED_CONNECTIONS: String(way === 'shared' ? sharedConnections : 0),
        });
  await waitUntil(child, () => answers(metricsPort, '/ready'));
  return { name: `application, ${way}`, kind: 'application', questions, port, child, request: requestOfBrowser };
}

function requestOfBrowser(question: Question, { tenant, session, argument }: Target): string {
  const path = {
    list: '/api/people',
    person: `/api/people/${argument}`,
    search: `/api/people?${new URLSearchParams({ search: argument })}`,
  }[question];
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${slugOf(tenant)}.localhost:8080`,
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    'Accept: application/json',
    'Accept-Language: en-GB,en;q=0.5',
    `Cookie: __Host-frontdesk_session=${session}`,
    'Sec-Fetch-Site: same-origin',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

export async function startProgram(
  name: string,
  args: readonly string[],
  dataDirectory: string,
  environment: Readonly<Record<string, string>>,
): Promise<Child> {
  const { PATH, HOME, TZ, NODE_OPTIONS } = process.env;
  return startChild({
    name,
    command: process.execPath,
    args,
    environment: { PATH, HOME, TZ, NODE_OPTIONS, ...environment },
    workingDirectory: process.cwd(),
    dataDirectory,
  });
}

export async function answers(port: number, path: string): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(3_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    await sleep(25);
    return false;
  }
}
