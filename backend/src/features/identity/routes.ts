/** Ways in and out of a workspace. */
import {
  acceptInvitation,
  getSession,
  listSessions,
  lookUpInvitation,
  revokeSession,
  signIn,
  signOut,
} from '@frontdesk/contract';
import { notFound } from '../../core/errors.ts';
import { openRoute, type Route, readRoute } from '../../core/route.ts';
import { findInvitation } from './invitations.ts';
import { getSingleSignOnRoute, samlRoutes, saveSingleSignOnRoute } from './samlRoutes.ts';
import { describeSession, endSession, sessionsOf } from './sessions.ts';
import { signInByInvitation, signInWithPassword } from './signIn.ts';
import { signOutUrl } from './singleSignOn.ts';
import { tokenRoutes } from './tokenRoutes.ts';

const signInLimit = { limit: 'sign-in' } as const;

export const identityRoutes: readonly Route[] = [
  readRoute(getSession, 'signed-in', ({ tenant, actor, read }) =>
    describeSession(read, tenant, { id: actor.accountId, signedInBy: actor.signedInBy }),
  ),

  openRoute(signIn, 'public', signInLimit, ({ services, tenant, body, address }, request, response) =>
    signInWithPassword(services, tenant, body, { request, response, address }),
  ),

  openRoute(signOut, 'signed-in', {}, async ({ services, tenant, actor, origin }, _request, response) => {
    const redirectTo = await signOutUrl(services, tenant, actor, origin);
    await endSession(services, tenant, actor, response);
    return { redirectTo };
  }),

  openRoute(listSessions, 'sessions.manage-own', {}, async ({ services, tenant, actor }) => {
    const sessions = await sessionsOf(services, tenant.id).list(actor.accountId);
    sessions.sort((one, other) => other.lastSeenAt - one.lastSeenAt);
    const items = sessions.map(({ id, createdAt, lastSeenAt, userAgent, address }) => ({
      id,
      current: id === actor.sessionId,
      createdAt: new Date(createdAt).toISOString(),
      lastSeenAt: new Date(lastSeenAt).toISOString(),
      userAgent,
      address,
    }));
    return { items };
  }),

  openRoute(revokeSession, 'sessions.manage-own', {}, async ({ services, tenant, actor, params }) => {
    const ended = await sessionsOf(services, tenant.id).end(actor.accountId, params.sessionId);
    if (!ended) throw notFound();
    return undefined;
  }),

  openRoute(lookUpInvitation, 'public', signInLimit, async ({ services, tenant, body }) => {
    const { email, displayName } = await findInvitation(services.database.read(tenant.id), body.token);
    return { email, displayName, workspaceName: tenant.name };
  }),

  openRoute(acceptInvitation, 'public', signInLimit, ({ services, tenant, body, address }, request, response) =>
    signInByInvitation(services, tenant, body, { request, response, address }),
  ),

  getSingleSignOnRoute,
  saveSingleSignOnRoute,
  ...samlRoutes,
  ...tokenRoutes,
];
