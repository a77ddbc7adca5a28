/**
 * The one shape that a response may have, told from the scan's outline alone. Signature wrapping lives on second
 * assertions, moved signatures and doubled IDs; a document with one assertion, in its place, leaves no room for it.
 */
import { mustHold } from './refusal.ts';
import type { Outline, OutlineElement } from './scan.ts';

/** The shape of a whole response. `encrypted` tells whether its assertion still has to be opened. */
export function checkResponseStructure(outline: Outline): { encrypted: boolean } {
  const { root } = outline;
  const single = root.localName === 'Response' && count(outline, 'Response') === 1;
  mustHold(single, 'structure', `The document is a ${root.localName}; it must be one Response.`);
  const assertions = outline.elements.filter(isAssertion);
  checkThatAnsweredWell(outline, assertions.length);
  mustHold(assertions.length === 1, 'structure', `There are ${assertions.length} assertions; exactly one is accepted.`);
  mustHold(assertions[0]?.parent === root, 'structure', 'The assertion is not directly below the response.');
  checkCommon(outline);
  const encrypted = assertions[0].localName === 'EncryptedAssertion';
  if (encrypted) checkEncryptedShape(assertions[0]);
  return { encrypted };
}

/** The shape of an assertion that came out of an EncryptedAssertion. */
export function checkAssertionStructure(outline: Outline): void {
  mustHold(outline.root.localName === 'Assertion', 'structure', 'What was encrypted is not an assertion.');
  const inner = outline.elements.filter((element) => isAssertion(element) || element.localName === 'Response');
  mustHold(inner.length === 1, 'structure', 'There is another assertion inside the encrypted one.');
  checkCommon(outline);
}

/** Without an assertion the status is the better news for the admin. */
function checkThatAnsweredWell(outline: Outline, assertions: number): void {
  const code = outline.elements.find((element) => element.localName === 'StatusCode');
  const inner = code?.children.find((element) => element.localName === 'StatusCode');
  const named = [code, inner].map((element) => element?.attributes.get('Value') ?? '').filter((value) => value !== '');
  mustHold(
    assertions > 0 || named.length === 0,
    'status',
    `The identity provider did not sign the person in; it answered ${named.join(', ')}.`,
  );
}

function checkCommon(outline: Outline): void {
  for (const forbidden of [
    'EncryptedID',
    'NewEncryptedID',
    'EncryptedAttribute',
    'Object',
    'Manifest',
    'RetrievalMethod',
  ])
    mustHold(count(outline, forbidden) === 0, 'structure', `A ${forbidden} element is not accepted.`);
  checkIds(outline);
  for (const element of outline.elements) if (element.localName === 'Signature') checkSignatureShape(element);
}

/** No value of an ID twice, whatever the attribute's spelling or prefix: xml-crypto looks at all of them. */
function checkIds(outline: Outline): void {
  const seen = new Set<string>();
  for (const element of outline.elements)
    for (const [name, value] of element.attributes) {
      if (!/^(?:.*:)?id$/i.test(name)) continue;
      mustHold(!seen.has(value), 'id', `The ID ${value} is there twice.`);
      seen.add(value);
    }
}

/** A signature belongs to the response or to its assertion, covers exactly its parent, and holds nothing else. */
function checkSignatureShape(signature: OutlineElement): void {
  const parent = signature.parent;
  const placed = parent !== null && (parent.parent === null || parent.localName === 'Assertion');
  mustHold(placed, 'signature-shape', 'There is a signature where none belongs.');
  const siblings = parent.children.filter((element) => element.localName === 'Signature');
  mustHold(siblings.length === 1, 'signature-shape', 'There are two signatures on one element.');
  const parts = names(signature.children);
  mustHold(
    /^SignedInfo SignatureValue(?: KeyInfo)?$/.test(parts),
    'signature-shape',
    `A signature has the parts ${parts}; it must have SignedInfo, SignatureValue and at most a KeyInfo.`,
  );
  checkSignedInfo(signature.children[0] as OutlineElement, parent.attributes.get('ID') ?? '');
}

function checkSignedInfo(signedInfo: OutlineElement, id: string): void {
  const [, , reference] = signedInfo.children;
  mustHold(
    names(signedInfo.children) === 'CanonicalizationMethod SignatureMethod Reference' && reference !== undefined,
    'signature-shape',
    'A signature must have one canonicalization, one method and one reference.',
  );
  mustHold(
    id !== '' && reference.attributes.get('URI') === `#${id}`,
    'signature-shape',
    'A signature does not refer to the element that it stands in.',
  );
  mustHold(
    names(reference.children) === 'Transforms DigestMethod DigestValue',
    'signature-shape',
    'The reference of a signature has unknown parts.',
  );
  const transforms = reference.children[0]?.children.map((element) => element.attributes.get('Algorithm') ?? '') ?? [];
  mustHold(
    transforms.length === 2 && transforms[0]?.endsWith('#enveloped-signature') === true,
    'signature-shape',
    'A signature must have two transforms: enveloped-signature, then exclusive canonicalization.',
  );
}

/** One key and one body, so that no two readers can pick different ones. */
function checkEncryptedShape(assertion: OutlineElement): void {
  const [data] = assertion.children;
  const [method, keyInfo, cipherData] = data?.children ?? [];
  const key = keyInfo?.children ?? [];
  mustHold(
    names(assertion.children) === 'EncryptedData' &&
      names(data?.children ?? []) === 'EncryptionMethod KeyInfo CipherData' &&
      names(method?.children ?? []) === '' &&
      names(key) === 'EncryptedKey' &&
      /^EncryptionMethod (?:KeyInfo )?CipherData$/.test(names(key[0]?.children ?? [])) &&
      /^(?:DigestMethod)?$/.test(names(key[0]?.children[0]?.children ?? [])) &&
      names(key[0]?.children.at(-1)?.children ?? []) === 'CipherValue' &&
      names(cipherData?.children ?? []) === 'CipherValue' &&
      countBelow(assertion, 'EncryptedKey') === 1 &&
      countBelow(assertion, 'CipherValue') === 2,
    'structure',
    'An encrypted assertion must hold one EncryptedData with one EncryptedKey in its KeyInfo.',
  );
}

function isAssertion(element: OutlineElement): boolean {
  return element.localName === 'Assertion' || element.localName === 'EncryptedAssertion';
}

function names(elements: readonly OutlineElement[]): string {
  return elements.map((element) => element.localName).join(' ');
}

function count(outline: Outline, localName: string): number {
  return outline.elements.filter((element) => element.localName === localName).length;
}

function countBelow(element: OutlineElement, localName: string): number {
  return element.children.reduce(
    (sum, child) => sum + (child.localName === localName ? 1 : 0) + countBelow(child, localName),
    0,
  );
}
