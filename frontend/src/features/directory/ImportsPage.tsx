/** Where an import begins: the file, what its columns mean, and the imports that were made before. */
import { Anchor, Badge, Button, Group, Paper, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Link } from 'react-router';
import { asProblem } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import table from '../../ui/DataTable.module.css';
import { formatAgo, formatDateTime } from '../../ui/format.ts';
import { Failure } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { columnNotes, templateCsv } from './csv.ts';
import { downloadText } from './download.ts';
import { ImportStatusBadge } from './ImportStatusBadge.tsx';
import classes from './ImportsPage.module.css';
import { importsQuery } from './queries.ts';

const ImportUpload = lazy(() => import('./ImportUpload.tsx'));

export function Component() {
  return (
    <Page
      title="Import people"
      description="Choose a CSV file. You see row by row what would happen before anything is written."
    >
      <div className={classes.columns}>
        <Suspense fallback={<Skeleton height={232} radius="md" />}>
          <ImportUpload />
        </Suspense>
        <Columns />
      </div>
      <RecentImports />
    </Page>
  );
}

function Columns() {
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="columns">
      <Group justify="space-between" mb="xs">
        <Title order={2} id="columns">
          Columns
        </Title>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={14} />}
          onClick={() => downloadText('people-template.csv', templateCsv())}
        >
          Template
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mb="sm">
        The first line names the columns, in any order. A column that is missing leaves what is known as it is; an empty
        cell clears it. Other columns are ignored.
      </Text>
      <dl className={classes.notes}>
        {Object.entries(columnNotes).map(([name, { note, required }]) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
              {required && (
                <Badge size="xs" ml={6}>
                  required
                </Badge>
              )}
            </dt>
            <dd>{note}</dd>
          </div>
        ))}
      </dl>
    </Paper>
  );
}

function RecentImports() {
  const imports = useQuery(importsQuery);
  if (imports.isError) {
    return <Failure problem={asProblem(imports.error)} onRetry={() => void imports.refetch()} />;
  }
  if (!imports.data || imports.data.items.length === 0) return null;
  return (
    <Stack gap="xs" mt="xl" component="section" aria-labelledby="recent">
      <Title order={2} id="recent">
        Recent imports
      </Title>
      <Table className={table.table} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>File</Table.Th>
            <Table.Th>Status</Table.Th>
            <Table.Th className={table.wide}>Rows</Table.Th>
            <Table.Th className={table.wide}>By</Table.Th>
            <Table.Th className={table.wide}>When</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {imports.data.items.map(({ id, fileName, status, counts, createdBy, createdAt }) => (
            <Table.Tr key={id} className={table.row}>
              <Table.Td>
                <Link className={table.link} data-row to={paths.import(id)}>
                  {fileName}
                </Link>
                <Text size="xs" c="dimmed" className={table.narrow}>
                  {createdBy}, {formatAgo(createdAt)}
                </Text>
              </Table.Td>
              <Table.Td>
                <ImportStatusBadge status={status} />
              </Table.Td>
              <Table.Td className={table.wide}>
                <Text size="sm">
                  {counts.create} new, {counts.change} changed
                  {counts.refused > 0 && (
                    <>
                      {', '}
                      <Anchor
                        component={Link}
                        className={table.above}
                        size="sm"
                        td="underline"
                        to={paths.import(id, 'refused')}
                      >
                        {counts.refused} refused
                      </Anchor>
                    </>
                  )}
                </Text>
              </Table.Td>
              <Table.Td className={table.wide}>{createdBy}</Table.Td>
              <Table.Td className={table.wide}>
                <time dateTime={createdAt} title={formatDateTime(createdAt)}>
                  {formatAgo(createdAt)}
                </time>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}
