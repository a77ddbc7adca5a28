/** Migrates up and all the way down, for the dump of the schema and its test. The product's own way is `main.ts migrate`. */
import { runner } from 'node-pg-migrate';

/** Runs every migration up, or every one down. */
export async function migrate(ownerUrl: string, direction: 'up' | 'down'): Promise<void> {
  await runner({
    databaseUrl: ownerUrl,
    dir: 'migrations',
    ignorePattern: '(\\..*|.*\\.test\\.ts|schema\\.sql)',
    migrationsSchema: 'migration_state',
    createMigrationsSchema: true,
    migrationsTable: 'migrations',
    direction,
    count: Number.POSITIVE_INFINITY,
    log: () => {},
  });
}
