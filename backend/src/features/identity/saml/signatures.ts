/** Verifies the signature of one element and returns what was signed: the canonical bytes, nothing else. */
import type { Element } from '@xmldom/xmldom';
import { SignedXml } from 'xml-crypto';
import { childrenOf, isNamed, rootOf } from './dom.ts';
import { mustHold } from './refusal.ts';

/**
 * The element as its signature vouches for it, parsed anew from the signed bytes; null when it bears no signature.
 * A signature that is there and does not hold is a refusal, even if another one would do.
 */
export function signedCopy(xml: string, element: Element, certificates: readonly string[]): Element | null {
  const [signature] = childrenOf(element, 'Signature');
  if (signature === undefined) return null;
  mustHold(isNamed(signature, 'signature', 'Signature'), 'signature-shape', 'A Signature has the wrong namespace.');
  for (const certificate of certificates) {
    const signed = signedBytes(xml, signature, certificate);
    if (signed === null) continue;
    const copy = rootOf(signed);
    const same = copy.localName === element.localName && copy.getAttribute('ID') === element.getAttribute('ID');
    mustHold(same, 'signature-invalid', 'A signature covers another element than the one that it stands in.');
    return copy;
  }
  mustHold(
    false,
    'signature-invalid',
    `The signature of the ${element.localName} does not match any trusted certificate.`,
  );
}

function signedBytes(xml: string, signature: Element, certificate: string): string | null {
  const verifier = new SignedXml({ publicCert: certificate });
  try {
    verifier.loadSignature(signature as unknown as Parameters<SignedXml['loadSignature']>[0]);
    if (!verifier.checkSignature(xml)) return null;
  } catch {
    // A wrong key, a wrong digest and a broken signature all mean: not with this certificate.
    return null;
  }
  const signed = verifier.getSignedReferences();
  return signed.length === 1 ? (signed[0] ?? null) : null;
}
