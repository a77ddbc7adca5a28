import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type IncomingHttpHeaders } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { keyPairIn } from '../../scripts/development/keyPairs.ts';
import { freePort } from '../../scripts/development/ports.ts';
import { rawRequest } from './rawRequest.ts';
import { type Answer, type Echo, startTestEdge, type TestEdge, unlimited } from './testEdge.ts';

const echoOf = ({ body }: { body: string }) => JSON.parse(body) as Echo;

describe('the edge', function () {
  this.timeout(10_000);
  let edge: TestEdge;
  before(async () => {
    edge = await startTestEdge(unlimited);
  });
  after(() => edge.stop());

  describe('admits hosts', () => {
    const admitted = ['acme.localhost', 'a1.localhost', 'acme-2.localhost', 'admin.localhost', 'ACME.LocalHost'];
    for (const host of admitted) {
      it(`sends ${host} to the API, in small letters`, async () => {
        expect(echoOf(await edge.get(host, '/api/x')).headers.host).to.equal(host.toLowerCase());
      });
    }

    it('does not mind which port the host names', async () => {
      expect(echoOf(await edge.get('acme.localhost:9999', '/api/x')).headers.host).to.equal('acme.localhost');
    });

    it('takes a dot at the end for the same host', async () => {
      expect(echoOf(await edge.get('acme.localhost.', '/api/x')).headers.host).to.equal('acme.localhost');
    });

    const refused = [
      'localhost',
      '127.0.0.1',
      'a.localhost',
      'x.acme.localhost',
      'acme.localhost.evil.example',
      'acme-localhost',
      'acmelocalhost',
      'xn--acme-9ua.localhost',
      'ac--me.localhost',
      '-acme.localhost',
      'acme-.localhost',
      'ac_me.localhost',
      `${'a'.repeat(41)}.localhost`,
      'acme.localhost.localhost',
    ];
    for (const host of refused) {
      it(`answers ${host} itself`, async () => {
        const page = await edge.get(host, '/');
        expect(page.status).to.equal(404);
        expect(page.headers['content-type']).to.match(/^text\/html/);
        expect(page.body).to.include('No such workspace');
        const problem = await edge.get(host, '/api/people');
        expect(problem.status).to.equal(404);
        expect(problem.headers['content-type']).to.equal('application/problem+json');
        expect(JSON.parse(problem.body)).to.include({ type: '/problems/no-such-workspace', status: 404 });
      });
    }

    it('routes by the host that it passes on when the request line names another one', async () => {
      const answer = await rawRequest(edge.port, [
        'GET http://acme.localhost/api/x HTTP/1.1',
        'Host: globex.localhost',
        'Connection: close',
      ]);
      expect(answer.body).to.include('"host":"acme.localhost"').and.not.to.include('globex');
    });

    it('refuses two hosts, and a host that is none', async () => {
      const twice = ['GET /api/x HTTP/1.1', 'Host: acme.localhost', 'Host: globex.localhost', 'Connection: close'];
      expect((await rawRequest(edge.port, twice)).status).to.equal(400);
      for (const host of ['acme.localhost/..', 'acme localhost', 'acme.localhost\tglobex']) {
        expect(
          (await rawRequest(edge.port, ['GET /api/x HTTP/1.1', `Host: ${host}`, 'Connection: close'])).status,
        ).to.equal(400);
      }
    });

    it('has no workspace for a request without a host', async () => {
      expect((await rawRequest(edge.port, ['GET /api/x HTTP/1.0'])).status).to.equal(404);
    });
  });

  describe('passes requests on', () => {
    it('replaces whatever a client says about where it comes from', async () => {
      const forged = {
        'X-Forwarded-For': '203.0.113.9',
        'X-Forwarded-Host': 'globex.localhost',
        'X-Forwarded-Proto': 'https',
        'X-Forwarded-Port': '1',
        'X-Forwarded-Prefix': '/x',
        Forwarded: 'for=203.0.113.9;host=globex.localhost',
        'X-Real-IP': '203.0.113.9',
        'X-Original-URL': '/api/console/tenants',
        'X-Rewrite-URL': '/api/console/tenants',
        'X-HTTP-Method-Override': 'DELETE',
        'X-Request-Id': 'forged',
        X_Forwarded_For: '203.0.113.9',
      };
      const { headers } = echoOf(await edge.get('acme.localhost', '/api/x', { headers: forged }));
      expect(headers).to.include({
        host: 'acme.localhost',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-host': 'acme.localhost',
        'x-forwarded-proto': 'http',
        'x-forwarded-port': String(edge.port),
      });
      expect(JSON.stringify(headers)).not.to.match(/203\.0\.113|globex|forged|override|console/i);
    });

    it('gives each request an id, to the API and to the client', async () => {
      const one = await edge.get('acme.localhost', '/api/x');
      const other = await edge.get('acme.localhost', '/api/x');
      expect(one.headers['x-request-id'])
        .to.match(/^[0-9a-f]{32}$/)
        .and.to.equal(echoOf(one).headers['x-request-id']);
      expect(one.headers['x-request-id']).not.to.equal(other.headers['x-request-id']);
    });

    it('lets a WebSocket through at its own place, and no other upgrade', async () => {
      const upgrade = (value: string) => ({ headers: { Connection: 'Upgrade', Upgrade: value } });
      const socket = echoOf(await edge.get('acme.localhost', '/socket.io/?EIO=4', upgrade('websocket'))).headers;
      expect(socket).to.include({ upgrade: 'websocket', connection: 'upgrade' });
      expect(echoOf(await edge.get('acme.localhost', '/socket.io/', upgrade('h2c'))).headers).not.to.have.property(
        'upgrade',
      );
      expect(echoOf(await edge.get('acme.localhost', '/api/x', upgrade('websocket'))).headers).not.to.have.property(
        'upgrade',
      );
    });

    it('keeps what the processes tell about themselves inside', async () => {
      for (const path of ['/metrics', '/health', '/ready', '//metrics', '/api/../metrics']) {
        expect((await edge.get('acme.localhost', path)).status, path).to.equal(404);
      }
    });
  });

  describe('answers errors', () => {
    const problemOf = ({ headers, body }: Answer) => {
      expect(headers['content-type']).to.equal('application/problem+json');
      return JSON.parse(body) as Record<string, unknown>;
    };

    it('with problem details when the API breaks off, and a page elsewhere', async () => {
      const answer = await edge.get('acme.localhost', '/api/breaks');
      expect(answer.status).to.equal(502);
      expect(answer.headers['retry-after']).to.equal('30');
      expect(problemOf(answer)).to.include({
        type: '/problems/unavailable',
        status: 502,
        requestId: answer.headers['x-request-id'],
      });
    });

    it('with problem details for a body that is too large', async () => {
      const post = (path: string, bytes: number) =>
        edge.get('acme.localhost', path, { method: 'POST', body: Buffer.alloc(bytes, 'a') });
      expect(problemOf(await post('/api/people', 1_100_000))).to.include({ type: '/problems/too-large', status: 413 });
      expect((await post('/api/people/imports', 20_000_000)).status).to.equal(200);
      expect((await post('/api/people/imports', 26_300_000)).status).to.equal(413);
      const page = await post('/anything', 1_100_000);
      expect(page.status).to.equal(413);
      expect(page.headers['content-type']).to.match(/^text\/html/);
    });

    it('with the problem that the API itself has told', async () => {
      const answer = await edge.get('acme.localhost', '/api/own-problem');
      expect(answer).to.include({ status: 503, body: '{"title":"from behind"}' });
      expect(answer.headers).not.to.have.property('x-powered-by');
      expect(answer.headers['x-request-id']).to.match(/^[0-9a-f]{32}$/);
    });
  });

  describe('serves the frontend', () => {
    it('with one nonce in page and policy, never stored', async () => {
      for (const path of ['/', '/people/0198-some-id', '/index.html', '/people?search=a.b']) {
        const { status, headers, body } = await edge.get('acme.localhost', path);
        expect(status, path).to.equal(200);
        const [, nonce = 'none'] = /content="([0-9a-f]{32})"/.exec(body) ?? [];
        const policy = String(headers['content-security-policy']);
        expect(policy).to.include(`style-src 'self' 'nonce-${nonce}'`).and.to.include("default-src 'none'");
        expect(policy).not.to.include('unsafe');
        expect(headers['cache-control']).to.equal('no-store');
        expect(headers).not.to.have.property('etag');
      }
    });

    it('with assets that may be kept for ever, compressed; a missing one is missing', async () => {
      const asset = await edge.get('acme.localhost', '/assets/main-abc123.js', {
        headers: { 'Accept-Encoding': 'gzip' },
      });
      expect(asset.headers).to.include({
        'cache-control': 'public, max-age=31536000, immutable',
        'content-encoding': 'gzip',
        vary: 'Accept-Encoding',
      });
      expect(asset.headers['content-type']).to.match(/^text\/javascript/);
      const missing = await edge.get('acme.localhost', '/assets/main-000000.js');
      expect(missing.status).to.equal(404);
      expect(missing.headers).not.to.have.property('cache-control');
      expect((await edge.get('acme.localhost', '/missing.png')).status).to.equal(404);
      expect((await edge.get('acme.localhost', '/icon.svg')).headers['cache-control']).to.equal('no-cache');
    });

    it('with the security headers once, on pages, data and errors alike', async () => {
      const answers = [
        await edge.get('acme.localhost', '/'),
        await edge.get('acme.localhost', '/api/x'),
        await edge.get('acme.localhost', '/api/breaks'),
        await edge.get('no.such.localhost', '/'),
      ];
      for (const { headers } of answers) {
        expect(headers).to.include({
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'referrer-policy': 'strict-origin-when-cross-origin',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-resource-policy': 'same-origin',
        });
        expect(headers['content-security-policy'])
          .to.match(/^default-src 'none'/)
          .and.to.include("frame-ancestors 'none'");
        expect(headers).not.to.have.property('strict-transport-security');
        expect(headers.server).to.equal('nginx');
      }
    });
  });
});

