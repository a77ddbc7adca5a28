import { slug } from '@frontdesk/contract';
import { expect } from 'chai';
import { slugProblem, suggestSlug } from './slug.ts';

describe('suggestSlug', () => {
  const names: [string, string][] = [
    ['Acme', 'acme'],
    ['Acme, Inc.', 'acme'],
    ['Müller & Söhne GmbH', 'mueller-and-soehne'],
    ["L'Été Électrique", 'lete-electrique'],
    ['  Über   Straße ', 'ueber-strasse'],
    ['Łódź Ørsted', 'lodz-orsted'],
    ['東京', ''],
    ['International Consolidated Widgets and Gadgets of the World', 'international-consolidated-widgets-and'],
  ];
  for (const [name, expected] of names) {
    it(`suggests “${expected}” for “${name}”`, () => {
      expect(suggestSlug(name)).to.equal(expected);
      if (expected) expect(slugProblem(expected)).to.equal(null);
    });
  }
});

describe('slugProblem', () => {
  it('says what the contract says', () => {
    for (const value of ['a', 'ab', 'a-b', '-ab', 'ab-', 'a--b', 'Ab', 'a_b', 'x'.repeat(40), 'x'.repeat(41), 'ä1']) {
      const parsed = slug.safeParse(value);
      // The contract makes letters small by itself; the form does so while they are typed.
      if (value === value.toLowerCase()) {
        expect(slugProblem(value), value).to.equal(parsed.success ? null : parsed.error.issues[0]?.message);
      }
    }
  });
});
