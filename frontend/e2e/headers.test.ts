/** What answers say about themselves over HTTPS, as the browser gets them, and that every page keeps its own policy. */
import { expect } from 'chai';
import type { Page, Response } from 'playwright-core';
import { type Site, secureSite } from './support/addresses.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { signInAsOperator } from './support/console.ts';
import { eventually } from './support/eventually.ts';
import { namesIn } from './support/peopleList.ts';
import { signInWithSso } from './support/signIn.ts';

/** What is broken by a script, a handler, a picture, a frame, a style, a base, a form and a request. */
const smuggled = [
  'script-src-elem',
  'script-src-attr',
  'img-src',
  'frame-src',
  'style-src-elem',
  'base-uri',
  'form-action',
  'connect-src',
];

describe('answers over HTTPS', function () {
  this.timeout(60_000);
  let site: Site;
  let acme: string;
  let browser: TestBrowser;
  const answerAt = async (page: Page, path: string): Promise<Response> => {
    const answer = await page.goto(`${acme}${path}`);
    if (!answer) throw new Error(`${path} gave no answer.`);
    return answer;
  };
  /** By a request of the page that is open. */
  const headersOf = (page: Page, path: string, method = 'GET') =>
    page.evaluate(
      async (request) =>
        Object.fromEntries((await fetch(request.path, { method: request.method, cache: 'no-store' })).headers),
      { path, method },
    );

  before(async () => {
    site = secureSite();
    acme = site.of('acme');
    browser = await openBrowser();
    await signInWithSso(browser.page, acme, 'ada@acme.example');
  });
  after(() => browser.close());

  it('keep to HTTPS, to their type and out of frames', async () => {
    const { page } = browser;
    await answerAt(page, '/people');
    const script = await page.locator('script[src]').first().getAttribute('src');
    const all = {
      'page of the edge': await (await answerAt(page, '/metrics')).allHeaders(),
      page: await (await answerAt(page, '/people')).allHeaders(),
      api: await headersOf(page, '/api/people'),
      'problem of the api': await headersOf(page, '/api/no-such-thing'),
      'refusal of the api': await headersOf(page, '/api/session', 'PUT'),
      asset: await headersOf(page, String(script)),
      'missing asset': await headersOf(page, '/assets/missing.js'),
      'socket’s handshake': await headersOf(page, '/socket.io/?EIO=4&transport=polling'),
    };
    for (const [name, headers] of Object.entries(all)) {
      expect(headers['strict-transport-security'], name).to.equal('max-age=63072000; includeSubDomains');
      expect(headers['x-content-type-options'], name).to.equal('nosniff');
      expect(headers['x-frame-options'], name).to.equal('DENY');
      expect(headers['content-security-policy'], name).to.include("frame-ancestors 'none'");
      expect(headers['content-security-policy'], name).to.match(/^default-src 'none'/);
      expect(headers['content-security-policy'], name).not.to.match(/unsafe|\*|https?:/);
      expect(headers['cross-origin-resource-policy'], name).to.equal('same-origin');
      expect(headers['cross-origin-opener-policy'], name).to.equal('same-origin');
      expect(headers['referrer-policy'], name).to.equal('strict-origin-when-cross-origin');
      expect(headers, name).not.to.have.any.keys('x-powered-by', 'access-control-allow-origin');
      expect(headers.server ?? '', name).not.to.match(/\d/);
    }
    browser.takeComplaints();
  });

  it('are kept by the browser only where nothing of them is anybody’s', async () => {
    const { page } = browser;
    const cacheOf = (headers: Record<string, string>) => headers['cache-control'];
    expect(cacheOf(await (await answerAt(page, '/people')).allHeaders()), 'the page').to.equal('no-store');
    const script = String(await page.locator('script[src]').first().getAttribute('src'));
    expect(cacheOf(await headersOf(page, script)), 'an asset').to.equal('public, max-age=31536000, immutable');
    for (const path of ['/api/people', '/api/session', '/api/workspace', '/api/no-such-thing']) {
      expect(cacheOf(await headersOf(page, path)), path).to.equal('no-store');
    }
    expect(cacheOf(await headersOf(page, '/favicon.svg')), 'the icon').to.equal('no-cache');
  });

  it('come over HTTP/2, compressed', async () => {
    const { page } = browser;
    await answerAt(page, '/people');
    await namesIn(page);
    const protocols = await page.evaluate(() =>
      [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map(
        (entry) => (entry as PerformanceResourceTiming).nextHopProtocol,
      ),
    );
    expect([...new Set(protocols.filter(Boolean))]).to.deep.equal(['h2']);
    expect((await headersOf(page, '/api/people'))['content-encoding']).to.match(/^(gzip|br)$/);
  });

  it('lead from plain HTTP to HTTPS by themselves once a browser has been here', async () => {
    const { page } = browser;
    await page.goto(`${acme.replace('https:', 'http:')}/people`);
    expect(page.url()).to.equal(`${acme}/people`);
  });

  it('have a policy that no page of the product breaks', async () => {
    const { page } = browser;
    browser.takeComplaints();
    await answerAt(page, '/people');
    const person = String(await page.locator('main [data-row]').first().getAttribute('href'));
    const paths = [
      '/people',
      person,
      '/departments',
      '/people/import',
      '/settings/sessions',
      '/settings/single-sign-on',
    ];
    for (const path of [...paths, '/people/nobody', '/no/such/page', '/invitation', '/sign-in?error=sso']) {
      await answerAt(page, path);
      await page.getByRole('heading', { level: 1 }).waitFor();
    }
    await signInAsOperator(page, site);
    for (const path of ['/tenants', '/tenants/new']) {
      await page.goto(`${site.of('admin')}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
    }
    expect(browser.takeComplaints()).to.deep.equal([]);
  });

  it('have a policy that stops what was smuggled into a page', async () => {
    const { page } = browser;
    await answerAt(page, '/people');
    const broken = await page.evaluateHandle(() => {
      const directives: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => directives.push(event.effectiveDirective));
      const add = (name: string, attributes: Record<string, string>, text = '') => {
        const element = document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        element.textContent = text;
        return document.body.appendChild(element);
      };
      add('script', {}, 'document.title = "taken over"');
      add('button', { onclick: 'document.title = "taken over"' }).click();
      add('img', { src: 'https://evil.example.test/picture' });
      add('iframe', { src: 'https://evil.example.test/frame' });
      add('style', {}, 'body { display: none }');
      add('base', { href: 'https://evil.example.test/' });
      (add('form', { action: 'https://evil.example.test/form', method: 'post' }) as HTMLFormElement).submit();
      fetch('https://evil.example.test/fetch').catch(() => undefined);
      return directives;
    });
    await eventually(async () => expect(await broken.jsonValue()).to.include.members(smuggled));
    expect(await page.evaluate(() => document.title)).not.to.equal('taken over');
    expect(browser.takeComplaints(), 'and these tests would hear of it').to.have.length.above(5);
  });
});
