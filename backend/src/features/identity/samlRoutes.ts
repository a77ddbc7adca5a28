/** The addresses of a tenant's SAML service provider, and its settings. */
import { getSingleSignOn, saveSingleSignOn } from '@frontdesk/contract';
import express, { type Request, type Response } from 'express';
import passport from 'passport';
import { readCookie, samlCookie, setCookie } from '../../core/cookies.ts';
import { notFound } from '../../core/errors.ts';
import { pageRoute, type Route, readRoute, writeRoute } from '../../core/route.ts';
import type { Services } from '../../core/services.ts';
import type { Actor, Tenant } from '../../core/tenant.ts';
import { recordAudit } from '../audit/public.ts';
import { recordSignIn } from './accounts.ts';
import {
  describeSingleSignOn,
  findIdentityProvider,
  type IdentityProvider,
  saveIdentityProvider,
  serviceProviderOf,
} from './identityProviders.ts';
import { createAuthnRequest } from './saml/authnRequest.ts';
import { SamlRefusal } from './saml/refusal.ts';
import {
  consumeOnce,
  newBrowserNonce,
  rememberRequest,
  requestLifetimeSeconds,
  requestMustBeUnderWay,
} from './saml/replay.ts';
import { serviceProviderMetadata } from './saml/serviceProviderMetadata.ts';
import { SingleSignOnStrategy } from './saml/strategy.ts';
import type { VerifiedAssertion } from './saml/verify.ts';
import { sessionsOf, startSession } from './sessions.ts';
import { accountFor } from './singleSignOn.ts';

/** Seconds that two clocks may differ. */
const clockSkewSeconds = 60;

type Context = { services: Services; tenant: Tenant; origin: string; address: string };

export const getSingleSignOnRoute = readRoute(getSingleSignOn, 'single-sign-on.manage', ({ read, origin }) =>
  describeSingleSignOn(read, origin),
);

export const saveSingleSignOnRoute = writeRoute(
  saveSingleSignOn,
  'single-sign-on.manage',
  async ({ tx, body, actor, services, origin }) => {
    await saveIdentityProvider(tx, services.config, body, actor.accountId);
    return describeSingleSignOn(tx, origin);
  },
);

export const samlRoutes: readonly Route[] = [
  pageRoute(
    {
      method: 'GET',
      path: '/api/auth/saml/metadata',
      access: 'public',
      anyOrigin: false,
      limit: 'ordinary',
      bodyParsers: [],
    },
    async ({ services, origin }, _request, response) => {
      const { entityId, assertionConsumerServiceUrl } = serviceProviderOf(origin);
      const certificate = services.config.SAML_CERTIFICATE;
      const singleLogoutUrl = `${origin}/sign-in`;
      response
        .type('application/samlmetadata+xml')
        .send(serviceProviderMetadata({ entityId, assertionConsumerServiceUrl, singleLogoutUrl, certificate }));
    },
  ),
  pageRoute(
    {
      method: 'GET',
      path: '/api/auth/saml/login',
      access: 'public',
      anyOrigin: false,
      limit: 'sign-in',
      bodyParsers: [],
    },
    beginSignIn,
  ),
  pageRoute(
    {
      method: 'POST',
      path: '/api/auth/saml/acs',
      access: 'public',
      anyOrigin: true,
      limit: 'sign-in',
      bodyParsers: [express.urlencoded({ extended: false, limit: '1mb', parameterLimit: 5 })],
    },
    finishSignIn,
  ),
];

/** Sends the browser to the identity provider, and binds the answer to this browser. */
async function beginSignIn(
  { services, tenant, origin, actor }: Context & { actor: Actor | undefined },
  request: Request,
  response: Response,
): Promise<void> {
  const provider = await trustedProvider(services, tenant);
  const { entityId, assertionConsumerServiceUrl } = serviceProviderOf(origin);
  const { url, requestId } = await createAuthnRequest({
    serviceProviderEntityId: entityId,
    assertionConsumerServiceUrl,
    keys: { privateKey: services.config.SAML_PRIVATE_KEY, certificate: services.config.SAML_CERTIFICATE },
    signInUrl: provider.signInUrl,
  });
  // A second tab keeps the first one's sign-in working: one nonce a browser, not one a request.
  const browserNonce = readCookie(request, samlCookie) ?? newBrowserNonce();
  await rememberRequest(services.redis, {
    tenantId: tenant.id,
    requestId,
    browserNonce,
    session: actor && { accountId: actor.accountId, id: actor.sessionId },
    returnPath: request.query.returnTo,
  });
  setCookie(response, samlCookie, browserNonce, { sameSite: 'none', maxAge: requestLifetimeSeconds });
  response.redirect(303, url);
}

