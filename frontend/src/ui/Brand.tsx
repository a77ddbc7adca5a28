/** The workspace's mark: its initial on its own colour, and its name. */
import { Text } from '@mantine/core';
import classes from './Brand.module.css';
import { initials, nameColor } from './initials.ts';

export function BrandMark({ name, size = 'md' }: { name: string; size?: 'md' | 'lg' }) {
  return (
    <span className={classes.mark} data-size={size} style={{ backgroundColor: nameColor(name) }} aria-hidden>
      {initials(name).slice(0, 1)}
    </span>
  );
}

export function Brand({ name, note }: { name: string; note?: string }) {
  return (
    <span className={classes.brand}>
      <BrandMark name={name} />
      <span className={classes.words}>
        <Text component="span" fw={620} truncate display="block" lh={1.25}>
          {name}
        </Text>
        {note && (
          <Text component="span" size="xs" c="dimmed" display="block" lh={1.25}>
            {note}
          </Text>
        )}
      </span>
    </span>
  );
}
