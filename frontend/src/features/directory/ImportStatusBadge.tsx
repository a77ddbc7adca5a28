import type { ImportStatus } from '@frontdesk/contract';
import { Badge } from '@mantine/core';

const looks: Readonly<Record<ImportStatus, { label: string; color: string }>> = {
  analysing: { label: 'Checking', color: 'blue' },
  ready: { label: 'Waiting for you', color: 'yellow' },
  running: { label: 'Importing', color: 'blue' },
  done: { label: 'Done', color: 'brand' },
  stopped: { label: 'Stopped', color: 'gray' },
  failed: { label: 'Could not be read', color: 'red' },
};

export function ImportStatusBadge({ status }: { status: ImportStatus }) {
  const { label, color } = looks[status];
  return <Badge color={color}>{label}</Badge>;
}
