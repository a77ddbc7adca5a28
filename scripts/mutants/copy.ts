/** A copy of the repository in which files may be spoiled. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Mutant, mutate } from './mutant.ts';

/** Our own packages, which must come from the copy. */
const ownScope = '@frontdesk';

export type Copy = {
  readonly folder: string;
  /** Does `work` while the copy lacks the guard, and puts the guard back. */
  without<Result>(mutant: Mutant, work: () => Promise<Result>): Promise<Result>;
};

/** Copies the files that git knows or would take, and links the installed packages. */
export function copyRepository(folder: string): Copy {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
    maxBuffer: 50_000_000,
  });
  for (const file of list.split('\0')) {
    if (file !== '' && existsSync(file)) cpSync(file, join(folder, file));
  }
  linkPackages(folder);
  return {
    folder,
    without: async (mutant, work) => {
      const path = join(folder, mutant.file);
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, mutate(text, mutant));
      try {
        return await work();
      } finally {
        writeFileSync(path, text);
      }
    },
  };
}

function linkPackages(folder: string): void {
  const link = (name: string, target: string) => {
    const path = join(folder, 'node_modules', name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, path);
  };
  for (const name of readdirSync('node_modules')) {
    if (name !== ownScope) link(name, resolve('node_modules', name));
  }
  for (const [name, place] of Object.entries({
    backend: 'backend',
    contract: 'backend/contract',
    frontend: 'frontend',
  }))
    link(`${ownScope}/${name}`, join(folder, place));
}
