/** Metrics for Prometheus. Labels name routes, statuses and parts, never a tenant's data. */
import { subscribe } from 'node:diagnostics_channel';
import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { Counter, collectDefaultMetrics, Gauge, Histogram, register } from 'prom-client';
import type { Pool } from './pools.ts';

export { register };

export const requestDuration = new Histogram({
  name: 'frontdesk_http_request_duration_seconds',
  help: 'Time from a request to its answer, by route pattern.',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

export const requestsUnderWay = new Gauge({
  name: 'frontdesk_http_requests_under_way',
  help: 'Requests that have begun and are not answered yet.',
});

export const cacheLookups = new Counter({
  name: 'frontdesk_cache_lookups_total',
  help: 'Look-ups in a cache, by cache and result.',
  labelNames: ['cache', 'result'],
});

export const jobDuration = new Histogram({
  name: 'frontdesk_job_duration_seconds',
  help: 'Time that a job took, by job and outcome.',
  labelNames: ['job', 'outcome'],
  buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300],
});

export const outboxPasses = new Counter({
  name: 'frontdesk_outbox_passes_total',
  help: 'Looks of the relay into the outbox, by outcome: done, when all that waited was handed to the queue, or failed.',
  labelNames: ['outcome'],
});

export const openSockets = new Gauge({
  name: 'frontdesk_realtime_sockets',
  help: 'Open sockets of this process.',
});

const redisConnections = new Counter({
  name: 'frontdesk_redis_connection_attempts_total',
  help: 'Connections that this process has tried to open to Redis, by outcome. A lost one is tried again until it holds.',
  labelNames: ['outcome'],
});
// From the start at zero, so that the first failure is seen as a change.
for (const outcome of ['opened', 'failed']) redisConnections.inc({ outcome }, 0);
// The Redis client tells of every attempt, whichever part of the program it is for.
subscribe('tracing:ioredis:connect:error', () => redisConnections.inc({ outcome: 'failed' }));
subscribe('tracing:ioredis:connect:asyncEnd', (message) => {
  if (!('error' in (message as object))) redisConnections.inc({ outcome: 'opened' });
});

collectDefaultMetrics({ prefix: 'frontdesk_' });

new Gauge({
  name: 'frontdesk_process_memory_limit_bytes',
  help: 'Memory that the process may use: the limit of its container, or the memory of the machine.',
  collect() {
    this.set(Math.min(process.constrainedMemory() || totalmem(), totalmem()));
  },
});

new Gauge({
  name: 'frontdesk_nodejs_heap_limit_bytes',
  help: 'Size of the JavaScript heap at which the process ends.',
  collect() {
    this.set(getHeapStatistics().heap_size_limit);
  },
});

const pools = new Map<string, Pick<Pool, 'size'>>();

new Gauge({
  name: 'frontdesk_database_connections',
  help: 'Database connections, by pool and state.',
  labelNames: ['pool', 'state'],
  collect() {
    for (const [pool, { size }] of pools) {
      for (const [state, count] of Object.entries(size())) this.set({ pool, state }, count);
    }
  },
});

/** Shows a pool's connections under this name. */
export function watchPool(name: string, pool: Pick<Pool, 'size'>): void {
  pools.set(name, pool);
}

/** Milliseconds that the queue has to tell its lengths: without Redis it would hold up all other metrics. */
const queueDeadline = 2_000;

let countJobs = async (): Promise<Record<string, number>> => ({});

new Gauge({
  name: 'frontdesk_queue_jobs',
  help: 'Jobs in the queue, by state.',
  labelNames: ['state'],
  async collect() {
    // Nothing is shown, rather than the last lengths, while they are not known.
    this.reset();
    const unknown = new Promise<Record<string, number>>((resolve) => setTimeout(resolve, queueDeadline, {}).unref());
    const counts = await Promise.race([countJobs().catch(() => ({})), unknown]);
    for (const [state, count] of Object.entries(counts)) this.set({ state }, count);
  },
});

/** Shows the queue's lengths; `counts` is asked whenever Prometheus asks. */
export function watchQueue(counts: () => Promise<Record<string, number>>): void {
  countJobs = counts;
}
