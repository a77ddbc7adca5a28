/**
 * The import-boundary check: `node scripts/checks/boundaries.ts [root]`.
 * Prints file:line and the rule in a sentence for each violation, and fails when there is one.
 */
import { resolve } from 'node:path';
import { brokenRule, partOf } from './importRules.ts';
import { readSources, type Source } from './sources.ts';
import { ownerOf } from './tableOwners.ts';

export type Violation = { readonly path: string; readonly line: number; readonly sentence: string };

/** Every import and every written table that breaks a rule. */
export function findViolations(sources: readonly Source[]): Violation[] {
  return sources.flatMap((source) => [...importViolations(source), ...writeViolations(source)]);
}

function importViolations({ path, imports }: Source): Violation[] {
  return imports.flatMap(({ line, target, typeOnly }) => {
    if (target === undefined) {
      const isProduct = /^(backend|frontend)\/src\//.test(path) && partOf(path).name !== 'test';
      return isProduct
        ? [{ path, line, sentence: 'import() of a computed name can’t be checked; write the name.' }]
        : [];
    }
    const sentence = brokenRule(path, target, typeOnly);
    return sentence ? [{ path, line, sentence: `${sentence} (imports ${target})` }] : [];
  });
}

function writeViolations({ path, tableWrites }: Source): Violation[] {
  const part = partOf(path);
  if (!path.startsWith('backend/src/') || part.name === 'test') return [];
  const writer = part.feature ?? part.name.replace('backend/src/', '');
  return tableWrites.flatMap(({ line, table }) => {
    const owner = ownerOf(table);
    if (owner === undefined || owner === writer) return [];
    return [{ path, line, sentence: `Only ${owner} writes the table ${table}; call its public.ts.` }];
  });
}

if (import.meta.main) {
  const sources = readSources(resolve(process.argv[2] ?? '.'));
  const violations = findViolations(sources);
  for (const { path, line, sentence } of violations) console.error(`${path}:${line}  ${sentence}`);
  const imports = sources.reduce((count, source) => count + source.imports.length, 0);
  console.log(`${sources.length} files, ${imports} imports, ${violations.length} violations.`);
  // Having read nothing is a fault of the check, not the absence of violations.
  process.exitCode = violations.length > 0 || imports === 0 ? 1 : 0;
}
