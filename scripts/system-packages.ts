/** Programs that come from the system's packages rather than from npm: found, or installed with apt. */
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program by the name of its command, and Debian's package that brings it. */
const packageOf = {
  nginx: 'nginx',
  'redis-server': 'redis-server',
  openssl: 'openssl',
  chromium: 'chromium',
  certutil: 'libnss3-tools',
  pgbouncer: 'pgbouncer',
  prometheus: 'prometheus',
  promtool: 'prometheus',
  'prometheus-alertmanager': 'prometheus-alertmanager',
  amtool: 'prometheus-alertmanager',
} as const;

export type SystemProgram = keyof typeof packageOf;

/** The path of a program, also from the folders for system programs, which are not in everyone's PATH. */
export function findProgram(program: SystemProgram): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

/** The path of a program that `ensureSystemPrograms` has found or installed. */
export function requireProgram(program: SystemProgram): string {
  const path = findProgram(program);
  if (!path) throw new Error(`${program} is missing: install the system package ${packageOf[program]}.`);
  return path;
}

/** Which of the programs are not installed. */
export function missingPrograms(programs: readonly SystemProgram[]): SystemProgram[] {
  return programs.filter((program) => !findProgram(program));
}

/** Installs missing programs with apt; where that is impossible, says in one sentence what to install. */
export async function ensureSystemPrograms(programs: readonly SystemProgram[]): Promise<void> {
  const missing = missingPrograms(programs);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((program) => packageOf[program]))];
  if (spawnSync('apt-get', ['--version']).error) {
    throw new Error(
      `Install these programs with your system's package manager, then try again: ${missing.join(', ')}.`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new Error(`Install the missing system packages first: sudo apt-get install ${packages.join(' ')}`);
  }
  await withoutStartingServices(async () => {
    await apt(['update', '--quiet']);
    await apt(['install', '--yes', '--quiet', '--no-install-recommends', ...packages]);
  });
  const still = missingPrograms(missing);
  if (still.length > 0) throw new Error(`apt-get has not brought ${still.join(', ')}.`);
}

/** Debian starts a service as soon as its package is there; ours are started by us, on other ports. */
async function withoutStartingServices(work: () => Promise<void>): Promise<void> {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}

function apt(args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const output: Buffer[] = [];
    const child = spawn('apt-get', args, {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`apt-get ${args[0]} failed:\n${Buffer.concat(output).toString().slice(-2000)}`));
    });
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
