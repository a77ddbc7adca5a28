/** The one folder that holds everything a stack keeps: one stack at a time, secrets in it, gone with `--fresh`. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTimeOf } from './childProcesses.ts';

const secretNames = [
  'postgresPassword',
  'ownerPassword',
  'appPassword',
  'platformPassword',
  'backupPassword',
  'redisPassword',
  's3AccessKeyId',
  's3SecretAccessKey',
  'tokenSecret',
] as const;

/** Generated at the first start and kept, so that data written then can be read later. */
export type Secrets = Readonly<Record<(typeof secretNames)[number], string>>;

/** Makes the folder and takes it for this process; a second stack on the same folder is refused. */
export function lockDataDirectory(path: string): () => void {
  // Searchable for others, because PostgreSQL below it runs as a user of its own; every other part of it is not.
  mkdirSync(path, { recursive: true, mode: 0o711 });
  const lock = join(path, 'lock.json');
  const ours = JSON.stringify({ pid: process.pid, startedAt: startTimeOf(process.pid) });
  for (;;) {
    try {
      writeFileSync(lock, ours, { flag: 'wx', mode: 0o600 });
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const { pid, startedAt } = readLock(lock);
    if (startedAt && startTimeOf(pid) === startedAt) {
      throw new Error(`Frontdesk already runs on ${path} (process ${pid}); stop it first.`);
    }
    rmSync(lock, { force: true });
  }
}

function readLock(lock: string): { pid: number; startedAt: string } {
  try {
    return JSON.parse(readFileSync(lock, 'utf8')) as { pid: number; startedAt: string };
  } catch {
    return { pid: 0, startedAt: '' };
  }
}

/** Removes everything but the lock, also where PostgreSQL's files had to live elsewhere (see postgresHome.ts). */
export function emptyDataDirectory(path: string): void {
  const postgresLink = join(path, 'postgres');
  if (existsSync(postgresLink)) rmSync(realpathSync(postgresLink), { recursive: true, force: true });
  for (const entry of keptEntries) rmSync(join(path, entry), { recursive: true, force: true });
}

/** What a stack may have written; a folder given by mistake keeps what is not ours. */
const keptEntries = [
  'postgres',
  'redis',
  'objects',
  'mail',
  'identity-provider',
  'service-provider',
  'nginx',
  'logs',
  'demo',
  'secrets.json',
  'environment',
  'compiled',
];

/** Reads the secrets, and makes those that are not there yet. */
export function loadSecrets(dataDirectory: string): Secrets {
  const file = join(dataDirectory, 'secrets.json');
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>) : {};
  const secrets = Object.fromEntries(
    secretNames.map((name) => [name, known[name] ?? randomBytes(24).toString('base64url')]),
  ) as Secrets;
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}
