/** The shell of a workspace: navigation by permission, search of everything, the account. */
import { Menu } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { IconDeviceLaptop, IconFileImport, IconSettings, IconSitemap, IconUser, IconUsers } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { Link } from 'react-router';
import { useRealtime } from '../api/realtime.ts';
import { useSession } from '../api/session.ts';
import { useApiMutation } from '../api/useApiMutation.ts';
import { paths } from '../paths.ts';
import { notify } from '../ui/notify.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { Frame } from './Frame.tsx';
import type { NavigationItem } from './NavigationList.tsx';

const SearchDialog = lazy(() => import('./SearchDialog.tsx'));
const KeysDialog = lazy(() => import('./KeysDialog.tsx'));

export function WorkspaceShell() {
  const { person, account, workspace, permissions } = useSession();
  const [searching, search] = useDisclosure();
  const [showingKeys, keys] = useDisclosure();
  useRealtime();
  useHotkeys([
    ['mod+K', search.open],
    ['shift+?', keys.open],
  ]);
  const signOut = useApiMutation('signOut', {
    // A full load, so that nothing of this account stays in memory.
    onSuccess: ({ redirectTo }) => location.assign(redirectTo ?? paths.signIn()),
  });

  const navigation: NavigationItem[] = [
    { label: 'People', to: paths.people(), icon: IconUsers },
    { label: 'Departments', to: paths.departments, icon: IconSitemap },
    ...(permissions.includes('directory.import')
      ? [{ label: 'Import people', to: paths.imports, icon: IconFileImport }]
      : []),
    { label: 'Settings', to: paths.settings, icon: IconSettings },
  ];

  return (
    <>
      <Frame
        name={workspace.name}
        navigation={navigation}
        onSearch={search.open}
        account={
          <AccountMenu
            name={person.displayName}
            detail={account.email}
            onKeys={keys.open}
            onSignOut={() => signOut.mutate({}, { onError: (error) => void notify(`Not signed out. ${error.detail}`) })}
          >
            <Menu.Item component={Link} to={paths.person(person.id)} leftSection={<IconUser size={16} />}>
              Your profile
            </Menu.Item>
            <Menu.Item component={Link} to={paths.sessions} leftSection={<IconDeviceLaptop size={16} />}>
              Where you are signed in
            </Menu.Item>
          </AccountMenu>
        }
      />
      <Suspense>
        {searching && <SearchDialog navigation={navigation} onClose={search.close} />}
        {showingKeys && <KeysDialog onClose={keys.close} search />}
      </Suspense>
    </>
  );
}
