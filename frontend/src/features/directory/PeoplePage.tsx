/** The people of the organization: searched while typing, filtered, sorted, paged; all of it in the address. */
import type { searchLimit as contractSearchLimit } from '@frontdesk/contract';
import { Button, Group, Select } from '@mantine/core';
import { IconFileImport, IconUserOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { asProblem } from '../../api/problem.ts';
import { usePermission } from '../../api/session.ts';
import { paths } from '../../paths.ts';
import { count } from '../../ui/format.ts';
import { Failure, Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { useRowKeys } from '../../ui/useRowKeys.ts';
import { DepartmentSelect } from './DepartmentSelect.tsx';
import classes from './PeoplePage.module.css';
import { PeopleTable, PeopleTableSkeleton } from './PeopleTable.tsx';
import {
  type CurrentPeople,
  changePeopleState,
  type PeopleSort,
  readPeopleState,
  sortLabels,
  toFilter,
} from './peopleState.ts';
import { peopleQuery } from './queries.ts';

export function Component() {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const mayImport = usePermission('directory.import');
  const state = readPeopleState(params);
  const people = useQuery(peopleQuery(toFilter(state)));
  const keys = useRowKeys<HTMLDivElement>();

  const change = (part: Partial<CurrentPeople>, replace = false) =>
    navigate(paths.people(changePeopleState(state, part)), { replace });
  const clear = () => navigate(paths.people({ sort: state.sort }));
  const filtered = state.search !== '' || state.department !== undefined;

  return (
    <Page
      title="People"
      actions={
        mayImport && (
          <Button component={Link} to={paths.imports} variant="default" leftSection={<IconFileImport size={16} />}>
            Import people
          </Button>
        )
      }
    >
      <div className={classes.tools}>
        <SearchInput
          label="Search people"
          placeholder="Name, title, e-mail…"
          value={state.search}
          onSearch={(search) => void change({ search }, true)}
          busy={people.isFetching && people.isPlaceholderData}
          onKeyDown={keys.onSearchKeyDown}
        />
        <DepartmentSelect value={state.department} onChange={(department) => void change({ department })} />
        <Select
          className={classes.sort}
          aria-label="Sort by"
          data={Object.entries(sortLabels).map(([value, label]) => ({ value, label }))}
          value={state.sort ?? (state.search ? null : 'name')}
          placeholder="Best match first"
          onChange={(sort) => void change({ sort: (sort as PeopleSort | null) ?? undefined })}
          allowDeselect={false}
        />
        <div role="status" className={classes.status}>
          {people.data && !people.isError && countOf(state, people.data.total)}
        </div>
      </div>

      {people.isPending && <PeopleTableSkeleton />}
      {people.isError && <Failure problem={asProblem(people.error)} onRetry={() => void people.refetch()} />}
      {people.data && people.data.items.length > 0 && (
        // biome-ignore lint/a11y/noStaticElementInteractions: the keys move between the links inside
        <div ref={keys.list} onKeyDown={keys.onListKeyDown}>
          <PeopleTable
            people={people.data.items}
            sort={state.sort ?? (state.search ? undefined : 'name')}
            onSort={(sort) => void change({ sort })}
            stale={people.isPlaceholderData}
          />
          <Pager {...people.data} onPage={(page) => void change({ page })} label="Pages of people" />
        </div>
      )}
      {people.data?.items.length === 0 && (
        <Notice
          icon={<IconUserOff size={24} />}
          title={emptyTitle(state, people.data.total)}
          actions={
            <Group gap="xs">
              {state.page > 1 && people.data.total > 0 && (
                <Button onClick={() => void change({ page: 1 })}>Go to the first page</Button>
              )}
              {filtered && <Button onClick={() => void clear()}>Show everyone</Button>}
              {!filtered && state.page === 1 && mayImport && (
                <Button component={Link} to={paths.imports}>
                  Import people
                </Button>
              )}
            </Group>
          }
        >
          {emptyHint(state, filtered)}
        </Notice>
      )}
    </Page>
  );
}

/** A search stops here; the type makes it the contract's own number. */
const searchLimit: typeof contractSearchLimit = 500;

function countOf({ search, department }: CurrentPeople, total: number): string {
  if (search && total >= searchLimit) return `${total} people or more found`;
  const people = count(total, 'person', 'people');
  return search || department ? `${people} found` : people;
}

function emptyTitle({ search, department }: CurrentPeople, total: number): string {
  if (total > 0) return 'There is nothing on this page';
  if (search) return `No one matches “${search}”${department ? ' in this department' : ''}`;
  return department ? 'No one is in this department' : 'No people yet';
}

function emptyHint({ search }: CurrentPeople, filtered: boolean): string {
  if (search) return 'Small typing errors are forgiven; try a part of the name, the title or the department.';
  return filtered ? 'Choose another department, or show everyone.' : 'People appear here once they are imported.';
}
