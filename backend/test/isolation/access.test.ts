/**
 * Who may use what, written down a second time: the routes are tested against the access that they declare, so a route
 * that declares the wrong one would pass there.
 */
import { permissionsOf, provisionTenantBody } from '@frontdesk/contract';
import { expect } from 'chai';
import { routes } from '../../src/processes/routes.ts';

const wanted: Readonly<Record<string, string>> = {
  'GET /api/workspace': 'public',
  'GET /api/session': 'signed-in',
  'POST /api/session': 'public, limited as a sign-in',
  'DELETE /api/session': 'signed-in',
  'GET /api/sessions': 'sessions.manage-own',
  'DELETE /api/sessions/:sessionId': 'sessions.manage-own',
  'POST /api/invitations/lookup': 'public, limited as a sign-in',
  'POST /api/invitations/acceptance': 'public, limited as a sign-in',
  'GET /api/single-sign-on': 'single-sign-on.manage',
  'PUT /api/single-sign-on': 'single-sign-on.manage',
  'GET /api/auth/saml/metadata': 'public',
  'GET /api/auth/saml/login': 'public, limited as a sign-in',
  'POST /api/auth/saml/acs': 'public, limited as a sign-in, from any origin',
  'POST /api/tokens': 'public, limited as a sign-in, from any origin',
  'POST /api/tokens/refresh': 'public, limited as a sign-in, from any origin',
  'POST /api/tokens/revocation': 'public, limited as a sign-in, from any origin',
  'GET /api/people': 'directory.read',
  'GET /api/people/:personId': 'directory.read',
  'GET /api/departments': 'directory.read',
  'POST /api/people/imports': 'directory.import',
  'GET /api/people/imports': 'directory.import',
  'GET /api/people/imports/:importId': 'directory.import',
  'GET /api/people/imports/:importId/rows': 'directory.import',
  'POST /api/people/imports/:importId/execution': 'directory.import',
  'POST /api/people/imports/:importId/stop': 'directory.import',
  'GET /api/console/session': 'operator',
  'POST /api/console/session': 'public, limited as a sign-in',
  'DELETE /api/console/session': 'operator',
  'GET /api/console/tenants': 'operator',
  'POST /api/console/tenants': 'operator',
  'GET /api/console/tenants/:tenantId': 'operator',
  'DELETE /api/console/tenants/:tenantId': 'operator',
  'POST /api/console/tenants/:tenantId/suspension': 'operator',
  'DELETE /api/console/tenants/:tenantId/suspension': 'operator',
};

describe('who may use what', () => {
  it('is for each route what is written here', () => {
    const declared = routes.map(({ method, path, access, limit, anyOrigin }) => [
      `${method} ${path}`,
      [access, limit === 'sign-in' && 'limited as a sign-in', anyOrigin && 'from any origin']
        .filter(Boolean)
        .join(', '),
    ]);
    expect(Object.fromEntries(declared)).to.deep.equal(wanted);
  });

  it('follows from the role: only an admin imports, trusts identity providers and reads the audit log', () => {
    expect(permissionsOf).to.deep.equal({
      user: ['directory.read', 'sessions.manage-own'],
      manager: ['directory.read', 'sessions.manage-own'],
      admin: ['directory.read', 'sessions.manage-own', 'directory.import', 'single-sign-on.manage', 'audit.read'],
    });
  });

  it('is not told by who provisions an organization: no id, no status, no role', () => {
    const good = {
      name: 'Acme',
      slug: 'acme',
      admin: { givenName: 'Ada', familyName: 'Admin', email: 'ada@acme.example' },
    };
    expect(provisionTenantBody.safeParse(good).success).to.equal(true);
    for (const forged of [
      { ...good, id: '0' },
      { ...good, status: 'active' },
      { ...good, admin: { ...good.admin, role: 'user' } },
      { ...good, admin: { ...good.admin, tenantId: '0' } },
    ]) {
      expect(provisionTenantBody.safeParse(forged).success, JSON.stringify(forged)).to.equal(false);
    }
  });
});
