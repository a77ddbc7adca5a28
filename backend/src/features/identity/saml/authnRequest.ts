/** The signed redirects to an identity provider: the request to sign a person in, and the one to sign out. */
import { randomBytes } from 'node:crypto';
import { SAML } from '@node-saml/passport-saml';

export type ServiceProviderKeys = {
  /** PEM; signs requests and opens encrypted assertions. */
  privateKey: string;
  certificate: string;
};

type Parties = {
  serviceProviderEntityId: string;
  assertionConsumerServiceUrl: string;
  keys: ServiceProviderKeys;
};

/** An id that nobody can guess. XML wants it to begin with a letter or an underscore. */
export function newRequestId(): string {
  return `_${randomBytes(20).toString('hex')}`;
}

/**
 * Where to send the browser for signing in, and the id of the request. RelayState is that id: it comes back beside the
 * response and finds the stored request, and says nothing to anyone else.
 */
export async function createAuthnRequest(
  request: Parties & { signInUrl: string; forceAuthentication?: boolean },
): Promise<{ url: string; requestId: string }> {
  const requestId = newRequestId();
  const library = libraryFor(request, request.signInUrl, {
    generateUniqueId: () => requestId,
    forceAuthn: request.forceAuthentication ?? false,
  });
  return { url: await library.getAuthorizeUrlAsync(requestId, undefined, {}), requestId };
}

/** Where to send the browser for signing out at the identity provider too. */
export async function createLogoutRequest(
  request: Parties & {
    signOutUrl: string;
    nameId: string;
    nameIdFormat: string;
    sessionIndex: string | null;
    relayState?: string;
  },
): Promise<string> {
  const subject = {
    issuer: request.serviceProviderEntityId,
    nameID: request.nameId,
    nameIDFormat: request.nameIdFormat,
    ...(request.sessionIndex === null ? {} : { sessionIndex: request.sessionIndex }),
  };
  return libraryFor(request, request.signOutUrl, {}).getLogoutUrlAsync(subject, request.relayState ?? '', {});
}

function libraryFor(
  parties: Parties,
  entryPoint: string,
  options: Partial<ConstructorParameters<typeof SAML>[0]>,
): SAML {
  return new SAML({
    entryPoint,
    logoutUrl: entryPoint,
    issuer: parties.serviceProviderEntityId,
    callbackUrl: parties.assertionConsumerServiceUrl,
    privateKey: parties.keys.privateKey,
    signatureAlgorithm: 'sha256',
    // Demanded by the constructor, unused for redirects.
    idpCert: parties.keys.certificate,
    // The identity provider decides how it names and how it checks people.
    identifierFormat: null,
    disableRequestedAuthnContext: true,
    ...options,
  });
}
