/**
 * The first step of every command, in plain JavaScript for whatever Node is there:
 * installs the npm packages that package-lock.json names, then runs a TypeScript file on the pinned Node 24.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const pinnedNode = join(repository, 'node_modules', '.bin', 'node');

/** Installs what is missing, runs `file` with `args` on the pinned Node, and exits as it does. */
export function runTypeScript(file, args) {
  installPackages();
  // The IPC channel tells the child when this process is gone, however it ended.
  const child = spawn(pinnedNode, [join(repository, file), ...args], {
    cwd: repository,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // Ctrl-C reaches the whole process group by itself; the other two reach only this process.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  if (process.env.npm_lifecycle_event) stopWithNpm(child);
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}

/** npm hands SIGTERM on, but not its own death by SIGHUP or SIGKILL. */
function stopWithNpm(child) {
  const npm = process.ppid;
  setInterval(() => process.ppid !== npm && child.kill('SIGTERM'), 1000).unref();
}

function installPackages() {
  if (packagesAreInstalled()) return;
  console.log('Installing the npm packages …');
  const begin = Date.now();
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0 || !existsSync(pinnedNode)) {
    console.error('The npm packages could not be installed; "npm ci" says why. Node 24 is one of them.');
    process.exit(1);
  }
  console.log(`✓ npm packages, ${((Date.now() - begin) / 1000).toFixed(1)} s`);
}

/**
 * npm writes what it installed into node_modules/.package-lock.json when an installation is complete.
 * Packages for other platforms are optional and missing there.
 */
function packagesAreInstalled() {
  if (!existsSync(pinnedNode)) return false;
  const wanted = readLock('package-lock.json');
  const installed = readLock('node_modules/.package-lock.json');
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true;
    const found = installed[path];
    return found ? found.version === version && found.integrity === integrity : optional === true;
  });
}

function readLock(file) {
  const path = join(repository, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {};
}
