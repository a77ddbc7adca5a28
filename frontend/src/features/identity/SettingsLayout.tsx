/** The settings: one tab an address. */
import { Title } from '@mantine/core';
import { NavLink, Outlet } from 'react-router';
import { usePermission } from '../../api/session.ts';
import { paths } from '../../paths.ts';
import classes from './SettingsLayout.module.css';

export function Component() {
  const managesSingleSignOn = usePermission('single-sign-on.manage');
  return (
    <div className={classes.settings}>
      <Title order={1} mb="sm">
        Settings
      </Title>
      <nav aria-label="Settings" className={classes.tabs}>
        <NavLink to={paths.sessions} className={classes.tab}>
          Sessions
        </NavLink>
        {managesSingleSignOn && (
          <NavLink to={paths.singleSignOn} className={classes.tab}>
            Single sign-on
          </NavLink>
        )}
      </nav>
      <Outlet />
    </div>
  );
}
