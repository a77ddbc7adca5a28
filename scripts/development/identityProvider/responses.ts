/** What the identity provider says: its metadata, signed responses, and the answer to a sign-out. */
import { createHash, createSign, randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { SignedXml } from 'xml-crypto';
import type { KeyPair } from '../keyPairs.ts';
import { html } from '../pages.ts';
import { assertionConsumerService, type SamlRequest } from './requests.ts';

export type SignedInPerson = {
  readonly email: string;
  readonly givenName: string;
  readonly familyName: string;
};

export type ProviderAddresses = { readonly entityId: string; readonly signInUrl: string; readonly signOutUrl: string };

const signatureAlgorithm = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
const validForMs = 5 * 60_000;

/** The metadata document of one organization's identity provider. */
export function metadataOf({ entityId, signInUrl, signOutUrl }: ProviderAddresses, certificate: string): string {
  const body = certificate.replace(/-----[A-Z ]+-----|\s/g, '');
  return html`<?xml version="1.0" encoding="UTF-8"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}">
  <IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <KeyDescriptor use="signing">
      <KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${body}</X509Certificate></X509Data></KeyInfo>
    </KeyDescriptor>
    <SingleLogoutService Binding="${redirect}" Location="${signOutUrl}"/>
    <NameIDFormat>${persistent}</NameIDFormat>
    <SingleSignOnService Binding="${redirect}" Location="${signInUrl}"/>
  </IDPSSODescriptor>
</EntityDescriptor>
`.html;
}

/** A response that says who has signed in; the response and the assertion in it are both signed. */
export function signedResponse(entityId: string, keys: KeyPair, request: SamlRequest, person: SignedInPerson): string {
  const assertionId = newId();
  const responseId = newId();
  const now = new Date().toISOString();
  const assertion = assertionOf({ id: assertionId, now, entityId, request, person });
  const response = html`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${responseId}" Version="2.0" IssueInstant="${now}" Destination="${assertionConsumerService(request.origin)}" InResponseTo="${request.id}"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${entityId}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>${{ html: sign(assertion, assertionId, keys) }}</samlp:Response>`;
  return sign(response.html, responseId, keys);
}

type AssertionParts = { id: string; now: string; entityId: string; request: SamlRequest; person: SignedInPerson };

function assertionOf({ id, now, entityId, request, person }: AssertionParts): string {
  const until = new Date(Date.parse(now) + validForMs).toISOString();
  const attributes = { ...person, displayName: `${person.givenName} ${person.familyName}` };
  // An opaque name that stays the same for one person here, as a real provider's does.
  const nameId = createHash('sha256').update(`${entityId} ${person.email}`).digest('base64url');
  return html`<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${now}"><saml:Issuer>${entityId}</saml:Issuer><saml:Subject><saml:NameID Format="${persistent}">${nameId}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="${request.id}" NotOnOrAfter="${until}" Recipient="${assertionConsumerService(request.origin)}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${now}" NotOnOrAfter="${until}"><saml:AudienceRestriction><saml:Audience>${request.issuer}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="${now}" SessionIndex="${newId()}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>${Object.entries(
    attributes,
  ).map(
    ([name, value]) =>
      html`<saml:Attribute Name="${name}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic"><saml:AttributeValue>${value}</saml:AttributeValue></saml:Attribute>`,
  )}</saml:AttributeStatement></saml:Assertion>`.html;
}

/** Puts an enveloped signature of the element with this ID behind its Issuer, where the schema wants it. */
function sign(xml: string, id: string, { privateKey, certificate }: KeyPair): string {
  const element = `//*[@ID='${id}']`;
  const signature = new SignedXml({
    privateKey,
    publicCert: certificate,
    signatureAlgorithm,
    canonicalizationAlgorithm: exclusive,
  });
  signature.addReference({
    xpath: element,
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', exclusive],
  });
  signature.computeSignature(xml, {
    prefix: 'ds',
    location: { reference: `${element}/*[local-name(.)='Issuer']`, action: 'after' },
  });
  return signature.getSignedXml();
}

/** Where to send the browser after a sign-out: the workspace's sign-in page, with a signed LogoutResponse. */
export function signOutAnswer(entityId: string, keys: KeyPair, request: SamlRequest): string {
  const destination = `${request.origin}/sign-in`;
  const now = new Date().toISOString();
  const xml = html`<samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${newId()}" Version="2.0" IssueInstant="${now}" Destination="${destination}" InResponseTo="${request.id}"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${entityId}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:LogoutResponse>`;
  const query = new URLSearchParams({ SAMLResponse: deflateRawSync(xml.html).toString('base64') });
  if (request.relayState) query.set('RelayState', request.relayState);
  query.set('SigAlg', signatureAlgorithm);
  query.set('Signature', createSign('RSA-SHA256').update(String(query)).sign(keys.privateKey, 'base64'));
  return `${destination}?${query}`;
}

function newId(): string {
  return `_${randomBytes(20).toString('hex')}`;
}
