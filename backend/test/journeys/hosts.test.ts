import { expect } from 'chai';
import { startBackend, type TestBackend } from '../support/backend.ts';
import { clientOf } from '../support/client.ts';
import { makeWorkspace, type Workspace } from '../support/workspace.ts';

describe('the host of a request', () => {
  let backend: TestBackend;
  let workspace: Workspace;

  before(async () => {
    backend = await startBackend();
    workspace = await makeWorkspace(backend);
  });
  after(() => backend.stop());

  const strange = [
    '',
    'localhost:8080',
    'a.b.localhost:8080',
    'acme.evil.example',
    'acme.localhost.evil.example',
    '127.0.0.1',
    '[::1]',
    'xn--acme-.localhost:8080',
  ];
  for (const host of strange) {
    it(`${JSON.stringify(host)} is no workspace`, async () => {
      const answer = await clientOf(backend, 'acme').send('GET', '/api/workspace', { headers: { host } });
      expect(answer.status).to.equal(404);
      expect(answer.json.type).to.equal('/problems/no-such-workspace');
    });
  }

  it('decides alone: forwarded headers change nothing', async () => {
    const other = await makeWorkspace(backend);
    const answer = await workspace.admin.client.send('GET', '/api/workspace', {
      headers: { 'x-forwarded-host': other.admin.client.host, forwarded: `host=${other.admin.client.host}` },
    });
    expect(answer.json.slug).to.equal(workspace.slug);
  });

  it('may be written in capitals and with any port', async () => {
    const host = `${workspace.slug.toUpperCase()}.LOCALHOST:9999`;
    const answer = await clientOf(backend, workspace.slug).send('GET', '/api/workspace', { headers: { host } });
    expect(answer.json.slug).to.equal(workspace.slug);
  });

  it('keeps console and workspaces apart', async () => {
    const { client } = workspace.admin;
    expect((await client.send('GET', '/api/console/tenants')).status).to.equal(404);
    expect((await clientOf(backend, 'admin').send('GET', '/api/people')).status).to.equal(404);
    expect((await clientOf(backend, 'admin').send('GET', '/api/workspace')).status).to.equal(404);
  });

  it('gets JSON problem details for what is not there, and no sign of what serves it', async () => {
    const answer = await workspace.admin.client.send('GET', '/api/nothing');
    expect(answer.status).to.equal(404);
    expect(answer.headers['content-type']).to.equal('application/problem+json; charset=utf-8');
    expect(answer.json.requestId).to.equal(answer.headers['x-request-id']);
    expect(answer.headers).to.not.have.property('x-powered-by');
    expect(answer.headers['cache-control']).to.equal('no-store');
  });

  it('gets a clear error for a body that is no JSON, or too large', async () => {
    const { client } = workspace.admin;
    const headers = { 'content-type': 'application/json' };
    expect((await client.send('POST', '/api/session', { body: '{"email":', headers })).status).to.equal(400);
    const large = JSON.stringify({ email: 'x'.repeat(1_100_000) });
    expect((await client.send('POST', '/api/session', { body: large, headers })).status).to.equal(413);
  });
});
