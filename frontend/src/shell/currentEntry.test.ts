import { expect } from 'chai';
import { currentEntry } from './currentEntry.ts';

describe('the current entry of the navigation', () => {
  const addresses = ['/people', '/departments', '/people/import'];

  it('is the longest address that the page lies at or below', () => {
    for (const [path, entry] of [
      ['/people', '/people'],
      ['/people/0198', '/people'],
      ['/people/import', '/people/import'],
      ['/people/import/0198', '/people/import'],
      ['/people/importer', '/people'],
      ['/peoples', undefined],
      ['/', undefined],
    ] as const) {
      expect(currentEntry(addresses, path), path).to.equal(entry);
    }
  });
});
