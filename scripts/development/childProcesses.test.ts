import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { endLeftovers, startChild, startTimeOf, waitUntil } from './childProcesses.ts';
import { lockDataDirectory } from './dataDirectory.ts';

describe('programs started for development', () => {
  let dataDirectory: string;
  beforeEach(() => {
    dataDirectory = mkdtempSync(join(tmpdir(), 'children-'));
  });
  afterEach(() => rmSync(dataDirectory, { recursive: true }));

  const start = (name: string, script: string, stopWithinMs = 5_000) =>
    startChild({ name, command: process.execPath, args: ['-e', script], dataDirectory, stopWithinMs });
  const forever = 'setInterval(() => {}, 1000)';

  it('tell, with the end of their log, why they did not start', async () => {
    const child = await start('broken', 'console.error("no such database"); process.exit(3)');
    const failure = await waitUntil(child, async () => false).catch((error: Error) => error.message);
    expect(failure)
      .to.match(/^broken ended with code 3\./)
      .and.to.include('no such database');
  });

  it('are killed when they do not end by themselves', async () => {
    const child = await start('stubborn', `process.on('SIGTERM', () => {}); console.log('on'); ${forever}`, 200);
    await waitUntil(child, async () => readFileSync(child.logFile, 'utf8') !== '');
    await child.stop();
    expect(await child.ended).to.deep.equal({ code: null, asked: true, sentence: 'stubborn ended by SIGKILL.' });
  });

  it('are ended at the next start when their parent was killed', async () => {
    const child = await start('left', forever);
    expect(await endLeftovers(dataDirectory)).to.deep.equal(['left']);
    expect((await child.ended).asked).to.equal(false);
    expect(await endLeftovers(dataDirectory)).to.deep.equal([]);
  });

  it('are not mistaken for another process that got the same id', async () => {
    const stranger = spawn(process.execPath, ['-e', forever], { stdio: 'ignore' });
    mkdirSync(join(dataDirectory, 'processes'));
    writeFileSync(join(dataDirectory, 'processes', 'web.json'), JSON.stringify({ pid: stranger.pid, startedAt: '1' }));
    expect(await endLeftovers(dataDirectory)).to.deep.equal([]);
    expect(startTimeOf(stranger.pid ?? 0)).not.to.equal('');
    stranger.kill();
  });
});

describe('the data folder', () => {
  const path = mkdtempSync(join(tmpdir(), 'data-'));
  after(() => rmSync(path, { recursive: true }));

  it('serves one stack at a time', () => {
    const unlock = lockDataDirectory(path);
    expect(() => lockDataDirectory(path)).to.throw('already runs');
    unlock();
    lockDataDirectory(path)();
  });

  it('is free when the process that took it is gone', () => {
    writeFileSync(join(path, 'lock.json'), JSON.stringify({ pid: process.pid, startedAt: '1' }));
    lockDataDirectory(path)();
    writeFileSync(join(path, 'lock.json'), '');
    lockDataDirectory(path)();
  });
});