/** Takes the identity provider's answer. The browser only learns whether it worked; the reason is the admin's. */
async function finishSignIn(context: Context, request: Request, response: Response): Promise<void> {
  const { services, tenant } = context;
  try {
    const provider = await trustedProvider(services, tenant);
    // Before the costly part: who posts what nobody asked for learns nothing and costs nothing.
    await mustBeUnderWay(context, request);
    const assertion = await verify(context, provider, request);
    const { returnPath, session } = await consume(context, assertion, request);
    await openSession(context, { provider, assertion }, { request, response });
    // A sign-in turns the session over; this one's cookie does not come with a post from elsewhere.
    if (session) await sessionsOf(services, tenant.id).end(session.accountId, session.id);
    // The cookie stays for its few minutes: another tab's sign-in may need it, and this one's request is used up.
    response.redirect(303, returnPath);
  } catch (error) {
    if (!(error instanceof SamlRefusal)) throw error;
    services.log.warn(
      { tenantId: tenant.id, reason: error.reason, detail: error.message },
      'a SAML response was refused',
    );
    await services.database.transaction(tenant.id, (tx) =>
      recordAudit(tx, {
        action: 'session.refused',
        actorAccountId: null,
        detail: { by: 'single-sign-on', reason: error.reason, explanation: error.message },
      }),
    );
    response.redirect(303, '/sign-in?error=sso');
  }
}

async function trustedProvider(services: Services, tenant: Tenant): Promise<IdentityProvider> {
  const provider = await findIdentityProvider(services.database.read(tenant.id));
  if (!provider?.enabled) throw notFound('Single sign-on is not set up here. Sign in with your password.');
  return provider;
}

/** The pipeline, as a Passport strategy. */
function verify(
  { services, origin }: Context,
  provider: IdentityProvider,
  request: Request,
): Promise<VerifiedAssertion> {
  const { entityId, assertionConsumerServiceUrl } = serviceProviderOf(origin);
  const [first, ...others] = provider.certificates;
  if (first === undefined)
    throw new SamlRefusal('signature-missing', 'No certificate of the identity provider is known.');
  const expectations = {
    serviceProviderEntityId: entityId,
    assertionConsumerServiceUrl,
    identityProviderEntityId: provider.entityId,
    // RelayState is the id of the request; the response must answer it.
    requestId: relayStateOf(request),
    certificates: [first, ...others] as [string, ...string[]],
    decryptionKey: services.config.SAML_PRIVATE_KEY,
    now: new Date(),
    clockSkewSeconds,
  };
  return new Promise((resolve, reject) => {
    const strategy = new SingleSignOnStrategy(
      async () => expectations,
      async (_request, assertion) => assertion,
    );
    passport.authenticate(
      strategy as never,
      { session: false },
      (error: unknown, assertion: VerifiedAssertion | false, refusal: unknown) => {
        if (error) reject(error);
        else if (assertion) resolve(assertion);
        else reject(refusal);
      },
    )(request, request.res, reject);
  });
}

function mustBeUnderWay({ services, tenant }: Context, request: Request): Promise<void> {
  const browserNonce = readCookie(request, samlCookie) ?? '';
  return requestMustBeUnderWay(services.redis, { tenantId: tenant.id, requestId: relayStateOf(request), browserNonce });
}

function relayStateOf(request: Request): string {
  const relayState: unknown = request.body?.RelayState;
  if (typeof relayState !== 'string' || !/^_[0-9a-f]{40}$/.test(relayState)) {
    throw new SamlRefusal('request-unknown', 'The response does not say which sign-in it answers (RelayState).');
  }
  return relayState;
}

function consume({ services, tenant }: Context, assertion: VerifiedAssertion, request: Request) {
  return consumeOnce(services.redis, {
    tenantId: tenant.id,
    requestId: assertion.requestId,
    issuer: assertion.issuer,
    assertionId: assertion.assertionId,
    browserNonce: readCookie(request, samlCookie) ?? '',
    usableUntil: assertion.usableUntil,
    now: new Date(),
  });
}

async function openSession(
  { services, tenant, address }: Context,
  { provider, assertion }: { provider: IdentityProvider; assertion: VerifiedAssertion },
  exchange: { request: Request; response: Response },
): Promise<void> {
  const account = await services.database.transaction(tenant.id, async (tx) => {
    const found = await accountFor(tx, provider, assertion);
    await recordSignIn(tx, found.id, 'single-sign-on');
    return found;
  });
  const { nameId, nameIdFormat, sessionIndex, issuer } = assertion;
  const saml = { issuer, nameId, nameIdFormat, sessionIndex };
  const data = { personId: account.personId, role: account.role, signedInBy: 'single-sign-on' as const, saml };
  await startSession(
    services,
    tenant,
    { id: account.id, data, endsAt: assertion.sessionNotOnOrAfter },
    { ...exchange, address },
  );
}
