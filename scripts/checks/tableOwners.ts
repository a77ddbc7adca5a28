/** Which part of the backend writes which table. SQL may read another feature's tables; only the owner writes. */
export const tableOwners: Readonly<Record<string, readonly string[]>> = {
  core: ['outbox', 'idempotency_keys'],
  audit: ['audit_events'],
  tenants: ['tenants'],
  directory: ['departments', 'people', 'people_imports', 'people_import_rows'],
  identity: ['accounts', 'invitations', 'identity_providers', 'saml_identities'],
  console: ['operators', 'platform_audit_events'],
};

/** The part that owns a table; undefined for a name that is no table of ours, such as a WITH query's. */
export function ownerOf(table: string): string | undefined {
  return Object.keys(tableOwners).find((owner) => tableOwners[owner]?.includes(table));
}
