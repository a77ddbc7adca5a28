/** Keys outside the database. */
import { expect } from 'chai';
import { newId, tenantId } from '../../src/core/identifiers.ts';
import { platformKey, tenantKey } from '../../src/core/redis.ts';
import { objectKey } from '../../src/core/storage.ts';
import { startBackend, type TestBackend } from '../support/backend.ts';
import { clientOf } from '../support/client.ts';
import { addMember, makeWorkspace } from '../support/workspace.ts';

const [ours, theirs] = [tenantId(newId()), tenantId(newId())];

describe('a key', () => {
  it('of Redis begins with its tenant, so that no two tenants have one in common', () => {
    expect(tenantKey(ours, 'session', 'x')).to.equal(`{t:${ours}}:session:x`);
    expect(tenantKey(ours, 'session', 'x')).to.not.equal(tenantKey(theirs, 'session', 'x'));
    expect(platformKey('session', 'x')).to.equal('{platform}:session:x');
  });

  it('is made of parts that can’t run into each other, or name another tenant', () => {
    expect(tenantKey(ours, 'limit', 'a:b', 'c')).to.not.equal(tenantKey(ours, 'limit', 'a', 'b:c'));
    expect(tenantKey(ours, 'limit', 'a%3Ab')).to.not.equal(tenantKey(ours, 'limit', 'a:b'));
    expect(tenantKey(ours, 'limit', `{t:${theirs}}`)).to.not.include(`{t:${theirs}}`);
  });

  it('of an object begins with its tenant, and takes identifiers only', () => {
    const id = newId();
    expect(objectKey(ours, 'people-imports', id)).to.equal(`tenants/${ours}/people-imports/${id}`);
    for (const [kind, name] of [
      ['../x', id],
      ['people-imports', `../../${theirs}/x`],
      ['people-imports', 'people.csv'],
      ['people-imports', ''],
    ] as const) {
      expect(() => objectKey(ours, kind, name)).to.throw('an object key');
    }
  });
});

describe('what Redis keeps', () => {
  let backend: TestBackend;
  before(async () => {
    backend = await startBackend();
  });
  after(() => backend.stop());

  it('of a session is no secret: what the browser holds is in no key and in no value', async () => {
    const workspace = await makeWorkspace(backend);
    const { client } = await addMember(backend, workspace, 'user');
    const [secret = ''] = client.cookies.values();
    const { redis } = backend.services;
    const keys = await redis.keys(`{t:${workspace.id}}:session*`);
    expect(keys).to.have.length.above(0);
    for (const key of keys) {
      const kept = key + (key.includes('sessions-of') ? await redis.smembers(key) : await redis.get(key));
      expect(kept).to.not.include(secret);
    }
    const listed = await client.send('GET', '/api/sessions');
    expect(listed.text).to.not.include(secret);
  });

  it('of failed sign-ins is counted in each tenant by itself, however the address is written', async () => {
    const [mine, other] = [await makeWorkspace(backend), await makeWorkspace(backend)];
    const attempt = (slug: string, email: string) =>
      clientOf(backend, slug).send('POST', '/api/session', { body: { email, password: 'wrong' } });
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await attempt(mine.slug, 'ada@example.com')).status).to.equal(401);
      expect((await attempt(mine.slug, ' ADA@Example.com ')).status).to.equal(401);
    }
    expect((await attempt(mine.slug, 'ada@example.com')).status).to.equal(429);
    expect((await attempt(mine.slug, 'Ada@example.com')).status).to.equal(429);
    expect((await attempt(other.slug, 'ada@example.com')).status).to.equal(401);
  });
});
