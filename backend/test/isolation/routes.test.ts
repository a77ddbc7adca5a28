/**
 * Every HTTP route of the program, taken from the program itself, against the other tenant, no session, a lower role,
 * another origin and a forged body. A route that is not in `plans` fails the suite.
 */
import type { Role } from '@frontdesk/contract';
import { expect } from 'chai';
import { newId } from '../../src/core/identifiers.ts';
import type { Route } from '../../src/core/route.ts';
import { saveOperator } from '../../src/features/console/public.ts';
import { routes } from '../../src/processes/routes.ts';
import { startBackend, type TestBackend } from '../support/backend.ts';
import { type Answer, type Client, clientOf, type Sent } from '../support/client.ts';
import { addMember, freshSlug, makeWorkspace, type Workspace } from '../support/workspace.ts';

/** What one tenant owns that paths may name. */
type Owned = { personId: string; importId: string; sessionId: string; tenantId: string };

type Plan = {
  /** The path's parameters, from what a tenant owns. */
  readonly params?: (owned: Owned) => Readonly<Record<string, string>>;
  /** A body that is right but for what it names; writes need one to get as far as the tenant's rows. */
  readonly body?: () => unknown;
  /** What a body may not be JSON of. */
  readonly headers?: Readonly<Record<string, string>>;
};

const person = (owned: Owned) => ({ personId: owned.personId });
const ofImport = (owned: Owned) => ({ importId: owned.importId });
const ofTenant = (owned: Owned) => ({ tenantId: owned.tenantId });

const plans: Readonly<Record<string, Plan>> = {
  'GET /api/workspace': {},
  'GET /api/session': {},
  'POST /api/session': { body: () => ({ email: 'nobody@example.com', password: 'wrong' }) },
  'DELETE /api/session': {},
  'GET /api/sessions': {},
  'DELETE /api/sessions/:sessionId': { params: (owned) => ({ sessionId: owned.sessionId }) },
  'POST /api/invitations/lookup': { body: () => ({ token: 'x'.repeat(43) }) },
  'POST /api/invitations/acceptance': { body: () => ({ token: 'x'.repeat(43), password: 'long enough to pass' }) },
  'GET /api/single-sign-on': {},
  'PUT /api/single-sign-on': { body: () => ({ metadata: '<x/>', enabled: true, createAccounts: true }) },
  'GET /api/auth/saml/metadata': {},
  'GET /api/auth/saml/login': {},
  'POST /api/auth/saml/acs': {
    body: () => 'SAMLResponse=x&RelayState=x',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  },
  'POST /api/tokens': { body: () => ({ email: 'nobody@example.com', password: 'wrong' }) },
  'POST /api/tokens/refresh': { body: () => ({ refreshToken: 'x'.repeat(43) }) },
  'POST /api/tokens/revocation': { body: () => ({ refreshToken: 'x'.repeat(43) }) },
  'GET /api/people': {},
  'GET /api/people/:personId': { params: person },
  'GET /api/departments': {},
  'POST /api/people/imports': {
    body: () => 'email,given_name,family_name\nx@example.com,X,Y\n',
    headers: { 'content-type': 'text/csv' },
  },
  'GET /api/people/imports': {},
  'GET /api/people/imports/:importId': { params: ofImport },
  'GET /api/people/imports/:importId/rows': { params: ofImport },
  'POST /api/people/imports/:importId/execution': { params: ofImport },
  'POST /api/people/imports/:importId/stop': { params: ofImport },
  'GET /api/console/session': {},
  'POST /api/console/session': { body: () => ({ email: 'nobody@example.com', password: 'wrong' }) },
  'DELETE /api/console/session': {},
  'GET /api/console/tenants': {},
  'POST /api/console/tenants': {
    body: () => ({
      name: 'X',
      slug: freshSlug('x'),
      admin: { givenName: 'X', familyName: 'Y', email: 'x@example.com' },
    }),
  },
  'GET /api/console/tenants/:tenantId': { params: ofTenant },
  'DELETE /api/console/tenants/:tenantId': { params: ofTenant },
  'POST /api/console/tenants/:tenantId/suspension': { params: ofTenant, body: () => ({ reason: 'test' }) },
  'DELETE /api/console/tenants/:tenantId/suspension': { params: ofTenant },
};

const nameOf = (route: Route) => `${route.method} ${route.path}`;
const isWrite = (route: Route) => route.method !== 'GET';

