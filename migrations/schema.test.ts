import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { createEmptyDatabase, databaseUrl, type EmptyDatabase } from '../backend/test/support/databases.ts';
import { migrate } from '../scripts/schema/migrations.ts';
import { dump } from '../scripts/schema/pgDump.ts';
import { dumpSchema, schemaFile } from '../scripts/schema/schema.ts';

describe('the schema', () => {
  let database: EmptyDatabase;
  let empty: string;
  const dumpEverything = () => dump(databaseUrl('administrator', database.name), ['--exclude-schema=migration_state']);

  before(async () => {
    database = await createEmptyDatabase();
    empty = await dumpEverything();
    await migrate(databaseUrl('owner', database.name), 'up');
  });
  after(() => database.drop());

  it('of a new database is the one in migrations/schema.sql (else run `npm run dump-schema`)', async () => {
    expect(await dumpSchema(databaseUrl('administrator', database.name))).to.equal(readFileSync(schemaFile, 'utf8'));
  });

  it('leaves nothing behind when every migration goes down, and comes back the same', async () => {
    await migrate(databaseUrl('owner', database.name), 'down');
    expect(await dumpEverything()).to.equal(empty);
    await migrate(databaseUrl('owner', database.name), 'up');
    expect(await dumpSchema(databaseUrl('administrator', database.name))).to.equal(readFileSync(schemaFile, 'utf8'));
  });
});
