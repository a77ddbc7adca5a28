/** Rows of any tenant table, made from what the catalogue says of it: a new table needs no new code here. */
import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { platformTables } from './rules/rule.ts';

type Column = {
  readonly name: string;
  readonly type: string;
  /** The values that a CHECK allows, where it lists them. */
  readonly choices: readonly string[];
};

/** A foreign key (tenant_id, column) to the id of another tenant table. */
export type Reference = { readonly column: string; readonly table: string };

export type Table = {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly references: readonly Reference[];
};

export type Row = Readonly<Record<string, unknown>> & { readonly tenant_id: string; readonly id: string };

/** A tenant's row of each table. */
export type Rows = Readonly<Record<string, Row>>;

/** Reads the tenant tables, each after those that it points at. Generated columns are left out. */
export async function readTables(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<{ name: string; columns: Column[]; references: Reference[] }>(
    `SELECT c.relname AS name,
      ARRAY(
        SELECT json_build_object('name', a.attname, 'type', format_type(a.atttypid, NULL), 'choices', ARRAY(
          SELECT choice[1] FROM pg_constraint k, regexp_matches(pg_get_constraintdef(k.oid), '''([^'']+)''::text', 'g') AS choice
          WHERE k.conrelid = c.oid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum] AND pg_get_constraintdef(k.oid) LIKE '%= ANY (ARRAY[%'))
        FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum
      ) AS columns,
      ARRAY(
        SELECT json_build_object('column', a.attname, 'table', k.confrelid::regclass::text)
        FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[2]
        WHERE k.conrelid = c.oid AND k.contype = 'f'
      ) AS "references"
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> ALL ($1)
    ORDER BY c.relname`,
    [platformTables],
  );
  return inOrder(rows);
}

function inOrder(tables: readonly Table[]): Table[] {
  const done: Table[] = [];
  const isDone = (name: string) => done.some((table) => table.name === name);
  while (done.length < tables.length) {
    const next = tables.find(
      ({ name, references }) => !isDone(name) && references.every(({ table }) => table === name || isDone(table)),
    );
    if (!next) throw new Error('The foreign keys of the tenant tables go in a circle.');
    done.push(next);
  }
  return done;
}

/** A new row of a table for a tenant; what it points at are that tenant's `rows`. */
export function newRow(table: Table, tenantId: string, rows: Rows): Row {
  const row: Record<string, unknown> = {};
  for (const column of table.columns) {
    const reference = table.references.find((candidate) => candidate.column === column.name);
    // What points at its own table starts with nothing.
    row[column.name] = reference ? (rows[reference.table]?.id ?? null) : newValue(column);
  }
  return { ...row, tenant_id: tenantId, id: randomUUID() };
}

function newValue({ name, type, choices }: Column): unknown {
  if (choices[0] !== undefined) return choices[0];
  const text = `planted-${randomBytes(8).toString('hex')}`;
  const values: Record<string, unknown> = {
    text,
    'text[]': [text],
    uuid: randomUUID(),
    bytea: randomBytes(32),
    jsonb: '{}',
    integer: randomBytes(2).readUInt16BE(),
    bigint: randomBytes(2).readUInt16BE(),
    boolean: false,
    date: '2026-01-01',
    'timestamp with time zone': new Date(),
  };
  if (!(type in values)) throw new Error(`Tell rows.ts how to make a value of the type ${type} for ${name}.`);
  return values[type];
}

/** INSERT of a row, with its values as parameters. */
export function insertOf(table: Table, row: Readonly<Record<string, unknown>>): { text: string; values: unknown[] } {
  const names = Object.keys(row);
  const placeholders = names.map((_, index) => `$${index + 1}`);
  return {
    text: `INSERT INTO ${table.name} (${names.join(', ')}) VALUES (${placeholders.join(', ')})`,
    values: Object.values(row),
  };
}

/** Makes a tenant with one row in each table. */
export async function plantTenant(administrator: pg.Client, tables: readonly Table[]): Promise<Rows> {
  const tenantId = randomUUID();
  await insertTenant(administrator, tenantId);
  const rows: Record<string, Row> = {};
  for (const table of tables) {
    const row = newRow(table, tenantId, rows);
    await administrator.query(insertOf(table, row));
    rows[table.name] = row;
  }
  return rows;
}

export async function insertTenant(administrator: pg.Client, tenantId: string): Promise<void> {
  const slug = `isolation-${randomBytes(6).toString('hex')}`;
  await administrator.query('INSERT INTO tenants (id, slug, skeleton, name) VALUES ($1, $2, $2, $2)', [tenantId, slug]);
}
