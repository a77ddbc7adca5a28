/** Single sign-on: from a verified assertion to an account, made on the way where the tenant wants that. */
import type { Role } from '@frontdesk/contract';
import { newId } from '../../core/identifiers.ts';
import type { Services } from '../../core/services.ts';
import { sql } from '../../core/sql.ts';
import type { Actor, Tenant } from '../../core/tenant.ts';
import type { TenantTx } from '../../core/tenantTx.ts';
import { recordAudit } from '../audit/public.ts';
import { createPerson, findPersonByEmail } from '../directory/public.ts';
import { type Account, createAccount, findAccountByEmail, findAccountByIdentity } from './accounts.ts';
import { findIdentityProvider, type IdentityProvider, serviceProviderOf } from './identityProviders.ts';
import { createLogoutRequest } from './saml/authnRequest.ts';
import { SamlRefusal } from './saml/refusal.ts';
import type { VerifiedAssertion } from './saml/verify.ts';
import { sessionsOf } from './sessions.ts';

/** A name that says nothing tomorrow (SAML Core §8.3.8), so no account can be known by it. */
const transient = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';

/**
 * The account that a verified assertion signs in.
 *
 * A known NameID of a known issuer is its account, whatever address it carries now. An unknown one is linked to the
 * person with its address once: an account that this issuer already names otherwise is never given to a second NameID.
 * @throws SamlRefusal when there is no account and none may be made
 */
export async function accountFor(
  tx: TenantTx,
  provider: IdentityProvider,
  assertion: VerifiedAssertion,
): Promise<Account> {
  const identity = { issuer: assertion.issuer, nameId: assertion.nameId };
  const known = await findAccountByIdentity(tx, identity);
  if (known) return mustBeActive(known);
  if (assertion.nameIdFormat === transient) {
    throw new SamlRefusal(
      'name-id',
      'The NameID is transient, new at every sign-in. Choose a persistent one at the identity provider.',
    );
  }
  const { email } = assertion.person;
  if (!email)
    throw new SamlRefusal(
      'name-id',
      'The person is not known here, and the assertion names no e-mail address to find them by.',
    );
  const account =
    (await findAccountByEmail(tx, email)) ?? (await makeAccount(tx, provider, { ...assertion.person, email }));
  mustBeActive(account);
  await linkIdentity(tx, account, identity);
  return account;
}

function mustBeActive(account: Account): Account {
  if (!account.active) throw new SamlRefusal('name-id', 'The account is closed.');
  return account;
}

async function linkIdentity(
  tx: TenantTx,
  account: Account,
  identity: { issuer: string; nameId: string },
): Promise<void> {
  const others = await tx.query(sql`
    SELECT FROM saml_identities WHERE account_id = ${account.id} AND issuer = ${identity.issuer}`);
  if (others.length > 0) {
    throw new SamlRefusal(
      'name-id',
      'Another NameID of this identity provider already belongs to the person with this e-mail address.',
    );
  }
  await tx.query(sql`
    INSERT INTO saml_identities (id, account_id, issuer, name_id)
    VALUES (${newId()}, ${account.id}, ${identity.issuer}, ${identity.nameId})`);
  await recordAudit(tx, {
    action: 'account.identity-linked',
    actorAccountId: account.id,
    subject: { type: 'account', id: account.id },
    detail: identity,
  });
}

type NewPerson = { email: string; givenName: string | null; familyName: string | null; displayName: string | null };

async function makeAccount(tx: TenantTx, provider: IdentityProvider, wanted: NewPerson): Promise<Account> {
  if (!provider.createAccounts)
    throw new SamlRefusal('name-id', 'The person has no account here, and single sign-on may not make one.');
  const person = await findPersonByEmail(tx, wanted.email);
  const personId = person?.id ?? newId();
  if (!person) await createPerson(tx, { id: personId, email: wanted.email, ...namesOf(wanted) });
  const role: Role = 'user';
  const id = await createAccount(tx, { personId, role, actorAccountId: null });
  return { id, personId, role, passwordHash: null, active: person?.status !== 'inactive' };
}

/** A given and a family name out of whatever the identity provider tells. */
function namesOf(person: NewPerson): { givenName: string; familyName: string } {
  const words = (person.displayName ?? '').split(/\s+/).filter(Boolean);
  const local = person.email.split('@')[0] ?? person.email;
  const givenName = person.givenName ?? words[0] ?? local;
  const familyName = person.familyName ?? (words.length > 1 ? words.slice(1).join(' ') : local);
  return { givenName: givenName.slice(0, 100), familyName: familyName.slice(0, 100) };
}

/** Where a browser goes to sign out at the identity provider too; null when the session did not come from there. */
export async function signOutUrl(
  services: Services,
  tenant: Tenant,
  actor: Actor,
  origin: string,
): Promise<string | null> {
  if (actor.signedInBy !== 'single-sign-on') return null;
  const sessions = await sessionsOf(services, tenant.id).list(actor.accountId);
  const saml = sessions.find(({ id }) => id === actor.sessionId)?.data.saml;
  const provider = await findIdentityProvider(services.database.read(tenant.id));
  if (!saml || !provider?.signOutUrl || provider.entityId !== saml.issuer) return null;
  const { entityId, assertionConsumerServiceUrl } = serviceProviderOf(origin);
  return createLogoutRequest({
    serviceProviderEntityId: entityId,
    assertionConsumerServiceUrl,
    keys: { privateKey: services.config.SAML_PRIVATE_KEY, certificate: services.config.SAML_CERTIFICATE },
    signOutUrl: provider.signOutUrl,
    nameId: saml.nameId,
    nameIdFormat: saml.nameIdFormat,
    sessionIndex: saml.sessionIndex,
  });
}
