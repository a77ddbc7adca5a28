/** What must be let in. */
import { expect } from 'chai';
import { makeResponse, replacing } from './documents.ts';
import {
  accepted,
  acme,
  clockSkewSeconds,
  expectationsOf,
  factsFor,
  globex,
  identityProvider,
  making,
  modes,
  nextIdentityProvider,
  persistent,
  reportTried,
} from './world.ts';

describe('A proper SAML response', () => {
  after(() => reportTried('proper responses'));

  for (const [name, mode] of Object.entries(modes)) {
    for (const tenant of [acme, globex])
      it(`signs a person in: ${name}, ${tenant.requestId}`, async () => {
        const assertion = await accepted(await makeResponse(factsFor(tenant), making(mode)), expectationsOf(tenant));
        expect(assertion.nameId).to.equal('ada');
        expect(assertion.nameIdFormat).to.equal(persistent);
        expect(assertion.sessionIndex).to.equal('_session');
        expect(assertion.requestId).to.equal(tenant.requestId);
        expect(assertion.person).to.deep.equal({
          email: 'ada@acme.example',
          givenName: 'Ada',
          familyName: 'Lovelace',
          displayName: null,
        });
      });

    it(`is accepted from either key while the key is being changed: ${name}`, async () => {
      const certificates = [identityProvider.certificate, nextIdentityProvider.certificate] as const;
      for (const key of [identityProvider, nextIdentityProvider]) {
        const xml = await makeResponse(factsFor(acme), making(mode, { key }));
        await accepted(xml, expectationsOf(acme, { certificates }));
      }
    });

    it(`is accepted up to the clock skew, in both directions: ${name}`, async () => {
      const now = new Date();
      const beforeSigning = replacing(/ SessionNotOnOrAfter="[^"]*"/, '');
      const xml = await makeResponse(factsFor(acme, { now }), making(mode, { beforeSigning }));
      const at = (seconds: number) => expectationsOf(acme, { now: new Date(now.getTime() + seconds * 1000) });
      await accepted(xml, at(-clockSkewSeconds));
      await accepted(xml, at(300 + clockSkewSeconds - 0.001));
    });

    for (const signature of ['2001/04/xmldsig-more#rsa-sha512', '2007/05/xmldsig-more#sha256-rsa-MGF1'])
      it(`may be signed with ${signature}: ${name}`, async () => {
        const algorithms = {
          signature: `http://www.w3.org/${signature}`,
          digest: 'http://www.w3.org/2001/04/xmlenc#sha512',
          contentEncryption: 'http://www.w3.org/2009/xmlenc11#aes128-gcm',
        } as const;
        await accepted(await makeResponse(factsFor(acme), making(mode, { algorithms })), expectationsOf(acme));
      });
  }

  for (const nameIdFormat of [
    persistent,
    'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
    'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
  ])
    it(`may name the person in the format ${nameIdFormat}`, async () => {
      const facts = factsFor(acme, { nameIdFormat, nameId: 'ada@acme.example' });
      const assertion = await accepted(
        await makeResponse(facts, making(modes['signed assertion'])),
        expectationsOf(acme),
      );
      expect(assertion).to.include({ nameIdFormat, nameId: 'ada@acme.example' });
    });

  it('may carry an XML declaration, line breaks, line-wrapped base64 and references to characters', async () => {
    const xml = await makeResponse(
      factsFor(acme),
      making(modes['both signed'], {
        beforeSigning: (text) => text.replace(/></g, '>\r\n  <').replace('>Ada<', '>&#65;da &amp; Eve<'),
        underway: (text) => `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`,
      }),
    );
    const assertion = await accepted(xml, expectationsOf(acme));
    expect(assertion.person.givenName).to.equal('Ada & Eve');
  });

  const claims = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
  const usual: Record<string, [email: string, givenName: string, familyName: string, displayName: string]> = {
    'object identifiers': [
      'urn:oid:0.9.2342.19200300.100.1.3',
      'urn:oid:2.5.4.42',
      'urn:oid:2.5.4.4',
      'urn:oid:2.16.840.1.113730.3.1.241',
    ],
    'claims of Microsoft': [
      `${claims}/emailaddress`,
      `${claims}/givenname`,
      `${claims}/surname`,
      'http://schemas.microsoft.com/identity/claims/displayname',
    ],
    'names of LDAP': ['mail', 'givenName', 'sn', 'displayName'],
    'other plain names': ['Email', 'first_name', 'lastName', 'cn'],
  };
  const statement = (names: readonly string[], values: readonly string[]) =>
    `<saml:AttributeStatement>${names.map((name, i) => `<saml:Attribute Name="${name}"><saml:AttributeValue>${values[i]}</saml:AttributeValue></saml:Attribute>`).join('')}</saml:AttributeStatement>`;
  const attributes = /<saml:AttributeStatement>.*<\/saml:AttributeStatement>/;
  for (const [kind, names] of Object.entries(usual))
    it(`tells of the person by ${kind}`, async () => {
      const values = ['eve@acme.example', 'Eve', 'Lace', 'Eve L.'];
      const beforeSigning = replacing(attributes, statement(names, values));
      const xml = await makeResponse(factsFor(acme), making(modes['both signed'], { beforeSigning }));
      const { person } = await accepted(xml, expectationsOf(acme));
      expect(Object.values(person)).to.deep.equal(values);
    });

  it('may list hundreds of groups', async () => {
    const groups = '<saml:AttributeValue>3fa85f64-5717-4562-b3fc-2c963f66afa6</saml:AttributeValue>'.repeat(500);
    const list = `<saml:Attribute Name="groups">${groups}</saml:Attribute></saml:AttributeStatement>`;
    const beforeSigning = replacing('</saml:AttributeStatement>', list);
    await accepted(
      await makeResponse(factsFor(acme), making(modes['both signed'], { beforeSigning })),
      expectationsOf(acme),
    );
  });

  it('need not tell of the person; a NameID that is an address serves', async () => {
    const facts = factsFor(acme, {
      nameId: 'ada@acme.example',
      nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    });
    const beforeSigning = replacing(attributes, '');
    const xml = await makeResponse(facts, making(modes['both signed'], { beforeSigning }));
    const { person } = await accepted(xml, expectationsOf(acme));
    expect(person).to.deep.equal({ email: 'ada@acme.example', givenName: null, familyName: null, displayName: null });
  });

  it('leaves out values with elements, of other namespaces, or without end', async () => {
    const values = ['<x:y xmlns:x="urn:foreign">eve@acme.example</x:y>', ' Eve ', 'x'.repeat(321), ''];
    const beforeSigning = replacing(
      attributes,
      statement(['mail', 'givenName', 'sn', 'cn'], values) +
        '<x:AttributeStatement xmlns:x="urn:foreign"><saml:Attribute Name="mail"><saml:AttributeValue>eve@acme.example</saml:AttributeValue></saml:Attribute></x:AttributeStatement>',
    );
    const xml = await makeResponse(factsFor(acme), making(modes['both signed'], { beforeSigning }));
    const { person } = await accepted(xml, expectationsOf(acme));
    expect(person).to.deep.equal({ email: null, givenName: 'Eve', familyName: null, displayName: null });
  });

  it('remembers an assertion for as long as it could be used', async () => {
    const now = new Date();
    const xml = await makeResponse(factsFor(acme, { now }), making(modes['both signed']));
    const assertion = await accepted(xml, expectationsOf(acme, { now }));
    expect(assertion.usableUntil.getTime() - now.getTime()).to.equal((300 + clockSkewSeconds) * 1000);
  });
});
