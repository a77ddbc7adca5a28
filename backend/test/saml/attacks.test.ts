/** Every attack of the catalogue × every way of signing × both tenants; none may sign anyone in. */
import {
  constructPlaces,
  forbiddenConstructs,
  namedAlgorithms,
  wrongAlgorithms,
  wrongClocks,
  wrongContents,
  wrongExpectations,
} from './attacks.ts';
import { type Edit, encryptAssertion, makeResponse, plainResponse, replacing, sign } from './documents.ts';
import {
  acme,
  expectationsOf,
  factsFor,
  globex,
  type Mode,
  making,
  modes,
  refused,
  reportTried,
  serviceProvider,
  stranger,
  type Tenant,
} from './world.ts';

type Run = (mode: Mode, mine: Tenant, sibling: Tenant) => Promise<void>;

function everywhere(run: Run): () => Promise<void> {
  return async () => {
    for (const mode of Object.values(modes)) await run(mode, acme, globex);
  };
}

/** The same from either tenant's side, where the other one matters. */
function bothWays(run: Run): () => Promise<void> {
  return async () => {
    for (const mode of Object.values(modes))
      for (const [mine, sibling] of [
        [acme, globex],
        [globex, acme],
      ] as const)
        await run(mode, mine, sibling);
  };
}

/** The stage of making at which someone on the way could alter the assertion. */
function tampered(mode: Mode, edit: Edit) {
  return mode.encrypted ? { assertionSigned: edit } : { underway: edit };
}

