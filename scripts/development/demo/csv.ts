/** CSV files of people who do not exist: the demo organizations as files, a large one, and one with mistakes. */
import { familyNames, givenNames } from './names.ts';
import type { DemoPerson } from './people.ts';
import { chanceOf } from './random.ts';

const header = ['Email', 'First name', 'Last name', 'Title', 'Department', 'Manager’s email', 'Location', 'Phone'];
const fullHeader = [...header, 'Employee number'];

/** Rows of cells as CSV, with quotes where they are needed. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  const cell = (value: string) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

export function csvOfPeople(people: readonly DemoPerson[]): string {
  return csvOf([fullHeader, ...people.map(cellsOf)]);
}

function cellsOf(person: DemoPerson): string[] {
  const { email, givenName, familyName, title, department, managerEmail, location, phone, employeeNumber } = person;
  return [email, givenName, familyName, title, department, managerEmail, location, phone, employeeNumber];
}

/** As many people as wanted, who report to each other in a tree ten wide. */
export function manyPeople(count: number, domain: string): DemoPerson[] {
  const chance = chanceOf(count);
  const emailOf = (n: number) => `person.${n}@${domain}`;
  return Array.from({ length: count }, (_, n) => ({
    email: emailOf(n),
    givenName: chance.pick(givenNames),
    familyName: chance.pick(familyNames),
    title: chance.pick(['Engineer', 'Analyst', 'Designer, Print', 'Advisor']),
    department: `Division ${n % 10} / Team ${n % 200}`,
    managerEmail: n === 0 ? '' : emailOf(Math.floor((n - 1) / 10)),
    location: chance.pick(['Lagos', 'Lyon', 'Lima']),
    phone: `+44 1632 960${String(n % 1000).padStart(3, '0')}`,
    employeeNumber: `N${n}`,
  }));
}

/** What is wrong with a bad row; its reasons are as many as its name says. */
const mistakes: readonly ((person: DemoPerson) => Partial<DemoPerson>)[] = [
  () => ({ email: 'not an address' }),
  () => ({ givenName: '' }),
  () => ({ familyName: 'x'.repeat(101), title: 'y'.repeat(201) }),
  () => ({ managerEmail: 'nobody@nowhere.example' }),
  (person) => ({ managerEmail: person.email }),
];

/**
 * A file in which a known number of rows can't be imported.
 * @returns the people, and the lines of the bad rows in the file (the header is line 1)
 */
export function peopleWithMistakes(
  count: number,
  bad: number,
  domain: string,
): { people: DemoPerson[]; lines: number[] } {
  const people = manyPeople(count, domain);
  // From the end, where nobody has reports who would fail with them.
  const first = count - bad;
  return {
    people: people.map((person, n) => {
      const mistake = n < first ? undefined : mistakes[(n - first) % mistakes.length];
      return mistake ? { ...person, ...mistake(person) } : person;
    }),
    lines: Array.from({ length: bad }, (_, n) => first + n + 2),
  };
}
