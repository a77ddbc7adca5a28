/** What the directory asks the server, with the keys under which the answers are kept. */
import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import type { AnswerOf, RequestOf } from '../../api/endpoints.ts';
import { departmentsKey, importsKey, peopleKey } from '../../api/topics.ts';

export type PeopleFilter = NonNullable<RequestOf<'listPeople'>['query']>;

export const peopleQuery = (query: PeopleFilter) =>
  queryOptions({
    queryKey: [...peopleKey, 'list', query],
    queryFn: ({ signal }) => call('listPeople', { query }, { signal }),
    placeholderData: keepPreviousData,
  });

export const personQuery = (personId: string) =>
  queryOptions({
    queryKey: [...peopleKey, 'one', personId],
    queryFn: ({ signal }) => call('getPerson', { params: { personId } }, { signal }),
  });

export const departmentsQuery = queryOptions({
  queryKey: departmentsKey,
  queryFn: ({ signal }) => call('listDepartments', {}, { signal }),
});

export const importsQuery = queryOptions({
  queryKey: [...importsKey, 'list'],
  queryFn: ({ signal }) => call('listPeopleImports', {}, { signal }),
});

/** One import; while it works, asked again every two seconds, so that progress shows without a socket too. */
export const importQuery = (importId: string) =>
  queryOptions({
    queryKey: [...importsKey, 'one', importId],
    queryFn: ({ signal }) => call('getPeopleImport', { params: { importId } }, { signal }),
    refetchInterval: ({ state }) => (state.data && isWorking(state.data) ? 2000 : false),
  });

export const isWorking = ({ status }: AnswerOf<'getPeopleImport'>): boolean =>
  status === 'analysing' || status === 'running';

type RowsFilter = NonNullable<RequestOf<'listImportRows'>['query']>;

/** `version` changes when the rows may have: their outcome is settled anew by each step of the import. */
export const importRowsQuery = (importId: string, query: RowsFilter, version: string) =>
  queryOptions({
    queryKey: [...importsKey, 'rows', importId, version, query],
    queryFn: ({ signal }) => call('listImportRows', { params: { importId }, query }, { signal }),
    placeholderData: keepPreviousData,
  });

/** Fetches a person ahead of the click. */
export function prefetchPerson(queryClient: QueryClient, personId: string): void {
  void queryClient.prefetchQuery(personQuery(personId));
}
