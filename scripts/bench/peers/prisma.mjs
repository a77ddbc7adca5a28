/**
 * Prisma behind Express, with row-level security as its documentation does it: a client extension that puts set_config
 * and each query into one batch transaction (github.com/prisma/prisma-client-extensions, row-level-security).
 */
import { PrismaPg } from '@prisma/adapter-pg';
import express from 'express';
import { PrismaClient } from './generated/client.ts';

const { BENCH_DATABASE_URL, BENCH_PORT, BENCH_POOL_SIZE } = process.env;
const prisma = new PrismaClient({
  adapter: new PrismaPg({ connectionString: BENCH_DATABASE_URL, max: Number(BENCH_POOL_SIZE) }),
});

function forTenant(tenant) {
  return prisma.$extends({
    query: {
      $allModels: {
        async $allOperations({ args, query }) {
          const [, result] = await prisma.$transaction([
            prisma.$executeRaw`SELECT set_config('app.tenant_id', ${tenant}, TRUE)`,
            query(args),
          ]);
          return result;
        },
      },
    },
  });
}

const select = { id: true, display_name: true, email: true, title: true, location: true, status: true };

const app = express();
app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
app.get('/list', async (request, response) => {
  const people = forTenant(request.query.tenant).people;
  response.json(await people.findMany({ select, orderBy: [{ sort_name: 'asc' }, { id: 'asc' }], take: 50 }));
});
app.get('/person', async (request, response) => {
  const { tenant, argument: id } = request.query;
  // The key is (tenant_id, id), and findUnique wants all of it.
  const person = await forTenant(tenant).people.findUnique({
    select,
    where: { tenant_id_id: { tenant_id: tenant, id } },
  });
  response.json(person ? [person] : []);
});
app.get('/ready', (_request, response) => response.json({}));
app.listen(Number(BENCH_PORT), '127.0.0.1');
