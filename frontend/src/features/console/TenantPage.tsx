/** One organization, and what the operator can do with it: suspend, resume, delete. */
import type { Tenant } from '@frontdesk/contract';
import { Anchor, Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowLeft, IconBuildingOff } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Link, useParams } from 'react-router';
import { ApiProblem, asProblem } from '../../api/problem.ts';
import { useApiMutation } from '../../api/useApiMutation.ts';
import { paths } from '../../paths.ts';
import { BrandMark } from '../../ui/Brand.tsx';
import { CopyValue } from '../../ui/CopyValue.tsx';
import { formatDateTime, formatNumber } from '../../ui/format.ts';
import { Failure, Notice } from '../../ui/Notice.tsx';
import { notify } from '../../ui/notify.ts';
import { DocumentTitle, Page } from '../../ui/Page.tsx';
import { tenantQuery, tenantsKey } from './queries.ts';
import classes from './TenantPage.module.css';
import { TenantStatusBadge } from './TenantStatusBadge.tsx';

const SuspendDialog = lazy(() => import('./SuspendDialog.tsx'));
const DeleteDialog = lazy(() => import('./DeleteDialog.tsx'));

export function Component() {
  const { tenantId = '' } = useParams();
  const { data: tenant, error, isPending, refetch } = useQuery(tenantQuery(tenantId));

  if (isPending) {
    return (
      <Page title="Organization" above={<BackToTenants />} narrow>
        <Skeleton height={160} radius="md" />
      </Page>
    );
  }
  if (tenant) return <Details tenant={tenant} />;
  const missing = error instanceof ApiProblem && [400, 404, 422].includes(error.status);
  return (
    <>
      <DocumentTitle title="Organization" />
      {missing ? <NoSuchTenant /> : <Failure problem={asProblem(error)} onRetry={() => void refetch()} order={1} />}
    </>
  );
}

function Details({ tenant }: { tenant: Tenant }) {
  const { name, slug, url, status, createdAt, peopleCount } = tenant;
  return (
    <Page
      title={name}
      narrow
      above={<BackToTenants />}
      heading={
        <Group gap="md" wrap="nowrap">
          <BrandMark name={name} size="lg" />
          <div>
            <Title order={1}>{name}</Title>
            <TenantStatusBadge status={status} />
          </div>
        </Group>
      }
      actions={
        status === 'active' && (
          <Button variant="default" component="a" href={url} target="_blank" rel="noreferrer">
            Open the workspace
          </Button>
        )
      }
    >
      <Stack gap="lg">
        <Paper withBorder p="lg">
          <CopyValue label="Address" value={url} />
          <dl className={classes.facts}>
            <div>
              <dt>Subdomain</dt>
              <dd>{slug}</dd>
            </div>
            <div>
              <dt>People</dt>
              <dd>{formatNumber(peopleCount)}</dd>
            </div>
            <div>
              <dt>Since</dt>
              <dd>{formatDateTime(createdAt)}</dd>
            </div>
          </dl>
        </Paper>
        <Actions tenant={tenant} />
      </Stack>
    </Page>
  );
}

function Actions({ tenant }: { tenant: Tenant }) {
  const queryClient = useQueryClient();
  const [suspending, suspend] = useDisclosure();
  const [deleting, remove] = useDisclosure();
  const changed = (next: Tenant, message: string) => {
    queryClient.setQueryData(tenantQuery(next.id).queryKey, next);
    void queryClient.invalidateQueries({ queryKey: [...tenantsKey, 'list'] });
    void notify(message);
  };
  const resume = useApiMutation('resumeTenant', { onSuccess: (next) => changed(next, `${next.name} is open again.`) });

  if (tenant.status === 'deleted') {
    return (
      <Text c="dimmed" size="sm">
        This organization was deleted. Its subdomain is never given out again.
      </Text>
    );
  }
  return (
    <Paper withBorder className={classes.actions}>
      {tenant.status === 'active' ? (
        <Action title="Suspend" note="Closes the workspace until it is resumed. Nothing in it is lost.">
          <Button variant="default" onClick={suspend.open}>
            Suspend…
          </Button>
        </Action>
      ) : (
        <Action title="Resume" note="Opens the workspace again, as it was.">
          <Button
            loading={resume.isPending}
            onClick={() =>
              resume.mutate(
                { params: { tenantId: tenant.id } },
                { onError: (error) => void notify(`Not resumed. ${error.detail}`) },
              )
            }
          >
            Resume
          </Button>
        </Action>
      )}
      <Action title="Delete" note="Closes the workspace for good. The subdomain is never given out again.">
        <Button variant="outline" color="red" onClick={remove.open}>
          Delete…
        </Button>
      </Action>
      <Suspense>
        {suspending && (
          <SuspendDialog
            tenant={tenant}
            onClose={suspend.close}
            onDone={(next) => changed(next, `${next.name} is suspended.`)}
          />
        )}
        {deleting && (
          <DeleteDialog
            tenant={tenant}
            onClose={remove.close}
            onDone={(next) => changed(next, `${next.name} is deleted.`)}
          />
        )}
      </Suspense>
    </Paper>
  );
}

function Action({ title, note, children }: { title: string; note: string; children: React.ReactNode }) {
  return (
    <section className={classes.action}>
      <div>
        <Title order={2}>{title}</Title>
        <Text size="sm" c="dimmed">
          {note}
        </Text>
      </div>
      {children}
    </section>
  );
}

function BackToTenants() {
  return (
    <Anchor
      component={Link}
      to={paths.tenants}
      size="sm"
      display="inline-flex"
      style={{ alignItems: 'center', gap: 4 }}
    >
      <IconArrowLeft size={15} aria-hidden /> Organizations
    </Anchor>
  );
}

function NoSuchTenant() {
  return (
    <Notice
      icon={<IconBuildingOff size={24} />}
      title="There is no such organization"
      order={1}
      actions={
        <Button component={Link} to={paths.tenants}>
          See all organizations
        </Button>
      }
    >
      The link may be old or mistyped.
    </Notice>
  );
}
