import { hkdfSync } from 'node:crypto';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import { sql } from '../../src/core/sql.ts';
import { hashPassword } from '../../src/features/identity/public.ts';
import { startBackend, type TestBackend } from '../support/backend.ts';
import { clientOf } from '../support/client.ts';
import { makeWorkspace, type Workspace } from '../support/workspace.ts';

const password = 'correct horse battery';

describe('the tokens of a program', () => {
  let backend: TestBackend;
  let ours: Workspace;
  let theirs: Workspace;

  before(async () => {
    backend = await startBackend({ settings: { LIMIT_SIGN_IN_PER_QUARTER_HOUR: '1000' } });
    [ours, theirs] = await Promise.all([makeWorkspace(backend), makeWorkspace(backend)]);
    const hash = await hashPassword(password);
    for (const { id } of [ours, theirs]) {
      await backend.services.database.transaction(id, (tx) =>
        tx.query(sql`UPDATE accounts SET password_hash = ${hash}`),
      );
    }
  });
  after(() => backend.stop());

  /** A program sends no Origin and no cookies. */
  function program(workspace: Workspace) {
    const client = clientOf(backend, workspace.slug);
    const send = (method: string, path: string, body?: unknown, token?: string) =>
      client.send(method, path, {
        ...(body === undefined ? {} : { body }),
        headers: { origin: undefined, authorization: token && `Bearer ${token}` },
      });
    return { send };
  }

  const signIn = async (workspace: Workspace) => {
    const answer = await program(workspace).send('POST', '/api/tokens', { email: workspace.admin.email, password });
    expect(answer.status, answer.text).to.equal(201);
    return answer.json as { accessToken: string; refreshToken: string; expiresIn: number };
  };

  it('open the API for a quarter of an hour, for writes too, without an origin', async () => {
    const { accessToken, expiresIn } = await signIn(ours);
    expect(expiresIn).to.equal(900);
    const me = await program(ours).send('GET', '/api/session', undefined, accessToken);
    expect(me.json).to.deep.include({ signedInBy: 'token' });
    const write = await program(ours).send(
      'PUT',
      '/api/single-sign-on',
      { metadata: '<x/>', enabled: true, createAccounts: true },
      accessToken,
    );
    expect(write.status).to.equal(422);
  });

  it('are nothing in another workspace, not even beside a good cookie', async () => {
    const { accessToken } = await signIn(theirs);
    expect((await program(ours).send('GET', '/api/people', undefined, accessToken)).status).to.equal(401);
    const withCookie = await ours.admin.client.send('GET', '/api/people', {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    expect(withCookie.status).to.equal(401);
  });

  it('are refused when forged: no algorithm, another one, another key, a key id, expired, another audience or issuer', async () => {
    const { accessToken } = await signIn(ours);
    const { aud, iss, iat, exp, ...payload } = jwt.decode(accessToken) as jwt.JwtPayload;
    const secret = backend.services.config.TOKEN_SECRET;
    const keyOf = (workspace: Workspace) => Buffer.from(hkdfSync('sha256', secret, workspace.id, 'access token', 32));
    const good = { algorithm: 'HS256', audience: aud as string, issuer: iss as string, expiresIn: 60 } as const;
    const sign = (changes: jwt.SignOptions, key: jwt.Secret = keyOf(ours)) =>
      jwt.sign(payload, key, { ...good, ...changes });
    expect((await program(ours).send('GET', '/api/people', undefined, sign({}))).status, 'the forger’s tools').to.equal(
      200,
    );
    const body = accessToken.split('.')[1];
    const forged = [
      `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${body}.`,
      sign({}, secret),
      sign({}, keyOf(theirs)),
      sign({ algorithm: 'HS512' }),
      sign({ algorithm: 'none' }, ''),
      sign({ keyid: '../../dev/null' }, secret),
      sign({ expiresIn: -1 }),
      sign({ audience: theirs.admin.client.origin }),
      sign({ issuer: 'https://evil.example' }),
      accessToken.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')),
    ];
    for (const token of forged) {
      expect((await program(ours).send('GET', '/api/people', undefined, token)).status, token).to.equal(401);
    }
  });

  it('turn over: a refresh token gives the next pair, once', async () => {
    const first = await signIn(ours);
    const second = await program(ours).send('POST', '/api/tokens/refresh', { refreshToken: first.refreshToken });
    expect(second.status, second.text).to.equal(200);
    expect(second.json.refreshToken).to.not.equal(first.refreshToken);
    const third = await program(ours).send('POST', '/api/tokens/refresh', { refreshToken: second.json.refreshToken });
    expect(third.status).to.equal(200);
  });

  it('all end when a refresh token is used a second time, and other sign-ins stay', async () => {
    const [stolen, other] = [await signIn(ours), await signIn(ours)];
    const refresh = (refreshToken: string) => program(ours).send('POST', '/api/tokens/refresh', { refreshToken });
    const next = await refresh(stolen.refreshToken);
    expect((await refresh(stolen.refreshToken)).status).to.equal(401);
    expect((await refresh(next.json.refreshToken)).status).to.equal(401);
    expect((await refresh(other.refreshToken)).status).to.equal(200);
  });

  it('of ten uses at the same moment one succeeds, and the family ends', async () => {
    const { refreshToken } = await signIn(ours);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => program(ours).send('POST', '/api/tokens/refresh', { refreshToken })),
    );
    const good = answers.filter(({ status }) => status === 200);
    expect(good).to.have.length(1);
    const after = await program(ours).send('POST', '/api/tokens/refresh', { refreshToken: good[0]?.json.refreshToken });
    expect(after.status).to.equal(401);
  });

  it('can’t be refreshed in another workspace', async () => {
    const { refreshToken } = await signIn(theirs);
    expect((await program(ours).send('POST', '/api/tokens/refresh', { refreshToken })).status).to.equal(401);
    expect((await program(theirs).send('POST', '/api/tokens/refresh', { refreshToken })).status).to.equal(200);
  });

  it('end when they are revoked', async () => {
    const { refreshToken } = await signIn(ours);
    expect((await program(ours).send('POST', '/api/tokens/revocation', { refreshToken })).status).to.equal(204);
    expect((await program(ours).send('POST', '/api/tokens/refresh', { refreshToken })).status).to.equal(401);
  });
});
