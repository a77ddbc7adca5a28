/** The database of Frontdesk on a server where we are administrator: roles, passwords, extensions. */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { Secrets } from './dataDirectory.ts';

export type DatabaseAddresses = {
  readonly administratorUrl: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly platformUrl: string;
  readonly backupUrl: string;
};

const rolesFile = new URL('../../infrastructure/database/roles.sql', import.meta.url);

/** Makes the database `name` and the roles, or brings them up to date, and returns everyone's address. */
export async function prepareDatabase(
  administratorUrl: string,
  secrets: Secrets,
  name = 'frontdesk',
): Promise<DatabaseAddresses> {
  await asAdministrator(administratorUrl, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) {
      await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE template0 ENCODING 'UTF8'`);
    }
  });
  const passwords = {
    frontdesk_owner: secrets.ownerPassword,
    frontdesk_app: secrets.appPassword,
    frontdesk_platform: secrets.platformPassword,
    frontdesk_backup: secrets.backupPassword,
  };
  const inDatabase = addressOf(administratorUrl, name);
  await asAdministrator(inDatabase, async (client) => {
    await client.query(readFileSync(rolesFile, 'utf8'));
    for (const [role, password] of Object.entries(passwords)) {
      await client.query(`ALTER ROLE ${pg.escapeIdentifier(role)} PASSWORD ${pg.escapeLiteral(password)}`);
    }
  });
  const as = (role: keyof typeof passwords) => addressOf(administratorUrl, name, role, passwords[role]);
  return {
    administratorUrl: inDatabase,
    ownerUrl: as('frontdesk_owner'),
    appUrl: as('frontdesk_app'),
    platformUrl: as('frontdesk_platform'),
    backupUrl: as('frontdesk_backup'),
  };
}

async function asAdministrator(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function addressOf(url: string, database: string, user?: string, password?: string): string {
  const address = new URL(url);
  address.pathname = `/${encodeURIComponent(database)}`;
  if (user && password) {
    address.username = user;
    address.password = password;
  }
  return address.href;
}
