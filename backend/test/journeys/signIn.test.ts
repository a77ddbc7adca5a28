import { expect } from 'chai';
import { sql } from '../../src/core/sql.ts';
import { startBackend, type TestBackend } from '../support/backend.ts';
import { clientOf } from '../support/client.ts';
import { letterTo } from '../support/mailbox.ts';
import { addMember, makeWorkspace, type Workspace } from '../support/workspace.ts';

const password = 'correct horse battery';

describe('signing in', () => {
  let backend: TestBackend;
  let workspace: Workspace;
  let other: Workspace;

  before(async () => {
    backend = await startBackend({ worker: true });
    workspace = await makeWorkspace(backend);
    other = await makeWorkspace(backend);
  });
  after(() => backend.stop());

  /** The link that the invitation's mail carries. */
  async function invitationToken(email: string): Promise<string> {
    const { text } = await letterTo(email);
    const token = /#([A-Za-z0-9_-]{43})/.exec(text)?.[1];
    if (!token) throw new Error(`There is no link in the letter to ${email}.`);
    return token;
  }

  it('begins with the invitation that provisioning sent: it sets the password and signs in', async () => {
    const token = await invitationToken(workspace.admin.email);
    const client = clientOf(backend, workspace.slug);
    const found = await client.send('POST', '/api/invitations/lookup', { body: { token } });
    expect(found.json).to.deep.equal({
      email: workspace.admin.email,
      displayName: 'Ada Admin',
      workspaceName: workspace.name,
    });
    const accepted = await client.send('POST', '/api/invitations/acceptance', { body: { token, password } });
    expect(accepted.status, accepted.text).to.equal(200);
    expect(accepted.json.account).to.include({ email: workspace.admin.email, role: 'admin' });
    expect((await client.send('GET', '/api/session')).json.workspace.slug).to.equal(workspace.slug);
  });

  it('takes an invitation once, and only in its own workspace', async () => {
    const used = await invitationToken(workspace.admin.email);
    const theirs = await invitationToken(other.admin.email);
    const client = clientOf(backend, workspace.slug);
    for (const token of [used, theirs, 'x'.repeat(43)]) {
      const answer = await client.send('POST', '/api/invitations/acceptance', { body: { token, password } });
      expect(answer.status).to.equal(404);
    }
  });

  it('works with the password then, and sets a cookie that only this host can have set', async () => {
    const client = clientOf(backend, workspace.slug);
    const answer = await client.send('POST', '/api/session', {
      body: { email: workspace.admin.email.toUpperCase(), password },
    });
    expect(answer.status, answer.text).to.equal(200);
    const [cookie = ''] = [answer.headers['set-cookie'] ?? []].flat();
    expect(cookie).to.match(/^__Host-frontdesk_session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  });

  it('answers an unknown address, a wrong password and an account without a password alike', async () => {
    const member = await addMember(backend, workspace, 'user');
    const client = clientOf(backend, workspace.slug);
    const attempts = [
      { email: workspace.admin.email, password: 'wrong' },
      { email: 'nobody@example.com', password },
      { email: member.email, password },
      { email: other.admin.email, password },
    ];
    const answers = await Promise.all(attempts.map((body) => client.send('POST', '/api/session', { body })));
    const seen = new Set(answers.map(({ status, json }) => JSON.stringify([status, { ...json, requestId: '' }])));
    expect([...seen]).to.have.length(1);
    expect(answers[0]?.status).to.equal(401);
  });

  it('gives a new secret at every sign-in and ends the session that the browser had', async () => {
    const client = clientOf(backend, workspace.slug);
    const signIn = () => client.send('POST', '/api/session', { body: { email: workspace.admin.email, password } });
    await signIn();
    const before = new Map(client.cookies);
    await signIn();
    expect([...client.cookies.values()]).to.not.deep.equal([...before.values()]);
    expect((await clientOf(backend, workspace.slug, before).send('GET', '/api/session')).status).to.equal(401);
  });

  it('refuses a session that somebody else chose', async () => {
    const client = clientOf(backend, workspace.slug, new Map([['__Host-frontdesk_session', 'A'.repeat(43)]]));
    await client.send('POST', '/api/session', { body: { email: workspace.admin.email, password } });
    expect(client.cookies.get('__Host-frontdesk_session')).to.not.equal('A'.repeat(43));
  });

  it('lists where an account is signed in, and signs it out there', async () => {
    const member = await addMember(backend, workspace, 'user');
    const stranger = await addMember(backend, workspace, 'user');
    const { json } = await member.client.send('GET', '/api/sessions');
    expect(json.items).to.have.length(1);
    expect(json.items[0]).to.include({ current: true, userAgent: 'test' });
    const path = `/api/sessions/${json.items[0].id}`;
    expect((await stranger.client.send('DELETE', path)).status).to.equal(404);
    expect((await member.client.send('DELETE', path)).status).to.equal(204);
    expect((await member.client.send('GET', '/api/session')).status).to.equal(401);
  });

  it('ends with a sign-out, for this session alone', async () => {
    const { client } = await addMember(backend, workspace, 'user');
    const before = new Map(client.cookies);
    expect((await client.send('DELETE', '/api/session')).json).to.deep.equal({ redirectTo: null });
    expect(client.cookies.size).to.equal(0);
    expect((await clientOf(backend, workspace.slug, before).send('GET', '/api/session')).status).to.equal(401);
    expect((await workspace.admin.client.send('GET', '/api/session')).status).to.equal(200);
  });

  it('is slowed down for one account after ten tries, and not for others', async () => {
    const quiet = await makeWorkspace(backend);
    const client = clientOf(backend, quiet.slug);
    const attempt = (email: string) => client.send('POST', '/api/session', { body: { email, password: 'wrong' } });
    for (let tries = 0; tries < 10; tries += 1) expect((await attempt('one@example.com')).status).to.equal(401);
    const refused = await attempt('one@example.com');
    expect(refused.status).to.equal(429);
    expect(Number(refused.headers['retry-after'])).to.be.within(1, 900);
    expect((await attempt('two@example.com')).status).to.equal(401);
  });

  it('is told in the audit log of its tenant', async () => {
    const rows = await backend.services.database
      .read(workspace.id)
      .query<{ action: string }>(sql`SELECT DISTINCT action FROM audit_events`);
    const actions = rows.map(({ action }) => action);
    expect(actions).to.include.members([
      'account.created',
      'invitation.created',
      'invitation.accepted',
      'session.started',
    ]);
  });

  it('keeps neither passwords nor tokens where they could be read', async () => {
    const keys = await backend.services.redis.keys('*');
    const token = await invitationToken(workspace.admin.email);
    const values = await Promise.all(
      keys.map(async (key) => key + JSON.stringify(await backend.services.redis.call('DUMP', key))),
    );
    expect(values.join('\n')).to.not.include(token).and.to.not.include(password);
  });
});
