import type { TenantStatus } from '@frontdesk/contract';
import { Badge } from '@mantine/core';

const looks: Readonly<Record<TenantStatus, { label: string; color: string }>> = {
  active: { label: 'Active', color: 'brand' },
  suspended: { label: 'Suspended', color: 'yellow' },
  deleted: { label: 'Deleted', color: 'gray' },
};

export function TenantStatusBadge({ status }: { status: TenantStatus }) {
  return <Badge color={looks[status].color}>{looks[status].label}</Badge>;
}
