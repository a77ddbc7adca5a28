import { expect } from 'chai';
import fc from 'fast-check';
import { skeletonOf, slugFault } from './slug.ts';

describe('a slug', () => {
  for (const label of ['acme', 'globex', 'acme-2', 'a1', 'north-wind-traders']) {
    it(`may be ${label}`, () => expect(slugFault(label)).to.equal(undefined));
  }

  const refused = [
    '',
    'a',
    'a--b',
    '-acme',
    'acme-',
    'xn--80ak6aa92e',
    'ac.me',
    'acme corp',
    'а\u0441me',
    '12345',
    'a'.repeat(41),
    'a_b',
  ];
  for (const label of refused) {
    it(`may not be ${JSON.stringify(label)}`, () => expect(slugFault(label)).to.be.a('string'));
  }

  for (const label of ['admin', 'adm1n', 'ad-min', 'aclmin', 'www', 'wvvw', '1ogin', 'l0gin', 'maii', 'idp', 'api']) {
    it(`may not be ${label}, which is reserved or looks like it`, () => expect(slugFault(label)).to.match(/reserved/));
  }

  for (const [one, other] of [
    ['acme', 'acrne'],
    ['globex', 'g1obex'],
    ['initech', 'lnitech'],
    ['ab-c', 'abc'],
  ] as const) {
    it(`has one skeleton in ${one} and ${other}`, () => expect(skeletonOf(one)).to.equal(skeletonOf(other)));
  }

  it('never has a dot, a capital or a double hyphen, whatever is tried', () => {
    fc.assert(
      fc.property(fc.string(), (label) => {
        if (slugFault(label) === undefined) expect(label.trim().toLowerCase()).to.match(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      }),
    );
  });
});
