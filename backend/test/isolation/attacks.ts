/** What the app role can try on a table to reach another tenant's row. */
import { randomUUID } from 'node:crypto';
import { insertOf, newRow, type Row, type Rows, type Table } from './rows.ts';

export type Attack = {
  readonly name: string;
  /** Runs before, in the same transaction. */
  readonly prelude?: string;
  readonly statement: { text: string; values: unknown[] };
  /** Changes the attacker's own rows too: is rolled back, and must not return a foreign row. */
  readonly sweeping?: true;
};

/** Every attack on one table. `own` and `foreign` are the rows of the attacking and of the attacked tenant. */
export function attacksOn(table: Table, own: Rows, foreign: Rows): Attack[] {
  const { name } = table;
  const mine = rowOf(own, name);
  const theirs = rowOf(foreign, name);
  const column = changeable(table);
  const plain = (text: string, ...values: unknown[]) => ({ text, values });
  const intruder = insertOf(table, newRow(table, theirs.tenant_id, foreign));
  const collision = insertOf(table, { ...newRow(table, theirs.tenant_id, foreign), id: theirs.id });
  return [
    { name: 'reads everything', statement: plain(`SELECT tenant_id FROM ${name}`) },
    {
      name: 'reads by tenant',
      statement: plain(`SELECT tenant_id FROM ${name} WHERE tenant_id = $1`, theirs.tenant_id),
    },
    { name: 'reads by id', statement: plain(`SELECT tenant_id FROM ${name} WHERE id = $1`, theirs.id) },
    {
      name: 'locks what it reads',
      statement: plain(`SELECT tenant_id FROM ${name} WHERE id = $1 FOR UPDATE`, theirs.id),
    },
    {
      name: 'reads through a join',
      statement: plain(
        `SELECT a.tenant_id FROM tenants t JOIN ${name} a ON a.tenant_id = t.id WHERE t.id = $1`,
        theirs.tenant_id,
      ),
    },
    { name: 'copies out', statement: plain(`COPY ${name} (tenant_id) TO STDOUT`) },
    { name: 'copies in', statement: plain(`COPY ${name} (tenant_id, id) FROM STDIN`) },
    { name: 'inserts for the other tenant', statement: intruder },
    {
      name: 'upserts over the row',
      statement: withSuffix(collision, ` ON CONFLICT (tenant_id, id) DO UPDATE SET ${column} = EXCLUDED.${column}`),
    },
    { name: 'probes by ON CONFLICT DO NOTHING', statement: withSuffix(collision, ' ON CONFLICT DO NOTHING') },
    {
      name: 'merges over the row',
      statement: plain(
        `MERGE INTO ${name} t USING (SELECT $1::uuid AS id) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET ${column} = t.${column}`,
        theirs.id,
      ),
    },
    {
      name: 'updates the row',
      statement: plain(`UPDATE ${name} SET ${column} = ${column} WHERE id = $1 RETURNING tenant_id`, theirs.id),
    },
    {
      name: 'takes the row over',
      statement: plain(`UPDATE ${name} SET tenant_id = $2 WHERE id = $1`, theirs.id, mine.tenant_id),
    },
    {
      name: 'gives its own row away',
      statement: plain(`UPDATE ${name} SET tenant_id = $2 WHERE id = $1`, mine.id, theirs.tenant_id),
    },
    { name: 'deletes the row', statement: plain(`DELETE FROM ${name} WHERE id = $1 RETURNING tenant_id`, theirs.id) },
    {
      name: 'updates everything',
      sweeping: true,
      statement: plain(`UPDATE ${name} SET ${column} = ${column} RETURNING tenant_id`),
    },
    { name: 'deletes everything', sweeping: true, statement: plain(`DELETE FROM ${name} RETURNING tenant_id`) },
    { name: 'truncates', statement: plain(`TRUNCATE ${name} CASCADE`) },
    {
      name: 'reads with row security switched off',
      prelude: 'SET LOCAL row_security = off',
      statement: plain(`SELECT tenant_id FROM ${name}`),
    },
    ...referenceAttacks(table, own, foreign),
  ];
}

/** Points at the other tenant's rows, for whose check PostgreSQL passes the policies by. */
function referenceAttacks(table: Table, own: Rows, foreign: Rows): Attack[] {
  const mine = rowOf(own, table.name);
  return table.references.flatMap(({ column, table: target }) => {
    const targetId = rowOf(foreign, target).id;
    return [
      {
        name: `inserts a row of its own that points at the other's ${target} by ${column}`,
        statement: insertOf(table, { ...newRow(table, mine.tenant_id, own), [column]: targetId }),
      },
      {
        name: `points its own row at the other's ${target} by ${column}`,
        statement: { text: `UPDATE ${table.name} SET ${column} = $1 WHERE id = $2`, values: [targetId, mine.id] },
      },
    ];
  });
}

/** The same statement, but about a row that nobody has: its answer must not differ. */
export function aboutNobody(attack: Attack, foreignIds: readonly string[]): Attack {
  const values = attack.statement.values.map((value) => (foreignIds.includes(value as string) ? randomUUID() : value));
  return { ...attack, statement: { text: attack.statement.text, values } };
}

function rowOf(rows: Rows, table: string): Row {
  const row = rows[table];
  if (!row) throw new Error(`There is no row of ${table}.`);
  return row;
}

/** A column that an attack may write: neither a key nor one that points elsewhere. */
function changeable(table: Table): string {
  const free = table.columns.find(
    ({ name }) => !['tenant_id', 'id'].includes(name) && !table.references.some(({ column }) => column === name),
  );
  return free?.name ?? 'id';
}

function withSuffix({ text, values }: { text: string; values: unknown[] }, suffix: string) {
  return { text: text + suffix, values };
}
