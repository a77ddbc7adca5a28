/** What an import would do, before anything is written, and the button that does it. */
import type { PeopleImport } from '@frontdesk/contract';
import { Alert, Button, Group, Paper, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useApiMutation } from '../../api/useApiMutation.ts';
import { paths } from '../../paths.ts';
import { count } from '../../ui/format.ts';
import { ImportRows } from './ImportRows.tsx';
import { importQuery } from './queries.ts';

export function ImportPreview({ current }: { current: PeopleImport }) {
  const queryClient = useQueryClient();
  const keep = (answer: PeopleImport) => queryClient.setQueryData(importQuery(current.id).queryKey, answer);
  const execute = useApiMutation('executePeopleImport', { onSuccess: keep });
  const discard = useApiMutation('stopPeopleImport', { onSuccess: keep });
  const request = { params: { importId: current.id } };
  const { create, change, refused } = current.counts;
  const todo = create + change;
  const error = execute.error ?? discard.error;

  return (
    <>
      <Paper withBorder p="lg" mb="lg">
        <Group justify="space-between" gap="md">
          <div>
            <Title order={2}>
              {todo > 0 ? `Ready to import ${count(todo, 'person', 'people')}` : 'Nothing to import'}
            </Title>
            <Text size="sm" c="dimmed" mt={2}>
              {sentence(todo, refused)}
            </Text>
          </div>
          <Group gap="xs">
            {todo > 0 ? (
              <>
                <Button variant="default" loading={discard.isPending} onClick={() => discard.mutate(request)}>
                  Discard
                </Button>
                <Button loading={execute.isPending} onClick={() => execute.mutate(request)}>
                  Import {count(todo, 'person', 'people')}
                </Button>
              </>
            ) : (
              <Button component={Link} to={paths.imports}>
                Choose another file
              </Button>
            )}
          </Group>
        </Group>
        {current.ignoredColumns.length > 0 && (
          <Text size="sm" mt="md">
            {count(current.ignoredColumns.length, 'column is', 'columns are')} not known and will not be read:{' '}
            {current.ignoredColumns.join(', ')}.
          </Text>
        )}
        {error && (
          <Alert color="red" mt="md" title={error.title} role="alert">
            {error.detail}
          </Alert>
        )}
      </Paper>
      <ImportRows current={current} />
    </>
  );
}

function sentence(todo: number, refused: number): string {
  const stayOut = `${count(refused, 'row was', 'rows were')} refused and ${refused === 1 ? 'stays' : 'stay'} out.`;
  if (todo === 0) return refused > 0 ? stayOut : 'Every row says what the directory already knows.';
  return refused > 0 ? `${stayOut} You can download, mend and import them later.` : 'Every row can be imported.';
}
