/** The list of people: a table where there is room, one line and a half a person where there is not. */
import type { PersonSummary } from '@frontdesk/contract';
import { Anchor, Badge, Group, Skeleton, Table, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { paths } from '../../paths.ts';
import { Breakable } from '../../ui/Breakable.tsx';
import table from '../../ui/DataTable.module.css';
import { PersonAvatar } from '../../ui/PersonAvatar.tsx';
import { SortHeader } from '../../ui/SortHeader.tsx';
import type { PeopleSort } from './peopleState.ts';
import { prefetchPerson } from './queries.ts';

type Props = {
  people: PersonSummary[];
  sort: PeopleSort | undefined;
  onSort: (sort: PeopleSort) => void;
  stale: boolean;
};

export function PeopleTable({ people, sort, onSort, stale }: Props) {
  const header = { sort, onSort };
  return (
    <Table className={`${table.table} ${stale ? table.stale : ''}`} highlightOnHover verticalSpacing={7}>
      <Table.Thead>
        <Table.Tr>
          <SortHeader column="name" label="Name" {...header} />
          <SortHeader column="title" label="Title" className={table.wide} {...header} />
          <SortHeader column="department" label="Department" className={table.wide} {...header} />
          <SortHeader column="location" label="Location" className={table.wide} {...header} />
          <Table.Th className={table.widest}>E-mail</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {people.map((person) => (
          <PersonRow key={person.id} person={person} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function PersonRow({ person }: { person: PersonSummary }) {
  const queryClient = useQueryClient();
  const prefetch = () => {
    prefetchPerson(queryClient, person.id);
    void import('./PersonPage.tsx');
  };
  const { displayName, title, department, location, email } = person;
  return (
    <Table.Tr className={table.row} onMouseEnter={prefetch}>
      <Table.Td>
        <Group gap="sm" wrap="nowrap">
          <PersonAvatar name={displayName} />
          <div>
            <Group gap={8}>
              <Link className={table.link} data-row to={paths.person(person.id)} onFocus={prefetch}>
                {displayName}
              </Link>
              {person.status === 'inactive' && (
                <Badge size="sm" color="gray">
                  Inactive
                </Badge>
              )}
            </Group>
            <Text size="sm" c="dimmed" className={table.narrow}>
              {[title, department?.name].filter(Boolean).join(' · ')}
            </Text>
          </div>
        </Group>
      </Table.Td>
      <Table.Td className={table.wide}>{title}</Table.Td>
      <Table.Td className={table.wide}>
        {department && (
          <Anchor
            component={Link}
            to={paths.people({ department: department.id })}
            className={table.above}
            size="sm"
            c="var(--mantine-color-text)"
          >
            {department.name}
          </Anchor>
        )}
      </Table.Td>
      <Table.Td className={table.wide}>{location}</Table.Td>
      <Table.Td className={table.widest}>
        <Anchor href={`mailto:${email}`} className={table.above} size="sm">
          <Breakable text={email} />
        </Anchor>
      </Table.Td>
    </Table.Tr>
  );
}

const placeholders = Array.from({ length: 10 }, (_, index) => index);

export function PeopleTableSkeleton() {
  return (
    <Table className={table.table} verticalSpacing={7} aria-hidden>
      <Table.Tbody>
        {placeholders.map((index) => (
          <Table.Tr key={index}>
            <Table.Td>
              <Group gap="sm" wrap="nowrap">
                <Skeleton circle height={32} />
                <Skeleton height={12} width={`${60 + ((index * 37) % 60)}px`} />
              </Group>
            </Table.Td>
            {[90, 70, 60].map((width) => (
              <Table.Td key={width} className={table.wide}>
                <Skeleton height={12} width={width + ((index * 23) % 40)} />
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
