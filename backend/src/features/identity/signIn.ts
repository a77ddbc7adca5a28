/** Signing in with a password, and from an invitation. */
import type { Session } from '@frontdesk/contract';
import type { Request, Response } from 'express';
import { unauthenticated } from '../../core/errors.ts';
import type { Services } from '../../core/services.ts';
import type { Tenant } from '../../core/tenant.ts';
import { type Account, findAccountByEmail, recordSignIn } from './accounts.ts';
import { acceptInvitation, findInvitation } from './invitations.ts';
import { hashPassword, passwordFits } from './passwords.ts';
import { describeSession, startSession } from './sessions.ts';

export type Exchange = { request: Request; response: Response; address: string };

type Credentials = { email: string; password: string };

/**
 * The account that a password opens. The same words and the same time for an unknown address, a wrong password and a
 * closed account.
 * @throws ProblemError 401
 */
export async function accountOfPassword(
  services: Services,
  tenant: Tenant,
  credentials: Credentials,
): Promise<Account> {
  const account = await findAccountByEmail(services.database.read(tenant.id), credentials.email);
  const fits = await passwordFits(account?.passwordHash ?? null, credentials.password);
  if (!account || !fits || !account.active) {
    throw unauthenticated('The e-mail address or the password is not right. Check both and try again.');
  }
  return account;
}

/** @throws ProblemError 401 */
export async function signInWithPassword(
  services: Services,
  tenant: Tenant,
  credentials: Credentials,
  exchange: Exchange,
): Promise<Session> {
  const account = await accountOfPassword(services, tenant, credentials);
  return open(services, tenant, { ...account, by: 'password' }, exchange);
}

/** @throws ProblemError 404 when the invitation is unknown, used or expired */
export async function signInByInvitation(
  services: Services,
  tenant: Tenant,
  invitation: { token: string; password: string },
  exchange: Exchange,
): Promise<Session> {
  // Looked up before the costly hash, so that guessing tokens costs us nothing.
  await findInvitation(services.database.read(tenant.id), invitation.token);
  const passwordHash = await hashPassword(invitation.password);
  const account = await services.database.transaction(tenant.id, async (tx) => {
    const { email } = await acceptInvitation(tx, invitation.token, passwordHash);
    return findAccountByEmail(tx, email);
  });
  if (!account) throw unauthenticated();
  return open(services, tenant, { ...account, by: 'invitation' }, exchange);
}

async function open(
  services: Services,
  tenant: Tenant,
  account: { id: string; personId: string; role: Session['account']['role']; by: 'password' | 'invitation' },
  exchange: Exchange,
): Promise<Session> {
  const data = { personId: account.personId, role: account.role, signedInBy: 'password' as const, saml: null };
  await services.database.transaction(tenant.id, (tx) => recordSignIn(tx, account.id, account.by));
  await startSession(services, tenant, { id: account.id, data }, exchange);
  return describeSession(services.database.read(tenant.id), tenant, { id: account.id, signedInBy: 'password' });
}
