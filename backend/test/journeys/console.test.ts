import { expect } from 'chai';
import { newId } from '../../src/core/identifiers.ts';
import { sql } from '../../src/core/sql.ts';
import { saveOperator } from '../../src/features/console/public.ts';
import { startBackend, type TestBackend } from '../support/backend.ts';
import { type Client, clientOf } from '../support/client.ts';
import { freshSlug, makeWorkspace } from '../support/workspace.ts';

describe('the operator’s console', () => {
  let backend: TestBackend;
  let operator: Client;
  const credentials = { email: `olive-${Date.now()}@frontdesk.example`, password: 'a long enough password' };

  before(async () => {
    backend = await startBackend();
    await backend.services.platform.transaction((tx) => saveOperator(tx, { ...credentials, name: 'Olive' }));
    operator = clientOf(backend, 'admin');
    const answer = await operator.send('POST', '/api/console/session', { body: credentials });
    expect(answer.status, answer.text).to.equal(200);
  });
  after(() => backend.stop());

  const wanted = (slug: string) => ({
    name: 'Initech',
    slug,
    admin: { givenName: 'Peter', familyName: 'Gibbons', email: 'peter@initech.example' },
  });

  it('signs operators in, and knows them', async () => {
    const { json } = await operator.send('GET', '/api/console/session');
    expect(json.operator).to.include({ email: credentials.email, name: 'Olive' });
    const wrong = await clientOf(backend, 'admin').send('POST', '/api/console/session', {
      body: { ...credentials, password: 'wrong' },
    });
    expect(wrong.status).to.equal(401);
  });

  it('provisions an organization whose subdomain answers at once, even if it was tried before', async () => {
    const slug = freshSlug('initech');
    const visitor = clientOf(backend, slug);
    expect((await visitor.send('GET', '/api/workspace')).status).to.equal(404);
    const answer = await operator.send('POST', '/api/console/tenants', { body: wanted(slug) });
    expect(answer.status, answer.text).to.equal(201);
    expect(answer.json).to.include({ slug, status: 'active', peopleCount: 1, url: visitor.origin });
    const workspace = await visitor.send('GET', '/api/workspace');
    expect(workspace.json).to.deep.equal({
      slug,
      name: 'Initech',
      status: 'active',
      signIn: { singleSignOn: false, password: true },
    });
  });

  it('leaves nothing behind when provisioning fails half-way', async () => {
    const { slug } = await makeWorkspace(backend);
    const answer = await operator.send('POST', '/api/console/tenants', { body: wanted(slug) });
    expect(answer.status).to.equal(409);
    expect(answer.json.errors[0].field).to.equal('slug');
  });

  it('makes one organization of a request that is sent twice, and another of another request', async () => {
    const slug = freshSlug('twice');
    const send = (key: string, label: string) =>
      operator.send('POST', '/api/console/tenants', { body: wanted(label), headers: { 'idempotency-key': key } });
    const key = newId();
    const [first, second] = [await send(key, slug), await send(key, slug)];
    expect(second.status, second.text).to.equal(201);
    expect(second.json.id).to.equal(first.json.id);
    expect((await send(newId(), slug)).status).to.equal(409);
    expect((await send(key, freshSlug('other'))).status).to.equal(422);
  });

  it('names the field that is wrong', async () => {
    const answer = await operator.send('POST', '/api/console/tenants', {
      body: { ...wanted('admin'), admin: { givenName: '', familyName: 'G', email: 'no address' } },
    });
    expect(answer.status).to.equal(422);
    expect(answer.json.errors.map(({ field }: { field: string }) => field)).to.have.members([
      'admin.givenName',
      'admin.email',
    ]);
    const reserved = await operator.send('POST', '/api/console/tenants', { body: wanted('adm1n') });
    expect(reserved.json.errors[0]).to.include({ field: 'slug' });
  });

  it('refuses a slug that looks like one that is there', async () => {
    const slug = freshSlug('m');
    await operator.send('POST', '/api/console/tenants', { body: wanted(slug) });
    const answer = await operator.send('POST', '/api/console/tenants', { body: wanted(slug.replace('m', 'rn')) });
    expect(answer.status).to.equal(409);
  });

  it('finds, sorts and pages organizations', async () => {
    const slug = freshSlug('findme');
    await operator.send('POST', '/api/console/tenants', { body: { ...wanted(slug), name: `Needle 100% ${slug}` } });
    const found = await operator.send('GET', `/api/console/tenants?search=${encodeURIComponent(`100% ${slug}`)}`);
    expect(found.json.items.map((tenant: { slug: string }) => tenant.slug)).to.deep.equal([slug]);
    const page = await operator.send('GET', '/api/console/tenants?pageSize=1&page=2&sort=-createdAt');
    expect(page.json).to.include({ page: 2, pageSize: 1 });
    expect(page.json.items).to.have.length(1);
  });

  it('suspends: the workspace says so and answers nothing else; resumed, the session is good again', async () => {
    const workspace = await makeWorkspace(backend);
    const path = `/api/console/tenants/${workspace.id}/suspension`;
    const suspended = await operator.send('POST', path, { body: { reason: 'unpaid' } });
    expect(suspended.json.status).to.equal('suspended');
    const { client } = workspace.admin;
    expect((await client.send('GET', '/api/workspace')).json.status).to.equal('suspended');
    const refused = await client.send('GET', '/api/session');
    expect(refused.status).to.equal(403);
    expect(refused.json.type).to.equal('/problems/workspace-suspended');
    await operator.send('DELETE', path);
    expect((await client.send('GET', '/api/session')).status).to.equal(200);
  });

  it('deletes: the workspace is gone, and its slug is never given out again', async () => {
    const workspace = await makeWorkspace(backend);
    const answer = await operator.send('DELETE', `/api/console/tenants/${workspace.id}`);
    expect(answer.json.status).to.equal('deleted');
    const gone = await workspace.admin.client.send('GET', '/api/workspace');
    const never = await clientOf(backend, freshSlug('never')).send('GET', '/api/workspace');
    expect(gone.status).to.equal(404);
    expect({ ...gone.json, requestId: '' }).to.deep.equal({ ...never.json, requestId: '' });
    expect((await operator.send('POST', '/api/console/tenants', { body: wanted(workspace.slug) })).status).to.equal(
      409,
    );
    const resumed = await operator.send('DELETE', `/api/console/tenants/${workspace.id}/suspension`);
    expect(resumed.status).to.equal(409);
  });

  it('can read nothing of a tenant, even inside its own transaction', async () => {
    const workspace = await makeWorkspace(backend);
    const attempt = backend.services.platform.transaction(async (tx) => {
      tx.actFor(workspace.id);
      return tx.query(sql`SELECT email FROM people`);
    });
    const error = await attempt.then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error?.message).to.match(/permission denied/);
  });

  it('records what operators did', async () => {
    const [deed] = await backend.services.platform.transaction((tx) =>
      tx.query<{ deeds: string[] }>(sql`
        SELECT array_agg(DISTINCT a.action) AS deeds FROM platform_audit_events a
        JOIN operators o ON o.id = a.operator_id WHERE o.email = ${credentials.email}`),
    );
    expect(deed?.deeds).to.include.members([
      'operator.signed-in',
      'tenant.provisioned',
      'tenant.suspended',
      'tenant.deleted',
    ]);
  });
});
