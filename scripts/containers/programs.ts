/** Runs a program beside the rest, which goes on meanwhile. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export type Outcome = { readonly code: number; readonly output: string };

export type RunOptions = {
  readonly directory?: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** What it reads on its standard input. */
  readonly input?: string;
  /** Ends it when it is aborted. */
  readonly signal?: AbortSignal;
};

/** The exit status, and what it wrote to both of its outputs. */
export async function runProgram(command: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const child = spawn(command, args, {
    cwd: options.directory,
    env: { ...process.env, ...options.environment },
    signal: options.signal,
    stdio: 'pipe',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk));
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? 1, output };
}
