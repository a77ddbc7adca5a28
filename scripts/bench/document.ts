/** docs/performance.md. Each command writes the part that it measures and leaves the other as it is. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const path = 'docs/performance.md';

export type Part = 'isolation' | 'load';

const notYet: Readonly<Record<Part, string>> = {
  isolation: 'Not measured yet: `npm run bench -- --full --write`.',
  load: 'Not measured yet: `npm run bench -- load --write`.',
};

export function writePart(part: Part, text: string): void {
  const parts = { isolation: readPart('isolation'), load: readPart('load'), [part]: text };
  writeFileSync(path, documentOf(parts));
}

function readPart(part: Part): string {
  const document = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const begin = document.indexOf(beginOf(part));
  const end = document.indexOf(endOf(part));
  return begin === -1 || end === -1 ? notYet[part] : document.slice(begin + beginOf(part).length, end).trim();
}

const beginOf = (part: Part) => `<!-- ${part} -->`;
const endOf = (part: Part) => `<!-- end of ${part} -->`;

function documentOf(parts: Readonly<Record<Part, string>>): string {
  const marked = (part: Part) => `${beginOf(part)}\n\n${parts[part]}\n\n${endOf(part)}`;
  return `# What isolation costs, and what the platform carries

Written by \`npm run bench\`; do not edit. Figures move with the machine, so the goals of the first part are ratios between
servers that took turns within seconds of each other. Those of the second are absolute and belong to the machine that it names.

## What isolation costs

${marked('isolation')}

## What the platform carries

${marked('load')}

## Again

\`npm run bench\` takes about two minutes on a laptop after the data has been loaded once; \`npm run bench -- --help\` tells
the rest. It is not part of \`npm test\`: a timed test fails on a busy machine and proves nothing on a quiet one.
`;
}
