/**
 * `npm run soak [-- --requests N] [--seed N] [--pgbouncer] [--shared]`
 *
 * Fifty tenants full of canaries share four database connections, while connections are killed, clients go away,
 * statements time out and errors are thrown between statements. Every answer is searched for another tenant's canary.
 * Exits with 1 when there was one.
 */
import { ensureSystemPrograms } from './system-packages.ts';
import { hearInterruption } from './test/interruption.ts';
import { runNode } from './test/programs.ts';
import { startTestServices } from './test/services.ts';

const interruption = hearInterruption();

await ensureSystemPrograms(['redis-server', 'openssl', 'pgbouncer']);
const services = await startTestServices();
try {
  const { code } = await runNode(['backend/test/isolation/soak/run.ts', ...process.argv.slice(2)], {
    environment: services.environment,
    show: true,
    signal: interruption,
  });
  process.exitCode = code;
} finally {
  await services.stop();
}
process.exit();
