/** People: the list, the search, a person's page, and the writes to one person. */
import type { listPeople as listPeopleEndpoint, Person, PersonSummary, QueryOf } from '@frontdesk/contract';
import { searchLimit } from '@frontdesk/contract';
import { violatedConstraint } from '../../core/databaseErrors.ts';
import { conflict, notFound } from '../../core/errors.ts';
import { type SQLQuery, sql } from '../../core/sql.ts';
import type { TenantReader, TenantTx } from '../../core/tenantTx.ts';
import { recordAudit } from '../audit/public.ts';

type PeopleQuery = QueryOf<typeof listPeopleEndpoint>;
type PeoplePage = { items: PersonSummary[]; total: number };

/** One page of the directory, in one statement. A search finds `searchLimit` people at most, and its total says so. */
export async function listPeople(
  read: TenantReader,
  query: PeopleQuery,
): Promise<PeoplePage & { page: number; pageSize: number }> {
  const { page, pageSize } = query;
  // A search is made once; the whole list is better read twice, once counting and once in the order of an index.
  const kept = wordsOf(query) === '' ? sql`NOT MATERIALIZED` : sql`MATERIALIZED`;
  const [result] = await read.query<PeoplePage>(sql`
    WITH RECURSIVE wanted_departments AS (${departmentAndBelow(query.departmentId)}),
    matches AS ${kept} (${matches(query)}),
    shown AS (
      SELECT row_number() OVER () AS position, sorted.id
      FROM (${onePage(query)}) sorted
    )
    SELECT
      (SELECT count(*)::int FROM matches) AS total,
      (SELECT coalesce(json_agg(${summary} ORDER BY shown.position), '[]')
        FROM shown JOIN people p ON p.id = shown.id LEFT JOIN departments d ON d.id = p.department_id) AS items`);
  return { items: result?.items ?? [], total: result?.total ?? 0, page, pageSize };
}

/**
 * The identifiers of one page, in order. With nothing but parameters for its bounds PostgreSQL would plan this anew at
 * every request, because it takes a bound that it does not know for a tenth of the rows; planning takes as long as half
 * of the answer. So the bound that it sees is the largest page, and the first page has no offset.
 */
function onePage(query: PeopleQuery): SQLQuery {
  const { page, pageSize } = query;
  const offset = page === 1 ? sql`` : sql`OFFSET ${(page - 1) * pageSize}`;
  return sql`
    SELECT id FROM (SELECT matches.id FROM matches ${orderOf(query)} LIMIT 100 ${offset}) largest LIMIT ${pageSize}`;
}

/** A department shows everyone below it too. */
function departmentAndBelow(departmentId: string | undefined): SQLQuery {
  if (departmentId === undefined) return sql`SELECT NULL::uuid AS id`;
  return sql`
    SELECT id FROM departments WHERE id = ${departmentId}
    UNION
    SELECT below.id FROM departments below JOIN wanted_departments above ON below.parent_id = above.id`;
}

/** PostgreSQL's text can't hold a NUL, so nobody's name does. */
const wordsOf = ({ search }: PeopleQuery) => search.replaceAll('\0', '').trim();

/** Who is on the list, with what it is sorted by. */
function matches(query: PeopleQuery): SQLQuery {
  const departments = query.departmentId === undefined ? sql`NULL` : sql`ARRAY(SELECT id FROM wanted_departments)`;
  const sorted = sql`p.id, p.sort_name, ${sortColumn(query)} AS sorted`;
  const department = query.sort.endsWith('department') ? sql`LEFT JOIN departments d ON d.id = p.department_id` : sql``;
  const words = wordsOf(query);
  if (words !== '') {
    return sql`
      SELECT ${sorted}, found.rank
      FROM search_people(${words}, ${searchLimit}, ${departments}) found JOIN people p ON p.id = found.id ${department}`;
  }
  const narrowed = query.departmentId === undefined ? sql`` : sql`WHERE p.department_id = ANY (${departments})`;
  return sql`SELECT ${sorted} FROM people p ${department} ${narrowed}`;
}

function sortColumn({ sort }: PeopleQuery): SQLQuery {
  switch (sort) {
    case 'title':
    case '-title':
      return sql`lower(p.title)`;
    case 'location':
    case '-location':
      return sql`lower(p.location)`;
    case 'department':
    case '-department':
      return sql`lower(d.name)`;
    default:
      return sql`NULL`;
  }
}

/** A search comes best first, unless another order than the usual one was asked for. */
function orderOf(query: PeopleQuery): SQLQuery {
  if (query.sort === 'name')
    return wordsOf(query) === '' ? sql`ORDER BY sort_name, id` : sql`ORDER BY rank DESC, sort_name, id`;
  if (query.sort === '-name') return sql`ORDER BY sort_name DESC, id DESC`;
  const direction = query.sort.startsWith('-') ? sql`DESC` : sql`ASC`;
  return sql`ORDER BY sorted ${direction} NULLS LAST, sort_name, id`;
}

