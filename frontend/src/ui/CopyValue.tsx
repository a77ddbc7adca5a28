/** A value to take elsewhere: shown in full, copied with one click. */
import { ActionIcon, Code, CopyButton, Group, Stack, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { Breakable } from './Breakable.tsx';
import classes from './CopyValue.module.css';

export function CopyAction({ value, label }: { value: string; label: string }) {
  return (
    <CopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : 'Copy'}>
          <ActionIcon variant="subtle" color={copied ? 'brand' : 'gray'} aria-label={`Copy ${label}`} onClick={copy}>
            {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            <span role="status" className={classes.status}>
              {copied ? 'Copied' : ''}
            </span>
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

export function CopyValue({ label, value, hint }: { label: string; value: string; hint?: string }) {
  return (
    <Stack gap={4}>
      <Text size="sm" fw={550}>
        {label}
      </Text>
      <Group gap={4} wrap="nowrap">
        <Code className={classes.value}>
          <Breakable text={value} />
        </Code>
        <CopyAction value={value} label={label} />
      </Group>
      {hint && (
        <Text size="xs" c="dimmed">
          {hint}
        </Text>
      )}
    </Stack>
  );
}
