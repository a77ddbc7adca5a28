/** Messages that come from a workspace: HTTP-Redirect binding, signed over the query as it was sent. */
import { createVerify } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { DOMParser } from '@xmldom/xmldom';

/** What a request says, once its signature has been checked. */
export type SamlRequest = {
  readonly id: string;
  /** Entity id of the workspace. */
  readonly issuer: string;
  /** Scheme, host and port of the workspace. */
  readonly origin: string;
  readonly relayState: string;
};

export class RequestRefusal extends Error {}

const signatureAlgorithm = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const largestRequest = 20_000;

/**
 * Reads an AuthnRequest or a LogoutRequest.
 * @param query as it stands in the address, still encoded
 * @param isWorkspace whether an origin belongs to a workspace of this deployment
 * @throws RequestRefusal in a sentence for the page
 */
export function readSamlRequest(
  query: string,
  kind: 'AuthnRequest' | 'LogoutRequest',
  certificate: string,
  isWorkspace: (origin: string) => boolean,
): SamlRequest {
  const parameters = new URLSearchParams(query);
  checkSignature(query, parameters, certificate);
  const root = parse(parameters.get('SAMLRequest') ?? '');
  if (root.localName !== kind) throw new RequestRefusal(`This is no ${kind}.`);
  const issuer =
    root.getElementsByTagNameNS('urn:oasis:names:tc:SAML:2.0:assertion', 'Issuer').item(0)?.textContent ?? '';
  const origin = URL.parse(issuer)?.origin ?? '';
  if (!isWorkspace(origin) || issuer !== `${origin}/api/auth/saml/metadata`) {
    throw new RequestRefusal('The request comes from no workspace of this deployment.');
  }
  const answerTo = root.getAttribute('AssertionConsumerServiceURL');
  if (kind === 'AuthnRequest' && answerTo !== assertionConsumerService(origin)) {
    throw new RequestRefusal('The request wants its answer at an address that is not the workspace’s own.');
  }
  return { id: root.getAttribute('ID') ?? '', issuer, origin, relayState: parameters.get('RelayState') ?? '' };
}

/** Where a workspace takes responses. */
export function assertionConsumerService(origin: string): string {
  return `${origin}/api/auth/saml/acs`;
}

function checkSignature(query: string, parameters: URLSearchParams, certificate: string): void {
  const sent = new Map(query.split('&').map((part) => [part.split('=')[0], part]));
  const signed = ['SAMLRequest', 'RelayState', 'SigAlg']
    .map((name) => sent.get(name))
    .filter((part) => part !== undefined);
  const signature = Buffer.from(parameters.get('Signature') ?? '', 'base64');
  const valid =
    parameters.get('SigAlg') === signatureAlgorithm &&
    createVerify('RSA-SHA256').update(signed.join('&')).verify(certificate, signature);
  if (!valid) throw new RequestRefusal('The request is not signed by Frontdesk.');
}

function parse(encoded: string) {
  try {
    const xml = inflateRawSync(Buffer.from(encoded, 'base64'), { maxOutputLength: largestRequest }).toString();
    const root = new DOMParser().parseFromString(xml, 'text/xml').documentElement;
    if (root) return root;
  } catch {
    // Told below, whatever was wrong with it.
  }
  throw new RequestRefusal('The request can not be read.');
}
