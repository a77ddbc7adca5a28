/** ⌘K: people of the directory, pages and actions, in one field. */
import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { IconMoon, IconSearch, IconSun } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { peopleQuery } from '../features/directory/public.ts';
import { paths } from '../paths.ts';
import { PersonAvatar } from '../ui/PersonAvatar.tsx';
import type { NavigationItem } from './NavigationList.tsx';
import '@mantine/spotlight/styles.css';

const [store, spotlight] = createSpotlight();

type Props = { navigation: readonly NavigationItem[]; onClose: () => void };

export default function SearchDialog({ navigation, onClose }: Props) {
  const [query, setQuery] = useState('');
  const [settled] = useDebouncedValue(query.trim(), 150);
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const people = useQuery({
    ...peopleQuery({ search: settled, pageSize: 6 }),
    enabled: settled !== '',
    placeholderData: keepPreviousData,
  });
  useEffect(() => spotlight.open(), []);

  const matches = (label: string) => label.toLowerCase().includes(query.trim().toLowerCase());
  const pages = navigation.filter(({ label }) => matches(label));
  const other = colorScheme === 'dark' ? 'light' : 'dark';
  const switchLabel = `Switch to ${other} colours`;
  const found = query.trim() ? (people.data?.items ?? []) : [];

  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      shortcut={null}
      centered={false}
      overlayProps={{ backgroundOpacity: 0.4, blur: 2 }}
      scrollable
      maxHeight={420}
      attributes={{ content: { 'aria-label': 'Search' } }}
    >
      <Spotlight.Search
        aria-label="Search people, pages and actions"
        placeholder="Search people, pages and actions…"
        leftSection={<IconSearch size={18} />}
      />
      <Spotlight.ActionsList>
        {found.length > 0 && (
          <Spotlight.ActionsGroup label="People">
            {found.map((person) => (
              <Spotlight.Action
                key={person.id}
                label={person.displayName}
                description={[person.title, person.department?.name].filter(Boolean).join(' · ')}
                leftSection={<PersonAvatar name={person.displayName} />}
                onClick={() => navigate(paths.person(person.id))}
              />
            ))}
            {people.data && people.data.total > found.length && (
              <Spotlight.Action
                label={`All people for “${settled}”`}
                leftSection={<IconSearch size={18} />}
                onClick={() => navigate(paths.people({ search: settled }))}
              />
            )}
          </Spotlight.ActionsGroup>
        )}
        {pages.length > 0 && (
          <Spotlight.ActionsGroup label="Go to">
            {pages.map(({ label, to, icon: ItemIcon }) => (
              <Spotlight.Action
                key={to}
                label={label}
                leftSection={<ItemIcon size={18} stroke={1.75} />}
                onClick={() => navigate(to)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {matches(switchLabel) && (
          <Spotlight.ActionsGroup label="Actions">
            <Spotlight.Action
              label={switchLabel}
              leftSection={other === 'dark' ? <IconMoon size={18} /> : <IconSun size={18} />}
              onClick={() => setColorScheme(other)}
            />
          </Spotlight.ActionsGroup>
        )}
        {found.length + pages.length === 0 && !people.isFetching && (
          <Spotlight.Empty>Nothing found for “{query.trim()}”.</Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
