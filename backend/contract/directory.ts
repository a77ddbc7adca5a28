/** The company directory: people, departments, and the import of people from a CSV file. */
import { z } from 'zod';
import { id, instant, pageOf, pageQuery } from './common.ts';
import { endpoint } from './endpoint.ts';

const reference = z.object({ id, name: z.string() });

export const personSummary = z.object({
  id,
  displayName: z.string(),
  email: z.string(),
  title: z.string().nullable(),
  department: reference.nullable(),
  location: z.string().nullable(),
  status: z.enum(['active', 'inactive']),
});
export type PersonSummary = z.infer<typeof personSummary>;

export const peopleSort = z.enum([
  'name',
  '-name',
  'title',
  '-title',
  'department',
  '-department',
  'location',
  '-location',
]);

/** A search finds this many people at most: a `total` that reaches it means "at least". */
export const searchLimit = 500;

export const listPeople = endpoint({
  method: 'GET',
  path: '/api/people',
  summary: 'People; with `search`, the best matches first, typing errors forgiven.',
  query: pageQuery.extend({
    search: z.string().trim().max(200).default(''),
    departmentId: id.optional(),
    sort: peopleSort.default('name'),
  }),
  response: pageOf(personSummary),
});

const colleague = z.object({ id, displayName: z.string(), title: z.string().nullable() });

export const person = personSummary.extend({
  givenName: z.string(),
  familyName: z.string(),
  phone: z.string().nullable(),
  employeeNumber: z.string().nullable(),
  /** From the top of the department tree down to the person's own. */
  departmentPath: z.array(reference),
  manager: colleague.nullable(),
  directReports: z.array(colleague),
});
export type Person = z.infer<typeof person>;

export const getPerson = endpoint({
  method: 'GET',
  path: '/api/people/:personId',
  summary: 'One person, with manager and direct reports.',
  params: z.object({ personId: id }),
  response: person,
});

export const department = z.object({
  id,
  name: z.string(),
  parentId: id.nullable(),
  peopleCount: z.int(),
});

export const listDepartments = endpoint({
  method: 'GET',
  path: '/api/departments',
  summary: 'Every department, as a flat list with parents.',
  response: z.object({ items: z.array(department) }),
});

/**
 * analysing → ready → running → done; `stopped` by a person, `failed` when the file can't be read.
 * `ready` is the preview: nothing has been written.
 */
export const importStatus = z.enum(['analysing', 'ready', 'running', 'done', 'stopped', 'failed']);
export type ImportStatus = z.infer<typeof importStatus>;

export const importOutcome = z.enum(['create', 'change', 'unchanged', 'refused']);
export type ImportOutcome = z.infer<typeof importOutcome>;

export const peopleImport = z.object({
  id,
  fileName: z.string(),
  status: importStatus,
  /** Why it failed, in a sentence; null otherwise. */
  failure: z.string().nullable(),
  /** Headings of columns that are none of `importColumns`; they are not read. */
  ignoredColumns: z.array(z.string()),
  counts: z.object({ create: z.int(), change: z.int(), unchanged: z.int(), refused: z.int() }),
  /** Rows done of rows to do in the current step (analysing or running). */
  progress: z.object({ done: z.int(), total: z.int() }),
  createdAt: instant,
  finishedAt: instant.nullable(),
  createdBy: z.string(),
});
export type PeopleImport = z.infer<typeof peopleImport>;

/** A file of at most 20 MB and 50,000 rows. */
export const importLimits = { bytes: 20_000_000, rows: 50_000 } as const;

export const createPeopleImport = endpoint({
  method: 'POST',
  path: '/api/people/imports',
  summary: 'Takes a CSV file (the body, `text/csv`) and begins to analyse it; nothing is written yet.',
  query: z.object({ fileName: z.string().trim().min(1).max(200).default('people.csv') }),
  status: 202,
  response: peopleImport,
});

export const listPeopleImports = endpoint({
  method: 'GET',
  path: '/api/people/imports',
  summary: 'The latest imports.',
  response: z.object({ items: z.array(peopleImport) }),
});

export const getPeopleImport = endpoint({
  method: 'GET',
  path: '/api/people/imports/:importId',
  summary: 'One import, with counts and progress.',
  params: z.object({ importId: id }),
  response: peopleImport,
});

export const importRow = z.object({
  /** The line in the file where the row begins, counted from 1; the header is line 1. */
  line: z.int(),
  outcome: importOutcome,
  values: z.record(z.string(), z.string()),
  /** For `change`: what each field was before. */
  before: z.record(z.string(), z.string()).nullable(),
  /** For `refused`: every reason, each with its column where there is one. */
  errors: z.array(z.object({ column: z.string().nullable(), message: z.string() })),
});
export type ImportRow = z.infer<typeof importRow>;

export const listImportRows = endpoint({
  method: 'GET',
  path: '/api/people/imports/:importId/rows',
  summary: 'The preview, row by row.',
  params: z.object({ importId: id }),
  query: pageQuery.extend({ outcome: importOutcome.optional() }),
  response: pageOf(importRow),
});

export const executePeopleImport = endpoint({
  method: 'POST',
  path: '/api/people/imports/:importId/execution',
  summary: 'Runs a previewed import; rows that were refused stay out.',
  params: z.object({ importId: id }),
  status: 202,
  response: peopleImport,
});

export const stopPeopleImport = endpoint({
  method: 'POST',
  path: '/api/people/imports/:importId/stop',
  summary: 'Stops an import; rows already written stay.',
  params: z.object({ importId: id }),
  response: peopleImport,
});

/** The columns that a CSV file may have; `email`, `given_name` and `family_name` are required. */
export const importColumns = [
  'email',
  'given_name',
  'family_name',
  'title',
  'department',
  'manager_email',
  'location',
  'phone',
  'employee_number',
] as const;
