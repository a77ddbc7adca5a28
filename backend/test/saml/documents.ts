/**
 * An identity provider on paper: makes real responses, really signed and encrypted, and lets a test alter them at each
 * stage: before they are signed, before they are encrypted, and on their way.
 */
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import { type EncryptionAlgorithm, encrypt, type KeyEncryptionAlgorithm } from 'xml-encryption';
import type { SigningKey } from './certificate.ts';

/** What a response says when nobody tampers with it. */
export type Facts = {
  identityProviderEntityId: string;
  serviceProviderEntityId: string;
  assertionConsumerServiceUrl: string;
  requestId: string;
  now: Date;
  nameId: string;
  nameIdFormat: string;
};

export type Edit = (xml: string) => string;

export type Making = {
  sign: { response: boolean; assertion: boolean };
  key: SigningKey;
  /** The service provider's certificate, when the assertion is to be encrypted. */
  encryptFor: string | null;
  algorithms?: Partial<Algorithms>;
  /** On the whole plain document, before anything is signed: what a wrong or careless identity provider would send. */
  beforeSigning?: Edit | undefined;
  /** On the document, once the assertion is signed and before it is encrypted or the response is signed. */
  assertionSigned?: Edit | undefined;
  /** On what is sent: what someone on the way could do. */
  underway?: Edit | undefined;
};

export type Algorithms = {
  signature: string;
  digest: string;
  canonicalization: string;
  transforms: string[];
  contentEncryption: EncryptionAlgorithm;
  keyEncryption: KeyEncryptionAlgorithm;
};

const usual: Algorithms = {
  signature: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  digest: 'http://www.w3.org/2001/04/xmlenc#sha256',
  canonicalization: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/2001/10/xml-exc-c14n#'],
  contentEncryption: 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  keyEncryption: 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
};

const after = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();

/** The plain document of these facts, before any signature. */
export function plainResponse(facts: Facts): string {
  const { now } = facts;
  const issuer = `<saml:Issuer>${facts.identityProviderEntityId}</saml:Issuer>`;
  const id = () => `_${randomBytes(16).toString('hex')}`;
  return (
    `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id()}" Version="2.0" IssueInstant="${after(now, 0)}" Destination="${facts.assertionConsumerServiceUrl}" InResponseTo="${facts.requestId}">` +
    `${issuer}<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>` +
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id()}" Version="2.0" IssueInstant="${after(now, 0)}">${issuer}` +
    `<saml:Subject><saml:NameID Format="${facts.nameIdFormat}">${facts.nameId}</saml:NameID>` +
    `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${after(now, 300)}" Recipient="${facts.assertionConsumerServiceUrl}" InResponseTo="${facts.requestId}"/></saml:SubjectConfirmation></saml:Subject>` +
    `<saml:Conditions NotBefore="${after(now, -60)}" NotOnOrAfter="${after(now, 300)}"><saml:AudienceRestriction><saml:Audience>${facts.serviceProviderEntityId}</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${after(now, -30)}" SessionIndex="_session" SessionNotOnOrAfter="${after(now, 3600)}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>` +
    `<saml:AttributeStatement>${attribute('urn:oid:0.9.2342.19200300.100.1.3', 'ada@acme.example')}${attribute('givenName', 'Ada')}${attribute('http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname', 'Lovelace')}</saml:AttributeStatement>` +
    `</saml:Assertion></samlp:Response>`
  );
}

const attribute = (name: string, value: string) =>
  `<saml:Attribute Name="${name}"><saml:AttributeValue>${value}</saml:AttributeValue></saml:Attribute>`;

/** A response as it goes over the wire, before base64. */
export async function makeResponse(facts: Facts, making: Making): Promise<string> {
  const algorithms = { ...usual, ...making.algorithms };
  let xml = (making.beforeSigning ?? same)(plainResponse(facts));
  if (making.sign.assertion) xml = sign(xml, "/*/*[local-name(.)='Assertion']", making.key, algorithms);
  xml = (making.assertionSigned ?? same)(xml);
  if (making.encryptFor !== null) xml = await encryptAssertion(xml, making.encryptFor, algorithms);
  if (making.sign.response) xml = sign(xml, '/*', making.key, algorithms);
  return (making.underway ?? same)(xml);
}

const same: Edit = (xml) => xml;

/** Puts an enveloped signature over the element at `target`, as its first child. */
export function sign(xml: string, target: string, key: SigningKey, wanted: Partial<Algorithms> = {}): string {
  const algorithms = { ...usual, ...wanted };
  const hmac = algorithms.signature.includes('#hmac-');
  const signature = new SignedXml({
    // The famous confusion: the public certificate used as the secret of an HMAC.
    privateKey: hmac ? key.certificate : key.privateKey,
    publicCert: key.certificate,
    signatureAlgorithm: algorithms.signature as never,
    canonicalizationAlgorithm: algorithms.canonicalization as never,
  });
  if (hmac) signature.enableHMAC();
  signature.addReference({
    xpath: target,
    transforms: algorithms.transforms as never,
    digestAlgorithm: algorithms.digest as never,
  });
  signature.computeSignature(xml, { prefix: 'ds', location: { reference: target, action: 'prepend' } });
  return signature.getSignedXml();
}

const plainAssertion = /<saml:Assertion[\s>][\s\S]*<\/saml:Assertion>/;

/** Replaces the assertion of the text by an encrypted one. */
export async function encryptAssertion(
  xml: string,
  certificate: string,
  wanted: Partial<Algorithms> = {},
): Promise<string> {
  const [assertion] = plainAssertion.exec(xml) ?? [];
  if (assertion === undefined) throw new Error('There is no assertion to encrypt.');
  const encrypted = await encryptedAssertion(assertion, certificate, wanted);
  return xml.replace(plainAssertion, () => encrypted);
}

/** An EncryptedAssertion that holds the given text, whatever it is: anyone who has the certificate can make one. */
export async function encryptedAssertion(
  text: string,
  certificate: string,
  wanted: Partial<Algorithms> = {},
): Promise<string> {
  const algorithms = { ...usual, ...wanted };
  const data = await new Promise<string>((resolve, reject) => {
    const options = {
      rsa_pub: new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'pem' }),
      pem: certificate,
      encryptionAlgorithm: algorithms.contentEncryption,
      keyEncryptionAlgorithm: algorithms.keyEncryption,
      warnInsecureAlgorithm: false,
    };
    encrypt(text, options, (error, result) => (error ? reject(error) : resolve(result)));
  });
  return `<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${data.trim()}</saml:EncryptedAssertion>`;
}

/** An edit that replaces text, and fails the test when there was nothing to replace. */
export function replacing(pattern: string | RegExp, replacement: string): Edit {
  return (xml) => {
    const edited = xml.replace(pattern, () => replacement);
    if (edited === xml) throw new Error(`Nothing to replace: ${pattern}`);
    return edited;
  };
}

/** The form field of a document. */
export function fieldOf(xml: string): string {
  return Buffer.from(xml).toString('base64');
}

/** A short stable name of a document, for counting distinct ones. */
export function fingerprint(xml: string): string {
  return createHash('sha256').update(xml).digest('base64url');
}
