/** Tells a person how a start goes: a line for each step that is done, and on a terminal what is under way. */
import type { Step } from './services.ts';

/** A `Step` that writes to standard output. */
export function showProgress(output: NodeJS.WriteStream): Step {
  const underWay = new Set<string>();
  const write = (line: string) => {
    if (output.isTTY) output.write(`\r\u001b[K${line}${underWay.size > 0 ? `… ${[...underWay].join(', ')}` : ''}`);
    else if (line) output.write(line);
  };
  return async (title, work) => {
    const begin = performance.now();
    underWay.add(title);
    write('');
    try {
      const result = await work();
      underWay.delete(title);
      write(`✓ ${title.padEnd(20)} ${durationSince(begin)}\n`);
      return result;
    } catch (error) {
      underWay.delete(title);
      write(`✗ ${title}\n`);
      throw error;
    }
  };
}

/** Seconds since `begin`, as a person reads them. */
export function durationSince(begin: number): string {
  return `${((performance.now() - begin) / 1000).toFixed(1)} s`;
}
