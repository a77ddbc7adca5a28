import type { Tenant } from '@frontdesk/contract';
import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useApiMutation } from '../../api/useApiMutation.ts';

type Props = { tenant: Tenant; onClose: () => void; onDone: (tenant: Tenant) => void };

/** Deleting is for good: the slug has to be typed. */
export default function DeleteDialog({ tenant, onClose, onDone }: Props) {
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const remove = useApiMutation('deleteTenant', {
    onSuccess: (next) => {
      onDone(next);
      onClose();
    },
  });
  const submit = () => {
    if (typed.trim() === tenant.slug) remove.mutate({ params: { tenantId: tenant.id } });
    else setWrong(true);
  };
  return (
    <Modal opened onClose={onClose} title={`Delete ${tenant.name}?`}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="md">
          {remove.error && (
            <Alert color="red" role="alert" title={remove.error.title}>
              {remove.error.detail}
            </Alert>
          )}
          <Text size="sm">
            The workspace is closed for good, for everyone in it. The subdomain is never given out again.
          </Text>
          <TextInput
            label={
              <>
                Type <strong>{tenant.slug}</strong> to confirm
              </>
            }
            data-autofocus
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            value={typed}
            error={wrong && `This is not “${tenant.slug}”.`}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setWrong(false);
            }}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color="red" loading={remove.isPending}>
              Delete for good
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
