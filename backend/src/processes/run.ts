/** How a process of the backend begins and ends. */
import type { Server } from 'node:http';
import { type Config, loadConfig } from '../core/config.ts';
import { openServices, type Services } from '../core/services.ts';
import { openInnerPort } from './inner.ts';

/**
 * Milliseconds between falling readiness and the last new connection, and until the process ends in any case. The edge
 * asks every second, for two at most, and then lets its old workers finish; Kubernetes needs as long to tell its nodes.
 */
const drainDelay = 5_000;
const shutdownDeadline = 30_000;

export type Running = {
  /** Takes no new work, finishes what is under way. */
  stop(): Promise<void>;
};

/**
 * Runs a process until SIGTERM or SIGINT: opens its services, starts it, and in the end lets readiness fall first, then
 * finishes what is under way, then closes connections.
 */
export async function runProcess(name: string, start: (services: Services) => Promise<Running>): Promise<void> {
  const config: Config = loadConfig();
  const services = await openServices(config, name);
  // Without its object store the rest still works.
  await services.storage.prepare().catch((error: unknown) => {
    services.log.warn({ err: error }, 'the object store does not answer');
  });
  const running = await start(services);
  const inner = await openInnerPort(services);
  services.log.info('ready');

  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    services.log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), shutdownDeadline).unref();
    inner.readiness.fall();
    // In production the balancer needs a moment to see it.
    if (config.NODE_ENV === 'production') await new Promise((resolve) => setTimeout(resolve, drainDelay));
    await running.stop();
    inner.server.close();
    await services.close();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** Takes no new connections, finishes the requests under way, and closes each connection as it becomes idle. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const closing = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearInterval(closing);
      resolve();
    });
  });
}
