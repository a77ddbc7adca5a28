import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import pg from 'pg';
import { migrate } from '../../src/processes/migrate.ts';
import { connectAs, createEmptyDatabase, databaseUrl, type EmptyDatabase } from '../support/databases.ts';
import { type Attack, aboutNobody, attacksOn } from './attacks.ts';
import { insertOf, insertTenant, plantTenant, type Row, type Rows, readTables, type Table } from './rows.ts';

/** What the attacking transaction's tenant is; each has a connection of its own. */
const settings: Readonly<Record<string, (own: string) => string | undefined>> = {
  'another tenant': (own) => own,
  'never set': () => undefined,
  'left from a transaction that has ended': () => undefined,
  empty: () => '',
  garbage: () => `' OR true --`,
  'a tenant that does not exist': () => randomUUID(),
};

/** What came of a statement: its error, or the rows that it returned or changed. */
type Outcome = { readonly error?: string; readonly tenants: readonly unknown[]; readonly changed: number };

describe('every tenant table, attacked by the app role', () => {
  let database: EmptyDatabase;
  let administrator: pg.Client;
  let tables: Table[];
  let own: Rows;
  let foreign: Rows;
  const attackers = new Map<string, pg.Client>();
  let cells = 0;

  before(async () => {
    database = await createEmptyDatabase();
    await migrate(databaseUrl('owner', database.name), 'up', () => {});
    administrator = await connectAs('administrator', database.name);
    tables = await readTables(administrator);
    own = await plantTenant(administrator, tables);
    foreign = await plantTenant(administrator, tables);
    for (const setting of Object.keys(settings)) attackers.set(setting, await connectAs('app', database.name));
    // After the end of the transaction that set it, PostgreSQL reads the setting as an empty text.
    const used = attackerFor('left from a transaction that has ended');
    await used.query(`BEGIN; SELECT set_config('app.tenant_id', '${ownTenant()}', true); COMMIT`);
  });
  after(async () => {
    console.log(`    ${cells} attacks on ${tables.length} tables`);
    for (const client of [...attackers.values(), administrator]) await client.end();
    await database.drop();
  });

  const ownTenant = () => Object.values(own)[0]?.tenant_id ?? '';
  const foreignTenant = () => Object.values(foreign)[0]?.tenant_id ?? '';
  const attackerFor = (setting: string) => {
    const client = attackers.get(setting);
    if (!client) throw new Error(`Nobody attacks with ${setting}.`);
    return client;
  };
  const foreignState = async ({ name }: Table) => {
    const text = `SELECT count(*), md5(string_agg(t::text, '' ORDER BY id)) FROM ${name} t WHERE tenant_id = $1`;
    return (await administrator.query(text, [foreignTenant()])).rows[0];
  };

  it('finds tenant tables to attack', () => {
    expect(tables.map(({ name }) => name)).to.include.members(['people', 'departments', 'accounts', 'audit_events']);
  });

  it('lets a tenant see, in every table, its own row and no other', async () => {
    const client = attackerFor('another tenant');
    for (const { name } of tables) {
      const seen = await inTransaction(client, ownTenant(), {
        name,
        statement: { text: `SELECT tenant_id FROM ${name}`, values: [] },
      });
      expect(seen, name).to.deep.equal({ tenants: [ownTenant()], changed: 1 });
    }
  });

  it('lets two tenants have the same values in every column, identifiers too', async () => {
    const twin = randomUUID();
    await insertTenant(administrator, twin);
    const client = attackerFor('another tenant');
    for (const table of tables) {
      const statement = insertOf(table, { ...foreign[table.name], tenant_id: twin } as Row);
      expect(await inTransaction(client, twin, { name: table.name, statement }), table.name).to.deep.equal({
        tenants: [],
        changed: 1,
      });
    }
  });

  for (const setting of Object.keys(settings)) {
    it(`reads and changes nothing of another tenant when its own is ${setting}`, async () => {
      for (const table of tables) {
        for (const attack of attacksOn(table, own, foreign)) {
          const before = await foreignState(table);
          const tenantId = settings[setting]?.(ownTenant());
          const outcome = await inTransaction(attackerFor(setting), tenantId, attack);
          const cell = `${table.name}: ${attack.name}`;
          const allowed = tenantId === ownTenant() ? [ownTenant()] : [];
          expect(
            outcome.tenants.filter((tenant) => !allowed.includes(tenant as string)),
            cell,
          ).to.deep.equal([]);
          expect(await foreignState(table), cell).to.deep.equal(before);
          if (!/everything|copies out|switched off/.test(attack.name)) {
            expect(outcome.changed, cell).to.equal(0);
          }
          cells++;
        }
      }
    });
  }

  it('answers alike for another tenant’s row and for one that nobody has', async () => {
    const foreignIds = Object.values(foreign).map(({ id }) => id);
    for (const table of tables) {
      for (const attack of attacksOn(table, own, foreign)) {
        const client = attackerFor('another tenant');
        const aboutTheirs = await inTransaction(client, ownTenant(), attack);
        const aboutNone = await inTransaction(client, ownTenant(), aboutNobody(attack, foreignIds));
        expect(aboutTheirs, `${table.name}: ${attack.name}`).to.deep.equal(aboutNone);
        cells++;
      }
    }
  });

  it('lets the app role become nobody else', async () => {
    const client = attackerFor('another tenant');
    for (const role of ['postgres', 'frontdesk_owner', 'frontdesk_platform', 'frontdesk_backup', 'frontdesk_definer']) {
      for (const text of [`SET LOCAL ROLE ${role}`, `SET LOCAL SESSION AUTHORIZATION ${role}`]) {
        const outcome = await inTransaction(client, ownTenant(), { name: text, statement: { text, values: [] } });
        expect(outcome.error, text).to.match(/^42501 permission denied/);
        cells++;
      }
    }
  });

  it('gives the app role nothing that all tenants share: no temporary table, sequence, large object, or look at others', async () => {
    const client = attackerFor('another tenant');
    const refused = [
      'CREATE TEMPORARY TABLE planted (id int)',
      'CREATE TABLE planted (id int)',
      'CREATE SEQUENCE planted',
      'CREATE SCHEMA planted',
      'SELECT lo_create(0)',
      'SELECT query FROM pg_stat_activity',
      'SELECT query FROM extensions.pg_stat_statements',
      `COPY (SELECT 1) TO PROGRAM 'true'`,
      `SELECT pg_read_file('/etc/hostname')`,
      'SELECT rolpassword FROM pg_authid',
    ];
    for (const text of refused) {
      const outcome = await inTransaction(client, ownTenant(), { name: text, statement: { text, values: [] } });
      expect(outcome.error, text).to.match(/^42501 permission denied/);
      cells++;
    }
  });

  it('shows that these attacks reach the row where nothing protects it', async () => {
    // The administrator is above the policies: what the app role is refused must work for it.
    for (const table of tables) {
      for (const attack of attacksOn(table, own, foreign)) {
        if (!/^(reads|locks|copies out|updates|deletes)/.test(attack.name)) continue;
        await administrator.query('BEGIN');
        const outcome = await attempt(administrator, attack);
        await administrator.query('ROLLBACK');
        const reached = outcome.tenants.includes(foreignTenant()) || /foreign key/.test(outcome.error ?? '');
        expect(reached, `${table.name}: ${attack.name} ${outcome.error ?? ''}`).to.equal(true);
      }
    }
  });
});

