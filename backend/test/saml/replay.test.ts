/** One response, one session: against a real Redis. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { newId, type TenantId, tenantId } from '../../src/core/identifiers.ts';
import { SamlRefusal } from '../../src/features/identity/saml/refusal.ts';
import {
  consumeOnce,
  newBrowserNonce,
  type ReplacedSession,
  rememberRequest,
} from '../../src/features/identity/saml/replay.ts';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('A SAML response is used once', function () {
  this.timeout(20_000);
  let redis: Redis;
  let server: ChildProcess | null = null;

  before(async () => {
    const given = process.env.TEST_REDIS_URL ?? process.env.REDIS_URL;
    if (given) redis = new Redis(given);
    else {
      const port = await freePort();
      server = spawn(
        'redis-server',
        ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
        { stdio: 'ignore' },
      );
      redis = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 50 });
      redis.on('error', () => {});
    }
    await redis.ping();
  });

  after(async () => {
    redis.disconnect();
    if (server !== null) {
      server.kill();
      await once(server, 'exit');
    }
  });

  const newTenant = () => tenantId(newId());
  const issuer = 'https://idp.example/metadata';

  async function begin(tenant: TenantId, returnPath: unknown = '/tickets?open=1', session?: ReplacedSession) {
    const request = { tenantId: tenant, requestId: `_${newId()}`, browserNonce: newBrowserNonce() };
    await rememberRequest(redis, { ...request, returnPath, session });
    return {
      ...request,
      issuer,
      assertionId: `_${newId()}`,
      now: new Date(),
      usableUntil: new Date(Date.now() + 420_000),
    };
  }

  async function reasonOf(use: Parameters<typeof consumeOnce>[1]): Promise<string> {
    const refusal = await consumeOnce(redis, use).then(
      () => null,
      (error: unknown) => error,
    );
    return refusal instanceof SamlRefusal ? refusal.reason : expect.fail('It was accepted.');
  }

  it('and tells which session the browser had when it asked, so that this one can be ended', async () => {
    const had = { accountId: newId(), id: 'public-name-of-a-session' };
    const { session } = await consumeOnce(redis, await begin(newTenant(), '/people', had));
    expect(session).to.deep.equal(had);
  });

  it('by one of 64 posts at the same moment', async () => {
    const use = await begin(newTenant());
    const outcomes = await Promise.allSettled(Array.from({ length: 64 }, () => consumeOnce(redis, use)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).to.equal(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).to.be.instanceOf(SamlRefusal);
  });

  it('by one of 64 posts that come over different connections', async () => {
    const use = await begin(newTenant());
    const connections = Array.from({ length: 8 }, () => redis.duplicate());
    const posts = Array.from({ length: 64 }, (_, i) => consumeOnce(connections[i % 8] as Redis, use));
    const outcomes = await Promise.allSettled(posts);
    for (const connection of connections) connection.disconnect();
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).to.equal(1);
  });

  it('and gives back where the person wanted to go', async () => {
    expect(await consumeOnce(redis, await begin(newTenant()))).to.deep.equal({
      returnPath: '/tickets?open=1',
      session: null,
    });
    expect(await consumeOnce(redis, await begin(newTenant(), 'https://evil.example'))).to.deep.equal({
      returnPath: '/',
      session: null,
    });
  });

  it('and a second post finds nothing', async () => {
    const use = await begin(newTenant());
    await consumeOnce(redis, use);
    expect(await reasonOf(use)).to.equal('request-unknown');
  });

  it('even when one assertion comes as the answer to two requests', async () => {
    const tenant = newTenant();
    const [one, two] = [await begin(tenant), await begin(tenant)];
    await consumeOnce(redis, one);
    expect(await reasonOf({ ...two, assertionId: one.assertionId })).to.equal('replayed');
    expect(await reasonOf({ ...two, assertionId: one.assertionId })).to.equal('request-unknown');
  });

  it('while equal ids of two identity providers are two assertions', async () => {
    const tenant = newTenant();
    const [one, two] = [await begin(tenant), await begin(tenant)];
    await consumeOnce(redis, one);
    await consumeOnce(redis, { ...two, assertionId: one.assertionId, issuer: 'https://other.example' });
  });

  it('not for another tenant, in either direction', async () => {
    const [acme, globex] = [await begin(newTenant()), await begin(newTenant())];
    expect(await reasonOf({ ...acme, tenantId: globex.tenantId })).to.equal('request-unknown');
    expect(await reasonOf({ ...globex, tenantId: acme.tenantId })).to.equal('request-unknown');
    await consumeOnce(redis, acme);
    await consumeOnce(redis, { ...globex, assertionId: acme.assertionId });
  });

  it('not in another browser, whose post leaves the request to its owner', async () => {
    const use = await begin(newTenant());
    for (const browserNonce of ['', newBrowserNonce()])
      expect(await reasonOf({ ...use, browserNonce })).to.equal('other-browser');
    await consumeOnce(redis, use);
  });

  it('and is remembered beyond its end, while a request is forgotten after ten minutes', async () => {
    const use = await begin(newTenant());
    const requestKey = `{t:${use.tenantId}}:saml-request:${use.requestId}`;
    expect(await redis.ttl(requestKey)).to.be.within(590, 600);
    expect(JSON.stringify(await redis.hgetall(requestKey))).to.not.include(use.browserNonce);
    await consumeOnce(redis, use);
    const [usedKey = ''] = await redis.keys(`{t:${use.tenantId}}:saml-used:*`);
    expect(await redis.pttl(usedKey)).to.be.within(420_000, 480_000);
  });
});
