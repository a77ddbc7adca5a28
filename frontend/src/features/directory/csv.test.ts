import type { ImportRow } from '@frontdesk/contract';
import { importColumns } from '@frontdesk/contract';
import { expect } from 'chai';
import { columnNotes, refusedRowsCsv, templateCsv, toCsv } from './csv.ts';

describe('toCsv', () => {
  it('quotes what needs quotes', () => {
    expect(toCsv([['plain', 'a,b', 'say "hi"', 'two\nlines']])).to.equal('plain,"a,b","say ""hi""","two\nlines"\r\n');
  });

  for (const formula of ['=1+1', '+cmd|calc', '-2+3', '@SUM(A1)', '\t=1', '+1+cmd']) {
    it(`lets no spreadsheet run ${JSON.stringify(formula)}`, () => {
      expect(toCsv([[formula]])).to.equal(`'${formula}\r\n`);
    });
  }

  it('leaves a phone number as it is', () => {
    expect(toCsv([['+44 (20) 7946-0958']])).to.equal('+44 (20) 7946-0958\r\n');
  });
});

describe('the import’s columns', () => {
  it('are explained in the order of the contract', () => {
    expect(Object.keys(columnNotes)).to.deep.equal([...importColumns]);
    expect(templateCsv().split('\r\n')[0]).to.equal(importColumns.join(','));
  });
});

describe('refusedRowsCsv', () => {
  it('gives every value back, with the line and all reasons', () => {
    const row: ImportRow = {
      line: 7,
      outcome: 'refused',
      values: { given_name: 'Ada', email: 'ada@', nickname: 'A' },
      before: null,
      errors: [
        { column: 'email', message: 'is no address' },
        { column: null, message: 'appears twice' },
      ],
    };
    expect(refusedRowsCsv([row])).to.equal(
      'email,given_name,nickname,line,problems\r\nada@,Ada,A,7,email: is no address; appears twice\r\n',
    );
  });
});
