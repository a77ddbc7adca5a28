import { globSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type pg from 'pg';
import { type TenantId, tenantId } from '../../src/core/identifiers.ts';
import { createLog } from '../../src/core/log.ts';
import { openPool, type Pool } from '../../src/core/pools.ts';
import { openSharedConnections, type SharedConnections } from '../../src/core/sharedConnections.ts';
import { type SQLQuery, sql } from '../../src/core/sql.ts';
import { openTenantDatabase, type Query, type TenantDatabase, tenantGround } from '../../src/core/tenantTx.ts';
import { migrate } from '../../src/processes/migrate.ts';
import { type CuttingProxy, startCuttingProxy } from '../support/cuttingProxy.ts';
import { connectAs, createEmptyDatabase, databaseUrl, type EmptyDatabase } from '../support/databases.ts';
import { type PgBouncer, startPgBouncer } from '../support/pgBouncer.ts';
import { plantTenant, readTables } from './rows.ts';

const log = createLog({ LOG_LEVEL: 'silent' }, 'test');
const applicationName = 'connections test';

/** Everyone that a tenant sees; a foreign row would show its own tenant. */
const everyone = sql`SELECT DISTINCT tenant_id FROM people`;
const change = sql`UPDATE people SET title = 'changed' RETURNING tenant_id`;
const pause = (seconds: number) => sql`SELECT pg_sleep(${seconds})`;

/** Something that goes wrong while tenant A has the connection. */
type Fault = (a: TenantId) => Promise<unknown>;

const ways = {
  'with prepared statements': { prepared: true, bouncer: false, sharing: false },
  'without prepared statements': { prepared: false, bouncer: false, sharing: false },
  'through PgBouncer': { prepared: false, bouncer: true, sharing: false },
  'with reads on a shared connection': { prepared: true, bouncer: false, sharing: true },
  'with reads on a shared connection, without prepared statements': { prepared: false, bouncer: false, sharing: true },
};

for (const [way, { prepared, bouncer, sharing }] of Object.entries(ways)) {
  describe(`one connection, lent to tenants in turn, ${way}`, () => {
    let database: EmptyDatabase;
    let administrator: pg.Client;
    let pgBouncer: PgBouncer | undefined;
    let proxy: CuttingProxy;
    let pool: Pool;
    let shared: SharedConnections | undefined;
    let tenants: TenantDatabase;
    let a: TenantId;
    let b: TenantId;

    before(async () => {
      database = await createEmptyDatabase();
      await migrate(databaseUrl('owner', database.name), 'up', () => {});
      administrator = await connectAs('administrator', database.name);
      const tables = await readTables(administrator);
      const plant = async () => tenantId(String((await plantTenant(administrator, tables)).people?.tenant_id));
      [a, b] = [await plant(), await plant()];
      const target = databaseUrl('app', database.name);
      pgBouncer = bouncer ? await startPgBouncer(target) : undefined;
      proxy = await startCuttingProxy(pgBouncer?.url ?? target);
    });
    after(async () => {
      await proxy.stop();
      await pgBouncer?.stop();
      await administrator.end();
      await database.drop();
    });
    beforeEach(() => {
      const options = { url: proxy.url, applicationName, ground: prepared ? tenantGround : [], log };
      pool = openPool({ ...options, size: 1 });
      shared = sharing ? openSharedConnections({ ...options, count: 1 }) : undefined;
      tenants = openTenantDatabase(pool, { prepared, afterCommit: () => {}, shared });
    });
    afterEach(async () => {
      proxy.mend();
      await pool.end();
      await shared?.end();
    });

    /** Both tenants, in turn, by both doors, see themselves alone; without a tenant nothing is left of one. */
    async function expectCleanPool(): Promise<void> {
      const left = await pool.borrow((connection) =>
        connection.run([], { name: '', text: `SELECT current_setting('app.tenant_id', true) AS tenant`, values: [] }),
      );
      expect(left.rows[0].tenant ?? '').to.equal('');
      for (const tenant of [b, a, b]) {
        expect(await tenants.read(tenant).query(everyone)).to.deep.equal([{ tenant_id: tenant }]);
        expect(await tenants.transaction(tenant, (tx) => tx.query(change))).to.deep.equal([{ tenant_id: tenant }]);
      }
      expect(pool.size().total).to.equal(1);
    }

    const backends = `pg_stat_activity WHERE application_name = $1 AND datname = $2`;
    const ours = () => [applicationName, database.name];
    const kill = async () => {
      await administrator.query(`SELECT pg_terminate_backend(pid, 5000) FROM ${backends}`, ours());
      // The server's word must have come back too.
      await sleep(20);
    };
    const cancel = () => administrator.query(`SELECT pg_cancel_backend(pid) FROM ${backends}`, ours());
    /** Waits until the server is in the middle of a pause. */
    const pausing = async () => {
      const text = `SELECT FROM ${backends} AND wait_event = 'PgSleep'`;
      while ((await administrator.query(text, ours())).rowCount === 0) await sleep(5);
    };
    const failing =
      (work: (query: Query) => Promise<unknown>): Fault =>
      (tenant) =>
        tenants.transaction(tenant, (tx) => work(tx.query));

    const faults: Readonly<Record<string, Fault>> = {
      'killed while idle': async (tenant) => {
        await tenants.read(tenant).query(everyone);
        await kill();
        // PgBouncer stays, and finds another connection by itself.
        while (!bouncer && pool.size().total > 0) await sleep(5);
      },
      'killed before the first statement': failing(async (query) => {
        await kill();
        await query(change);
      }),
      'killed between two statements': failing(async (query) => {
        await query(change);
        await kill();
        await query(change);
      }),
      'killed before the commit': failing(async (query) => {
        await query(change);
        await kill();
      }),
      'killed during a statement': failing(async (query) => {
        await query(change);
        await Promise.all([query(pause(5)), pausing().then(kill)]);
      }),
      'killed during a single read': (tenant) =>
        Promise.all([tenants.read(tenant).query(pause(5)), pausing().then(kill)]),
      'cancelled during a statement': failing(async (query) => {
        await query(change);
        await Promise.all([query(pause(5)), pausing().then(cancel)]);
      }),
      'stopped by the server’s time-out': failing(async (query) => {
        await query(sql`SELECT set_config('statement_timeout', '20', true)`);
        await query(pause(5));
      }),
      'left by an error of the caller': failing(async (query) => {
        await query(change);
        throw new Error('changed my mind');
      }),
      'left while a statement still runs': failing(async (query) => {
        query(pause(0.1)).catch(() => undefined);
        query(change).catch(() => undefined);
        throw new Error('the client has gone');
      }),
      'left with a failed statement that was swallowed': failing(async (query) => {
        await query(change);
        await query(sql`SELECT 1 / 0`).catch(() => undefined);
      }),
      'given a statement that ends the transaction, and another': failing(async (query) => {
        await query(change);
        await query(sql`ROLLBACK`);
        await query(change);
      }),
      'given a conflict': failing((query) =>
        query(sql`INSERT INTO departments (id, name, parent_id) VALUES (gen_random_uuid(), 'x', gen_random_uuid())`),
      ),
      'given a tenant that is none': () => tenants.transaction(`' OR true --` as TenantId, (tx) => tx.query(change)),
      'given an empty tenant': () => tenants.read('' as TenantId).query(everyone),
      'given a read that writes': (tenant) => tenants.read(tenant).query(change),
    };
    for (const [name, fault] of Object.entries(faults)) {
      it(`shows no tenant another's rows after it was ${name}`, async () => {
        const failed = await fault(a).then(
          () => false,
          () => true,
        );
        const unharmed = ['killed while idle', ...(bouncer ? ['killed before the first statement'] : [])];
        expect(failed, 'the caller is told').to.equal(!unharmed.includes(name));
        await expectCleanPool();
      });
    }

    it('does not come back with a transaction open that a read began', async () => {
      await tenants.read(a).query(sql`BEGIN`);
      expect(pool.size()).to.deep.equal({ total: 0, idle: 0, waiting: 0 });
      await expectCleanPool();
    });

    it('keeps no tenant in a plan that many executions share', async () => {
      // After five executions PostgreSQL may keep one plan for all values.
      for (const tenant of [...Array<TenantId>(12).fill(a), ...Array<TenantId>(12).fill(b), a, b]) {
        expect(await tenants.read(tenant).query(everyone)).to.deep.equal([{ tenant_id: tenant }]);
      }
    });

    it('survives plain conflicts: they cost no connection', async () => {
      const backend = () => tenants.read(a).query<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`);
      const before = await backend();
      for (let times = 0; times < 5; times++) await faults['given a conflict']?.(a).catch(() => undefined);
      expect(await backend()).to.deep.equal(before);
    });

    it('runs no statement that comes after the end of its transaction', async () => {
      let late: Query | undefined;
      await tenants.transaction(a, async (tx) => {
        late = tx.query;
        await tx.query(change);
      });
      const outcome = await tenants.transaction(b, async (tx) => {
        await tx.query(change);
        return late?.(everyone).catch((error: Error) => error.message);
      });
      expect(outcome).to.include('after the end');
    });

    it('keeps statements that are started side by side in their own transaction', async () => {
      const both = [a, b, a, b].map((tenant) =>
        tenants.transaction(tenant, (tx) => Promise.all([tx.query(everyone), tx.query(change), tx.query(everyone)])),
      );
      for (const [index, results] of (await Promise.all(both)).entries()) {
        expect(results.flat()).to.deep.equal(Array(3).fill({ tenant_id: index % 2 === 0 ? a : b }));
      }
    });

    for (const loss of ['request', 'answer'] as const) {
      it(`shows no tenant another's rows whichever ${loss} is lost on the wire`, async () => {
        let cuts = 0;
        for (let writes = 0; writes < 12; writes++) {
          await tenants.read(b).query(everyone);
          proxy.cutAfter(writes, loss);
          const outcomes = await Promise.allSettled([
            tenants.transaction(a, async (tx) => [...(await tx.query(everyone)), ...(await tx.query(change))]),
            tenants.read(a).query(everyone),
            tenants.read(b).query(everyone),
            tenants.transaction(b, (tx) => tx.query(change)),
          ]);
          if (proxy.mend()) cuts++;
          for (const [index, outcome] of outcomes.entries()) {
            if (outcome.status !== 'fulfilled') continue;
            for (const row of outcome.value) expect(row).to.deep.equal({ tenant_id: index < 2 ? a : b });
          }
          await expectCleanPool();
        }
        expect(cuts).to.be.above(4);
      });
    }
  });
}

