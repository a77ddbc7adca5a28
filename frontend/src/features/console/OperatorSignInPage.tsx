/** The door of the operator's console. */
import { Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, useSearchParams } from 'react-router';
import { formErrors } from '../../api/fieldErrors.ts';
import { operatorKey, operatorQuery } from '../../api/session.ts';
import { useApiMutation } from '../../api/useApiMutation.ts';
import { paths, safeReturnTo } from '../../paths.ts';
import { BrandMark } from '../../ui/Brand.tsx';
import { FullPage } from '../../ui/FullPage.tsx';
import { SignInForm } from '../../ui/SignInForm.tsx';

const fields = ['email', 'password'];

export function Component() {
  const [params] = useSearchParams();
  const queryClient = useQueryClient();
  const { data } = useQuery(operatorQuery);
  const signIn = useApiMutation('operatorSignIn', {
    onSuccess: (session) => {
      queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== operatorKey[0] });
      queryClient.setQueryData(operatorKey, session);
    },
  });

  if (data) return <Navigate to={safeReturnTo(params.get('returnTo'), paths.tenants)} replace />;
  return (
    <FullPage>
      <title>Sign in · Frontdesk console</title>
      <BrandMark name="Frontdesk" size="lg" />
      <Title order={1} mt="md">
        Operator console
      </Title>
      <Text c="dimmed" mt={4} mb="lg">
        For those who run Frontdesk.
      </Text>
      <SignInForm
        busy={signIn.isPending}
        error={(signIn.error && formErrors(signIn.error, fields).rest) ?? undefined}
        onSubmit={(body, fail) =>
          signIn.mutate({ body }, { onError: (problem) => fail(formErrors(problem, fields).fields) })
        }
      />
    </FullPage>
  );
}
