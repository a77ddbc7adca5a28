/**
 * `npm run soak [-- --requests N] [--seed N] [--pgbouncer] [--shared]`
 *
 * Fifty tenants full of canaries share four database connections, while connections are killed, clients go away,
 * statements time out and errors are thrown between statements. Every answer is searched for another tenant's canary.
 * Exits with 1 when there was one.
 */
import { parseArgs } from 'node:util';
import { ensureSystemPrograms } from './system-packages.ts';
import { startTestServices } from './test/services.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '200000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    pgbouncer: { type: 'boolean', default: false },
    shared: { type: 'boolean', default: false },
  },
});

await ensureSystemPrograms(['redis-server', 'openssl', 'pgbouncer']);
const services = await startTestServices();
let good = false;
try {
  Object.assign(process.env, services.environment);
  // Loaded late: it reads where the services are.
  const { soak, wordsOf } = await import('./soak/soak.ts');
  const begin = Date.now();
  const counts = await soak({
    requests: Number(values.requests),
    seed: Number(values.seed),
    pgBouncer: values.pgbouncer,
    shared: values.shared,
    progress: (done) => console.log(`${done} requests, ${Math.round((Date.now() - begin) / 1000)} s`),
  });
  console.log(wordsOf(counts));
  good = counts.foreign.length === 0 && counts.own > 0;
} catch (error) {
  console.error(error);
} finally {
  await services.stop();
}
process.exit(good ? 0 : 1);
