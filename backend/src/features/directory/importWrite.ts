/** Writes rows of a preview into the directory, after looking whether they still hold. */
import { newId } from '../../core/identifiers.ts';
import { type SQLQuery, sql } from '../../core/sql.ts';
import type { TenantTx } from '../../core/tenantTx.ts';
import { recordAudits } from '../audit/public.ts';
import { headingOf, type ImportColumn } from './csvFile.ts';
import { ensureDepartments, pathKey, pathsOf, readDepartments } from './departments.ts';
import { type PersonText, takenBy } from './importAnalysis.ts';
import type { RowError, RowValues } from './importRow.ts';

export type PendingRow = {
  readonly id: string;
  readonly position: number;
  readonly outcome: 'create' | 'change';
  readonly values: RowValues;
  readonly before: RowValues | null;
};
type RefusedRow = PendingRow & { readonly errors: readonly RowError[] };

/** A person as they are now, in the words of a file. */
type CurrentPerson = PersonText & { readonly id: string };

/** A person as they are to be. */
type Written = { readonly row: PendingRow; readonly id: string; readonly text: RowValues };

/**
 * Creates and changes people, in a handful of statements for all rows together.
 * @returns the rows that no longer hold; they are noted as refused, with the reason
 */
export async function writeRows(
  tx: TenantTx,
  rows: readonly PendingRow[],
  cause: { importId: string; actorAccountId: string },
): Promise<{ refused: RefusedRow[] }> {
  const paths = pathsOf(await readDepartments(tx));
  const current = await readCurrent(tx, rows, paths);
  const { creates, changes, refused } = revalidate(rows, current);
  const departments = await ensureDepartments(
    tx,
    paths,
    [...creates, ...changes].flatMap(({ text }) => (text.department ? [text.department] : [])),
  );
  const people = new Map([...current.map(({ email, id }) => [email, id] as const), ...creates.map(idByEmail)]);
  const inserted = await insertPeople(tx, creates, departments, people);
  for (const { row } of creates.filter(({ id }) => !inserted.has(id)))
    refused.push({ ...row, errors: [addedMeanwhile] });
  await updatePeople(tx, changes, departments);
  const created = creates.filter(({ id }) => inserted.has(id));
  await recordAudits(tx, [
    ...created.map(({ row, id }) => event('person.created', id, { email: row.values.email }, cause)),
    ...changes.map(({ row, id }) => event('person.changed', id, { before: row.before, after: changed(row) }, cause)),
  ]);
  await markRows(tx, [...created, ...changes], refused);
  return { refused };
}

const idByEmail = ({ row, id }: Written) => [row.values.email ?? '', id] as const;

/** What a row changes, as it will be. */
function changed({ values, before }: PendingRow): RowValues {
  return Object.fromEntries(Object.entries(values).filter(([column]) => before && column in before));
}

function event(
  action: string,
  id: string,
  detail: Readonly<Record<string, unknown>>,
  { importId, actorAccountId }: { importId: string; actorAccountId: string },
) {
  return { action, actorAccountId, subject: { type: 'person', id }, detail: { ...detail, importId } };
}

/** Everyone whose address or employee number stands in the rows, locked until the end of the transaction. */
async function readCurrent(
  tx: TenantTx,
  rows: readonly PendingRow[],
  paths: ReadonlyMap<string, string>,
): Promise<CurrentPerson[]> {
  const emails = rows.flatMap(({ values }) => [values.email, values.manager_email]).filter(Boolean);
  const numbers = rows.flatMap((row) => (row.values.employee_number ? [row.values.employee_number] : []));
  const people = await tx.query<CurrentPerson & { department_id: string | null }>(sql`
    SELECT p.id, p.email, p.given_name, p.family_name, coalesce(p.title, '') AS title, p.department_id,
      coalesce((SELECT m.email FROM people m WHERE m.id = p.manager_id), '') AS manager_email,
      coalesce(p.location, '') AS location, coalesce(p.phone, '') AS phone,
      coalesce(p.employee_number, '') AS employee_number
    FROM people p
    WHERE p.id IN (
      SELECT id FROM people JOIN unnest(${emails}::text[]) AS wanted (email) USING (email)
      UNION
      SELECT id FROM people JOIN unnest(${numbers}::text[]) AS wanted (employee_number) USING (employee_number)
    )
    ORDER BY p.id FOR UPDATE OF p`);
  return people.map(({ department_id, ...person }) => ({
    ...person,
    department: paths.get(department_id ?? '') ?? '',
  }));
}

