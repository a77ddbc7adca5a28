/**
 * `npm run bench [-- options]`
 *
 * What the isolation of tenants costs, on this machine: starts a PostgreSQL and a Redis of its own, loads organizations
 * of a thousand people each, and asks the same questions of servers with and without row-level security, in turns.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { documentOf, isClear, tablesOf } from './bench/report.ts';
import { runBench } from './bench/run.ts';
import { emptyDataDirectory, lockDataDirectory } from './development/dataDirectory.ts';
import { openOrderlyStop } from './development/orderlyStop.ts';
import { durationSince } from './development/progress.ts';

const usage = `Usage: npm run bench [-- options]

  --tenants N   organizations of 1,000 people each (1000)
  --full        long rounds, peers, and 10 and 10,000 organizations too: half an hour or more, 12 GB of disk
  --peers       PostGraphile and Prisma too; installs them below .bench (600 MB)
  --write       writes docs/performance.md, unless the rounds differ too much to mean anything
  --fresh       loads the data again
  --help        this text

The data lies in .bench/ and is kept for the next run.
`;
const dataDirectory = resolve('.bench');

const { values } = parseArgs({
  options: {
    tenants: { type: 'string', default: '1000' },
    full: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const stop = openOrderlyStop();
const interrupt = async () => {
  await stop.run();
  process.exit(130);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
process.on('disconnect', interrupt);

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});
await stop.run();
process.exit();

async function main(): Promise<number> {
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const tenants = Number(values.tenants);
  if (!Number.isInteger(tenants) || tenants < 1 || tenants > 100_000) throw new Error('--tenants must be a number.');
  const begin = performance.now();
  mkdirSync(dataDirectory, { recursive: true, mode: 0o711 });
  stop.add(lockDataDirectory(dataDirectory));
  if (values.fresh) emptyDataDirectory(dataDirectory);
  const results = await runBench({
    dataDirectory,
    scales: values.full ? [10, 1_000, 10_000] : [tenants],
    mainScale: values.full ? 1_000 : tenants,
    peers: values.peers || values.full,
    rounds: values.full ? { count: 7, seconds: 4 } : { count: 3, seconds: 1 },
    stop,
    tell: (sentence) => console.log(`${durationSince(begin).padStart(8)}  ${sentence}`),
  });
  console.log(`\n${tablesOf(results)}`);
  if (!values.write) return 0;
  if (!isClear(results)) {
    console.error(
      '\ndocs/performance.md is left as it is: the rounds differ too much. Repeat this on a quiet machine.',
    );
    return 1;
  }
  writeFileSync('docs/performance.md', documentOf(results));
  return 0;
}
