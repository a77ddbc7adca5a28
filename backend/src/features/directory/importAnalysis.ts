/**
 * What an import would do: each row of a file against the directory. Pure, so that every rule can be tried by itself.
 *
 * People are matched by e-mail address. A column that the file has not is left as it is; an empty cell clears its value.
 * Two rows with the same address or employee number are both refused, because neither is known to be the right one.
 */
import type { ImportOutcome } from '@frontdesk/contract';
import { type CsvFile, headingOf, type ImportColumn } from './csvFile.ts';
import { departmentResolver } from './importDepartments.ts';
import { checkManagers, managersFirst } from './importManagers.ts';
import { checkRow, type RowError, type RowValues } from './importRow.ts';

/** A person as the directory has them, in the words of a file. */
export type PersonText = Readonly<Record<ImportColumn, string>>;

export type Directory = {
  readonly people: readonly PersonText[];
  readonly departmentPaths: readonly string[];
};

export type CheckedRow = {
  readonly line: number;
  values: RowValues;
  readonly errors: RowError[];
};

export type Verdict = {
  readonly line: number;
  /** Its place when the rows are written: a manager comes before those who report to them. */
  readonly position: number;
  readonly outcome: ImportOutcome;
  readonly values: RowValues;
  /** For a change: what each changed field was. */
  readonly before: RowValues | null;
  readonly errors: readonly RowError[];
};

/** Judges every row, in the file's order. */
export function analyse(file: Pick<CsvFile, 'rows'>, directory: Directory): Verdict[] {
  const people = new Map(directory.people.map((person) => [person.email, person]));
  const rows: CheckedRow[] = file.rows.map((row) => ({ line: row.line, ...checkRow(row) }));
  refuseRepeated(rows, 'email');
  refuseRepeated(rows, 'employee_number');
  refuseTakenNumbers(rows, directory.people);
  resolveDepartments(rows, directory.departmentPaths);
  checkManagers(rows, people);
  const positions = managersFirst(rows, people);
  return rows.map((row) => ({
    line: row.line,
    position: positions.get(row) ?? rows.length,
    values: row.values,
    errors: row.errors,
    ...judge(row, people.get(row.values.email ?? '')),
  }));
}

function judge({ values, errors }: CheckedRow, person: PersonText | undefined): Pick<Verdict, 'outcome' | 'before'> {
  if (errors.length > 0) return { outcome: 'refused', before: null };
  if (!person) return { outcome: 'create', before: null };
  const before = differences(values, person);
  return Object.keys(before).length === 0 ? { outcome: 'unchanged', before: null } : { outcome: 'change', before };
}

/** The fields of a person that a row would change, as they are now. */
function differences(values: RowValues, person: PersonText): RowValues {
  const columns = Object.keys(values) as ImportColumn[];
  return Object.fromEntries(
    columns.filter((column) => values[column] !== person[column]).map((column) => [column, person[column]]),
  );
}

function refuseRepeated(rows: readonly CheckedRow[], column: 'email' | 'employee_number'): void {
  for (const same of Map.groupBy(rows, (row) => row.values[column] ?? '').values()) {
    if (same.length < 2 || !same[0]?.values[column]) continue;
    for (const row of same) {
      const others = same.filter((other) => other !== row).map((other) => other.line);
      row.errors.push({ column, message: `The same ${headingOf(column)} is on ${linesOf(others)}. Keep one of them.` });
    }
  }
}

function linesOf(lines: readonly number[]): string {
  const shown = lines.slice(0, 5).join(', ');
  return `line${lines.length > 1 ? 's' : ''} ${shown}${lines.length > 5 ? ` and ${lines.length - 5} more` : ''}`;
}

function refuseTakenNumbers(rows: readonly CheckedRow[], people: readonly PersonText[]): void {
  const holders = new Map(people.map((person) => [person.employee_number, person.email]));
  for (const row of rows) {
    const number = row.values.employee_number;
    const holder = number ? holders.get(number) : undefined;
    if (holder !== undefined && holder !== row.values.email)
      row.errors.push({ column: 'employee_number', message: takenBy(holder) });
  }
}

export const takenBy = (holder: string) => `This number is ${holder}’s.`;

function resolveDepartments(rows: readonly CheckedRow[], existingPaths: readonly string[]): void {
  const sound = rows.filter(({ errors }) => !errors.some((error) => error.column === 'department'));
  const wanted = sound.map((row) => row.values.department ?? '').filter((path) => path !== '');
  const resolve = departmentResolver(existingPaths, wanted);
  for (const row of sound) {
    if (!row.values.department) continue;
    const resolved = resolve(row.values.department);
    if ('path' in resolved) row.values = { ...row.values, department: resolved.path };
    else row.errors.push({ column: 'department', message: resolved.fault });
  }
}
