import { largestPageSize } from '@frontdesk/contract';
import { expect } from 'chai';
import { startBackend, type TestBackend } from '../../../test/support/backend.ts';
import { connectAs } from '../../../test/support/databases.ts';
import { makeWorkspace, type Workspace } from '../../../test/support/workspace.ts';
import { newId } from '../../core/identifiers.ts';
import { sql, statementOf } from '../../core/sql.ts';
import type { TenantReader } from '../../core/tenantTx.ts';
import { ensureDepartments } from './departments.ts';
import { createPerson, getPerson, listPeople, type NewPerson } from './people.ts';

describe('people', () => {
  let backend: TestBackend;
  let ours: Workspace;
  let read: TenantReader;
  const ids: Record<string, string> = {};
  let departments: Map<string, string>;

  const people: readonly (Omit<NewPerson, 'id' | 'email'> & { email?: string; department?: string })[] = [
    { givenName: 'Anna', familyName: 'Johnson', title: 'Baker', location: 'Kraków', department: 'Food / Bread' },
    { givenName: 'John', familyName: 'Annable', title: 'Driver', department: 'Food' },
    { givenName: 'Jürgen', familyName: 'Müller', title: 'Miller', department: 'Food / Bread' },
    { givenName: 'Johanna', familyName: 'Zimmer', email: 'jz_1%@x.example', department: 'Sales' },
    { givenName: 'Åsa', familyName: 'Ångström', department: 'Sales' },
    { givenName: 'Boris', familyName: 'Aoki' },
    { givenName: '王', familyName: '伟', title: 'O’Reilly’s friend' },
  ];

  before(async () => {
    backend = await startBackend();
    ours = await makeWorkspace(backend);
    const theirs = await makeWorkspace(backend);
    for (const { id } of [theirs, ours]) {
      await backend.services.database.transaction(id, async (tx) => {
        departments = await ensureDepartments(tx, new Map(), ['Food / Bread', 'Sales']);
        for (const { department, ...person } of people) {
          const name = `${person.givenName} ${person.familyName}`;
          ids[name] = newId();
          const email = person.email ?? `${name.replace(' ', '.')}@x.example`.toLowerCase();
          const managerId = person.familyName === 'Johnson' ? null : (ids['Anna Johnson'] ?? null);
          const departmentId = departments.get(department?.toLowerCase() ?? '') ?? null;
          await createPerson(tx, { ...person, id: ids[name], email, departmentId, managerId });
        }
      });
    }
    read = backend.services.database.read(ours.id);
  });
  after(() => backend.stop());

  const list = (query: Partial<Parameters<typeof listPeople>[1]>) =>
    listPeople(read, { page: 1, pageSize: 50, search: '', sort: 'name', ...query });
  const names = async (query: Parameters<typeof list>[0]) =>
    (await list(query)).items.map(({ displayName }) => displayName);
  const search = (words: string) => names({ search: words });

  it('are listed by family name, accents or not, and only their own organization’s', async () => {
    const all = await list({});
    expect(all.total).to.equal(8);
    expect(all.items.map(({ displayName }) => displayName)).to.deep.equal([
      'Ada Admin',
      'Åsa Ångström',
      'John Annable',
      'Boris Aoki',
      'Anna Johnson',
      'Jürgen Müller',
      'Johanna Zimmer',
      '王 伟',
    ]);
    expect(await names({ sort: '-name' })).to.deep.equal((await names({})).reverse());
  });

  it('come in pages that leave nobody out, whatever they are sorted by', async () => {
    for (const sort of [
      'name',
      '-name',
      'title',
      '-title',
      'department',
      '-department',
      'location',
      '-location',
    ] as const) {
      const pages = await Promise.all([1, 2, 3].map((page) => list({ sort, page, pageSize: 3 })));
      const seen = pages.flatMap(({ items }) => items.map(({ id }) => id));
      expect(new Set(seen).size, sort).to.equal(8);
      expect(pages.map(({ total }) => total)).to.deep.equal([8, 8, 8]);
    }
    expect((await names({ sort: 'title' })).slice(0, 3)).to.deep.equal([
      'Anna Johnson',
      'John Annable',
      'Jürgen Müller',
    ]);
    expect(await list({ page: 9 })).to.deep.include({ items: [], total: 8 });
  });

  it('of a department are those below it too, also in a search', async () => {
    const food = departments.get('food');
    expect(await names({ departmentId: food })).to.deep.equal(['John Annable', 'Anna Johnson', 'Jürgen Müller']);
    expect(await names({ departmentId: food, search: 'joh' })).to.have.members(['John Annable', 'Anna Johnson']);
    expect(await names({ departmentId: newId() })).to.deep.equal([]);
  });

  it('are found by names with typing errors and without accents, the exact ones first', async () => {
    expect((await search('anna johnson'))[0]).to.equal('Anna Johnson');
    expect((await search('johnson anna'))[0]).to.equal('Anna Johnson');
    expect(await search('jonson')).to.include('Anna Johnson');
    for (const words of ['muller', 'müller', 'MÜLLER', 'mueller', 'juergen muller'])
      expect(await search(words), words).to.include('Jürgen Müller');
    expect((await search('johanna'))[0]).to.equal('Johanna Zimmer');
    expect(await search('王')).to.deep.equal(['王 伟']);
  });

  it('are found while typing, and by address, title and place', async () => {
    for (const words of ['j', 'jo', 'joh', 'john', 'johns'])
      expect(await search(words), words).to.include('Anna Johnson');
    expect(await search('son@x.ex')).to.deep.equal(['Anna Johnson']);
    expect(await search('baker')).to.deep.equal(['Anna Johnson']);
    expect(await search('krakow')).to.deep.equal(['Anna Johnson']);
    expect(await search('baker krak')).to.deep.equal(['Anna Johnson']);
  });

  it('are not found by what fits nobody', async () => {
    for (const words of ['qxzvwk', 'anna qxzvwk', 'xo', '%', '_', '"', "'", '- -', '\\']) {
      expect(await search(words), words).to.deep.equal([]);
    }
  });

  it('take any search without an error', async () => {
    expect(await search('jz_1%')).to.deep.equal(['Johanna Zimmer']);
    expect(await search('jz1')).to.deep.equal([]);
    for (const words of ['o’r', "o'r", '\0', 'a\0b', '\ud800', '😀 j', 'x'.repeat(10_000), 'a '.repeat(5_000), '\\%\\'])
      expect(await list({ search: words }), words.slice(0, 20)).to.have.property('total');
  });

  it('have a page with department path, manager and reports', async () => {
    const anna = await getPerson(read, ids['Anna Johnson'] ?? '');
    expect(anna.departmentPath.map(({ name }) => name)).to.deep.equal(['Food', 'Bread']);
    expect(anna.department?.name).to.equal('Bread');
    expect(anna.directReports).to.have.length(people.length - 1);
    const john = await getPerson(read, ids['John Annable'] ?? '');
    expect(john.manager).to.deep.equal({ id: ids['Anna Johnson'], displayName: 'Anna Johnson', title: 'Baker' });
    const error = await getPerson(read, newId()).catch((reason) => reason);
    expect(error).to.have.property('status', 404);
  });

  it('keep an address to one person, and say which field is taken', async () => {
    const again = { id: newId(), givenName: 'A', familyName: 'B', email: 'Anna.Johnson@x.example' };
    const error = await backend.services.database.transaction(ours.id, (tx) => createPerson(tx, again)).catch((e) => e);
    expect(error).to.deep.include({ status: 409 });
    expect(error.errors[0].field).to.equal('email');
  });

  it('are searched by the index, as the role that serves tenants', async () => {
    const administrator = await connectAs('administrator');
    try {
      // Enough that reading everything would be the worse plan.
      await backend.services.database.transaction(ours.id, (tx) =>
        tx.query(sql`
          INSERT INTO people (id, given_name, family_name, email)
          SELECT gen_random_uuid(), 'Given' || n, 'Family' || n, 'n' || n || '@many.example' FROM generate_series(1, 5000) n`),
      );
      await administrator.query('ANALYZE people');
      const scans = async () => {
        await administrator.query('SELECT pg_stat_clear_snapshot()');
        const { rows } = await administrator.query(
          `SELECT idx_scan::int AS scans FROM pg_stat_user_indexes WHERE indexrelname = 'people_search'`,
        );
        return rows[0].scans as number;
      };
      const before = await scans();
      for (const words of ['family77', 'famly77']) {
        const found = await read.query(sql`
          SELECT search_people.*, pg_stat_force_next_flush() FROM search_people(${words}, 100)`);
        expect(found.length, words).to.be.above(0);
      }
      let after = before;
      for (let tries = 0; after === before && tries < 40; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        after = await scans();
      }
      expect(after).to.be.above(before);

      const { rows } = await administrator.query<{ body: string }>(
        `SELECT prosrc AS body FROM pg_proc WHERE proname = 'search_people'`,
      );
      const body = rows[0]?.body
        .replace(/\bwords\b/g, '$1')
        .replace(/\bat_most\b/g, '$2')
        .replace(/\bdepartments\b/g, '$3');
      await administrator.query(`SELECT set_config('app.tenant_id', $1, false)`, [ours.id]);
      await administrator.query(`SET ROLE frontdesk_definer; SET pg_trgm.word_similarity_threshold = 0.5`);
      await administrator.query(`PREPARE search (text, integer, uuid[]) AS ${body}`);
      for (const mode of ['force_custom_plan', 'force_generic_plan']) {
        await administrator.query(`SET plan_cache_mode = ${mode}`);
        const plan = await administrator.query(`EXPLAIN EXECUTE search ('famly77', 100, NULL)`);
        const lines = plan.rows.map((row) => row['QUERY PLAN'] as string);
        expect(
          lines.filter((line) => line.includes('Bitmap Index Scan on people_search')),
          mode,
        ).to.have.length(2);
        expect(lines.filter((line) => /Scan on people |Seq Scan/.test(line) && !line.includes('Bitmap'))).to.deep.equal(
          [],
        );
      }
    } finally {
      await administrator.end();
    }
  });

  it('come on pages up to the largest, one after the other, and their page is planned once', async () => {
    const many = await makeWorkspace(backend);
    const administrator = await connectAs('administrator');
    const app = await connectAs('app');
    try {
      await backend.services.database.transaction(many.id, (tx) =>
        tx.query(sql`
          INSERT INTO people (id, given_name, family_name, email)
          SELECT gen_random_uuid(), 'Given', 'Family' || lpad(n::text, 4, '0'), 'n' || n || '@pages.example'
          FROM generate_series(1, 1000) n`),
      );
      await administrator.query('VACUUM (ANALYZE) people');

      const reader = backend.services.database.read(many.id);
      const shown: string[] = [];
      for (let page = 1; page <= 11; page++) {
        const { items } = await listPeople(reader, { page, pageSize: largestPageSize, search: '', sort: 'name' });
        shown.push(...items.map(({ displayName }) => displayName));
      }
      const names = Array.from({ length: 1000 }, (_, n) => `Given Family${String(n + 1).padStart(4, '0')}`);
      expect(shown).to.deep.equal(['Ada Admin', ...names]);

      await app.query(`SELECT set_config('app.tenant_id', $1, false)`, [many.id]);
      const onConnection: TenantReader = {
        tenantId: many.id,
        query: async (query) => (await app.query(statementOf(query))).rows,
      };
      for (let count = 0; count < 10; count++) {
        await listPeople(onConnection, { page: 1, pageSize: 50, search: '', sort: 'name' });
      }
      const { rows } = await app.query('SELECT custom_plans::int, generic_plans::int FROM pg_prepared_statements');
      // PostgreSQL looks at five plans for given values before it may settle on one for all.
      expect(rows).to.deep.equal([{ custom_plans: 5, generic_plans: 5 }]);
    } finally {
      await app.end();
      await administrator.end();
    }
  });
});
