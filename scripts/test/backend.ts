/** The backend's processes, for tests that speak to them as a browser does. */
import { type Child, startChild, waitUntil } from '../development/childProcesses.ts';
import { freePort } from '../development/ports.ts';
import type { TestServices } from './services.ts';

const kinds = ['web', 'worker', 'realtime'] as const;

export type Backend = {
  /** Where the processes answer, as settings for the tests. */
  readonly addresses: Readonly<Record<string, string>>;
  stop(): Promise<void>;
};

/** Starts web, worker and realtime, and waits until each calls itself ready. */
export async function startBackend({ directory, environment }: TestServices): Promise<Backend> {
  const ports = { WEB_PORT: String(await freePort()), REALTIME_PORT: String(await freePort()) };
  const addresses: Record<string, string> = {
    TEST_WEB_URL: `http://127.0.0.1:${ports.WEB_PORT}`,
    TEST_REALTIME_URL: `http://127.0.0.1:${ports.REALTIME_PORT}`,
  };
  const children: Child[] = [];
  const stop = async () => {
    await Promise.all(children.map((child) => child.stop()));
  };
  const start = async (kind: (typeof kinds)[number]) => {
    const inner = await freePort();
    const url = `http://127.0.0.1:${inner}`;
    addresses[`TEST_${kind.toUpperCase()}_INNER_URL`] = url;
    const child = await startChild({
      name: kind,
      command: process.execPath,
      args: ['backend/src/main.ts', kind],
      workingDirectory: process.cwd(),
      // The last of what the product says when a test fails is in .test/services/logs.
      environment: { ...process.env, ...environment, ...ports, METRICS_PORT: String(inner), LOG_LEVEL: 'info' },
      dataDirectory: directory,
    });
    children.push(child);
    await waitUntil(child, async () => (await fetch(`${url}/ready`).catch(() => undefined))?.status === 200);
  };
  try {
    await Promise.all(kinds.map(start));
  } catch (error) {
    await stop();
    throw error;
  }
  return { addresses, stop };
}
