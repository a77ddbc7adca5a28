/** The tenant's own record of what was done, by whom. Written in the transaction of the deed; never changed. */
import { newId } from '../../core/identifiers.ts';
import { sql } from '../../core/sql.ts';
import type { Query } from '../../core/tenantTx.ts';

export type AuditEvent = {
  /** noun.verb in the past: `person.created`, `session.started`. */
  readonly action: string;
  readonly actorAccountId: string | null;
  readonly subject?: { readonly type: string; readonly id: string };
  readonly detail?: Readonly<Record<string, unknown>>;
};

export function recordAudit(tx: { readonly query: Query }, event: AuditEvent): Promise<void> {
  return recordAudits(tx, [event]);
}

/** Records many events in one statement. */
export async function recordAudits(tx: { readonly query: Query }, events: readonly AuditEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event) => ({
    id: newId(),
    actor_account_id: event.actorAccountId,
    action: event.action,
    subject_type: event.subject?.type ?? null,
    subject_id: event.subject?.id ?? null,
    detail: event.detail ?? {},
  }));
  await tx.query(sql`
    INSERT INTO audit_events (id, actor_account_id, action, subject_type, subject_id, detail)
    SELECT id, actor_account_id, action, subject_type, subject_id, detail
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS row (id uuid, actor_account_id uuid, action text, subject_type text, subject_id uuid, detail jsonb)`);
}
