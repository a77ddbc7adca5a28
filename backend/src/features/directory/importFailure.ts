/** How an import ends that can't go on. */
import type { JobContext } from '../../core/jobs.ts';
import { sql } from '../../core/sql.ts';

/** Notes why, as a sentence for the person who waits. An import that has ended otherwise is left as it is. */
export function failImport(context: Pick<JobContext, 'transaction'>, importId: string, failure: string): Promise<void> {
  return context.transaction(async (tx) => {
    await tx.query(sql`
      UPDATE people_imports SET status = 'failed', failure = ${failure}, finished_at = now()
      WHERE id = ${importId} AND status IN ('analysing', 'running')`);
    tx.hint({ topic: 'imports', id: importId });
  });
}
