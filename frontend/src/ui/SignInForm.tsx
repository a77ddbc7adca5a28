/** E-mail address and password; what was typed stays when the answer is no. */
import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useRef } from 'react';

export type Credentials = { email: string; password: string };

type Props = {
  onSubmit: (credentials: Credentials, fail: (fields: Record<string, string>) => void) => void;
  busy: boolean;
  /** Why the last attempt failed, where no field says it. */
  error?: string | undefined;
  variant?: 'filled' | 'default';
  /** Whether the form has just been asked for, and takes the focus. */
  takeFocus?: boolean;
};

export function SignInForm({ onSubmit, busy, error, variant = 'filled', takeFocus = false }: Props) {
  const form = useForm<Credentials>({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.trim() ? null : 'Enter your e-mail address.'),
      password: (value) => (value ? null : 'Enter your password.'),
    },
  });
  const email = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (takeFocus) email.current?.focus();
  }, [takeFocus]);
  const submit = form.onSubmit(
    (values) => onSubmit({ ...values, email: values.email.trim() }, (fields) => form.setErrors(fields)),
    // The first field that is wrong gets the focus.
    (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus(),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {error && (
          <Alert color="red" role="alert">
            {error}
          </Alert>
        )}
        <TextInput
          ref={email}
          label="E-mail address"
          type="email"
          name="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          key={form.key('email')}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Button type="submit" fullWidth loading={busy} variant={variant}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
