/** What is checked without running the product: each check is a program that fails when something is wrong. */
import { buildFrontend } from '../development/frontend.ts';
import { runNode } from './programs.ts';
import type { Tally } from './tally.ts';

const bin = (path: string) => `node_modules/${path}`;

const checks: Readonly<Record<string, readonly string[]>> = {
  'types of the backend': [bin('typescript/bin/tsc'), '-p', '.'],
  'types of the frontend': [bin('typescript/bin/tsc'), '-p', 'frontend'],
  'types of the tests in a browser': [bin('typescript/bin/tsc'), '-p', 'frontend/e2e'],
  'lint and format': [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '--max-diagnostics=50'],
  'import boundaries': ['scripts/checks/boundaries.ts'],
  'dead code': [bin('knip/bin/knip.js'), '--no-progress'],
};

/** Runs every check, two at a time. */
export async function runChecks(tally: Tally, signal: AbortSignal): Promise<void> {
  const waiting: [name: string, work: () => Promise<unknown>][] = Object.entries(checks).map(([name, args]) => [
    name,
    () => runCheck(args, signal),
  ]);
  waiting.push(['build of the frontend', () => buildFrontend(signal)]);
  const takeTurns = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await tally.step(...next);
  };
  await Promise.all([takeTurns(), takeTurns()]);
}

async function runCheck(args: readonly string[], signal: AbortSignal): Promise<void> {
  const { code, output } = await runNode(args, { environment: { NO_COLOR: '1', FORCE_COLOR: '0' }, signal });
  signal.throwIfAborted();
  if (code !== 0) throw new Error(beginningOf(output));
}

/** One mistake can cause hundreds of lines; the first ones tell enough. */
function beginningOf(output: string): string {
  const lines = output.trimEnd().split('\n');
  const most = 100;
  return lines.length <= most
    ? lines.join('\n')
    : [...lines.slice(0, most), `… and ${lines.length - most} more lines`].join('\n');
}
