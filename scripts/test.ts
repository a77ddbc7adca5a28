/**
 * `npm test [-- <part of a path> …] [--only <pattern>]`
 *
 * Without arguments everything: what is missing is installed, the checks run, the real services start, then come the
 * tests of the parts, and at last those in a browser. With parts of paths only the test files whose path contains one
 * of them; with `--only` only the tests whose title matches. The last line is `N passed, N failed`.
 */
import { parseArgs } from 'node:util';
import { ensureSystemPrograms } from './system-packages.ts';
import { runChecks } from './test/checks.ts';
import { hearInterruption } from './test/interruption.ts';
import { findTestFiles, runMocha } from './test/mocha.ts';
import { startTestServices } from './test/services.ts';
import { lastLine, startTally, type Tally } from './test/tally.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' } } });

const interruption = hearInterruption();

const begin = Date.now();
const tally = startTally();
try {
  await testEverything(tally, interruption);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  tally.add({ passed: 0, failed: 1, skipped: 0 });
}
const results = tally.results();
console.log(`\n${Math.round((Date.now() - begin) / 1000)} s in all`);
console.log(lastLine(results));
process.exit(results.failed > 0 || results.passed === 0 ? 1 : 0);

async function testEverything(tally: Tally, signal: AbortSignal): Promise<void> {
  const isPart = positionals.length > 0 || values.only !== undefined;
  const files = findTestFiles('parts', positionals);
  const browserFiles = findTestFiles('browser', positionals);
  await ensureSystemPrograms([
    'nginx',
    'redis-server',
    'openssl',
    'chromium',
    'certutil',
    'pgbouncer',
    'prometheus',
    'promtool',
    'prometheus-alertmanager',
    'amtool',
  ]);
  if (!isPart) await runChecks(tally, signal);
  if (files.length > 0) await testParts(tally, files, signal);
  if (browserFiles.length > 0) await testInBrowser(tally, browserFiles, signal);
}

async function testParts(tally: Tally, files: string[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const services = await startTestServices();
  try {
    await runMocha(tally, { ...services, files, only: values.only, jobs: 2, signal });
  } finally {
    await services.stop();
  }
}

async function testInBrowser(tally: Tally, files: string[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  // Loaded late: it brings half of the backend.
  const { startBrowserStacks } = await import('./test/browserStacks.ts');
  const stacks = await startBrowserStacks(signal);
  try {
    await runMocha(tally, { ...stacks, files, only: values.only, jobs: 1, signal });
  } finally {
    await stacks.stop();
  }
}
