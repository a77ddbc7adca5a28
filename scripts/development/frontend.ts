/** Builds the frontend when something that goes into it has changed. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const frontend = join(repository, 'frontend');
const target = join(frontend, 'dist');
const cache = join(repository, 'node_modules', '.cache', 'frontdesk');

const sources = ['frontend', 'backend/contract', 'package-lock.json'].map((name) => join(repository, name));
const leftOut = /(^|\/)(dist|e2e|node_modules|nginx\.conf|Dockerfile)(\/|$)|\.test\.tsx?$/;

/** The folder of built files. */
export async function buildFrontend(signal?: AbortSignal): Promise<string> {
  const stamp = join(cache, 'frontend.sha256');
  const hash = hashOf(sources);
  if (existsSync(join(target, 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash)
    return target;
  // Built aside, then put in place: whoever serves the old files never sees half of the new ones.
  const aside = join(cache, `frontend-${process.pid}`);
  mkdirSync(cache, { recursive: true });
  await runVite(aside, signal);
  rmSync(target, { recursive: true, force: true });
  renameSync(aside, target);
  writeFileSync(stamp, hash);
  return target;
}

async function runVite(outDir: string, signal: AbortSignal | undefined): Promise<void> {
  const vite = join(repository, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'error'];
  try {
    await promisify(execFile)(process.execPath, args, { cwd: frontend, ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`The frontend can not be built.\n${stdout}${stderr}`.trimEnd());
  }
}

function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(filesIn).sort()) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const child = join(path, entry.name);
    if (leftOut.test(child.slice(repository.length))) return [];
    return entry.isDirectory() ? filesIn(child) : [child];
  });
}
