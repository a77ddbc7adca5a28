import { expect } from 'chai';
import type pg from 'pg';
import { migrate } from '../../src/processes/migrate.ts';
import { connectAs, createEmptyDatabase, databaseUrl, type EmptyDatabase } from '../support/databases.ts';
import { functionRules } from './rules/functions.ts';
import { roleRules } from './rules/roles.ts';
import type { Rule } from './rules/rule.ts';
import { tableRules } from './rules/tables.ts';

describe('the catalogue of the database', () => {
  let database: EmptyDatabase;
  let client: pg.Client;

  before(async () => {
    // A database of its own: planting a violation locks tables that other tests use.
    database = await createEmptyDatabase();
    await migrate(databaseUrl('owner', database.name), 'up', () => {});
    client = await connectAs('administrator', database.name);
  });
  after(async () => {
    await client.end();
    await database.drop();
  });

  const violationsOf = async ({ violations }: Rule) => {
    const { rows } = await client.query<string[]>({ text: violations, rowMode: 'array' });
    return rows.map(([sentence]) => sentence);
  };

  for (const rule of [...tableRules, ...roleRules, ...functionRules]) {
    describe(rule.promise, () => {
      it('holds', async () => {
        expect(await violationsOf(rule)).to.deep.equal([]);
      });

      for (const planted of rule.planted) {
        it(`is seen broken after ${planted.replace(/\s+/g, ' ').trim()}`, async () => {
          await client.query('BEGIN');
          try {
            await client.query(planted);
            expect(await violationsOf(rule)).to.have.length.above(0);
          } finally {
            await client.query('ROLLBACK');
          }
        });
      }
    });
  }
});