describe('the edge over TLS', function () {
  this.timeout(10_000);
  const folder = mkdtempSync(join(tmpdir(), 'edge-keys-'));
  let edge: TestEdge;
  let redirectPort: number;

  before(async () => {
    redirectPort = await freePort();
    edge = await startTestEdge(unlimited, { tls: await keyPairIn(folder, 'edge', 'localhost'), redirectPort });
  });
  after(async () => {
    await edge.stop();
    rmSync(folder, { recursive: true });
  });

  /** One request over HTTP/2. */
  const get = (path: string) =>
    new Promise<{ headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
      const session = connect(`https://localhost:${edge.port}`, { rejectUnauthorized: false });
      session.on('error', reject);
      const request = session.request({ ':path': path, ':authority': `acme.localhost:${edge.port}` });
      let head: IncomingHttpHeaders = {};
      let body = '';
      request.on('response', (headers) => {
        head = headers;
      });
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        session.close();
        resolve({ headers: head, body });
      });
      request.end();
    });

  it('speaks HTTP/2, tells browsers to stay with TLS, and tells the API of it', async () => {
    const { headers, body } = await get('/api/x');
    expect(headers['strict-transport-security']).to.equal('max-age=63072000; includeSubDomains');
    expect(echoOf({ body }).headers).to.include({ 'x-forwarded-proto': 'https', host: 'acme.localhost' });
  });

  it('leads plain HTTP to TLS, for hosts of its own only', async () => {
    const plain = (host: string) =>
      rawRequest(redirectPort, ['GET /people?page=2 HTTP/1.1', `Host: ${host}`, 'Connection: close']);
    const answer = await plain('acme.localhost:80');
    expect(answer.status).to.equal(308);
    expect(answer.headers.location).to.equal(`https://acme.localhost:${edge.port}/people?page=2`);
    expect((await plain('evil.example')).status).to.equal(404);
  });
});
