/** A rule of the database's isolation, as a question to PostgreSQL's catalogue. */
export type Rule = {
  /** What always holds. */
  readonly promise: string;
  /** A query that gives one column: a sentence for each violation. */
  readonly violations: string;
  /** Statements that each break the rule, to show that it can fail. */
  readonly planted: readonly string[];
};

/** Tables without tenant data. Every other table of the schema `public` is a tenant table. */
export const platformTables = ['tenants', 'operators', 'platform_audit_events'] as const;

const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');

/** `tables` are the tables and partitions of the product, `tenant_tables` those with tenant data. */
export const withTables = `
  WITH tables AS (
    SELECT c.*, c.relname::text AS name,
      (SELECT a.attnum FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped) AS tenant_column
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  ),
  tenant_tables AS (SELECT * FROM tables WHERE name NOT IN (${quoted(platformTables)}))`;

/** The policy's expression, as PostgreSQL prints it. */
export const isOfTheTenant = `(tenant_id = ( SELECT (current_setting(''app.tenant_id''::text))::uuid AS current_setting))`;

/** Relations that belong neither to PostgreSQL nor to an extension. */
export const isOurs = (oid: string, catalogue: string) => `
  NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '${catalogue}'::regclass AND e.objid = ${oid} AND e.deptype = 'e')`;
