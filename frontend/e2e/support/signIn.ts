/** Ways into a workspace, as people go them. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { Site } from './addresses.ts';
import { eventually } from './eventually.ts';

/** At the identity provider: takes a person of the organization. */
export async function pickPerson(page: Page, email: string): Promise<void> {
  await page.locator(`button[name="email"][value="${email}"]`).click();
}

/** Signs in with SSO and waits for the page that was wanted. */
export async function signInWithSso(page: Page, workspace: string, email: string, path = '/people'): Promise<void> {
  await page.goto(`${workspace}${path}`);
  await page.getByRole('link', { name: 'Sign in with SSO' }).click();
  await pickPerson(page, email);
  await page.waitForURL(`${workspace}${path}`);
  await accountMenu(page).waitFor();
}

/** Fills the form of a sign-in page that is open. */
export async function fillPassword(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** The button that only a signed-in page has. */
export const accountMenu = (page: Page) => page.getByRole('button', { name: /^Account of / });

/** The link of the newest invitation to an address, as soon as the mail has arrived. */
export function invitationTo(site: Site, email: string): Promise<string> {
  return eventually(async () => {
    const answer = await fetch(`${site.mailbox}/messages.json?to=${encodeURIComponent(email)}`);
    const { messages } = (await answer.json()) as { messages: { text: string }[] };
    const [link] = messages[0]?.text.match(/https?:\/\/\S+\/invitation#\S+/) ?? [];
    expect(link, `an invitation to ${email}`).to.be.a('string');
    return String(link);
  });
}

/** Opens an invitation, sets the password, and waits to be in. */
export async function acceptInvitation(page: Page, link: string, password: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Set the password and sign in' }).click();
  await accountMenu(page).waitFor();
}
