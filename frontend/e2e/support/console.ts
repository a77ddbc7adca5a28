/** The operator's console, as an operator works it. */
import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { demoOperator, demoPassword } from '../../../scripts/development/demo/seed.ts';
import type { Site } from './addresses.ts';
import { accountMenu, fillPassword } from './signIn.ts';

export type NewOrganization = {
  readonly name: string;
  readonly slug: string;
  readonly admin: { readonly givenName: string; readonly familyName: string; readonly email: string };
};

/** An organization that nobody has made yet. */
export function newOrganization(name: string): NewOrganization {
  const slug = `${name.toLowerCase()}-${[...randomBytes(6)].map((byte) => 'abefghjkmpqtuxyz'[byte % 16]).join('')}`;
  return { name, slug, admin: { givenName: 'Ines', familyName: 'Initial', email: `ines@${slug}.example` } };
}

/** Signs the demo's operator in. */
export async function signInAsOperator(page: Page, site: Site): Promise<void> {
  await page.goto(`${site.of('admin')}/tenants`);
  await fillPassword(page, demoOperator.email, demoPassword);
  await accountMenu(page).waitFor();
}

/** Fills the form for a new organization. */
export async function fillNewOrganization(page: Page, { name, slug, admin }: NewOrganization): Promise<void> {
  await page.getByLabel('Name of the organization').fill(name);
  await page.getByLabel('Subdomain').fill(slug);
  await page.getByLabel('First name').fill(admin.givenName);
  await page.getByLabel('Last name').fill(admin.familyName);
  await page.getByLabel('E-mail address').fill(admin.email);
}

/** Provisions an organization; the operator is signed in. */
export async function provision(page: Page, site: Site, organization: NewOrganization): Promise<void> {
  await page.goto(`${site.of('admin')}/tenants/new`);
  await fillNewOrganization(page, organization);
  await page.getByRole('button', { name: 'Create the organization' }).click();
  await page.getByRole('heading', { name: `${organization.name} is ready` }).waitFor();
}
