/** Where this account is signed in, and how to end it there. */
import { Badge, Button, Group, Paper, Skeleton, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconDeviceLaptop, IconDeviceMobile } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import type { AnswerOf } from '../../api/endpoints.ts';
import { asProblem } from '../../api/problem.ts';
import { useSession } from '../../api/session.ts';
import { useApiMutation } from '../../api/useApiMutation.ts';
import { formatAgo, formatDateTime } from '../../ui/format.ts';
import { Failure } from '../../ui/Notice.tsx';
import { notify } from '../../ui/notify.ts';
import { DocumentTitle } from '../../ui/Page.tsx';
import { deviceName, isMobile } from './deviceName.ts';

const sessionsKey = ['sessions'];

export function Component() {
  const { signedInBy } = useSession();
  const sessions = useQuery({
    queryKey: sessionsKey,
    queryFn: ({ signal }) => call('listSessions', {}, { signal }),
  });
  return (
    <section aria-labelledby="sessions">
      <DocumentTitle title="Sessions" />
      <Title order={2} id="sessions">
        Where you are signed in
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        You signed in here by {signedInBy === 'password' ? 'password' : 'single sign-on'}. End any session that you do
        not recognize.
      </Text>
      {sessions.isPending && (
        <Stack gap="xs">
          <Skeleton height={64} radius="md" />
          <Skeleton height={64} radius="md" />
        </Stack>
      )}
      {sessions.isError && <Failure problem={asProblem(sessions.error)} onRetry={() => void sessions.refetch()} />}
      <Stack gap="xs">
        {sessions.data?.items.map((item) => (
          <SessionCard key={item.id} session={item} />
        ))}
      </Stack>
    </section>
  );
}

function SessionCard({ session }: { session: AnswerOf<'listSessions'>['items'][number] }) {
  const queryClient = useQueryClient();
  const { id, current, userAgent, address, createdAt, lastSeenAt } = session;
  const device = deviceName(userAgent);
  const revoke = useApiMutation('revokeSession', {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: sessionsKey });
      await notify(`Signed out on ${device}.`);
    },
  });
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" gap="sm">
        <Group gap="md" wrap="nowrap">
          <ThemeIcon variant="light" color="gray" size={38} radius="md" aria-hidden>
            {isMobile(userAgent) ? <IconDeviceMobile size={20} /> : <IconDeviceLaptop size={20} />}
          </ThemeIcon>
          <div>
            <Group gap={8}>
              <Text size="sm" fw={600}>
                {device}
              </Text>
              {current && <Badge>This device</Badge>}
            </Group>
            <Text size="sm" c="dimmed">
              {address} · last seen {formatAgo(lastSeenAt)} · since {formatDateTime(createdAt)}
            </Text>
          </div>
        </Group>
        {!current && (
          <Button
            size="compact-sm"
            variant="default"
            loading={revoke.isPending}
            aria-label={`Sign out there: ${device}, ${address}`}
            onClick={() =>
              revoke.mutate(
                { params: { sessionId: id } },
                { onError: (error) => void notify(`Not signed out there. ${error.detail}`) },
              )
            }
          >
            Sign out there
          </Button>
        )}
      </Group>
    </Paper>
  );
}
