/** The platform's operators: who may use the console. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { clearCookie, operatorCookie, readCookie, setCookie } from '../../core/cookies.ts';
import { unauthenticated } from '../../core/errors.ts';
import { newId } from '../../core/identifiers.ts';
import { platformKey } from '../../core/redis.ts';
import type { Services } from '../../core/services.ts';
import { openSessionStore } from '../../core/sessions.ts';
import { sql } from '../../core/sql.ts';
import type { Operator } from '../../core/tenant.ts';
import type { Query } from '../../core/tenantTx.ts';
import { hashPassword, passwordFits } from '../identity/public.ts';

const operatorData = z.object({ email: z.string(), name: z.string() });

const sessionsOf = (services: Pick<Services, 'redis'>) =>
  openSessionStore(services.redis, (kind, name) => platformKey(kind, name), operatorData);

/** Who sends a request to the console. @throws ProblemError 503 when Redis does not answer */
export async function authenticateOperator(services: Services, request: Request): Promise<Operator | undefined> {
  const secret = readCookie(request, operatorCookie);
  const session = secret === undefined ? undefined : await sessionsOf(services).find(secret);
  return session && { id: session.ownerId, ...session.data };
}

type OperatorRow = { id: string; email: string; name: string; password_hash: string };

/** @throws ProblemError 401, alike for an unknown address and a wrong password */
export async function signInOperator(
  services: Services,
  credentials: { email: string; password: string },
  exchange: { request: Request; response: Response; address: string },
): Promise<Operator> {
  const [row] = await services.platform.transaction((tx) =>
    tx.query<OperatorRow>(sql`
      SELECT id, email, name, password_hash FROM operators WHERE email = ${credentials.email} AND status = 'active'`),
  );
  const fits = await passwordFits(row?.password_hash ?? null, credentials.password);
  if (!row || !fits)
    throw unauthenticated('The e-mail address or the password is not right. Check both and try again.');
  await signOutOperator(services, exchange);
  const { id, email, name } = row;
  const { secret } = await sessionsOf(services).start({
    ownerId: id,
    data: { email, name },
    userAgent: exchange.request.get('user-agent') ?? '',
    address: exchange.address,
  });
  setCookie(exchange.response, operatorCookie, secret, { sameSite: 'lax' });
  await services.platform.transaction((tx) =>
    recordOperatorDeed(tx, { operatorId: id, action: 'operator.signed-in', tenantId: null }),
  );
  return { id, email, name };
}

/** Ends the session of this browser, if it has one. */
export async function signOutOperator(
  services: Services,
  exchange: { request: Request; response: Response },
): Promise<void> {
  const secret = readCookie(exchange.request, operatorCookie);
  const session = secret === undefined ? undefined : await sessionsOf(services).find(secret);
  if (!session) return;
  await sessionsOf(services).end(session.ownerId, session.id);
  clearCookie(exchange.response, operatorCookie, 'lax');
}

/** Makes an operator, or gives one a new password. */
export async function saveOperator(
  tx: { query: Query },
  operator: { email: string; name: string; password: string },
): Promise<void> {
  const hash = await hashPassword(operator.password);
  await tx.query(sql`
    INSERT INTO operators (id, email, name, password_hash) VALUES (${newId()}, ${operator.email}, ${operator.name}, ${hash})
    ON CONFLICT (email) DO UPDATE SET name = EXCLUDED.name, password_hash = EXCLUDED.password_hash, status = 'active'`);
}

/** The platform's own audit log. */
export async function recordOperatorDeed(
  tx: { query: Query },
  deed: {
    operatorId: string | null;
    action: string;
    tenantId: string | null;
    detail?: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  await tx.query(sql`
    INSERT INTO platform_audit_events (id, operator_id, action, tenant_id, detail)
    VALUES (${newId()}, ${deed.operatorId}, ${deed.action}, ${deed.tenantId}, ${JSON.stringify(deed.detail ?? {})}::jsonb)`);
}
