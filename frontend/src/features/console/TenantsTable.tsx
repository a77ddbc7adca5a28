import type { Tenant } from '@frontdesk/contract';
import { Anchor, Group, Table, Text } from '@mantine/core';
import { Link } from 'react-router';
import { paths } from '../../paths.ts';
import { BrandMark } from '../../ui/Brand.tsx';
import table from '../../ui/DataTable.module.css';
import { count, formatDate, formatDateTime, formatNumber } from '../../ui/format.ts';
import { SortHeader } from '../../ui/SortHeader.tsx';
import { TenantStatusBadge } from './TenantStatusBadge.tsx';
import type { TenantsState } from './tenantsState.ts';

type Props = {
  tenants: Tenant[];
  sort: TenantsState['sort'];
  onSort: (sort: TenantsState['sort']) => void;
  stale: boolean;
};

export function TenantsTable({ tenants, sort, onSort, stale }: Props) {
  return (
    <Table className={`${table.table} ${stale ? table.stale : ''}`} highlightOnHover verticalSpacing={8}>
      <Table.Thead>
        <Table.Tr>
          <SortHeader column="name" label="Organization" sort={sort} onSort={onSort} />
          <Table.Th className={table.wide}>Workspace</Table.Th>
          <Table.Th>Status</Table.Th>
          <Table.Th className={table.wide} ta="right">
            People
          </Table.Th>
          <SortHeader column="createdAt" label="Since" className={table.wide} sort={sort} onSort={onSort} />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tenants.map(({ id, name, slug, url, status, peopleCount, createdAt }) => (
          <Table.Tr key={id} className={table.row}>
            <Table.Td>
              <Group gap="sm" wrap="nowrap">
                <BrandMark name={name} />
                <div>
                  <Link className={table.link} data-row to={paths.tenant(id)}>
                    {name}
                  </Link>
                  <Text size="sm" c="dimmed" className={table.narrow}>
                    {slug} · {count(peopleCount, 'person', 'people')}
                  </Text>
                </div>
              </Group>
            </Table.Td>
            <Table.Td className={table.wide}>
              {status === 'deleted' ? (
                slug
              ) : (
                <Anchor className={table.above} size="sm" href={url} target="_blank" rel="noreferrer">
                  {new URL(url).host}
                </Anchor>
              )}
            </Table.Td>
            <Table.Td>
              <TenantStatusBadge status={status} />
            </Table.Td>
            <Table.Td className={table.wide} ta="right">
              {formatNumber(peopleCount)}
            </Table.Td>
            <Table.Td className={table.wide}>
              <time dateTime={createdAt} title={formatDateTime(createdAt)}>
                {formatDate(createdAt)}
              </time>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
