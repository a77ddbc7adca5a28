/** The product's web process with one difference: list, person and search ask the database without row-level security. */
import { createServer } from 'node:http';
import * as contract from '@frontdesk/contract';
import pg from 'pg';
import { notFound } from '../../../backend/src/core/errors.ts';
import { connectRedis } from '../../../backend/src/core/redis.ts';
import { type Route, readRoute } from '../../../backend/src/core/route.ts';
import type { Services } from '../../../backend/src/core/services.ts';
import { openTenantResolver } from '../../../backend/src/features/tenants/public.ts';
import { listen } from '../../../backend/src/processes/inner.ts';
import { routes } from '../../../backend/src/processes/routes.ts';
import { closeServer, type Running, runProcess } from '../../../backend/src/processes/run.ts';
import { createWebApp } from '../../../backend/src/processes/web.ts';
import { pages } from '../statements.ts';

function unprotectedRoutes(pool: pg.Pool): ReadonlyMap<unknown, Route> {
  const listPeople = readRoute(contract.listPeople, 'directory.read', async ({ tenant, query }) => {
    const { page, pageSize, search } = query;
    const statement = search === '' ? pages.list : pages.search;
    const values = search === '' ? [tenant.id] : [tenant.id, search];
    const { rows } = await pool.query<{ items: contract.PersonSummary[]; total: number }>({ ...statement, values });
    return { items: rows[0]?.items ?? [], total: rows[0]?.total ?? 0, page, pageSize };
  });
  const getPerson = readRoute(contract.getPerson, 'directory.read', async ({ tenant, params }) => {
    const values = [tenant.id, params.personId];
    const { rows } = await pool.query<Omit<contract.Person, 'department'>>({ ...pages.person, values });
    const [person] = rows;
    if (!person) throw notFound('There is no such person.');
    return { ...person, department: person.departmentPath.at(-1) ?? null };
  });
  return new Map<unknown, Route>([
    [contract.listPeople, listPeople],
    [contract.getPerson, getPerson],
  ]);
}

await runProcess('web', async (services: Services): Promise<Running> => {
  const { config, log, database } = services;
  const pool = new pg.Pool({ connectionString: process.env.BENCH_DATABASE_URL, max: config.DATABASE_POOL_SIZE });
  const subscriber = connectRedis(config, log, 'bench-tenants');
  await subscriber.connect();
  const resolveTenant = await openTenantResolver({ database, subscriber, log });
  const replaced = unprotectedRoutes(pool);
  const server = createServer(
    createWebApp(
      services,
      resolveTenant,
      routes.map((route) => replaced.get(route.endpoint) ?? route),
    ),
  );
  server.keepAliveTimeout = 75_000;
  await listen(server, config.WEB_PORT, config.LISTEN_ADDRESS);
  return {
    stop: async () => {
      await closeServer(server);
      subscriber.disconnect();
      await pool.end();
    },
  };
});
