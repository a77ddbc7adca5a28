/** What the console asks the server. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import type { RequestOf } from '../../api/endpoints.ts';

export const tenantsKey = ['tenants'] as const;

export type TenantsFilter = NonNullable<RequestOf<'listTenants'>['query']>;

export const tenantsQuery = (query: TenantsFilter) =>
  queryOptions({
    queryKey: [...tenantsKey, 'list', query],
    queryFn: ({ signal }) => call('listTenants', { query }, { signal }),
    placeholderData: keepPreviousData,
  });

export const tenantQuery = (tenantId: string) =>
  queryOptions({
    queryKey: [...tenantsKey, 'one', tenantId],
    queryFn: ({ signal }) => call('getTenant', { params: { tenantId } }, { signal }),
  });
