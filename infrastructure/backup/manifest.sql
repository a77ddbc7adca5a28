-- What is in the database, one line a fact, tabs between: kind, tenant, name, count, hash. The same data gives the same
-- lines on any server, whatever the order of its rows. Tables come from the catalogue, so that none can be forgotten.
\set ON_ERROR_STOP on
\pset format unaligned
\pset fieldsep '\t'
\pset tuples_only on
\pset footer off
SET datestyle = 'ISO, YMD';
SET intervalstyle = 'iso_8601';
SET timezone = 'UTC';
SET extra_float_digits = 1;
SET bytea_output = 'hex';
SET search_path = pg_catalog;
SET statement_timeout = 0;

-- How the tenants are called, for those who read a difference.
SELECT '# tenant', id, slug FROM public.tenants ORDER BY id;

SELECT 'version', '-', 'migrations', count(*), coalesce((array_agg(name ORDER BY id DESC))[1], 'none')
FROM frontdesk_migrations.migrations;

-- Relations: columns, owner, row-level security with its policies, and privileges.
SELECT 'relation', '-', n.nspname || '.' || c.relname, 1, md5(concat_ws(E'\n',
  c.relkind, pg_get_userbyid(c.relowner), c.relrowsecurity, c.relforcerowsecurity,
  (SELECT string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated,
      pg_get_expr(d.adbin, d.adrelid),
      (SELECT string_agg(concat_ws(' ', x.grantee::regrole, x.privilege_type, x.is_grantable), ',' ORDER BY x.grantee::regrole::text, x.privilege_type)
       FROM aclexplode(a.attacl) x)), ',' ORDER BY a.attname)
   FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
  (SELECT string_agg(concat_ws(' ', p.polname, p.polpermissive, p.polcmd,
      (SELECT string_agg(CASE WHEN o = 0 THEN 'public' ELSE o::regrole::text END, ',' ORDER BY CASE WHEN o = 0 THEN 'public' ELSE o::regrole::text END) FROM unnest(p.polroles) o),
      pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)), ',' ORDER BY p.polname)
   FROM pg_policy p WHERE p.polrelid = c.oid),
  (SELECT string_agg(concat_ws(' ', x.grantee::regrole, x.privilege_type, x.is_grantable), ',' ORDER BY x.grantee::regrole::text, x.privilege_type)
   FROM aclexplode(coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END, c.relowner))) x),
  (SELECT string_agg(pg_get_constraintdef(k.oid), ',' ORDER BY k.conname) FROM pg_constraint k WHERE k.conrelid = c.oid),
  (SELECT string_agg(pg_get_indexdef(i.indexrelid), ',' ORDER BY pg_get_indexdef(i.indexrelid)) FROM pg_index i WHERE i.indrelid = c.oid)))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'extensions')
ORDER BY 3;

-- Functions and procedures: text, owner, as whom they run, and privileges.
SELECT 'function', '-', n.nspname || '.' || f.proname || '(' || pg_get_function_identity_arguments(f.oid) || ')', 1,
  md5(concat_ws(E'\n', pg_get_functiondef(f.oid), pg_get_userbyid(f.proowner),
  (SELECT string_agg(concat_ws(' ', x.grantee::regrole, x.privilege_type, x.is_grantable), ',' ORDER BY x.grantee::regrole::text, x.privilege_type)
   FROM aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) x)))
FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace
WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'extensions') AND f.prokind IN ('f', 'p')
ORDER BY 3;

-- Rows of each tenant in each table. The hash is the sum of the rows' hashes, in two halves: it needs no order and no
-- memory. A row of `tenants` belongs to itself; a table without tenants has the tenant "-".
SELECT format(
  'SELECT ''rows'', tenant, %L, count(*), sum(((''x'' || left(hash, 16))::bit(64)::bigint)::numeric) || '':'' || sum(((''x'' || right(hash, 16))::bit(64)::bigint)::numeric) FROM (SELECT %s AS tenant, md5(whole_row::text) AS hash FROM %I.%I whole_row) hashed GROUP BY tenant ORDER BY tenant',
  n.nspname || '.' || c.relname,
  CASE
    WHEN EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)
      THEN 'coalesce(whole_row.tenant_id::text, ''-'')'
    WHEN c.oid = 'public.tenants'::regclass THEN 'whole_row.id::text'
    ELSE '''-''::text'
  END,
  n.nspname, c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'extensions')
ORDER BY n.nspname, c.relname
\gexec
