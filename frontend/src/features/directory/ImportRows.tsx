/** The rows of an import, with what happens to each and why; one outcome at a time or all. */
import type { ImportOutcome, PeopleImport } from '@frontdesk/contract';
import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { call } from '../../api/call.ts';
import { asProblem } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import { formatNumber } from '../../ui/format.ts';
import { Failure } from '../../ui/Notice.tsx';
import { notify } from '../../ui/notify.ts';
import { Pager } from '../../ui/Pager.tsx';
import { refusedRowsCsv } from './csv.ts';
import { downloadText } from './download.ts';
import classes from './ImportRows.module.css';
import { ImportRowsTable } from './ImportRowsTable.tsx';
import { importRowsQuery } from './queries.ts';

const outcomes: readonly { outcome: ImportOutcome; before: string; after: string; heading: string }[] = [
  { outcome: 'create', before: 'Create', after: 'Created', heading: 'Rows that create a person' },
  { outcome: 'change', before: 'Change', after: 'Changed', heading: 'Rows that change a person' },
  { outcome: 'unchanged', before: 'Unchanged', after: 'Unchanged', heading: 'Rows that change nothing' },
  { outcome: 'refused', before: 'Refused', after: 'Refused', heading: 'Refused rows' },
];

export function ImportRows({ current }: { current: PeopleImport }) {
  const [params, setParams] = useSearchParams();
  const shown = outcomes.find((known) => known.outcome === params.get('outcome'));
  const outcome = shown?.outcome;
  const page = Math.max(1, Math.trunc(Number(params.get('page'))) || 1);
  const rows = useQuery(importRowsQuery(current.id, { page, ...(outcome && { outcome }) }, current.status));
  const toPage = (next: number) =>
    setParams({ ...(outcome && { outcome }), ...(next > 1 && { page: String(next) }) }, { preventScrollReset: true });

  return (
    <section aria-labelledby="rows">
      <ul className={classes.counts} aria-label="Show rows by outcome">
        {outcomes.map(({ outcome: value, before, after }) => (
          <li key={value}>
            <Link
              className={classes.count}
              data-outcome={value}
              aria-current={value === outcome ? 'true' : undefined}
              to={paths.import(current.id, value === outcome ? undefined : value)}
              preventScrollReset
            >
              <span className={classes.number}>{formatNumber(current.counts[value])}</span>
              <span>{current.status === 'done' ? after : before}</span>
            </Link>
          </li>
        ))}
      </ul>
      <Group justify="space-between" mb="xs">
        <Title order={2} id="rows">
          {shown?.heading ?? 'All rows'}
        </Title>
        <Group gap="xs">
          {outcome && (
            <Button
              size="compact-sm"
              variant="subtle"
              component={Link}
              to={paths.import(current.id)}
              preventScrollReset
            >
              Show all rows
            </Button>
          )}
          {current.counts.refused > 0 && <DownloadRefused current={current} />}
        </Group>
      </Group>
      {rows.isPending && (
        <Stack gap="xs">
          <Skeleton height={32} />
          <Skeleton height={32} />
          <Skeleton height={32} />
        </Stack>
      )}
      {rows.isError && <Failure problem={asProblem(rows.error)} onRetry={() => void rows.refetch()} />}
      {rows.data?.items.length === 0 && (
        <Text c="dimmed" py="xl" ta="center">
          No rows here.
        </Text>
      )}
      {rows.data && rows.data.items.length > 0 && (
        <>
          <ImportRowsTable rows={rows.data.items} stale={rows.isPlaceholderData} />
          <Pager {...rows.data} onPage={toPage} label="Pages of rows" />
        </>
      )}
    </section>
  );
}

function DownloadRefused({ current }: { current: PeopleImport }) {
  const download = useMutation({
    mutationFn: () => allRefusedRows(current.id),
    onSuccess: (rows) => downloadText(`refused-${current.fileName.replace(/\.[^.]*$/, '')}.csv`, refusedRowsCsv(rows)),
    onError: (error) => notify(`Not downloaded. ${asProblem(error).detail}`),
  });
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconDownload size={14} />}
      loading={download.isPending}
      onClick={() => download.mutate()}
    >
      Download the refused rows
    </Button>
  );
}

async function allRefusedRows(importId: string) {
  const rows = [];
  for (let page = 1; ; page++) {
    const answer = await call('listImportRows', {
      params: { importId },
      query: { outcome: 'refused', page, pageSize: 100 },
    });
    rows.push(...answer.items);
    if (answer.items.length === 0 || rows.length >= answer.total) return rows;
  }
}