describe('A SAML response is refused', function () {
  this.timeout(30_000);
  after(() => reportTried('attacks'));

  describe('that the identity provider signed, with', () => {
    for (const attack of wrongContents)
      it(
        attack.name,
        (attack.sibling ? bothWays : everywhere)(async (mode, mine, sibling) => {
          const beforeSigning = attack.edit(mine, sibling);
          const xml = await makeResponse(factsFor(mine), making(mode, { beforeSigning }));
          await refused(xml, expectationsOf(mine), attack.reasons);
        }),
      );
  });

  describe('by our own clock, when it', () => {
    for (const { name, edit, seconds } of wrongClocks)
      it(
        name,
        everywhere(async (mode, mine) => {
          const facts = factsFor(mine);
          const xml = await makeResponse(facts, making(mode, { beforeSigning: edit }));
          const now = new Date(facts.now.getTime() + seconds * 1000);
          await refused(xml, expectationsOf(mine, { now }), ['time']);
        }),
      );
  });

  describe('that is right in itself, at a service that expects', () => {
    for (const name of Object.keys(wrongExpectations(globex, '')))
      it(
        name,
        bothWays(async (mode, mine, sibling) => {
          const xml = await makeResponse(factsFor(mine), making(mode));
          const other = wrongExpectations(sibling, stranger.certificate)[name];
          await refused(xml, expectationsOf(mine, other));
        }),
      );

    it(
      'another tenant altogether',
      bothWays(async (mode, mine, sibling) => {
        await refused(await makeResponse(factsFor(mine), making(mode)), expectationsOf(sibling));
      }),
    );
  });

  it('when it is no response at all', async () => {
    const xml = await makeResponse(factsFor(acme), making(modes['signed assertion']));
    for (const root of ['samlp:LogoutResponse', 'samlp:ArtifactResponse', 'saml:Other'])
      await refused(xml.replaceAll('samlp:Response', root), expectationsOf(acme), ['structure']);
    const [assertion = ''] = /<saml:Assertion[\s>].*<\/saml:Assertion>/s.exec(xml) ?? [];
    await refused(assertion, expectationsOf(acme), ['structure']);
  });

  it('when it has no assertion, and the admin learns the status', async () => {
    const xml = plainResponse(factsFor(acme)).replace(/<saml:Assertion[\s>].*<\/saml:Assertion>/s, '');
    await refused(xml.replace('status:Success', 'status:Responder'), expectationsOf(acme), ['status']);
    await refused(xml.replace(/<samlp:Status>.*<\/samlp:Status>/, ''), expectationsOf(acme), ['structure']);
  });

  describe('with algorithms like', () => {
    for (const { name, algorithms, encryption } of wrongAlgorithms)
      it(
        name,
        everywhere(async (mode, mine) => {
          if (encryption && !mode.encrypted) return;
          const xml = await makeResponse(factsFor(mine), making(mode, { algorithms }));
          await refused(xml, expectationsOf(mine), ['algorithm']);
        }),
      );

    for (const algorithm of namedAlgorithms)
      it(
        `${JSON.stringify(algorithm)} by name`,
        everywhere(async (mode, mine) => {
          const rename = replacing(/(?<=SignatureMethod Algorithm=")[^"]*/, algorithm);
          const edits = mode.assertion ? tampered(mode, rename) : { underway: rename };
          await refused(await makeResponse(factsFor(mine), making(mode, edits)), expectationsOf(mine), ['algorithm']);
        }),
      );
  });

  describe('whose signature', () => {
    it(
      'is of another key, though that key’s certificate comes with it',
      everywhere(async (mode, mine) => {
        await refused(await makeResponse(factsFor(mine), making(mode, { key: stranger })), expectationsOf(mine));
      }),
    );

    it('is of another key on one of the two', async () => {
      for (const mode of [modes['both signed'], modes['both signed, encrypted assertion']]) {
        const forged = { ...mode, response: false };
        const assertionForged = await makeResponse(factsFor(acme), making(forged, { key: stranger }));
        await refused(sign(assertionForged, '/*', making(mode).key), expectationsOf(acme), [
          'signature-invalid',
          'library',
        ]);
        const responseForged = await makeResponse(factsFor(acme), making(forged));
        await refused(sign(responseForged, '/*', stranger), expectationsOf(acme), ['signature-invalid']);
      }
    });

    it('is missing', async () => {
      const unsigned = plainResponse(factsFor(acme));
      await refused(unsigned, expectationsOf(acme));
      await refused(await encryptAssertion(unsigned, serviceProvider.certificate), expectationsOf(acme));
    });

    const alterations: Record<string, Edit> = {
      'has an empty value': replacing(/(?<=<ds:SignatureValue>)[^<]*/, ''),
      'has another value': replacing(/(?<=<ds:SignatureValue>)[^<]{8}/, 'AAAAAAAA'),
      'has an empty digest': replacing(/(?<=<ds:DigestValue>)[^<]*/, ''),
      'has another digest': replacing(/(?<=<ds:DigestValue>)[^<]{8}/, 'AAAAAAAA'),
      'has no value': replacing(/<ds:SignatureValue>[^<]*<\/ds:SignatureValue>/, ''),
      'has no reference': replacing(/<ds:Reference.*?<\/ds:Reference>/, ''),
      'has two references': (xml) => xml.replace(/<ds:Reference.*?<\/ds:Reference>/, '$&$&'),
      'has an empty reference': replacing(/(?<=<ds:Reference URI=")[^"]*/, ''),
      'refers to another element': replacing(/(?<=<ds:Reference URI=")[^"]*/, '#_other'),
      'is empty': replacing(
        /<ds:Signature .*?<\/ds:Signature>/,
        '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>',
      ),
      'is of a foreign namespace': replacing('xmlns:ds="http://www.w3.org/2000/09/xmldsig#"', 'xmlns:ds="urn:foreign"'),
      'is there twice': (xml) => xml.replace(/<ds:Signature .*?<\/ds:Signature>/, '$&$&'),
      'holds an object': replacing('</ds:Signature>', '<ds:Object/></ds:Signature>'),
      'has two SignedInfos': (xml) => xml.replace(/<ds:SignedInfo>.*?<\/ds:SignedInfo>/, '$&$&'),
      'has no transforms': replacing(/<ds:Transforms>.*?<\/ds:Transforms>/, ''),
      'has three transforms': (xml) => xml.replace(/<ds:Transform [^>]*>/, '$&$&'),
      'covers a NameID that was changed afterwards': replacing('>ada<', '>eve<'),
      'covers attributes that were changed afterwards': replacing('ada@acme.example', 'eve@acme.example'),
    };
    for (const [name, edit] of Object.entries(alterations))
      it(
        name,
        everywhere(async (mode, mine) => {
          const onAssertion = mode.assertion || /afterwards/.test(name);
          if (mode.encrypted && onAssertion && !mode.assertion) return;
          // With both signed the assertion's signature is altered before the response is signed: the response's own
          // signature then holds, and the assertion's alone is wrong.
          const edits = mode.assertion ? { assertionSigned: edit } : { underway: edit };
          await refused(await makeResponse(factsFor(mine), making(mode, edits)), expectationsOf(mine));
          if (mode.response) {
            const last = onAssertion && mode.encrypted ? null : { underway: edit };
            if (last) await refused(await makeResponse(factsFor(mine), making(mode, last)), expectationsOf(mine));
          }
        }),
      );

    it('vouched for another encrypted assertion', async () => {
      for (const mode of Object.values(modes).filter(({ encrypted }) => encrypted)) {
        const evil = await encryptAssertion(
          plainResponse(factsFor(acme, { nameId: 'eve' })),
          serviceProvider.certificate,
        );
        const [swapped] = /<saml:EncryptedAssertion.*<\/saml:EncryptedAssertion>/s.exec(evil) ?? [''];
        const underway = replacing(/<saml:EncryptedAssertion.*<\/saml:EncryptedAssertion>/s, swapped);
        await refused(await makeResponse(factsFor(acme), making(mode, { underway })), expectationsOf(acme));
      }
    });
  });

  for (const { name, text, reason } of forbiddenConstructs)
    describe(`with ${name}`, () => {
      for (const place of constructPlaces)
        it(
          place.name,
          everywhere(async (mode, mine) => {
            const xml = await makeResponse(factsFor(mine), making(mode, tampered(mode, place.put(text))));
            const reasons = mode.encrypted && mode.response ? ([reason, 'malformed'] as const) : [reason];
            await refused(xml, expectationsOf(mine), reasons);
          }),
        );
      it(
        'outside the root element',
        everywhere(async (mode, mine) => {
          const xml = await makeResponse(factsFor(mine), making(mode));
          await refused(`${xml}${text}`, expectationsOf(mine), [reason, 'malformed']);
          if (text.startsWith('<?xml')) return;
          await refused(`${text}${xml}`, expectationsOf(mine), [reason, 'malformed']);
        }),
      );
    });
});
