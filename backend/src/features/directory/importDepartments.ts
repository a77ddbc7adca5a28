/** Which department a cell means: a path from the top, `Engineering / Platform`, or a name that only one department has. */
import { pathKey, pathSeparator } from './departments.ts';

/**
 * @param existing paths of the departments that there are
 * @param wanted cells of the file; their paths count as departments too
 * @returns the full path of a cell's department, or why it can't be told; a name that nobody has is a new department
 */
export function departmentResolver(
  existing: readonly string[],
  wanted: readonly string[],
): (cell: string) => { path: string } | { fault: string } {
  const byKey = new Map<string, string>();
  const byName = new Map<string, Set<string>>();
  /** Adds a path and all above it; where they are there already, in the spelling that they have. */
  const add = (path: string): string => {
    const known = byKey.get(pathKey(path));
    if (known !== undefined) return known;
    const names = path.split(pathSeparator);
    const name = names.pop() ?? '';
    const added = names.length > 0 ? `${add(names.join(pathSeparator))}${pathSeparator}${name}` : name;
    byKey.set(pathKey(path), added);
    const sameName = byName.get(pathKey(name)) ?? new Set();
    byName.set(pathKey(name), sameName.add(added));
    return added;
  };
  for (const path of existing) add(path);
  for (const cell of new Set(wanted)) if (cell.includes(pathSeparator)) add(cell);
  return (cell) => {
    const exact = byKey.get(pathKey(cell));
    if (exact !== undefined) return { path: exact };
    const named = [...(byName.get(pathKey(cell)) ?? [])];
    if (named.length > 1) {
      const choice = named.slice(0, 3).map((path) => `“${path}”`);
      return { fault: `Several departments have this name. Write the path: ${choice.join(' or ')}.` };
    }
    return { path: named[0] ?? add(cell) };
  };
}
