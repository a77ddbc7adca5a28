import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { departmentTree, flatten } from './departmentTree.ts';
import { departmentsQuery } from './queries.ts';

type Props = { value: string | undefined; onChange: (departmentId: string | undefined) => void };

/** Chooses one department; deeper ones are indented. */
export function DepartmentSelect({ value, onChange }: Props) {
  const { data } = useQuery(departmentsQuery);
  const options = flatten(departmentTree(data?.items ?? []));
  const depths = new Map(options.map(({ node, depth }) => [node.id, depth]));
  return (
    <Select
      aria-label="Department"
      placeholder="All departments"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'All departments' }}
      nothingFoundMessage="No such department"
      data={options.map(({ node }) => ({ value: node.id, label: node.name }))}
      renderOption={({ option }) => (
        <span style={{ paddingLeft: `${(depths.get(option.value) ?? 0) * 0.875}rem` }}>{option.label}</span>
      )}
      value={value ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
    />
  );
}
