/** Runs test files with mocha and counts what came out. */
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runNode } from './programs.ts';
import type { Tally, TestResults } from './tally.ts';

/** Tests of the product's parts and of parts together, and those that drive a browser. */
const places = {
  parts: ['{backend,migrations,nginx,scripts,infrastructure}/**/*.test.ts', 'frontend/src/**/*.test.{ts,tsx}'],
  browser: ['frontend/e2e/**/*.test.ts'],
};

/** The test files of a kind; with `wanted`, those whose path contains one of its words. */
export function findTestFiles(kind: keyof typeof places, wanted: readonly string[]): string[] {
  const files = globSync(places[kind], { exclude: (path) => /(^|\/)(node_modules|dist)($|\/)/.test(path) });
  return files.filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word))).sort();
}

export type MochaOptions = {
  readonly files: readonly string[];
  /** Runs only the tests whose full title matches. */
  readonly only: string | undefined;
  /** Where the results may be put down. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** How many files run at the same time. */
  readonly jobs: number;
  readonly signal: AbortSignal;
};

/** Runs the files; a run that breaks off without telling its counts is a failure. */
export async function runMocha(tally: Tally, options: MochaOptions): Promise<void> {
  const resultsFile = join(options.directory, 'results.json');
  rmSync(resultsFile, { force: true });
  const { code } = await runNode(
    [
      'node_modules/mocha/bin/mocha.js',
      `--jobs=${options.jobs}`,
      // A forgotten `.only` would silently leave out everything else.
      '--forbid-only',
      ...(options.only === undefined ? [] : ['--grep', options.only]),
      ...options.files,
    ],
    { environment: { ...options.environment, TEST_RESULTS: resultsFile }, show: true, signal: options.signal },
  );
  options.signal.throwIfAborted();
  const results = readResults(resultsFile);
  if (results) tally.add(results);
  if (!results || (code !== 0 && results.failed === 0)) {
    console.log(`✗ mocha broke off with code ${code}`);
    tally.add({ passed: 0, failed: 1, skipped: 0 });
  }
}

function readResults(file: string): TestResults | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as TestResults) : undefined;
}
