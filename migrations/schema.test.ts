import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { migrate } from '../backend/src/processes/migrate.ts';
import { createEmptyDatabase, databaseUrl, type EmptyDatabase } from '../backend/test/support/databases.ts';
import { dump } from '../scripts/schema/pgDump.ts';
import { dumpSchema, schemaFile } from '../scripts/schema/schema.ts';

describe('the schema', () => {
  let database: EmptyDatabase;
  let empty: string;
  // The list of migrations done stays, empty.
  const dumpEverything = () =>
    dump(databaseUrl('administrator', database.name), ['--exclude-schema=frontdesk_migrations']);
  const go = (direction: 'up' | 'down') => migrate(databaseUrl('owner', database.name), direction, () => {});
  /** The lines that are in one text and not in the other. */
  const differences = (actual: string, expected: string) => {
    const [a, b] = [actual, expected].map((text) => text.split('\n'));
    return {
      more: a?.filter((line) => !b?.includes(line)),
      less: b?.filter((line) => !a?.includes(line)),
      same: actual === expected,
    };
  };
  const none = { more: [], less: [], same: true };

  before(async () => {
    database = await createEmptyDatabase();
    empty = await dumpEverything();
    await go('up');
  });
  after(() => database.drop());

  it('of a new database is the one in migrations/schema.sql (else run `npm run dump-schema`)', async () => {
    const made = await dumpSchema(databaseUrl('administrator', database.name));
    expect(differences(made, readFileSync(schemaFile, 'utf8'))).to.deep.equal(none);
  });

  it('leaves nothing behind when every migration goes down, and comes back the same', async () => {
    await go('down');
    expect(differences(await dumpEverything(), empty)).to.deep.equal(none);
    await go('up');
    const made = await dumpSchema(databaseUrl('administrator', database.name));
    expect(differences(made, readFileSync(schemaFile, 'utf8'))).to.deep.equal(none);
  });
});
