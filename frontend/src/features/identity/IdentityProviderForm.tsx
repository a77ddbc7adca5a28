/** Takes the identity provider's metadata, by paste or file, and the two decisions that belong to it. */
import type { SingleSignOn } from '@frontdesk/contract';
import { Alert, Button, FileButton, Group, Paper, Stack, Switch, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconFileUpload } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { formErrors } from '../../api/fieldErrors.ts';
import { workspaceQuery } from '../../api/session.ts';
import { useApiMutation } from '../../api/useApiMutation.ts';
import { notify } from '../../ui/notify.ts';
import classes from './IdentityProviderForm.module.css';
import { singleSignOnKey } from './singleSignOnKey.ts';

const fields = ['metadata', 'enabled', 'createAccounts'];
const maxLength = 200_000;

export function IdentityProviderForm({ current }: { current: SingleSignOn['identityProvider'] }) {
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: {
      metadata: '',
      enabled: current?.enabled ?? true,
      createAccounts: current?.createAccounts ?? true,
    },
    validate: {
      metadata: (value) => {
        if (!value.trim()) return 'Paste the metadata document, or choose its file.';
        if (value.length > maxLength) return 'A metadata document has at most 200,000 characters.';
        return value.trimStart().startsWith('<') ? null : 'This does not look like an XML document.';
      },
    },
  });
  const save = useApiMutation('saveSingleSignOn', {
    onSuccess: (saved) => {
      queryClient.setQueryData(singleSignOnKey, saved);
      void queryClient.invalidateQueries({ queryKey: workspaceQuery.queryKey });
      form.setFieldValue('metadata', '');
      form.resetDirty();
      return notify('The identity provider is saved.');
    },
  });
  const rest = save.error && formErrors(save.error, fields).rest;
  const submit = form.onSubmit(
    (body) => save.mutate({ body }, { onError: (problem) => form.setErrors(formErrors(problem, fields).fields) }),
    () => form.getInputNode('metadata')?.focus(),
  );
  const readFile = async (file: File | null) => {
    if (!file) return;
    if (file.size > maxLength * 4) form.setFieldError('metadata', 'This file is too large for a metadata document.');
    else form.setFieldValue('metadata', await file.text());
  };

  return (
    <Paper withBorder p="md">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {rest && (
            <Alert color="red" title={save.error?.title} role="alert">
              {rest}
            </Alert>
          )}
          <Textarea
            label={current ? 'New metadata document (XML)' : 'Metadata document (XML)'}
            description={
              current ? 'Replaces what is trusted now, for example when its certificate changes.' : undefined
            }
            placeholder="<md:EntityDescriptor …>"
            rows={7}
            spellCheck={false}
            classNames={{ input: classes.metadata }}
            {...form.getInputProps('metadata')}
          />
          <div>
            <FileButton
              onChange={(file) => void readFile(file)}
              accept=".xml,text/xml,application/xml,application/samlmetadata+xml"
            >
              {(props) => (
                <Button {...props} size="compact-sm" variant="default" leftSection={<IconFileUpload size={14} />}>
                  Choose a file
                </Button>
              )}
            </FileButton>
          </div>
          <Switch
            label="Enable single sign-on"
            description="Shows “Sign in with SSO” on the sign-in page."
            {...form.getInputProps('enabled', { type: 'checkbox' })}
          />
          <Switch
            label="Create accounts automatically"
            description="Whoever signs in for the first time gets an account with the role “user”."
            {...form.getInputProps('createAccounts', { type: 'checkbox' })}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
