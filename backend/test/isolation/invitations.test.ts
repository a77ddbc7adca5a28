/** Invitations and refresh tokens: each condition by itself, set in the database. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { newId } from '../../src/core/identifiers.ts';
import { type SQLQuery, sql } from '../../src/core/sql.ts';
import { sendInvitation } from '../../src/features/identity/jobs.ts';
import { hashPassword } from '../../src/features/identity/public.ts';
import { startBackend, type TestBackend } from '../support/backend.ts';
import { clientOf } from '../support/client.ts';
import { connectAs } from '../support/databases.ts';
import { lettersTo, letterTo } from '../support/mailbox.ts';
import { makeWorkspace, type Workspace } from '../support/workspace.ts';

const password = 'correct horse battery';

describe('an invitation', () => {
  let backend: TestBackend;
  before(async () => {
    backend = await startBackend({ worker: true, settings: { LIMIT_SIGN_IN_PER_QUARTER_HOUR: '1000' } });
  });
  after(() => backend.stop());

  const change = ({ id }: Workspace, statement: SQLQuery) =>
    backend.services.database.transaction(id, (tx) => tx.query(statement));
  const tokenIn = ({ text }: { text: string }) => /#([A-Za-z0-9_-]{43})/.exec(text)?.[1] ?? '';
  const lookUp = async ({ slug }: Workspace, token: string) =>
    (await clientOf(backend, slug).send('POST', '/api/invitations/lookup', { body: { token } })).status;
  const accept = async ({ slug }: Workspace, token: string) =>
    (await clientOf(backend, slug).send('POST', '/api/invitations/acceptance', { body: { token, password } })).status;

  async function invited(): Promise<{ workspace: Workspace; token: string }> {
    const workspace = await makeWorkspace(backend);
    const token = tokenIn(await letterTo(workspace.admin.email));
    expect(await lookUp(workspace, token)).to.equal(200);
    return { workspace, token };
  }

  for (const [name, statement] of Object.entries({
    'is used': sql`UPDATE invitations SET accepted_at = now()`,
    'has expired': sql`UPDATE invitations SET expires_at = now() - interval '1 second'`,
    'is of a closed account': sql`UPDATE accounts SET status = 'inactive'`,
    'is of someone who has left': sql`UPDATE people SET status = 'inactive'`,
  })) {
    it(`that ${name} is shown to nobody and opens nothing`, async () => {
      const { workspace, token } = await invited();
      await change(workspace, statement);
      expect(await lookUp(workspace, token)).to.equal(404);
      expect(await accept(workspace, token)).to.equal(404);
    });
  }

  it('is accepted by one of two at the same moment', async () => {
    const { workspace, token } = await invited();
    const statuses = await atTheSameMoment('invitations', workspace, () => accept(workspace, token));
    expect(statuses).to.deep.equal([200, 404]);
  });

  /** Does a thing twice; both have read the account's rows of `table` before either may write them. */
  async function atTheSameMoment(table: string, { admin }: Workspace, work: () => Promise<number>): Promise<number[]> {
    const [holder, observer] = [await connectAs('administrator'), await connectAs('administrator')];
    try {
      await holder.query('BEGIN');
      await holder.query(`SELECT FROM ${table} WHERE account_id = $1 FOR UPDATE`, [admin.accountId]);
      const both = Promise.all([work(), work()]);
      const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%${table}%'`;
      while (((await observer.query(waiting)).rowCount ?? 0) < 2) await sleep(20);
      await holder.query('COMMIT');
      return (await both).toSorted();
    } finally {
      await holder.end();
      await observer.end();
    }
  }

  it('has a token that holds its tenant: the same invitation in two tenants has two', async () => {
    const id = newId();
    const letters = [];
    for (const workspace of [await makeWorkspace(backend), await makeWorkspace(backend)]) {
      await letterTo(workspace.admin.email);
      await backend.services.database.transaction(workspace.id, async (tx) => {
        await tx.query(sql`
          INSERT INTO invitations (id, account_id, token_hash, expires_at)
          VALUES (${id}, ${workspace.admin.accountId}, ${Buffer.alloc(32)}, now() + interval '1 day')`);
        await tx.enqueue(sendInvitation.errand({ invitationId: id }));
      });
      letters.push(await nthLetter(workspace.admin.email, 2));
    }
    const [one, other] = letters.map(tokenIn);
    expect(one).to.match(/^.{43}$/);
    expect(one).to.not.equal(other);
  });

  it('that is used sends no letter any more', async () => {
    const { workspace, token } = await invited();
    expect(await accept(workspace, token)).to.equal(200);
    await backend.services.database.transaction(workspace.id, async (tx) => {
      const rows = await tx.query<{ id: string }>(sql`SELECT id FROM invitations`);
      for (const { id } of rows) await tx.enqueue(sendInvitation.errand({ invitationId: id }));
      // The one behind it is good: when its letter has come, the used one's would have.
      const next = newId();
      await tx.query(sql`
        INSERT INTO invitations (id, account_id, token_hash, expires_at)
        VALUES (${next}, ${workspace.admin.accountId}, ${Buffer.alloc(32)}, now() + interval '1 day')`);
      await tx.enqueue(sendInvitation.errand({ invitationId: next }));
    });
    const letters = [await nthLetter(workspace.admin.email, 2), ...(await lettersTo(workspace.admin.email))];
    expect(letters.filter((letter) => tokenIn(letter) === token)).to.have.length(1);
  });

  async function nthLetter(address: string, wanted: number) {
    for (;;) {
      const letters = await lettersTo(address);
      if (letters.length >= wanted && letters[0]) return letters[0];
      await sleep(50);
    }
  }

  async function tokensOf(workspace: Workspace) {
    await change(workspace, sql`UPDATE accounts SET password_hash = ${await hashPassword(password)}`);
    const client = clientOf(backend, workspace.slug);
    const pair = await client.send('POST', '/api/tokens', { body: { email: workspace.admin.email, password } });
    const refresh = (refreshToken: string) => client.send('POST', '/api/tokens/refresh', { body: { refreshToken } });
    return { refreshToken: pair.json.refreshToken as string, refresh };
  }

  it('aside, a refresh token is taken from one of two at the same moment', async () => {
    const workspace = await makeWorkspace(backend);
    const { refreshToken, refresh } = await tokensOf(workspace);
    const statuses = await atTheSameMoment(
      'refresh_tokens',
      workspace,
      async () => (await refresh(refreshToken)).status,
    );
    expect(statuses).to.deep.equal([200, 401]);
  });

  for (const [name, statement] of Object.entries({
    'that has expired': sql`UPDATE refresh_tokens SET expires_at = now() - interval '1 second'`,
    'of a closed account': sql`UPDATE accounts SET status = 'inactive'`,
    'of someone who has left': sql`UPDATE people SET status = 'inactive'`,
  })) {
    it(`aside, a refresh token ${name} is nothing`, async () => {
      const workspace = await makeWorkspace(backend);
      const { refreshToken, refresh } = await tokensOf(workspace);
      const next = await refresh(refreshToken);
      expect(next.status).to.equal(200);
      await change(workspace, statement);
      expect((await refresh(next.json.refreshToken)).status).to.equal(401);
    });
  }
});
