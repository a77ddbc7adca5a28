/** The real services that tests use: started once, in a folder of their own, and stopped at the end. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import pg from 'pg';
import { migrate } from '../../backend/src/processes/migrate.ts';
import { endLeftovers } from '../development/childProcesses.ts';
import { type DatabaseAddresses, prepareDatabase } from '../development/database.ts';
import { loadSecrets, lockDataDirectory, type Secrets } from '../development/dataDirectory.ts';
import { type KeyPair, keyPairIn } from '../development/keyPairs.ts';
import { startMailbox } from '../development/mailbox.ts';
import { startObjectStore } from '../development/objectStore.ts';
import { startPostgres } from '../development/postgres.ts';
import { startRedis } from '../development/redis.ts';

export type TestServices = {
  /** Holds what they keep, and the results of this run. */
  readonly directory: string;
  /** The backend's settings, and what only tests need, under names that begin with TEST_. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
};

/** PostgreSQL without fsync: it is thrown away, and must not wait for the disk. */
const forgetful = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** Starts PostgreSQL with a new, migrated database, an empty Redis, an object store and a mailbox. */
export async function startTestServices(): Promise<TestServices> {
  const { directory, unlock } = takeDirectory();
  const stops: (() => Promise<void> | void)[] = [unlock];
  const stop = async () => {
    for (const stopOne of stops.reverse()) await stopOne();
  };
  try {
    await endLeftovers(directory);
    for (const part of ['redis', 'objects', 'mail']) rmSync(resolve(directory, part), { recursive: true, force: true });
    const secrets = loadSecrets(directory);
    const postgres = await startPostgres(directory, secrets.postgresPassword, forgetful);
    stops.push(() => postgres.child.stop());
    const redis = await startRedis(directory, secrets.redisPassword);
    stops.push(() => redis.child.stop());
    const objects = await startObjectStore(directory, secrets);
    stops.push(() => objects.stop());
    const mailbox = await startMailbox(directory);
    stops.push(() => mailbox.stop());
    const database = await newDatabase(postgres.administratorUrl, secrets);
    const serviceProvider = await keyPairIn(directory, 'service-provider', 'Frontdesk tests');
    return {
      directory,
      environment: environmentOf({ secrets, database, redis, objects, mailbox, serviceProvider }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A folder that no other run uses: a second run at the same time takes the second one. */
function takeDirectory(): { directory: string; unlock: () => void } {
  for (let place = 1; ; place++) {
    const directory = resolve(`.test/services-${place}`);
    try {
      return { directory, unlock: lockDataDirectory(directory) };
    } catch (error) {
      if (place === 8) throw error;
    }
  }
}

/** A migrated database under a new name; those of earlier runs are dropped. */
async function newDatabase(administratorUrl: string, secrets: Secrets): Promise<DatabaseAddresses> {
  const client = new pg.Client({ connectionString: administratorUrl });
  await client.connect();
  const { rows } = await client.query<{ datname: string }>(
    `SELECT datname FROM pg_database WHERE datname ~ '^(test|empty)_'`,
  );
  for (const { datname } of rows) await client.query(`DROP DATABASE ${pg.escapeIdentifier(datname)} WITH (FORCE)`);
  await client.end();
  const database = await prepareDatabase(administratorUrl, secrets, `test_${Date.now()}`);
  await migrate(database.ownerUrl, 'up', () => {});
  return database;
}

type Parts = {
  readonly secrets: Secrets;
  readonly database: DatabaseAddresses;
  readonly redis: { readonly url: string };
  readonly objects: { readonly url: string };
  readonly mailbox: { readonly smtpUrl: string; readonly port: number };
  readonly serviceProvider: KeyPair;
};

function environmentOf({
  secrets,
  database,
  redis,
  objects,
  mailbox,
  serviceProvider,
}: Parts): Readonly<Record<string, string>> {
  return {
    NODE_ENV: 'test',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
    PUBLIC_URL: 'http://localhost:8080',
    DATABASE_URL: database.appUrl,
    DATABASE_PLATFORM_URL: database.platformUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    REDIS_URL: redis.url,
    S3_ENDPOINT: objects.url,
    S3_ACCESS_KEY_ID: secrets.s3AccessKeyId,
    S3_SECRET_ACCESS_KEY: secrets.s3SecretAccessKey,
    SMTP_URL: mailbox.smtpUrl,
    MAIL_FROM: 'Frontdesk <frontdesk@example.com>',
    SAML_PRIVATE_KEY: serviceProvider.privateKey,
    SAML_CERTIFICATE: serviceProvider.certificate,
    TOKEN_SECRET: randomBytes(32).toString('hex'),
    TEST_DATABASE_ADMINISTRATOR_URL: database.administratorUrl,
    TEST_DATABASE_BACKUP_URL: database.backupUrl,
    TEST_MAILBOX_URL: `http://127.0.0.1:${mailbox.port}`,
  };
}
