/** Trust between the workspace and the organization's identity provider, from both sides. */
import type { SingleSignOn } from '@frontdesk/contract';
import { Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import { asProblem } from '../../api/problem.ts';
import { CopyValue } from '../../ui/CopyValue.tsx';
import { Failure } from '../../ui/Notice.tsx';
import { DocumentTitle } from '../../ui/Page.tsx';
import { IdentityProviderForm } from './IdentityProviderForm.tsx';
import { IdentityProviderSummary } from './IdentityProviderSummary.tsx';
import { singleSignOnKey } from './singleSignOnKey.ts';

export function Component() {
  const singleSignOn = useQuery({
    queryKey: singleSignOnKey,
    queryFn: ({ signal }) => call('getSingleSignOn', {}, { signal }),
  });
  return (
    <Stack gap="xl">
      <DocumentTitle title="Single sign-on" />
      {singleSignOn.isPending && <Skeleton height={240} radius="md" />}
      {singleSignOn.isError && !singleSignOn.data && (
        <Failure problem={asProblem(singleSignOn.error)} onRetry={() => void singleSignOn.refetch()} />
      )}
      {singleSignOn.data && (
        <>
          <ServiceProvider {...singleSignOn.data.serviceProvider} />
          <section aria-labelledby="provider">
            <Title order={2} id="provider" mb={4}>
              2. Bring its metadata here
            </Title>
            <Text size="sm" c="dimmed" mb="md">
              Your identity provider offers its metadata as an XML document. Paste it, or choose the file.
            </Text>
            {singleSignOn.data.identityProvider && (
              <IdentityProviderSummary provider={singleSignOn.data.identityProvider} />
            )}
            <IdentityProviderForm current={singleSignOn.data.identityProvider} />
          </section>
        </>
      )}
    </Stack>
  );
}

function ServiceProvider({ entityId, assertionConsumerServiceUrl, metadataUrl }: SingleSignOn['serviceProvider']) {
  return (
    <section aria-labelledby="service">
      <Title order={2} id="service" mb={4}>
        1. Tell your identity provider about this workspace
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        Make a SAML 2.0 application there. Give it the metadata address, or enter the two values by hand.
      </Text>
      <Paper withBorder p="md">
        <Stack gap="md">
          <CopyValue label="Metadata address" value={metadataUrl} />
          <CopyValue label="Entity ID (audience)" value={entityId} />
          <CopyValue label="Reply address (assertion consumer service)" value={assertionConsumerServiceUrl} />
        </Stack>
      </Paper>
    </section>
  );
}
