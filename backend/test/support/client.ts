/** A browser's view of one host: requests with its Host, its Origin and its cookies. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { TestBackend } from './backend.ts';

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON; `any`, because tests look into it freely. */
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the test is about
  readonly json: any;
};

export type Sent = {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | undefined>>;
};

export type Client = {
  readonly host: string;
  readonly origin: string;
  readonly cookies: Map<string, string>;
  send(method: string, path: string, sent?: Sent): Promise<Answer>;
};

/** @param label the first label of the host: a tenant's slug, or `admin` */
export function clientOf(
  backend: TestBackend,
  label: string,
  cookies: ReadonlyMap<string, string> = new Map(),
): Client {
  return connectClient({ port: backend.port }, backend.services.config.PUBLIC_URL, label, cookies);
}

/** Where a client connects to on this machine; with `authority`, a PEM certificate that is trusted, over TLS. */
export type Entrance = { readonly port: number; readonly authority?: string };

/** A client of the deployment that browsers know as `publicUrl`. */
export function connectClient(
  entrance: Entrance,
  publicUrl: string,
  label: string,
  cookies: ReadonlyMap<string, string> = new Map(),
): Client {
  const base = new URL(publicUrl);
  const host = `${label}.${base.host}`;
  const origin = `${base.protocol}//${host}`;
  const jar = new Map(cookies);
  return {
    host,
    origin,
    cookies: jar,
    send: async (method, path, sent = {}) => {
      const isText = typeof sent.body === 'string' || sent.body instanceof Uint8Array;
      const body = sent.body === undefined || isText ? (sent.body as string | undefined) : JSON.stringify(sent.body);
      const headers: Record<string, string | undefined> = {
        host,
        ...(method === 'GET' ? {} : { origin }),
        ...(jar.size > 0 ? { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
        ...(body === undefined || isText ? {} : { 'content-type': 'application/json' }),
        ...sent.headers,
      };
      const answer = await exchange(entrance, method, path, headers, body);
      for (const line of [answer.headers['set-cookie'] ?? []].flat()) keep(jar, line);
      return answer;
    },
  };
}

/** Keeps a cookie, or forgets it when it comes with Max-Age=0. */
function keep(jar: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ');
  const [name = '', value = ''] = pair.split('=', 2);
  if (attributes.includes('Max-Age=0')) jar.delete(name);
  else jar.set(name, value);
}

function exchange(
  { port, authority }: Entrance,
  method: string,
  path: string,
  headers: Readonly<Record<string, string | undefined>>,
  body: string | undefined,
): Promise<Answer> {
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  return new Promise((resolve, reject) => {
    const hostName = headers.host?.replace(/:\d+$/, '');
    const overTls = authority === undefined ? {} : { ca: authority, servername: hostName };
    const open = authority === undefined ? httpRequest : httpsRequest;
    // A connection of its own, as a new visitor has: none is left over that a server could close meanwhile.
    const options = { host: '127.0.0.1', port, method, path, headers: given, agent: false, ...overTls };
    const request = open(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const isJson = /json/.test(response.headers['content-type'] ?? '');
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          json: isJson ? JSON.parse(text) : undefined,
        });
      });
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}
