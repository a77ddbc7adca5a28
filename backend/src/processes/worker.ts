/** The worker: relays the outbox and runs jobs. */
import { openQueue, startWorker } from '../core/jobs.ts';
import { watchQueue } from '../core/metrics.ts';
import { startRelay } from '../core/outbox.ts';
import { connectQueueRedis, connectRedis } from '../core/redis.ts';
import type { Services } from '../core/services.ts';
import { jobs } from './jobs.ts';
import type { Running } from './run.ts';

export async function startJobs(services: Services): Promise<Running> {
  const { config, log, database } = services;
  const connections = [
    connectQueueRedis(config, log, 'frontdesk-queue'),
    connectQueueRedis(config, log, 'frontdesk-worker'),
  ] as const;
  const subscriber = connectRedis(config, log, 'frontdesk-relay');
  await Promise.all([...connections, subscriber].map((connection) => connection.connect()));
  const queue = openQueue(connections[0]);
  // Its connection and the relay tell of what goes wrong; without a listener it would be printed raw.
  queue.on('error', () => {});
  const worker = startWorker(services, connections[1], jobs);
  const relay = await startRelay({ database, queue, subscriber, log });
  watchQueue(() => queue.getJobCounts('waiting', 'active', 'delayed', 'failed'));
  return {
    stop: async () => {
      await relay.stop();
      await worker.close();
      await queue.close();
      for (const connection of [...connections, subscriber]) connection.disconnect();
    },
  };
}
