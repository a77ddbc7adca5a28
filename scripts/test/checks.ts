/** What is checked without running the product: each check is a program that fails when something is wrong. */
import { runNode } from './programs.ts';
import type { Tally } from './tally.ts';

const bin = (path: string) => `node_modules/${path}`;

const checks: Readonly<Record<string, readonly string[]>> = {
  'types of the backend': [bin('typescript/bin/tsc'), '-p', '.'],
  'types of the frontend': [bin('typescript/bin/tsc'), '-p', 'frontend'],
  'lint and format': [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '--max-diagnostics=50'],
  'import boundaries': ['scripts/checks/boundaries.ts'],
  'dead code': [bin('knip/bin/knip.js'), '--no-progress'],
  'build of the frontend': [bin('vite/bin/vite.js'), 'build', 'frontend', '--logLevel', 'warn'],
};

/** Runs every check, two at a time. */
export async function runChecks(tally: Tally, signal: AbortSignal): Promise<void> {
  const waiting = Object.entries(checks);
  const takeTurns = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, args] = next;
      await tally.step(name, async () => {
        const { code, output } = await runNode(args, { environment: { NO_COLOR: '1', FORCE_COLOR: '0' }, signal });
        if (code !== 0) throw new Error(beginningOf(output));
      });
    }
  };
  await Promise.all([takeTurns(), takeTurns()]);
}

/** One mistake can cause hundreds of lines; the first ones tell enough. */
function beginningOf(output: string): string {
  const lines = output.trimEnd().split('\n');
  const most = 100;
  return lines.length <= most
    ? lines.join('\n')
    : [...lines.slice(0, most), `… and ${lines.length - most} more lines`].join('\n');
}
