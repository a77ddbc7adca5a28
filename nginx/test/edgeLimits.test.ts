import { expect } from 'chai';
import { type Answer, type Echo, startTestEdge, type TestEdge, unlimited } from './testEdge.ts';

describe('the limits of the edge', function () {
  this.timeout(10_000);
  const session = { Cookie: `other=1; __Host-frontdesk_session=${'s'.repeat(43)}` };
  let edge: TestEdge;

  beforeEach(async () => {
    edge = await startTestEdge({
      LIMIT_ANONYMOUS_RATE: '1r/m',
      LIMIT_ANONYMOUS_BURST: '5',
      LIMIT_SIGN_IN_RATE: '1r/m',
      LIMIT_SIGN_IN_BURST: '2',
      LIMIT_FLOOD_RATE: '1r/m',
      LIMIT_FLOOD_BURST: '20',
    });
  });
  afterEach(() => edge.stop());

  const countPassed = async (count: number, request: (index: number) => Promise<Answer>) => {
    const answers = [];
    for (let index = 0; index < count; index++) answers.push(await request(index));
    return answers.filter(({ status }) => status === 200).length;
  };

  it('hold anonymous requests to the API for all workspaces together, and say so in problem details', async () => {
    const hosts = ['acme.localhost', 'globex.localhost'];
    expect(await countPassed(10, (index) => edge.get(hosts[index % 2] ?? '', `/api/${index}`))).to.equal(6);
    const answer = await edge.get('acme.localhost', '/api/x');
    expect(answer.status).to.equal(429);
    expect(answer.headers).to.include({ 'content-type': 'application/problem+json', 'retry-after': '60' });
    expect(JSON.parse(answer.body)).to.include({ type: '/problems/too-many-requests', status: 429 });
  });

  it('do not count an address that the client made up', async () => {
    const passed = await countPassed(10, (index) =>
      edge.get('acme.localhost', '/api/x', { headers: { 'X-Forwarded-For': `203.0.113.${index}` } }),
    );
    expect(passed).to.equal(6);
  });

  it('leave who has a session to the API, but for a flood', async () => {
    expect(await countPassed(30, () => edge.get('acme.localhost', '/api/x', { headers: session }))).to.equal(21);
    const page = await edge.get('acme.localhost', '/');
    expect(page.status).to.equal(429);
    expect(page.headers['content-type']).to.match(/^text\/html/);
  });

  it('are stricter for every way to write a sign-in, with a session cookie too', async () => {
    const ways = [
      ['POST', '/api/session'],
      ['POST', '/api/Session/'],
      ['POST', '/api/console/session'],
      ['POST', '/api/invitations/lookup'],
      ['POST', '/api/tokens'],
      ['POST', '/api/tokens/refresh'],
      ['POST', '/api/auth/saml/acs'],
      ['GET', '/api/auth/saml/login'],
      ['POST', '/api//session'],
      ['POST', '/api/%73ession'],
    ] as const;
    const passed = await countPassed(ways.length, (index) => {
      const [method, path] = ways[index] ?? ways[0];
      return edge.get('acme.localhost', path, { method, headers: session });
    });
    expect(passed).to.equal(3);
    expect((await edge.get('acme.localhost', '/api/session', { headers: session })).status).to.equal(200);
  });
});

describe('the edge behind a load balancer', () => {
  const limits = { ...unlimited, LIMIT_ANONYMOUS_RATE: '1r/m', LIMIT_ANONYMOUS_BURST: '2' };
  let edge: TestEdge;

  before(async () => {
    edge = await startTestEdge(limits, { trustedProxies: ['127.0.0.0/8', '198.51.100.7'] });
  });
  after(() => edge.stop());

  const from = (addresses: string) =>
    edge.get('acme.localhost', '/api/x', { headers: { 'X-Forwarded-For': addresses } });

  it('takes the last address that is no balancer’s for the client, and passes on that one alone', async () => {
    for (const [given, believed] of [
      ['203.0.113.9', '203.0.113.9'],
      ['192.0.2.66, 203.0.113.10', '203.0.113.10'],
      ['192.0.2.66, 203.0.113.11, 198.51.100.7', '203.0.113.11'],
    ] as const) {
      const { headers } = JSON.parse((await from(given)).body) as Echo;
      expect(headers['x-forwarded-for'], given).to.equal(believed);
    }
  });

  it('limits each client, and not the balancer', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 5; count++) statuses.push((await from(`192.0.2.${count}, 203.0.113.20`)).status);
    expect(statuses).to.deep.equal([200, 200, 200, 429, 429]);
    expect((await from('203.0.113.21')).status).to.equal(200);
  });
});
