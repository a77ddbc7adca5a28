import { expect } from 'chai';
import fc from 'fast-check';
import type { ImportColumn } from './csvFile.ts';
import { analyse, type PersonText } from './importAnalysis.ts';
import { managerCircles } from './importManagers.ts';

type Cells = Partial<Record<ImportColumn, string>>;

const nobody: PersonText = {
  email: '',
  given_name: 'Ann',
  family_name: 'Bo',
  title: '',
  department: '',
  manager_email: '',
  location: '',
  phone: '',
  employee_number: '',
};
const at = (name: string) => `${name}@x.example`;
const person = (name: string, more: Cells = {}): PersonText => ({ ...nobody, email: at(name), ...more });
const cells = (name: string, more: Cells = {}): Cells => ({
  email: at(name),
  given_name: 'Ann',
  family_name: 'Bo',
  ...more,
});

function judge(rows: Cells[], people: PersonText[] = [], departmentPaths: string[] = []) {
  return analyse({ rows: rows.map((values, n) => ({ line: n + 2, values })) }, { people, departmentPaths });
}
const outcomes = (rows: Cells[], people: PersonText[] = []) => judge(rows, people).map(({ outcome }) => outcome);
const messages = (rows: Cells[], people: PersonText[] = [], paths: string[] = []) =>
  judge(rows, people, paths).map(({ errors }) => errors.map(({ message }) => message).join(' '));

