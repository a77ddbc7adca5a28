/** Migrates the database as its owner. Two at once are no harm: the second waits and finds nothing to do. */
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import { ConfigurationError, loadConfig } from '../core/config.ts';
import { createLog } from '../core/log.ts';

const migrationsDirectory = fileURLToPath(new URL('../../../migrations', import.meta.url));

/** @param databaseUrl as the role frontdesk_owner */
export async function migrate(
  databaseUrl: string,
  direction: 'up' | 'down',
  log: (line: string) => void,
): Promise<string[]> {
  const done = await runner({
    databaseUrl,
    dir: migrationsDirectory,
    ignorePattern: '(?!.*\\.(sql|ts)$).*|schema\\.sql|.*\\.test\\.ts',
    migrationsTable: 'migrations',
    migrationsSchema: 'frontdesk_migrations',
    createMigrationsSchema: true,
    schema: 'public',
    direction,
    count: Number.POSITIVE_INFINITY,
    advisoryLockMode: 'wait',
    log,
  });
  return done.map(({ name }) => name);
}

/** `migrate`, or `migrate down`. */
export async function runMigrations(argument: string | undefined): Promise<void> {
  const config = loadConfig();
  if (!config.DATABASE_OWNER_URL)
    throw new ConfigurationError(
      'DATABASE_OWNER_URL is missing; migrate needs the role frontdesk_owner. See docs/ENVIRONMENT_VARIABLES.md.',
    );
  const log = createLog(config, 'migrate');
  const names = await migrate(config.DATABASE_OWNER_URL, argument === 'down' ? 'down' : 'up', (line) =>
    log.debug(line),
  );
  log.info({ migrations: names }, names.length === 0 ? 'the database is up to date' : 'migrated');
}
