/** `npm run dump-schema`: writes migrations/schema.sql from a new database that the migrations have made. */
import { rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { migrate } from '../backend/src/processes/migrate.ts';
import { prepareDatabase } from './development/database.ts';
import { loadSecrets, lockDataDirectory } from './development/dataDirectory.ts';
import { startPostgres } from './development/postgres.ts';
import { dumpSchema, schemaFile } from './schema/schema.ts';

const directory = resolve('.test/schema');
const unlock = lockDataDirectory(directory);
const secrets = loadSecrets(directory);
const postgres = await startPostgres(directory, secrets.postgresPassword, { fsync: 'off' });
try {
  const database = await prepareDatabase(postgres.administratorUrl, secrets, `schema_${Date.now()}`);
  await migrate(database.ownerUrl, 'up', () => {});
  writeFileSync(schemaFile, await dumpSchema(database.administratorUrl));
  console.log(`✓ ${schemaFile}`);
} finally {
  await postgres.child.stop();
  unlock();
  rmSync(directory, { recursive: true, force: true });
}
