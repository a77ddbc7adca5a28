/** Runs programs for the tests and ends them with everything that they have started. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export type Ended = { readonly code: number; readonly output: string };

export type RunOptions = {
  readonly environment?: NodeJS.ProcessEnv;
  /** Where it runs, if not in the repository's root. */
  readonly directory?: string;
  /** Shows the output as it comes; otherwise it is collected. */
  readonly show?: boolean;
  /** Ends the program when it is aborted. */
  readonly signal: AbortSignal;
};

/** Runs a Node program, on the Node that runs this one. */
export async function runNode(args: readonly string[], options: RunOptions): Promise<Ended> {
  options.signal.throwIfAborted();
  // In a group of its own, so that ending it ends its children too, and Ctrl-C comes to it only from here.
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...options.environment },
    ...(options.directory === undefined ? {} : { cwd: options.directory }),
    detached: true,
    stdio: ['ignore', options.show ? 'inherit' : 'pipe', options.show ? 'inherit' : 'pipe'],
  });
  const end = () => endGroup(child);
  options.signal.addEventListener('abort', end);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  options.signal.removeEventListener('abort', end);
  return { code: code ?? 1, output };
}

function endGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}
