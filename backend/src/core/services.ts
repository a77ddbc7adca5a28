/** The outer parts that a process uses, opened once at its start. */
import type { Redis } from 'ioredis';
import type { Config } from './config.ts';
import { checkDatabaseRole } from './databaseRole.ts';
import { type Hints, openHints } from './hints.ts';
import { createLog, type Log } from './log.ts';
import { type Mail, openMail } from './mail.ts';
import { watchPool } from './metrics.ts';
import { callRelay } from './outbox.ts';
import { openPlatformDatabase, type PlatformDatabase } from './platformTx.ts';
import { openPool } from './pools.ts';
import { connectRedis } from './redis.ts';
import { currentRequestId } from './requestId.ts';
import { openSharedConnections } from './sharedConnections.ts';
import { openStorage, type Storage } from './storage.ts';
import { type AfterCommit, openTenantDatabase, type TenantDatabase, tenantGround } from './tenantTx.ts';

export type Services = {
  readonly config: Config;
  readonly log: Log;
  readonly database: TenantDatabase;
  readonly platform: PlatformDatabase;
  readonly redis: Redis;
  readonly storage: Storage;
  readonly mail: Mail;
  readonly hints: Hints;
  close(): Promise<void>;
};

/**
 * Opens everything and checks that the database roles are weak enough.
 * @throws Error with a sentence, when a part can't be reached or is not as it must be
 */
export async function openServices(config: Config, processName: string): Promise<Services> {
  const log = createLog(config, processName);
  const prepared = config.DATABASE_PREPARED_STATEMENTS === 'on';
  const ground = prepared ? tenantGround : [];
  const applicationName = `frontdesk ${processName}`;
  const tenantPool = openPool({
    url: config.DATABASE_URL,
    size: config.DATABASE_POOL_SIZE,
    applicationName,
    ground,
    log,
  });
  const count = config.DATABASE_SHARED_CONNECTIONS;
  const shared =
    count > 0 ? openSharedConnections({ url: config.DATABASE_URL, count, applicationName, ground, log }) : undefined;
  const platformPool = openPool({
    url: config.DATABASE_PLATFORM_URL,
    size: Math.max(1, Math.floor(config.DATABASE_POOL_SIZE / 4)),
    applicationName,
    ground,
    log,
  });
  const redis = connectRedis(config, log, `frontdesk-${processName}`);
  const storage = openStorage(config);
  const mail = openMail(config);
  const close = async () => {
    await Promise.allSettled([tenantPool.end(), shared?.end(), platformPool.end()]);
    redis.disconnect();
    storage.close();
    mail.close();
  };
  try {
    const unpatchedServer = config.NODE_ENV === 'production' ? config.DATABASE_UNPATCHED_SERVER : 'warn';
    await checkDatabaseRole(tenantPool, { expected: 'frontdesk_app', unpatchedServer, log });
    await checkDatabaseRole(platformPool, { expected: 'frontdesk_platform', unpatchedServer, log });
    await redis.connect();
  } catch (error) {
    await close();
    throw error;
  }
  const hints = openHints(redis);
  const afterCommit: AfterCommit = (tenantId, done) => {
    for (const hint of done.hints) hints.send(tenantId, hint);
    if (done.enqueued) callRelay(redis);
  };
  watchPool('tenant', tenantPool);
  if (shared) watchPool('shared', shared);
  watchPool('platform', platformPool);
  return {
    config,
    log,
    database: openTenantDatabase(tenantPool, { prepared, afterCommit, requestId: currentRequestId, shared }),
    platform: openPlatformDatabase(platformPool, { prepared, afterCommit }),
    redis,
    storage,
    mail,
    hints,
    close,
  };
}
