import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { once } from '../../src/core/idempotency.ts';
import { newId } from '../../src/core/identifiers.ts';
import { defineJob, openQueue, startWorker } from '../../src/core/jobs.ts';
import { connectQueueRedis } from '../../src/core/redis.ts';
import { sql } from '../../src/core/sql.ts';
import { sendInvitation } from '../../src/features/identity/jobs.ts';
import { migrate } from '../../src/processes/migrate.ts';
import { startJobs } from '../../src/processes/worker.ts';
import { startBackend, type TestBackend } from '../support/backend.ts';
import { createEmptyDatabase, databaseUrl, type EmptyDatabase } from '../support/databases.ts';
import { testSetting } from '../support/environment.ts';
import { lettersTo, letterTo } from '../support/mailbox.ts';
import { makeWorkspace, type Workspace } from '../support/workspace.ts';

describe('errands and repeated writes', () => {
  let backend: TestBackend;
  let workspace: Workspace;
  let database: EmptyDatabase;

  before(async () => {
    // A database and a queue of its own: else another file's worker would do these errands.
    database = await createEmptyDatabase();
    await migrate(databaseUrl('owner', database.name), 'up', () => {});
    const redis = new URL(testSetting('REDIS_URL'));
    redis.pathname = '/5';
    backend = await startBackend({
      settings: {
        DATABASE_URL: databaseUrl('app', database.name),
        DATABASE_PLATFORM_URL: databaseUrl('platform', database.name),
        REDIS_URL: redis.href,
      },
    });
    await backend.services.redis.flushdb();
    workspace = await makeWorkspace(backend);
  });
  after(async () => {
    await backend.stop();
    await database.drop();
  });

  const waiting = async () => {
    const rows = await backend.services.database.read(workspace.id).query<{ id: string }>(sql`SELECT id FROM outbox`);
    return rows.length;
  };

  it('wait in the outbox while no worker runs, and are done when one comes', async () => {
    expect(await waiting()).to.equal(1);
    const worker = await startJobs(backend.services);
    try {
      await letterTo(workspace.admin.email);
      expect(await lettersTo(workspace.admin.email)).to.have.length(1);
      expect(await waiting()).to.equal(0);
    } finally {
      await worker.stop();
    }
  });

  it('vanish with a transaction that is rolled back', async () => {
    const before = await waiting();
    const outcome = await backend.services.database
      .transaction(workspace.id, async (tx) => {
        await tx.enqueue(sendInvitation.errand({ invitationId: newId() }));
        throw new Error('changed my mind');
      })
      .catch((error: Error) => error.message);
    expect(outcome).to.equal('changed my mind');
    expect(await waiting()).to.equal(before);
  });

  it('run once when two workers relay at the same moment', async () => {
    const fresh = await makeWorkspace(backend);
    const workers = await Promise.all([startJobs(backend.services), startJobs(backend.services)]);
    try {
      await letterTo(fresh.admin.email);
    } finally {
      await Promise.all(workers.map((worker) => worker.stop()));
    }
    expect(await lettersTo(fresh.admin.email)).to.have.length(1);
  });

  it('are tried again when they fail, and given up with a word when the last try has failed', async () => {
    const told: string[] = [];
    const hopeless = defineJob({
      name: 'test.hopeless',
      payload: z.strictObject({ name: z.string() }),
      handle: async (_context, { name }) => {
        told.push(`tried ${name}`);
        throw new Error('not this time either');
      },
      giveUp: async ({ tenantId }, { name }) => {
        told.push(`gave up ${name} of ${tenantId}`);
      },
    });
    const connections = ['queue', 'worker'].map((name) =>
      connectQueueRedis(backend.services.config, backend.services.log, name),
    );
    const [forQueue, forWorker] = connections as [Redis, Redis];
    const queue = openQueue(forQueue);
    const worker = startWorker(backend.services, forWorker, [hopeless]);
    try {
      const failed = new Promise<void>((resolve) => {
        worker.on('failed', (job) => job && job.attemptsMade >= 3 && resolve());
      });
      const data = { tenantId: workspace.id, payload: { name: 'this' }, requestId: null };
      await queue.add(hopeless.name, data, { attempts: 3, backoff: { type: 'fixed', delay: 10 } });
      await failed;
    } finally {
      await worker.close();
      await queue.close();
      for (const connection of connections) connection.disconnect();
    }
    expect(told).to.deep.equal(['tried this', 'tried this', 'tried this', `gave up this of ${workspace.id}`]);
  });

  it('a write with an Idempotency-Key is done once, also when it is sent ten times at the same moment', async () => {
    const { accountId } = workspace.admin;
    const request = { accountId, key: newId(), fingerprint: 'f', status: 200 };
    let writes = 0;
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        backend.services.database.transaction(workspace.id, (tx) =>
          once(tx, request, async () => {
            writes += 1;
            return { answer: writes };
          }),
        ),
      ),
    );
    expect(writes).to.equal(1);
    expect(answers).to.deep.equal(answers.map(() => ({ answer: 1 })));
  });

  it('a key that was used for another request is refused, and another account’s key is its own', async () => {
    const key = newId();
    const { accountId } = workspace.admin;
    const use = (account: string, fingerprint: string) =>
      backend.services.database.transaction(workspace.id, (tx) =>
        once(tx, { accountId: account, key, fingerprint, status: 200 }, async () => 'done'),
      );
    await use(accountId, 'one');
    const error = await use(accountId, 'two').then(
      () => undefined,
      (reason: { status: number }) => reason,
    );
    expect(error?.status).to.equal(422);
    expect(await use(newId(), 'two')).to.equal('done');
  });
});
