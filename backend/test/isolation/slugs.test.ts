/** Slugs in the database, where the last word is spoken when two processes give one out at the same moment. */
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type pg from 'pg';
import { migrate } from '../../src/processes/migrate.ts';
import { connectAs, createEmptyDatabase, databaseUrl, type EmptyDatabase } from '../support/databases.ts';

describe('the database gives out', () => {
  let database: EmptyDatabase;
  let platform: pg.Client;

  before(async () => {
    database = await createEmptyDatabase();
    await migrate(databaseUrl('owner', database.name), 'up', () => {});
    platform = await connectAs('platform', database.name);
  });
  after(async () => {
    await platform.end();
    await database.drop();
  });

  /** The SQLSTATE of an insert; undefined when it was done. */
  const insert = (slug: string, skeleton: string, status = 'active') =>
    platform
      .query('INSERT INTO tenants (id, slug, skeleton, name, status) VALUES ($1, $2, $3, $2, $4)', [
        randomUUID(),
        slug,
        skeleton,
        status,
      ])
      .then(
        () => undefined,
        (error: { code: string }) => error.code,
      );

  it('a slug once, and none that looks like it', async () => {
    expect(await insert('acme', 'acme')).to.equal(undefined);
    expect(await insert('acme', 'other')).to.equal('23505');
    expect(await insert('acrne', 'acme')).to.equal('23505');
  });

  it('no deleted tenant’s slug again, for its row can’t be removed', async () => {
    expect(await insert('gone', 'gone', 'deleted')).to.equal(undefined);
    expect(await insert('gone', 'g0ne')).to.equal('23505');
    const removed = await platform.query('DELETE FROM tenants').catch((error: { code: string }) => error.code);
    expect(removed).to.equal('42501');
  });

  it('no slug that is none', async () => {
    for (const slug of ['a', 'a--b', '-ab', 'ab-', 'Ab', 'a.b', 'a_b', 'a'.repeat(41), 'аbc']) {
      expect(await insert(slug, randomUUID()), slug).to.equal('23514');
    }
  });
});
