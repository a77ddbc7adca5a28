/** Two tenants that share one identity provider, and everyone's keys. */
import { expect } from 'chai';
import { type RefusalReason, SamlRefusal } from '../../src/features/identity/saml/refusal.ts';
import {
  type ResponseExpectations,
  type VerifiedAssertion,
  verifyResponse,
} from '../../src/features/identity/saml/verify.ts';
import { newSigningKey } from './certificate.ts';
import { type Facts, fieldOf, fingerprint, type Making } from './documents.ts';

export const identityProvider = newSigningKey('identity provider');
export const nextIdentityProvider = newSigningKey('next identity provider');
export const stranger = newSigningKey('stranger');
export const serviceProvider = newSigningKey('service provider');

export const identityProviderEntityId = 'https://idp.example/metadata';

const tenant = (slug: string) => ({
  serviceProviderEntityId: `https://${slug}.frontdesk.example/api/saml/metadata`,
  assertionConsumerServiceUrl: `https://${slug}.frontdesk.example/api/saml/acs`,
  requestId: `_request_of_${slug}`,
});
export type Tenant = ReturnType<typeof tenant>;
export const acme = tenant('acme');
export const globex = tenant('globex');

/** Every way of signing and encrypting that is accepted. */
export const modes = {
  'signed response': { response: true, assertion: false, encrypted: false },
  'signed assertion': { response: false, assertion: true, encrypted: false },
  'both signed': { response: true, assertion: true, encrypted: false },
  'signed response, encrypted assertion': { response: true, assertion: false, encrypted: true },
  'signed and encrypted assertion': { response: false, assertion: true, encrypted: true },
  'both signed, encrypted assertion': { response: true, assertion: true, encrypted: true },
} as const;
export type Mode = (typeof modes)[keyof typeof modes];

export const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';

export function factsFor(tenant: Tenant, other: Partial<Facts> = {}): Facts {
  return { ...tenant, identityProviderEntityId, now: new Date(), nameId: 'ada', nameIdFormat: persistent, ...other };
}

export function making(mode: Mode, other: Partial<Making> = {}): Making {
  return {
    sign: { response: mode.response, assertion: mode.assertion },
    key: identityProvider,
    encryptFor: mode.encrypted ? serviceProvider.certificate : null,
    ...other,
  };
}

export const clockSkewSeconds = 120;

export function expectationsOf(tenant: Tenant, other: Partial<ResponseExpectations> = {}): ResponseExpectations {
  return {
    ...tenant,
    identityProviderEntityId,
    certificates: [identityProvider.certificate],
    decryptionKey: serviceProvider.privateKey,
    now: new Date(),
    clockSkewSeconds,
    ...other,
  };
}

const tried = { accepted: new Set<string>(), refused: new Set<string>() };

export async function accepted(xml: string, expected: ResponseExpectations): Promise<VerifiedAssertion> {
  const assertion = await verifyResponse(fieldOf(xml), expected);
  tried.accepted.add(fingerprint(xml));
  return assertion;
}

/** The document is refused, for one of the reasons. */
export async function refused(
  xml: string,
  expected: ResponseExpectations,
  reasons?: readonly RefusalReason[],
): Promise<SamlRefusal> {
  tried.refused.add(fingerprint(xml));
  const refusal = await verifyResponse(fieldOf(xml), expected).then(
    () => expect.fail('The document was accepted.'),
    (error: unknown) => error,
  );
  if (!(refusal instanceof SamlRefusal)) throw refusal;
  if (reasons !== undefined) expect(reasons, refusal.message).to.include(refusal.reason);
  return refusal;
}

/** Prints how many documents the tests of a file have tried. */
export function reportTried(what: string): void {
  console.log(`      ${what}: ${tried.refused.size} documents refused, ${tried.accepted.size} accepted`);
  tried.refused.clear();
  tried.accepted.clear();
}
