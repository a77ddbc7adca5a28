/** The frame of every page: document title, heading, actions. */
import { Group, Text, Title } from '@mantine/core';
import { createContext, type ReactNode, useContext } from 'react';
import classes from './Page.module.css';

/** What the document's title ends with: the workspace's name. */
export const TitleSuffix = createContext('Frontdesk');

type Props = {
  title: string;
  /** The heading, where it is more than the title. */
  heading?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  /** A line above the heading, such as the way back. */
  above?: ReactNode;
  narrow?: boolean;
  children: ReactNode;
};

export function Page({ title, heading, description, actions, above, narrow, children }: Props) {
  return (
    <div className={classes.page} data-narrow={narrow || undefined}>
      <DocumentTitle title={title} />
      {above && <div className={classes.above}>{above}</div>}
      <header className={classes.header}>
        <div className={classes.heading}>
          {heading ?? <Title order={1}>{title}</Title>}
          {description && (
            <Text c="dimmed" mt={4}>
              {description}
            </Text>
          )}
        </div>
        {actions && <Group gap="xs">{actions}</Group>}
      </header>
      {children}
    </div>
  );
}

export function DocumentTitle({ title }: { title: string }) {
  const suffix = useContext(TitleSuffix);
  return <title>{`${title} · ${suffix}`}</title>;
}
