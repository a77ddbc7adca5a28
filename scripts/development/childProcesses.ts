/**
 * Programs started as children, each with a log file and a note of its process id, so that what a killed parent
 * left behind can be ended at the next start.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type ChildOptions = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
  readonly workingDirectory?: string;
  /** The user and group to run as, where the parent is root and the program must not be. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  readonly dataDirectory: string;
  /** What asks the program to end; SIGTERM unless told. */
  readonly stopSignal?: NodeJS.Signals;
  /** How long it may take to end before it is killed. */
  readonly stopWithinMs?: number;
};

/** How a program ended: its exit code where it had one, a sentence, and whether we had asked it to. */
export type Ending = { readonly code: number | null; readonly sentence: string; readonly asked: boolean };

export type Child = {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Settles when the program ends. */
  readonly ended: Promise<Ending>;
  readonly hasEnded: () => boolean;
  readonly stop: () => Promise<void>;
  /** Sends a signal, for tests of what happens when a part dies. */
  readonly kill: (signal: NodeJS.Signals) => void;
};

/** Starts a program in a process group of its own: Ctrl-C reaches only the parent, which stops its children in order. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const logFile = join(folder(options.dataDirectory, 'logs'), `${options.name}.log`);
  const log = openSync(logFile, 'w', 0o600);
  const process = spawn(options.command, options.args, {
    cwd: options.workingDirectory ?? options.dataDirectory,
    env: options.environment ?? globalThis.process.env,
    detached: true,
    stdio: ['ignore', log, log],
    ...options.user,
  });
  closeSync(log);
  await new Promise<void>((resolve, reject) => process.once('spawn', resolve).once('error', reject));
  const pid = process.pid;
  if (pid === undefined) throw new Error(`${options.name} has no process id.`);
  const note = join(folder(options.dataDirectory, 'processes'), `${options.name}.json`);
  writeFileSync(note, JSON.stringify({ pid, startedAt: startTimeOf(pid) }));
  let asked = false;
  const ended = new Promise<Ending>((resolve) => {
    process.once('exit', (code, signal) => {
      rmSync(note, { force: true });
      resolve({ code, asked, sentence: `${options.name} ended ${signal ? `by ${signal}` : `with code ${code}`}.` });
    });
  });
  return {
    name: options.name,
    pid,
    logFile,
    ended,
    hasEnded: () => hasEnded(process),
    stop: () => {
      asked = true;
      return stopChild(process, ended, options);
    },
    kill: (signal) => void process.kill(signal),
  };
}

async function stopChild(process: ChildProcess, ended: Promise<Ending>, options: ChildOptions): Promise<void> {
  if (hasEnded(process)) return;
  process.kill(options.stopSignal ?? 'SIGTERM');
  const patience = new AbortController();
  const late = sleep(options.stopWithinMs ?? 10_000, 'late', { signal: patience.signal }).catch(() => 'ended');
  if ((await Promise.race([ended, late])) === 'late') process.kill('SIGKILL');
  patience.abort();
  await ended;
}

function hasEnded(process: ChildProcess): boolean {
  return process.exitCode !== null || process.signalCode !== null;
}

/** Waits until `check` holds; fails, with the end of the log, when the child ends before or takes too long. */
export async function waitUntil(child: Child, check: () => Promise<boolean>, withinMs = 60_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await check())) {
    if (child.hasEnded()) throw new Error(`${(await child.ended).sentence}${lastLogLines(child.logFile)}`);
    if (Date.now() > deadline) {
      await child.stop();
      throw new Error(`${child.name} was not ready in ${withinMs / 1000} s.${lastLogLines(child.logFile)}`);
    }
    await sleep(25);
  }
}

/** The end of a log file, with its path, to be appended to a message. */
export function lastLogLines(logFile: string, count = 15): string {
  const lines = existsSync(logFile) ? readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count) : [];
  return ` The end of ${logFile}:\n${lines.map((line) => `    ${line}`).join('\n')}`;
}

/** Ends children of an earlier parent that was killed before it could stop them. Returns their names. */
export async function endLeftovers(dataDirectory: string): Promise<string[]> {
  const notes = folder(dataDirectory, 'processes');
  const names = readdirSync(notes).map((file) => file.replace(/\.json$/, ''));
  const isService = (name: string) => name === 'postgres' || name === 'redis';
  // As in an orderly stop, the services go last: without them the others would wait for them.
  const ended = [
    ...(await Promise.all(names.filter((name) => !isService(name)).map((name) => endLeftover(notes, name)))),
    ...(await Promise.all(names.filter(isService).map((name) => endLeftover(notes, name)))),
  ];
  return ended.filter((name) => name !== undefined);
}

async function endLeftover(notes: string, name: string): Promise<string | undefined> {
  const note = join(notes, `${name}.json`);
  const { pid, startedAt } = JSON.parse(readFileSync(note, 'utf8')) as { pid: number; startedAt: string };
  const alive = () => startedAt !== '' && startTimeOf(pid) === startedAt;
  const found = alive();
  if (found) {
    // SIGINT is PostgreSQL's fast shutdown; its SIGTERM would wait for every client to leave.
    process.kill(pid, name === 'postgres' ? 'SIGINT' : 'SIGTERM');
    for (let waited = 0; alive() && waited < 10_000; waited += 50) await sleep(50);
    if (alive()) process.kill(pid, 'SIGKILL');
  }
  rmSync(note, { force: true });
  return found ? name : undefined;
}

/** When a process started, in the system's own words: tells it from a later one with the same id. Empty when gone. */
export function startTimeOf(pid: number): string {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)])
        .toString()
        .trim();
    // The fields after the command's name, which may hold anything but ends with the last bracket.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return fields[0] === 'Z' ? '' : (fields[19] ?? '');
  } catch {
    return '';
  }
}

function folder(dataDirectory: string, name: string): string {
  const path = join(dataDirectory, name);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}
