/** The relay when it breaks off between the queue and its own commit. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { type JobQueue, openQueue } from '../../src/core/jobs.ts';
import { startRelay } from '../../src/core/outbox.ts';
import { connectQueueRedis, connectRedis } from '../../src/core/redis.ts';
import { sql } from '../../src/core/sql.ts';
import { migrate } from '../../src/processes/migrate.ts';
import { startBackend, type TestBackend } from '../support/backend.ts';
import { createEmptyDatabase, databaseUrl, type EmptyDatabase } from '../support/databases.ts';
import { testSetting } from '../support/environment.ts';
import { makeWorkspace, type Workspace } from '../support/workspace.ts';

describe('the relay', () => {
  let database: EmptyDatabase;
  let backend: TestBackend;
  let connection: Redis;
  let subscriber: Redis;
  let queue: JobQueue;

  before(async () => {
    database = await createEmptyDatabase();
    await migrate(databaseUrl('owner', database.name), 'up', () => {});
    const redis = new URL(testSetting('REDIS_URL'));
    redis.pathname = '/8';
    backend = await startBackend({
      settings: {
        DATABASE_URL: databaseUrl('app', database.name),
        DATABASE_PLATFORM_URL: databaseUrl('platform', database.name),
        REDIS_URL: redis.href,
      },
    });
    const { config, log } = backend.services;
    await backend.services.redis.flushdb();
    connection = connectQueueRedis(config, log, 'relay-test');
    subscriber = connectRedis(config, log, 'relay-test-calls');
    await Promise.all([connection.connect(), subscriber.connect()]);
    queue = openQueue(connection);
  });
  after(async () => {
    await queue.close();
    connection.disconnect();
    subscriber.disconnect();
    await backend.stop();
    await database.drop();
  });

  const waiting = async ({ id }: Workspace) =>
    (await backend.services.database.read(id).query(sql`SELECT id FROM outbox`)).length;

  it('hands an errand over again when it was cut off, and the queue has it once', async () => {
    const workspace = await makeWorkspace(backend);
    expect(await waiting(workspace)).to.equal(1);
    let handedOver = 0;
    const failingOnce = {
      addBulk: async (jobs: Parameters<JobQueue['addBulk']>[0]) => {
        await queue.addBulk(jobs);
        handedOver += jobs.length;
        if (handedOver === 1) throw new Error('cut off after the queue took it');
      },
    } as unknown as JobQueue;
    const { database: tenants, log } = backend.services;
    const relay = await startRelay({ database: tenants, queue: failingOnce, subscriber, log });
    try {
      while ((await waiting(workspace)) > 0) await sleep(20);
    } finally {
      await relay.stop();
    }
    expect(handedOver).to.equal(2);
    expect(await queue.getWaitingCount()).to.equal(1);
    const [job] = await queue.getWaiting();
    expect(job?.data.tenantId).to.equal(workspace.id);
  });
});
