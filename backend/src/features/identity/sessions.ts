/** The sessions of a tenant's accounts, and the cookie that carries them. */
import { permissionsOf, role, type Session } from '@frontdesk/contract';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { clearCookie, readCookie, sessionCookie, setCookie } from '../../core/cookies.ts';
import { unauthenticated } from '../../core/errors.ts';
import type { TenantId } from '../../core/identifiers.ts';
import { tenantKey } from '../../core/redis.ts';
import type { Services } from '../../core/services.ts';
import { openSessionStore, type SessionStore } from '../../core/sessions.ts';
import { sql } from '../../core/sql.ts';
import type { Actor, Tenant } from '../../core/tenant.ts';
import type { TenantReader } from '../../core/tenantTx.ts';

const sessionData = z.object({
  personId: z.uuid(),
  role,
  signedInBy: z.enum(['password', 'single-sign-on']),
  /** What the identity provider needs to know for a sign-out. */
  saml: z
    .object({ issuer: z.string(), nameId: z.string(), nameIdFormat: z.string(), sessionIndex: z.string().nullable() })
    .nullable(),
});
export type SessionData = z.infer<typeof sessionData>;

export function sessionsOf(services: Pick<Services, 'redis'>, tenantId: TenantId): SessionStore<SessionData> {
  return openSessionStore(services.redis, (kind, name) => tenantKey(tenantId, kind, name), sessionData);
}

/**
 * Whose session a request carries, by the cookie of its tenant.
 * @throws ProblemError 503 when Redis does not answer
 */
export async function actorOfSession(
  services: Services,
  tenant: Tenant,
  request: Pick<Request, 'headers'>,
): Promise<Actor | undefined> {
  const secret = readCookie(request, sessionCookie);
  if (secret === undefined) return undefined;
  const session = await sessionsOf(services, tenant.id).find(secret);
  if (!session) return undefined;
  const { personId, role, signedInBy } = session.data;
  return {
    accountId: session.ownerId,
    personId,
    role,
    permissions: permissionsOf[role],
    sessionId: session.id,
    signedInBy,
  };
}

/** Starts a session with a new secret, and ends the one that the browser had: a sign-in always turns it over. */
export async function startSession(
  services: Services,
  tenant: Tenant,
  account: { id: string; data: SessionData; endsAt?: Date | null },
  exchange: { request: Request; response: Response; address: string },
): Promise<void> {
  const store = sessionsOf(services, tenant.id);
  const before = readCookie(exchange.request, sessionCookie);
  const old = before === undefined ? undefined : await store.find(before);
  const { secret } = await store.start({
    ownerId: account.id,
    data: account.data,
    endsAt: account.endsAt ?? null,
    userAgent: exchange.request.get('user-agent') ?? '',
    address: exchange.address,
  });
  if (old) await store.end(old.ownerId, old.id);
  setCookie(exchange.response, sessionCookie, secret, { sameSite: 'lax' });
}

/** Ends the session of this request and takes its cookie away. */
export async function endSession(services: Services, tenant: Tenant, actor: Actor, response: Response): Promise<void> {
  await sessionsOf(services, tenant.id).end(actor.accountId, actor.sessionId);
  clearCookie(response, sessionCookie, 'lax');
}

type SessionRow = { role: Actor['role']; email: string; person_id: string; display_name: string; title: string | null };

/**
 * What the browser may know of its session.
 * @throws ProblemError 401 when the account is gone or was closed
 */
export async function describeSession(
  read: Pick<TenantReader, 'query'>,
  tenant: Tenant,
  account: { id: string; signedInBy: Session['signedInBy'] },
): Promise<Session> {
  const [row] = await read.query<SessionRow>(sql`
    SELECT a.role, p.email, p.id AS person_id, p.display_name, p.title
    FROM accounts a JOIN people p ON p.id = a.person_id
    WHERE a.id = ${account.id} AND a.status = 'active' AND p.status = 'active'`);
  if (!row) throw unauthenticated('This account is closed. Ask an administrator of your organization.');
  return {
    account: { id: account.id, role: row.role, email: row.email },
    person: { id: row.person_id, displayName: row.display_name, title: row.title },
    workspace: { slug: tenant.slug, name: tenant.name },
    permissions: [...permissionsOf[row.role]],
    signedInBy: account.signedInBy,
  };
}
