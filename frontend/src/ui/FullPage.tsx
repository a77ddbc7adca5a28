/** A page without the shell: one card in the middle, for signing in and for what keeps a visitor out. */
import { Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './FullPage.module.css';

export function FullPage({ children, wide }: { children: ReactNode; wide?: boolean }) {
  return (
    <div className={classes.root}>
      <main className={classes.main} data-wide={wide || undefined}>
        <Paper withBorder radius="lg" className={classes.card}>
          {children}
        </Paper>
      </main>
      <footer>
        <Text size="xs" c="dimmed" ta="center">
          Frontdesk: your company directory and service desk
        </Text>
      </footer>
    </div>
  );
}
