/** Provisions an organization: its name, its subdomain, its first admin. */
import type { Tenant } from '@frontdesk/contract';
import { Anchor } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { paths } from '../../paths.ts';
import { Page } from '../../ui/Page.tsx';
import { NewTenantForm } from './NewTenantForm.tsx';
import { Provisioned } from './Provisioned.tsx';
import { tenantQuery, tenantsKey } from './queries.ts';

export function Component() {
  const queryClient = useQueryClient();
  const [made, setMade] = useState<{ tenant: Tenant; adminEmail: string }>();
  const onMade = (tenant: Tenant, adminEmail: string) => {
    queryClient.setQueryData(tenantQuery(tenant.id).queryKey, tenant);
    void queryClient.invalidateQueries({ queryKey: [...tenantsKey, 'list'] });
    setMade({ tenant, adminEmail });
  };

  if (made) {
    return (
      <Page title={`${made.tenant.name} is ready`} narrow>
        <Provisioned {...made} onAnother={() => setMade(undefined)} />
      </Page>
    );
  }
  return (
    <Page
      title="New organization"
      description="It gets its own workspace on its own subdomain, and nothing in common with the others."
      narrow
      above={
        <Anchor
          component={Link}
          to={paths.tenants}
          size="sm"
          display="inline-flex"
          style={{ alignItems: 'center', gap: 4 }}
        >
          <IconArrowLeft size={15} aria-hidden /> Organizations
        </Anchor>
      }
    >
      <NewTenantForm onMade={onMade} />
    </Page>
  );
}
