/** PgBouncer in transaction mode in front of a database, with few connections to the server for all its clients. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { acceptsConnections, freePort } from '../../../scripts/development/ports.ts';
import { requireProgram } from '../../../scripts/system-packages.ts';

export type PgBouncer = { readonly url: string; stop(): Promise<void> };

/**
 * @param target the address of the database; whoever comes is that role there
 * @param connections to the server
 */
export async function startPgBouncer(target: string, connections = 1): Promise<PgBouncer> {
  const { hostname, port, username, password, pathname } = new URL(target);
  const folder = mkdtempSync(join(tmpdir(), 'pgbouncer-'));
  const file = join(folder, 'pgbouncer.ini');
  const ownPort = await freePort();
  const server = `host=${hostname} port=${port} user=${username} password=${decodeURIComponent(password)}`;
  const settings = {
    listen_addr: '127.0.0.1',
    listen_port: ownPort,
    unix_socket_dir: '',
    auth_type: 'any',
    pool_mode: 'transaction',
    default_pool_size: connections,
    // After a lost connection the next one is tried at once.
    server_login_retry: 0,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(file, `[databases]\n${pathname.slice(1)} = ${server}\n[pgbouncer]\n${lines.join('\n')}\n`, {
    mode: 0o600,
  });
  const child = spawn(requireProgram('pgbouncer'), ['-q', file], { stdio: 'ignore', ...weakUser([folder, file]) });
  while (!(await acceptsConnections(ownPort))) {
    if (child.exitCode !== null) throw new Error(`PgBouncer has ended with code ${child.exitCode}.`);
    await sleep(20);
  }
  const url = new URL(target);
  url.port = String(ownPort);
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: url.href, stop };
}

/** PgBouncer refuses to run as root. */
function weakUser(files: readonly string[]): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'nobody']));
  const user = { uid: idOf('-u'), gid: idOf('-g') };
  for (const file of files) chownSync(file, user.uid, user.gid);
  return user;
}
