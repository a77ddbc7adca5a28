/**
 * Jobs: what happens after a commit. A transaction writes an errand to the outbox; a relay moves it to the queue
 * (BullMQ); a worker runs its handler. Handlers may run twice and must leave the same result.
 */
import { Queue, type Job as QueueJob, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type TenantId, tenantId } from './identifiers.ts';
import type { Log } from './log.ts';
import { jobDuration } from './metrics.ts';
import type { Services } from './services.ts';
import type { Errand, TenantReader, TenantTx } from './tenantTx.ts';

const queueName = 'jobs';
/** In braces, so that all of the queue's keys lie in one slot of a Redis Cluster. */
const prefix = '{frontdesk}';

/** What a job may use. Its tenant is fixed: it can't open another's transaction. */
export type JobContext = {
  readonly tenantId: TenantId;
  /** The outbox row's id: the same at every run of the same errand. */
  readonly errandId: string;
  readonly read: TenantReader;
  transaction<Result>(work: (tx: TenantTx) => Promise<Result>): Promise<Result>;
  readonly services: Services;
  readonly log: Log;
};

export type Job<Payload extends z.ZodType = z.ZodType> = {
  readonly name: string;
  readonly payload: Payload;
  readonly handle: (context: JobContext, payload: z.output<Payload>) => Promise<void>;
  /** What to say when the last try has failed, so that nobody waits for ever. */
  readonly giveUp?: (context: JobContext, payload: z.output<Payload>) => Promise<void>;
  /** The errand that asks for this job; enqueue it in the transaction that causes it. */
  errand(payload: z.input<Payload>): Errand;
};

export function defineJob<Payload extends z.ZodType>(definition: Omit<Job<Payload>, 'errand'>): Job<Payload> {
  return {
    ...definition,
    errand: (payload) => ({ job: definition.name, payload: definition.payload.parse(payload) }),
  };
}

const envelope = z.strictObject({
  tenantId: z.uuid(),
  payload: z.unknown(),
  requestId: z.string().nullable(),
});
export type Envelope = z.infer<typeof envelope>;

export type JobQueue = Queue<Envelope, void, string>;

export function openQueue(connection: Redis): JobQueue {
  return new Queue(queueName, {
    connection,
    prefix,
    defaultJobOptions: {
      attempts: 8,
      backoff: { type: 'exponential', delay: 1_000 },
      // Kept for a while, so that an errand that is relayed twice is known by its id.
      removeOnComplete: { age: 3_600, count: 10_000 },
      removeOnFail: { age: 7 * 24 * 3_600 },
    },
  });
}

/** Runs jobs until it is closed. Refuses names that are not on the list. */
export function startWorker(services: Services, connection: Redis, jobs: readonly Job[]): Worker {
  const byName = new Map(jobs.map((job) => [job.name, job]));
  const run = async (queued: QueueJob<unknown, void, string>) => {
    const stop = jobDuration.startTimer({ job: queued.name });
    const job = byName.get(queued.name);
    if (!job) throw new Error(`there is no job named ${queued.name}`);
    const { tenantId: tenant, payload, requestId } = envelope.parse(queued.data);
    const id = tenantId(tenant);
    const log = services.log.child({ job: job.name, jobId: queued.id, tenantId: id, requestId });
    const context: JobContext = {
      tenantId: id,
      errandId: queued.id ?? '',
      read: services.database.read(id),
      transaction: (work) => services.database.transaction(id, work),
      services,
      log,
    };
    try {
      await job.handle(context, job.payload.parse(payload));
      log.info({ seconds: stop({ outcome: 'done' }) }, 'job done');
    } catch (error) {
      const attempt = queued.attemptsMade + 1;
      const isLast = attempt >= (queued.opts.attempts ?? 1);
      log.error({ err: error, seconds: stop({ outcome: 'failed' }), attempt, isLast }, 'job failed');
      if (isLast) await job.giveUp?.(context, job.payload.parse(payload));
      throw error;
    }
  };
  const worker = new Worker(queueName, run, { connection, prefix, concurrency: 5, lockDuration: 60_000 });
  worker.on('error', (error) => services.log.warn({ err: error }, 'the queue is not reachable'));
  return worker;
}
