/** The backend's processes, as production starts them: one program, several names. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, lastLogLines, startChild, waitUntil } from './childProcesses.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const program = join(repository, 'backend', 'src', 'main.ts');

export type BackendProcess = 'web' | 'worker' | 'realtime';

/** What a process needs beside its settings: the system's own variables, and compiled code from the last start. */
function withSystem(environment: Readonly<Record<string, string>>, dataDirectory: string): NodeJS.ProcessEnv {
  const { PATH, HOME, TZ } = process.env;
  return { PATH, HOME, TZ, NODE_COMPILE_CACHE: join(dataDirectory, 'compiled'), ...environment };
}

/** Brings the database's schema up to date, and waits for it. */
export async function migrateDatabase(
  dataDirectory: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const child = await startChild({
    name: 'migrate',
    command: process.execPath,
    args: [program, 'migrate'],
    environment: withSystem(environment, dataDirectory),
    workingDirectory: repository,
    dataDirectory,
  });
  const { code, sentence } = await child.ended;
  if (code !== 0) throw new Error(`${sentence}${lastLogLines(child.logFile)}`);
}

/** Starts a process and waits until it says that it is ready. */
export async function startBackendProcess(
  name: BackendProcess,
  metricsPort: number,
  dataDirectory: string,
  environment: Readonly<Record<string, string>>,
): Promise<Child> {
  const child = await startChild({
    name,
    command: process.execPath,
    args: [program, name],
    environment: withSystem({ ...environment, METRICS_PORT: String(metricsPort) }, dataDirectory),
    workingDirectory: repository,
    dataDirectory,
    stopWithinMs: 15_000,
  });
  await waitUntil(child, () => isReady(metricsPort));
  return child;
}

async function isReady(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/ready`, { signal: AbortSignal.timeout(3_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
