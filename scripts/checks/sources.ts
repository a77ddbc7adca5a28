/** What a source file imports, and which tables the SQL in it writes; read from its syntax tree. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/** One import, re-export, `import()`, `import('…')` type or `import x = require()`; type imports count too. */
export type Import = {
  readonly line: number;
  /** What stands between the quotes; undefined when it is computed, so that nobody can tell. */
  readonly target: string | undefined;
  /** Gone when the program runs: `import type`, `export type`, `import('…')` in a type. */
  readonly typeOnly: boolean;
};

export type TableWrite = { readonly line: number; readonly table: string };

export type Source = {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly imports: readonly Import[];
  readonly tableWrites: readonly TableWrite[];
};

/** Reads every TypeScript file of the product below `root`. */
export function readSources(root: string): Source[] {
  const paths = globSync('{backend,frontend,migrations,scripts,nginx,infrastructure}/**/*.{ts,tsx,mts}', {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|dist)($|\/)/.test(path),
  });
  return paths.sort().map((path) => readSource(path, readFileSync(join(root, path), 'utf8')));
}

/** Reads one file. A file that can't be parsed is an error, for what can't be read can't be checked. */
export function readSource(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path} can't be parsed: ${errors[0].message}`);
  const imports: Import[] = [];
  const tableWrites: TableWrite[] = [];
  const lineOf = (position: number) => text.slice(0, position).split('\n').length;
  const addImport = (node: { start: number }, source: unknown, kind: 'value' | 'type' = 'value') =>
    imports.push({ line: lineOf(node.start), target: literal(source), typeOnly: kind === 'type' });
  new Visitor({
    ImportDeclaration: (node) => void addImport(node, node.source, node.importKind),
    ExportAllDeclaration: (node) => void addImport(node, node.source, node.exportKind),
    ExportNamedDeclaration: (node) => void (node.source && addImport(node, node.source, node.exportKind)),
    ImportExpression: (node) => void addImport(node, node.source),
    TSImportType: (node) => void addImport(node, node.source, 'type'),
    TSExternalModuleReference: (node) => void addImport(node, node.expression),
    TaggedTemplateExpression: ({ tag, quasi }) => {
      if (tag.type !== 'Identifier' || tag.name !== 'sql') return;
      // A placeholder stands for each value, so that positions in the statement are those in the file.
      const statement = text
        .slice(quasi.start, quasi.end)
        .replace(/\$\{[^{}]*\}/g, (value) => value.replace(/\S/g, '?'));
      for (const { table, position } of writtenTables(statement)) {
        tableWrites.push({ line: lineOf(quasi.start + position), table });
      }
    },
  }).visit(program);
  return { path, imports, tableWrites };
}

function literal(node: unknown): string | undefined {
  const { type, value } = node as { type: string; value?: unknown };
  return type === 'Literal' && typeof value === 'string' ? value : undefined;
}

const write =
  /\b(?:INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?|COPY|(?<!\b(?:FOR|KEY|DO|ON)\s+)UPDATE)\s+(?:ONLY\s+)?(?:public\.)?"?(?<table>[a-z_][a-z0-9_]*)/gi;

function writtenTables(statement: string): { table: string; position: number }[] {
  return [...statement.matchAll(write)].map((match) => ({
    table: match.groups?.table?.toLowerCase() ?? '',
    position: match.index,
  }));
}
