import type { Permission } from '@frontdesk/contract';
import { IconLock } from '@tabler/icons-react';
import { Outlet } from 'react-router';
import { usePermission } from '../api/session.ts';
import { Notice } from '../ui/Notice.tsx';
import { DocumentTitle } from '../ui/Page.tsx';

/** Spares a visitor a page whose every call the server would refuse. */
export function Requires({ permission }: { permission: Permission }) {
  if (usePermission(permission)) return <Outlet />;
  return (
    <>
      <DocumentTitle title="Not allowed" />
      <Notice icon={<IconLock size={24} />} title="This page is for admins" order={1}>
        Your role does not open it. Ask an admin of your organization if you need what is here.
      </Notice>
    </>
  );
}
