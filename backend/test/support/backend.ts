/**
 * The backend inside the test's own process: the web app on a free port, its services, and, if wanted, its worker.
 *
 * PostgreSQL, Redis, the object store and the mailbox are those that `npm test` has started for all files. So a job of
 * one file may run in another file's worker.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadConfig } from '../../src/core/config.ts';
import { connectRedis } from '../../src/core/redis.ts';
import { openServices, type Services } from '../../src/core/services.ts';
import { openTenantResolver } from '../../src/features/tenants/public.ts';
import { routes } from '../../src/processes/routes.ts';
import { closeServer, type Running } from '../../src/processes/run.ts';
import { createWebApp } from '../../src/processes/web.ts';
import { startJobs } from '../../src/processes/worker.ts';

export type TestBackend = {
  readonly services: Services;
  readonly port: number;
  stop(): Promise<void>;
};

/**
 * @param options settings in place of the environment's; `worker` runs jobs here too
 */
export async function startBackend(
  options: { worker?: boolean; settings?: Readonly<Record<string, string>> } = {},
): Promise<TestBackend> {
  const settings = { ...process.env, DATABASE_POOL_SIZE: '4', ...options.settings };
  const services = await openServices(loadConfig(settings), 'test');
  await services.storage.prepare();
  const subscriber = connectRedis(services.config, services.log, 'test-tenants');
  await subscriber.connect();
  const resolveTenant = await openTenantResolver({ database: services.database, subscriber, log: services.log });
  const server = createServer(createWebApp(services, resolveTenant, routes));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const worker: Running | undefined = options.worker ? await startJobs(services) : undefined;
  return {
    services,
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      await worker?.stop();
      server.closeAllConnections();
      await closeServer(server);
      subscriber.disconnect();
      await services.close();
    },
  };
}
