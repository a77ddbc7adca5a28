import type { SingleSignOn } from '@frontdesk/contract';
import { Badge, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { Breakable } from '../../ui/Breakable.tsx';
import { CopyAction } from '../../ui/CopyValue.tsx';
import { formatDate } from '../../ui/format.ts';
import { certificateState } from './certificateState.ts';
import classes from './IdentityProviderSummary.module.css';

type Provider = NonNullable<SingleSignOn['identityProvider']>;

/** What was found in the metadata of the identity provider that is trusted now. */
export function IdentityProviderSummary({ provider }: { provider: Provider }) {
  const { entityId, signInUrl, signOutUrl, certificates, enabled } = provider;
  return (
    <Paper withBorder p="md" mb="md">
      <Group justify="space-between" mb="sm">
        <Title order={3}>Trusted now</Title>
        <Badge color={enabled ? 'brand' : 'gray'}>{enabled ? 'Enabled' : 'Not enabled'}</Badge>
      </Group>
      <dl className={classes.facts}>
        <dt>Entity ID</dt>
        <dd>{entityId}</dd>
        <dt>Sign-in address</dt>
        <dd>{signInUrl}</dd>
        <dt>Sign-out address</dt>
        <dd>{signOutUrl ?? 'none'}</dd>
        <dt>Certificates</dt>
        <dd>
          <Stack gap="sm">
            {certificates.map(({ sha256, subject, validFrom, validTo }) => {
              const state = certificateState(validFrom, validTo);
              return (
                <div key={sha256}>
                  <Group gap={8}>
                    <span>{subject}</span>
                    <Badge color={state.color}>{state.label}</Badge>
                  </Group>
                  <Text size="xs" c="dimmed">
                    {formatDate(validFrom)} to {formatDate(validTo)}
                  </Text>
                  <Group gap={4} wrap="nowrap">
                    <Text size="xs" c="dimmed" className={classes.fingerprint}>
                      SHA-256 <Breakable text={sha256} />
                    </Text>
                    <CopyAction value={sha256} label="fingerprint" />
                  </Group>
                </div>
              );
            })}
          </Stack>
        </dd>
      </dl>
    </Paper>
  );
}