describe('the analysis of an import', () => {
  it('creates who is not there, changes who is, and leaves alone whoever is the same', () => {
    const people = [person('b', { title: 'Clerk' }), person('c', { title: 'Chief' })];
    const rows = [cells('a'), cells('b', { title: 'Baker' }), cells('C', { title: 'Chief' })];
    const verdicts = judge(rows, people);
    expect(verdicts.map(({ outcome }) => outcome)).to.deep.equal(['create', 'change', 'unchanged']);
    expect(verdicts[1]?.before).to.deep.equal({ title: 'Clerk' });
  });

  it('clears with an empty cell, and leaves what the file has no column for', () => {
    const [verdict] = judge([cells('a', { title: '' })], [person('a', { title: 'Clerk', phone: '1' })]);
    expect(verdict).to.deep.include({ outcome: 'change', before: { title: 'Clerk' } });
  });

  it('tells every mistake of a row', () => {
    const [verdict] = judge([
      { email: 'x', given_name: '', family_name: 'y'.repeat(101), title: 't'.repeat(201), manager_email: 'z' },
    ]);
    expect(verdict?.errors.map(({ column }) => column)).to.have.members([
      'email',
      'given_name',
      'family_name',
      'title',
      'manager_email',
    ]);
    expect(messages([cells('a', { title: 'a\u{7}b' }), cells('b', { title: '\u{fffd}' })])).to.satisfy(
      (all: string[]) => all.every((message) => message.includes('can’t be read')),
    );
  });

  it('refuses both of two rows with the same address or employee number', () => {
    expect(outcomes([cells('a'), cells('A'), cells('b')])).to.deep.equal(['refused', 'refused', 'create']);
    const numbered = [cells('a', { employee_number: '7' }), cells('b', { employee_number: '7' })];
    expect(messages(numbered)[0]).to.contain('line 3');
    expect(outcomes(numbered)).to.deep.equal(['refused', 'refused']);
    const unnumbered = [cells('a', { employee_number: '' }), cells('b', { employee_number: '' })];
    expect(outcomes(unnumbered)).to.deep.equal(['create', 'create']);
  });

  it('refuses a number that someone else has, and lets people keep their own', () => {
    const people = [person('a', { employee_number: '7' })];
    expect(messages([cells('b', { employee_number: '7' })], people)[0]).to.contain(at('a'));
    expect(outcomes([cells('a', { employee_number: '7' })], people)).to.deep.equal(['unchanged']);
  });

  it('wants managers to be in the directory or in the file, and nobody to be their own', () => {
    const rows = [
      cells('a', { manager_email: at('b') }),
      cells('b', { manager_email: at('c') }),
      cells('d', { manager_email: at('nobody') }),
      cells('e', { manager_email: at('e') }),
    ];
    expect(outcomes(rows, [person('c')])).to.deep.equal(['create', 'create', 'refused', 'refused']);
  });

  it('refuses those who report to a new person that is refused, down to the last', () => {
    const rows = [
      cells('c', { manager_email: at('b') }),
      cells('b', { manager_email: at('a') }),
      cells('a', { given_name: '' }),
    ];
    expect(outcomes(rows)).to.deep.equal(['refused', 'refused', 'refused']);
    expect(messages(rows)[1]).to.contain('line 4');
    // Someone who is in the directory stays there, whatever is wrong with the row.
    expect(outcomes(rows, [person('a')])).to.deep.equal(['create', 'create', 'refused']);
  });

  it('refuses circles of managers, in the file or through the directory, and shows them', () => {
    const inFile = [cells('a', { manager_email: at('b') }), cells('b', { manager_email: at('a') }), cells('c')];
    expect(outcomes(inFile)).to.deep.equal(['refused', 'refused', 'create']);
    expect(messages(inFile)[0]).to.match(/circle of managers: (a@x.example → b|b@x.example → a)@x.example → /);
    const people = [person('a'), person('b', { manager_email: at('a') }), person('c', { manager_email: at('b') })];
    expect(outcomes([cells('a', { manager_email: at('c') })], people)).to.deep.equal(['refused']);
  });

  it('leaves no circle and no missing manager, whoever reports to whom', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const manager = fc.option(fc.constantFrom(...names), { nil: '' });
    const rows = fc.uniqueArray(fc.record({ name: fc.constantFrom(...names), manager, bad: fc.boolean() }), {
      selector: ({ name }) => name,
    });
    fc.assert(
      fc.property(rows, fc.subarray(names), (given, there) => {
        const people = there.map((name, n) => person(name, n === 0 ? {} : { manager_email: at(there[n - 1] ?? '') }));
        const verdicts = judge(
          given.map((row) =>
            cells(row.name, {
              manager_email: row.manager && at(row.manager),
              ...(row.bad ? { family_name: '' } : {}),
            }),
          ),
          people,
        );
        const after = new Map(people.map(({ email, manager_email }) => [email, manager_email]));
        for (const { outcome, values } of verdicts)
          if (outcome !== 'refused') after.set(values.email ?? '', values.manager_email ?? '');
        expect(managerCircles(after)).to.deep.equal([]);
        for (const boss of after.values()) expect(boss === '' || after.has(boss), boss).to.equal(true);
        const written = verdicts.filter(({ outcome }) => outcome !== 'refused');
        expect(new Set(written.map(({ position }) => position)).size).to.equal(written.length);
        const created = written.filter(({ outcome }) => outcome === 'create');
        const positions = new Map(created.map(({ values, position }) => [values.email, position]));
        for (const { values, position } of created)
          expect(positions.get(values.manager_email ?? '') ?? -1).to.be.below(position);
      }),
    );
  });

  it('understands departments as paths and as names, and refuses a name that several have', () => {
    const paths = ['Engineering', 'Engineering / Web', 'Sales', 'Sales / Web'];
    const verdicts = judge(
      ['engineering / WEB', 'Web', 'sales', 'Legal', 'Sales / Asia / Japan', 'Japan'].map((department, n) =>
        cells(`p${n}`, { department }),
      ),
      [],
      paths,
    );
    expect(verdicts.map(({ values }) => values.department)).to.deep.equal([
      'Engineering / Web',
      'Web',
      'Sales',
      'Legal',
      'Sales / Asia / Japan',
      'Sales / Asia / Japan',
    ]);
    expect(verdicts[1]?.errors[0]?.message).to.contain('“Engineering / Web” or “Sales / Web”');
  });
});
