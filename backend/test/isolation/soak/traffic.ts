/** What the people of the soak's tenants ask for, and how it is sent. */
import { Agent, request as httpRequest } from 'node:http';
import type { TenantId } from '../../../src/core/identifiers.ts';

/** One tenant: what its answers may hold, and how it is reached. */
export type Resident = {
  readonly id: TenantId;
  readonly slug: string;
  readonly canary: string;
  readonly host: string;
  readonly origin: string;
  readonly cookie: string;
  readonly personIds: readonly string[];
  readonly importIds: string[];
};

export type Asked = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly cookie: string;
  readonly body?: string;
};

/** All canaries look alike, so that a foreign one is known without knowing whose it is. */
export const canaryPattern = /canary[0-9a-f]{12}/g;

type Choose = <Item>(items: readonly Item[]) => Item;

const header = 'email,given_name,family_name,department';

/** Something that a person of `mine` asks for; some of it aims at `theirs`. */
export function askSomething(mine: Resident, theirs: Resident, choose: Choose): Asked {
  const get = (path: string, cookie = mine.cookie): Asked => ({ method: 'GET', path, cookie });
  const importOf = (resident: Resident) =>
    resident.importIds.length > 0 ? choose(resident.importIds) : choose(resident.personIds);
  const kinds: readonly (readonly [weight: number, make: () => Asked])[] = [
    [20, () => get('/api/people?pageSize=20')],
    [10, () => get('/api/people?search=canary')],
    [5, () => get(`/api/people?search=${theirs.canary}`)],
    [15, () => get(`/api/people/${choose(mine.personIds)}`)],
    [10, () => get(`/api/people/${choose(theirs.personIds)}`)],
    [5, () => get('/api/departments')],
    [5, () => get('/api/session')],
    [3, () => get('/api/workspace')],
    [5, () => get('/api/people', theirs.cookie)],
    [4, () => get('/api/people/imports')],
    [4, () => get(`/api/people/imports/${importOf(mine)}/rows`)],
    [4, () => get(`/api/people/imports/${importOf(theirs)}`)],
    [3, () => ({ method: 'POST', path: `/api/people/imports/${importOf(mine)}/stop`, cookie: mine.cookie })],
    [3, () => ({ method: 'POST', path: `/api/people/imports/${importOf(theirs)}/stop`, cookie: mine.cookie })],
    [
      1,
      () => ({
        method: 'POST',
        path: `/api/people/imports?fileName=${mine.canary}.csv`,
        cookie: mine.cookie,
        body: `${header}\n${mine.canary}@example.com,Canary,${mine.canary},${mine.canary}\n`,
      }),
    ],
  ];
  const wheel = kinds.flatMap(([weight, make]) => Array<() => Asked>(weight).fill(make));
  return choose(wheel)();
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

export type Answered = { readonly status: number; readonly text: string };

/**
 * Sends a request.
 * @param abortAfter milliseconds after which the client goes away
 * @returns what came back, also of an answer that was cut off; undefined when nothing did
 */
export function send(
  port: number,
  resident: Resident,
  asked: Asked,
  abortAfter: number | undefined,
): Promise<Answered | undefined> {
  const headers = {
    host: resident.host,
    cookie: asked.cookie,
    ...(asked.method === 'GET' ? {} : { origin: resident.origin }),
    ...(asked.body === undefined ? {} : { 'content-type': 'text/csv' }),
  };
  return new Promise((resolve) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, method: asked.method, path: asked.path, headers, agent },
      (response) => {
        let text = JSON.stringify(response.headers);
        response.on('data', (chunk: Buffer) => (text += chunk));
        response.on('close', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    request.on('error', () => resolve(undefined));
    if (abortAfter !== undefined) setTimeout(() => request.destroy(), abortAfter);
    request.end(asked.body);
  });
}

/** Ends the connections that are kept. */
export const endTraffic = () => agent.destroy();
