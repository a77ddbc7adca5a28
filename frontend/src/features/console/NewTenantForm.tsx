import type { Tenant } from '@frontdesk/contract';
import { Alert, Button, Group, Paper, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRef } from 'react';
import { formErrors } from '../../api/fieldErrors.ts';
import { useApiMutation } from '../../api/useApiMutation.ts';
import { slugProblem, suggestSlug } from './slug.ts';

const fields = ['name', 'slug', 'admin.givenName', 'admin.familyName', 'admin.email'];
const required = (sentence: string) => (value: string) => (value.trim() ? null : sentence);
/** `admin.example.com`, with its port, tells the workspaces' own domain. */
const baseHost = location.host.replace(/^admin\./, '');

export function NewTenantForm({ onMade }: { onMade: (tenant: Tenant, adminEmail: string) => void }) {
  const slugIsOwn = useRef(false);
  const form = useForm({
    initialValues: { name: '', slug: '', admin: { givenName: '', familyName: '', email: '' } },
    validate: {
      name: required('Give the organization a name.'),
      slug: slugProblem,
      admin: {
        givenName: required('Enter the first name.'),
        familyName: required('Enter the last name.'),
        email: (value) =>
          /^\S+@\S+\.\S+$/.test(value.trim()) ? null : 'Enter an e-mail address, such as ada@example.com.',
      },
    },
  });
  const provision = useApiMutation('provisionTenant', {
    onSuccess: (tenant, { body }) => onMade(tenant, body.admin.email),
  });
  form.watch('name', ({ value }) => {
    if (!slugIsOwn.current) form.setFieldValue('slug', suggestSlug(value));
  });
  const rest = provision.error && formErrors(provision.error, fields).rest;
  const show = (errors: Record<string, unknown>) => {
    const first = fields.find((field) => field in errors);
    if (first) form.getInputNode(first)?.focus();
  };
  const submit = form.onSubmit(
    (values) =>
      provision.mutate(
        { body: values },
        {
          onError: (problem) => {
            const errors = formErrors(problem, fields).fields;
            form.setErrors(errors);
            show(errors);
          },
        },
      ),
    show,
  );
  const { slug } = form.values;
  const slugProps = form.getInputProps('slug');

  return (
    <form onSubmit={submit} noValidate>
      <Paper withBorder p="lg">
        <Stack gap="md">
          {rest && (
            <Alert color="red" role="alert" title={provision.error?.title}>
              {rest}
            </Alert>
          )}
          <TextInput
            label="Name of the organization"
            maxLength={100}
            autoComplete="off"
            {...form.getInputProps('name')}
          />
          <TextInput
            label="Subdomain"
            description="Small letters, digits and hyphens. It can’t be given to anyone else later."
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            maxLength={40}
            {...slugProps}
            onChange={(event) => {
              slugIsOwn.current = event.currentTarget.value !== '';
              form.setFieldValue('slug', event.currentTarget.value.toLowerCase());
            }}
          />
          <Text size="sm" c="dimmed" mt={-8}>
            Address: {`${location.protocol}//`}
            <strong>{slug || '…'}</strong>.{baseHost}
          </Text>
          <Title order={2} mt="xs">
            First admin
          </Title>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label="First name"
              maxLength={100}
              autoComplete="off"
              {...form.getInputProps('admin.givenName')}
            />
            <TextInput
              label="Last name"
              maxLength={100}
              autoComplete="off"
              {...form.getInputProps('admin.familyName')}
            />
          </SimpleGrid>
          <TextInput
            label="E-mail address"
            description="The invitation goes there."
            type="email"
            autoComplete="off"
            maxLength={254}
            {...form.getInputProps('admin.email')}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={provision.isPending}>
              Create the organization
            </Button>
          </Group>
        </Stack>
      </Paper>
    </form>
  );
}
