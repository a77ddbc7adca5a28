import type { ImportOutcome, ImportRow } from '@frontdesk/contract';
import { Badge, Table, Text } from '@mantine/core';
import table from '../../ui/DataTable.module.css';
import classes from './ImportRowsTable.module.css';

const badges: Readonly<Record<ImportOutcome, { label: string; color: string }>> = {
  create: { label: 'Create', color: 'brand' },
  change: { label: 'Change', color: 'blue' },
  unchanged: { label: 'Unchanged', color: 'gray' },
  refused: { label: 'Refused', color: 'red' },
};

/** Row by row: the line in the file, what happens to it, and the details. */
export function ImportRowsTable({ rows, stale }: { rows: ImportRow[]; stale: boolean }) {
  return (
    <Table className={`${table.table} ${stale ? table.stale : ''}`} verticalSpacing="xs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th className={classes.line}>Line</Table.Th>
          <Table.Th className={`${classes.outcome} ${table.wide}`}>Outcome</Table.Th>
          <Table.Th className={classes.person}>Person</Table.Th>
          <Table.Th className={table.wide}>Details</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={row.line} className={classes.row}>
            <Table.Td className={classes.line}>{row.line}</Table.Td>
            <Table.Td className={table.wide}>
              <OutcomeBadge outcome={row.outcome} />
            </Table.Td>
            <Table.Td>
              <div className={table.narrow}>
                <OutcomeBadge outcome={row.outcome} />
              </div>
              <Text size="sm" fw={550}>
                {[row.values.given_name, row.values.family_name].filter(Boolean).join(' ') || '(no name)'}
              </Text>
              <Text size="sm" c="dimmed">
                {row.values.email || '(no address)'}
              </Text>
              <div className={table.narrow}>
                <Details row={row} />
              </div>
            </Table.Td>
            <Table.Td className={table.wide}>
              <Details row={row} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function OutcomeBadge({ outcome }: { outcome: ImportOutcome }) {
  const { label, color } = badges[outcome];
  return <Badge color={color}>{label}</Badge>;
}

function Details({ row }: { row: ImportRow }) {
  if (row.outcome === 'refused') {
    return (
      <ul className={classes.list}>
        {row.errors.map(({ column, message }) => (
          <li key={`${column} ${message}`}>
            {column && <code className={classes.column}>{column}</code>}
            <span className={classes.reason}>{message}</span>
            {column && row.values[column] && <span className={classes.old}> (“{row.values[column]}”)</span>}
          </li>
        ))}
      </ul>
    );
  }
  if (row.outcome === 'change') {
    return (
      <ul className={classes.list}>
        {changes(row).map(({ column, before, after }) => (
          <li key={column}>
            <code className={classes.column}>{column}</code>
            <del className={classes.old}>{before || 'nothing'}</del>
            <span aria-hidden> → </span>
            <ins className={classes.new}>{after || 'nothing'}</ins>
          </li>
        ))}
      </ul>
    );
  }
  const { title, department, location } = row.values;
  return (
    <Text size="sm" c="dimmed">
      {[title, department, location].filter(Boolean).join(' · ')}
    </Text>
  );
}

function changes({ values, before }: ImportRow) {
  return Object.entries(before ?? {})
    .map(([column, old]) => ({ column, before: old, after: values[column] ?? '' }))
    .filter(({ before: old, after }) => old !== after);
}
