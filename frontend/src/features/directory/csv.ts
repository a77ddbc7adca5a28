/** CSV files as this application writes them (RFC 4180), safe to open in a spreadsheet. */
import type { ImportRow, importColumns } from '@frontdesk/contract';

type ImportColumn = (typeof importColumns)[number];

/** What each column of an import means; its order is that of the template. */
export const columnNotes: Readonly<Record<ImportColumn, { note: string; required?: true; example: string }>> = {
  email: {
    note: 'Whom the row is about: a known address changes that person.',
    required: true,
    example: 'ada@example.com',
  },
  given_name: { note: 'First name.', required: true, example: 'Ada' },
  family_name: { note: 'Last name.', required: true, example: 'Lovelace' },
  title: { note: 'Job title.', example: 'Principal Engineer' },
  department: {
    note: 'A name, or a path such as “Engineering / Platform”; made when there is none.',
    example: 'Engineering / Platform',
  },
  manager_email: {
    note: 'The manager’s address: someone in the directory or in this file.',
    example: 'grace@example.com',
  },
  location: { note: 'Where the person works.', example: 'London' },
  phone: { note: 'With the country’s code.', example: '+44 20 7946 0958' },
  employee_number: { note: 'Your own number for the person.', example: '1024' },
};

export const templateCsv = (): string =>
  toCsv([Object.keys(columnNotes), Object.values(columnNotes).map(({ example }) => example)]);

/** The refused rows as they were, with their line and every reason, to be mended and imported again. */
export function refusedRowsCsv(rows: readonly ImportRow[]): string {
  const known = Object.keys(columnNotes);
  const present = new Set(rows.flatMap(({ values }) => Object.keys(values)));
  const columns = [
    ...known.filter((name) => present.has(name)),
    ...[...present].filter((name) => !known.includes(name)),
  ];
  const lines = rows.map(({ line, values, errors }) => [
    ...columns.map((column) => values[column] ?? ''),
    String(line),
    errors.map(({ column, message }) => (column ? `${column}: ${message}` : message)).join('; '),
  ]);
  return toCsv([[...columns, 'line', 'problems'], ...lines]);
}

export function toCsv(lines: readonly (readonly string[])[]): string {
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

/**
 * One cell. What a spreadsheet would run as a formula gets an apostrophe in front; a plain phone number such as
 * `+44 20 7946 0958` calls nothing, and has to survive the way back.
 */
function cell(value: string): string {
  const isFormula = /^[=+\-@\t\r]/.test(value) && !/^\+[\d ()./-]+$/.test(value);
  const safe = isFormula ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
