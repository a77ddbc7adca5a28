/** The real services that tests use: started once, in a folder of their own, and stopped at the end. */
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { migrate } from '../../backend/src/processes/migrate.ts';
import { endLeftovers } from '../development/childProcesses.ts';
import { prepareDatabase } from '../development/database.ts';
import { loadSecrets, lockDataDirectory } from '../development/dataDirectory.ts';
import { startPostgres } from '../development/postgres.ts';
import { startRedis } from '../development/redis.ts';

export type TestServices = {
  /** The backend's settings, and what only tests need, under names that begin with TEST_. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
};

const directory = resolve('.test/services');

/** PostgreSQL without fsync: it is thrown away, and must not wait for the disk. */
const forgetful = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

export async function startTestServices(): Promise<TestServices> {
  const unlock = lockDataDirectory(directory);
  await endLeftovers(directory);
  rmSync(resolve(directory, 'redis'), { recursive: true, force: true });
  const secrets = loadSecrets(directory);
  const postgres = await startPostgres(directory, secrets.postgresPassword, forgetful);
  const redis = await startRedis(directory, secrets.redisPassword);
  const database = await prepareDatabase(postgres.administratorUrl, secrets, `test_${Date.now()}`);
  await migrate(database.ownerUrl, 'up', () => {});
  return {
    environment: {
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      PUBLIC_URL: 'http://localhost:8080',
      DATABASE_URL: database.appUrl,
      DATABASE_PLATFORM_URL: database.platformUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      TEST_DATABASE_ADMINISTRATOR_URL: database.administratorUrl,
      TEST_DATABASE_BACKUP_URL: database.backupUrl,
      REDIS_URL: redis.url,
    },
    stop: async () => {
      await redis.child.stop();
      await postgres.child.stop();
      unlock();
    },
  };
}
