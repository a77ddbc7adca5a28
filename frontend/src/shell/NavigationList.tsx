import type { Icon } from '@tabler/icons-react';
import { NavLink } from 'react-router';
import classes from './NavigationList.module.css';

/** One entry of the navigation. `end`: only this very address is current, none below it. */
export type NavigationItem = { label: string; to: string; icon: Icon; end?: boolean };

export function NavigationList({ items }: { items: readonly NavigationItem[] }) {
  return (
    <nav aria-label="Main">
      <ul className={classes.list}>
        {items.map(({ label, to, icon: ItemIcon, end }) => (
          <li key={to}>
            <NavLink to={to} end={end} className={classes.item}>
              <ItemIcon size={18} stroke={1.75} aria-hidden />
              {label}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
