import { Kbd, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import classes from './SearchTrigger.module.css';

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Looks like a search field, opens the search of everything. */
export function SearchTrigger({ onClick }: { onClick: () => void }) {
  return (
    <UnstyledButton className={classes.trigger} onClick={onClick}>
      <IconSearch size={16} aria-hidden />
      <span className={classes.label}>Search people or go to…</span>
      <Kbd size="xs" aria-hidden>
        {isApple ? '⌘ K' : 'Ctrl K'}
      </Kbd>
    </UnstyledButton>
  );
}
