/** What the backend needs around it: database, Redis, object store, mail, and the keys of its SAML service provider. */
import { join } from 'node:path';
import { type DatabaseAddresses, prepareDatabase } from './database.ts';
import type { Secrets } from './dataDirectory.ts';
import { type KeyPair, keyPairIn } from './keyPairs.ts';
import { type Mailbox, startMailbox } from './mailbox.ts';
import { startObjectStore } from './objectStore.ts';
import { type Children, type OrderlyStop, together } from './orderlyStop.ts';
import { startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';

/** Runs a step of the start and tells of it. */
export type Step = <Result>(title: string, work: () => Promise<Result>) => Promise<Result>;

/** Services that run elsewhere. */
export type ExternalServices = {
  /** PostgreSQL as an administrator who may create roles and databases. */
  readonly databaseUrl?: string | undefined;
  readonly redisUrl?: string | undefined;
  readonly objectStore?:
    | { readonly endpoint: string; readonly accessKeyId: string; readonly secretAccessKey: string }
    | undefined;
};

export type ServicesOptions = {
  readonly dataDirectory: string;
  readonly secrets: Secrets;
  readonly external?: ExternalServices | undefined;
  /** Settings of our PostgreSQL server, such as `fsync`. */
  readonly postgresSettings?: Readonly<Record<string, string>> | undefined;
  readonly step: Step;
  readonly stop: OrderlyStop;
  readonly children: Children;
};

export type Services = {
  /** The settings of the backend that follow from the services. */
  readonly environment: Readonly<Record<string, string>>;
  readonly database: DatabaseAddresses;
  readonly mailbox: Mailbox;
  readonly serviceProvider: KeyPair;
  /** What a person should know of where things lie. */
  readonly notes: readonly string[];
};

/** Starts the services side by side; each is stopped by `options.stop`. */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { dataDirectory, step } = options;
  const keyFolder = join(dataDirectory, 'service-provider');
  const [postgres, redisUrl, objectStore, mailbox, serviceProvider] = await together([
    step('PostgreSQL', () => openDatabase(options)),
    step('Redis', () => openRedis(options)),
    step('Object store', () => openObjectStore(options)),
    step('Mailbox', () => openMailbox(options)),
    step('SAML keys', () => keyPairIn(keyFolder, 'service-provider', 'Frontdesk')),
  ]);
  const { database, notes } = postgres;
  const environment = {
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
    LISTEN_ADDRESS: '127.0.0.1',
    DATABASE_URL: database.appUrl,
    DATABASE_PLATFORM_URL: database.platformUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    REDIS_URL: redisUrl,
    S3_ENDPOINT: objectStore.endpoint,
    S3_ACCESS_KEY_ID: objectStore.accessKeyId,
    S3_SECRET_ACCESS_KEY: objectStore.secretAccessKey,
    SMTP_URL: mailbox.smtpUrl,
    MAIL_FROM: 'Frontdesk <frontdesk@localhost.example>',
    TOKEN_SECRET: options.secrets.tokenSecret,
    SAML_PRIVATE_KEY_FILE: join(keyFolder, 'service-provider.key.pem'),
    SAML_CERTIFICATE_FILE: join(keyFolder, 'service-provider.certificate.pem'),
  };
  return { environment, database, mailbox, serviceProvider, notes };
}

async function openDatabase({ dataDirectory, secrets, external, postgresSettings, stop, children }: ServicesOptions) {
  if (external?.databaseUrl) return { database: await prepareDatabase(external.databaseUrl, secrets), notes: [] };
  const { child, administratorUrl, note } = await startPostgres(
    dataDirectory,
    secrets.postgresPassword,
    postgresSettings,
  );
  stop.add(child.stop);
  children.add(child);
  return { database: await prepareDatabase(administratorUrl, secrets), notes: note ? [note] : [] };
}

async function openRedis({ dataDirectory, secrets, external, stop, children }: ServicesOptions): Promise<string> {
  if (external?.redisUrl) return external.redisUrl;
  const { child, url } = await startRedis(dataDirectory, secrets.redisPassword);
  stop.add(child.stop);
  children.add(child);
  return url;
}

async function openObjectStore({ dataDirectory, secrets, external, stop }: ServicesOptions) {
  if (external?.objectStore) return external.objectStore;
  const store = await startObjectStore(dataDirectory, secrets);
  stop.add(store.stop);
  return { endpoint: store.url, accessKeyId: secrets.s3AccessKeyId, secretAccessKey: secrets.s3SecretAccessKey };
}

async function openMailbox({ dataDirectory, stop }: ServicesOptions): Promise<Mailbox> {
  const mailbox = await startMailbox(dataDirectory);
  stop.add(mailbox.stop);
  return mailbox;
}
