/** Finds out which workspace this host belongs to, and says so plainly when there is none. */
import { Text, ThemeIcon, Title } from '@mantine/core';
import { IconBuildingOff, IconPlayerPause } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Outlet } from 'react-router';
import { ApiProblem } from '../api/problem.ts';
import { workspaceQuery } from '../api/session.ts';
import { FullPage } from '../ui/FullPage.tsx';
import { Failure } from '../ui/Notice.tsx';
import { TitleSuffix } from '../ui/Page.tsx';
import { Splash } from './Splash.tsx';

export function WorkspaceGuard() {
  const { data: workspace, error, isPending, refetch } = useQuery(workspaceQuery);

  if (isPending) return <Splash />;
  if (error && !workspace) {
    if (error instanceof ApiProblem && error.status === 404) return <NoSuchWorkspace />;
    return (
      <FullPage>
        <title>Frontdesk</title>
        <Failure problem={asProblem(error)} onRetry={() => void refetch()} order={1} />
      </FullPage>
    );
  }
  if (workspace.status === 'suspended') return <Suspended name={workspace.name} />;
  return (
    <TitleSuffix value={workspace.name}>
      <Outlet />
    </TitleSuffix>
  );
}

function asProblem(error: Error) {
  return error instanceof ApiProblem ? error : { title: 'Something went wrong' };
}

function NoSuchWorkspace() {
  return (
    <KeptOut title="No such workspace" icon={<IconBuildingOff size={26} />}>
      There is no workspace at <strong>{location.hostname}</strong>. Check the address for typing errors, or ask the
      person who gave it to you.
    </KeptOut>
  );
}

function Suspended({ name }: { name: string }) {
  return (
    <KeptOut title={`${name} is suspended`} icon={<IconPlayerPause size={26} />}>
      This workspace is closed for now. Nothing in it is lost. An admin of your organization can ask the operator of
      Frontdesk why, and to open it again.
    </KeptOut>
  );
}

function KeptOut({ title, icon, children }: { title: string; icon: ReactNode; children: ReactNode }) {
  return (
    <FullPage>
      <title>{title}</title>
      <ThemeIcon size={52} radius="xl" variant="light" color="gray" aria-hidden>
        {icon}
      </ThemeIcon>
      <Title order={1} mt="lg" mb="xs">
        {title}
      </Title>
      <Text c="dimmed">{children}</Text>
    </FullPage>
  );
}
