/** The data: organizations of a thousand people each, loaded by the administrator and kept for the next run. */
import pg from 'pg';
import { migrate } from '../../backend/src/processes/migrate.ts';
import { type DatabaseAddresses, prepareDatabase } from '../development/database.ts';
import type { Secrets } from '../development/dataDirectory.ts';

export const peopleOfEach = 1_000;

export type BenchDatabase = {
  readonly tenants: number;
  readonly addresses: DatabaseAddresses;
  /** A role that row-level security does not concern: what a product without it would use. */
  readonly unprotectedUrl: string;
};

/** Of number `n`, counted from 1, the identifiers and names that the loading statements below make. */
export const tenantIdOf = (n: number) => uuidOf(n, 0);
export const personIdOf = (n: number, i: number) => uuidOf(n, i);
export const accountIdOf = (n: number) => uuidOf(n, 0xacc);
export const slugOf = (n: number) => `org-${n}`;

const uuidOf = (n: number, i: number) =>
  `${n.toString(16).padStart(8, '0')}-0000-7000-8000-${i.toString(16).padStart(12, '0')}`;
const sqlUuid = (n: string, i: string) =>
  `(lpad(to_hex(${n}), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(${i}), 12, '0'))::uuid`;

export const familyNames = [
  'Almeida', 'Bergström', 'Castellano', 'Dvořák', 'Eriksen', 'Fontaine', 'Grünwald', 'Hernández', 'Ivanova', 'Johansson',
  'Kowalski', 'Lindqvist', 'Moreau', 'Nakamura', 'Okonkwo', 'Petrović', 'Quispe', 'Rasmussen', 'Silvestri', 'Takahashi',
  'Ueda', 'Vandenberg', 'Whitfield', 'Xanthos', 'Yamamoto', 'Zimmermann', 'Abernathy', 'Blackwood', 'Cunningham', 'Delacroix',
  'Ellsworth', 'Fitzgerald', 'Gallagher', 'Hawthorne', 'Iglesias', 'Jankowski', 'Kirkpatrick', 'Lancaster', 'Montgomery', 'Northcott',
] as const; // biome-ignore format: a list of words reads best as a paragraph
const givenNames = [
  'Ada', 'Björn', 'Chiara', 'Dmitri', 'Elena', 'Farid', 'Grace', 'Hiro', 'Ines', 'Jonas', 'Keiko', 'Liam', 'Maya', 'Noor',
  'Olga', 'Pablo', 'Quinn', 'Rosa', 'Sven', 'Tara', 'Uma', 'Viktor', 'Wanda', 'Xenia', 'Yusuf', 'Zoë', 'Amara', 'Bruno',
] as const; // biome-ignore format: a list of words reads best as a paragraph

/** Makes the database for so many tenants, unless an earlier run has left it complete. */
export async function openBenchDatabase(
  administratorUrl: string,
  secrets: Secrets,
  tenants: number,
): Promise<BenchDatabase> {
  const addresses = await prepareDatabase(administratorUrl, secrets, `bench_${tenants}`);
  await migrate(addresses.ownerUrl, 'up', () => {});
  const client = new pg.Client({ connectionString: addresses.administratorUrl });
  await client.connect();
  try {
    await client.query(`SET synchronous_commit = off; SET maintenance_work_mem = '512MB'`);
    // The data is our own, and a foreign key asks twice for every row.
    await client.query('SET session_replication_role = replica');
    await makeUnprotectedRole(client, secrets.appPassword);
    if (!(await isLoaded(client))) await load(client, tenants);
  } finally {
    await client.end();
  }
  const unprotectedUrl = new URL(addresses.appUrl);
  unprotectedUrl.username = 'bench_unprotected';
  return { tenants, addresses, unprotectedUrl: unprotectedUrl.href };
}

async function makeUnprotectedRole(client: pg.Client, password: string): Promise<void> {
  const { rowCount } = await client.query(`SELECT FROM pg_roles WHERE rolname = 'bench_unprotected'`);
  if (rowCount === 0) await client.query('CREATE ROLE bench_unprotected');
  await client.query(`ALTER ROLE bench_unprotected LOGIN BYPASSRLS PASSWORD ${pg.escapeLiteral(password)}`);
  await client.query(`GRANT CONNECT ON DATABASE ${pg.escapeIdentifier(client.database ?? '')} TO bench_unprotected`);
  await client.query('GRANT USAGE ON SCHEMA public TO bench_unprotected');
  await client.query('GRANT SELECT ON ALL TABLES IN SCHEMA public TO bench_unprotected');
  await makeUnprotectedSearch(client);
}

