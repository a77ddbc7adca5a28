/** Moved signatures, in all nestings, plain and below encryption. */
import { expect } from 'chai';
import { encryptAssertion, encryptedAssertion, makeResponse, plainResponse, replacing } from './documents.ts';
import {
  acme,
  expectationsOf,
  factsFor,
  identityProvider,
  making,
  modes,
  refused,
  reportTried,
  serviceProvider,
} from './world.ts';
import { assertionWrappings, responseWrappings } from './wrapping.ts';

describe('A wrapped SAML signature is refused', function () {
  this.timeout(60_000);
  after(() => reportTried('wrappings'));

  for (const name of ['signed response', 'signed assertion', 'both signed'] as const)
    it(`around the assertion: ${name}`, async () => {
      const xml = await makeResponse(factsFor(acme), making(modes[name]));
      const wrappings = [...assertionWrappings(xml)];
      expect(wrappings.length).to.equal(270);
      for (const wrapping of wrappings) await refused(wrapping.xml, expectationsOf(acme));
    });

  for (const name of ['signed response', 'both signed'] as const)
    it(`around the response: ${name}`, async () => {
      const xml = await makeResponse(factsFor(acme), making(modes[name]));
      const wrappings = [...responseWrappings(xml)];
      expect(wrappings.length).to.equal(117);
      for (const wrapping of wrappings) await refused(wrapping.xml, expectationsOf(acme));
    });

  it('below encryption: everything that is inside the encrypted assertion', async () => {
    const xml = await makeResponse(factsFor(acme), making(modes['signed assertion']));
    for (const wrapping of assertionWrappings(xml)) {
      const [hidden] = /<saml:Assertion[\s>].*<\/saml:Assertion>/s.exec(wrapping.xml) ?? [];
      if (hidden === undefined) continue;
      const encrypted = await encryptedAssertion(hidden, serviceProvider.certificate);
      const sent = wrapping.xml.replace(/<saml:Assertion[\s>].*<\/saml:Assertion>/s, () => encrypted);
      // Where the forged one stood outside of what is encrypted, nothing but the original may be left to read.
      if (/>eve</.test(hidden)) await refused(sent, expectationsOf(acme));
    }
  });

  it('two assertions, of which one or both are encrypted', async () => {
    const signed = await makeResponse(factsFor(acme), making(modes['signed assertion']));
    const [original = ''] = /<saml:Assertion[\s>].*<\/saml:Assertion>/s.exec(signed) ?? [];
    const forged = original.replace('>ada<', '>eve<').replace(/<ds:Signature .*?<\/ds:Signature>/s, '');
    const hidden = await encryptedAssertion(original, serviceProvider.certificate);
    const hiddenForged = await encryptedAssertion(forged, serviceProvider.certificate);
    for (const [one, two] of [
      [original, hiddenForged],
      [hidden, forged],
      [hidden, hiddenForged],
      [hidden, hidden],
      [original, original],
    ])
      for (const pair of [`${one}${two}`, `${two}${one}`])
        await refused(
          signed.replace(original, () => pair),
          expectationsOf(acme),
          ['structure'],
        );
  });

  it('an encrypted assertion with a second key or body for another reader', async () => {
    const evil = await encryptAssertion(plainResponse(factsFor(acme, { nameId: 'eve' })), serviceProvider.certificate);
    const [data = ''] = /<xenc:EncryptedData.*<\/xenc:EncryptedData>/s.exec(evil) ?? [];
    const [key = ''] = /<e:EncryptedKey.*<\/e:EncryptedKey>/s.exec(evil) ?? [];
    const [value = ''] = /<xenc:CipherValue.*<\/xenc:CipherValue>/s.exec(evil) ?? [];
    const mode = modes['signed and encrypted assertion'];
    for (const edit of [
      replacing('</saml:EncryptedAssertion>', `${data}</saml:EncryptedAssertion>`),
      replacing(/(?<=<saml:EncryptedAssertion[^>]*>)/, data),
      replacing('</saml:EncryptedAssertion>', `${key}</saml:EncryptedAssertion>`),
      replacing('</e:EncryptedKey>', `</e:EncryptedKey>${key}`),
      replacing('</xenc:CipherData>', `${value}</xenc:CipherData>`),
      replacing('<xenc:CipherValue>', `${value}<xenc:CipherValue>`),
      replacing('</e:EncryptedKey>', `${value}</e:EncryptedKey>`),
      replacing('<e:EncryptedKey ', '<RetrievalMethod URI="#x"/><e:EncryptedKey '),
    ])
      await refused(await makeResponse(factsFor(acme), making(mode, { underway: edit })), expectationsOf(acme), [
        'structure',
      ]);
  });

  it('what was encrypted is no single assertion', async () => {
    const signed = await makeResponse(factsFor(acme), making(modes['both signed']));
    const [assertion = ''] = /<saml:Assertion[\s>].*<\/saml:Assertion>/s.exec(signed) ?? [];
    for (const text of [
      '',
      'x',
      '<a/>',
      signed,
      `${assertion}${assertion}`,
      `<!-- -->${assertion}`,
      `<x>${assertion}</x>`,
      '<a>'.repeat(50_000),
    ]) {
      const encrypted = await encryptedAssertion(text === '' ? ' ' : text, serviceProvider.certificate);
      await refused(
        plainResponse(factsFor(acme)).replace(/<saml:Assertion[\s>].*<\/saml:Assertion>/s, () => encrypted),
        expectationsOf(acme),
      );
    }
  });

  it('an encrypted assertion at a service that has no key, or another one', async () => {
    const xml = await makeResponse(factsFor(acme), making(modes['signed and encrypted assertion']));
    await refused(xml, expectationsOf(acme, { decryptionKey: null }), ['decryption']);
    await refused(xml, expectationsOf(acme, { decryptionKey: identityProvider.privateKey }), ['decryption']);
  });
});
