/** The shell of the operator's console. */
import type { OperatorSession } from '@frontdesk/contract';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { IconBuilding, IconBuildingPlus } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useApiMutation } from '../api/useApiMutation.ts';
import { paths } from '../paths.ts';
import { notify } from '../ui/notify.ts';
import { TitleSuffix } from '../ui/Page.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import { Frame } from './Frame.tsx';

const KeysDialog = lazy(() => import('./KeysDialog.tsx'));

const navigation = [
  { label: 'Organizations', to: paths.tenants, icon: IconBuilding },
  { label: 'New organization', to: paths.newTenant, icon: IconBuildingPlus },
];

export function ConsoleShell({ operator }: { operator: OperatorSession['operator'] }) {
  const [showingKeys, keys] = useDisclosure();
  useHotkeys([['shift+?', keys.open]]);
  const signOut = useApiMutation('operatorSignOut', { onSuccess: () => location.assign(paths.signIn()) });

  return (
    <TitleSuffix value="Frontdesk console">
      <Frame
        name="Frontdesk"
        note="Operator console"
        navigation={navigation}
        account={
          <AccountMenu
            name={operator.name}
            detail={operator.email}
            onKeys={keys.open}
            onSignOut={() => signOut.mutate({}, { onError: (error) => void notify(`Not signed out. ${error.detail}`) })}
          />
        }
      />
      <Suspense>{showingKeys && <KeysDialog onClose={keys.close} />}</Suspense>
    </TitleSuffix>
  );
}
