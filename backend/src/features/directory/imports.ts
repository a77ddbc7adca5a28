/**
 * An import of people as the web process sees it: the file is taken, the preview shown, the run begun and stopped.
 * The work itself is done by the jobs.
 */
import type { ImportOutcome, ImportRow, listImportRows, PeopleImport, QueryOf } from '@frontdesk/contract';
import { violatedConstraint } from '../../core/databaseErrors.ts';
import { conflict, notFound } from '../../core/errors.ts';
import { type SQLQuery, sql } from '../../core/sql.ts';
import type { ObjectKey } from '../../core/storage.ts';
import type { Errand, TenantReader, TenantTx } from '../../core/tenantTx.ts';
import { recordAudit } from '../audit/public.ts';

const selectImports = (which: SQLQuery) => sql`
  SELECT i.id, i.file_name AS "fileName", i.status, i.failure, i.ignored_columns AS "ignoredColumns", i.counts,
    json_build_object('done', i.rows_done, 'total', i.rows_total) AS progress,
    i.created_at AS "createdAt", i.finished_at AS "finishedAt", coalesce(p.display_name, '') AS "createdBy"
  FROM people_imports i
  LEFT JOIN accounts a ON a.id = i.created_by
  LEFT JOIN people p ON p.id = a.person_id
  ${which}`;

/** The latest twenty. */
export function listImports(read: TenantReader): Promise<PeopleImport[]> {
  return read.query<PeopleImport>(selectImports(sql`ORDER BY i.created_at DESC, i.id DESC LIMIT 20`));
}

/** @throws ProblemError 404 */
export async function getImport(read: TenantReader, importId: string): Promise<PeopleImport> {
  const [found] = await read.query<PeopleImport>(selectImports(sql`WHERE i.id = ${importId}`));
  if (!found) throw notFound('There is no such import.');
  return found;
}

/** The preview, in the file's order. @throws ProblemError 404 when there is no such import */
export async function listRows(
  read: TenantReader,
  importId: string,
  { page, pageSize, outcome }: QueryOf<typeof listImportRows>,
): Promise<{ items: ImportRow[]; total: number; page: number; pageSize: number }> {
  const wanted = outcome === undefined ? sql`` : sql`AND outcome = ${outcome}`;
  const [result] = await read.query<{ counts: Record<ImportOutcome, number>; items: ImportRow[] }>(sql`
    SELECT i.counts, (
      SELECT coalesce(json_agg(json_build_object(
        'line', r.line, 'outcome', r.outcome, 'values', r.row_values, 'before', r.before, 'errors', r.errors
      ) ORDER BY r.line), '[]')
      FROM (
        SELECT * FROM people_import_rows WHERE import_id = i.id ${wanted}
        ORDER BY line LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}
      ) r
    ) AS items
    FROM people_imports i WHERE i.id = ${importId}`);
  if (!result) throw notFound('There is no such import.');
  const { counts, items } = result;
  const total = outcome ? counts[outcome] : Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { items, total, page, pageSize };
}

/** Notes a file that lies in the object store, and asks for its analysis. */
export async function beginImport(
  tx: TenantTx,
  file: { importId: string; fileName: string; objectKey: ObjectKey; analysis: Errand },
  actorAccountId: string,
): Promise<PeopleImport> {
  await tx.query(sql`
    INSERT INTO people_imports (id, file_name, object_key, created_by)
    VALUES (${file.importId}, ${file.fileName}, ${file.objectKey}, ${actorAccountId})`);
  await recordImport(tx, 'people-import.uploaded', file.importId, actorAccountId);
  await tx.enqueue(file.analysis);
  tx.hint({ topic: 'imports', id: file.importId });
  return getImport(tx, file.importId);
}

/**
 * Begins to write what the preview shows.
 * @throws ProblemError 404, or 409 when it is not ready or another import runs
 */
export async function executeImport(
  tx: TenantTx,
  importId: string,
  run: Errand,
  actorAccountId: string,
): Promise<PeopleImport> {
  const begun = await tx
    .query(sql`
      UPDATE people_imports SET status = 'running', rows_done = 0,
        rows_total = (counts ->> 'create')::int + (counts ->> 'change')::int
      WHERE id = ${importId} AND status = 'ready'
      RETURNING id`)
    .catch((error) => {
      if (violatedConstraint(error) === 'people_imports_running')
        throw conflict('Another import is running. Wait until it is done, and try again.');
      throw error;
    });
  if (begun.length === 0) {
    const { status } = await getImport(tx, importId);
    throw conflict(notReady[status as keyof typeof notReady] ?? 'This import is not ready.');
  }
  await recordImport(tx, 'people-import.executed', importId, actorAccountId);
  await tx.enqueue(run);
  tx.hint({ topic: 'imports', id: importId });
  return getImport(tx, importId);
}

const notReady = {
  analysing: 'The file is still being read. Wait for the preview.',
  running: 'This import is already running.',
  done: 'This import is already done.',
  stopped: 'This import was stopped. Upload the file again to go on.',
  failed: 'This file could not be read. Correct it and upload it again.',
} as const;

/**
 * Stops an import. What is written stays; a run ends after the rows that it has in hand.
 * @throws ProblemError 404, or 409 when there is nothing to stop any more
 */
export async function stopImport(tx: TenantTx, importId: string, actorAccountId: string): Promise<PeopleImport> {
  // A run is finished by its job, which still has to set the managers of the rows that it has written.
  const stopped = await tx.query(sql`
    UPDATE people_imports SET status = 'stopped', finished_at = CASE WHEN status <> 'running' THEN now() END
    WHERE id = ${importId} AND status IN ('analysing', 'ready', 'running')
    RETURNING id`);
  if (stopped.length === 0) {
    const { status } = await getImport(tx, importId);
    if (status !== 'stopped') throw conflict('This import is over; there is nothing to stop.');
  } else {
    await recordImport(tx, 'people-import.stopped', importId, actorAccountId);
    tx.hint({ topic: 'imports', id: importId });
  }
  return getImport(tx, importId);
}

function recordImport(tx: TenantTx, action: string, importId: string, actorAccountId: string): Promise<void> {
  return recordAudit(tx, { action, actorAccountId, subject: { type: 'people-import', id: importId } });
}
