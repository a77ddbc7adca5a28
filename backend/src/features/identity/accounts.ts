/** Accounts: a person's way in. */
import type { Role } from '@frontdesk/contract';
import { newId } from '../../core/identifiers.ts';
import { sql } from '../../core/sql.ts';
import type { Query, TenantTx } from '../../core/tenantTx.ts';
import { recordAudit } from '../audit/public.ts';

export type Account = {
  readonly id: string;
  readonly personId: string;
  readonly role: Role;
  readonly passwordHash: string | null;
  readonly active: boolean;
};

type AccountRow = { id: string; person_id: string; role: Role; password_hash: string | null; active: boolean };

const accountOf = (row: AccountRow | undefined): Account | undefined =>
  row && { id: row.id, personId: row.person_id, role: row.role, passwordHash: row.password_hash, active: row.active };

const columns = sql`a.id, a.person_id, a.role, a.password_hash, a.status = 'active' AND p.status = 'active' AS active`;

export async function findAccountByEmail(tx: { query: Query }, email: string): Promise<Account | undefined> {
  const [row] = await tx.query<AccountRow>(sql`
    SELECT ${columns} FROM accounts a JOIN people p ON p.id = a.person_id WHERE p.email = ${email}`);
  return accountOf(row);
}

/** The account that an identity provider knows by this name: by issuer and NameID, never by the address. */
export async function findAccountByIdentity(
  tx: { query: Query },
  identity: { issuer: string; nameId: string },
): Promise<Account | undefined> {
  const [row] = await tx.query<AccountRow>(sql`
    SELECT ${columns} FROM saml_identities s JOIN accounts a ON a.id = s.account_id JOIN people p ON p.id = a.person_id
    WHERE s.issuer = ${identity.issuer} AND s.name_id = ${identity.nameId}`);
  return accountOf(row);
}

/** Works for the tenant itself and for the platform, which may insert and read nothing. */
export async function createAccount(
  tx: { query: Query },
  account: { personId: string; role: Role; actorAccountId: string | null },
): Promise<string> {
  const id = newId();
  await tx.query(sql`INSERT INTO accounts (id, person_id, role) VALUES (${id}, ${account.personId}, ${account.role})`);
  await recordAudit(tx, {
    action: 'account.created',
    actorAccountId: account.actorAccountId,
    subject: { type: 'account', id },
    detail: { personId: account.personId, role: account.role },
  });
  return id;
}

/** Notes a successful sign-in: on the account and in the audit log. */
export async function recordSignIn(
  tx: TenantTx,
  accountId: string,
  by: 'password' | 'single-sign-on' | 'invitation' | 'token',
): Promise<void> {
  await tx.query(sql`UPDATE accounts SET last_sign_in_at = now() WHERE id = ${accountId}`);
  await recordAudit(tx, {
    action: 'session.started',
    actorAccountId: accountId,
    subject: { type: 'account', id: accountId },
    detail: { by },
  });
}
