import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { startBackendProcess } from '../../../scripts/development/backend.ts';
import { type Child, startChild } from '../../../scripts/development/childProcesses.ts';
import { freePort } from '../../../scripts/development/ports.ts';
import { startBackend, type TestBackend } from '../support/backend.ts';
import { type Client, clientOf } from '../support/client.ts';
import { connectAs } from '../support/databases.ts';
import { makeWorkspace, type Workspace } from '../support/workspace.ts';

describe('when a part fails', () => {
  let directory: string;
  let redis: Child;
  let redisPort: number;
  let backend: TestBackend;
  let workspace: Workspace;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'frontdesk-failures-'));
    redisPort = await freePort();
    redis = await startOwnRedis();
    backend = await startBackend({ settings: { REDIS_URL: `redis://127.0.0.1:${redisPort}` } });
    workspace = await makeWorkspace(backend);
  });
  after(async () => {
    await backend.stop();
    await redis.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  /** A Redis of its own on a port that stays, so that it can be stopped and come back. */
  async function startOwnRedis(): Promise<Child> {
    const args = [
      '--port',
      String(redisPort),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'yes',
      '--dir',
      directory,
    ];
    return startChild({
      name: 'redis',
      command: 'redis-server',
      args,
      workingDirectory: directory,
      dataDirectory: directory,
    });
  }

  async function untilAnswered(client: Client, status: number): Promise<void> {
    for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(50)) {
      if ((await client.send('GET', '/api/session')).status === status) return;
    }
    throw new Error(`/api/session did not answer ${status} within ten seconds`);
  }

  it('Redis is away: sessions and sign-ins are refused with 503, and come back by themselves', async () => {
    const { client } = workspace.admin;
    await untilAnswered(client, 200);
    await redis.stop();
    const answer = await client.send('GET', '/api/session');
    expect(answer.status).to.equal(503);
    expect(answer.json).to.include({ type: '/problems/unavailable' });
    expect(answer.headers).to.have.property('retry-after');
    const signIn = await clientOf(backend, workspace.slug).send('POST', '/api/session', {
      body: { email: workspace.admin.email, password: 'anything' },
    });
    expect(signIn.status).to.equal(503);
    redis = await startOwnRedis();
    await untilAnswered(client, 200);
  });

  it('Redis goes away while a hint is on its way to open browsers: the process lives on', async () => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown) => void unheard.push(reason);
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', hear);
    try {
      // It takes the hint and answers nobody any more.
      redis.kill('SIGSTOP');
      backend.services.hints.send(workspace.id, { topic: 'people' });
      redis.kill('SIGKILL');
      await redis.ended;
      while (backend.services.redis.status === 'ready') await sleep(10);
      await sleep(100);
      expect(unheard).to.deep.equal([]);
    } finally {
      process.off('unhandledRejection', hear);
      for (const other of others) process.on('unhandledRejection', other);
      redis = await startOwnRedis();
    }
    await untilAnswered(workspace.admin.client, 200);
  });

  it('PostgreSQL drops every connection: the next requests are answered or refused cleanly, and then all is well', async () => {
    const { client } = workspace.admin;
    expect((await client.send('GET', '/api/people')).status).to.equal(200);
    const administrator = await connectAs('administrator');
    const under = Array.from({ length: 10 }, () => client.send('GET', '/api/people'));
    await administrator.query(`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'frontdesk test' AND pid <> pg_backend_pid()`);
    await administrator.end();
    for (const answer of await Promise.all(under)) expect(answer.status).to.be.oneOf([200, 503]);
    expect((await client.send('GET', '/api/people')).status).to.be.oneOf([200, 503]);
    expect((await client.send('GET', '/api/people')).status).to.equal(200);
  });

  it('the object store is away: a process starts, tells of it, and serves', async () => {
    const [port, metricsPort] = [await freePort(), await freePort()];
    const settings = { ...definedEnvironment(), REDIS_URL: `redis://127.0.0.1:${redisPort}`, WEB_PORT: String(port) };
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const web = await startBackendProcess('web', metricsPort, directory, { ...settings, S3_ENDPOINT: nobody });
    const answer = await fetch(`http://127.0.0.1:${metricsPort}/ready`);
    expect(answer.status).to.equal(200);
    expect(await answer.json()).to.have.nested.property('parts.storage', 'failing');
    const { host } = workspace.admin.client;
    const session = httpRequest({ host: '127.0.0.1', port, path: '/api/session', headers: { host } }).end();
    const [refusal] = (await once(session, 'response')) as [IncomingMessage];
    expect(refusal.resume().statusCode).to.equal(401);
    await web.stop();
  });

  it('the process is told to stop: it says so first, and finishes what is under way', async () => {
    const [port, metricsPort] = [await freePort(), await freePort()];
    const settings = { ...definedEnvironment(), REDIS_URL: `redis://127.0.0.1:${redisPort}`, WEB_PORT: String(port) };
    const web = await startBackendProcess('web', metricsPort, directory, settings);
    const inner = async (path: string) => (await fetch(`http://127.0.0.1:${metricsPort}${path}`)).text();
    const until = async (path: string, said: string | RegExp) => {
      for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(20)) {
        if ((await inner(path)).match(said)) return;
      }
      throw new Error(`${path} did not say ${said}`);
    };
    // A request whose body comes in two halves is under way for as long as the test wants.
    const { host, origin } = workspace.admin.client;
    const body = JSON.stringify({ email: 'nobody@example.com', password: 'wrong' });
    const headers = { host, origin, 'content-type': 'application/json', 'content-length': String(body.length) };
    const request = httpRequest({ host: '127.0.0.1', port, method: 'POST', path: '/api/session', headers });
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    request.write(body.slice(0, 10));
    await until('/metrics', /frontdesk_http_requests_under_way 1\n/);
    const stopped = web.stop();
    await until('/ready', 'stopping');
    request.end(body.slice(10));
    const [answer] = await answered;
    expect(answer.statusCode).to.equal(401);
    answer.resume();
    await stopped;
    expect((await web.ended).code).to.equal(0);
  });
});

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
