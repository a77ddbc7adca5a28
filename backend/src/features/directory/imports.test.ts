import type { ImportRow, PeopleImport } from '@frontdesk/contract';
import { expect } from 'chai';
import { csvOf, csvOfPeople, manyPeople, peopleWithMistakes } from '../../../../scripts/development/demo/csv.ts';
import { startBackend, type TestBackend } from '../../../test/support/backend.ts';
import type { Answer, Client } from '../../../test/support/client.ts';
import { addMember, makeWorkspace, type Workspace } from '../../../test/support/workspace.ts';
import { newId } from '../../core/identifiers.ts';
import type { JobContext } from '../../core/jobs.ts';
import { sql } from '../../core/sql.ts';
import { objectKey } from '../../core/storage.ts';
import { analysePeopleImport } from './importAnalysisJob.ts';
import { runPeopleImport } from './importRunJob.ts';
import { beginImport, executeImport, getImport, listRows, stopImport } from './imports.ts';
import { createPerson } from './people.ts';

describe('an import of people', () => {
  let backend: TestBackend;
  let ours: Workspace;
  let theirs: Workspace;

  before(async () => {
    backend = await startBackend({ worker: true });
    theirs = await makeWorkspace(backend);
  });
  after(() => backend.stop());
  beforeEach(async () => {
    ours = await makeWorkspace(backend);
  });

  const read = (workspace = ours) => backend.services.database.read(workspace.id);
  const peopleOf = (workspace = ours) =>
    read(workspace).query<{ email: string; title: string | null; manager: string | null }>(sql`
      SELECT p.email, p.title, m.email AS manager FROM people p LEFT JOIN people m ON m.id = p.manager_id ORDER BY p.email`);

  describe('by HTTP', () => {
    const upload = (client: Client, body: string, type = 'text/csv; charset=utf-8'): Promise<Answer> =>
      client.send('POST', '/api/people/imports?fileName=staff.csv', { body, headers: { 'content-type': type } });

    async function settled(client: Client, id: string): Promise<PeopleImport> {
      for (;;) {
        const { json } = await client.send('GET', `/api/people/imports/${id}`);
        if (!['analysing', 'running'].includes(json.status)) return json;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }

    it('previews every row, tells all 37 that are bad with every reason, and writes the others', async () => {
      const { client } = ours.admin;
      const { people, lines } = peopleWithMistakes(300, 37, 'import.example');
      for (const workspace of [theirs])
        await backend.services.database.transaction(workspace.id, (tx) =>
          createPerson(tx, { id: newId(), givenName: 'Per', familyName: 'Son', email: 'person.1@import.example' }),
        );
      const begun = await upload(client, csvOfPeople(people));
      expect(begun.status, begun.text).to.equal(202);
      expect(begun.json).to.deep.include({ fileName: 'staff.csv', createdBy: 'Ada Admin' });
      const { id } = begun.json;
      const ready = await settled(client, id);
      expect(ready).to.deep.include({ status: 'ready', counts: { create: 263, change: 0, unchanged: 0, refused: 37 } });
      expect(ready.progress).to.deep.equal({ done: 300, total: 300 });
      expect(await peopleOf()).to.have.length(1);

      const { json } = await client.send('GET', `/api/people/imports/${id}/rows?outcome=refused&pageSize=100`);
      expect(json.total).to.equal(37);
      expect(json.items.map(({ line }: ImportRow) => line)).to.deep.equal(lines);
      for (const { errors } of json.items) expect(errors).to.not.deep.equal([]);
      const long = json.items.find(({ values }: ImportRow) => (values.title?.length ?? 0) > 200);
      expect(long.errors.map(({ column }: { column: string }) => column)).to.deep.equal(['family_name', 'title']);

      const [first, second] = await Promise.all(
        [1, 2].map(() => client.send('POST', `/api/people/imports/${id}/execution`)),
      );
      expect([first?.status, second?.status].sort()).to.deep.equal([202, 409]);
      const done = await settled(client, id);
      expect(done).to.deep.include({ status: 'done', progress: { done: 263, total: 263 } });
      expect(done.finishedAt).to.not.equal(null);
      const written = await peopleOf();
      expect(written).to.have.length(264);
      expect(written.filter(({ manager }) => manager !== null)).to.have.length(262);
      expect(await peopleOf(theirs)).to.have.length(2);
      const [audit] = await read().query<{ count: number }>(sql`
        SELECT count(*)::int FROM audit_events WHERE action = 'person.created' AND detail ->> 'importId' = ${id}`);
      expect(audit?.count).to.equal(263);
      const gone = await backend.services.storage.get(objectKey(ours.id, 'people-imports', id)).catch((e) => e.name);
      expect(gone).to.equal('NoSuchKey');
      expect((await client.send('GET', '/api/people/imports')).json.items).to.have.length(1);

      // Another organization's import is nothing; nobody without the permission may know.
      for (const [method, path] of [
        ['GET', ''],
        ['GET', '/rows'],
        ['POST', '/execution'],
        ['POST', '/stop'],
      ]) {
        const foreign = await theirs.admin.client.send(method ?? '', `/api/people/imports/${id}${path}`);
        expect(foreign.status, path).to.equal(404);
      }
      const user = await addMember(backend, ours, 'user');
      expect((await upload(user.client, 'x')).status).to.equal(403);
    });

    it('takes text/csv and nothing else, and no empty file', async () => {
      const { client } = ours.admin;
      expect((await upload(client, '{}', 'application/json')).status).to.equal(415);
      const empty = await upload(client, '');
      expect(empty.status).to.equal(422);
      expect(empty.json.errors[0].field).to.equal('file');
      expect((await upload(client, 'x'.repeat(20_000_001))).status).to.equal(413);
    });

    it('that can’t be read says why', async () => {
      const begun = await upload(ours.admin.client, 'name;phone\nAnn Bo;1\n');
      const failed = await settled(ours.admin.client, begun.json.id);
      expect(failed.status).to.equal('failed');
      expect(failed.failure).to.contain('email');
      const path = `/api/people/imports/${begun.json.id}`;
      expect((await ours.admin.client.send('POST', `${path}/execution`)).status).to.equal(409);
      expect((await ours.admin.client.send('POST', `${path}/stop`)).status).to.equal(409);
    });
  });

  describe('as jobs', () => {
    /** As the worker gives it; what is wanted happens before a transaction. */
    function contextOf(before: (nth: number) => Promise<void> = async () => {}): JobContext {
      const { services } = backend;
      let nth = 0;
      return {
        tenantId: ours.id,
        errandId: newId(),
        read: read(),
        transaction: async (work) => {
          nth += 1;
          await before(nth);
          return services.database.transaction(ours.id, work);
        },
        services,
        log: services.log,
      };
    }

    /** Up to the preview, without errands: no worker takes part. */
    async function preview(csv: string): Promise<string> {
      const importId = newId();
      const key = objectKey(ours.id, 'people-imports', importId);
      await backend.services.storage.put(key, Buffer.from(csv), 'text/csv');
      const analysis = { job: 'none', payload: {} };
      await backend.services.database.transaction(ours.id, (tx) =>
        beginImport(
          { ...tx, enqueue: async () => {} },
          { importId, fileName: 'x.csv', objectKey: key, analysis },
          ours.admin.accountId,
        ),
      );
      await analysePeopleImport.handle(contextOf(), { importId });
      return importId;
    }

    const transaction: TestBackend['services']['database']['transaction'] = (id, work) =>
      backend.services.database.transaction(id, work);
    const execute = (importId: string) =>
      transaction(ours.id, (tx) =>
        executeImport({ ...tx, enqueue: async () => {} }, importId, { job: 'none', payload: {} }, ours.admin.accountId),
      );
    const run = (importId: string, context = contextOf()) => runPeopleImport.handle(context, { importId });
    const rowsOf = async (importId: string) => (await listRows(read(), importId, { page: 1, pageSize: 100 })).items;

    it('goes on where it was killed, and comes to the same as if it had not been', async () => {
      const people = manyPeople(1_200, 'killed.example');
      const importId = await preview(csvOfPeople(people));
      await execute(importId);
      const killed = contextOf(async (nth) => {
        if (nth === 3) throw new Error('killed');
      });
      expect(await run(importId, killed).catch((error) => error.message)).to.equal('killed');
      expect(await peopleOf()).to.have.length(1_001);
      await Promise.all([run(importId), run(importId)]);
      await run(importId);
      expect(await getImport(read(), importId)).to.deep.include({
        status: 'done',
        counts: { create: 1_200, change: 0, unchanged: 0, refused: 0 },
        progress: { done: 1_200, total: 1_200 },
      });
      const written = new Map((await peopleOf()).map(({ email, manager }) => [email, manager ?? '']));
      for (const { email, managerEmail } of people) expect(written.get(email)).to.equal(managerEmail);
      const again = await preview(csvOfPeople(people));
      expect((await getImport(read(), again)).counts).to.deep.equal({
        create: 0,
        change: 0,
        unchanged: 1_200,
        refused: 0,
      });
    });

    it('stops between two chunks, and what is written has its managers', async () => {
      const people = manyPeople(1_200, 'stopped.example').reverse();
      const importId = await preview(csvOfPeople(people));
      await execute(importId);
      await run(
        importId,
        contextOf(async (nth) => {
          if (nth === 2) await transaction(ours.id, (tx) => stopImport(tx, importId, ours.admin.accountId));
        }),
      );
      const stopped = await getImport(read(), importId);
      expect(stopped.status).to.equal('stopped');
      expect(stopped.finishedAt).to.not.equal(null);
      const written = (await peopleOf()).filter(({ email }) => email.endsWith('stopped.example'));
      expect(written).to.have.length(500);
      expect(written.filter(({ manager }) => manager === null)).to.have.length(1);
    });

    it('refuses what someone else has changed after the preview, and says so', async () => {
      const head = ['email', 'given_name', 'family_name', 'title', 'employee_number'];
      const row = (name: string, title: string, number = '') => [`${name}@late.example`, name, 'Late', title, number];
      const first = await preview(csvOf([head, row('a', 'Old'), row('b', 'Old'), row('c', 'Old')]));
      await execute(first);
      await run(first);
      const importId = await preview(
        csvOf([head, row('a', 'New'), row('b', 'New'), row('c', 'New'), row('d', ''), row('e', '', '7'), row('f', '')]),
      );
      await transaction(ours.id, async (tx) => {
        await tx.query(sql`UPDATE people SET title = 'Mine' WHERE email = 'a@late.example'`);
        await tx.query(sql`UPDATE people SET email = 'gone@late.example' WHERE email = 'b@late.example'`);
        const d = { id: newId(), givenName: 'D', familyName: 'Dee', email: 'd@late.example', employeeNumber: '7' };
        await createPerson(tx, d);
      });
      await execute(importId);
      await run(importId);
      const rows = await rowsOf(importId);
      expect(rows.map(({ outcome }) => outcome)).to.deep.equal([
        'refused',
        'refused',
        'change',
        'refused',
        'refused',
        'create',
      ]);
      expect(rows[0]?.errors[0]).to.deep.include({ column: 'title' });
      expect(rows[0]?.errors[0]?.message).to.contain('“Mine”');
      expect(rows[4]?.errors[0]?.message).to.contain('d@late.example');
      const { counts, status } = await getImport(read(), importId);
      expect({ counts, status }).to.deep.equal({
        status: 'done',
        counts: { create: 1, change: 1, unchanged: 0, refused: 4 },
      });
    });

    it('moves people to other managers and departments, and makes the departments that are missing', async () => {
      const head = ['email', 'given_name', 'family_name', 'department', 'manager_email'];
      const a = ['a@m.example', 'A', 'A', 'Food / Bread', ''];
      const importId = await preview(csvOf([head, a, ['b@m.example', 'B', 'B', 'bread', 'A@m.example']]));
      await execute(importId);
      await run(importId);
      const turned = await preview(
        csvOf([
          head,
          ['a@m.example', 'A', 'A', 'Food', 'c@m.example'],
          ['b@m.example', 'B', 'B', '', ''],
          ['c@m.example', 'C', 'C', 'food / bread', 'b@m.example'],
        ]),
      );
      expect((await rowsOf(turned))[0]?.before).to.deep.equal({ department: 'Food / Bread', manager_email: '' });
      await execute(turned);
      await run(turned);
      const managers = (await peopleOf()).filter(({ email }) => email.endsWith('@m.example'));
      expect(managers.map(({ manager }) => manager)).to.deep.equal(['c@m.example', null, 'b@m.example']);
      const departments = await read().query(sql`SELECT name FROM departments ORDER BY name`);
      expect(departments).to.deep.equal([{ name: 'Bread' }, { name: 'Food' }]);
    });

    it('runs one at a time in an organization', async () => {
      const head = 'email,given_name,family_name\n';
      const [one, two] = [await preview(`${head}a@o.example,A,A\n`), await preview(`${head}b@o.example,B,B\n`)];
      await execute(one);
      expect(await execute(two).catch((error) => error.status)).to.equal(409);
      await run(one);
      expect(await execute(two)).to.have.property('status', 'running');
    });

    it('may be analysed twice at the same moment', async () => {
      const people = manyPeople(700, 'twice.example');
      const importId = newId();
      const key = objectKey(ours.id, 'people-imports', importId);
      await backend.services.storage.put(key, Buffer.from(csvOfPeople(people)), 'text/csv');
      await transaction(ours.id, (tx) =>
        tx.query(sql`
          INSERT INTO people_imports (id, file_name, object_key, created_by)
          VALUES (${importId}, 'x.csv', ${key}, ${ours.admin.accountId})`),
      );
      // One of them may give up and be tried again, as the queue does.
      await Promise.allSettled([1, 2].map(() => analysePeopleImport.handle(contextOf(), { importId })));
      await analysePeopleImport.handle(contextOf(), { importId });
      const { status, counts } = await getImport(read(), importId);
      expect({ status, counts }).to.deep.equal({
        status: 'ready',
        counts: { create: 700, change: 0, unchanged: 0, refused: 0 },
      });
      expect((await listRows(read(), importId, { page: 1, pageSize: 1, outcome: 'create' })).total).to.equal(700);
      const [stored] = await read().query<{ count: number }>(sql`
        SELECT count(*)::int FROM people_import_rows WHERE import_id = ${importId}`);
      expect(stored?.count).to.equal(700);
    });
  });
});
