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

export async function recordAudit(tx: { readonly query: Query }, event: AuditEvent): Promise<void> {
  await tx.query(sql`
    INSERT INTO audit_events (id, actor_account_id, action, subject_type, subject_id, detail)
    VALUES (${newId()}, ${event.actorAccountId}, ${event.action}, ${event.subject?.type ?? null}, ${event.subject?.id ?? null},
      ${JSON.stringify(event.detail ?? {})}::jsonb)`);
}
