/**
 * The search as a side door. Its function runs above the policies and names the tenant itself; here one tenant searches
 * for what only the other has, in every form that makes patterns, word lists and dictionaries stumble.
 */
import { expect } from 'chai';
import fc from 'fast-check';
import { type TenantId, tenantId } from '../../src/core/identifiers.ts';
import { createLog } from '../../src/core/log.ts';
import { openPool, type Pool } from '../../src/core/pools.ts';
import { sql } from '../../src/core/sql.ts';
import { openTenantDatabase, type TenantDatabase, tenantGround } from '../../src/core/tenantTx.ts';
import { createPerson, listPeople } from '../../src/features/directory/people.ts';
import { migrate } from '../../src/processes/migrate.ts';
import { connectAs, createEmptyDatabase, databaseUrl, type EmptyDatabase } from '../support/databases.ts';
import { insertTenant } from './rows.ts';

const log = createLog({ LOG_LEVEL: 'silent' }, 'test');

/** Names of the other tenant's people, with everything in them that a search treats in its own way. */
const theirNames: readonly (readonly [given: string, family: string])[] = [
  ['Canary', 'Secretive'],
  ['100%', 'under_score'],
  ['O’Brien', "d'Arc; --"],
  ['Ångström', 'Ünïcödé'],
  ['王小明', 'Ελένη'],
  ['back\\slash', '"quoted"'],
  ['x'.repeat(100), 'y'.repeat(100)],
];

/** A word that is in a name of theirs, or is nearly. */
const nearTheirs = fc.oneof(
  fc.constantFrom(...theirNames.flat()),
  fc.constantFrom(...theirNames.flat()).chain((name) => fc.nat(name.length).map((at) => name.slice(0, at))),
  fc
    .tuple(fc.constantFrom(...theirNames.flat()), fc.nat(99), fc.string({ minLength: 1, maxLength: 1 }))
    .map(([name, at, letter]) => name.slice(0, at) + letter + name.slice(at + 1)),
);
const special = fc.constantFrom(
  '%',
  '_',
  '\\',
  "'",
  '"',
  '%%',
  '\\%',
  "' OR true --",
  '$1',
  ':*',
  '&|!',
  '( ',
  '\n',
  '\t',
);
const word = fc.oneof(
  { weight: 3, arbitrary: nearTheirs },
  { weight: 2, arbitrary: special },
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.tuple(nearTheirs, fc.integer({ min: 1, max: 1_500 })).map(([text, times]) => text.repeat(times).slice(0, 10_000)),
);
const search = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '));

describe('a search', function () {
  this.timeout(60_000);
  let database: EmptyDatabase;
  let pool: Pool;
  let tenants: TenantDatabase;
  let ours: TenantId;
  let theirs: TenantId;
  const theirIds = new Set<string>();

  before(async () => {
    database = await createEmptyDatabase();
    await migrate(databaseUrl('owner', database.name), 'up', () => {});
    const url = databaseUrl('app', database.name);
    pool = openPool({ url, size: 1, applicationName: 'search test', ground: tenantGround, log });
    tenants = openTenantDatabase(pool, { prepared: true, afterCommit: () => {} });
    const administrator = await connectAs('administrator', database.name);
    [ours, theirs] = [tenantId(crypto.randomUUID()), tenantId(crypto.randomUUID())];
    for (const id of [ours, theirs]) await insertTenant(administrator, id);
    await administrator.end();
    await tenants.transaction(theirs, async (tx) => {
      for (const [nth, [givenName, familyName]] of theirNames.entries()) {
        const id = crypto.randomUUID();
        theirIds.add(id);
        await createPerson(tx, { id, givenName, familyName, email: `canary-${nth}@theirs.example` });
      }
    });
    await tenants.transaction(ours, (tx) =>
      createPerson(tx, { id: crypto.randomUUID(), givenName: 'Own', familyName: 'Person', email: 'own@ours.example' }),
    );
  });
  after(async () => {
    await pool.end();
    await database.drop();
  });

  /** What the function itself gives, whatever the policies would hide afterwards; an error must be a clean one. */
  async function idsFor(tenant: TenantId, words: string): Promise<string[]> {
    const rows = await tenants
      .read(tenant)
      .query<{ id: string }>(sql`SELECT id FROM search_people(${words}, 100, NULL)`)
      .catch((error: { code?: string }) => {
        // A NUL can be in no text of PostgreSQL; the product takes it out before.
        expect(error.code, JSON.stringify(words)).to.equal('22021');
        return [];
      });
    return rows.map(({ id }) => id);
  }

  it('of the other tenant finds its people by these words, so that there is something to find', async () => {
    for (const [given, family] of theirNames.slice(0, 5)) {
      expect(await idsFor(theirs, `${given} ${family}`), given).to.have.length.above(0);
    }
    expect(await idsFor(theirs, 'secretove')).to.have.length(1);
  });

  it('never gives an identifier of the other tenant, and fails cleanly if at all', async () => {
    await fc.assert(
      fc.asyncProperty(search, async (words) => {
        for (const id of await idsFor(ours, words)) expect(theirIds.has(id), JSON.stringify(words)).to.equal(false);
      }),
      { numRuns: 400 },
    );
    for (const words of theirNames.flat()) expect(await idsFor(ours, words), words).to.deep.equal([]);
    expect(await idsFor(ours, 'secretove')).to.deep.equal([]);
  });

  it('through the list of people shows nothing of the other tenant either, and never fails', async () => {
    const query = { page: 1, pageSize: 100, sort: 'name' } as const;
    await fc.assert(
      fc.asyncProperty(search, async (words) => {
        const { items, total } = await listPeople(tenants.read(ours), { ...query, search: words });
        expect(total).to.equal(items.length);
        for (const item of items) expect(item.email, JSON.stringify(words)).to.equal('own@ours.example');
      }),
      { numRuns: 200 },
    );
  });

  it('without a tenant, or with an empty one, finds nobody', async () => {
    const asked = sql`SELECT id FROM search_people('canary', 100, NULL)`;
    for (const work of [() => tenants.lookUp(asked), () => tenants.read('' as TenantId).query(asked)]) {
      const outcome = await work().catch((error: Error) => error.message);
      expect(outcome).to.match(/app\.tenant_id|invalid input syntax for type uuid/);
    }
  });
});
