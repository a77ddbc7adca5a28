import type { Icon } from '@tabler/icons-react';
import { Link, useLocation } from 'react-router';
import { currentEntry } from './currentEntry.ts';
import classes from './NavigationList.module.css';

/** One entry of the navigation. */
export type NavigationItem = { label: string; to: string; icon: Icon };

export function NavigationList({ items }: { items: readonly NavigationItem[] }) {
  const { pathname } = useLocation();
  const current = currentEntry(
    items.map(({ to }) => to),
    pathname,
  );
  return (
    <nav aria-label="Main">
      <ul className={classes.list}>
        {items.map(({ label, to, icon: ItemIcon }) => (
          <li key={to}>
            <Link to={to} className={classes.item} aria-current={to === current ? 'page' : undefined}>
              <ItemIcon size={18} stroke={1.75} aria-hidden />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
