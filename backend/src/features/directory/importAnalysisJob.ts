/**
 * The job that makes an import's preview: reads the file, judges each row, and stores what it found in small
 * transactions, so that open browsers see how far it is. It may run twice: it begins afresh and comes to the same.
 */
import type { ImportOutcome } from '@frontdesk/contract';
import { z } from 'zod';
import { newId } from '../../core/identifiers.ts';
import { defineJob, type JobContext } from '../../core/jobs.ts';
import { sql } from '../../core/sql.ts';
import { objectKey } from '../../core/storage.ts';
import type { TenantReader, TenantTx } from '../../core/tenantTx.ts';
import { type CsvFile, readCsvFile, UnreadableFile } from './csvFile.ts';
import { pathsOf, readDepartments } from './departments.ts';
import { analyse, type PersonText, type Verdict } from './importAnalysis.ts';
import { failImport } from './importFailure.ts';

const rowsAtOnce = 500;

export const analysePeopleImport = defineJob({
  name: 'people-import.analyse',
  payload: z.strictObject({ importId: z.uuid() }),
  handle: async (context, { importId }) => {
    const key = objectKey(context.tenantId, 'people-imports', importId);
    if (await isAnalysing(context.read, importId)) {
      const file = await readFile(context, importId);
      if (file) await storeVerdicts(context, importId, file);
    }
    // All that is needed of the file lies in the database now.
    await context.services.storage.remove(key);
  },
  giveUp: (context, { importId }) =>
    failImport(context, importId, 'The file could not be analysed. Upload it again later.'),
});

async function isAnalysing(read: TenantReader, importId: string): Promise<boolean> {
  const found = await read.query(sql`SELECT FROM people_imports WHERE id = ${importId} AND status = 'analysing'`);
  return found.length > 0;
}

/** The file; or undefined when it can't be read, which is then noted. */
async function readFile(context: JobContext, importId: string): Promise<CsvFile | undefined> {
  try {
    return readCsvFile(await context.services.storage.get(objectKey(context.tenantId, 'people-imports', importId)));
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    await failImport(context, importId, failure);
    return undefined;
  }
}

/** What to tell of an error that another try won't mend. */
function failureOf(error: unknown): string | undefined {
  if (error instanceof UnreadableFile) return error.message;
  if (error instanceof Error && error.name === 'NoSuchKey') return 'The file was lost on its way. Upload it again.';
  return undefined;
}

async function storeVerdicts(context: JobContext, importId: string, file: CsvFile): Promise<void> {
  const begun = await context.transaction(async (tx) => {
    // The row of the import first: its lock keeps two runs of this job apart.
    const goesOn = await progress(tx, importId, { done: 0, total: file.rows.length, counts: noRows });
    if (goesOn) await tx.query(sql`DELETE FROM people_import_rows WHERE import_id = ${importId}`);
    return goesOn;
  });
  if (!begun) return;
  const departmentPaths = pathsOf(await readDepartments(context.read));
  const people = await readPeople(context.read, departmentPaths);
  const verdicts = analyse(file, { people, departmentPaths: [...departmentPaths.values()] });
  const counts = { ...noRows };
  for (let from = 0; from < verdicts.length; from += rowsAtOnce) {
    const some = verdicts.slice(from, from + rowsAtOnce);
    for (const { outcome } of some) counts[outcome] += 1;
    const goesOn = await context.transaction(async (tx) => {
      await insertVerdicts(tx, importId, some);
      return progress(tx, importId, { done: from + some.length, total: verdicts.length, counts });
    });
    // Someone has stopped it.
    if (!goesOn) return;
  }
  await context.transaction((tx) => close(tx, importId, file));
}

/** Ends the analysis, unless another run of the same job has begun afresh and taken this one's rows away. */
async function close(tx: TenantTx, importId: string, file: CsvFile): Promise<void> {
  await tx.query(sql`SELECT FROM people_imports WHERE id = ${importId} FOR UPDATE`);
  const [stored] = await tx.query<{ count: number }>(sql`
    SELECT count(*) FROM people_import_rows WHERE import_id = ${importId}`);
  if (stored?.count !== file.rows.length) throw new Error('another run of this job has begun afresh');
  await tx.query(sql`
    UPDATE people_imports SET status = 'ready', ignored_columns = ${[...file.ignoredColumns]}
    WHERE id = ${importId} AND status = 'analysing'`);
  tx.hint({ topic: 'imports', id: importId });
}

const noRows: Readonly<Record<ImportOutcome, number>> = { create: 0, change: 0, unchanged: 0, refused: 0 };

/** Tells how far the analysis is. @returns whether it is to go on */
async function progress(
  tx: TenantTx,
  importId: string,
  now: { done: number; total: number; counts: Readonly<Record<ImportOutcome, number>> },
): Promise<boolean> {
  const updated = await tx.query(sql`
    UPDATE people_imports
    SET rows_done = ${now.done}, rows_total = ${now.total}, counts = ${JSON.stringify(now.counts)}::jsonb
    WHERE id = ${importId} AND status = 'analysing'
    RETURNING id`);
  tx.hint({ topic: 'imports', id: importId });
  return updated.length > 0;
}

async function insertVerdicts(tx: TenantTx, importId: string, verdicts: readonly Verdict[]): Promise<void> {
  const rows = verdicts.map((verdict) => ({ id: newId(), ...verdict }));
  await tx.query(sql`
    INSERT INTO people_import_rows (id, import_id, line, position, outcome, row_values, before, errors)
    SELECT id, ${importId}, line, position, outcome, "values", before, errors
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS row (id uuid, line integer, position integer, outcome text, "values" jsonb, before jsonb, errors jsonb)
    ON CONFLICT (tenant_id, import_id, line) DO NOTHING`);
}

/** Everyone in the directory, in the words of a file. */
async function readPeople(read: TenantReader, departmentPaths: ReadonlyMap<string, string>): Promise<PersonText[]> {
  type Row = Omit<PersonText, 'department' | 'manager_email'>;
  const people = await read.query<Row & { id: string; department_id: string | null; manager_id: string | null }>(sql`
    SELECT id, email, given_name, family_name, coalesce(title, '') AS title, department_id, manager_id,
      coalesce(location, '') AS location, coalesce(phone, '') AS phone, coalesce(employee_number, '') AS employee_number
    FROM people`);
  // Not by a join: of a directory that an import has just filled the planner knows too little to do it well.
  const emails = new Map(people.map(({ id, email }) => [id, email]));
  return people.map(({ id: _, department_id, manager_id, ...person }) => ({
    ...person,
    department: departmentPaths.get(department_id ?? '') ?? '',
    manager_email: emails.get(manager_id ?? '') ?? '',
  }));
}
