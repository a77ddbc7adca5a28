/** The evening of a newcomer: sign in, find people, see that organizations are strangers, provision one. */
import { expect } from 'chai';
import { demoOrganizations } from '../../scripts/development/demo/people.ts';
import { plainSite, type Site } from './support/addresses.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { fillNewOrganization, newOrganization, signInAsOperator } from './support/console.ts';
import { eventually } from './support/eventually.ts';
import { lookAt } from './support/look.ts';
import { namesIn } from './support/peopleList.ts';
import { acceptInvitation, accountMenu, fillPassword, invitationTo, pickPerson } from './support/signIn.ts';

describe('the evening of a newcomer', function () {
  this.timeout(60_000);
  let site: Site;
  let browser: TestBrowser;
  const [acme, globex] = ['acme', 'globex'].map((slug) => demoOrganizations.find((known) => known.slug === slug));
  const open = async (label: string, path: string) => browser.page.goto(`${site.of(label)}${path}`);

  before(async () => {
    site = plainSite();
    browser = await openBrowser();
  });
  after(() => browser.close());
  afterEach(() => expect(browser.takeComplaints(), 'complaints of the pages').to.deep.equal([]));

  describe('acme', () => {
    it('asks who comes', async () => {
      const { page } = browser;
      await open('acme', '/people?search=jonson');
      await page.getByRole('heading', { name: 'Sign in to Acme' }).waitFor();
      await lookAt(page, 'sign-in');
    });

    it('sends them to their identity provider, and shows the page that they wanted when they come back', async () => {
      const { page } = browser;
      await page.getByRole('link', { name: 'Sign in with SSO' }).click();
      await page.waitForURL(`${site.identityProvider}/acme/sign-in?**`);
      await lookAt(page, 'identity-provider');
      await pickPerson(page, 'ada@acme.example');
      await page.waitForURL(`${site.of('acme')}/people?search=jonson`);
      await accountMenu(page).waitFor();
      expect(await namesIn(page)).to.include('Anna Johnson');
    });

    it('lists its people', async () => {
      const { page } = browser;
      await open('acme', '/people');
      await page.getByText(`${acme?.people.length} people`, { exact: true }).waitFor();
      await lookAt(page, 'people');
    });

    it('finds people while one types, and forgives what is misspelt', async () => {
      const { page } = browser;
      const search = page.getByRole('searchbox', { name: 'Search people' });
      for (const [typed, wanted] of [
        ['jonson', 'Anna Johnson'],
        ['muller', 'Jürgen Müller'],
      ] as const) {
        await search.fill('');
        await search.pressSequentially(typed);
        await eventually(async () => expect((await namesIn(page)).slice(0, 5)).to.include(wanted));
        expect(new URL(page.url()).search).to.equal(`?search=${typed}`);
      }
      await lookAt(page, 'people-found');
      await search.fill('qqqqqqqq');
      await page.getByRole('heading', { name: 'No one matches “qqqqqqqq”' }).waitFor();
      await lookAt(page, 'people-none-found');
    });

    it('turns the pages of the list, and back', async () => {
      const { page } = browser;
      await open('acme', '/people');
      const first = await namesIn(page);
      await page.getByRole('button', { name: 'Page 2' }).click();
      const second = await eventually(async () => {
        const names = await namesIn(page);
        expect(names).to.have.length.above(0).and.not.include.members(first);
        return names;
      });
      expect(second.filter((name) => first.includes(name))).to.deep.equal([]);
      expect(new URL(page.url()).search).to.equal('?page=2');
      await page.goBack();
      await eventually(async () => expect(await namesIn(page)).to.deep.equal(first));
    });

    it('sorts the list by a column’s header', async () => {
      const { page } = browser;
      const titles = () => page.locator('tbody tr td:nth-child(2)').allInnerTexts();
      const header = page.getByRole('columnheader', { name: 'Title' });
      const inOrder = new Intl.Collator('en');
      for (const [direction, sign] of [
        ['ascending', 1],
        ['descending', -1],
      ] as const) {
        await header.getByRole('button').click();
        await page.locator(`th[aria-sort="${direction}"]`, { hasText: 'Title' }).waitFor();
        await eventually(async () => {
          const shown = await titles();
          expect(shown).to.deep.equal(shown.toSorted((one, other) => sign * inOrder.compare(one, other)));
        });
      }
    });

    it('shows a person at an address of their own, also after a reload', async () => {
      const { page } = browser;
      await open('acme', '/people?search=Anna+Johnson');
      await page.getByRole('link', { name: 'Anna Johnson' }).click();
      const heading = page.getByRole('heading', { level: 1, name: 'Anna Johnson' });
      await heading.waitFor();
      expect(new URL(page.url()).pathname).to.match(/^\/people\/[0-9a-f-]{36}$/);
      await page.reload();
      await heading.waitFor();
      await page.getByRole('link', { name: 'anna.johnson@acme.example' }).waitFor();
      await lookAt(page, 'person');
    });

    it('shows its departments', async () => {
      const { page } = browser;
      await open('acme', '/departments');
      await page.getByRole('link', { name: /^Product Engineering/ }).waitFor();
      await lookAt(page, 'departments');
    });

    it('shows where one is signed in, and an admin how single sign-on is set up', async () => {
      const { page } = browser;
      await open('acme', '/settings');
      await page.getByText('This device').waitFor();
      await lookAt(page, 'sessions');
      await page.getByRole('link', { name: 'Single sign-on' }).click();
      await page.getByText('Metadata address', { exact: true }).waitFor();
      await lookAt(page, 'single-sign-on');
    });
  });

  describe('globex', () => {
    let personOfAcme: string;

    it('knows nothing of the session that the same browser has at acme', async () => {
      const { page } = browser;
      await open('acme', '/people?search=Anna+Johnson');
      personOfAcme = String(await page.getByRole('link', { name: 'Anna Johnson' }).getAttribute('href'));
      await open('globex', personOfAcme);
      await page.getByRole('heading', { name: 'Sign in to Globex' }).waitFor();
      const answers = await page.evaluate(
        async (paths) => Promise.all(paths.map(async (path) => (await fetch(path)).status)),
        ['/api/session', '/api/people', `/api${personOfAcme}`],
      );
      expect(answers).to.deep.equal([401, 401, 401]);
    });

    it('has its own people: its Anna Johnson is another one', async () => {
      const { page } = browser;
      await page.getByRole('link', { name: 'Sign in with SSO' }).click();
      await pickPerson(page, String(globex?.admin.email));
      await page.waitForURL(`${site.of('globex')}${personOfAcme}`);
      await page.getByRole('heading', { name: 'This person is not in the directory' }).waitFor();
      await lookAt(page, 'person-not-found');
      await open('globex', '/people?search=Anna+Johnson');
      await page.getByRole('link', { name: 'anna.johnson@globex.example' }).waitFor();
      expect(await page.content()).not.to.match(/acme/i);
      const hrefs = await page
        .locator('main [data-row]')
        .evaluateAll((rows) => rows.map((row) => row.getAttribute('href')));
      expect(hrefs).not.to.include(personOfAcme);
    });

    it('keeps nothing in the browser that acme could read, nor acme for it', async () => {
      const { page } = browser;
      const kept = () =>
        page.evaluate(async () => ({
          cookies: document.cookie,
          local: { ...localStorage },
          session: { ...sessionStorage },
          caches: await caches.keys(),
          databases: (await indexedDB.databases()).map(({ name }) => name),
          workers: (await navigator.serviceWorker.getRegistrations()).length,
        }));
      for (const label of ['globex', 'acme']) {
        await open(label, '/people');
        await accountMenu(page).waitFor();
        const { local, session, ...rest } = await kept();
        expect(rest, label).to.deep.equal({ cookies: '', caches: [], databases: [], workers: 0 });
        expect(JSON.stringify({ local, session }), label).not.to.match(/@|Johnson/);
      }
    });
  });

  describe('the operator', () => {
    const initech = newOrganization('Initech');

    it('signs in to the console, where a workspace’s session counts for nothing', async () => {
      const { page } = browser;
      await open('admin', '/tenants');
      await page.getByRole('heading', { name: 'Operator console' }).waitFor();
      await lookAt(page, 'console-sign-in');
      await fillPassword(page, 'operator@frontdesk.example', 'not the password');
      await page.getByRole('alert').waitFor();
      expect(await page.getByLabel('E-mail address').inputValue()).to.equal('operator@frontdesk.example');
      await signInAsOperator(page, site);
    });

    it('sees the organizations', async () => {
      const { page } = browser;
      await page.getByText('acme.localhost').waitFor();
      await page.getByText('globex.localhost').waitFor();
      await lookAt(page, 'organizations');
    });

    it('is told which field of a new organization is wrong, and loses nothing', async () => {
      const { page } = browser;
      await page.getByRole('link', { name: 'New organization' }).first().click();
      await fillNewOrganization(page, { ...initech, slug: 'acme' });
      await page.getByRole('button', { name: 'Create the organization' }).click();
      await eventually(async () =>
        expect(await page.getByLabel('Subdomain').getAttribute('aria-invalid')).to.equal('true'),
      );
      expect(await page.getByLabel('First name').inputValue()).to.equal('Ines');
      await lookAt(page, 'new-organization');
    });

    it('provisions an organization, which is open at once', async () => {
      const { page } = browser;
      await page.getByLabel('Subdomain').fill(initech.slug);
      await page.getByRole('button', { name: 'Create the organization' }).click();
      await page.getByRole('heading', { name: 'Initech is ready' }).waitFor();
      const workspace = await browser.context.newPage();
      await workspace.goto(site.of(initech.slug));
      await workspace.getByRole('heading', { name: 'Sign in to Initech' }).waitFor();
      await workspace.close();
      await lookAt(page, 'organization-ready');
      await page.getByRole('link', { name: 'See the organization' }).click();
      await page.getByRole('heading', { level: 1, name: 'Initech' }).waitFor();
      await lookAt(page, 'organization');
    });

    it('has invited the first admin, whom the mail’s link leads in', async () => {
      const { page } = browser;
      const link = await invitationTo(site, initech.admin.email);
      await page.goto(site.of('mail'));
      await page.getByRole('link', { name: initech.admin.email }).click();
      await lookAt(page, 'mail');
      await page.goto(link);
      await page.getByRole('heading', { name: 'Welcome to Initech' }).waitFor();
      await lookAt(page, 'invitation');
      await page.getByLabel('Password', { exact: true }).fill('short');
      await page.getByRole('button', { name: 'Set the password and sign in' }).click();
      await page.getByText('Use at least 12 characters.').waitFor();
      await acceptInvitation(page, link, 'a long enough password');
      expect(page.url()).to.equal(`${site.of(initech.slug)}/people`);
      expect(await namesIn(page)).to.deep.equal(['Ines Initial']);
    });

    it('has made a link that works once', async () => {
      const { page } = browser;
      await page.goto('about:blank');
      await page.goto(await invitationTo(site, initech.admin.email));
      await page.getByRole('heading', { name: 'This invitation does not work' }).waitFor();
      await lookAt(page, 'invitation-used');
    });
  });
});
