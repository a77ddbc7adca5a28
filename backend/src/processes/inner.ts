/** The inner port of every process: alive, ready, metrics. It is never published. */
import { createServer, type Server } from 'node:http';
import { register } from '../core/metrics.ts';
import type { Services } from '../core/services.ts';
import { sql } from '../core/sql.ts';

export type Readiness = {
  /** From now on `/ready` says no, so that no new traffic comes. */
  fall(): void;
};

/** Parts without which nothing works; the others are told of, but an instance is not taken out of service for them. */
const essential: ReadonlySet<string> = new Set(['database', 'redis']);

/** What a process works with; each part answers or throws. */
async function checkParts(services: Services): Promise<Record<string, 'ok' | 'failing'>> {
  const checks = {
    database: services.database.lookUp(sql`SELECT 1`),
    redis: services.redis.ping(),
    storage: services.storage.check(),
  };
  const deadline = new Promise((_resolve, reject) => setTimeout(reject, 3_000, new Error('no answer in time')).unref());
  const entries = Object.entries(checks).map(async ([part, check]) => {
    const outcome = await Promise.race([check, deadline]).then(
      () => 'ok' as const,
      () => 'failing' as const,
    );
    return [part, outcome] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Serves `/health`, `/ready` and `/metrics` on the inner port. */
export async function openInnerPort(services: Services): Promise<{ server: Server; readiness: Readiness }> {
  let falling = false;
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify(body));
    };
    if (request.url === '/health') return answer(200, { status: 'alive' });
    if (request.url === '/ready') {
      if (falling) return answer(503, { status: 'stopping' });
      const parts = await checkParts(services);
      const ready = Object.entries(parts).every(([part, state]) => state === 'ok' || !essential.has(part));
      return answer(ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', parts });
    }
    if (request.url === '/metrics') {
      response.writeHead(200, { 'content-type': register.contentType });
      response.end(await register.metrics());
      return;
    }
    answer(404, { status: 'nothing here' });
  });
  await listen(server, services.config.METRICS_PORT, services.config.LISTEN_ADDRESS);
  const fall = () => {
    falling = true;
  };
  return { server, readiness: { fall } };
}

/** @throws Error that says that the port is taken */
export function listen(server: Server, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} on ${address} is taken. Stop what uses it, or choose another.`)
          : error,
      );
    });
    server.listen(port, address, resolve);
  });
}
