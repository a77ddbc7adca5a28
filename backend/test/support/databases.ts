/** Databases and connections for tests that look at PostgreSQL itself. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { testSetting } from './environment.ts';

export type Role = 'administrator' | 'owner' | 'app' | 'platform' | 'backup';

const settingOf: Readonly<Record<Role, string>> = {
  administrator: 'TEST_DATABASE_ADMINISTRATOR_URL',
  owner: 'DATABASE_OWNER_URL',
  app: 'DATABASE_URL',
  platform: 'DATABASE_PLATFORM_URL',
  backup: 'TEST_DATABASE_BACKUP_URL',
};

/** The address of a role in the tests' database, or in another one of the same server. */
export function databaseUrl(role: Role, database?: string): string {
  const url = new URL(testSetting(settingOf[role]));
  if (database !== undefined) url.pathname = `/${database}`;
  return url.href;
}

/** Connects as a role. The caller ends the connection. */
export async function connectAs(role: Role, database?: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl(role, database), connectionTimeoutMillis: 5_000 });
  await client.connect();
  return client;
}

export type EmptyDatabase = { readonly name: string; drop(): Promise<void> };

/** Makes an empty database with the roles' rights and the extensions, as a new installation has it. */
export async function createEmptyDatabase(): Promise<EmptyDatabase> {
  const name = `empty_${randomBytes(6).toString('hex')}`;
  const administrator = await connectAs('administrator');
  // Roles belong to the whole server: two who change them at once get in each other's way.
  await administrator.query(`SELECT pg_advisory_lock(hashtext('roles.sql'))`);
  await administrator.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  const inside = await connectAs('administrator', name);
  try {
    await inside.query(readFileSync('infrastructure/database/roles.sql', 'utf8'));
  } finally {
    await inside.end();
    await administrator.query(`SELECT pg_advisory_unlock(hashtext('roles.sql'))`);
  }
  const drop = async () => {
    await administrator.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await administrator.end();
  };
  return { name, drop };
}
