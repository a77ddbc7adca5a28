/** Accounts and the ways in: password, invitation, single sign-on. */
import { z } from 'zod';
import { email, id, instant } from './common.ts';
import { endpoint } from './endpoint.ts';
import { permission, role } from './permissions.ts';

/** A new password: length is what counts (NIST SP 800-63B-4 §3.1.1). */
export const newPassword = z.string().min(12, 'Use at least 12 characters.').max(200, 'Use at most 200 characters.');

export const session = z.object({
  account: z.object({ id, role, email: z.string() }),
  person: z.object({ id, displayName: z.string(), title: z.string().nullable() }),
  workspace: z.object({ slug: z.string(), name: z.string() }),
  permissions: z.array(permission),
  signedInBy: z.enum(['password', 'single-sign-on', 'token']),
});
export type Session = z.infer<typeof session>;

export const getSession = endpoint({
  method: 'GET',
  path: '/api/session',
  summary: 'Who is signed in and what they may do.',
  response: session,
});

export const signIn = endpoint({
  method: 'POST',
  path: '/api/session',
  summary: 'Signs in with e-mail address and password.',
  body: z.strictObject({ email, password: z.string().min(1).max(200) }),
  response: session,
});

export const signOut = endpoint({
  method: 'DELETE',
  path: '/api/session',
  summary: 'Ends this session; where the identity provider has a sign-out address, tells where to go on.',
  response: z.object({ redirectTo: z.string().nullable() }),
});

export const sessionSummary = z.object({
  id: z.string(),
  current: z.boolean(),
  createdAt: instant,
  lastSeenAt: instant,
  userAgent: z.string(),
  address: z.string(),
});

export const listSessions = endpoint({
  method: 'GET',
  path: '/api/sessions',
  summary: 'The places where this account is signed in.',
  response: z.object({ items: z.array(sessionSummary) }),
});

export const revokeSession = endpoint({
  method: 'DELETE',
  path: '/api/sessions/:sessionId',
  summary: 'Signs this account out in one place.',
  params: z.object({ sessionId: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/) }),
  status: 204,
  response: z.undefined(),
});

const invitationToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'This is no invitation link.');

export const lookUpInvitation = endpoint({
  method: 'POST',
  path: '/api/invitations/lookup',
  summary: 'Whom an invitation is for; 404 when it is unknown, used or expired.',
  body: z.strictObject({ token: invitationToken }),
  response: z.object({ email: z.string(), displayName: z.string(), workspaceName: z.string() }),
});

export const acceptInvitation = endpoint({
  method: 'POST',
  path: '/api/invitations/acceptance',
  summary: 'Sets the first password and signs in.',
  body: z.strictObject({ token: invitationToken, password: newPassword }),
  response: session,
});

/** A pair of tokens for a program: one to act with, one to get the next pair with. */
export const tokenPair = z.object({
  /** A JWT (RFC 7519) to send as `Authorization: Bearer`. */
  accessToken: z.string(),
  /** Seconds that the access token is good for. */
  expiresIn: z.int(),
  /** Good once. Used a second time, it ends every token that came of the same sign-in. */
  refreshToken: z.string(),
});

const refreshToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'This is no refresh token.');

export const createTokens = endpoint({
  method: 'POST',
  path: '/api/tokens',
  summary: 'Signs a program in with e-mail address and password.',
  body: z.strictObject({ email, password: z.string().min(1).max(200) }),
  status: 201,
  response: tokenPair,
});

export const refreshTokens = endpoint({
  method: 'POST',
  path: '/api/tokens/refresh',
  summary: 'Gives the next pair of tokens for a refresh token, which is used up.',
  body: z.strictObject({ refreshToken }),
  response: tokenPair,
});

export const revokeTokens = endpoint({
  method: 'POST',
  path: '/api/tokens/revocation',
  summary: 'Ends every token that came of the same sign-in as this refresh token.',
  body: z.strictObject({ refreshToken }),
  status: 204,
  response: z.undefined(),
});

/** One trusted identity provider of a tenant, as its admin sees it. */
export const identityProvider = z.object({
  entityId: z.string(),
  signInUrl: z.string(),
  signOutUrl: z.string().nullable(),
  certificates: z.array(z.object({ sha256: z.string(), subject: z.string(), validFrom: instant, validTo: instant })),
  enabled: z.boolean(),
  createAccounts: z.boolean(),
});

export const singleSignOn = z.object({
  serviceProvider: z.object({ entityId: z.string(), assertionConsumerServiceUrl: z.string(), metadataUrl: z.string() }),
  identityProvider: identityProvider.nullable(),
});
export type SingleSignOn = z.infer<typeof singleSignOn>;

export const getSingleSignOn = endpoint({
  method: 'GET',
  path: '/api/single-sign-on',
  summary: 'What to enter at the identity provider, and what is known of it.',
  response: singleSignOn,
});

export const saveSingleSignOn = endpoint({
  method: 'PUT',
  path: '/api/single-sign-on',
  summary: 'Trusts an identity provider, described by its SAML metadata document.',
  body: z.strictObject({
    metadata: z.string().max(200_000, 'A metadata document has at most 200,000 characters.'),
    enabled: z.boolean(),
    /** Whether a person who signs in for the first time gets an account at once. */
    createAccounts: z.boolean(),
  }),
  response: singleSignOn,
});
