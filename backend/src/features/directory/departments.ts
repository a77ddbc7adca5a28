/** Departments: the tree that people belong to. */
import type { listDepartments as listDepartmentsEndpoint, ResponseOf } from '@frontdesk/contract';
import { newId } from '../../core/identifiers.ts';
import { sql } from '../../core/sql.ts';
import type { TenantReader, TenantTx } from '../../core/tenantTx.ts';

/** Every department with the number of people directly in it. */
export async function listDepartments(read: TenantReader): Promise<ResponseOf<typeof listDepartmentsEndpoint>> {
  const items = await read.query<ResponseOf<typeof listDepartmentsEndpoint>['items'][number]>(sql`
    SELECT d.id, d.name, d.parent_id AS "parentId", coalesce(p.count, 0)::int AS "peopleCount"
    FROM departments d
    LEFT JOIN (SELECT department_id, count(*) FROM people GROUP BY department_id) p ON p.department_id = d.id
    ORDER BY searchable(d.name), d.id`);
  return { items };
}

export type Department = { readonly id: string; readonly name: string; readonly parentId: string | null };

export function readDepartments(tx: Pick<TenantReader, 'query'>): Promise<Department[]> {
  return tx.query<Department>(sql`SELECT id, name, parent_id AS "parentId" FROM departments`);
}

/** Writes a path of department names as one text, the way that a CSV file gives it. */
export const pathSeparator = ' / ';

/** Two names that differ only in capitals are one department's. */
export const pathKey = (path: string): string => path.toLowerCase();

/** Each department's path from the top, such as `Engineering / Platform`. */
export function pathsOf(departments: readonly Department[]): Map<string, string> {
  const byId = new Map(departments.map((department) => [department.id, department]));
  const paths = new Map<string, string>();
  const pathOf = (department: Department): string => {
    const known = paths.get(department.id);
    if (known !== undefined) return known;
    const parent = department.parentId === null ? undefined : byId.get(department.parentId);
    const path = parent ? `${pathOf(parent)}${pathSeparator}${department.name}` : department.name;
    paths.set(department.id, path);
    return path;
  };
  for (const department of departments) pathOf(department);
  return paths;
}

/**
 * Makes the departments of these paths that are not there yet, from the top down.
 * @param existing the paths that there are, by the department's id
 * @returns the department's id by its path's key, for all departments
 */
export async function ensureDepartments(
  tx: Pick<TenantTx, 'query'>,
  existing: ReadonlyMap<string, string>,
  wanted: Iterable<string>,
): Promise<Map<string, string>> {
  const idByPath = new Map<string, string>();
  for (const [id, path] of existing) idByPath.set(pathKey(path), id);
  const made: Department[] = [];
  for (const path of wanted) {
    let parentId: string | null = null;
    let reached = '';
    for (const name of path.split(pathSeparator)) {
      reached = reached === '' ? name : `${reached}${pathSeparator}${name}`;
      let id = idByPath.get(pathKey(reached));
      if (id === undefined) {
        id = newId();
        idByPath.set(pathKey(reached), id);
        made.push({ id, name, parentId });
      }
      parentId = id;
    }
  }
  if (made.length > 0) {
    // Foreign keys are checked at the statement's end, so parents and children may come together.
    await tx.query(sql`
      INSERT INTO departments (id, name, parent_id)
      SELECT id, name, parent_id FROM unnest(${made.map((d) => d.id)}::uuid[], ${made.map((d) => d.name)}::text[],
        ${made.map((d) => d.parentId)}::uuid[]) AS made (id, name, parent_id)`);
  }
  return idByPath;
}
