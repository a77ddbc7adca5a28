/**
 * The environment, as one schema. A missing, malformed or contradictory setting stops the start with a sentence that
 * names it. Any variable X may be given as X_FILE instead: the path of a file that holds the value (a mounted secret).
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const databaseUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must be an address like postgres://role:password@host:5432/frontdesk',
});
const pem = (kind: string) =>
  z.string().refine((text) => text.includes(`-----BEGIN ${kind}`), `must be a PEM document (-----BEGIN ${kind}…)`);

export const environmentSchema = z
  .object({
    NODE_ENV: z
      .enum(['development', 'test', 'production'])
      .default('production')
      .describe('How strict to be: production refuses what development warns of.'),
    LOG_LEVEL: z
      .enum(['debug', 'info', 'warn', 'error', 'silent'])
      .default('info')
      .describe('The least serious log lines that are written.'),
    PUBLIC_URL: z
      .url({ protocol: /^https?$/ })
      .describe(
        'Scheme, base domain and port of the deployment. `https://example.com` puts organizations at `https://{slug}.example.com` and the console at `https://admin.example.com`.',
      ),
    LISTEN_ADDRESS: z.string().default('127.0.0.1').describe('The address that the processes listen on.'),
    WEB_PORT: port.default(3000).describe('Port of the API.'),
    REALTIME_PORT: port.default(3001).describe('Port of the Socket.IO server.'),
    METRICS_PORT: port
      .default(9464)
      .describe('Inner port of each process for `/metrics`, `/health` and `/ready`. Never publish it.'),
    TRUSTED_PROXIES: z
      .string()
      .default('loopback')
      .describe(
        'Comma-separated addresses or names (`loopback`, `uniquelocal`) of the proxies whose `X-Forwarded-*` is believed.',
      ),
    DATABASE_URL: databaseUrl.describe('PostgreSQL as the role `frontdesk_app`, which serves tenants.'),
    DATABASE_PLATFORM_URL: databaseUrl.describe(
      'PostgreSQL as the role `frontdesk_platform`, which serves the console.',
    ),
    DATABASE_OWNER_URL: databaseUrl
      .optional()
      .describe('PostgreSQL as the role `frontdesk_owner`. Only `migrate` needs it.'),
    DATABASE_POOL_SIZE: z.coerce
      .number()
      .int()
      .min(1)
      .max(200)
      .default(10)
      .describe('Connections that a process opens at most, for tenants; the console has a quarter of it.'),
    DATABASE_SHARED_CONNECTIONS: z.coerce
      .number()
      .int()
      .min(0)
      .max(50)
      .default(0)
      .describe(
        'Connections on which the reads of all tenants follow each other without waiting (4 is a good start); `0` gives each read a connection of the pool for itself.',
      ),
    DATABASE_PREPARED_STATEMENTS: z
      .enum(['on', 'off'])
      .default('on')
      .describe('`off` behind a PgBouncer in transaction mode older than 1.21.'),
    DATABASE_UNPATCHED_SERVER: z
      .enum(['refuse', 'warn'])
      .default('refuse')
      .describe(
        'What production does with a PostgreSQL server whose minor version lacks security fixes: refuse to start, or warn.',
      ),
    LIMIT_ACCOUNT_PER_MINUTE: z.coerce
      .number()
      .int()
      .min(1)
      .default(600)
      .describe('API requests that one signed-in account may make in a minute.'),
    LIMIT_TENANT_PER_MINUTE: z.coerce
      .number()
      .int()
      .min(1)
      .default(30_000)
      .describe('API requests that one organization may make in a minute.'),
    LIMIT_SIGN_IN_PER_QUARTER_HOUR: z.coerce
      .number()
      .int()
      .min(1)
      .default(10)
      .describe(
        'Failed and successful sign-ins with one address (e-mail) in a quarter of an hour; ten times as many from one network address.',
      ),
    REDIS_URL: z.url({ protocol: /^rediss?$/ }).describe('Redis or Valkey: sessions, caches, queues.'),
    S3_ENDPOINT: z.url({ protocol: /^https?$/ }).describe('The object store.'),
    S3_REGION: z.string().min(1).default('us-east-1').describe('Its region.'),
    S3_BUCKET: z
      .string()
      .min(3)
      .max(63)
      .default('frontdesk')
      .describe('The bucket that holds the files of all tenants, each under its own prefix.'),
    S3_ACCESS_KEY_ID: z.string().min(1).describe('Access key of the object store.'),
    S3_SECRET_ACCESS_KEY: z.string().min(1).describe('Secret key of the object store.'),
    SMTP_URL: z.url({ protocol: /^smtps?$/ }).describe('Where mail is handed over.'),
    MAIL_FROM: z.string().min(3).describe('Sender of the mail, such as `Frontdesk <frontdesk@example.com>`.'),
    TOKEN_SECRET: z
      .string()
      .min(32)
      .describe('At least 32 random characters, from which the links in invitations are derived.'),
    SAML_PRIVATE_KEY: pem('').describe(
      'PEM private key of the SAML service provider: signs requests, opens encrypted assertions.',
    ),
    SAML_CERTIFICATE: pem('CERTIFICATE').describe('PEM certificate of that key, published in the metadata.'),
  })
  .superRefine((settings, context) => {
    if (settings.NODE_ENV !== 'production') return;
    if (!settings.PUBLIC_URL.startsWith('https:')) {
      context.addIssue({
        code: 'custom',
        path: ['PUBLIC_URL'],
        message: 'must begin with https: when NODE_ENV is production, because session cookies travel only over TLS',
      });
    }
    if (settings.DATABASE_URL === settings.DATABASE_PLATFORM_URL) {
      context.addIssue({
        code: 'custom',
        path: ['DATABASE_URL'],
        message: 'is the same as DATABASE_PLATFORM_URL; tenants and the console use two roles',
      });
    }
  });

export type Config = z.infer<typeof environmentSchema>;

/** A setting that is wrong; the message names it and says what it must be. */
export class ConfigurationError extends Error {}

/**
 * Reads the settings from the environment.
 * @throws ConfigurationError that lists every wrong setting, one a line
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given: Record<string, string> = {};
  for (const name of Object.keys(environmentSchema.shape)) {
    const value = settingOf(name, environment);
    if (value !== undefined && value !== '') given[name] = value;
  }
  const parsed = environmentSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const sentences = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.');
    const missing = !(name in given);
    return `${name} ${missing ? 'is missing' : issue.message}. See docs/ENVIRONMENT_VARIABLES.md.`;
  });
  throw new ConfigurationError([...new Set(sentences)].join('\n'));
}

function settingOf(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  const path = environment[`${name}_FILE`];
  if (!path) return environment[name];
  if (environment[name]) throw new ConfigurationError(`${name} and ${name}_FILE are both set; give one of them.`);
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new ConfigurationError(`${name}_FILE names ${path}, which can't be read: ${(error as Error).message}`);
  }
}
