import type { Tenant } from '@frontdesk/contract';
import { Alert, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { formErrors } from '../../api/fieldErrors.ts';
import { useApiMutation } from '../../api/useApiMutation.ts';

type Props = { tenant: Tenant; onClose: () => void; onDone: (tenant: Tenant) => void };

/** Asks for the reason, which the record keeps. */
export default function SuspendDialog({ tenant, onClose, onDone }: Props) {
  const form = useForm({
    initialValues: { reason: '' },
    validate: { reason: (value) => (value.trim() ? null : 'Give a reason.') },
  });
  const suspend = useApiMutation('suspendTenant', {
    onSuccess: (next) => {
      onDone(next);
      onClose();
    },
  });
  const rest = suspend.error && formErrors(suspend.error, ['reason']).rest;
  const submit = form.onSubmit(
    (body) =>
      suspend.mutate(
        { params: { tenantId: tenant.id }, body },
        { onError: (problem) => form.setErrors(formErrors(problem, ['reason']).fields) },
      ),
    () => form.getInputNode('reason')?.focus(),
  );
  return (
    <Modal opened onClose={onClose} title={`Suspend ${tenant.name}?`}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {rest && (
            <Alert color="red" role="alert" title={suspend.error?.title}>
              {rest}
            </Alert>
          )}
          <Text size="sm">Its people are locked out at once, until you resume it. Nothing in it is lost.</Text>
          <Textarea
            label="Reason"
            description="Kept in the record."
            data-autofocus
            rows={3}
            maxLength={500}
            {...form.getInputProps('reason')}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color="red" loading={suspend.isPending}>
              Suspend
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
