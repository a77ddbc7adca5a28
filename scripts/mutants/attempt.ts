/** Runs the tests that can notice a mutant, until the first one does. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runNode } from '../test/programs.ts';

/** Milliseconds after which tests that do not end count as having noticed. */
const longest = 120_000;

export type Outcome =
  | { readonly kind: 'killed'; readonly by: string }
  | { readonly kind: 'survived' }
  /** No test ran: the mutant does not even load, which shows nothing. */
  | { readonly kind: 'broken'; readonly why: string };

type Report = { readonly failures: readonly { fullTitle: string }[]; readonly stats: { passes: number } };

/**
 * @param place the repository's copy, the environment of the tests' services, and a folder for the results
 * @param files the test files
 */
export async function attempt(
  place: { folder: string; environment: NodeJS.ProcessEnv; results: string },
  files: readonly string[],
  only: string | undefined,
  signal: AbortSignal,
): Promise<Outcome> {
  const results = join(place.results, 'mutant.json');
  rmSync(results, { force: true });
  const tooLong = AbortSignal.timeout(longest);
  const { output } = await runNode(
    [
      'node_modules/mocha/bin/mocha.js',
      '--parallel=false',
      '--bail',
      '--reporter=json',
      `--reporter-option=output=${results}`,
      ...(only === undefined ? [] : ['--grep', only]),
      ...files,
    ],
    { environment: place.environment, directory: place.folder, signal: AbortSignal.any([signal, tooLong]) },
  );
  signal.throwIfAborted();
  if (tooLong.aborted) return { kind: 'killed', by: 'tests that never end' };
  const report = existsSync(results) ? (JSON.parse(readFileSync(results, 'utf8')) as Report) : undefined;
  if (!report) return { kind: 'broken', why: output.trim().split('\n').slice(-12).join('\n') };
  const [failure] = report.failures;
  // A hook that fails keeps the tests from running, so it may have failed for any reason.
  if (failure?.fullTitle.includes('" hook')) return { kind: 'broken', why: failure.fullTitle };
  if (failure) return { kind: 'killed', by: failure.fullTitle };
  if (report.stats.passes === 0) return { kind: 'broken', why: 'no test was run' };
  return { kind: 'survived' };
}
