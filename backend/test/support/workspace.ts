/** A tenant of a test, provisioned by the product itself, and people who are signed in to it. */
import { randomBytes } from 'node:crypto';
import type { Role } from '@frontdesk/contract';
import { sessionCookie } from '../../src/core/cookies.ts';
import { newId, type TenantId } from '../../src/core/identifiers.ts';
import { sql } from '../../src/core/sql.ts';
import { provisionTenant } from '../../src/features/console/public.ts';
import { createPerson } from '../../src/features/directory/public.ts';
import { createAccount, sessionsOf } from '../../src/features/identity/public.ts';
import type { TestBackend } from './backend.ts';
import { type Client, clientOf } from './client.ts';

export type Member = {
  readonly accountId: string;
  readonly personId: string;
  readonly email: string;
  readonly client: Client;
};

export type Workspace = {
  readonly id: TenantId;
  readonly slug: string;
  readonly name: string;
  /** The first admin, signed in. */
  readonly admin: Member;
};

/** A slug that no other test has, and that looks like none of them. */
export function freshSlug(prefix: string): string {
  return `${prefix}-${[...randomBytes(10)].map((byte) => 'abefghjkmpqtuxyz'[byte % 16]).join('')}`;
}

export async function makeWorkspace(backend: TestBackend, prefix = 'ws'): Promise<Workspace> {
  const slug = freshSlug(prefix);
  const name = `Workspace ${slug}`;
  const email = `ada@${slug}.example`;
  const id = await provisionTenant(
    backend.services,
    { slug, name, admin: { givenName: 'Ada', familyName: 'Admin', email } },
    null,
  );
  const [account] = await backend.services.database
    .read(id)
    .query<{ id: string; person_id: string }>(sql`SELECT id, person_id FROM accounts`);
  if (!account) throw new Error('the provisioned tenant has no account');
  const member = { accountId: account.id, personId: account.person_id, role: 'admin' as const };
  const client = await signedInClient(backend, { id, slug }, member);
  return { id, slug, name, admin: { ...member, email, client } };
}

/** Adds a person with an account of this role, signed in. */
export async function addMember(
  backend: TestBackend,
  workspace: Pick<Workspace, 'id' | 'slug'>,
  role: Role,
  name = { givenName: 'Uma', familyName: 'User' },
): Promise<Member> {
  const personId = newId();
  const email = `${name.givenName}.${randomBytes(4).toString('hex')}@${workspace.slug}.example`.toLowerCase();
  const accountId = await backend.services.database.transaction(workspace.id, async (tx) => {
    await createPerson(tx, { id: personId, ...name, email });
    return createAccount(tx, { personId, role, actorAccountId: null });
  });
  return {
    accountId,
    personId,
    email,
    client: await signedInClient(backend, workspace, { accountId, personId, role }),
  };
}

async function signedInClient(
  backend: TestBackend,
  workspace: Pick<Workspace, 'id' | 'slug'>,
  account: { accountId: string; personId: string; role: Role },
): Promise<Client> {
  const { secret } = await sessionsOf(backend.services, workspace.id).start({
    ownerId: account.accountId,
    data: { personId: account.personId, role: account.role, signedInBy: 'password', saml: null },
    userAgent: 'test',
    address: '127.0.0.1',
  });
  return clientOf(backend, workspace.slug, new Map([[sessionCookie, secret]]));
}
