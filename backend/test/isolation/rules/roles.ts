/** Rules for roles and what they may do. */
import { isOurs, platformTables, type Rule, withTables } from './rule.ts';

const serving = `(VALUES ('frontdesk_app'), ('frontdesk_platform')) AS serving (role)`;
const isForeign = (namespace: string) => `${namespace} !~ '^(pg_|information_schema$)'`;

/** Tenant tables into which provisioning writes a tenant's first rows. */
const provisioned = ['audit_events', 'outbox', 'people', 'accounts', 'invitations'];

const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');

export const roleRules: readonly Rule[] = [
  {
    promise: 'each role is exactly as strong as it has to be',
    violations: `
      SELECT coalesce(r.rolname, wanted.role) || ' has other attributes than it should'
      FROM (VALUES
        ('frontdesk_owner', true, false), ('frontdesk_app', true, false), ('frontdesk_platform', true, false),
        ('frontdesk_backup', true, true), ('frontdesk_definer', false, true)) AS wanted (role, login, bypass)
      FULL JOIN (SELECT * FROM pg_roles WHERE rolname LIKE 'frontdesk%') r ON r.rolname = wanted.role
      WHERE (r.rolcanlogin, r.rolbypassrls, r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolreplication)
        IS DISTINCT FROM (wanted.login, wanted.bypass, false, false, false, false)`,
    planted: [
      ...['SUPERUSER', 'BYPASSRLS', 'CREATEROLE', 'CREATEDB', 'REPLICATION'].map(
        (right) => `ALTER ROLE frontdesk_app ${right}`,
      ),
      'ALTER ROLE frontdesk_owner BYPASSRLS',
      'ALTER ROLE frontdesk_definer LOGIN',
      'CREATE ROLE frontdesk_planted',
    ],
  },
  {
    promise: 'nobody who serves is a member of another role, and only the owner may become the definer',
    violations: `
      SELECT m.member::regrole || ' is a member of ' || m.roleid::regrole FROM pg_auth_members m
      WHERE (m.member IN ('frontdesk_app'::regrole, 'frontdesk_platform'::regrole)
          OR m.roleid::regrole::text LIKE 'frontdesk%' OR m.member::regrole::text LIKE 'frontdesk%')
        AND (m.member::regrole::text, m.roleid::regrole::text) NOT IN
          (('frontdesk_owner', 'frontdesk_definer'), ('frontdesk_backup', 'pg_read_all_data'))`,
    planted: [
      'GRANT frontdesk_owner TO frontdesk_app',
      'GRANT pg_read_all_data TO frontdesk_platform',
      'GRANT pg_monitor TO frontdesk_app',
      'GRANT frontdesk_definer TO frontdesk_platform',
    ],
  },
  {
    promise: 'who serves may not empty a table, point at it, put triggers on it or maintain it',
    violations: `
      SELECT role || ' has ' || privilege || ' on ' || c.oid::regclass
      FROM ${serving}, pg_class c, unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']
        || CASE WHEN current_setting('server_version_num')::int >= 170000 THEN ARRAY['MAINTAIN'] ELSE '{}' END) AS privilege
      WHERE c.relkind IN ('r', 'p') AND ${isForeign('c.relnamespace::regnamespace::text')}
        AND has_table_privilege(role, c.oid, privilege)`,
    planted: [
      'GRANT TRUNCATE ON public.people TO frontdesk_app',
      'GRANT REFERENCES ON public.people TO frontdesk_app',
      'GRANT TRIGGER ON public.people TO PUBLIC',
      'GRANT ALL ON public.tenants TO frontdesk_platform',
    ],
  },
  {
    promise: 'who serves may create nothing: no object in a schema, no schema, no temporary table; nor may the definer',
    violations: `
      SELECT role || ' may create in ' || n.nspname
      FROM (SELECT role FROM ${serving} UNION ALL SELECT 'frontdesk_definer') AS weak, pg_namespace n
      WHERE has_schema_privilege(role, n.oid, 'CREATE') AND n.nspname !~ '^pg_(toast_)?temp_'
      UNION ALL
      SELECT role || ' has ' || privilege || ' on the database'
      FROM ${serving}, unnest(ARRAY['CREATE', 'TEMPORARY']) AS privilege
      WHERE has_database_privilege(role, current_database(), privilege)`,
    planted: [
      'GRANT CREATE ON SCHEMA public TO frontdesk_app',
      'GRANT CREATE ON SCHEMA public TO PUBLIC',
      'GRANT CREATE ON SCHEMA public TO frontdesk_definer',
      `DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database()); END $$`,
      `DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO frontdesk_platform', current_database()); END $$`,
    ],
  },
  {
    promise: 'who serves reaches no table outside the product, and of the platform’s tables the app only reads tenants',
    violations: `
      SELECT role || ' may ' || privilege || ' ' || c.oid::regclass
      FROM ${serving}, pg_class c, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) AS privilege
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${isForeign('c.relnamespace::regnamespace::text')}
        AND (has_any_column_privilege(role, c.oid, privilege) OR has_table_privilege(role, c.oid, 'DELETE'))
        AND (c.relnamespace <> 'public'::regnamespace OR role = 'frontdesk_app' AND c.relname IN (${quoted(platformTables)})
          AND NOT (c.relname = 'tenants' AND privilege = 'SELECT'))`,
    planted: [
      'GRANT SELECT ON public.operators TO frontdesk_app',
      'GRANT UPDATE (name) ON public.tenants TO frontdesk_app',
      'CREATE TABLE extensions.planted (id int); GRANT SELECT ON extensions.planted TO frontdesk_app',
    ],
  },
  {
    promise: 'the platform only writes a tenant’s first rows, and reads, changes and deletes no tenant’s data',
    violations: `${withTables}
      SELECT 'frontdesk_platform may ' || privilege || ' ' || t.name
      FROM tenant_tables t, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege
      WHERE (CASE WHEN privilege = 'DELETE' THEN has_table_privilege('frontdesk_platform', t.oid, privilege)
          ELSE has_any_column_privilege('frontdesk_platform', t.oid, privilege) END)
        AND NOT (privilege = 'INSERT' AND t.name IN (${quoted(provisioned)}))`,
    planted: [
      'GRANT SELECT ON public.people TO frontdesk_platform',
      'GRANT SELECT (email) ON public.people TO frontdesk_platform',
      'GRANT DELETE ON public.accounts TO frontdesk_platform',
      'GRANT INSERT ON public.saml_identities TO frontdesk_platform',
    ],
  },
  {
    promise: 'nothing is granted to everyone, now or by default',
    violations: `
      SELECT 'PUBLIC has ' || a.privilege_type || ' on ' || c.oid::regclass
      FROM pg_class c, aclexplode(c.relacl) a
      WHERE a.grantee = 0 AND ${isForeign('c.relnamespace::regnamespace::text')}
      UNION ALL
      SELECT 'PUBLIC has ' || a.privilege_type || ' on the schema ' || n.nspname
      FROM pg_namespace n, aclexplode(n.nspacl) a
      WHERE a.grantee = 0 AND ${isForeign('n.nspname')} AND n.nspname <> 'extensions'
      UNION ALL
      SELECT 'default privileges of ' || defaclrole::regrole FROM pg_default_acl`,
    planted: [
      'GRANT SELECT ON public.people TO PUBLIC',
      'GRANT USAGE ON SCHEMA public TO PUBLIC',
      'ALTER DEFAULT PRIVILEGES FOR ROLE frontdesk_owner IN SCHEMA public GRANT SELECT ON TABLES TO frontdesk_app',
    ],
  },
  {
    promise: 'no sequence hands out numbers across tenants',
    violations: `
      SELECT role || ' may use ' || c.oid::regclass FROM ${serving}, pg_class c, unnest(ARRAY['USAGE', 'SELECT', 'UPDATE']) AS privilege
      WHERE c.relkind = 'S' AND has_sequence_privilege(role, c.oid, privilege)`,
    planted: ['CREATE SEQUENCE public.planted; GRANT USAGE ON SEQUENCE public.planted TO frontdesk_app'],
  },
  {
    promise: 'no extension or language that reaches files or other servers is installed',
    violations: `
      SELECT extname || ' is installed' FROM pg_extension
      WHERE extname NOT IN ('plpgsql', 'pg_trgm', 'unaccent', 'btree_gin', 'pg_stat_statements')
      UNION ALL
      SELECT lanname || ' may be used' FROM pg_language WHERE lanname NOT IN ('internal', 'c', 'sql', 'plpgsql')
      UNION ALL
      SELECT fdwname || ' is there' FROM pg_foreign_data_wrapper`,
    planted: ['CREATE EXTENSION hstore', 'CREATE FOREIGN DATA WRAPPER planted'],
  },
  {
    promise: 'what is shared by the whole server is closed: large objects, and what others’ sessions do',
    violations: `
      SELECT role || ' may call ' || f.oid::regprocedure FROM ${serving}, pg_proc f
      WHERE f.oid IN ('lo_creat(integer)'::regprocedure, 'lo_create(oid)'::regprocedure, 'lo_from_bytea(oid, bytea)'::regprocedure,
          'pg_stat_get_activity(integer)'::regprocedure)
        AND has_function_privilege(role, f.oid, 'EXECUTE')`,
    planted: [
      'GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC',
      'GRANT EXECUTE ON FUNCTION pg_stat_get_activity(integer) TO frontdesk_app',
    ],
  },
  {
    promise: 'the program’s roles own nothing but what is named: the owner the product, the definer its functions',
    violations: `
      SELECT c.relowner::regrole || ' owns ' || c.oid::regclass FROM pg_class c
      WHERE c.relowner IN ('frontdesk_app'::regrole, 'frontdesk_platform'::regrole, 'frontdesk_backup'::regrole, 'frontdesk_definer'::regrole)
      UNION ALL
      SELECT f.proowner::regrole || ' owns ' || f.oid::regprocedure FROM pg_proc f
      WHERE f.proowner IN ('frontdesk_app'::regrole, 'frontdesk_platform'::regrole, 'frontdesk_backup'::regrole)
        AND ${isOurs('f.oid', 'pg_proc')}
      UNION ALL
      SELECT n.nspowner::regrole || ' owns the schema ' || n.nspname FROM pg_namespace n
      WHERE n.nspowner IN ('frontdesk_app'::regrole, 'frontdesk_platform'::regrole, 'frontdesk_backup'::regrole, 'frontdesk_definer'::regrole)`,
    planted: [
      'CREATE TABLE public.planted (id int); ALTER TABLE public.planted OWNER TO frontdesk_app',
      'ALTER FUNCTION public.searchable(text) OWNER TO frontdesk_platform',
      'CREATE SCHEMA planted AUTHORIZATION frontdesk_definer',
    ],
  },
];
