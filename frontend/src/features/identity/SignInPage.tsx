/** The door of a workspace: single sign-on where there is one, a password where there is one. */
import { Alert, Button, Divider, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKey } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, useSearchParams } from 'react-router';
import { formErrors } from '../../api/fieldErrors.ts';
import { sessionQuery, workspaceQuery } from '../../api/session.ts';
import { useApiMutation } from '../../api/useApiMutation.ts';
import { paths, safeReturnTo } from '../../paths.ts';
import { BrandMark } from '../../ui/Brand.tsx';
import { FullPage } from '../../ui/FullPage.tsx';
import { DocumentTitle } from '../../ui/Page.tsx';
import { SignInForm } from '../../ui/SignInForm.tsx';
import { takeOver } from './signedIn.ts';
import { signInErrors } from './signInErrors.ts';

export function Component() {
  const [params] = useSearchParams();
  const returnTo = safeReturnTo(params.get('returnTo'), paths.people());
  const { data: workspace } = useQuery(workspaceQuery);
  const { data: session } = useQuery(sessionQuery);
  const code = params.get('error');
  const [withPassword, { open }] = useDisclosure();

  // An identity provider's answer to a sign-out has done its work, and would stay in the address.
  if (params.has('SAMLResponse')) return <Navigate to={paths.signIn()} replace />;
  if (session) return <Navigate to={returnTo} replace />;
  if (!workspace) return null;
  const { singleSignOn, password } = workspace.signIn;
  const showPassword = password && (withPassword || !singleSignOn);

  return (
    <FullPage>
      <DocumentTitle title="Sign in" />
      <BrandMark name={workspace.name} size="lg" />
      <Title order={1} mt="md">
        Sign in to {workspace.name}
      </Title>
      <Text c="dimmed" mt={4} mb="lg">
        Your company directory
      </Text>
      <Stack gap="md">
        {code && (
          <Alert color="red" role="alert" title="Sign-in did not work">
            {signInErrors(code)}
          </Alert>
        )}
        {singleSignOn && (
          <Button
            component="a"
            href={paths.singleSignOnStart(returnTo)}
            fullWidth
            size="md"
            leftSection={<IconKey size={18} />}
          >
            Sign in with SSO
          </Button>
        )}
        {singleSignOn && showPassword && <Divider label="or with a password" />}
        {showPassword && <PasswordSignIn secondary={singleSignOn} takeFocus={withPassword} />}
        {singleSignOn && password && !withPassword && (
          <Button variant="subtle" color="gray" onClick={open}>
            Sign in with a password
          </Button>
        )}
        {!singleSignOn && !password && (
          <Alert color="yellow">No way to sign in is set up. Ask the operator of Frontdesk.</Alert>
        )}
      </Stack>
    </FullPage>
  );
}

function PasswordSignIn({ secondary, takeFocus }: { secondary: boolean; takeFocus: boolean }) {
  const queryClient = useQueryClient();
  const signIn = useApiMutation('signIn', { onSuccess: (session) => takeOver(queryClient, session) });
  const fields = ['email', 'password'];
  const error = signIn.error && formErrors(signIn.error, fields).rest;
  return (
    <SignInForm
      busy={signIn.isPending}
      error={error ?? undefined}
      variant={secondary ? 'default' : 'filled'}
      takeFocus={takeFocus}
      onSubmit={(body, fail) =>
        signIn.mutate({ body }, { onError: (problem) => fail(formErrors(problem, fields).fields) })
      }
    />
  );
}
