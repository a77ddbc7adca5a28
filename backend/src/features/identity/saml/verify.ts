/**
 * The service provider's pipeline for one response, cheapest stage first: size, encoding, scan, structure, algorithms,
 * the library, then our own verification, which reads only what a trusted key has signed.
 */
import { SAML } from '@node-saml/passport-saml';
import type { Element } from '@xmldom/xmldom';
import { checkAlgorithms } from './algorithms.ts';
import { type PersonAttributes, readPerson } from './attributes.ts';
import { type AssertionClaims, checkResponse, type Expectations, readAssertion } from './claims.ts';
import { decodeResponse } from './decode.ts';
import { decryptAssertion } from './decrypt.ts';
import { childrenOf, onlyChild, rootOf } from './dom.ts';
import type { Clock } from './instant.ts';
import { mustHold, SamlRefusal } from './refusal.ts';
import { scan } from './scan.ts';
import { signedCopy } from './signatures.ts';
import { checkResponseStructure } from './structure.ts';

export type ResponseExpectations = Expectations & {
  /** Trusted signing certificates as PEM; several while the identity provider changes its key. */
  certificates: readonly [string, ...string[]];
  /** Opens encrypted assertions; null where the service provider offers no encryption. */
  decryptionKey: string | null;
  now: Date;
  clockSkewSeconds: number;
};

/** What may be believed after all stages have passed. It is not yet consumed: see `consumeOnce`. */
export type VerifiedAssertion = AssertionClaims & {
  issuer: string;
  requestId: string;
  person: PersonAttributes;
};

/** Verifies the SAMLResponse field of a post; throws a `SamlRefusal` for everything that is not beyond doubt. */
export async function verifyResponse(field: string, expected: ResponseExpectations): Promise<VerifiedAssertion> {
  const xml = decodeResponse(field);
  const outline = scan(xml);
  const { encrypted } = checkResponseStructure(outline);
  checkAlgorithms(outline);
  const opened = encrypted ? await openAssertion(rootOf(xml), expected) : null;
  const accepted = await askLibrary(xml, expected);
  const clock: Clock = { now: expected.now, skewSeconds: expected.clockSkewSeconds };
  const { response, assertion } = await signedParts(xml, opened, expected);
  checkResponse(response, expected, clock);
  const claims = readAssertion(assertion, expected, clock);
  mustHold(claims.assertionId !== response.getAttribute('ID'), 'id', 'Response and assertion have the same ID.');
  const agreed = accepted.nameId === claims.nameId && accepted.issuer === expected.identityProviderEntityId;
  mustHold(agreed, 'library', 'The library read another person or issuer from the response.');
  return {
    ...claims,
    issuer: expected.identityProviderEntityId,
    requestId: expected.requestId,
    person: readPerson(assertion, claims.nameId, claims.nameIdFormat),
  };
}

/** The library's verdict: is it signed by a trusted key, for this audience, and within its conditions? */
async function askLibrary(xml: string, expected: ResponseExpectations): Promise<{ nameId: string; issuer: string }> {
  const library = new SAML({
    callbackUrl: expected.assertionConsumerServiceUrl,
    issuer: expected.serviceProviderEntityId,
    audience: expected.serviceProviderEntityId,
    idpCert: [...expected.certificates],
    ...(expected.decryptionKey === null ? {} : { decryptionPvk: expected.decryptionKey }),
    acceptedClockSkewMs: expected.clockSkewSeconds * 1000,
    // Either one may be unsigned, but not both: with both off the library still insists on one signature.
    wantAssertionsSigned: false,
    wantAuthnResponseSigned: false,
  });
  try {
    const { profile } = await library.validatePostResponseAsync({ SAMLResponse: Buffer.from(xml).toString('base64') });
    return { nameId: profile?.nameID ?? '', issuer: profile?.issuer ?? '' };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'for an unknown reason';
    throw new SamlRefusal('library', `The response was refused: ${why}.`, { cause });
  }
}

/**
 * The response, and the assertion as a signature vouches for it. The response's own part is signed only if the
 * identity provider signs responses; unsigned it is still checked, and gives nothing that is believed.
 */
async function signedParts(
  xml: string,
  opened: string | null,
  expected: ResponseExpectations,
): Promise<{ response: Element; assertion: Element }> {
  const text = xml.replace(/\r\n?/g, '\n');
  const root = rootOf(text);
  const signedResponse = signedCopy(text, root, expected.certificates);
  const response = signedResponse ?? root;
  const assertionText = opened ?? text;
  const holder = opened === null ? onlyChild(root, 'assertion', 'Assertion', 'structure') : rootOf(opened);
  const signedAssertion = signedCopy(assertionText, holder, expected.certificates);
  if (signedAssertion !== null) return { response, assertion: signedAssertion };
  mustHold(signedResponse !== null, 'signature-missing', 'Neither the response nor the assertion is signed.');
  const assertion = opened === null ? onlyChild(response, 'assertion', 'Assertion', 'structure') : null;
  return { response, assertion: assertion ?? rootOf(await openAssertion(response, expected)) };
}

/** The decrypted assertion of a response; below the signed response it is as authentic as its cipher text. */
async function openAssertion(response: Element, expected: ResponseExpectations): Promise<string> {
  const [encrypted] = childrenOf(response, 'EncryptedAssertion');
  mustHold(encrypted !== undefined, 'structure', 'There is no assertion.');
  return (await decryptAssertion(encrypted, expected.decryptionKey)).replace(/\r\n?/g, '\n');
}
