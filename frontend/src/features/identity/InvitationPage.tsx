/**
 * Where the link of an invitation leads. The token stands behind the `#`, which browsers keep to themselves, so that
 * it is in no log of any server.
 */
import { Alert, Button, Loader, PasswordInput, Progress, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconMailOff } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation, useNavigate } from 'react-router';
import { call } from '../../api/call.ts';
import { formErrors } from '../../api/fieldErrors.ts';
import { asProblem } from '../../api/problem.ts';
import { useApiMutation } from '../../api/useApiMutation.ts';
import { paths } from '../../paths.ts';
import { BrandMark } from '../../ui/Brand.tsx';
import { FullPage } from '../../ui/FullPage.tsx';
import { Failure, Notice } from '../../ui/Notice.tsx';
import { DocumentTitle } from '../../ui/Page.tsx';
import { minPasswordLength, passwordHint } from './passwordHint.ts';
import { takeOver } from './signedIn.ts';

export function Component() {
  const token = useLocation().hash.slice(1);
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => call('lookUpInvitation', { body: { token } }),
    enabled: token !== '',
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const status = invitation.error ? asProblem(invitation.error).status : undefined;
  const unknown = token === '' || (status !== undefined && [400, 404, 422].includes(status));

  return (
    <FullPage>
      <DocumentTitle title="Your invitation" />
      {unknown && <UnknownInvitation />}
      {!unknown && invitation.isPending && <Loader type="dots" aria-label="Looking at your invitation" />}
      {!unknown && invitation.isError && (
        <Failure problem={asProblem(invitation.error)} onRetry={() => void invitation.refetch()} order={1} />
      )}
      {invitation.data && <Accept token={token} {...invitation.data} />}
    </FullPage>
  );
}

type Invitation = { token: string; email: string; displayName: string; workspaceName: string };

function Accept({ token, email, displayName, workspaceName }: Invitation) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { password: '' },
    validate: {
      password: (value) => (value.length < minPasswordLength ? `Use at least ${minPasswordLength} characters.` : null),
    },
  });
  const accept = useApiMutation('acceptInvitation', {
    onSuccess: (session) => {
      takeOver(queryClient, session);
      return navigate(paths.people(), { replace: true });
    },
  });
  const hint = passwordHint(form.values.password);
  const rest = accept.error && formErrors(accept.error, ['password']).rest;
  const submit = form.onSubmit(
    ({ password }) =>
      accept.mutate(
        { body: { token, password } },
        { onError: (problem) => form.setErrors(formErrors(problem, ['password']).fields) },
      ),
    () => form.getInputNode('password')?.focus(),
  );

  return (
    <form onSubmit={submit} noValidate>
      <BrandMark name={workspaceName} size="lg" />
      <Title order={1} mt="md">
        Welcome to {workspaceName}
      </Title>
      <Text c="dimmed" mt={4} mb="lg">
        Hello {displayName}. Choose a password, and you are in.
      </Text>
      <Stack gap="md">
        {rest && (
          <Alert color="red" role="alert" title={accept.error?.title}>
            {rest}
          </Alert>
        )}
        <TextInput label="E-mail address" value={email} readOnly autoComplete="username" name="email" />
        <div>
          <PasswordInput
            label="Password"
            description={`At least ${minPasswordLength} characters. A few words in a row are easy to remember and hard to guess.`}
            name="password"
            autoComplete="new-password"
            maxLength={200}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
            {...form.getInputProps('password')}
          />
          <Progress value={hint.percent} color={hint.color} size={4} mt={8} aria-label="Length of the password" />
          <Text size="xs" c="dimmed" mt={4} role="status">
            {hint.text}
          </Text>
        </div>
        <Button type="submit" fullWidth loading={accept.isPending}>
          Set the password and sign in
        </Button>
      </Stack>
    </form>
  );
}

function UnknownInvitation() {
  return (
    <Notice
      icon={<IconMailOff size={24} />}
      title="This invitation does not work"
      order={1}
      actions={
        <Button component={Link} to={paths.signIn()} variant="default">
          Go to sign-in
        </Button>
      }
    >
      It was used already, has expired, or the link was cut off. Open it again from the mail, or ask for a new one.
    </Notice>
  );
}
