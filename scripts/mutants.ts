/**
 * `npm run mutants [-- <pattern> …]`
 *
 * Takes away one guard at a time, in a copy of the repository, and runs the tests that can notice. A mutant that
 * survives is a guard that nobody watches: write its test. With patterns only the mutants whose guard or file matches.
 * Exits with 1 when one survives, when one does not load, or when a guard's text is not where the list says.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createLog } from '../backend/src/core/log.ts';
import { connectRedis } from '../backend/src/core/redis.ts';
import { attempt, type Outcome } from './mutants/attempt.ts';
import { copyRepository } from './mutants/copy.ts';
import { everyMutant } from './mutants/list.ts';
import { type Mutant, mutate } from './mutants/mutant.ts';
import { ensureSystemPrograms } from './system-packages.ts';
import { hearInterruption } from './test/interruption.ts';
import { findTestFiles } from './test/mocha.ts';
import { startTestServices } from './test/services.ts';

const begin = Date.now();
const seconds = (since = begin) => `${Math.round((Date.now() - since) / 1000)} s`;
const patterns = process.argv.slice(2).map((pattern) => new RegExp(pattern, 'i'));
const mutants = everyMutant.filter(
  ({ guard, file }) => patterns.length === 0 || patterns.some((pattern) => pattern.test(guard) || pattern.test(file)),
);

const interruption = hearInterruption();

try {
  checkTexts(mutants);
  const outcomes = await tryAll(mutants);
  const good = outcomes.filter(([, { kind }]) => kind === 'killed').length;
  showTable(outcomes);
  console.log(`\n${good} of ${mutants.length} mutants killed in ${seconds()}`);
  process.exit(good === mutants.length && good > 0 ? 0 : 1);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exit(1);
}

/** A guard that has moved is found before anything is started. */
function checkTexts(list: readonly Mutant[]): void {
  const stale = list.flatMap((mutant) => {
    if (!existsSync(mutant.file)) return [`${mutant.file} is not there.`];
    try {
      mutate(readFileSync(mutant.file, 'utf8'), mutant);
    } catch (error) {
      return [(error as Error).message];
    }
    return findTestFiles('parts', mutant.tests).length === 0 ? [`No test file for “${mutant.guard}”.`] : [];
  });
  if (stale.length > 0) throw new Error(`Mutants that are out of date:\n${stale.join('\n')}`);
}

async function tryAll(list: readonly Mutant[]): Promise<[Mutant, Outcome][]> {
  await ensureSystemPrograms(['nginx', 'redis-server', 'openssl', 'pgbouncer']);
  const services = await startTestServices();
  const folder = join(services.directory, 'copy');
  try {
    rmSync(folder, { recursive: true, force: true });
    const copy = copyRepository(folder);
    const place = { folder, environment: services.environment, results: services.directory };
    const files = (tests: readonly string[]) => findTestFiles('parts', tests);
    const every = files([...new Set(list.flatMap(({ tests }) => tests))]);
    const untouched = await attempt(place, every, undefined, interruption);
    if (untouched.kind !== 'survived') {
      throw new Error(`Without any mutant the tests must pass: ${JSON.stringify(untouched, undefined, 1)}`);
    }
    console.log(`Untouched, ${every.length} test files pass (${seconds()}).`);
    const { REDIS_URL = '' } = services.environment;
    const redis = connectRedis({ REDIS_URL }, createLog({ LOG_LEVEL: 'silent' }, 'mutants'), 'mutants');
    await redis.connect();
    const outcomes: [Mutant, Outcome][] = [];
    for (const mutant of list) {
      // Limits that the tests before have used up.
      await redis.flushall();
      const since = Date.now();
      const outcome = await copy.without(mutant, () => attempt(place, files(mutant.tests), mutant.only, interruption));
      outcomes.push([mutant, outcome]);
      console.log(`${outcomes.length}/${list.length} ${mutant.guard}: ${wordsOf(outcome)} (${seconds(since)})`);
    }
    redis.disconnect();
    return outcomes;
  } finally {
    await services.stop();
  }
}

function wordsOf(outcome: Outcome): string {
  if (outcome.kind === 'killed') return `killed by “${outcome.by}”`;
  return outcome.kind === 'survived' ? 'SURVIVED' : `BROKEN: ${outcome.why}`;
}

function showTable(outcomes: readonly [Mutant, Outcome][]): void {
  const rows = outcomes.map(([{ guard, file }, outcome]) => [guard, file, wordsOf(outcome).split('\n')[0] ?? '']);
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  console.log('');
  for (const [guard = '', file = '', words = ''] of rows) {
    console.log(`${guard.padEnd(width(0))}  ${file.padEnd(width(1))}  ${words}`);
  }
}
