import { expect } from 'chai';
import { createLog } from '../../src/core/log.ts';
import { openPool, type Pool } from '../../src/core/pools.ts';
import { databaseUrl } from '../support/databases.ts';

const log = createLog({ LOG_LEVEL: 'silent' }, 'test');
const statement = (text: string) => ({ name: '', text, values: [] });

describe('a pool', () => {
  let pool: Pool;
  before(() => {
    pool = openPool({ url: databaseUrl('app'), size: 1, applicationName: 'pool test', ground: [], log });
  });
  after(() => pool.end());

  const backend = async () =>
    (await pool.borrow((connection) => connection.run([], statement('SELECT pg_backend_pid() AS pid')))).rows[0].pid;
  const failing = () =>
    pool.borrow((connection) => connection.run([], statement('SELECT 1 / 0'))).catch((error: Error) => error.message);

  it('waits until the server has said what a connection is: a failed statement costs none', async () => {
    const before = await backend();
    for (let times = 0; times < 3; times++) expect(await failing()).to.match(/division by zero/);
    expect(await backend()).to.equal(before);
  });

  it('does not take back a connection in an open transaction', async () => {
    const before = await backend();
    await pool.borrow((connection) => connection.run([], statement('BEGIN')));
    expect(await backend()).to.not.equal(before);
  });
});
