/** Reading XML that has passed the scan: strict parsing, names with their namespace, exact counts. */
import { DOMParser, type Document, type Element, onErrorStopParsing } from '@xmldom/xmldom';
import { type RefusalReason, SamlRefusal } from './refusal.ts';

export const namespaces = {
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
} as const;

type Namespace = keyof typeof namespaces;

/** Parses text that the scan has let through; every complaint of the parser is a refusal. */
export function parseXml(xml: string): Document {
  try {
    return new DOMParser({ onError: onErrorStopParsing, locator: false }).parseFromString(xml, 'text/xml');
  } catch (cause) {
    throw new SamlRefusal('malformed', 'The document is not well-formed XML.', { cause });
  }
}

/** The document's root element. */
export function rootOf(xml: string): Element {
  const root = parseXml(xml).documentElement;
  if (root === null) throw new SamlRefusal('malformed', 'The document has no root element.');
  return root;
}

export function isNamed(element: Element, namespace: Namespace, localName: string): boolean {
  return element.namespaceURI === namespaces[namespace] && element.localName === localName;
}

/** The child elements of that local name, whatever their namespace; of any name without one. */
export function childrenOf(element: Element, localName?: string): Element[] {
  return [...element.childNodes].filter(
    (node): node is Element =>
      node.nodeType === 1 && (localName === undefined || (node as Element).localName === localName),
  );
}

/** The single child of that local name. A second one, or one of a foreign namespace, is a refusal, never skipped. */
export function onlyChild(element: Element, namespace: Namespace, localName: string, reason: RefusalReason): Element {
  const found = childrenOf(element, localName);
  const [child] = found;
  if (found.length !== 1 || child === undefined)
    throw new SamlRefusal(reason, `${element.localName} has ${found.length} ${localName} elements; it must have one.`);
  if (!isNamed(child, namespace, localName))
    throw new SamlRefusal(reason, `${localName} has the wrong namespace: ${child.namespaceURI}.`);
  return child;
}

/** The text of an element that has no child elements. */
export function textOf(element: Element, reason: RefusalReason): string {
  if (childrenOf(element).length > 0)
    throw new SamlRefusal(reason, `${element.localName} must hold text, and it holds elements.`);
  return element.textContent ?? '';
}
