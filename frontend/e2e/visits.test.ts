/** What else happens to someone at work: keys, colours, wrong addresses, closed doors, the way out. */
import { expect } from 'chai';
import { plainSite, type Site } from './support/addresses.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { newOrganization, provision, signInAsOperator } from './support/console.ts';
import { eventually } from './support/eventually.ts';
import { lookAt } from './support/look.ts';
import { namesIn } from './support/peopleList.ts';
import { acceptInvitation, accountMenu, invitationTo, signInWithSso } from './support/signIn.ts';

describe('a visit to a workspace', function () {
  this.timeout(60_000);
  let site: Site;
  let browser: TestBrowser;
  let other: TestBrowser;
  const email = 'maria.takahashi@acme.example';

  before(async () => {
    site = plainSite();
    [browser, other] = await Promise.all([openBrowser(), openBrowser()]);
    await signInWithSso(browser.page, site.of('acme'), email);
  });
  after(() => Promise.all([browser.close(), other.close()]));
  afterEach(() => {
    expect([...browser.takeComplaints(), ...other.takeComplaints()], 'complaints of the pages').to.deep.equal([]);
  });

  describe('by keyboard', () => {
    const focused = () => browser.page.evaluate(() => document.activeElement?.textContent ?? '');

    it('goes to the search, through the rows and into one', async () => {
      const { page } = browser;
      await page.goto(`${site.of('acme')}/people`);
      const names = await namesIn(page);
      await page.keyboard.press('j');
      await eventually(async () => expect(await focused()).to.equal(names[0]));
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await page.keyboard.press('k');
      expect(await focused()).to.equal(names[1]);
      await page.keyboard.press('/');
      await page.keyboard.type('muller');
      await eventually(async () => expect(await namesIn(page)).to.deep.equal(['Jürgen Müller']));
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      const heading = page.getByRole('heading', { level: 1, name: 'Jürgen Müller' });
      await heading.waitFor();
      await eventually(async () => expect(await focused(), 'the heading has the focus').to.equal('Jürgen Müller'));
    });

    it('skips the navigation', async () => {
      const { page } = browser;
      await page.goto(`${site.of('acme')}/people`);
      await namesIn(page);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => document.activeElement?.id)).to.equal('main');
    });

    it('shows the keys', async () => {
      const { page } = browser;
      await page.goto(`${site.of('acme')}/people`);
      await namesIn(page);
      await page.keyboard.press('Shift+?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
      await lookAt(page, 'keys');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    });

    it('finds people and pages from anywhere', async () => {
      const { page } = browser;
      await page.goto(`${site.of('acme')}/settings/sessions`);
      await page.getByText('This device').waitFor();
      await page.keyboard.press('Control+k');
      await page.getByRole('textbox', { name: 'Search people, pages and actions' }).waitFor();
      await page.keyboard.type('jurgen mul');
      await page.getByRole('button', { name: /Jürgen Müller/ }).waitFor();
      await lookAt(page, 'search');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Jürgen Müller' }).waitFor();
    });
  });

  describe('anywhere', () => {
    it('offers its pages on a phone too', async () => {
      const { page } = browser;
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto(`${site.of('acme')}/people`);
      await page.getByRole('button', { name: 'Open the navigation' }).click();
      await page.getByRole('dialog').getByRole('link', { name: 'Departments' }).waitFor();
      await page.screenshot({ path: '.test/screenshots/navigation-390-light.png', animations: 'disabled' });
      await page.getByRole('dialog').getByRole('link', { name: 'Departments' }).click();
      await page.getByRole('heading', { level: 1, name: 'Departments' }).waitFor();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.setViewportSize({ width: 1280, height: 900 });
    });

    it('keeps the colours that one chose', async () => {
      const { page } = browser;
      const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme');
      expect(await scheme()).to.equal('light');
      await accountMenu(page).click();
      await page.getByRole('menuitemradio', { name: 'Dark' }).click();
      await eventually(async () => expect(await scheme()).to.equal('dark'));
      await page.reload();
      await accountMenu(page).click();
      expect(await scheme()).to.equal('dark');
      await page.getByRole('menuitemradio', { name: 'As the system' }).click();
      await eventually(async () => expect(await scheme()).to.equal('light'));
    });

    it('says that an address leads nowhere', async () => {
      const { page } = browser;
      await page.goto(`${site.of('acme')}/no/such/page`);
      await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
      await lookAt(page, 'not-found');
      await page.getByRole('link', { name: 'Go to the start page' }).click();
      await page.waitForURL(`${site.of('acme')}/people`);
    });

    it('says that there is no such workspace, for a name that nobody has and for one that nobody can have', async () => {
      const { page } = browser;
      for (const label of ['nobody', 'xn--ls8h', 'two.labels']) {
        const answer = await page.goto(`${site.of(label)}/people`);
        expect(answer?.status(), label).to.equal(label === 'nobody' ? 200 : 404);
        await page.getByRole('heading', { name: 'No such workspace' }).waitFor();
        await lookAt(page, label === 'nobody' ? 'no-such-workspace' : 'no-possible-workspace');
      }
    });

    it('ends at once where the operator suspends the workspace, and goes on when it is resumed', async () => {
      const organization = newOrganization('Vehement');
      const { page } = other;
      await signInAsOperator(page, site);
      await provision(page, site, organization);
      await page.getByRole('link', { name: 'See the organization' }).click();
      const member = await browser.context.newPage();
      await acceptInvitation(member, await invitationTo(site, organization.admin.email), 'a long enough password');
      await page.getByRole('button', { name: 'Suspend…' }).click();
      await page.getByLabel('Reason').waitFor();
      await lookAt(page, 'suspend');
      await page.getByLabel('Reason').fill('The bill is open.');
      await page.getByRole('button', { name: 'Suspend', exact: true }).click();
      await page.getByText('Suspended', { exact: true }).waitFor();
      await eventually(async () => {
        await member.reload();
        await member.getByRole('heading', { name: 'Vehement is suspended' }).waitFor({ timeout: 1000 });
      });
      await lookAt(member, 'suspended');
      await page.getByRole('button', { name: 'Resume' }).click();
      await page.getByText('Active', { exact: true }).waitFor();
      await eventually(async () => {
        await member.reload();
        await accountMenu(member).waitFor({ timeout: 1000 });
      });
      await member.close();
    });

    it('leads to the sign-in when the session was ended in another browser, and back to the page', async () => {
      const { page } = other;
      await signInWithSso(page, site.of('acme'), email, '/departments');
      await browser.page.goto(`${site.of('acme')}/settings/sessions`);
      const buttons = browser.page.getByRole('button', { name: /^Sign out there/ });
      await buttons.first().waitFor();
      while ((await buttons.count()) > 0) {
        const before = await buttons.count();
        await buttons.first().click();
        await eventually(async () => expect(await buttons.count()).to.be.below(before));
      }
      await page.getByRole('link', { name: 'People', exact: true }).click();
      await page.getByRole('heading', { name: 'Sign in to Acme' }).waitFor();
      expect(new URL(page.url()).searchParams.get('returnTo')).to.equal('/people');
      await page.goBack();
      await page.getByRole('heading', { name: 'Sign in to Acme' }).waitFor();
    });

    it('ends at the identity provider too, and leaves nothing behind', async () => {
      const { page } = browser;
      const visited: string[] = [];
      page.on('request', (request) => {
        if (request.isNavigationRequest()) visited.push(request.url());
      });
      await accountMenu(page).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await page.waitForURL(`${site.of('acme')}/sign-in`);
      await page.getByRole('heading', { name: 'Sign in to Acme' }).waitFor();
      expect(visited.filter((url) => url.startsWith(`${site.identityProvider}/acme/sign-out?`))).to.have.length(1);
      expect(await page.evaluate(async () => (await fetch('/api/session')).status)).to.equal(401);
      await page.goBack();
      await page.getByRole('heading', { name: 'Sign in to Acme' }).waitFor();
      expect(await page.content()).not.to.include('acme.example');
    });
  });
});
