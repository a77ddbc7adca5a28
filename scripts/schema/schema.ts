/** The schema as one text: what the migrations make, in a form that two databases can be compared by. */
import { dump } from './pgDump.ts';

export const schemaFile = 'migrations/schema.sql';

/**
 * Dumps tables, functions, policies and grants of the product. Left out are the list of migrations done, and what
 * infrastructure/database/roles.sql makes.
 */
export async function dumpSchema(administratorUrl: string): Promise<string> {
  const text = await dump(administratorUrl, ['--schema-only', '--schema=public', '--schema=migration']);
  // The server's and pg_dump's versions, and the settings of a session that restores.
  const [, body = ''] = text.split(/^SET row_security = off;$/m);
  const header = '-- The schema that the migrations make. Written by `npm run dump-schema`; compared by a test.\n';
  return `${header}${body.replace(/\n{3,}/g, '\n\n').trimEnd()}\n`;
}
