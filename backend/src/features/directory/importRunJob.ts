/**
 * The job that writes what a preview showed: a few hundred rows a transaction, each marked as written in the same one,
 * so that a run that was killed goes on where it was; then the managers, once everyone is there.
 */
import { z } from 'zod';
import { defineJob, type JobContext } from '../../core/jobs.ts';
import { sql } from '../../core/sql.ts';
import type { TenantTx } from '../../core/tenantTx.ts';
import { recordAudit } from '../audit/public.ts';
import { failImport } from './importFailure.ts';
import { setManagers } from './importManagersWrite.ts';
import { type PendingRow, writeRows } from './importWrite.ts';

const rowsAtOnce = 500;

export const runPeopleImport = defineJob({
  name: 'people-import.run',
  payload: z.strictObject({ importId: z.uuid() }),
  handle: async (context, { importId }) => {
    for (let last: number | undefined = -1; last !== undefined; ) last = await writeSome(context, importId, last);
    await context.transaction((tx) => finish(tx, importId));
  },
  giveUp: (context, { importId }) =>
    failImport(
      context,
      importId,
      'The import broke off. What it had written stays; upload the file again for the rest.',
    ),
});

type Running = { status: string; createdBy: string; finishedAt: string | null };

/** Nobody stops, begins or finishes the import while the transaction lasts. */
async function lockImport(tx: TenantTx, importId: string): Promise<Running | undefined> {
  const [found] = await tx.query<Running>(sql`
    SELECT status, created_by AS "createdBy", finished_at AS "finishedAt"
    FROM people_imports WHERE id = ${importId} FOR UPDATE`);
  return found;
}

/** Writes the next rows. @returns the last position that it has seen; undefined at the end, or when it was stopped */
function writeSome(context: JobContext, importId: string, after: number): Promise<number | undefined> {
  return context.transaction(async (tx) => {
    const running = await lockImport(tx, importId);
    if (running?.status !== 'running') return undefined;
    const rows = await tx.query<PendingRow>(sql`
      SELECT id, position, outcome, row_values AS values, before FROM people_import_rows
      WHERE import_id = ${importId} AND NOT written AND outcome IN ('create', 'change') AND position > ${after}
      ORDER BY position LIMIT ${rowsAtOnce}`);
    if (rows.length === 0) return undefined;
    const { refused } = await writeRows(tx, rows, { importId, actorAccountId: running.createdBy });
    const created = refused.filter((row) => row.outcome === 'create').length;
    await tx.query(sql`
      UPDATE people_imports SET
        rows_done = rows_done + ${rows.length},
        counts = counts || jsonb_build_object(
          'create', (counts ->> 'create')::int - ${created}::int,
          'change', (counts ->> 'change')::int - ${refused.length - created}::int,
          'refused', (counts ->> 'refused')::int + ${refused.length}::int)
      WHERE id = ${importId}`);
    tx.hint({ topic: 'imports', id: importId });
    tx.hint({ topic: 'people' });
    return rows.at(-1)?.position;
  });
}

/** Sets the managers of all rows that were written, and closes the import. Of a stopped one too. */
async function finish(tx: TenantTx, importId: string): Promise<void> {
  const running = await lockImport(tx, importId);
  if (!running || running.finishedAt !== null || !['running', 'stopped'].includes(running.status)) return;
  await setManagers(tx, importId);
  const [closed] = await tx.query<{ status: string; counts: Record<string, number> }>(sql`
    UPDATE people_imports
    SET finished_at = now(), status = CASE status WHEN 'running' THEN 'done' ELSE status END
    WHERE id = ${importId} RETURNING status, counts`);
  await recordAudit(tx, {
    action: 'people-import.finished',
    actorAccountId: running.createdBy,
    subject: { type: 'people-import', id: importId },
    detail: { ...closed },
  });
  tx.hint({ topic: 'imports', id: importId });
  tx.hint({ topic: 'people' });
}
