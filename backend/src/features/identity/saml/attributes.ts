/** What an assertion tells of a person beside the NameID, under the names that identity providers usually give it. */
import type { Element } from '@xmldom/xmldom';
import { childrenOf, isNamed } from './dom.ts';

export type PersonAttributes = {
  email: string | null;
  givenName: string | null;
  familyName: string | null;
  displayName: string | null;
};

const claims = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/';
const emailFormat = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';

/** In order of preference, compared without case. */
const usualNames: Record<keyof PersonAttributes, readonly string[]> = {
  email: [
    `${claims}emailaddress`,
    'urn:oid:0.9.2342.19200300.100.1.3',
    'mail',
    'email',
    'emailAddress',
    'email_address',
  ],
  givenName: [`${claims}givenname`, 'urn:oid:2.5.4.42', 'givenName', 'given_name', 'firstName', 'first_name'],
  familyName: [
    `${claims}surname`,
    'urn:oid:2.5.4.4',
    'sn',
    'surname',
    'familyName',
    'family_name',
    'lastName',
    'last_name',
  ],
  displayName: [
    'http://schemas.microsoft.com/identity/claims/displayname',
    'urn:oid:2.16.840.1.113730.3.1.241',
    'displayName',
    'display_name',
    'urn:oid:2.5.4.3',
    'cn',
  ],
};

/** All attributes with textual values, by their lower-cased name. Values with child elements are left out. */
function readAttributes(assertion: Element): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const statement of childrenOf(assertion, 'AttributeStatement')) {
    if (!isNamed(statement, 'assertion', 'AttributeStatement')) continue;
    for (const attribute of childrenOf(statement, 'Attribute')) {
      if (!isNamed(attribute, 'assertion', 'Attribute')) continue;
      const name = (attribute.getAttribute('Name') ?? '').toLowerCase();
      const texts = childrenOf(attribute, 'AttributeValue')
        .filter((value) => isNamed(value, 'assertion', 'AttributeValue') && childrenOf(value).length === 0)
        .map((value) => (value.textContent ?? '').trim())
        .filter((text) => text !== '' && text.length <= 320);
      values.set(name, [...(values.get(name) ?? []), ...texts]);
    }
  }
  return values;
}

/** The person of a verified assertion. A NameID that is an e-mail address serves where no attribute gives one. */
export function readPerson(assertion: Element, nameId: string, nameIdFormat: string): PersonAttributes {
  const values = readAttributes(assertion);
  const first = (names: readonly string[]): string | null =>
    names.map((name) => values.get(name.toLowerCase())?.[0]).find((value) => value !== undefined) ?? null;
  return {
    email: first(usualNames.email) ?? (nameIdFormat === emailFormat ? nameId : null),
    givenName: first(usualNames.givenName),
    familyName: first(usualNames.familyName),
    displayName: first(usualNames.displayName),
  };
}
