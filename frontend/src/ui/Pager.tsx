/** Which part of a list is shown, and the way to the others. */
import { Group, Pagination, Text } from '@mantine/core';
import { formatNumber } from './format.ts';

type Props = { page: number; pageSize: number; total: number; onPage: (page: number) => void; label: string };

export function Pager({ page, pageSize, total, onPage, label }: Props) {
  const pages = Math.ceil(total / pageSize);
  const first = (page - 1) * pageSize + 1;
  const last = Math.min(page * pageSize, total);
  if (total === 0) return null;
  return (
    <Group justify="space-between" mt="md" gap="sm">
      <Text size="sm" c="dimmed">
        {pages > 1
          ? `${formatNumber(first)}–${formatNumber(last)} of ${formatNumber(total)}`
          : `${formatNumber(total)} in all`}
      </Text>
      {pages > 1 && (
        <nav aria-label={label}>
          <Pagination
            size="sm"
            value={page}
            onChange={onPage}
            total={pages}
            siblings={1}
            getItemProps={(number) => ({ 'aria-label': `Page ${number}` })}
            getControlProps={(control) => ({ 'aria-label': controlLabels[control] })}
          />
        </nav>
      )}
    </Group>
  );
}

const controlLabels: Record<string, string> = { next: 'Next page', previous: 'Previous page' };
