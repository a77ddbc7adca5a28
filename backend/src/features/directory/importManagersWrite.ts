/** The second pass of a run: who reports to whom, once everyone of the file is there. */
import { sql } from '../../core/sql.ts';
import type { TenantTx } from '../../core/tenantTx.ts';
import { managerCircles } from './importManagers.ts';
import type { RowError } from './importRow.ts';

type Wanted = { readonly rowId: string; readonly email: string; readonly manager: string };
type Reporting = { readonly id: string; readonly email: string; readonly manager: string };

/** Sets the managers of the rows that were written. What can no longer be set is noted at its row. */
export async function setManagers(tx: TenantTx, importId: string): Promise<void> {
  const wanted = await tx.query<Wanted>(sql`
    SELECT id AS "rowId", row_values ->> 'email' AS email, row_values ->> 'manager_email' AS manager
    FROM people_import_rows
    WHERE import_id = ${importId} AND written AND errors = '[]'
      AND CASE outcome WHEN 'create' THEN row_values ->> 'manager_email' <> '' ELSE before ? 'manager_email' END`);
  if (wanted.length === 0) return;
  // Two that set managers side by side could close a circle that neither sees.
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${tx.tenantId} managers`}, 0))`);
  const found = await tx.query<{ id: string; email: string; manager_id: string | null }>(sql`
    SELECT id, email, manager_id FROM people`);
  const emails = new Map(found.map(({ id, email }) => [id, email]));
  const people = found.map(({ id, email, manager_id }) => ({ id, email, manager: emails.get(manager_id ?? '') ?? '' }));
  const { reports, faults } = settle(wanted, people);
  await tx.query(sql`
    UPDATE people p SET manager_id = report.manager_id, updated_at = now()
    FROM unnest(${reports.map(({ id }) => id)}::uuid[], ${reports.map(({ managerId }) => managerId)}::uuid[])
      AS report (id, manager_id)
    WHERE p.id = report.id AND p.manager_id IS DISTINCT FROM report.manager_id`);
  if (faults.length === 0) return;
  await tx.query(sql`
    UPDATE people_import_rows r SET errors = fault.errors
    FROM jsonb_to_recordset(${JSON.stringify(faults)}::jsonb) AS fault ("rowId" uuid, errors jsonb)
    WHERE r.id = fault."rowId"`);
}

/** Which of the wanted managers can be set, and what is wrong with the others. */
function settle(wanted: readonly Wanted[], people: readonly Reporting[]) {
  const byEmail = new Map(people.map((person) => [person.email, person]));
  const managerOf = new Map(people.map((person) => [person.email, person.manager]));
  const faults: { rowId: string; errors: RowError[] }[] = [];
  const fault = (row: Wanted, message: string) =>
    faults.push({ rowId: row.rowId, errors: [{ column: 'manager_email', message }] });
  let accepted = wanted.filter((row) => {
    if (row.manager === '' || byEmail.has(row.manager)) return true;
    fault(row, 'Imported without this manager, who is no longer in the directory.');
    return false;
  });
  for (;;) {
    const after = new Map(managerOf);
    for (const row of accepted) after.set(row.email, row.manager);
    const circles = managerCircles(after);
    const inCircle = new Set(circles.flat());
    const closing = accepted.filter((row) => inCircle.has(row.email) && row.manager !== managerOf.get(row.email));
    if (closing.length === 0) break;
    for (const row of closing)
      fault(row, 'Imported without this manager: someone else’s change makes it a circle of managers.');
    accepted = accepted.filter((row) => !closing.includes(row));
  }
  const reports = accepted.flatMap((row) => {
    const person = byEmail.get(row.email);
    return person ? [{ id: person.id, managerId: byEmail.get(row.manager)?.id ?? null }] : [];
  });
  return { reports, faults };
}
