/** The frame around every signed-in page: navigation at the side, search and account on top. */
import { ActionIcon, Burger } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { Outlet, useLocation, useNavigation } from 'react-router';
import { Brand } from '../ui/Brand.tsx';
import classes from './Frame.module.css';
import { type NavigationItem, NavigationList } from './NavigationList.tsx';
import { SearchTrigger } from './SearchTrigger.tsx';
import { useNavigationFocus } from './useNavigationFocus.ts';

const NavigationDrawer = lazy(() => import('./NavigationDrawer.tsx'));

const mainId = 'main';

type Props = {
  name: string;
  note?: string;
  navigation: readonly NavigationItem[];
  account: ReactNode;
  onSearch?: () => void;
};

export function Frame({ name, note, navigation, account, onSearch }: Props) {
  const [drawer, { open, close }] = useDisclosure();
  const { pathname } = useLocation();
  const loading = useNavigation().state === 'loading';
  useNavigationFocus(mainId);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a move to another page closes the drawer
  useEffect(close, [pathname]);

  return (
    <div className={classes.frame}>
      <a className={classes.skip} href={`#${mainId}`}>
        Skip to content
      </a>
      <aside className={classes.sidebar} aria-label="Sidebar">
        <div className={classes.brand}>
          <Brand name={name} note={note} />
        </div>
        <NavigationList items={navigation} />
      </aside>
      <header className={classes.header}>
        <Burger className={classes.narrow} size="sm" opened={drawer} onClick={open} aria-label="Open the navigation" />
        <div className={`${classes.narrow} ${classes.headerBrand}`}>
          <Brand name={name} />
        </div>
        {onSearch && (
          <>
            <SearchTrigger onClick={onSearch} />
            <ActionIcon
              className={`${classes.narrow} ${classes.searchIcon}`}
              variant="subtle"
              color="gray"
              size="lg"
              aria-label="Search"
              onClick={onSearch}
            >
              <IconSearch size={20} />
            </ActionIcon>
          </>
        )}
        <div className={classes.account}>{account}</div>
      </header>
      <main id={mainId} tabIndex={-1} className={classes.main} data-loading={loading || undefined}>
        <div className={classes.content}>
          <Outlet />
        </div>
      </main>
      <Suspense>
        {drawer && <NavigationDrawer name={name} note={note} navigation={navigation} onClose={close} />}
      </Suspense>
    </div>
  );
}
