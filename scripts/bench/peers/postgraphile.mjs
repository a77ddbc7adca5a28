/** PostGraphile behind Express, with the tenant in `pgSettings` as its documentation does it. */
import { createServer } from 'node:http';
import express from 'express';
import pg from 'pg';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/express/v4';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';

const { BENCH_DATABASE_URL, BENCH_PORT, BENCH_POOL_SIZE } = process.env;
const pool = new pg.Pool({ connectionString: BENCH_DATABASE_URL, max: Number(BENCH_POOL_SIZE) });

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ pool, schemas: ['public'] })],
  grafast: {
    context: (context) => ({ pgSettings: { 'app.tenant_id': context.expressv4?.req.headers['x-tenant'] } }),
  },
  grafserv: { graphiql: false, watch: false },
});

const app = express();
app.get('/ready', (_request, response) => response.json({}));
const server = createServer(app);
await instance.createServ(grafserv).addTo(app, server);
server.listen(Number(BENCH_PORT), '127.0.0.1');
