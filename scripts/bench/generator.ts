/** The load: one run of the generator against one server. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export type Order = {
  readonly port: number;
  readonly connections: number;
  /** Before it counts. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** A JSON array of whole HTTP requests as text. */
  readonly requestsFile: string;
};

/** What a run found; times in milliseconds. */
export type Figures = {
  readonly requestsPerSecond: number;
  /** Answers other than 200. */
  readonly failed: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
};

const program = fileURLToPath(new URL('programs/generator.ts', import.meta.url));

export async function generateLoad(order: Order): Promise<Figures> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(order)]);
  return JSON.parse(stdout) as Figures;
}