for (const prepared of [true, false]) {
  describe(`connections that reads share, ${prepared ? 'with' : 'without'} prepared statements`, () => {
    let database: EmptyDatabase;
    let administrator: pg.Client;
    let pool: Pool;
    let shared: SharedConnections;
    let tenants: TenantDatabase;
    let a: TenantId;
    let b: TenantId;

    before(async () => {
      database = await createEmptyDatabase();
      await migrate(databaseUrl('owner', database.name), 'up', () => {});
      administrator = await connectAs('administrator', database.name);
      const tables = await readTables(administrator);
      const plant = async () => tenantId(String((await plantTenant(administrator, tables)).people?.tenant_id));
      [a, b] = [await plant(), await plant()];
    });
    after(async () => {
      await administrator.end();
      await database.drop();
    });
    const open = (count: number) => {
      const url = databaseUrl('app', database.name);
      const options = { url, applicationName, ground: prepared ? tenantGround : [], log };
      pool = openPool({ ...options, size: 1 });
      shared = openSharedConnections({ ...options, count });
      tenants = openTenantDatabase(pool, { prepared, afterCommit: () => {}, shared });
    };
    afterEach(async () => {
      await shared.end();
      await pool.end();
    });

    /** One read after the other without waiting; each is told apart by whether it may succeed. */
    async function expectOwnAnswers(reads: readonly (readonly [TenantId, SQLQuery, boolean])[]): Promise<void> {
      const outcomes = await Promise.allSettled(reads.map(([tenant, query]) => tenants.read(tenant).query(query)));
      for (const [index, outcome] of outcomes.entries()) {
        const [tenant, , succeeds] = reads[index] ?? [a, everyone, false];
        expect(outcome.status, `read ${index}`).to.equal(succeeds ? 'fulfilled' : 'rejected');
        if (outcome.status === 'fulfilled') expect(outcome.value).to.deep.equal([{ tenant_id: tenant }]);
      }
    }

    it('answers each neighbour with its own rows, whoever fails beside it', async () => {
      open(1);
      const none = `' OR true --` as TenantId;
      const round = [
        [none, everyone, false],
        [a, everyone, true],
        [b, everyone, true],
        [a, sql`SELECT 1 / 0`, false],
        [b, everyone, true],
        [a, change, false],
        [a, sql`SELECT this is not SQL`, false],
        ['' as TenantId, everyone, false],
        [b, sql`SELECT DISTINCT tenant_id FROM people WHERE ${'x'} = 'x'`, true],
        [a, everyone, true],
      ] as const;
      await expectOwnAnswers(Array(20).fill(round).flat());
      expect(shared.size()).to.deep.equal({ total: 1, idle: 1, waiting: 0 });
    });

    it('keeps a statement for its neighbours when the first who sends it has no tenant', async () => {
      open(1);
      const fresh = sql`SELECT DISTINCT tenant_id FROM people WHERE ${'first'} <> 'sent'`;
      await expectOwnAnswers([
        ['' as TenantId, fresh, false],
        [a, fresh, true],
        [b, fresh, true],
      ]);
    });

    it('goes on when a neighbour’s statement is cancelled', async () => {
      open(1);
      const slow = tenants
        .read(a)
        .query(pause(5))
        .catch(() => 'told');
      const behind = expectOwnAnswers([
        [b, everyone, true],
        [a, everyone, true],
      ]);
      const text = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
        WHERE application_name = $1 AND datname = $2 AND wait_event = 'PgSleep'`;
      while ((await administrator.query(text, [applicationName, database.name])).rowCount === 0) await sleep(5);
      expect(await slow).to.equal('told');
      await behind;
    });

    it('lets others pass a slow statement by another connection', async () => {
      open(2);
      const begin = performance.now();
      const slow = tenants.read(a).query(pause(1));
      await sleep(50);
      await expectOwnAnswers(Array(20).fill([b, everyone, true]));
      expect(performance.now() - begin).to.be.below(900);
      await slow;
    });

    it('drops a connection on which a read has begun a transaction, and goes on with a new one', async () => {
      open(1);
      await tenants
        .read(a)
        .query(sql`BEGIN`)
        .catch(() => undefined);
      expect(shared.size().total).to.equal(0);
      await expectOwnAnswers([
        [b, everyone, true],
        [a, everyone, true],
      ]);
      expect(await tenants.lookUp(everyone).catch(() => 'refused')).to.equal('refused');
    });

    it('tells everyone who waits when the connection is lost, and serves the next', async () => {
      open(1);
      const waiting = [pause(5), everyone, everyone].map((query) => tenants.read(a).query(query));
      const outcomes = Promise.allSettled(waiting);
      const text = `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE application_name = $1 AND datname = $2 AND wait_event = 'PgSleep'`;
      while ((await administrator.query(text, [applicationName, database.name])).rowCount === 0) await sleep(5);
      for (const outcome of await outcomes) expect(outcome.status).to.equal('rejected');
      await expectOwnAnswers([
        [b, everyone, true],
        [a, everyone, true],
      ]);
    });
  });
}

describe('the tenant of a transaction', () => {
  it('is set in one module only', () => {
    const naming = globSync('backend/src/**/!(*.test).ts').filter((path) =>
      readFileSync(path, 'utf8').includes('app.tenant_id'),
    );
    expect(naming).to.deep.equal(['backend/src/core/tenantTx.ts']);
  });
});
