/**
 * `npm run bench [-- options]`
 *
 * What the isolation of tenants costs, on this machine: starts a PostgreSQL and a Redis of its own, loads organizations
 * of a thousand people each, and asks the same questions of servers with and without row-level security, in turns.
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writePart } from './bench/document.ts';
import { loadSection, loadTables } from './bench/load/report.ts';
import { runLoad } from './bench/load/run.ts';
import { isolationSection, tablesOf } from './bench/report.ts';
import { runBench } from './bench/run.ts';
import { emptyDataDirectory, lockDataDirectory } from './development/dataDirectory.ts';
import { openOrderlyStop } from './development/orderlyStop.ts';
import { durationSince } from './development/progress.ts';

const usage = `Usage: npm run bench [-- [load] [options]]

Without a word: what isolation costs. load: what the platform carries, through the edge, by many people at once.

  --tenants N   organizations of 1,000 people each (1000)
  --scales      10 and 10,000 organizations too, for how it grows: half an hour, 25 GB of disk
  --full        the same with long rounds and peers: an hour or so
  --peers       PostGraphile and Prisma too; installs them below .bench (600 MB)
  --minutes N   of load's endurance (5); with fewer, its other phases are shorter too
  --write       writes its part of docs/performance.md, also where a goal is missed or unclear
  --fresh       loads the data again
  --help        this text

The data lies in .bench/ and is kept for the next run.
`;
const dataDirectory = resolve('.bench');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '5' },
    tenants: { type: 'string', default: '1000' },
    scales: { type: 'boolean', default: false },
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
  const minutes = Number(values.minutes);
  if (!(minutes > 0 && minutes <= 600)) throw new Error('--minutes must be a number.');
  const [word, ...others] = positionals;
  if ((word !== undefined && word !== 'load') || others.length > 0) throw new Error(usage);
  const begin = performance.now();
  mkdirSync(dataDirectory, { recursive: true, mode: 0o711 });
  stop.add(lockDataDirectory(dataDirectory));
  if (values.fresh) emptyDataDirectory(dataDirectory);
  const tell = (sentence: string) => console.log(`${durationSince(begin).padStart(8)}  ${sentence}`);
  if (word === 'load') {
    const results = await runLoad({ dataDirectory, tenants, minutes, stop, tell });
    console.log(`\n${loadTables(results)}`);
    if (values.write) writePart('load', loadSection(results));
    return 0;
  }
  const grows = values.scales || values.full;
  const results = await runBench({
    dataDirectory,
    scales: grows ? [10, 1_000, 10_000] : [tenants],
    mainScale: grows ? 1_000 : tenants,
    peers: values.peers || values.full,
    rounds: values.full ? { count: 7, seconds: 4 } : { count: 3, seconds: 1 },
    stop,
    tell,
  });
  console.log(`\n${tablesOf(results)}`);
  if (values.write) writePart('isolation', isolationSection(results));
  return 0;
}
