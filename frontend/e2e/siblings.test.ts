/**
 * Organizations are siblings under one domain, the same site to a browser: what a hostile one can try on another.
 * Over HTTPS, because cookies are not kept apart like this on *.localhost.
 */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { sessionCookie } from '../../backend/src/core/cookies.ts';
import { type Site, secureSite } from './support/addresses.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { cookieNamesIn, sessionCookieOf } from './support/cookies.ts';
import { eventually } from './support/eventually.ts';
import { openHostilePage, submitForm } from './support/siblingPage.ts';
import { accountMenu, signInWithSso } from './support/signIn.ts';

describe('a hostile sibling', function () {
  this.timeout(60_000);
  let site: Site;
  let victim: TestBrowser;
  let attacker: TestBrowser;
  /** In the victim's browser, on globex's host. */
  let hostile: Page;
  const emailOf = (page: Page) =>
    page.evaluate(async () => {
      const answer = await fetch('/api/session');
      return answer.ok ? ((await answer.json()) as { account: { email: string } }).account.email : answer.status;
    });
  const importsOf = (page: Page) =>
    page.evaluate(
      async () => ((await (await fetch('/api/people/imports')).json()) as { items: unknown[] }).items.length,
    );

  before(async () => {
    site = secureSite();
    [victim, attacker] = await Promise.all([openBrowser(), openBrowser()]);
    await signInWithSso(victim.page, site.of('acme'), 'ada@acme.example');
    hostile = await openHostilePage(victim.context, site.of('globex'));
  });
  after(() => Promise.all([victim.close(), attacker.close()]));

  describe('tosses cookies', () => {
    /** Whatever name and path might be taken for the session's; the domain is the siblings' common one. */
    const toss = (page: Page, value: string) =>
      page.evaluate(
        ([name, secret]) => {
          const attributes = '; Domain=.frontdesk.test; Secure; SameSite=None';
          for (const path of ['/', '/api', '/api/session', '/people']) {
            for (const given of [
              name,
              name.toLowerCase(),
              name.replace('__Host-', ''),
              name.replace('Host', 'Secure'),
            ]) {
              // biome-ignore lint/suspicious/noDocumentCookie: it is the attack
              document.cookie = `${given}=${secret}${attributes}; Path=${path}`;
            }
            // biome-ignore lint/suspicious/noDocumentCookie: a cookie without a name, whose value looks like one
            document.cookie = `=${name}=${secret}${attributes}; Path=${path}`;
          }
        },
        [sessionCookie, value] as const,
      );

    it('and does not change who is signed in', async () => {
      const before = await sessionCookieOf(victim.context, site.of('acme'));
      await toss(hostile, 'A'.repeat(43));
      await eventually(async () => {
        const tossed = (await victim.context.cookies()).filter(({ domain }) => domain === '.frontdesk.test');
        const names = [...new Set(tossed.map(({ name }) => name))].sort();
        // No other name begins with `__Host-`, in whatever case.
        expect(names).to.deep.equal(['__Secure-frontdesk_session', 'frontdesk_session']);
        expect(tossed, 'one for each path').to.have.length(8);
      });
      await victim.page.goto(`${site.of('acme')}/people`);
      await accountMenu(victim.page).waitFor();
      expect(await emailOf(victim.page)).to.equal('ada@acme.example');
      expect((await sessionCookieOf(victim.context, site.of('acme')))?.value).to.equal(before?.value);
    });

    it('and does not sign anyone in as somebody of its choice', async () => {
      await signInWithSso(attacker.page, site.of('acme'), 'jan.johansson@acme.example');
      const secret = String((await sessionCookieOf(attacker.context, site.of('acme')))?.value);
      const fresh = await openBrowser();
      try {
        await toss(await openHostilePage(fresh.context, site.of('globex')), secret);
        await fresh.page.goto(`${site.of('acme')}/people`);
        await fresh.page.getByRole('heading', { name: 'Sign in to Acme' }).waitFor();
        expect(await emailOf(fresh.page)).to.equal(401);
        await signInWithSso(fresh.page, site.of('acme'), 'ada@acme.example');
        expect(await emailOf(fresh.page)).to.equal('ada@acme.example');
        expect((await sessionCookieOf(fresh.context, site.of('acme')))?.value).not.to.equal(secret);
      } finally {
        await fresh.close();
      }
    });
  });

  it('can not carry another workspace’s session to its own', async () => {
    const secret = String((await sessionCookieOf(victim.context, site.of('acme')))?.value);
    await attacker.context.addCookies([
      { name: sessionCookie, value: secret, url: site.of('globex'), secure: true, httpOnly: true, sameSite: 'Lax' },
    ]);
    await attacker.page.goto(`${site.of('globex')}/people`);
    await attacker.page.getByRole('heading', { name: 'Sign in to Globex' }).waitFor();
    expect(await emailOf(attacker.page)).to.equal(401);
  });

  it('has its posts refused, although the browser sends the session with them', async () => {
    const before = await importsOf(victim.page);
    const target = `${site.of('acme')}/api/people/imports?fileName=hostile.csv`;
    const [request] = await Promise.all([
      hostile.waitForRequest(target),
      hostile.evaluate(
        (url) =>
          // The answer is kept from the page; what counts is that the request was made.
          fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include', body: 'email\r\nx@x.example' }).catch(
            () => {},
          ),
        target,
      ),
    ]);
    expect(await cookieNamesIn(request), 'SameSite does not keep a sibling out').to.include(sessionCookie);
    expect(await importsOf(victim.page)).to.equal(before);
  });

  it('has its forms refused', async () => {
    const page = await openHostilePage(victim.context, site.of('globex'));
    const before = await importsOf(victim.page);
    for (const path of ['/api/people/imports', '/api/session', '/api/invitations/acceptance']) {
      await page.goto(`${site.of('globex')}/hostile-page`);
      const [answer] = await Promise.all([
        page.waitForResponse(`${site.of('acme')}${path}`),
        submitForm(page, `${site.of('acme')}${path}`, { email: 'x@x.example', password: 'whatever it takes' }),
      ]);
      expect(await cookieNamesIn(answer.request()), path).to.include(sessionCookie);
      expect(answer.status(), path).to.equal(403);
    }
    expect(await importsOf(victim.page)).to.equal(before);
    expect(await emailOf(victim.page)).to.equal('ada@acme.example');
    await page.close();
  });

  it('reads nothing and deletes nothing by script', async () => {
    const attempts = await hostile.evaluate(async (workspace) => {
      const attempt = (path: string, init: RequestInit) =>
        fetch(`${workspace}${path}`, { credentials: 'include', ...init }).then(
          async (answer) => `read ${answer.status}: ${await answer.text()}`,
          (error: Error) => error.name,
        );
      return Promise.all([
        attempt('/api/people', {}),
        attempt('/api/session', {}),
        attempt('/api/session', { method: 'DELETE' }),
        attempt('/api/single-sign-on', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: '{}' }),
        attempt('/socket.io/?EIO=4&transport=polling', {}),
      ]);
    }, site.of('acme'));
    expect(attempts).to.deep.equal(Array(5).fill('TypeError'));
    expect(await emailOf(victim.page)).to.equal('ada@acme.example');
  });

  it('loads nothing of a workspace as a script, a picture or a style', async () => {
    const loaded = await hostile.evaluate(async (workspace) => {
      const load = (name: 'script' | 'img' | 'link', attribute: 'src' | 'href', path: string) =>
        new Promise<string>((resolve) => {
          const element = document.createElement(name);
          element.onload = () => resolve(`${path} loaded`);
          element.onerror = () => resolve('refused');
          if (name === 'link') element.setAttribute('rel', 'stylesheet');
          element.setAttribute(attribute, `${workspace}${path}`);
          document.body.append(element);
        });
      return Promise.all([
        load('script', 'src', '/api/people'),
        load('img', 'src', '/api/people'),
        load('link', 'href', '/people'),
      ]);
    }, site.of('acme'));
    expect(loaded).to.deep.equal(['refused', 'refused', 'refused']);
  });

  it('does not get a socket, which the workspace’s own page gets', async () => {
    const open = (page: Page) =>
      page.evaluate(
        (url) =>
          new Promise<string>((resolve) => {
            const socket = new WebSocket(url);
            socket.onmessage = () => resolve('open');
            socket.onerror = () => resolve('refused');
          }),
        `${site.of('acme').replace(/^https/, 'wss')}/socket.io/?EIO=4&transport=websocket`,
      );
    expect(await open(hostile), 'from the sibling').to.equal('refused');
    expect(await open(victim.page), 'from the workspace itself').to.equal('open');
  });

  it('can not show a workspace in a frame, nor hold on to its window', async () => {
    await hostile.evaluate(
      (url) => {
        const frame = document.createElement('iframe');
        frame.src = url;
        document.body.append(frame);
        return new Promise((resolve) => {
          frame.onload = resolve;
        });
      },
      `${site.of('acme')}/people`,
    );
    expect(hostile.frames().at(-1)?.url()).to.equal('chrome-error://chromewebdata/');
    const [popup, reach] = await Promise.all([
      victim.context.waitForEvent('page'),
      hostile.evaluateHandle((url) => ({ window: window.open(url) }), `${site.of('acme')}/people`),
    ]);
    await accountMenu(popup).waitFor();
    expect(await reach.evaluate((held) => held.window?.closed), 'the opener is cut off').to.equal(true);
    expect(await popup.evaluate(() => window.opener)).to.equal(null);
    await popup.close();
  });
});
