/**
 * The demo organizations, made through the product's own ways: provisioned like any other, their people imported from a
 * CSV file by the first admin. A second start finds all of it there and does nothing.
 */
import { newId, type TenantId } from '../../../backend/src/core/identifiers.ts';
import type { Job, JobContext } from '../../../backend/src/core/jobs.ts';
import type { Services } from '../../../backend/src/core/services.ts';
import { sql } from '../../../backend/src/core/sql.ts';
import { objectKey } from '../../../backend/src/core/storage.ts';
import { provisionTenant, saveOperator } from '../../../backend/src/features/console/public.ts';
import { analysePeopleImport } from '../../../backend/src/features/directory/importAnalysisJob.ts';
import { runPeopleImport } from '../../../backend/src/features/directory/importRunJob.ts';
import { beginImport, executeImport } from '../../../backend/src/features/directory/imports.ts';
import { hashPassword, saveIdentityProvider } from '../../../backend/src/features/identity/public.ts';
import { csvOfPeople } from './csv.ts';
import { type DemoOrganization, demoOrganizations } from './people.ts';

/** For everyone in the demo; nothing but the demo knows it. */
export const demoPassword = 'frontdesk demo';

export const demoOperator = { email: 'operator@frontdesk.example', name: 'Olive Operator' };

export type DemoSignIn = {
  /** The label of the host: an organization's slug, or `admin`. */
  readonly label: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
};

export type DemoOptions = {
  readonly services: Services;
  /** The metadata document of the identity provider that an organization is to trust; undefined for none. */
  readonly identityProviderMetadata: (slug: string) => Promise<string | undefined>;
};

/** Makes what is not there yet. @returns the sign-ins by password, to be told to whoever started the demo */
export async function seedDemo(options: DemoOptions): Promise<DemoSignIn[]> {
  const { services } = options;
  await Promise.all([
    makeOperator(services),
    ...demoOrganizations.map((organization) => makeOrganization(options, organization)),
  ]);
  return [
    ...demoOrganizations.map(({ slug, name, admin }) => ({
      label: slug,
      name,
      email: admin.email,
      password: demoPassword,
    })),
    { label: 'admin', name: 'Operator’s console', email: demoOperator.email, password: demoPassword },
  ];
}

async function makeOperator({ platform }: Services): Promise<void> {
  await platform.transaction(async (tx) => {
    const found = await tx.query(sql`SELECT FROM operators WHERE email = ${demoOperator.email}`);
    if (found.length === 0) await saveOperator(tx, { ...demoOperator, password: demoPassword });
  });
}

async function makeOrganization(options: DemoOptions, organization: DemoOrganization): Promise<void> {
  const { services } = options;
  const tenantId =
    (await findTenant(services, organization.slug)) ?? (await provisionTenant(services, organization, null));
  const admin = await readAdmin(services, tenantId, organization.admin.email);
  // Without the address someone has changed the demo by hand; then it is theirs.
  if (!admin) return;
  if (!admin.hasPassword) await setPassword(services, tenantId, admin.accountId);
  if (!admin.hasColleagues) await importPeople(services, tenantId, admin.accountId, organization);
  await trustIdentityProvider(options, tenantId, organization.slug);
}

async function findTenant({ platform }: Services, slug: string): Promise<TenantId | undefined> {
  const [found] = await platform.transaction((tx) =>
    tx.query<{ id: TenantId }>(sql`SELECT id FROM tenants WHERE slug = ${slug}`),
  );
  return found?.id;
}

type Admin = { accountId: string; hasPassword: boolean; hasColleagues: boolean };

async function readAdmin({ database }: Services, tenantId: TenantId, email: string): Promise<Admin | undefined> {
  const [admin] = await database.read(tenantId).query<Admin>(sql`
    SELECT a.id AS "accountId", a.password_hash IS NOT NULL AS "hasPassword",
      EXISTS (SELECT FROM people other WHERE other.id <> p.id) AS "hasColleagues"
    FROM accounts a JOIN people p ON p.id = a.person_id WHERE p.email = ${email}`);
  return admin;
}

/** Otherwise the admin would have to open the invitation in the mailbox first. */
async function setPassword({ database }: Services, tenantId: TenantId, accountId: string): Promise<void> {
  const hash = await hashPassword(demoPassword);
  await database.transaction(tenantId, (tx) =>
    tx.query(sql`UPDATE accounts SET password_hash = ${hash} WHERE id = ${accountId}`),
  );
}

/** As the admin would do it; both jobs are run here, and find nothing to do when the worker comes to them. */
async function importPeople(
  services: Services,
  tenantId: TenantId,
  accountId: string,
  { name, people }: DemoOrganization,
): Promise<void> {
  const importId = newId();
  const key = objectKey(tenantId, 'people-imports', importId);
  const [analysis, run] = [analysePeopleImport.errand({ importId }), runPeopleImport.errand({ importId })];
  await services.storage.put(key, Buffer.from(csvOfPeople(people)), 'text/csv');
  const file = { importId, fileName: `${name} people.csv`, objectKey: key, analysis };
  await services.database.transaction(tenantId, (tx) => beginImport(tx, file, accountId));
  await runJob(services, tenantId, analysePeopleImport, { importId });
  await services.database.transaction(tenantId, (tx) => executeImport(tx, importId, run, accountId));
  await runJob(services, tenantId, runPeopleImport, { importId });
}

async function runJob(services: Services, tenantId: TenantId, job: Job, payload: unknown): Promise<void> {
  const context: JobContext = {
    tenantId,
    errandId: newId(),
    read: services.database.read(tenantId),
    transaction: (work) => services.database.transaction(tenantId, work),
    services,
    log: services.log,
  };
  await job.handle(context, payload);
}

/** The provider's address changes with the port, and its certificate with `--fresh`. */
async function trustIdentityProvider(
  { services, identityProviderMetadata }: DemoOptions,
  tenantId: TenantId,
  slug: string,
): Promise<void> {
  const metadata = await identityProviderMetadata(slug);
  if (metadata === undefined) return;
  const [known] = await services.database.read(tenantId).query<{ entityId: string; certificates: string[] }>(sql`
    SELECT entity_id AS "entityId", certificates FROM identity_providers`);
  const bare = (text: string) => text.replace(/-----[A-Z ]+-----|\s/g, '');
  const same =
    known &&
    metadata.includes(`"${known.entityId}"`) &&
    known.certificates.every((certificate) => bare(metadata).includes(bare(certificate)));
  if (same) return;
  await services.database.transaction(tenantId, (tx) =>
    saveIdentityProvider(tx, services.config, { metadata, enabled: true, createAccounts: true }, null),
  );
}
