/** Single sign-on between a workspace and an identity provider on another site, and what can be done to it. */
import { expect } from 'chai';
import type { BrowserContext, Page } from 'playwright-core';
import { samlCookie, sessionCookie } from '../../backend/src/core/cookies.ts';
import { type Site, secureSite } from './support/addresses.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { cookieNamesIn, sessionCookieOf } from './support/cookies.ts';
import { openHostilePage, submitForm } from './support/siblingPage.ts';
import { accountMenu, pickPerson, signInWithSso } from './support/signIn.ts';

const ada = 'ada@acme.example';
const jan = 'jan.johansson@acme.example';
const acs = '/api/auth/saml/acs';

describe('single sign-on with a provider on another site', function () {
  this.timeout(60_000);
  let site: Site;
  let acme: string;
  let browser: TestBrowser;
  let others: TestBrowser[];
  const openOther = async () => {
    const other = await openBrowser();
    others.push(other);
    return other;
  };
  const statusAt = (page: Page) => page.evaluate(async () => (await fetch('/api/session')).status);

  before(() => {
    site = secureSite();
    acme = site.of('acme');
  });
  beforeEach(async () => {
    others = [];
    browser = await openOther();
  });
  afterEach(() => Promise.all(others.map((other) => other.close())));
  afterEach(() => expect(browser.takeComplaints(), 'complaints of the pages').to.deep.equal([]));

  /** Begins a sign-in and stops at the identity provider. */
  async function begin(page: Page, workspace: string, returnTo = '/people'): Promise<void> {
    await page.goto(`${workspace}/api/auth/saml/login?returnTo=${encodeURIComponent(returnTo)}`);
    expect(page.url()).to.match(/^https:\/\/idp\.example\.test:\d+\//);
  }

  /** Signs in at the identity provider, but keeps its answer from the workspace. */
  async function interceptAnswer(context: BrowserContext, page: Page, email: string): Promise<Record<string, string>> {
    const kept = Promise.withResolvers<string>();
    await context.route(`**${acs}`, async (route) => {
      kept.resolve(route.request().postData() ?? '');
      await route.fulfill({ contentType: 'text/html', body: '<!doctype html><p>kept' });
    });
    await pickPerson(page, email);
    const fields = Object.fromEntries(new URLSearchParams(await kept.promise));
    await page.waitForURL(`**${acs}`);
    await context.unroute(`**${acs}`);
    return fields;
  }

  it('brings the cookie that was made for the way back, and no other', async () => {
    const { page, context } = browser;
    await begin(page, acme);
    const [onTheWay] = (await context.cookies(acme)).filter(({ name }) => name === samlCookie);
    expect(onTheWay).to.include({ sameSite: 'None', secure: true, httpOnly: true, path: '/' });
    const [answer] = await Promise.all([page.waitForResponse(`${acme}${acs}`), pickPerson(page, ada)]);
    await accountMenu(page).waitFor();
    expect(await cookieNamesIn(answer.request())).to.deep.equal([samlCookie]);
    const session = await sessionCookieOf(context, acme);
    expect(session).to.include({ sameSite: 'Lax', secure: true, httpOnly: true, path: '/', expires: -1 });
    expect(session?.domain, 'of this host alone').to.equal(new URL(acme).hostname);
    expect((await context.cookies()).every(({ name }) => name.startsWith('__Host-'))).to.equal(true);

    await begin(page, acme);
    const [again] = await Promise.all([page.waitForRequest(`${acme}${acs}`), pickPerson(page, ada)]);
    await accountMenu(page).waitFor();
    expect(await cookieNamesIn(again), 'a session stays at home').to.deep.equal([samlCookie]);
    expect((await sessionCookieOf(context, acme))?.value, 'each sign-in has its own').not.to.equal(session?.value);
  });

  it('refuses an answer that another browser asked for, and leaves that one’s sign-in alone', async () => {
    const attacker = await openOther();
    await begin(attacker.page, acme);
    const answer = await interceptAnswer(attacker.context, attacker.page, jan);

    const hostile = await openHostilePage(browser.context, site.of('globex'));
    for (const begun of [false, true]) {
      if (begun) await begin(browser.page, acme);
      await hostile.goto(`${site.of('globex')}/hostile-page`);
      await submitForm(hostile, `${acme}${acs}`, answer);
      await hostile.waitForURL(`${acme}/sign-in?error=sso`);
      await hostile.getByText('Sign-in did not work').waitFor();
      expect(await statusAt(hostile)).to.equal(401);
    }

    await submitForm(attacker.page, `${acme}${acs}`, answer);
    await attacker.page.waitForURL(`${acme}/people`);
    expect(await statusAt(attacker.page)).to.equal(200);
  });

  it('refuses an answer a second time, also when one goes back', async () => {
    const { page, context } = browser;
    await begin(page, acme);
    const answer = await interceptAnswer(context, page, ada);
    await submitForm(page, `${acme}${acs}`, answer);
    await page.waitForURL(`${acme}/people`);
    const session = await sessionCookieOf(context, acme);
    const hostile = await openHostilePage(context, site.of('globex'));
    await submitForm(hostile, `${acme}${acs}`, answer);
    expect((await sessionCookieOf(context, acme))?.value).to.equal(session?.value);

    await begin(page, acme);
    await pickPerson(page, ada);
    await page.waitForURL(`${acme}/people`);
    const second = await sessionCookieOf(context, acme);
    await page.goBack();
    const [refused] = await Promise.all([page.waitForResponse(`${acme}${acs}`), pickPerson(page, ada)]);
    expect((await refused.allHeaders()).location).to.equal('/sign-in?error=sso');
    await accountMenu(page).waitFor();
    expect((await sessionCookieOf(context, acme))?.value).to.equal(second?.value);
  });

  it('works in two tabs at once, each back at the page that it wanted', async () => {
    const { page, context } = browser;
    const second = await context.newPage();
    await begin(page, acme, '/people?search=first');
    await begin(second, acme, '/people?search=second');
    await pickPerson(page, ada);
    await page.waitForURL(`${acme}/people?search=first`);
    await pickPerson(second, ada);
    await second.waitForURL(`${acme}/people?search=second`);
    await accountMenu(second).waitFor();
    await page.reload();
    await accountMenu(page).waitFor();
  });

  it('turns the session over: a second sign-in in the browser ends the first one’s session', async () => {
    const { page, context } = browser;
    await signInWithSso(page, acme, jan);
    const before = await sessionCookieOf(context, acme);
    await begin(page, acme);
    await pickPerson(page, ada);
    await page.waitForURL(`${acme}/people`);
    const other = await openOther();
    if (before) await other.context.addCookies([before]);
    await other.page.goto(`${acme}/sign-in`);
    expect(await statusAt(other.page)).to.equal(401);
    expect(await statusAt(page)).to.equal(200);
    other.takeComplaints();
  });

  it('refuses acme’s answer at globex, whichever request it is said to answer', async () => {
    const { page, context } = browser;
    const globex = site.of('globex');
    await begin(page, globex);
    const ofGlobex = await interceptAnswer(context, page, 'grace@globex.example');
    await begin(page, acme);
    const ofAcme = await interceptAnswer(context, page, ada);
    const hostile = await openHostilePage(context, site.of('initech'));
    for (const RelayState of [ofAcme.RelayState, ofGlobex.RelayState]) {
      await hostile.goto(`${site.of('initech')}/hostile-page`);
      await submitForm(hostile, `${globex}${acs}`, {
        SAMLResponse: String(ofAcme.SAMLResponse),
        RelayState: String(RelayState),
      });
      await hostile.waitForURL(`${globex}/sign-in?error=sso`);
      expect(await statusAt(hostile)).to.equal(401);
    }
    await submitForm(hostile, `${globex}${acs}`, ofGlobex);
    await hostile.waitForURL(`${globex}/people`);
  });

  it('never leads away from the workspace, whatever the address says', async () => {
    const { page, context } = browser;
    await signInWithSso(page, acme, ada);
    const elsewhere = [
      '//evil.example.test/x',
      'https://evil.example.test/x',
      '/\\evil.example.test/x',
      '/\t/evil.example.test/x',
      '.evil.example.test/x',
    ];
    for (const returnTo of [...elsewhere, 'javascript:alert(1)', '/..//evil.example.test/x', '@evil.example.test/x']) {
      await page.goto(`${acme}/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
      await accountMenu(page).waitFor();
      expect(new URL(page.url()).origin, `signed in, ${JSON.stringify(returnTo)}`).to.equal(acme);
    }
    for (const returnTo of elsewhere) {
      await begin(page, acme, returnTo);
      const [answer] = await Promise.all([page.waitForResponse(`${acme}${acs}`), pickPerson(page, ada)]);
      const { location = '' } = await answer.allHeaders();
      expect(new URL(location, acme).origin, `signing in, ${JSON.stringify(returnTo)}`).to.equal(acme);
      await page.waitForURL((url) => url.origin === acme);
    }
    await begin(page, acme);
    const answer = await interceptAnswer(context, page, ada);
    const hostile = await openHostilePage(context, site.of('globex'));
    await submitForm(hostile, `${acme}${acs}`, { ...answer, RelayState: 'https://evil.example.test/x' });
    expect(new URL(hostile.url()).origin, 'a RelayState that is an address').to.equal(acme);
  });

  it('signs out at the provider, and ends the session on the server', async () => {
    const { page, context } = browser;
    await signInWithSso(page, acme, ada);
    const session = await sessionCookieOf(context, acme);
    await accountMenu(page).click();
    await Promise.all([
      page.waitForRequest((request) => request.url().startsWith(`${site.identityProvider}/acme/sign-out?`)),
      page.getByRole('menuitem', { name: 'Sign out' }).click(),
    ]);
    await page.waitForURL(`${acme}/sign-in`);
    expect(await sessionCookieOf(context, acme)).to.equal(undefined);
    if (session) await context.addCookies([session]);
    await page.goto(`${acme}/people`);
    await page.getByRole('heading', { name: 'Sign in to Acme' }).waitFor();
    expect((await context.cookies(acme)).some(({ name }) => name === sessionCookie)).to.equal(true);
  });
});
