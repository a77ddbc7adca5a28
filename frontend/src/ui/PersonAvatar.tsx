import { Avatar } from '@mantine/core';
import { initials, nameColor } from './initials.ts';

/** Initials on the person's own colour. Always beside the name, so hidden from screen readers. */
export function PersonAvatar({ name, size = 32 }: { name: string; size?: number }) {
  return (
    <Avatar size={size} radius="xl" color={nameColor(name)} aria-hidden>
      {initials(name)}
    </Avatar>
  );
}
