/** The state of the people list in its address: what is searched, filtered, sorted, and which page. */
import type { PeopleState } from '../../paths.ts';
import type { PeopleFilter } from './queries.ts';

export type PeopleSort = NonNullable<PeopleFilter['sort']>;

export const sortLabels: Readonly<Record<PeopleSort, string>> = {
  name: 'Name, A to Z',
  '-name': 'Name, Z to A',
  title: 'Title, A to Z',
  '-title': 'Title, Z to A',
  department: 'Department, A to Z',
  '-department': 'Department, Z to A',
  location: 'Location, A to Z',
  '-location': 'Location, Z to A',
};

export type CurrentPeople = {
  search: string;
  department: string | undefined;
  sort: PeopleSort | undefined;
  page: number;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads the address; what it says wrongly is as if not said. */
export function readPeopleState(params: URLSearchParams): CurrentPeople {
  const department = params.get('department') ?? '';
  const sort = params.get('sort') ?? '';
  const page = Number(params.get('page'));
  return {
    search: (params.get('search') ?? '').trim().slice(0, 200),
    department: uuid.test(department) ? department : undefined,
    sort: Object.hasOwn(sortLabels, sort) ? (sort as PeopleSort) : undefined,
    page: Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1,
  };
}

/** The state after a change. Whatever changes which people are listed leads back to the first page. */
export function changePeopleState(current: CurrentPeople, change: Partial<CurrentPeople>): PeopleState {
  const next = { ...current, ...(Object.hasOwn(change, 'page') ? {} : { page: 1 }), ...change };
  return {
    search: next.search || undefined,
    department: next.department,
    sort: next.sort === 'name' && !next.search ? undefined : next.sort,
    page: next.page > 1 ? next.page : undefined,
  };
}

/** What to ask the server. Without a chosen sort, a search answers with the best matches first. */
export function toFilter({ search, department, sort, page }: CurrentPeople): PeopleFilter {
  return {
    ...(search && { search }),
    ...(department && { departmentId: department }),
    ...(sort && { sort }),
    ...(page > 1 && { page }),
  };
}
