/** An import at work, with its progress and the way to stop it. */
import type { PeopleImport } from '@frontdesk/contract';
import { Alert, Button, Group, Paper, Progress, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useApiMutation } from '../../api/useApiMutation.ts';
import { formatNumber } from '../../ui/format.ts';
import { importQuery } from './queries.ts';

export function ImportProgress({ current }: { current: PeopleImport }) {
  const queryClient = useQueryClient();
  const stop = useApiMutation('stopPeopleImport', {
    onSuccess: (stopped) => queryClient.setQueryData(importQuery(current.id).queryKey, stopped),
  });
  const { done, total } = current.progress;
  const known = total > 0;
  const percent = known ? Math.min(100, Math.floor((done / total) * 100)) : 0;
  const running = current.status === 'running';

  return (
    <Paper withBorder p="lg">
      <Group justify="space-between" mb="md">
        <Title order={2}>{running ? 'Importing people' : 'Checking every row'}</Title>
        <Button
          size="compact-sm"
          variant="default"
          loading={stop.isPending}
          onClick={() => stop.mutate({ params: { importId: current.id } })}
        >
          Stop
        </Button>
      </Group>
      <Progress.Root size="lg">
        <Progress.Section
          value={known ? percent : 100}
          animated
          aria-label={running ? 'Rows imported' : 'Rows checked'}
          aria-valuenow={known ? percent : undefined}
        />
      </Progress.Root>
      <Group justify="space-between" mt="xs">
        <Text size="sm" c="dimmed">
          {known ? `${formatNumber(done)} of ${formatNumber(total)} rows` : 'Reading the file…'}
        </Text>
        {known && (
          <Text size="sm" c="dimmed">
            {percent} %
          </Text>
        )}
      </Group>
      <Text size="sm" c="dimmed" mt="md">
        {running
          ? 'You may leave this page; the import goes on. If you stop it, rows already written stay.'
          : 'Nothing is written yet. You may leave this page and come back.'}
      </Text>
      {stop.isError && (
        <Alert color="red" mt="md" title={stop.error.title} role="alert">
          {stop.error.detail}
        </Alert>
      )}
    </Paper>
  );
}
