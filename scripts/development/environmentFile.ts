/** The settings of a running stack as a file, for commands in another terminal (`npm run cli`). */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes the file, readable for its owner only, and returns what removes it. */
export function writeEnvironmentFile(dataDirectory: string, environment: Readonly<Record<string, string>>): () => void {
  const file = join(dataDirectory, 'environment');
  const lines = Object.entries(environment).map(([name, value]) => `${name}="${value}"`);
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return () => rmSync(file, { force: true });
}
