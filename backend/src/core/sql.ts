/** SQL as tagged templates, so that a string can't become SQL, and their translation into what `pg` sends. */
import { createHash } from 'node:crypto';
import { type SQLQuery, sql } from '@databases/pg';
import pg from 'pg';

export { type SQLQuery, sql };

export type Statement = { readonly name: string; readonly text: string; readonly values: unknown[] };

const format = {
  escapeIdentifier: (name: string) => pg.escapeIdentifier(name),
  formatValue: (value: unknown, index: number) => ({ placeholder: `$${index + 1}`, value }),
};

/** Names by text: the same text gets the same name, so that each connection prepares it once. */
const names = new Map<string, string>();

export function statementOf(query: SQLQuery): Statement {
  const { text, values } = query.format(format);
  let name = names.get(text);
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 24);
    if (names.size < 10_000) names.set(text, name);
  }
  return { name, text, values };
}
