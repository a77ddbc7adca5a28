import type { Tenant } from '@frontdesk/contract';
import { Button, Group, Paper, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconExternalLink } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { paths } from '../../paths.ts';
import { CopyValue } from '../../ui/CopyValue.tsx';

type Props = { tenant: Tenant; adminEmail: string; onAnother: () => void };

/** The new organization is there; what happens next. */
export function Provisioned({ tenant, adminEmail, onAnother }: Props) {
  const result = useRef<HTMLDivElement>(null);
  useEffect(() => result.current?.focus(), []);
  return (
    <Paper withBorder p="lg" ref={result} tabIndex={-1}>
      <Stack gap="lg">
        <Group gap="md" wrap="nowrap" align="flex-start">
          <ThemeIcon size={40} radius="xl" variant="light" aria-hidden>
            <IconCheck size={22} />
          </ThemeIcon>
          <Text>
            The workspace is open, and the invitation to <strong>{adminEmail}</strong> is on its way. With it the admin
            sets a password, imports people and connects single sign-on.
          </Text>
        </Group>
        <CopyValue label="Address of the workspace" value={tenant.url} />
        <Group gap="xs">
          <Button
            component="a"
            href={tenant.url}
            target="_blank"
            rel="noreferrer"
            leftSection={<IconExternalLink size={16} />}
          >
            Open the workspace
          </Button>
          <Button variant="default" component={Link} to={paths.tenant(tenant.id)}>
            See the organization
          </Button>
          <Button variant="subtle" color="gray" onClick={onAnother}>
            Make another one
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
