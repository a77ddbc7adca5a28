/** What processes use, in the kernel's own count. */
import { readdirSync, readFileSync } from 'node:fs';

type Stat = { readonly parent: number; readonly own: number; readonly ofEnded: number };

/** The kernel counts in hundredths of a second. */
const millisecondsPerTick = 10;

function statOf(pid: number): Stat | undefined {
  try {
    // The fields after the command's name, which may hold anything but ends with the last bracket.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const of = (...indexes: number[]) =>
      indexes.reduce((sum, index) => sum + Number(fields[index]), 0) * millisecondsPerTick;
    return { parent: Number(fields[1]), own: of(11, 12), ofEnded: of(13, 14) };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}

/** Milliseconds that a process has computed so far. */
export function processorTimeOf(pid: number): number {
  return statOf(pid)?.own ?? Number.NaN;
}

/** The same of a process with its children, also those that have ended. */
export function processorTimeOfGroup(pid: number): number {
  const group = statOf(pid);
  if (!group) return Number.NaN;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)))
    .filter((stat) => stat?.parent === pid);
  return children.reduce((sum, stat) => sum + (stat?.own ?? 0), group.own + group.ofEnded);
}

/** Megabytes that a process holds now. */
export const memoryOf = (pid: number) => statusOf(pid, 'VmRSS');
/** The most that it has held. */
export const greatestMemoryOf = (pid: number) => statusOf(pid, 'VmHWM');

function statusOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1]) / 1_024;
}
