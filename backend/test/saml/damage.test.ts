/** Real responses, damaged at random: refused in order, or harmless. */
import { expect } from 'chai';
import fc from 'fast-check';
import { SamlRefusal } from '../../src/features/identity/saml/refusal.ts';
import { verifyResponse } from '../../src/features/identity/saml/verify.ts';
import { fieldOf, makeResponse } from './documents.ts';
import { acme, expectationsOf, factsFor, making, modes } from './world.ts';

const piece = fc.oneof(
  fc.string({ maxLength: 3 }),
  fc.constantFrom(
    '<',
    '>',
    '"',
    ' ',
    '\n',
    '\r',
    '&',
    '&amp;',
    'eve',
    '<x/>',
    ' ID="_x"',
    '<!---->',
    '#',
    '=',
    '\u0000',
    '</saml:Assertion>',
  ),
);
const damage = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), removed: fc.nat(3), inserted: piece });

describe('A damaged SAML response', function () {
  this.timeout(60_000);
  let tried = 0;
  let harmless = 0;
  after(() => console.log(`      damaged documents: ${tried}, of which harmless: ${harmless}`));

  for (const [name, mode] of Object.entries(modes))
    it(`is refused in order, or still says the same: ${name}`, async () => {
      const whole = await makeResponse(factsFor(acme), making(mode));
      const said = await verifyResponse(fieldOf(whole), expectationsOf(acme));
      const property = fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 2 }), async (damages) => {
        tried += 1;
        let xml = whole;
        for (const { at, removed, inserted } of damages) {
          const position = Math.floor(at * xml.length);
          xml = xml.slice(0, position) + inserted + xml.slice(position + removed);
        }
        const outcome = await verifyResponse(fieldOf(xml), expectationsOf(acme)).catch((error: unknown) => error);
        if (outcome instanceof SamlRefusal) return;
        if (outcome instanceof Error) throw outcome;
        harmless += 1;
        expect(outcome).to.deep.equal(said);
      });
      await fc.assert(property, { numRuns: 100 });
    });
});