/** Which rows still hold. Between the preview and now someone else may have changed the directory. */
function revalidate(rows: readonly PendingRow[], current: readonly CurrentPerson[]) {
  const byEmail = new Map(current.map((person) => [person.email, person]));
  const byNumber = new Map(current.map((person) => [person.employee_number, person]));
  const creates: Written[] = [];
  const changes: Written[] = [];
  const refused: RefusedRow[] = [];
  for (const row of rows) {
    const person = byEmail.get(row.values.email ?? '');
    const errors = row.outcome === 'create' ? (person ? [addedMeanwhile] : []) : changedMeanwhile(row, person);
    const holder = row.values.employee_number ? byNumber.get(row.values.employee_number) : undefined;
    if (holder && holder.email !== row.values.email)
      errors.push({ column: 'employee_number', message: takenBy(holder.email) });
    if (errors.length > 0) refused.push({ ...row, errors });
    else if (person) changes.push({ row, id: person.id, text: { ...person, ...row.values } });
    else creates.push({ row, id: newId(), text: row.values });
  }
  return { creates, changes, refused };
}

const addedMeanwhile: RowError = {
  column: 'email',
  message: 'Someone with this address or employee number was added after the preview. Upload the file again.',
};

function changedMeanwhile(row: PendingRow, person: CurrentPerson | undefined): RowError[] {
  if (!person) return [{ column: 'email', message: 'This person has left the directory after the preview.' }];
  return (Object.keys(row.values) as ImportColumn[])
    .filter((column) => person[column] !== row.values[column])
    .filter((column) => person[column] !== (row.before?.[column] ?? row.values[column]))
    .map((column) => ({
      column,
      message: `The ${headingOf(column)} was changed to “${person[column]}” after the preview. Upload the file again.`,
    }));
}

/**
 * People as rows of columns.
 * @param managers ids by address; a manager who is not among them is set at the end, when everyone is there
 */
function asRecords(
  people: readonly Written[],
  departments: ReadonlyMap<string, string>,
  managers: ReadonlyMap<string, string>,
): SQLQuery {
  const records = people.map(({ id, text }) => ({
    id,
    given_name: text.given_name,
    family_name: text.family_name,
    email: text.email,
    title: text.title || null,
    department_id: text.department ? departments.get(pathKey(text.department)) : null,
    manager_id: managers.get(text.manager_email ?? '') ?? null,
    location: text.location || null,
    phone: text.phone || null,
    employee_number: text.employee_number || null,
  }));
  return sql`jsonb_to_recordset(${JSON.stringify(records)}::jsonb) AS row (id uuid, given_name text, family_name text,
    email text, title text, department_id uuid, manager_id uuid, location text, phone text, employee_number text)`;
}

/** @returns the ids that were written; an address or number that was taken this very moment leaves its row out */
async function insertPeople(
  tx: TenantTx,
  people: readonly Written[],
  departments: ReadonlyMap<string, string>,
  managers: ReadonlyMap<string, string>,
): Promise<Set<string>> {
  if (people.length === 0) return new Set();
  const inserted = await tx.query<{ id: string }>(sql`
    INSERT INTO people
      (id, given_name, family_name, email, title, department_id, manager_id, location, phone, employee_number)
    SELECT id, given_name, family_name, email, title, department_id, manager_id, location, phone, employee_number
    FROM ${asRecords(people, departments, managers)}
    ON CONFLICT DO NOTHING
    RETURNING id`);
  return new Set(inserted.map(({ id }) => id));
}

async function updatePeople(
  tx: TenantTx,
  people: readonly Written[],
  departments: ReadonlyMap<string, string>,
): Promise<void> {
  if (people.length === 0) return;
  await tx.query(sql`
    UPDATE people p SET given_name = row.given_name, family_name = row.family_name, title = row.title,
      department_id = row.department_id, location = row.location, phone = row.phone,
      employee_number = row.employee_number, updated_at = now()
    FROM ${asRecords(people, departments, new Map())}
    WHERE p.id = row.id`);
}

async function markRows(tx: TenantTx, written: readonly Written[], refused: readonly RefusedRow[]): Promise<void> {
  await tx.query(sql`
    UPDATE people_import_rows SET written = true WHERE id = ANY (${written.map(({ row }) => row.id)}::uuid[])`);
  if (refused.length === 0) return;
  await tx.query(sql`
    UPDATE people_import_rows r SET outcome = 'refused', before = NULL, errors = row.errors
    FROM jsonb_to_recordset(${JSON.stringify(refused)}::jsonb) AS row (id uuid, errors jsonb)
    WHERE r.id = row.id`);
}
