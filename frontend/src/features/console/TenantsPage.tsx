/** The organizations on this deployment, with counts and nothing of their content. */
import { Button, SegmentedControl, Skeleton, Stack } from '@mantine/core';
import { IconBuildingOff, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { asProblem } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import { count } from '../../ui/format.ts';
import { Failure, Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { useRowKeys } from '../../ui/useRowKeys.ts';
import { tenantsQuery } from './queries.ts';
import classes from './TenantsPage.module.css';
import { TenantsTable } from './TenantsTable.tsx';
import { changeTenantsState, readTenantsState, type TenantsState } from './tenantsState.ts';

const statuses = [
  { value: '', label: 'All' },
  { value: 'active', label: 'Active' },
  { value: 'suspended', label: 'Suspended' },
  { value: 'deleted', label: 'Deleted' },
];

export function Component() {
  const [params, setParams] = useSearchParams();
  const state = readTenantsState(params);
  const { search, status, sort, page } = state;
  const tenants = useQuery(tenantsQuery({ ...(search && { search }), ...(status && { status }), sort, page }));
  const keys = useRowKeys<HTMLDivElement>();
  const change = (part: Partial<TenantsState>, replace = false) =>
    setParams(changeTenantsState(state, part), { replace });
  const filtered = search !== '' || status !== undefined;

  return (
    <Page
      title="Organizations"
      actions={
        <Button component={Link} to={paths.newTenant} leftSection={<IconPlus size={16} />}>
          New organization
        </Button>
      }
    >
      <div className={classes.tools}>
        <SearchInput
          label="Search organizations"
          placeholder="Name or subdomain…"
          value={search}
          onSearch={(text) => change({ search: text }, true)}
          busy={tenants.isFetching && tenants.isPlaceholderData}
          onKeyDown={keys.onSearchKeyDown}
        />
        <SegmentedControl
          aria-label="Status"
          data={statuses}
          value={status ?? ''}
          onChange={(value) => change({ status: (value || undefined) as TenantsState['status'] })}
        />
      </div>
      <div role="status" className={classes.status}>
        {tenants.data &&
          !tenants.isPlaceholderData &&
          `${count(tenants.data.total, 'organization', 'organizations')} found`}
      </div>
      {tenants.isPending && (
        <Stack gap="sm">
          {[1, 2, 3, 4, 5].map((row) => (
            <Skeleton key={row} height={36} />
          ))}
        </Stack>
      )}
      {tenants.isError && <Failure problem={asProblem(tenants.error)} onRetry={() => void tenants.refetch()} />}
      {tenants.data && tenants.data.items.length > 0 && (
        // biome-ignore lint/a11y/noStaticElementInteractions: the keys move between the links inside
        <div ref={keys.list} onKeyDown={keys.onListKeyDown}>
          <TenantsTable
            tenants={tenants.data.items}
            sort={sort}
            onSort={(next) => change({ sort: next })}
            stale={tenants.isPlaceholderData}
          />
          <Pager {...tenants.data} onPage={(next) => change({ page: next })} label="Pages of organizations" />
        </div>
      )}
      {tenants.data?.items.length === 0 && (
        <Notice
          icon={<IconBuildingOff size={24} />}
          title={search ? `No organization matches “${search}”` : filtered ? 'None here' : 'No organizations yet'}
          actions={
            filtered ? (
              <Button onClick={() => setParams({})}>Show all</Button>
            ) : (
              <Button component={Link} to={paths.newTenant}>
                New organization
              </Button>
            )
          }
        >
          {filtered ? 'Try another word or status.' : 'The first one takes a name, a subdomain and its first admin.'}
        </Notice>
      )}
    </Page>
  );
}
