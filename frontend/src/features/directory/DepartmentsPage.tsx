/** The departments as a tree; each leads to the people in it. */
import { Skeleton, Stack } from '@mantine/core';
import { IconSitemap } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { asProblem } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import { count } from '../../ui/format.ts';
import { Failure, Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { useRowKeys } from '../../ui/useRowKeys.ts';
import classes from './DepartmentsPage.module.css';
import { type DepartmentNode, departmentTree, filterTree } from './departmentTree.ts';
import { departmentsQuery } from './queries.ts';

export function Component() {
  const [params, setParams] = useSearchParams();
  const search = params.get('search') ?? '';
  const departments = useQuery(departmentsQuery);
  const tree = filterTree(departmentTree(departments.data?.items ?? []), search);
  const keys = useRowKeys<HTMLDivElement>();

  return (
    <Page title="Departments" description="Each number counts the department and everything below it." narrow>
      <div className={classes.tools}>
        <SearchInput
          label="Search departments"
          value={search}
          onSearch={(text) => setParams(text ? { search: text } : {}, { replace: true })}
          onKeyDown={keys.onSearchKeyDown}
        />
      </div>
      {departments.isPending && <TreeSkeleton />}
      {departments.isError && (
        <Failure problem={asProblem(departments.error)} onRetry={() => void departments.refetch()} />
      )}
      {departments.data && tree.length === 0 && (
        <Notice
          icon={<IconSitemap size={24} />}
          title={search ? `No department matches “${search}”` : 'No departments yet'}
        >
          {search ? 'Try a shorter part of its name.' : 'Departments appear when people are imported into them.'}
        </Notice>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys move between the links inside */}
      <div ref={keys.list} onKeyDown={keys.onListKeyDown}>
        <Branch nodes={tree} />
      </div>
    </Page>
  );
}

function Branch({ nodes }: { nodes: DepartmentNode[] }) {
  if (nodes.length === 0) return null;
  return (
    <ul className={classes.branch}>
      {nodes.map(({ id, name, total, children }) => (
        <li key={id}>
          <Link className={classes.department} data-row to={paths.people({ department: id })}>
            <span className={classes.name}>{name}</span>
            <span className={classes.count}>{count(total, 'person', 'people')}</span>
          </Link>
          <Branch nodes={children} />
        </li>
      ))}
    </ul>
  );
}

function TreeSkeleton() {
  return (
    <Stack gap="sm" aria-hidden>
      {[0, 1, 1, 2, 1, 0, 1, 1].map((depth, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have nothing else
        <Skeleton key={index} height={18} width={200} ml={depth * 24} />
      ))}
    </Stack>
  );
}
