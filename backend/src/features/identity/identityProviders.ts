/** The identity provider that a tenant trusts, and what the tenant is to it: a SAML service provider. */
import type { BodyOf, SingleSignOn, saveSingleSignOn as saveSingleSignOnEndpoint } from '@frontdesk/contract';
import type { Config } from '../../core/config.ts';
import { validation } from '../../core/errors.ts';
import { newId } from '../../core/identifiers.ts';
import { sql } from '../../core/sql.ts';
import type { Query, TenantTx } from '../../core/tenantTx.ts';
import { recordAudit } from '../audit/public.ts';
import { readCertificate } from './saml/certificates.ts';
import { MetadataError, parseIdentityProviderMetadata } from './saml/metadata.ts';

export type IdentityProvider = {
  readonly entityId: string;
  readonly signInUrl: string;
  readonly signOutUrl: string | null;
  readonly certificates: readonly string[];
  readonly enabled: boolean;
  readonly createAccounts: boolean;
};

/** The addresses of a tenant's service provider. The entity id is the address of its metadata (SAML Metadata §2.2.1). */
export function serviceProviderOf(origin: string) {
  return {
    entityId: `${origin}/api/auth/saml/metadata`,
    assertionConsumerServiceUrl: `${origin}/api/auth/saml/acs`,
    metadataUrl: `${origin}/api/auth/saml/metadata`,
  };
}

type ProviderRow = {
  entity_id: string;
  sign_in_url: string;
  sign_out_url: string | null;
  certificates: string[];
  enabled: boolean;
  create_accounts: boolean;
};

export async function findIdentityProvider(tx: { query: Query }): Promise<IdentityProvider | undefined> {
  const [row] = await tx.query<ProviderRow>(sql`
    SELECT entity_id, sign_in_url, sign_out_url, certificates, enabled, create_accounts FROM identity_providers`);
  return (
    row && {
      entityId: row.entity_id,
      signInUrl: row.sign_in_url,
      signOutUrl: row.sign_out_url,
      certificates: row.certificates,
      enabled: row.enabled,
      createAccounts: row.create_accounts,
    }
  );
}

/** Single sign-on as the tenant's admin sees it. */
export async function describeSingleSignOn(tx: { query: Query }, origin: string): Promise<SingleSignOn> {
  const provider = await findIdentityProvider(tx);
  return {
    serviceProvider: serviceProviderOf(origin),
    identityProvider: provider
      ? {
          entityId: provider.entityId,
          signInUrl: provider.signInUrl,
          signOutUrl: provider.signOutUrl,
          enabled: provider.enabled,
          createAccounts: provider.createAccounts,
          certificates: provider.certificates.map(readCertificate).map((certificate) => ({
            sha256: certificate.sha256,
            subject: certificate.subject,
            validFrom: certificate.validFrom.toISOString(),
            validTo: certificate.validTo.toISOString(),
          })),
        }
      : null,
  };
}

/**
 * Trusts an identity provider in place of the one before.
 * @throws ProblemError 422 that names `metadata`
 */
export async function saveIdentityProvider(
  tx: TenantTx,
  config: Pick<Config, 'NODE_ENV'>,
  wanted: BodyOf<typeof saveSingleSignOnEndpoint>,
  actorAccountId: string | null,
): Promise<void> {
  const found = readMetadata(wanted.metadata, config);
  const certificates = found.certificates.map(({ pem }) => pem);
  await tx.query(sql`
    INSERT INTO identity_providers (id, entity_id, sign_in_url, sign_out_url, certificates, enabled, create_accounts)
    VALUES (${newId()}, ${found.entityId}, ${found.signInUrl}, ${found.signOutUrl}, ${certificates}, ${wanted.enabled}, ${wanted.createAccounts})
    ON CONFLICT (tenant_id) DO UPDATE SET
      entity_id = EXCLUDED.entity_id, sign_in_url = EXCLUDED.sign_in_url, sign_out_url = EXCLUDED.sign_out_url,
      certificates = EXCLUDED.certificates, enabled = EXCLUDED.enabled, create_accounts = EXCLUDED.create_accounts,
      updated_at = now()`);
  await recordAudit(tx, {
    action: 'single-sign-on.changed',
    actorAccountId,
    detail: {
      entityId: found.entityId,
      enabled: wanted.enabled,
      certificates: found.certificates.map(({ sha256 }) => sha256),
    },
  });
}

function readMetadata(metadata: string, config: Pick<Config, 'NODE_ENV'>) {
  try {
    return parseIdentityProviderMetadata(metadata, { allowHttp: config.NODE_ENV !== 'production' });
  } catch (error) {
    if (error instanceof MetadataError) throw validation([{ field: 'metadata', message: error.message }]);
    throw error;
  }
}
