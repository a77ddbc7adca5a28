/**
 * What is asked, twice: as a product without row-level security would write it, with `tenant_id` in every place where
 * it belongs, and as a feature of Frontdesk writes it, without a word of tenants.
 *
 * `plain` are three bare statements. `pages` are the product's own answers; their protected form is the product's code.
 */
import { searchLimit } from '@frontdesk/contract';
import { type SQLQuery, sql } from '../../backend/src/core/sql.ts';

/** The questions, and what a person asks by each. */
export const questions = ['list', 'person', 'search'] as const;
export type Question = (typeof questions)[number];

type Named = { readonly name: string; readonly text: string };

const plainColumns = 'p.id, p.display_name, p.email, p.title, p.location, p.status';

/** Parameters: the tenant, then the person or the words. */
export const plain: Readonly<Record<Question, Named>> = {
  list: {
    name: 'plain_list',
    text: `SELECT ${plainColumns} FROM people p WHERE p.tenant_id = $1 ORDER BY p.sort_name, p.id LIMIT 50`,
  },
  person: { name: 'plain_person', text: `SELECT ${plainColumns} FROM people p WHERE p.tenant_id = $1 AND p.id = $2` },
  search: {
    name: 'plain_search',
    text: `SELECT ${plainColumns} FROM search_people_unprotected($1, $2, 50) found
      JOIN people p ON p.tenant_id = $1 AND p.id = found.id ORDER BY found.rank DESC, p.sort_name, p.id`,
  },
};

const protectedColumns = sql`p.id, p.display_name, p.email, p.title, p.location, p.status`;

export const plainProtected: Readonly<Record<Question, (argument: string) => SQLQuery>> = {
  list: () => sql`SELECT ${protectedColumns} FROM people p ORDER BY p.sort_name, p.id LIMIT 50`,
  person: (id) => sql`SELECT ${protectedColumns} FROM people p WHERE p.id = ${id}`,
  search: (words) => sql`
    SELECT ${protectedColumns} FROM search_people(${words}, 50) found
    JOIN people p ON p.id = found.id ORDER BY found.rank DESC, p.sort_name, p.id`,
};

const summary = `json_build_object(
  'id', p.id, 'displayName', p.display_name, 'email', p.email, 'title', p.title, 'location', p.location, 'status', p.status,
  'department', CASE WHEN d.id IS NOT NULL THEN json_build_object('id', d.id, 'name', d.name) END)`;

/** One page of the directory, of fifty people. */
const pageOf = (kept: string, matches: string, order: string) => `
  WITH matches AS ${kept} (${matches}),
  shown AS (
    SELECT row_number() OVER () AS position, sorted.id
    FROM (SELECT matches.id FROM matches ${order} LIMIT 50) sorted
  )
  SELECT
    (SELECT count(*)::int FROM matches) AS total,
    (SELECT coalesce(json_agg(${summary} ORDER BY shown.position), '[]')
      FROM shown JOIN people p ON p.tenant_id = $1 AND p.id = shown.id
      LEFT JOIN departments d ON d.tenant_id = $1 AND d.id = p.department_id) AS items`;

const colleague = (alias: string) =>
  `json_build_object('id', ${alias}.id, 'displayName', ${alias}.display_name, 'title', ${alias}.title)`;

export const pages: Readonly<Record<Question, Named>> = {
  list: {
    name: 'page_list',
    text: pageOf(
      'NOT MATERIALIZED',
      'SELECT p.id, p.sort_name FROM people p WHERE p.tenant_id = $1',
      'ORDER BY sort_name, id',
    ),
  },
  search: {
    name: 'page_search',
    text: pageOf(
      'MATERIALIZED',
      `SELECT p.id, p.sort_name, found.rank FROM search_people_unprotected($1, $2, ${searchLimit}) found
       JOIN people p ON p.tenant_id = $1 AND p.id = found.id`,
      'ORDER BY rank DESC, sort_name, id',
    ),
  },
  person: {
    name: 'page_person',
    text: `
      WITH RECURSIVE path AS (
        SELECT d.id, d.name, d.parent_id, 1 AS height
        FROM people p JOIN departments d ON d.tenant_id = $1 AND d.id = p.department_id
        WHERE p.tenant_id = $1 AND p.id = $2
        UNION ALL
        SELECT above.id, above.name, above.parent_id, height + 1
        FROM path JOIN departments above ON above.tenant_id = $1 AND above.id = path.parent_id WHERE height < 50
      )
      SELECT p.id, p.display_name AS "displayName", p.given_name AS "givenName", p.family_name AS "familyName", p.email,
        p.title, p.location, p.phone, p.employee_number AS "employeeNumber", p.status,
        (SELECT coalesce(json_agg(json_build_object('id', id, 'name', name) ORDER BY height DESC), '[]') FROM path)
          AS "departmentPath",
        (SELECT ${colleague('m')} FROM people m WHERE m.tenant_id = $1 AND m.id = p.manager_id) AS manager,
        (SELECT coalesce(json_agg(${colleague('r')} ORDER BY r.sort_name, r.id), '[]')
          FROM people r WHERE r.tenant_id = $1 AND r.manager_id = p.id) AS "directReports"
      FROM people p WHERE p.tenant_id = $1 AND p.id = $2`,
  },
};
