/** Organizations: what a visitor of a workspace may know, and what the operator's console does. */
import { z } from 'zod';
import { email, id, instant, pageOf, pageQuery, personName } from './common.ts';
import { endpoint } from './endpoint.ts';

/** The label of a tenant's subdomain. Reserved and look-alike labels are refused by the server (`slug.ts`). */
export const slug = z
  .string()
  .trim()
  .toLowerCase()
  .min(2, 'Use at least 2 characters.')
  .max(40, 'Use at most 40 characters.')
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Use small letters, digits and single hyphens between them.');

export const tenantStatus = z.enum(['active', 'suspended', 'deleted']);
export type TenantStatus = z.infer<typeof tenantStatus>;

export const workspace = z.object({
  slug: z.string(),
  name: z.string(),
  status: z.enum(['active', 'suspended']),
  signIn: z.object({ singleSignOn: z.boolean(), password: z.boolean() }),
});
export type Workspace = z.infer<typeof workspace>;

export const getWorkspace = endpoint({
  method: 'GET',
  path: '/api/workspace',
  summary: 'The workspace that this host belongs to, for its sign-in page.',
  response: workspace,
});

export const tenant = z.object({
  id,
  slug: z.string(),
  name: z.string(),
  status: tenantStatus,
  /** The address of the workspace, such as `https://acme.example.com`. */
  url: z.string(),
  createdAt: instant,
  peopleCount: z.int(),
});
export type Tenant = z.infer<typeof tenant>;

export const listTenants = endpoint({
  method: 'GET',
  path: '/api/console/tenants',
  summary: 'Organizations, by name, with counts and nothing of their content.',
  query: pageQuery.extend({
    search: z.string().trim().max(100).default(''),
    status: tenantStatus.optional(),
    sort: z.enum(['name', '-name', 'createdAt', '-createdAt']).default('name'),
  }),
  response: pageOf(tenant),
});

export const getTenant = endpoint({
  method: 'GET',
  path: '/api/console/tenants/:tenantId',
  summary: 'One organization.',
  params: z.object({ tenantId: id }),
  response: tenant,
});

export const provisionTenantBody = z.strictObject({
  name: z.string().trim().min(1, 'Give the organization a name.').max(100),
  slug,
  admin: z.strictObject({ givenName: personName, familyName: personName, email }),
});

export const provisionTenant = endpoint({
  method: 'POST',
  path: '/api/console/tenants',
  summary: 'Makes an organization and invites its first admin by mail.',
  body: provisionTenantBody,
  status: 201,
  response: tenant,
});

export const suspendTenant = endpoint({
  method: 'POST',
  path: '/api/console/tenants/:tenantId/suspension',
  summary: 'Closes an organization’s workspace until it is resumed.',
  params: z.object({ tenantId: id }),
  body: z.strictObject({ reason: z.string().trim().min(1, 'Give a reason.').max(500) }),
  response: tenant,
});

export const resumeTenant = endpoint({
  method: 'DELETE',
  path: '/api/console/tenants/:tenantId/suspension',
  summary: 'Opens a suspended workspace again.',
  params: z.object({ tenantId: id }),
  response: tenant,
});

export const deleteTenant = endpoint({
  method: 'DELETE',
  path: '/api/console/tenants/:tenantId',
  summary: 'Closes an organization for good; its slug is never given out again.',
  params: z.object({ tenantId: id }),
  response: tenant,
});

export const operatorSession = z.object({ operator: z.object({ id, email: z.string(), name: z.string() }) });
export type OperatorSession = z.infer<typeof operatorSession>;

export const getOperatorSession = endpoint({
  method: 'GET',
  path: '/api/console/session',
  summary: 'The operator who is signed in.',
  response: operatorSession,
});

export const operatorSignIn = endpoint({
  method: 'POST',
  path: '/api/console/session',
  summary: 'Signs an operator in.',
  body: z.strictObject({ email, password: z.string().min(1).max(200) }),
  response: operatorSession,
});

export const operatorSignOut = endpoint({
  method: 'DELETE',
  path: '/api/console/session',
  summary: 'Signs the operator out.',
  status: 204,
  response: z.undefined(),
});
