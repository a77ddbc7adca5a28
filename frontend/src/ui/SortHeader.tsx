/** A table's header cell that sorts by its column. */
import { Table, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import classes from './SortHeader.module.css';

type Props<Column extends string> = {
  column: Column;
  label: string;
  /** The list's sort: `name`, or `-name` for descending. */
  sort: string | undefined;
  onSort: (sort: Column | `-${Column}`) => void;
  className?: string;
};

export function SortHeader<Column extends string>({ column, label, sort, onSort, className }: Props<Column>) {
  const ascending = sort === column;
  const descending = sort === `-${column}`;
  const Icon = ascending ? IconArrowUp : descending ? IconArrowDown : IconArrowsSort;
  return (
    <Table.Th className={className} aria-sort={ascending ? 'ascending' : descending ? 'descending' : undefined}>
      <UnstyledButton className={classes.button} onClick={() => onSort(ascending ? `-${column}` : column)}>
        {label}
        <Icon size={14} className={classes.icon} data-active={ascending || descending || undefined} aria-hidden />
      </UnstyledButton>
    </Table.Th>
  );
}
