/**
 * The Socket.IO server. A socket belongs to the tenant of its host and to the session of its cookie, and comes from that
 * workspace's own page; it is put into its tenant's room and nowhere else. It only ever hears hints.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { ServerEvents } from '@frontdesk/contract';
import { createAdapter } from '@socket.io/redis-adapter';
import { Server } from 'socket.io';
import { hintChannel, tenantRoom } from '../core/hints.ts';
import { openSockets } from '../core/metrics.ts';
import { connectRedis } from '../core/redis.ts';
import type { Services } from '../core/services.ts';
import { type Actor, labelOf, originOf, type Tenant } from '../core/tenant.ts';
import { authenticate, sessionsOf } from '../features/identity/public.ts';
import { openTenantResolver, type TenantResolver } from '../features/tenants/public.ts';
import { listen } from './inner.ts';
import type { Running } from './run.ts';

/** Milliseconds between two looks whether the sessions of open sockets still live. */
const sessionCheckInterval = 30_000;

type Nothing = Record<string, never>;
type SocketData = { tenant: Tenant; actor: Actor };

export async function startRealtime(services: Services): Promise<Running> {
  const { config, log } = services;
  const [publisher, subscriber, calls] = ['publisher', 'subscriber', 'tenants'].map((name) =>
    connectRedis(config, log, `frontdesk-realtime-${name}`),
  ) as [ReturnType<typeof connectRedis>, ReturnType<typeof connectRedis>, ReturnType<typeof connectRedis>];
  const connections = [publisher, subscriber, calls];
  await Promise.all(connections.map((connection) => connection.connect()));
  const resolveTenant = await openTenantResolver({ database: services.database, subscriber: calls, log });

  const server = createServer((_request, response) => response.writeHead(404).end());
  const io = new Server<Nothing, ServerEvents, Nothing, SocketData>(server, {
    adapter: createAdapter(publisher, subscriber, { key: hintChannel }),
    // No page of another origin gets an answer; the handshake below refuses it anyway.
    cors: { origin: false },
    serveClient: false,
    maxHttpBufferSize: 10_000,
    allowRequest: (request, decide) => decide(null, hasOwnOrigin(services, request)),
  });
  io.use(async (socket, next) => {
    try {
      const data = await admit(services, resolveTenant, socket.request);
      if (!data) return next(new Error('unauthenticated'));
      Object.assign(socket.data, data);
      await socket.join(tenantRoom(data.tenant.id));
      next();
    } catch (error) {
      log.warn({ err: error }, 'a socket could not be admitted');
      next(new Error('unavailable'));
    }
  });
  io.on('connection', (socket) => {
    openSockets.inc();
    socket.on('disconnect', () => openSockets.dec());
  });

  const checks = setInterval(() => void dropEndedSessions(services, resolveTenant, io), sessionCheckInterval);
  await listen(server, config.REALTIME_PORT, config.LISTEN_ADDRESS);
  return {
    stop: async () => {
      clearInterval(checks);
      await io.close();
      for (const connection of connections) connection.disconnect();
    },
  };
}

/** Siblings are the same site, so that only the exact origin tells them apart. */
function hasOwnOrigin(services: Services, request: IncomingMessage): boolean {
  const label = labelOf(services.config, request.headers.host);
  return label !== undefined && request.headers.origin === originOf(services.config, label);
}

async function admit(
  services: Services,
  resolveTenant: TenantResolver,
  request: IncomingMessage,
): Promise<SocketData | undefined> {
  const label = labelOf(services.config, request.headers.host);
  const tenant = label === undefined ? undefined : await resolveTenant(label);
  if (tenant?.status !== 'active') return undefined;
  const actor = await authenticate(services, tenant, request);
  return actor && { tenant, actor };
}

/** A socket outlives its handshake; when its session has ended or its tenant was closed, it is dropped. */
async function dropEndedSessions(
  services: Services,
  resolveTenant: TenantResolver,
  io: Server<Nothing, ServerEvents, Nothing, SocketData>,
): Promise<void> {
  for (const socket of io.sockets.sockets.values()) {
    const { tenant, actor } = socket.data;
    const [current, sessions] = await Promise.all([
      resolveTenant(tenant.slug).catch(() => tenant),
      sessionsOf(services, tenant.id)
        .list(actor.accountId)
        .catch(() => undefined),
    ]);
    const lives =
      current?.status === 'active' && (sessions === undefined || sessions.some(({ id }) => id === actor.sessionId));
    if (!lives) socket.disconnect(true);
  }
}
