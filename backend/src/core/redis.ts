/**
 * Redis: sessions, limits, queues, and the channels between processes. Keys are made only here and carry their tenant,
 * so that a key without one does not compile.
 */
import { Redis } from 'ioredis';
import type { Config } from './config.ts';
import { unavailable } from './errors.ts';
import type { TenantId } from './identifiers.ts';
import type { Log } from './log.ts';

declare const brand: unique symbol;
/** A key whose tenant is its hash tag: all keys of a tenant lie in one slot of a Redis Cluster. */
export type TenantKey = string & { readonly [brand]: 'TenantKey' };
export type PlatformKey = string & { readonly [brand]: 'PlatformKey' };

const part = (text: string) =>
  text.replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll('{', '%7B').replaceAll('}', '%7D');

export function tenantKey(tenantId: TenantId, kind: string, ...parts: readonly string[]): TenantKey {
  return [`{t:${tenantId}}`, kind, ...parts.map(part)].join(':') as TenantKey;
}

/** A key of the platform itself, of no tenant: the operators' sessions. */
export function platformKey(kind: string, ...parts: readonly string[]): PlatformKey {
  return ['{platform}', kind, ...parts.map(part)].join(':') as PlatformKey;
}

/**
 * A connection that fails at once when Redis is away, so that requests fail closed instead of waiting.
 * It comes back by itself.
 */
export function connectRedis(config: Pick<Config, 'REDIS_URL'>, log: Log, name: string): Redis {
  const redis = new Redis(config.REDIS_URL, {
    connectionName: name,
    lazyConnect: true,
    enableOfflineQueue: false,
    // Commands of requests that are worked on at the same time leave in one write.
    enableAutoPipelining: true,
    maxRetriesPerRequest: 0,
    commandTimeout: 2_000,
    connectTimeout: 5_000,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  });
  redis.on('error', (error) => log.warn({ err: error }, 'redis is not reachable'));
  return redis;
}

/**
 * A connection for BullMQ, whose blocking commands wait as long as they must.
 */
export function connectQueueRedis(config: Pick<Config, 'REDIS_URL'>, log: Log, name: string): Redis {
  const redis = new Redis(config.REDIS_URL, {
    connectionName: name,
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  });
  redis.on('error', (error) => log.warn({ err: error }, 'redis is not reachable'));
  return redis;
}

/**
 * Runs a command whose answer decides who someone is: when Redis does not answer, the request fails with 503.
 */
export async function failClosed<Result>(command: Promise<Result>): Promise<Result> {
  try {
    return await command;
  } catch (error) {
    throw unavailable('Sign-in is not available right now. Try again in a moment.', error);
  }
}
