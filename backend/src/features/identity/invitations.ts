/**
 * Invitations: a link by mail that sets the first password. The token in it is derived from the invitation's id and a
 * secret of the deployment, so that the mail can be made again without the token lying in a queue; the database knows
 * its SHA-256 only.
 */
import { createHash, createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Config } from '../../core/config.ts';
import { notFound } from '../../core/errors.ts';
import { newId, type TenantId } from '../../core/identifiers.ts';
import { defineJob } from '../../core/jobs.ts';
import { sql } from '../../core/sql.ts';
import { originOf } from '../../core/tenant.ts';
import type { Errand, Query, TenantTx } from '../../core/tenantTx.ts';
import { recordAudit } from '../audit/public.ts';

/** Days that an invitation is good for. */
const validDays = 7;

function invitationToken(config: Pick<Config, 'TOKEN_SECRET'>, tenantId: TenantId, invitationId: string): string {
  return createHmac('sha256', config.TOKEN_SECRET)
    .update(`invitation\n${tenantId}\n${invitationId}`)
    .digest('base64url');
}

const hashOf = (token: string) => createHash('sha256').update(token).digest();

type Writer = { readonly tenantId: TenantId; readonly query: Query; enqueue(errand: Errand): Promise<void> };

/** Invites an account; the mail goes out after the commit. */
export async function inviteAccount(
  tx: Writer,
  config: Config,
  accountId: string,
  actorAccountId: string | null,
): Promise<void> {
  const id = newId();
  const hash = hashOf(invitationToken(config, tx.tenantId, id));
  await tx.query(sql`
    INSERT INTO invitations (id, account_id, token_hash, expires_at)
    VALUES (${id}, ${accountId}, ${hash}, now() + make_interval(days => ${validDays}))`);
  await recordAudit(tx, { action: 'invitation.created', actorAccountId, subject: { type: 'account', id: accountId } });
  await tx.enqueue(sendInvitation.errand({ invitationId: id }));
}

type LetterRow = { email: string; display_name: string; tenant_name: string; slug: string };

export const sendInvitation = defineJob({
  name: 'invitation.send',
  payload: z.strictObject({ invitationId: z.uuid() }),
  handle: async ({ read, services, tenantId, errandId, log }, { invitationId }) => {
    const [row] = await read.query<LetterRow>(sql`
      SELECT p.email, p.display_name, t.name AS tenant_name, t.slug
      FROM invitations i
      JOIN accounts a ON a.id = i.account_id
      JOIN people p ON p.id = a.person_id
      JOIN tenants t ON t.id = i.tenant_id
      WHERE i.id = ${invitationId} AND i.accepted_at IS NULL AND i.expires_at > now()`);
    if (!row) {
      log.info('the invitation is used or has expired; no mail is needed');
      return;
    }
    const origin = originOf(services.config, row.slug);
    // After the #, so that the token reaches no server's log.
    const link = `${origin}/invitation#${invitationToken(services.config, tenantId, invitationId)}`;
    await services.mail.send({
      to: row.email,
      subject: `Your ${row.tenant_name} workspace is ready`,
      messageId: errandId,
      text: [
        `Hello ${row.display_name},`,
        '',
        `you have been invited to ${row.tenant_name} on Frontdesk. Choose a password to open your account:`,
        '',
        link,
        '',
        `The link is for you alone and works for ${validDays} days. If you did not expect it, do nothing.`,
        '',
        `Your workspace: ${origin}`,
      ].join('\n'),
    });
  },
});

export type Invited = { accountId: string; email: string; displayName: string };

/**
 * Whom a token invites.
 * @throws ProblemError 404, alike for unknown, used and expired ones
 */
export async function findInvitation(tx: { query: Query }, token: string): Promise<Invited> {
  const [row] = await tx.query<{ account_id: string; email: string; display_name: string }>(sql`
    SELECT i.account_id, p.email, p.display_name
    FROM invitations i JOIN accounts a ON a.id = i.account_id JOIN people p ON p.id = a.person_id
    WHERE i.token_hash = ${hashOf(token)} AND i.accepted_at IS NULL AND i.expires_at > now()
      AND a.status = 'active' AND p.status = 'active'`);
  if (!row) throw notFound('This invitation was used or has expired. Ask for a new one.');
  return { accountId: row.account_id, email: row.email, displayName: row.display_name };
}

/**
 * Uses an invitation up and sets the password. Of two at the same moment one wins.
 * @throws ProblemError 404
 */
export async function acceptInvitation(tx: TenantTx, token: string, passwordHash: string): Promise<Invited> {
  const invited = await findInvitation(tx, token);
  const used = await tx.query(sql`
    UPDATE invitations SET accepted_at = now() WHERE token_hash = ${hashOf(token)} AND accepted_at IS NULL RETURNING id`);
  if (used.length === 0) throw notFound('This invitation was used or has expired. Ask for a new one.');
  await tx.query(sql`UPDATE accounts SET password_hash = ${passwordHash} WHERE id = ${invited.accountId}`);
  await recordAudit(tx, {
    action: 'invitation.accepted',
    actorAccountId: invited.accountId,
    subject: { type: 'account', id: invited.accountId },
  });
  return invited;
}
