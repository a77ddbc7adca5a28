/** One row of an import by itself: what each of its cells must be. */
import { email, type ImportRow } from '@frontdesk/contract';
import { z } from 'zod';
import { type CsvRow, headingOf, type ImportColumn } from './csvFile.ts';
import { pathSeparator } from './departments.ts';

export type RowError = ImportRow['errors'][number];

/** What a row says of a person, column by column; '' is nothing. */
export type RowValues = Readonly<Partial<Record<ImportColumn, string>>>;

const text = (atMost: number) => z.string().max(atMost, `Use at most ${atMost} characters.`);
const required = (column: ImportColumn, atMost: number) => text(atMost).min(1, `The ${headingOf(column)} is missing.`);
const isAddress = (cell: string) => email.safeParse(cell).success;
const noAddress = 'This is not an e-mail address.';

const departmentPath = z
  .string()
  .refine(
    (path) => path === '' || path.split(pathSeparator).every((name) => name.length >= 1 && name.length <= 100),
    'Each department of the path has 1 to 100 characters.',
  )
  .refine((path) => path.split(pathSeparator).length <= 10, 'A path has at most 10 departments.');

const cells: Readonly<Record<ImportColumn, z.ZodType<string, string>>> = {
  email: required('email', 254)
    .toLowerCase()
    .refine((cell) => cell === '' || isAddress(cell), noAddress),
  given_name: required('given_name', 100),
  family_name: required('family_name', 100),
  title: text(200),
  department: departmentPath,
  manager_email: text(254)
    .toLowerCase()
    .refine((cell) => cell === '' || isAddress(cell), noAddress),
  location: text(200),
  phone: text(50),
  employee_number: text(50),
};

/** Checks each cell of a row. All that is wrong is told; `values` are as they would be stored. */
export function checkRow(row: CsvRow): { values: RowValues; errors: RowError[] } {
  const values: Partial<Record<ImportColumn, string>> = {};
  const errors: RowError[] = row.fault ? [{ column: null, message: row.fault }] : [];
  for (const [name, cell] of Object.entries(row.values)) {
    const column = name as ImportColumn;
    const parsed = cells[column].safeParse(cell);
    values[column] = parsed.success ? parsed.data : cell;
    const messages = parsed.success ? [] : parsed.error.issues.map((issue) => issue.message);
    if (/[\p{Control}\u{fffd}]/u.test(cell)) messages.push('There are characters in this cell that can’t be read.');
    errors.push(...messages.map((message) => ({ column, message })));
  }
  return { values, errors };
}
