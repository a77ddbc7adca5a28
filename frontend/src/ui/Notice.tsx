/** What a page shows in place of its content: nothing found, or something went wrong. */
import { Button, Center, Group, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';

type Props = {
  icon: ReactNode;
  color?: string;
  title: string;
  children: ReactNode;
  actions?: ReactNode;
  order?: 1 | 2;
};

export function Notice({ icon, color = 'gray', title, children, actions, order = 2 }: Props) {
  return (
    <Center py={56} px="md">
      <Stack align="center" gap="sm" maw={440}>
        <ThemeIcon size={48} radius="xl" variant="light" color={color} aria-hidden>
          {icon}
        </ThemeIcon>
        <Title order={order} ta="center">
          {title}
        </Title>
        <Text c="dimmed" ta="center" component="div">
          {children}
        </Text>
        {actions && (
          <Group gap="xs" mt="xs" justify="center">
            {actions}
          </Group>
        )}
      </Stack>
    </Center>
  );
}

/** The shape of a problem that a page can show. */
export type ShownProblem = { title: string; detail?: string; requestId?: string | undefined };

type FailureProps = { problem: ShownProblem; onRetry?: () => void; actions?: ReactNode; order?: 1 | 2 };

export function Failure({ problem, onRetry, actions, order }: FailureProps) {
  return (
    <div role="alert">
      <Notice
        icon={<IconAlertTriangle size={24} />}
        color="red"
        title={problem.title}
        order={order}
        actions={
          <>
            {onRetry && <Button onClick={onRetry}>Try again</Button>}
            {actions}
          </>
        }
      >
        {problem.detail ?? 'Please try again.'}
        {problem.requestId && (
          <Text size="xs" mt="xs">
            Reference for support: {problem.requestId}
          </Text>
        )}
      </Notice>
    </div>
  );
}
