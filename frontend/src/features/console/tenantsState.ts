/** The state of the list of organizations in its address. */
import type { TenantsFilter } from './queries.ts';

export type TenantsState = Required<Pick<TenantsFilter, 'search' | 'sort' | 'page'>> & Pick<TenantsFilter, 'status'>;

const sorts: readonly TenantsState['sort'][] = ['name', '-name', 'createdAt', '-createdAt'];
const statuses: readonly NonNullable<TenantsState['status']>[] = ['active', 'suspended', 'deleted'];

export function readTenantsState(params: URLSearchParams): TenantsState {
  const page = Number(params.get('page'));
  return {
    search: (params.get('search') ?? '').trim().slice(0, 100),
    status: statuses.find((known) => known === params.get('status')),
    sort: sorts.find((known) => known === params.get('sort')) ?? 'name',
    page: Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1,
  };
}

/** The query string after a change; whatever changes what is listed leads back to the first page. */
export function changeTenantsState(current: TenantsState, change: Partial<TenantsState>): URLSearchParams {
  const { search, status, sort, page } = { ...current, page: 1, ...change };
  const params = new URLSearchParams();
  if (search) params.set('search', search);
  if (status) params.set('status', status);
  if (sort !== 'name') params.set('sort', sort);
  if (page > 1) params.set('page', String(page));
  return params;
}