const summary = sql`json_build_object(
  'id', p.id, 'displayName', p.display_name, 'email', p.email, 'title', p.title, 'location', p.location, 'status', p.status,
  'department', CASE WHEN d.id IS NOT NULL THEN json_build_object('id', d.id, 'name', d.name) END)`;

const colleague = (alias: SQLQuery) =>
  sql`json_build_object('id', ${alias}.id, 'displayName', ${alias}.display_name, 'title', ${alias}.title)`;

/**
 * One person with department path, manager and direct reports, in one statement.
 * @throws ProblemError 404 when there is none
 */
export async function getPerson(read: TenantReader, personId: string): Promise<Person> {
  const [person] = await read.query<Omit<Person, 'department'>>(sql`
    WITH RECURSIVE path AS (
      SELECT d.id, d.name, d.parent_id, 1 AS height
      FROM people p JOIN departments d ON d.id = p.department_id WHERE p.id = ${personId}
      UNION ALL
      SELECT above.id, above.name, above.parent_id, height + 1
      FROM path JOIN departments above ON above.id = path.parent_id WHERE height < 50
    )
    SELECT p.id, p.display_name AS "displayName", p.given_name AS "givenName", p.family_name AS "familyName", p.email,
      p.title, p.location, p.phone, p.employee_number AS "employeeNumber", p.status,
      (SELECT coalesce(json_agg(json_build_object('id', id, 'name', name) ORDER BY height DESC), '[]') FROM path)
        AS "departmentPath",
      (SELECT ${colleague(sql`m`)} FROM people m WHERE m.id = p.manager_id) AS manager,
      (SELECT coalesce(json_agg(${colleague(sql`r`)} ORDER BY r.sort_name, r.id), '[]')
        FROM people r WHERE r.manager_id = p.id) AS "directReports"
    FROM people p WHERE p.id = ${personId}`);
  if (!person) throw notFound('There is no such person. They may have left, or the address is wrong.');
  return { ...person, department: person.departmentPath.at(-1) ?? null };
}

/** The person with an address in this tenant. */
export async function findPersonByEmail(
  tx: Pick<TenantReader, 'query'>,
  email: string,
): Promise<{ id: string; status: 'active' | 'inactive' } | undefined> {
  const [person] = await tx.query<{ id: string; status: 'active' | 'inactive' }>(sql`
    SELECT id, status FROM people WHERE email = ${email.toLowerCase()}`);
  return person;
}

/** What a write to one person needs. Provisioning has no browsers to tell, and may not read what it writes. */
export type PersonWriter = Pick<TenantTx, 'query'> & Partial<Pick<TenantTx, 'hint'>>;

export type NewPerson = {
  readonly id: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string;
  readonly title?: string | null;
  readonly departmentId?: string | null;
  readonly managerId?: string | null;
  readonly location?: string | null;
  readonly phone?: string | null;
  readonly employeeNumber?: string | null;
};

/**
 * Adds a person.
 * @param actorAccountId who does it; null when nobody in the tenant does, as at provisioning
 * @throws ProblemError 409 that names the field, when the address or the employee number is taken
 */
export async function createPerson(
  tx: PersonWriter,
  person: NewPerson,
  actorAccountId: string | null = null,
): Promise<void> {
  const email = person.email.toLowerCase();
  await tx
    .query(sql`
      INSERT INTO people (id, given_name, family_name, email, title, department_id, manager_id, location, phone, employee_number)
      VALUES (${person.id}, ${person.givenName}, ${person.familyName}, ${email}, ${person.title ?? null},
        ${person.departmentId ?? null}, ${person.managerId ?? null}, ${person.location ?? null}, ${person.phone ?? null},
        ${person.employeeNumber ?? null})`)
    .catch(explainTaken);
  await recordAudit(tx, {
    action: 'person.created',
    actorAccountId,
    subject: { type: 'person', id: person.id },
    detail: { email },
  });
  tx.hint?.({ topic: 'people', id: person.id });
}

function explainTaken(error: unknown): never {
  const constraint = violatedConstraint(error);
  if (constraint === 'people_tenant_id_email_key')
    throw conflict('Someone with this e-mail address is already in the directory.', [
      { field: 'email', message: 'This address is taken.' },
    ]);
  if (constraint === 'people_tenant_id_employee_number_key')
    throw conflict('Someone with this employee number is already in the directory.', [
      { field: 'employeeNumber', message: 'This number is taken.' },
    ]);
  throw error;
}
