/** Where figures come from: without machine, versions and commit they mean nothing. */
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import pg from 'pg';

export type Environment = {
  readonly processor: string;
  readonly cores: number;
  readonly memory: string;
  readonly node: string;
  readonly postgres: string;
  readonly commit: string;
  readonly date: string;
  /** The machine's load average when the bench began: what others did. */
  readonly loadBefore: number;
};

const loadBefore = loadavg()[0] ?? 0;

export async function readEnvironment(administratorUrl: string): Promise<Environment> {
  const client = new pg.Client({ connectionString: administratorUrl });
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  await client.end();
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    node: process.version.slice(1),
    postgres: rows[0]?.server_version ?? 'unknown',
    commit:
      git('rev-parse', '--short', 'HEAD') +
      (git('status', '--porcelain', 'backend', 'migrations') ? ' and changes' : ''),
    date: new Date().toISOString().slice(0, 10),
    loadBefore,
  };
}
