/** An admin brings people by CSV file: what would happen is shown row by row, then it happens, and others see it. */
import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { csvOfPeople, manyPeople, peopleWithMistakes } from '../../scripts/development/demo/csv.ts';
import { type DemoPerson, demoOrganizations } from '../../scripts/development/demo/people.ts';
import { plainSite, type Site } from './support/addresses.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { newOrganization, provision, signInAsOperator } from './support/console.ts';
import { eventually } from './support/eventually.ts';
import { lookAt } from './support/look.ts';
import { acceptInvitation, invitationTo, signInWithSso } from './support/signIn.ts';

describe('people from a CSV file, in a browser', function () {
  this.timeout(60_000);
  let site: Site;
  let admin: TestBrowser;
  let colleague: TestBrowser;
  const acme = demoOrganizations.find(({ slug }) => slug === 'acme');

  before(async () => {
    site = plainSite();
    [admin, colleague] = await Promise.all([openBrowser(), openBrowser()]);
    await signInWithSso(admin.page, site.of('acme'), 'ada@acme.example', '/people/import');
  });
  after(() => Promise.all([admin.close(), colleague.close()]));
  afterEach(() => {
    expect([...admin.takeComplaints(), ...colleague.takeComplaints()], 'complaints of the pages').to.deep.equal([]);
  });

  const choose = (page: Page, name: string, people: readonly DemoPerson[]) =>
    page
      .getByLabel('CSV file of people', { exact: true })
      .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(csvOfPeople(people)) });
  const linesShown = (page: Page) => page.locator('tbody tr td:first-child').allInnerTexts();

  describe('a file with 37 bad rows', () => {
    // New addresses at each run, so that the rows create people again.
    const domain = `import-${Date.now()}.example`;
    const { people, lines } = peopleWithMistakes(60, 37, domain);
    const known = acme?.people.find(({ familyName }) => familyName === 'Johnson');
    const title = `Keeper of the Keys ${Date.now()}`;
    // The known person stands in line 2 and moves the others down by one.
    const badLines = lines.map((line) => String(line + 1));

    it('is chosen on a page that says what its columns mean', async () => {
      await admin.page.getByText('Drop a CSV file here').waitFor();
      await lookAt(admin.page, 'import');
    });

    it('is told row by row before anything is written: created, changed, refused and why', async () => {
      const { page } = admin;
      if (!known) throw new Error('Nobody in the demo is called Johnson.');
      await choose(page, 'newcomers.csv', [{ ...known, title }, ...people]);
      await page.getByRole('heading', { name: 'Ready to import 24 people' }).waitFor();
      const counts = await page.getByRole('list', { name: 'Show rows by outcome' }).getByRole('link').allInnerTexts();
      expect(counts.map((text) => text.replace(/\s+/g, ' '))).to.deep.equal([
        '23 Create',
        '1 Change',
        '0 Unchanged',
        '37 Refused',
      ]);
      await lookAt(page, 'import-preview');
      await page.getByRole('link', { name: '1 Change' }).click();
      await page.getByRole('heading', { name: 'Rows that change a person' }).waitFor();
      const row = page.locator('tbody tr', { hasText: known.email });
      expect(await row.locator('del').allInnerTexts()).to.include(known.title);
      expect(await row.locator('ins').allInnerTexts()).to.include(title);
    });

    it('tells every bad row with its line and the reason', async () => {
      const { page } = admin;
      await page.getByRole('link', { name: '37 Refused' }).click();
      await page.getByRole('heading', { name: 'Refused rows' }).waitFor();
      await eventually(async () => expect(await linesShown(page)).to.deep.equal(badLines));
      const reasons = await page.locator('tbody tr li').allInnerTexts();
      expect(reasons.every((reason) => reason.trim().length > 10)).to.equal(true);
      await lookAt(page, 'import-refused');
    });

    it('gives the bad rows back as a file, as they were', async () => {
      const { page } = admin;
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download the refused rows' }).click(),
      ]);
      expect(download.suggestedFilename()).to.equal('refused-newcomers.csv');
      const rows = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n').slice(1);
      expect(rows).to.have.length(37);
      for (const [n, { employeeNumber, phone }] of people.slice(-37).entries()) {
        expect(rows[n]).to.include(employeeNumber).and.include(phone);
      }
    });

    it('is imported, and the open list of a colleague shows the newcomers by itself', async () => {
      const { page } = colleague;
      const newcomer = people[1] as DemoPerson;
      const path = `/people?search=${encodeURIComponent(newcomer.email)}`;
      await signInWithSso(page, site.of('acme'), 'jan.johansson@acme.example', path);
      await page.getByRole('heading', { name: /^No one matches/ }).waitFor();
      await admin.page.getByRole('button', { name: 'Import 24 people' }).click();
      await admin.page.getByRole('heading', { name: 'The import is done' }).waitFor();
      await admin.page.getByText('23 created, 1 changed, 37 refused and left out.').waitFor();
      await page.getByRole('link', { name: `${newcomer.givenName} ${newcomer.familyName}` }).waitFor();
      await lookAt(admin.page, 'import-done');
    });

    it('has left out only the bad rows', async () => {
      const { page } = admin;
      await page.goto(`${site.of('acme')}/people?search=${encodeURIComponent(domain)}`);
      await page.getByText('23 people found', { exact: true }).waitFor();
      await page.goto(`${site.of('acme')}/people/import`);
      await page.getByRole('link', { name: '37 refused' }).first().waitFor();
      await page.getByText('Drop a CSV file here').waitFor();
      await lookAt(page, 'imports');
    });
  });

  describe('other files', () => {
    it('refuses a file that is no CSV file of people, in a sentence', async () => {
      const { page } = admin;
      await page.goto(`${site.of('acme')}/people/import`);
      const buffer = Buffer.from('Name;Colour\r\nRose;red\r\n');
      await page
        .getByLabel('CSV file of people', { exact: true })
        .setInputFiles({ name: 'roses.csv', mimeType: 'text/csv', buffer });
      await page.getByRole('heading', { name: 'This file could not be read' }).waitFor();
      await lookAt(page, 'import-failed');
    });

    it('is not for everyone: who may not import finds no such page', async () => {
      const { page } = colleague;
      await page.goto(`${site.of('acme')}/people/import`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await page.getByLabel('CSV file of people', { exact: true }).count()).to.equal(0);
      await lookAt(page, 'import-forbidden');
    });

    it('imports a file of 10,000 people, and shows how far it is', async function () {
      this.timeout(120_000);
      const { page } = admin;
      const organization = newOrganization('Hooli');
      await signInAsOperator(page, site);
      await provision(page, site, organization);
      await acceptInvitation(page, await invitationTo(site, organization.admin.email), 'a long enough password');
      const list = await admin.context.newPage();
      await list.goto(`${site.of(organization.slug)}/people`);
      await list.getByText('1 person', { exact: true }).waitFor();
      await page.goto(`${site.of(organization.slug)}/people/import`);
      await choose(page, 'everyone.csv', manyPeople(10_000, `${organization.slug}.example`));
      const start = page.getByRole('button', { name: 'Import 10,000 people' });
      await start.waitFor({ timeout: 60_000 });
      const progress = await watchProgress(page, 'Rows imported');
      await start.click();
      await page.getByRole('heading', { name: 'The import is done' }).waitFor({ timeout: 60_000 });
      const seen = await progress();
      // How many of its steps a browser sees depends on the machine; on a quick one the whole takes two seconds.
      expect(seen.filter((value) => value > 0 && value < 100)).to.not.be.empty;
      expect(seen, 'the bar never goes back').to.deep.equal(seen.toSorted((one, other) => one - other));
      await list.getByText('10,001 people', { exact: true }).waitFor();
      await list.close();
    });
  });
});

/** Notes each value that a progress bar shows, from now on. */
async function watchProgress(page: Page, label: string): Promise<() => Promise<number[]>> {
  const values = await page.evaluateHandle((selector) => {
    const noted: number[] = [];
    const note = () => {
      const shown = document.querySelector(selector)?.getAttribute('aria-valuenow');
      if (typeof shown === 'string' && noted.at(-1) !== Number(shown)) noted.push(Number(shown));
    };
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true });
    return noted;
  }, `[role="progressbar"][aria-label="${label}"]`);
  return () => values.jsonValue();
}
