/** What an import did: all of it, or as far as it came. */
import type { PeopleImport } from '@frontdesk/contract';
import { Button, Group, Paper, Text, ThemeIcon, Title } from '@mantine/core';
import { IconCheck, IconPlayerStop } from '@tabler/icons-react';
import { Link } from 'react-router';
import { paths } from '../../paths.ts';
import { formatDateTime, formatNumber } from '../../ui/format.ts';
import { ImportRows } from './ImportRows.tsx';

export function ImportEnded({ current }: { current: PeopleImport }) {
  const done = current.status === 'done';
  return (
    <>
      <Paper withBorder p="lg" mb="lg" role="status">
        <Group justify="space-between" gap="md">
          <Group gap="md" wrap="nowrap">
            <ThemeIcon size={40} radius="xl" variant="light" color={done ? 'brand' : 'gray'} aria-hidden>
              {done ? <IconCheck size={22} /> : <IconPlayerStop size={20} />}
            </ThemeIcon>
            <div>
              <Title order={2}>{done ? 'The import is done' : 'The import was stopped'}</Title>
              <Text size="sm" c="dimmed" mt={2}>
                {done ? whatWasDone(current) : howFar(current)}
                {current.finishedAt && ` ${formatDateTime(current.finishedAt)}.`}
              </Text>
            </div>
          </Group>
          <Group gap="xs">
            <Button variant="default" component={Link} to={paths.imports}>
              Import another file
            </Button>
            <Button component={Link} to={paths.people()}>
              See all people
            </Button>
          </Group>
        </Group>
      </Paper>
      <ImportRows current={current} />
    </>
  );
}

function whatWasDone({ counts }: PeopleImport): string {
  const said = `${formatNumber(counts.create)} created, ${formatNumber(counts.change)} changed`;
  return counts.refused > 0 ? `${said}, ${formatNumber(counts.refused)} refused and left out.` : `${said}.`;
}

function howFar({ progress: { done, total } }: PeopleImport): string {
  if (done === 0 || total === 0) return 'Nothing was written.';
  return `${formatNumber(done)} of ${formatNumber(total)} rows had been written, and stay.`;
}
