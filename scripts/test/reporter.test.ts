import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';

describe('the last line of the tests', () => {
  let folder: string;
  before(() => {
    mkdirSync('.test', { recursive: true });
    folder = mkdtempSync(resolve('.test', 'planted-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Runs planted test files as `npm test` does, and gives the exit code and the last line. */
  function run(files: Readonly<Record<string, string>>): [code: number | null, lastLine: string | undefined] {
    const paths = Object.entries(files).map(([name, text]) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    });
    const { TEST_RESULTS: _, ...environment } = process.env;
    const { status, stdout } = spawnSync(process.execPath, ['node_modules/mocha/bin/mocha.js', ...paths], {
      env: environment,
    });
    return [status, stdout.toString().trimEnd().split('\n').at(-1)];
  }

  const good = `describe('good', () => { it('passes', () => {}); it.skip('waits', () => {}); });`;

  it('counts what passed, and is no failure', () => {
    expect(run({ 'good.test.ts': good })).to.deep.equal([0, '1 passed, 0 failed, 1 skipped']);
  }).timeout(60_000);

  it('counts failed tests, broken hooks and files that can’t be loaded, and is a failure', () => {
    const failing = `describe('bad', () => { it('fails', () => { throw new Error('planted'); }); });`;
    const hook = `describe('hook', () => { before(() => { throw new Error('planted'); }); it('never runs', () => {}); });`;
    const files = {
      'good.test.ts': good,
      'bad.test.ts': failing,
      'hook.test.ts': hook,
      'broken.test.ts': `import './nothing.ts';`,
    };
    const [code, lastLine] = run(files);
    expect(lastLine).to.equal('1 passed, 3 failed, 1 skipped');
    expect(code).to.be.above(0);
  }).timeout(60_000);
});