describe('every route of the program', () => {
  let backend: TestBackend;
  let ours: Workspace;
  let theirs: Workspace;
  let theirOwned: Owned;
  let cells = 0;

  before(async () => {
    backend = await startBackend({
      settings: { LIMIT_SIGN_IN_PER_QUARTER_HOUR: '10000', LIMIT_ACCOUNT_PER_MINUTE: '100000' },
    });
    [ours, theirs] = await Promise.all([makeWorkspace(backend, 'ours'), makeWorkspace(backend, 'theirs')]);
    theirOwned = await ownedBy(theirs);
  });
  after(async () => {
    await backend.stop();
    console.log(`    route matrix: ${routes.length} routes, ${cells} cells`);
  });

  async function ownedBy(workspace: Workspace): Promise<Owned> {
    const { client, personId } = workspace.admin;
    const created = await client.send('POST', '/api/people/imports', {
      body: 'email,given_name,family_name\ncanary@example.com,Canary,Bird\n',
      headers: { 'content-type': 'text/csv' },
    });
    const sessions = await client.send('GET', '/api/sessions');
    return { personId, importId: created.json.id, sessionId: sessions.json.items[0].id, tenantId: workspace.id };
  }

  function call(route: Route, client: Client, owned: Owned, changes: Sent = {}): Promise<Answer> {
    cells += 1;
    const plan = plans[nameOf(route)] ?? {};
    const params = plan.params?.(owned) ?? {};
    const path = route.path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? '');
    const body = 'body' in changes ? changes.body : plan.body?.();
    return client.send(route.method, path, {
      ...(body === undefined ? {} : { body }),
      headers: { ...plan.headers, ...changes.headers },
    });
  }

  /** An answer without what differs between any two: the request's id. */
  const seen = (answer: Answer) =>
    JSON.stringify([answer.status, answer.json ? { ...answer.json, requestId: '' } : answer.text]);

  const nothing = (): Owned => ({ personId: newId(), importId: newId(), sessionId: 'A'.repeat(43), tenantId: newId() });

  it('is classified', () => {
    expect(routes.map(nameOf).toSorted()).to.deep.equal(Object.keys(plans).toSorted());
  });

  for (const route of routes.filter(({ surface }) => surface === 'workspace')) {
    describe(nameOf(route), () => {
      if (plans[nameOf(route)]?.params) {
        it('answers for another tenant’s identifiers as for none, to the byte', async () => {
          const { client } = await addMember(backend, ours, 'admin');
          const forTheirs = await call(route, client, theirOwned);
          const forNone = await call(route, client, nothing());
          expect(seen(forTheirs)).to.equal(seen(forNone));
          expect(forTheirs.status).to.equal(404);
        });
      }

      if (route.access !== 'public') {
        it('takes another tenant’s session for none', async () => {
          const member = await addMember(backend, ours, 'admin');
          const stranger = clientOf(backend, theirs.slug, member.client.cookies);
          const anonymous = clientOf(backend, theirs.slug);
          const [withOurs, withNone] = [
            await call(route, stranger, theirOwned),
            await call(route, anonymous, theirOwned),
          ];
          expect(seen(withOurs)).to.equal(seen(withNone));
          expect(withOurs.status).to.equal(401);
        });
      }

      if (!['public', 'signed-in'].includes(route.access)) {
        for (const role of ['user', 'manager'] as const satisfies readonly Role[]) {
          it(`lets a ${role} in only with the permission`, async () => {
            const member = await addMember(backend, ours, role);
            const session = await member.client.send('GET', '/api/session');
            const { status } = await call(route, member.client, nothing());
            const may = session.json.permissions.includes(route.access);
            if (may) expect(status).to.not.equal(403);
            else expect(status).to.equal(403);
          });
        }
      }

      if (isWrite(route) && !route.anyOrigin) {
        it('refuses a write from no origin, a sibling’s, and a look-alike', async () => {
          const { client } = await addMember(backend, ours, 'admin');
          const sibling = `http://${theirs.admin.client.host}`;
          for (const origin of [
            undefined,
            'null',
            sibling,
            client.origin.replace('http:', 'https:'),
            `${client.origin}.evil.example`,
          ]) {
            const answer = await call(route, client, nothing(), { headers: { origin } });
            expect(answer.status, `origin ${origin}`).to.equal(403);
          }
        });
      }

      if (route.endpoint?.body) {
        it('refuses what a body must not decide: tenant, role, id', async () => {
          const { client } = await addMember(backend, ours, 'admin');
          for (const forged of [
            { tenant_id: theirs.id },
            { tenantId: theirs.id },
            { role: 'admin' },
            { id: newId() },
          ]) {
            const body = { ...(plans[nameOf(route)]?.body?.() as object), ...forged };
            const answer = await call(route, client, nothing(), { body });
            expect(answer.status).to.equal(422);
            expect(answer.json.errors.map(({ field }: { field: string }) => field)).to.include(Object.keys(forged)[0]);
          }
        });
      }

      it('is nothing on the console’s host, with any session', async () => {
        const client = clientOf(backend, 'admin', ours.admin.client.cookies);
        expect((await call(route, client, nothing())).status).to.equal(404);
      });

      it('says only that the workspace is suspended, while it is', async () => {
        const closed = await makeWorkspace(backend, 'closed');
        await suspend(closed);
        const answer = await call(route, closed.admin.client, nothing());
        if (nameOf(route) === 'GET /api/workspace') expect(answer.json.status).to.equal('suspended');
        else expect(answer.status).to.equal(403);
      });
    });
  }

  async function operatorClient(): Promise<Client> {
    const credentials = { email: `op-${newId()}@frontdesk.example`, password: 'a long enough password' };
    await backend.services.platform.transaction((tx) => saveOperator(tx, { ...credentials, name: 'Op' }));
    const client = clientOf(backend, 'admin');
    await client.send('POST', '/api/console/session', { body: credentials });
    return client;
  }

  async function suspend(workspace: Workspace): Promise<void> {
    const client = await operatorClient();
    await client.send('POST', `/api/console/tenants/${workspace.id}/suspension`, { body: { reason: 'test' } });
  }

  for (const route of routes.filter(({ surface }) => surface === 'console')) {
    describe(nameOf(route), () => {
      it('is nothing on a workspace’s host, with any session', async () => {
        const operator = await operatorClient();
        for (const cookies of [ours.admin.client.cookies, operator.cookies]) {
          const client = clientOf(backend, ours.slug, cookies);
          expect((await call(route, client, theirOwned)).status).to.equal(404);
        }
      });

      if (route.access === 'operator') {
        it('takes a workspace’s session for none', async () => {
          const client = clientOf(backend, 'admin', ours.admin.client.cookies);
          expect((await call(route, client, theirOwned)).status).to.equal(401);
        });
      }

      if (isWrite(route)) {
        it('refuses a write that comes from a workspace', async () => {
          const operator = await operatorClient();
          const answer = await call(route, operator, theirOwned, { headers: { origin: ours.admin.client.origin } });
          expect(answer.status).to.equal(403);
        });
      }
    });
  }
});