/** The product's own search, with the tenant as an argument instead of a setting, for the unprotected role. */
async function makeUnprotectedSearch(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ text: string }>(
    `SELECT pg_get_functiondef('public.search_people(text, integer, uuid[])'::regprocedure) AS text`,
  );
  const product = rows[0]?.text ?? '';
  const text = product
    .replace('public.search_people(', 'public.search_people_unprotected(tenant uuid, ')
    .replace('SECURITY DEFINER', '')
    .replaceAll(/\(\s*SELECT \(current_setting\('app\.tenant_id'\)\)::uuid\)/gi, 'tenant');
  if (text.includes('app.tenant_id') || !text.includes('= tenant')) {
    throw new Error('The search has changed: scripts/bench/database.ts no longer makes an unprotected one of it.');
  }
  await client.query(text);
  await client.query('GRANT EXECUTE ON FUNCTION public.search_people_unprotected TO bench_unprotected');
}

async function load(client: pg.Client, tenants: number): Promise<void> {
  await client.query('TRUNCATE tenants, departments, people, accounts CASCADE');
  const { rows: indexes } = await client.query<{ name: string; text: string }>(`
    SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS text
    FROM pg_index WHERE indrelid = 'people'::regclass
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)`);
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  await client.query(`
    INSERT INTO tenants (id, slug, skeleton, name)
    SELECT ${sqlUuid('n', '0')}, 'org-' || n, 'org-' || n, 'Organization ' || n FROM generate_series(1, ${tenants}) n`);
  await client.query(`
    INSERT INTO departments (tenant_id, id, name, parent_id)
    SELECT ${sqlUuid('n', '0')}, ${sqlUuid('n', 'd')}, 'Department ' || d, CASE WHEN d > 1 THEN ${sqlUuid('n', 'd / 4 + 1')} END
    FROM generate_series(1, ${tenants}) n, generate_series(1, 20) d`);
  await insertPeople(client, tenants);
  await client.query(`
    INSERT INTO accounts (tenant_id, id, person_id, role)
    SELECT ${sqlUuid('n', '0')}, ${sqlUuid('n', '2764')}, ${sqlUuid('n', '1')}, 'user' FROM generate_series(1, ${tenants}) n`);
  for (const { text } of indexes) await client.query(text);
  // What has not reached the log on the disk can't be marked as visible to all.
  await client.query('CHECKPOINT');
  await client.query('VACUUM (FREEZE, ANALYZE)');
  await client.query(`COMMENT ON DATABASE ${pg.escapeIdentifier(client.database ?? '')} IS '${complete}'`);
}

/** Written on the database when the data is all there; the product refuses to start beside a table it does not know. */
const complete = 'loaded by the bench';

async function isLoaded(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ comment: string | null }>(
    `SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = current_database()`,
  );
  return rows[0]?.comment === complete;
}

async function insertPeople(client: pg.Client, tenants: number): Promise<void> {
  const wordFrom = (words: readonly string[], pick: string) =>
    `(ARRAY[${words.map((word) => pg.escapeLiteral(word)).join()}])[1 + ${pick} % ${words.length}]`;
  await client.query(
    `INSERT INTO people
       (tenant_id, id, given_name, family_name, email, title, department_id, manager_id, location, employee_number)
     SELECT ${sqlUuid('n', '0')}, ${sqlUuid('n', 'i')}, ${wordFrom(givenNames, 'i * 7')}, ${wordFrom(familyNames, '(i + n) * 11')},
       'person-' || i || '@org-' || n || '.example', ${wordFrom(['Engineer', 'Analyst', 'Designer', 'Manager', 'Accountant'], 'i')},
       ${sqlUuid('n', '1 + i % 20')}, CASE WHEN i > 1 THEN ${sqlUuid('n', '1 + i / 10')} END,
       ${wordFrom(['Lisbon', 'Oslo', 'Turin', 'Prague'], 'i / 5')}, 'E' || i
     FROM generate_series(1, $1::int) n, generate_series(1, $2::int) i`,
    [tenants, peopleOfEach],
  );
}
