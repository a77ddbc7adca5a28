/** An edge of its own for tests: the real templates in front of a server that tells what it was asked. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EdgeLimits, startEdge, startFrontendServer, type Tls } from '../../scripts/development/edge.ts';
import { freePort } from '../../scripts/development/ports.ts';
import { listen } from '../../scripts/development/servers.ts';

export type Echo = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
};

export type Answer = { readonly status: number; readonly headers: IncomingMessage['headers']; readonly body: string };

export type TestEdge = {
  readonly port: number;
  readonly get: (host: string, path: string, options?: RequestOptions) => Promise<Answer>;
  readonly stop: () => Promise<void>;
};

type RequestOptions = { method?: string; headers?: Record<string, string | string[]>; body?: Buffer };

/** For tests that are not about limits. */
export const unlimited = {
  LIMIT_ANONYMOUS_RATE: '10000r/s',
  LIMIT_SIGN_IN_RATE: '10000r/s',
  LIMIT_FLOOD_RATE: '10000r/s',
  LIMIT_ANONYMOUS_BURST: '1000',
  LIMIT_SIGN_IN_BURST: '1000',
  LIMIT_FLOOD_BURST: '1000',
};

/** Starts both nginx servers; the API's place is taken by a server that answers with the request itself. */
export async function startTestEdge(
  limits: EdgeLimits,
  more?: { tls?: Tls; redirectPort?: number; trustedProxies?: readonly string[] },
): Promise<TestEdge> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'edge-'));
  const echo = await listen(createServer(answerWithRequest));
  const frontend = await startFrontendServer(dataDirectory, builtFiles(dataDirectory));
  const port = await freePort();
  const publicUrl = `${more?.tls ? 'https' : 'http'}://localhost:${port}`;
  const edge = await startEdge({
    dataDirectory,
    port,
    publicUrl,
    limits,
    ...more,
    web: echo.port,
    realtime: echo.port,
    frontend: frontend.port,
  });
  return {
    port,
    get: (host, path, options = {}) => send(port, host, path, options),
    stop: async () => {
      await Promise.all([edge.stop(), frontend.child.stop(), echo.stop()]);
      rmSync(dataDirectory, { recursive: true });
    },
  };
}

function answerWithRequest(incoming: IncomingMessage, response: ServerResponse): void {
  if (incoming.url === '/api/breaks') return void incoming.socket.destroy();
  if (incoming.url === '/api/own-problem') {
    response.writeHead(503, {
      'Content-Type': 'application/problem+json',
      'X-Powered-By': 'Express',
      'X-Request-Id': 'mine',
    });
    return void response.end('{"title":"from behind"}');
  }
  incoming.resume().on('end', () => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ method: incoming.method, url: incoming.url, headers: incoming.headers }));
  });
}

function builtFiles(dataDirectory: string): string {
  const root = join(dataDirectory, 'dist');
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(
    join(root, 'index.html'),
    '<!doctype html><meta name="csp-nonce" content="__NONCE__"><div id="root"></div>',
  );
  writeFileSync(join(root, 'assets', 'main-abc123.js'), `export const text = '${'long '.repeat(1000)}';`);
  writeFileSync(join(root, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  return root;
}

function send(
  port: number,
  host: string,
  path: string,
  { method = 'GET', headers = {}, body }: RequestOptions,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { port, host: '127.0.0.1', path, method, headers: { Host: host, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
