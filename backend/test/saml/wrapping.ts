/**
 * Signature wrapping: a forged element stands where a reader looks, and the signed one is hidden where the signature's
 * reference still finds it. Made as a product of hiding places, IDs and places of the signature, so that no nesting is
 * left out; the eight forms of the literature (Somorovsky et al., 2012) are among them.
 */
import { DOMParser, type Document, type Element, XMLSerializer } from '@xmldom/xmldom';

const assertionNamespace = 'urn:oasis:names:tc:SAML:2.0:assertion';
const protocolNamespace = 'urn:oasis:names:tc:SAML:2.0:protocol';
const signatureNamespace = 'http://www.w3.org/2000/09/xmldsig#';

export type Wrapping = { name: string; xml: string };

type Put = (document: Document, hidden: Element, shown: Element) => void;

/** Where the one that is hidden goes, seen from the one that is shown. */
const hidingPlaces: Record<string, Put> = {
  'sibling before': (_document, hidden, shown) => shown.parentNode?.insertBefore(hidden, shown),
  'sibling after': (_document, hidden, shown) => shown.parentNode?.insertBefore(hidden, shown.nextSibling),
  'child of the shown, first': (_document, hidden, shown) => shown.insertBefore(hidden, shown.firstChild),
  'child of the shown, last': (_document, hidden, shown) => shown.appendChild(hidden),
  'Extensions of the response': inside(() => null, protocolNamespace, 'samlp:Extensions'),
  StatusDetail: inside((document) => first(document, 'Status'), protocolNamespace, 'samlp:StatusDetail'),
  'Advice of the shown': inside((_document, shown) => shown, assertionNamespace, 'saml:Advice'),
  'AttributeValue of the shown': inside((_document, shown) => shown, assertionNamespace, 'saml:AttributeValue'),
  SubjectConfirmationData: inside(
    (document) => first(document, 'SubjectConfirmationData'),
    assertionNamespace,
    'saml:Any',
  ),
  signature: inside((document) => first(document, 'Signature'), null, null),
  'object of the signature': inside((document) => first(document, 'Signature'), signatureNamespace, 'ds:Object'),
  'key info of the signature': inside((document) => first(document, 'KeyInfo'), null, null),
  'foreign element': inside(() => null, 'urn:foreign', 'x:Any'),
  EncryptedAssertion: inside(() => null, assertionNamespace, 'saml:EncryptedAssertion'),
  'second Response': inside(() => null, protocolNamespace, 'samlp:Response'),
};

function inside(
  holderOf: (document: Document, shown: Element) => Element | null,
  namespace: string | null,
  name: string | null,
): Put {
  return (document, hidden, shown) => {
    const holder = holderOf(document, shown) ?? document.documentElement;
    const box =
      namespace === null || name === null ? holder : holder?.appendChild(document.createElementNS(namespace, name));
    box?.appendChild(hidden);
  };
}

const idForms: Record<string, (forged: Element) => void> = {
  'same ID': () => {},
  'new ID': (forged) => forged.setAttribute('ID', '_forged'),
  'no ID': (forged) => forged.removeAttribute('ID'),
};

const signatureForms: Record<string, (forged: Element, original: Element) => void> = {
  'signature stays': (forged) => remove(child(forged, 'Signature')),
  'signature moves': (_forged, original) => remove(child(original, 'Signature')),
  'signature copied': () => {},
};

/** All wrappings of the assertion: forged in its place and the original hidden, and the other way round. */
export function* assertionWrappings(xml: string): Generator<Wrapping> {
  for (const [place, put] of Object.entries(hidingPlaces))
    for (const [id, giveId] of Object.entries(idForms))
      for (const [signature, giveSignature] of Object.entries(signatureForms))
        for (const hides of ['original', 'forged']) {
          const document = parse(xml);
          const original = first(document, 'Assertion');
          if (original === null) throw new Error('There is no assertion to wrap.');
          const forged = forge(original);
          giveId(forged);
          if (child(original, 'Signature')) giveSignature(forged, original);
          if (hides === 'original') original.parentNode?.replaceChild(forged, original);
          put(document, hides === 'original' ? original : forged, hides === 'original' ? forged : original);
          yield { name: `${hides} assertion hidden in ${place}, ${id}, ${signature}`, xml: serialize(document) };
        }
}

/** All wrappings of the whole response: a forged root, and the signed response inside it. */
export function* responseWrappings(xml: string): Generator<Wrapping> {
  for (const [place, put] of Object.entries(hidingPlaces))
    for (const [id, giveId] of Object.entries(idForms))
      for (const [signature, giveSignature] of Object.entries(signatureForms)) {
        if (place.startsWith('sibling')) continue;
        const document = parse(xml);
        const original = document.documentElement;
        if (original === null) throw new Error('There is no response to wrap.');
        const forged = forge(original);
        giveId(forged);
        giveSignature(forged, original);
        document.replaceChild(forged, original);
        put(document, original, forged);
        yield { name: `response hidden in ${place}, ${id}, ${signature}`, xml: serialize(document) };
      }
}

/** A copy that names another person. */
function forge(original: Element): Element {
  const copy = original.cloneNode(true) as Element;
  for (const name of copy.getElementsByTagNameNS('*', 'NameID')) name.textContent = 'eve';
  return copy;
}

function parse(xml: string): Document {
  return new DOMParser().parseFromString(xml, 'text/xml');
}

function serialize(document: Document): string {
  return new XMLSerializer().serializeToString(document);
}

function first(document: Document, localName: string): Element | null {
  return document.getElementsByTagNameNS('*', localName)[0] ?? null;
}

function child(element: Element, localName: string): Element | null {
  return [...element.childNodes].find((node): node is Element => (node as Element).localName === localName) ?? null;
}

function remove(element: Element | null): void {
  element?.parentNode?.removeChild(element);
}
