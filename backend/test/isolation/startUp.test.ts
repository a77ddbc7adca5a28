import { expect } from 'chai';
import { loadConfig } from '../../src/core/config.ts';
import { checkDatabaseRole, complaintOfVersion } from '../../src/core/databaseRole.ts';
import { createLog } from '../../src/core/log.ts';
import { openPool } from '../../src/core/pools.ts';
import { openServices } from '../../src/core/services.ts';
import { sql } from '../../src/core/sql.ts';
import { migrate } from '../../src/processes/migrate.ts';
import { connectAs, createEmptyDatabase, databaseUrl, type EmptyDatabase, type Role } from '../support/databases.ts';
import { startPgBouncer } from '../support/pgBouncer.ts';

const log = createLog({ LOG_LEVEL: 'silent' }, 'test');

describe('the program starts', () => {
  it('behind a PgBouncer that does not know prepared statements, again on a connection that another process had', async () => {
    const database = await createEmptyDatabase();
    await migrate(databaseUrl('owner', database.name), 'up', () => {});
    // One connection to the server for each role: the second process gets the first one's.
    const tenants = await startPgBouncer(databaseUrl('app', database.name));
    const platform = await startPgBouncer(databaseUrl('platform', database.name));
    try {
      const settings = loadConfig({
        ...process.env,
        DATABASE_URL: tenants.url,
        DATABASE_PLATFORM_URL: platform.url,
        DATABASE_PREPARED_STATEMENTS: 'off',
      });
      for (const name of ['first', 'second']) {
        const services = await openServices(settings, name);
        await services.database.lookUp(sql`SELECT 1`);
        await services.close();
      }
    } finally {
      await tenants.stop();
      await platform.stop();
      await database.drop();
    }
  });
});

describe('the program refuses to start', () => {
  let database: EmptyDatabase;

  before(async () => {
    database = await createEmptyDatabase();
    await migrate(databaseUrl('owner', database.name), 'up', () => {});
  });
  after(() => database.drop());

  /** What the check says of a role; undefined when it is content. */
  async function complaintOf(role: Role, expected: string): Promise<string | undefined> {
    const url = databaseUrl(role, database.name);
    const pool = openPool({ url, size: 1, applicationName: 'start-up test', ground: [], log });
    try {
      await checkDatabaseRole(pool, { expected, unpatchedServer: 'warn', log });
      return undefined;
    } catch (error) {
      return (error as Error).message;
    } finally {
      await pool.end();
    }
  }

  it('not with the two roles that serve', async () => {
    expect(await complaintOf('app', 'frontdesk_app')).to.equal(undefined);
    expect(await complaintOf('platform', 'frontdesk_platform')).to.equal(undefined);
  });

  it('with the other one of them', async () => {
    expect(await complaintOf('platform', 'frontdesk_app')).to.include('it is frontdesk_platform and not frontdesk_app');
  });

  it('with a superuser, which also creates roles and bypasses the policies', async () => {
    const user = new URL(databaseUrl('administrator')).username;
    const complaint = await complaintOf('administrator', user);
    for (const fault of ['it is a superuser', 'it has BYPASSRLS', 'it may create roles']) {
      expect(complaint).to.include(fault);
    }
  });

  it('with a role that bypasses the policies, or is a member of another', async () => {
    const complaint = await complaintOf('backup', 'frontdesk_backup');
    expect(complaint).to.include('it has BYPASSRLS').and.to.include('it is a member of pg_read_all_data');
    expect(complaint).to.not.include('superuser');
  });

  it('with the owner of the tables', async () => {
    expect(await complaintOf('owner', 'frontdesk_owner')).to.match(/it owns \d+ tables/);
  });

  it('on tables that lack row-level security, or whose owner it does not bind', async () => {
    const administrator = await connectAs('administrator', database.name);
    try {
      for (const [spoil, mend] of [
        ['NO FORCE', 'FORCE'],
        ['DISABLE', 'ENABLE'],
      ]) {
        await administrator.query(`ALTER TABLE people ${spoil} ROW LEVEL SECURITY`);
        expect(await complaintOf('app', 'frontdesk_app'), spoil).to.match(/lack forced row-level security: people\./);
        await administrator.query(`ALTER TABLE people ${mend} ROW LEVEL SECURITY`);
      }
    } finally {
      await administrator.end();
    }
  });

  it('on a server without the security fixes of its major version, or of a major version that is too old', () => {
    expect(complaintOfVersion(180_004)).to.equal('PostgreSQL 18.4 lacks security fixes; update it to 18.7 or later.');
    expect(complaintOfVersion(150_019)).to.include('15.20 or later');
    for (const version of [150_020, 160_016, 170_012, 180_007, 190_000]) {
      expect(complaintOfVersion(version), String(version)).to.equal(undefined);
    }
    expect(() => complaintOfVersion(140_030)).to.throw('PostgreSQL 14 is too old');
  });

  it('in production, unless told to warn only', async () => {
    const connection = await connectAs('app', database.name);
    const { rows } = await connection.query("SELECT current_setting('server_version_num')::int AS version");
    await connection.end();
    const isPatched = complaintOfVersion(rows[0].version) === undefined;
    const production = { NODE_ENV: 'production', PUBLIC_URL: 'https://frontdesk.test' };
    const outcomeOf = (changes: Readonly<Record<string, string>>) =>
      openServices(settings({ ...production, ...changes }), 'test').then(
        (services) => services.close().then(() => 'it started'),
        (error: Error) => error.message,
      );
    expect(await outcomeOf({})).to.match(isPatched ? /^it started$/ : /lacks security fixes/);
    expect(await outcomeOf({ DATABASE_UNPATCHED_SERVER: 'warn' })).to.equal('it started');
  });

  const settings = (changes: Readonly<Record<string, string>>) =>
    loadConfig({
      ...process.env,
      DATABASE_URL: databaseUrl('app', database.name),
      DATABASE_PLATFORM_URL: databaseUrl('platform', database.name),
      ...changes,
    });

  for (const [name, role] of [
    ['DATABASE_URL', 'owner'],
    ['DATABASE_PLATFORM_URL', 'app'],
  ] as const) {
    it(`when ${name} is the address of the ${role}`, async () => {
      const outcome = await openServices(settings({ [name]: databaseUrl(role, database.name) }), 'test').then(
        (services) => services.close().then(() => 'it started'),
        (error: Error) => error.message,
      );
      expect(outcome).to.match(/^The database role is not the weak one/);
    });
  }
});
