/** The web process: the API behind its port. */
import { createServer } from 'node:http';
import { connectRedis } from '../core/redis.ts';
import type { Services } from '../core/services.ts';
import { openTenantResolver } from '../features/tenants/public.ts';
import { listen } from './inner.ts';
import { routes } from './routes.ts';
import { closeServer, type Running } from './run.ts';
import { createWebApp } from './web.ts';

export async function startWeb(services: Services): Promise<Running> {
  const { config, log, database } = services;
  const subscriber = connectRedis(config, log, 'frontdesk-web-tenants');
  await subscriber.connect();
  const resolveTenant = await openTenantResolver({ database, subscriber, log });
  const server = createServer(
    { requestTimeout: 60_000, headersTimeout: 20_000 },
    createWebApp(services, resolveTenant, routes),
  );
  // Longer than the edge keeps an idle connection, so that it never sends into a closing one.
  server.keepAliveTimeout = 75_000;
  await listen(server, config.WEB_PORT, config.LISTEN_ADDRESS);
  return {
    stop: async () => {
      await closeServer(server);
      subscriber.disconnect();
    },
  };
}
