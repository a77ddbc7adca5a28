/** The common door, tried with routes and jobs that are made for it: what the program's own do not happen to show. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { newId } from '../../src/core/identifiers.ts';
import { defineJob, openQueue, startWorker } from '../../src/core/jobs.ts';
import { connectQueueRedis } from '../../src/core/redis.ts';
import { readRoute, writeRoute } from '../../src/core/route.ts';
import { createWebApp } from '../../src/processes/web.ts';
import { startBackend, type TestBackend } from '../support/backend.ts';
import { type Client, clientOf } from '../support/client.ts';
import { testSetting } from '../support/environment.ts';
import { addMember, makeWorkspace, type Workspace } from '../support/workspace.ts';

const talkative = readRoute(
  { method: 'GET', path: '/api/test/talkative', summary: 'Says too much.', response: z.object({ name: z.string() }) },
  'signed-in',
  async () => ({ name: 'Ada', passwordHash: 'canary' }),
);
let writes = 0;
const numbered = (path: `/api/${string}`) =>
  writeRoute(
    {
      method: 'POST',
      path,
      summary: 'Counts.',
      body: z.strictObject({ text: z.string() }),
      response: z.object({ nth: z.number(), text: z.string() }),
    },
    'signed-in',
    async ({ body }) => ({ nth: ++writes, text: body.text }),
  );

describe('the door', () => {
  let backend: TestBackend;
  let server: Server;
  let workspace: Workspace;
  let one: Client;
  let other: Client;

  before(async () => {
    const redis = new URL(testSetting('REDIS_URL'));
    // A queue of its own: else another file's worker would take these jobs.
    redis.pathname = '/6';
    backend = await startBackend({ settings: { REDIS_URL: redis.href } });
    workspace = await makeWorkspace(backend);
    const { id, slug, name } = workspace;
    const resolve = async (label: string) =>
      label === slug ? { id, slug, name, status: 'active' as const } : undefined;
    const routes = [talkative, numbered('/api/test/writes'), numbered('/api/test/others')];
    server = createServer(createWebApp(backend.services, resolve, routes));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const members = [await addMember(backend, workspace, 'user'), await addMember(backend, workspace, 'user')];
    [one, other] = members.map(({ client }) => clientOf({ ...backend, port }, slug, client.cookies)) as [
      Client,
      Client,
    ];
  });
  after(async () => {
    server.close();
    await backend.stop();
  });

  it('lets nothing out that the contract does not declare', async () => {
    const answer = await one.send('GET', '/api/test/talkative');
    expect(answer.json).to.deep.equal({ name: 'Ada' });
  });

  it('lets nothing in that the contract does not declare', async () => {
    const before = writes;
    for (const body of [{}, { text: 1 }, { text: 'x', tenantId: newId() }]) {
      expect((await one.send('POST', '/api/test/writes', { body })).status).to.equal(422);
    }
    expect(writes).to.equal(before);
  });

  it('keeps an Idempotency-Key for its account and its path', async () => {
    const key = newId();
    const write = (client: Client, path: string, text: string) =>
      client.send('POST', path, { body: { text }, headers: { 'idempotency-key': key } });
    const first = await write(one, '/api/test/writes', 'mine');
    expect(first.status, first.text).to.equal(200);
    expect((await write(one, '/api/test/writes', 'mine')).json).to.deep.equal(first.json);
    const theirs = await write(other, '/api/test/writes', 'mine');
    expect(theirs.status, theirs.text).to.equal(200);
    expect(theirs.json.nth).to.not.equal(first.json.nth);
    expect((await write(one, '/api/test/others', 'mine')).status).to.equal(422);
    expect((await write(one, '/api/test/writes', 'another')).status).to.equal(422);
  });

  it('takes no job without a tenant, with more than it should, or with a payload that is not its own', async () => {
    const done: unknown[] = [];
    const job = defineJob({
      name: 'test.strict',
      payload: z.strictObject({ name: z.string() }),
      handle: async (_context, payload) => void done.push(payload),
    });
    const connections = ['queue', 'worker'].map((name) =>
      connectQueueRedis(backend.services.config, backend.services.log, name),
    ) as [Redis, Redis];
    const queue = openQueue(connections[0]);
    const worker = startWorker(backend.services, connections[1], [job]);
    const good = { tenantId: workspace.id, payload: { name: 'good' }, requestId: null };
    const bad = [
      { ...good, tenantId: undefined },
      { ...good, tenantId: '' },
      { ...good, tenant_id: workspace.id },
      { ...good, payload: { name: 'good', tenantId: newId() } },
      { ...good, payload: { name: 1 } },
    ];
    try {
      const ended = new Promise<void>((resolve) => {
        let count = 0;
        const end = () => ++count === bad.length + 1 && resolve();
        worker.on('completed', end).on('failed', end);
      });
      for (const data of [...bad, good]) await queue.add(job.name, data as never, { attempts: 1 });
      await ended;
    } finally {
      await worker.close();
      await queue.close();
      for (const connection of connections) connection.disconnect();
    }
    expect(done).to.deep.equal([{ name: 'good' }]);
  });
});