async function inTransaction(client: pg.Client, tenantId: string | undefined, attack: Attack): Promise<Outcome> {
  await client.query('BEGIN');
  if (tenantId !== undefined) await client.query(`SELECT set_config('app.tenant_id', $1, true)`, [tenantId]);
  const outcome = await attempt(client, attack);
  await client.query(attack.sweeping ? 'ROLLBACK' : 'COMMIT');
  return outcome;
}

async function attempt(client: pg.Client, { prelude, statement }: Attack): Promise<Outcome> {
  const copied: string[] = [];
  // pg keeps no rows of a COPY; they are on the wire all the same.
  const { connection } = client as unknown as { connection: NodeJS.EventEmitter };
  const keep = ({ chunk }: { chunk: Buffer }) => copied.push(chunk.toString().trim());
  connection.on('copyData', keep);
  try {
    if (prelude) await client.query(prelude);
    const isCopy = statement.text.startsWith('COPY');
    const { rows, rowCount } = isCopy ? await client.query(statement.text) : await client.query(statement);
    return {
      tenants: [...copied, ...rows.map((row) => row.tenant_id)],
      changed: rowCount ?? 0,
    };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return { error: `${error.code} ${error.message}`, tenants: copied, changed: 0 };
  } finally {
    connection.off('copyData', keep);
  }
}
