/**
 * Reads a CSV file: bytes to rows of named cells. It knows which columns the directory has, and nothing of people.
 *
 * The file is UTF-8, with or without a byte order mark; commas, semicolons or tabs part its cells; quotes are those of
 * RFC 4180. Cells stay text: `=1+1` is three characters. White space around a cell goes, and within it becomes one space.
 */
import { importColumns, importLimits } from '@frontdesk/contract';
import { type CsvError, parse } from 'csv-parse/sync';

export type ImportColumn = (typeof importColumns)[number];

export type CsvRow = {
  /** Where the row begins in the file, counted from 1; the header is line 1. */
  readonly line: number;
  /** What the row says, for the columns that the file has. */
  readonly values: Readonly<Partial<Record<ImportColumn, string>>>;
  /** Set when the row has not as many cells as the header. */
  readonly fault?: string;
};

export type CsvFile = {
  readonly columns: readonly ImportColumn[];
  readonly ignoredColumns: readonly string[];
  readonly rows: readonly CsvRow[];
};

/** Why a file can't be read as a whole; the message is for the person who chose it. */
export class UnreadableFile extends Error {}

/** @throws UnreadableFile */
export function readCsvFile(bytes: Uint8Array): CsvFile {
  const text = decode(bytes);
  const [header, ...records] = parseRecords(text, delimiterOf(text));
  if (!header) throw new UnreadableFile('The file is empty. Its first line must name the columns.');
  const { columns, known } = readHeader(header.record);
  const filled = records.filter(({ record }) => record.some((cell) => cell !== ''));
  if (filled.length === 0) throw new UnreadableFile('The file has a header and no rows.');
  if (filled.length > importLimits.rows)
    throw new UnreadableFile(
      `The file has ${filled.length} rows; at most ${importLimits.rows} can be imported at once. Split it.`,
    );
  // A column without a heading is told of where it holds something.
  const ignoredColumns = header.record.flatMap((heading, n) =>
    columns[n] === undefined && (heading !== '' || filled.some(({ record }) => record[n]))
      ? [heading || `column ${n + 1}`]
      : [],
  );
  return {
    columns: known,
    ignoredColumns,
    rows: filled.map(({ line, record }) => ({
      line,
      values: Object.fromEntries(columns.flatMap((column, n) => (column ? [[column, record[n] ?? '']] : []))),
      ...(record.length === columns.length ? {} : { fault: cellCountFault(record.length, columns.length) }),
    })),
  };
}

const cellCountFault = (found: number, wanted: number) =>
  `This row has ${found} cells and the header has ${wanted}. Look for a missing or surplus delimiter or quote.`;

function decode(bytes: Uint8Array): string {
  try {
    // The decoder drops the byte order mark. One kind of line end makes lines countable.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch {
    throw new UnreadableFile(
      'The file is not in UTF-8, so names with accents would be spoilt. Save it as “CSV UTF-8” and upload it again.',
    );
  }
}

type ParsedRecord = { readonly line: number; readonly record: readonly string[] };

function parseRecords(text: string, delimiter: string): ParsedRecord[] {
  try {
    const parsed = parse(text, {
      delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return parsed.map(({ record, info }) => ({
      // `lines` counts to the row's end; a quoted cell may hold line breaks.
      line: info.lines - record.reduce((breaks, cell) => breaks + cell.split('\n').length - 1, 0),
      record: record.map(clean),
    }));
  } catch (error) {
    throw new UnreadableFile(explain(error as CsvError));
  }
}

/** PostgreSQL's text can't hold a NUL; the mark for what can't be read takes its place. */
const clean = (cell: string) => cell.normalize('NFC').replace(/\s+/gu, ' ').replaceAll('\0', '\u{fffd}').trim();

function explain(error: CsvError): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return `Line ${error.lines} opens a quote that is never closed.`;
    case 'INVALID_OPENING_QUOTE':
    case 'CSV_INVALID_CLOSING_QUOTE':
      return `Line ${error.lines} has a quote within a cell. Put the whole cell in quotes and double those within it.`;
    default:
      return `The file can’t be read as CSV: ${error.message}.`;
  }
}

/** The one of comma, semicolon and tab that makes most known columns of the first line. */
function delimiterOf(text: string): string {
  const firstLine = text.trimStart().split('\n', 1)[0] ?? '';
  const known = (delimiter: string) => firstLine.split(delimiter).filter((cell) => columnOf(cell) !== undefined).length;
  return [',', ';', '\t'].reduce((best, candidate) => (known(candidate) > known(best) ? candidate : best));
}

function readHeader(header: readonly string[]) {
  const columns = header.map(columnOf);
  const known = columns.filter((column) => column !== undefined);
  const twice = known.find((column, n) => known.indexOf(column) !== n);
  if (twice !== undefined) {
    const headings = header.filter((_, n) => columns[n] === twice).map((heading) => `“${heading}”`);
    throw new UnreadableFile(`Several columns mean ${headingOf(twice)}: ${headings.join(' and ')}. Keep one of them.`);
  }
  const missing = (['email', 'given_name', 'family_name'] as const).filter((column) => !known.includes(column));
  if (missing.length > 0) {
    const wholeName = header.find((heading) => ['name', 'fullname', 'displayname'].includes(keyOf(heading)));
    const advice = wholeName
      ? ` “${wholeName}” does not tell which part is the family name: give two columns, given name and family name.`
      : ' The first line must name the columns.';
    throw new UnreadableFile(`The file has no column for ${missing.map(headingOf).join(', ')}.${advice}`);
  }
  return { columns, known };
}

/** A column's name as people write it. */
export const headingOf = (column: ImportColumn): string => column.replaceAll('_', ' ');

/** Headings that mean a column, besides its own name; letters and digits only. */
const otherHeadings: Readonly<Record<ImportColumn, readonly string[]>> = {
  email: ['emailaddress', 'mail', 'workemail'],
  given_name: ['firstname', 'forename', 'given', 'first'],
  family_name: ['lastname', 'surname', 'family', 'last'],
  title: ['jobtitle', 'position'],
  department: ['dept', 'departmentname', 'departmentpath'],
  manager_email: ['managersemail', 'manager', 'managermail', 'manageremailaddress', 'reportsto', 'supervisoremail'],
  location: ['office', 'site', 'worklocation'],
  phone: ['phonenumber', 'telephone', 'tel', 'workphone'],
  employee_number: ['employeeid', 'employeeno', 'personnelnumber', 'staffnumber', 'staffid'],
};

const columnByKey = new Map(
  importColumns.flatMap((column) =>
    [keyOf(column), ...otherHeadings[column]].map((key): [string, ImportColumn] => [key, column]),
  ),
);

function columnOf(heading: string): ImportColumn | undefined {
  return columnByKey.get(keyOf(heading));
}

/** Headings are the same whatever their capitals, spaces, underscores, hyphens and apostrophes. */
function keyOf(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{Letter}\p{Number}]/gu, '');
}
