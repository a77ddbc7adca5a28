/** Redis from the system's packages, with an append-only file in the stack's folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { requireProgram } from '../system-packages.ts';
import { type Child, startChild, waitUntil } from './childProcesses.ts';
import { freePort } from './ports.ts';

/** Starts Redis on a free loopback port, closed by a password. */
export async function startRedis(dataDirectory: string, password: string): Promise<{ child: Child; url: string }> {
  const folder = join(dataDirectory, 'redis');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const port = await freePort();
  // A file rather than arguments: everyone on the machine can read a program's arguments.
  const configuration = join(folder, 'redis.conf');
  writeFileSync(
    configuration,
    [
      'bind 127.0.0.1',
      `port ${port}`,
      `dir "${folder}"`,
      `requirepass ${password}`,
      // BullMQ and sessions lose work silently under any other policy.
      'maxmemory 256mb',
      'maxmemory-policy noeviction',
      'appendonly yes',
      'appendfsync everysec',
      'save ""',
      'daemonize no',
      '',
    ].join('\n'),
    { mode: 0o600 },
  );
  const child = await startChild({
    name: 'redis',
    command: requireProgram('redis-server'),
    args: [configuration],
    workingDirectory: folder,
    dataDirectory,
  });
  await waitUntil(child, () => answersPing(port, password));
  return { child, url: `redis://:${password}@127.0.0.1:${port}/0` };
}

/** Whether Redis has loaded its data and takes commands. */
function answersPing(port: number, password: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
      if (answer.split('\r\n').length > 2) socket.destroy();
    });
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(answer.includes('+PONG')));
  });
}
