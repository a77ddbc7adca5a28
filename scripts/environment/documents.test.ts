import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { documents } from './documents.ts';

describe('the documents about the environment', () => {
  for (const [file, text] of Object.entries(documents())) {
    it(`${file} says what the schema says (else run \`npm run docs:environment\`)`, () => {
      expect(readFileSync(file, 'utf8')).to.equal(text);
    });
  }

  it('name every setting, required ones as such', () => {
    const [table = ''] = Object.values(documents());
    expect(table).to.match(/\| `DATABASE_URL` \|.*\*\*required\*\*/);
    expect(table).to.match(/\| `LOG_LEVEL` \|.*`debug`, `info`.*\| `info` \|/);
  });
});
