import { expect } from 'chai';
import fc from 'fast-check';
import { csvOf } from '../../../../scripts/development/demo/csv.ts';
import { readCsvFile, UnreadableFile } from './csvFile.ts';

const read = (text: string) => readCsvFile(new TextEncoder().encode(text));
const head = 'email,given_name,family_name';

function failureOf(bytes: Uint8Array | string): string {
  try {
    readCsvFile(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes);
  } catch (error) {
    if (error instanceof UnreadableFile) return error.message;
    throw error;
  }
  return '';
}

describe('a CSV file', () => {
  it('gives back every cell, whatever stands in it, with the line where its row begins', () => {
    const cell = fc.oneof(
      fc.constantFrom(
        '=1+1',
        '@SUM(A1)',
        '-2',
        'a "quoted" word',
        'two\nlines',
        'a,b;c\td',
        'Zoë',
        '王伟',
        '’',
        'a\r\nb',
      ),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
    );
    const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 });
    // White space is one space, and a NUL is what PostgreSQL can't hold.
    const seen = (text: string) => text.normalize('NFC').replace(/\s+/gu, ' ').replaceAll('\0', '\u{fffd}').trim();
    fc.assert(
      fc.property(rows, fc.boolean(), (given, mark) => {
        const kept = given.map((row) => row.map(seen)).filter((row) => row.some((text) => text !== ''));
        fc.pre(kept.length > 0);
        const file = read((mark ? '\u{feff}' : '') + csvOf([head.split(','), ...given]));
        expect(file.rows.map(({ values }) => Object.values(values))).to.deep.equal(kept);
        let line = 2;
        const lines = given.map((row) => {
          const begins = line;
          line += 1 + row.join('').replace(/\r\n?/g, '\n').split('\n').length - 1;
          return begins;
        });
        expect(file.rows.map((row) => row.line)).to.deep.equal(
          lines.filter((_, n) => given[n]?.some((text) => seen(text) !== '')),
        );
      }),
    );
  });

  for (const [name, delimiter] of [
    ['commas', ','],
    ['semicolons', ';'],
    ['tabs', '\t'],
  ] as const) {
    it(`may part its cells by ${name}, and end its lines in any way`, () => {
      for (const end of ['\n', '\r\n', '\r']) {
        const text = [head.replaceAll(',', delimiter), `a@b.example${delimiter}"Ann${delimiter}a"${delimiter}Bo`];
        expect(read(text.join(end)).rows).to.deep.equal([
          {
            line: 2,
            values: { email: 'a@b.example', given_name: `Ann${delimiter.replace('\t', ' ')}a`, family_name: 'Bo' },
          },
        ]);
      }
    });
  }

  it('names its columns as people do', () => {
    const file = read('E-mail;First Name;LAST_NAME;Manager’s e-mail;Employee ID;Shoe size;\na@b.example;A;B;;7;44;x\n');
    expect(file.columns).to.deep.equal(['email', 'given_name', 'family_name', 'manager_email', 'employee_number']);
    expect(file.ignoredColumns).to.deep.equal(['Shoe size', 'column 7']);
  });

  it('leaves out lines without a word, and goes on counting', () => {
    expect(read(`${head}\n\na@b.example,A,B\n,,\n\nc@d.example,C,D\n`).rows.map(({ line }) => line)).to.deep.equal([
      3, 6,
    ]);
  });

  it('marks rows with too many or too few cells', () => {
    const faults = read(`${head}\na@b.example,A\nc@d.example,C,D,E\n`).rows.map(({ fault }) => fault);
    expect(faults[0]).to.contain('2 cells').and.to.contain('3');
    expect(faults[1]).to.contain('4 cells');
  });

  it('says what is wrong with it as a whole', () => {
    expect(failureOf('')).to.contain('empty');
    expect(failureOf(`${head}\n\n`)).to.contain('no rows');
    expect(failureOf('email,title\nx,y\n')).to.contain('given name, family name');
    expect(failureOf('name,email\nAnn Bo,a@b.example\n')).to.contain('two columns');
    expect(failureOf(`${head},Mail\nx,y,z,u\n`)).to.contain('“email” and “Mail”');
    expect(failureOf(`${head}\na@b.example,"A,B\n`))
      .to.contain('Line 2')
      .and.to.contain('never closed');
    expect(failureOf(`${head}\na@b.example,A"n"n,B\n`))
      .to.contain('Line 2')
      .and.to.contain('quote');
    expect(failureOf(Buffer.from(`${head}\na@b.example,Zo\xeb,B\n`, 'latin1'))).to.contain('UTF-8');
    expect(failureOf(Buffer.from(`\u{feff}${head}\n`, 'utf16le'))).to.contain('UTF-8');
    expect(failureOf(`${head}\n${'a@b.example,A,B\n'.repeat(50_001)}`)).to.contain('50001 rows');
  });

  it('never breaks on bytes by chance', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void failureOf(bytes)));
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', ' ', '\0', ';') }), (text) => {
        failureOf(`${head}\n${text}`);
      }),
    );
  });
});
