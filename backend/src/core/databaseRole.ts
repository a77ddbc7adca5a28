/** Whether a database role is as weak as it should be. The program refuses to start with a stronger one. */
import type { Log } from './log.ts';
import type { Pool } from './pools.ts';
import { sql, statementOf } from './sql.ts';

/** The first minor version of each major that has the fixes of row-level security that this program relies on. */
const patched: Readonly<Record<number, number>> = { 15: 20, 16: 16, 17: 12, 18: 7 };

type RoleFacts = {
  role: string;
  superuser: boolean;
  bypasses: boolean;
  creates: boolean;
  member_of: string[];
  owned: number;
  unprotected: string[];
  version: number;
};

/**
 * Checks role, tables and server version.
 * @throws Error with a sentence that says what is wrong and what to do
 */
export async function checkDatabaseRole(
  pool: Pool,
  options: { expected: string; unpatchedServer: 'refuse' | 'warn'; log: Log },
): Promise<void> {
  // Without a name: behind a PgBouncer that does not know names, another process may have used it on this connection.
  const question = { ...statementOf(roleFacts), name: '' };
  const facts = await pool.borrow(async (connection) => (await connection.run([], question)).rows[0] as RoleFacts);
  const faults = [
    facts.role !== options.expected && `it is ${facts.role} and not ${options.expected}`,
    facts.superuser && 'it is a superuser',
    facts.bypasses && 'it has BYPASSRLS',
    facts.creates && 'it may create roles or databases',
    facts.member_of.length > 0 && `it is a member of ${facts.member_of.join(', ')}`,
    facts.owned > 0 && `it owns ${facts.owned} tables`,
  ].filter((fault) => fault !== false);
  if (faults.length > 0) {
    throw new Error(
      `The database role is not the weak one that row-level security needs: ${faults.join('; ')}. Correct the address, or run infrastructure/database/roles.sql.`,
    );
  }
  if (facts.unprotected.length > 0) {
    throw new Error(`These tables lack forced row-level security: ${facts.unprotected.join(', ')}. Run \`migrate\`.`);
  }
  const complaint = complaintOfVersion(facts.version);
  if (complaint === undefined) return;
  if (options.unpatchedServer === 'refuse') throw new Error(complaint);
  options.log.warn(complaint);
}

/**
 * What is wrong with a server of this version (`server_version_num`, such as 180004 for 18.4); undefined when nothing is.
 * @throws Error when it is too old to be used at all
 */
export function complaintOfVersion(version: number): string | undefined {
  const major = Math.floor(version / 10_000);
  const minor = version % 10_000;
  if (major < 15) throw new Error(`PostgreSQL ${major} is too old; Frontdesk needs 15 or later.`);
  const wanted = patched[major];
  if (wanted === undefined || minor >= wanted) return undefined;
  return `PostgreSQL ${major}.${minor} lacks security fixes; update it to ${major}.${wanted} or later.`;
}

const roleFacts = sql`
  SELECT
    r.rolname AS role,
    r.rolsuper AS superuser,
    r.rolbypassrls AS bypasses,
    r.rolcreaterole OR r.rolcreatedb AS creates,
    ARRAY(SELECT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid) AS member_of,
    (SELECT count(*)::int FROM pg_class c WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p', 'v', 'm')) AS owned,
    ARRAY(
      SELECT c.relname::text FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
    ) AS unprotected,
    current_setting('server_version_num')::int AS version
  FROM pg_roles r
  WHERE r.rolname = current_user`;
