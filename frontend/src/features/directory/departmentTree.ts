/** Departments come as a flat list with parents; here they become a tree. */
import type { AnswerOf } from '../../api/endpoints.ts';

export type Department = AnswerOf<'listDepartments'>['items'][number];
/** `total` counts the people in the department and in everything below it, as the list of people does. */
export type DepartmentNode = Department & { children: DepartmentNode[]; total: number };

/** The roots with everything below them, by name. A department whose parent is not in the list is a root. */
export function departmentTree(departments: readonly Department[]): DepartmentNode[] {
  const nodes = new Map(
    departments.map((item) => [item.id, { ...item, children: [] as DepartmentNode[], total: item.peopleCount }]),
  );
  const roots: DepartmentNode[] = [];
  for (const node of nodes.values()) {
    const parent = node.parentId ? nodes.get(node.parentId) : undefined;
    (parent?.children ?? roots).push(node);
  }
  complete(roots);
  return roots;
}

/** Orders each level by name and adds up the people from below. */
function complete(level: DepartmentNode[]): number {
  level.sort((a, b) => a.name.localeCompare(b.name));
  for (const node of level) node.total += complete(node.children);
  return level.reduce((sum, node) => sum + node.total, 0);
}

/** The tree as a list, each with its depth, for menus. */
export function flatten(tree: readonly DepartmentNode[], depth = 0): { node: DepartmentNode; depth: number }[] {
  return tree.flatMap((node) => [{ node, depth }, ...flatten(node.children, depth + 1)]);
}

/** Keeps the departments whose name contains the text, and the way down to them. */
export function filterTree(tree: readonly DepartmentNode[], text: string): DepartmentNode[] {
  const wanted = text.trim().toLocaleLowerCase();
  if (!wanted) return [...tree];
  return tree.flatMap((node) => {
    if (node.name.toLocaleLowerCase().includes(wanted)) return [node];
    const children = filterTree(node.children, text);
    return children.length > 0 ? [{ ...node, children }] : [];
  });
}
