/**
 * The only algorithms that a response may name. The list holds what the whole path can verify: the library knows
 * RSA with SHA-256 and SHA-512 (PKCS #1 and PSS) and nothing else that is still sound.
 */
import { mustHold } from './refusal.ts';
import type { Outline, OutlineElement } from './scan.ts';

const signature = new Set([
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
]);
const digest = new Set(['http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmlenc#sha512']);
const exclusiveCanonicalization = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const canonicalization = new Set([exclusiveCanonicalization]);
const transform = new Set(['http://www.w3.org/2000/09/xmldsig#enveloped-signature', exclusiveCanonicalization]);
const contentEncryption = new Set([
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
]);
const keyEncryption = new Set(['http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p']);
// OAEP does not rest on its hash being free of collisions (RFC 8017, 7.1), and SHA-1 is what the field uses there.
const oaepDigest = new Set([
  'http://www.w3.org/2000/09/xmldsig#sha1',
  'http://www.w3.org/2000/09/xmldsig#sha256',
  'http://www.w3.org/2000/09/xmldsig#sha512',
]);

/** Refuses every algorithm that is not on the list, in whatever namespace or place it is named. */
export function checkAlgorithms(outline: Outline): void {
  for (const element of outline.elements) {
    const allowed = allowedFor(element);
    if (allowed === null) continue;
    const algorithm = element.attributes.get('Algorithm') ?? '(none)';
    mustHold(allowed.has(algorithm), 'algorithm', `${element.localName} names ${algorithm}, which is not accepted.`);
  }
}

function allowedFor(element: OutlineElement): ReadonlySet<string> | null {
  switch (element.localName) {
    case 'SignatureMethod':
      return signature;
    case 'DigestMethod':
      return element.parent?.localName === 'EncryptionMethod' ? oaepDigest : digest;
    case 'CanonicalizationMethod':
      return canonicalization;
    case 'Transform':
      return transform;
    case 'EncryptionMethod':
      return element.parent?.localName === 'EncryptedKey' ? keyEncryption : contentEncryption;
    default:
      return null;
  }
}
