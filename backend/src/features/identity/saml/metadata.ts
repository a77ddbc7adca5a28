/** Reads the metadata document of an identity provider, as a tenant's admin pastes it. */
import type { Element } from '@xmldom/xmldom';
import { CertificateError, readCertificate, type TrustedCertificate } from './certificates.ts';
import { childrenOf, isNamed, namespaces, rootOf } from './dom.ts';
import { SamlRefusal } from './refusal.ts';
import { type ScanLimits, scan } from './scan.ts';

export type IdentityProviderMetadata = {
  entityId: string;
  signInUrl: string;
  signOutUrl: string | null;
  /** One to ten; all of them are trusted, so that a key can be changed without a gap. */
  certificates: [TrustedCertificate, ...TrustedCertificate[]];
};

/** Thrown with a sentence for the field that the document was entered in. */
export class MetadataError extends Error {}

const limits: ScanLimits = { depth: 24, elements: 4000, attributesEach: 24, attributes: 8000 };
const maximumLength = 200_000;
const maximumCertificates = 10;
const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';

/** Entity id, addresses and certificates. Addresses must be https, unless `allowHttp` (outside production). */
export function parseIdentityProviderMetadata(xml: string, options: { allowHttp: boolean }): IdentityProviderMetadata {
  const entity = parseDocument(xml);
  const entityId = entity.getAttribute('entityID') ?? '';
  if (entityId === '' || entityId.length > 1024) fail('The document has no proper entityID.');
  const descriptor = childrenOf(entity, 'IDPSSODescriptor').filter((element) => speaksSaml2(element));
  const [provider] = descriptor;
  if (provider === undefined || descriptor.length > 1)
    fail('The document must describe one SAML 2.0 identity provider (IDPSSODescriptor).');
  const signInUrl = locationOf(provider, 'SingleSignOnService', options.allowHttp);
  if (signInUrl === null) fail('The identity provider offers no sign-in by HTTP-Redirect.');
  return {
    entityId,
    signInUrl,
    signOutUrl: locationOf(provider, 'SingleLogoutService', options.allowHttp),
    certificates: certificatesOf(provider),
  };
}

function parseDocument(xml: string): Element {
  if (xml.length > maximumLength) fail('The document is too large.');
  try {
    // Comments are usual in metadata files and mean nothing; what is left has to pass the scan.
    const text = withoutComments(xml.replace(/^\uFEFF?\s*/, ''));
    scan(text, limits);
    const root = rootOf(text);
    if (isNamed(root, 'metadata', 'EntityDescriptor')) return root;
  } catch (cause) {
    if (cause instanceof SamlRefusal) fail(`This is no proper metadata document. ${cause.message}`);
    throw cause;
  }
  fail('This is no metadata of one identity provider: the root must be an EntityDescriptor.');
}

/** One pass; a comment that does not end is left for the scan to refuse. */
function withoutComments(xml: string): string {
  const kept: string[] = [];
  let position = 0;
  for (;;) {
    const start = xml.indexOf('<!--', position);
    const end = start < 0 ? -1 : xml.indexOf('-->', start + 4);
    if (end < 0) return kept.join('') + xml.slice(position);
    kept.push(xml.slice(position, start));
    position = end + 3;
  }
}

function speaksSaml2(descriptor: Element): boolean {
  const protocols = (descriptor.getAttribute('protocolSupportEnumeration') ?? '').split(/\s+/);
  return isNamed(descriptor, 'metadata', 'IDPSSODescriptor') && protocols.includes(namespaces.protocol);
}

function locationOf(provider: Element, service: string, allowHttp: boolean): string | null {
  const found = childrenOf(provider, service).find((element) => element.getAttribute('Binding') === redirect);
  if (found === undefined) return null;
  const location = found.getAttribute('Location') ?? '';
  const url = URL.parse(location);
  const secure = url?.protocol === 'https:' || (allowHttp && url?.protocol === 'http:');
  if (url === null || !secure || location.length > 2048 || url.username !== '' || url.password !== '')
    fail(`The address of ${service} must begin with https:// and hold no password.`);
  return url.href;
}

function certificatesOf(provider: Element): IdentityProviderMetadata['certificates'] {
  const texts = childrenOf(provider, 'KeyDescriptor')
    .filter((key) => (key.getAttribute('use') ?? 'signing') === 'signing')
    .flatMap((key) => childrenOf(key, 'KeyInfo'))
    .flatMap((info) => childrenOf(info, 'X509Data'))
    .flatMap((data) => childrenOf(data, 'X509Certificate'))
    .map((certificate) => certificate.textContent ?? '');
  if (texts.length > maximumCertificates)
    fail(`The document has more than ${maximumCertificates} signing certificates.`);
  try {
    const distinct = new Map(texts.map(readCertificate).map((certificate) => [certificate.sha256, certificate]));
    const [first, ...others] = distinct.values();
    if (first === undefined) fail('The document has no signing certificate.');
    return [first, ...others];
  } catch (cause) {
    if (cause instanceof CertificateError) fail(cause.message);
    throw cause;
  }
}

function fail(message: string): never {
  throw new MetadataError(message);
}
