/**
 * Express, one statement, and nothing else: `unprotected` by pg's own pool, `Frontdesk` through its door to the database,
 * `shared` through the same on shared connections. Tenant and argument come in the address; the bench is the only one who asks.
 */
import express from 'express';
import pg from 'pg';
import type { TenantId } from '../../../backend/src/core/identifiers.ts';
import { createLog } from '../../../backend/src/core/log.ts';
import { openPool } from '../../../backend/src/core/pools.ts';
import { openSharedConnections } from '../../../backend/src/core/sharedConnections.ts';
import { openTenantDatabase, tenantGround } from '../../../backend/src/core/tenantTx.ts';
import { plain, plainProtected, type Question, questions } from '../statements.ts';

type Ask = (question: Question, tenant: string, argument: string) => Promise<unknown[]>;

const { BENCH_WAY, BENCH_DATABASE_URL = '', BENCH_PORT, BENCH_POOL_SIZE, BENCH_SHARED_CONNECTIONS } = process.env;
const size = Number(BENCH_POOL_SIZE);

function askUnprotected(): Ask {
  const pool = new pg.Pool({ connectionString: BENCH_DATABASE_URL, max: size });
  return async (question, tenant, argument) => {
    const { rows } = await pool.query({
      ...plain[question],
      values: question === 'list' ? [tenant] : [tenant, argument],
    });
    return rows;
  };
}

function askThroughTheDoor(): Ask {
  const log = createLog({ LOG_LEVEL: 'warn' }, 'bench');
  const common = { url: BENCH_DATABASE_URL, applicationName: 'bench', ground: tenantGround, log };
  const pool = openPool({ ...common, size });
  const shared =
    BENCH_WAY === 'shared' ? openSharedConnections({ ...common, count: Number(BENCH_SHARED_CONNECTIONS) }) : undefined;
  const database = openTenantDatabase(pool, { prepared: true, afterCommit: () => {}, shared });
  return (question, tenant, argument) => database.read(tenant as TenantId).query(plainProtected[question](argument));
}

const ask = BENCH_WAY === 'unprotected' ? askUnprotected() : askThroughTheDoor();
const app = express();
app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
for (const question of questions) {
  app.get(`/${question}`, async (request, response) => {
    const { tenant, argument } = request.query as Record<string, string>;
    response.json(await ask(question, tenant ?? '', argument ?? ''));
  });
}
app.get('/ready', (_request, response) => void response.json({}));
app.listen(Number(BENCH_PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit());
