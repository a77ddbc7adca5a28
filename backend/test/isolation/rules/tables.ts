/** Rules for tables: keys, policies, owners. */
import { isOfTheTenant, type Rule, withTables } from './rule.ts';

const plainTable = `CREATE TABLE public.planted (
  tenant_id uuid NOT NULL DEFAULT (current_setting('app.tenant_id'))::uuid REFERENCES public.tenants (id),
  id uuid NOT NULL, other_id uuid, PRIMARY KEY (tenant_id, id))`;

export const tableRules: readonly Rule[] = [
  {
    promise: 'a table has a tenant_id, or is on the list of platform tables',
    violations: `${withTables} SELECT name || ' has no tenant_id' FROM tenant_tables WHERE tenant_column IS NULL`,
    planted: ['CREATE TABLE public.planted (id uuid PRIMARY KEY)'],
  },
  {
    promise: 'tenant_id is a uuid, never null, points at tenants, and by default is the transaction’s tenant',
    violations: `${withTables}
      SELECT name || '.tenant_id is not as it must be'
      FROM tenant_tables t LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = t.tenant_column
      WHERE NOT a.attnotnull OR a.atttypid <> 'uuid'::regtype
        OR (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d WHERE d.adrelid = t.oid AND d.adnum = t.tenant_column)
          IS DISTINCT FROM '(current_setting(''app.tenant_id''::text))::uuid'
        OR NOT EXISTS (
          SELECT FROM pg_constraint k
          WHERE k.conrelid = t.oid AND k.contype = 'f' AND k.convalidated AND k.confrelid = 'public.tenants'::regclass
            AND k.conkey = ARRAY[t.tenant_column])`,
    planted: [
      'CREATE TABLE public.planted (tenant_id uuid, id uuid)',
      'ALTER TABLE public.people ALTER tenant_id DROP DEFAULT',
      'ALTER TABLE public.people DROP CONSTRAINT people_tenant_id_fkey',
    ],
  },
  {
    promise: 'the primary key of a tenant table leads with tenant_id',
    violations: `${withTables}
      SELECT name || ' has no primary key that leads with tenant_id' FROM tenant_tables t
      WHERE NOT EXISTS (
        SELECT FROM pg_constraint k
        WHERE k.conrelid = t.oid AND k.contype = 'p' AND k.conkey[1] = t.tenant_column AND cardinality(k.conkey) > 1)`,
    planted: [
      'CREATE TABLE public.planted (tenant_id uuid NOT NULL, id uuid PRIMARY KEY)',
      'CREATE TABLE public.planted (tenant_id uuid NOT NULL, id uuid NOT NULL)',
      'CREATE TABLE public.planted (tenant_id uuid NOT NULL, id uuid NOT NULL, PRIMARY KEY (id, tenant_id))',
    ],
  },
  {
    promise: 'every unique key of a tenant table leads with tenant_id, so that it tells nothing of other tenants',
    violations: `${withTables}
      SELECT i.indexrelid::regclass || ' does not lead with tenant_id'
      FROM tenant_tables t JOIN pg_index i ON i.indrelid = t.oid
      WHERE (i.indisunique OR i.indisexclusion) AND i.indkey[0] IS DISTINCT FROM t.tenant_column`,
    planted: [
      'CREATE UNIQUE INDEX ON public.people (email)',
      'CREATE UNIQUE INDEX ON public.people (lower(email), tenant_id)',
      'ALTER TABLE public.people ADD UNIQUE (employee_number)',
      'ALTER TABLE public.people ADD EXCLUDE USING btree (email WITH =)',
    ],
  },
  {
    promise: 'every foreign key to a tenant table leads with tenant_id on both sides, because its check sees all rows',
    violations: `${withTables}
      SELECT k.conrelid::regclass || ' points at another tenant''s rows by ' || k.conname
      FROM pg_constraint k JOIN tenant_tables target ON target.oid = k.confrelid
      LEFT JOIN tables source ON source.oid = k.conrelid
      WHERE k.contype = 'f'
        AND (k.conkey[1] IS DISTINCT FROM source.tenant_column OR k.confkey[1] IS DISTINCT FROM target.tenant_column)`,
    planted: [
      `${plainTable}; ALTER TABLE public.people ADD UNIQUE (id);
       ALTER TABLE public.planted ADD FOREIGN KEY (other_id) REFERENCES public.people (id)`,
      `${plainTable}; ALTER TABLE public.planted ADD FOREIGN KEY (other_id, id) REFERENCES public.people (tenant_id, id)`,
      `ALTER TABLE public.people ADD UNIQUE (id);
       CREATE TABLE public.planted (id uuid PRIMARY KEY REFERENCES public.people (id))`,
    ],
  },
  {
    promise: 'row-level security is enabled and forced on every table and partition',
    violations: `${withTables}
      SELECT name || ' lacks enabled and forced row-level security' FROM tables
      WHERE NOT relrowsecurity OR NOT relforcerowsecurity`,
    planted: [
      plainTable,
      'ALTER TABLE public.people DISABLE ROW LEVEL SECURITY',
      'ALTER TABLE public.tenants NO FORCE ROW LEVEL SECURITY',
      `CREATE TABLE public.planted (tenant_id uuid NOT NULL, id uuid NOT NULL, PRIMARY KEY (tenant_id, id)) PARTITION BY HASH (tenant_id);
       ALTER TABLE public.planted ENABLE ROW LEVEL SECURITY; ALTER TABLE public.planted FORCE ROW LEVEL SECURITY;
       CREATE TABLE public.planted_0 PARTITION OF public.planted FOR VALUES WITH (MODULUS 1, REMAINDER 0)`,
    ],
  },
  {
    promise: 'a restrictive policy for all roles and commands compares tenant_id with the transaction’s tenant',
    violations: `${withTables}
      SELECT name || ' lacks the restrictive policy' FROM tenant_tables t
      WHERE NOT EXISTS (
        SELECT FROM pg_policy p
        WHERE p.polrelid = t.oid AND NOT p.polpermissive AND p.polcmd = '*' AND p.polroles = '{0}'
          AND pg_get_expr(p.polqual, p.polrelid) = '${isOfTheTenant}'
          AND pg_get_expr(p.polwithcheck, p.polrelid) = '${isOfTheTenant}')`,
    planted: [
      plainTable,
      'DROP POLICY tenant_isolation ON public.people',
      'ALTER POLICY tenant_isolation ON public.people USING (true)',
      'ALTER POLICY tenant_isolation ON public.people WITH CHECK (true)',
      'ALTER POLICY tenant_isolation ON public.people TO frontdesk_app',
      `ALTER POLICY tenant_isolation ON public.people USING (tenant_id = (current_setting('app.tenant_id'))::uuid)`,
      `DROP POLICY tenant_isolation ON public.people;
       CREATE POLICY tenant_isolation ON public.people AS PERMISSIVE
         USING (tenant_id = (SELECT (current_setting('app.tenant_id'))::uuid))
         WITH CHECK (tenant_id = (SELECT (current_setting('app.tenant_id'))::uuid))`,
    ],
  },
  {
    promise: 'permissive policies name their roles, and the app sees of the platform’s tables its own tenant alone',
    violations: `${withTables}
      SELECT name || '.' || p.polname || ' lets in whom it should not'
      FROM tables t JOIN pg_policy p ON p.polrelid = t.oid
      WHERE p.polpermissive AND (
        0 = ANY (p.polroles)
        OR (t.oid NOT IN (SELECT oid FROM tenant_tables) AND 'frontdesk_app'::regrole = ANY (p.polroles)
          AND NOT (t.name = 'tenants' AND p.polcmd = 'r'
            AND pg_get_expr(p.polqual, p.polrelid) = '${isOfTheTenant.replace('tenant_id =', 'id =')}')))`,
    planted: [
      'CREATE POLICY planted ON public.people USING (true)',
      'CREATE POLICY planted ON public.operators FOR SELECT TO frontdesk_app USING (true)',
      'ALTER POLICY own_tenant ON public.tenants USING (true)',
    ],
  },
  {
    promise: 'functions in policies are STABLE: an IMMUTABLE one is kept in a plan, with the tenant of whoever made it',
    violations: `
      SELECT p.polname || ' on ' || p.polrelid::regclass || ' uses ' || f.oid::regprocedure
      FROM pg_policy p
      JOIN pg_depend d ON d.classid = 'pg_policy'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_proc'::regclass
      JOIN pg_proc f ON f.oid = d.refobjid
      WHERE f.provolatile <> 's'`,
    planted: ['IMMUTABLE', 'VOLATILE'].map(
      (volatility) => `
        CREATE FUNCTION public.planted() RETURNS uuid LANGUAGE sql ${volatility} AS $$ SELECT current_setting('app.tenant_id')::uuid $$;
        CREATE POLICY planted ON public.people AS RESTRICTIVE USING (tenant_id = (SELECT public.planted()))`,
    ),
  },
  {
    promise: 'an index leads with tenant_id',
    violations: `${withTables}
      SELECT name || ' has no index that leads with tenant_id' FROM tenant_tables t
      WHERE NOT EXISTS (
        SELECT FROM pg_index i
        WHERE i.indrelid = t.oid AND i.indkey[0] = t.tenant_column AND i.indpred IS NULL AND i.indisvalid)`,
    planted: ['CREATE TABLE public.planted (tenant_id uuid NOT NULL, id uuid PRIMARY KEY)'],
  },
  {
    promise: 'tables belong to frontdesk_owner',
    violations: `${withTables}
      SELECT name || ' belongs to ' || relowner::regrole FROM tables WHERE relowner <> 'frontdesk_owner'::regrole`,
    planted: ['ALTER TABLE public.people OWNER TO postgres'],
  },
  {
    promise: 'no view bypasses the policies of its caller, and nothing is materialized',
    violations: `
      SELECT c.oid::regclass || ' shows rows by its owner''s rights' FROM pg_class c
      WHERE c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'pg_toast'::regnamespace)
        AND (c.relkind = 'm' OR (c.relkind = 'v'
          AND NOT coalesce('security_invoker=true' = ANY (c.reloptions) OR 'security_invoker=on' = ANY (c.reloptions), false)
          AND (c.relnamespace = 'public'::regnamespace
            OR has_table_privilege('frontdesk_app', c.oid, 'SELECT') OR has_table_privilege('frontdesk_platform', c.oid, 'SELECT'))))`,
    planted: [
      'CREATE VIEW public.planted AS SELECT email FROM public.people',
      'CREATE MATERIALIZED VIEW public.planted AS SELECT email FROM public.people',
      'CREATE SCHEMA planted; CREATE VIEW planted.planted AS SELECT email FROM public.people; GRANT SELECT ON planted.planted TO frontdesk_app',
    ],
  },
  {
    promise: 'no rewrite rule, and no column that counts through a sequence that all tenants share',
    violations: `${withTables}
      SELECT t.name || ' has the rule ' || r.rulename FROM tables t JOIN pg_rewrite r ON r.ev_class = t.oid
      UNION ALL
      SELECT t.name || '.' || a.attname || ' counts across tenants' FROM tenant_tables t
      JOIN pg_attribute a ON a.attrelid = t.oid LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
      WHERE a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval(%'`,
    planted: [
      'CREATE RULE planted AS ON DELETE TO public.people DO INSTEAD NOTHING',
      'ALTER TABLE public.people ADD planted bigint GENERATED ALWAYS AS IDENTITY',
      'ALTER TABLE public.people ADD planted bigserial',
    ],
  },
];
