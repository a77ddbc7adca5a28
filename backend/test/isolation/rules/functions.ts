/** Rules for functions that run with more rights than their caller. */
import { isOurs, type Rule } from './rule.ts';

/** The functions that look across tenants: what they return, and who may call them. */
const crossTenantFunctions: Readonly<Record<string, readonly [result: string, callers: string]>> = {
  'tenant_by_slug(text)': ['TABLE(id uuid, slug text, name text, status text)', 'frontdesk_app, frontdesk_platform'],
  'tenants_with_outbox(integer)': ['TABLE(tenant_id uuid)', 'frontdesk_app'],
  'search_people(text,integer,uuid[])': ['TABLE(id uuid, rank real)', 'frontdesk_app'],
  'people_counts(uuid[])': ['TABLE(tenant_id uuid, people bigint)', 'frontdesk_platform'],
};

const named = Object.entries(crossTenantFunctions)
  .map(([signature, [result, callers]]) => `('${signature}', '${result}', '${callers}')`)
  .join(', ');

export const functionRules: readonly Rule[] = [
  {
    promise: 'the SECURITY DEFINER functions are those on the list, with its results and callers, and nobody else’s',
    violations: `
      SELECT coalesce(actual.signature, wanted.signature) || ' is not as the list says'
      FROM (VALUES ${named}) AS wanted (signature, result, callers)
      FULL JOIN (
        SELECT f.oid::regprocedure::text AS signature, pg_get_function_result(f.oid) AS result,
          (SELECT string_agg(CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, ', ' ORDER BY a.grantee::regrole::text)
           FROM aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a WHERE a.grantee <> f.proowner) AS callers
        FROM pg_proc f
        WHERE f.prosecdef AND f.pronamespace <> 'pg_catalog'::regnamespace AND ${isOurs('f.oid', 'pg_proc')}
      ) AS actual ON actual.signature = wanted.signature
      WHERE (actual.result, actual.callers) IS DISTINCT FROM (wanted.result, wanted.callers)`,
    planted: [
      'CREATE FUNCTION public.planted() RETURNS text LANGUAGE sql SECURITY DEFINER AS $$ SELECT min(email) FROM public.people $$',
      'ALTER FUNCTION public.searchable(text) SECURITY DEFINER',
      'GRANT EXECUTE ON FUNCTION public.people_counts(uuid[]) TO PUBLIC',
      'GRANT EXECUTE ON FUNCTION public.people_counts(uuid[]) TO frontdesk_app',
      `DROP FUNCTION public.tenants_with_outbox(integer);
       CREATE FUNCTION public.tenants_with_outbox(at_most integer) RETURNS TABLE (tenant_id uuid, payload jsonb)
         LANGUAGE sql SECURITY DEFINER AS $$ SELECT tenant_id, payload FROM public.outbox $$;
       REVOKE ALL ON FUNCTION public.tenants_with_outbox(integer) FROM PUBLIC;
       GRANT EXECUTE ON FUNCTION public.tenants_with_outbox(integer) TO frontdesk_app`,
    ],
  },
  {
    promise: 'a SECURITY DEFINER function has a pinned search_path and belongs to frontdesk_definer',
    violations: `
      SELECT f.oid::regprocedure || ' has no pinned search_path or another owner' FROM pg_proc f
      WHERE f.prosecdef AND f.pronamespace <> 'pg_catalog'::regnamespace AND ${isOurs('f.oid', 'pg_proc')}
        AND (f.proowner <> 'frontdesk_definer'::regrole
          OR NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (f.proconfig), false))`,
    planted: [
      'ALTER FUNCTION public.people_counts(uuid[]) RESET search_path',
      `ALTER FUNCTION public.people_counts(uuid[]) SET search_path = public, pg_catalog`,
      'ALTER FUNCTION public.people_counts(uuid[]) OWNER TO frontdesk_owner',
    ],
  },
  {
    promise: 'the definer reads exactly the columns that its functions need, and writes nothing',
    violations: `
      SELECT 'frontdesk_definer has ' || a.privilege_type || ' on all of ' || c.oid::regclass
      FROM pg_class c, aclexplode(c.relacl) a
      WHERE a.grantee = 'frontdesk_definer'::regrole AND (a.privilege_type <> 'SELECT' OR c.relname <> 'tenants')
      UNION ALL
      SELECT coalesce(has.relation || '.' || has.name, wanted.relation || '.' || wanted.name) || ' is not as the list says'
      FROM (VALUES
        ('outbox', 'tenant_id'), ('outbox', 'created_at'),
        ('people', 'tenant_id'), ('people', 'id'), ('people', 'search_text'), ('people', 'department_id')
      ) AS wanted (relation, name)
      FULL JOIN (
        SELECT c.attrelid::regclass::text AS relation, c.attname::text AS name, a.privilege_type
        FROM pg_attribute c, aclexplode(c.attacl) a
        WHERE a.grantee = 'frontdesk_definer'::regrole
      ) AS has ON (has.relation, has.name, has.privilege_type) = (wanted.relation, wanted.name, 'SELECT')
      WHERE has.name IS NULL OR wanted.name IS NULL`,
    planted: [
      'GRANT SELECT ON public.people TO frontdesk_definer',
      'GRANT SELECT (payload) ON public.outbox TO frontdesk_definer',
      'GRANT SELECT (status) ON public.people TO frontdesk_definer',
      'GRANT UPDATE (status) ON public.people TO frontdesk_definer',
      'REVOKE SELECT (department_id) ON public.people FROM frontdesk_definer',
    ],
  },
  {
    promise: 'no function of ours is LEAKPROOF, for the planner would run it before the policy',
    violations: `
      SELECT f.oid::regprocedure || ' is leakproof' FROM pg_proc f
      WHERE f.proleakproof AND f.pronamespace <> 'pg_catalog'::regnamespace AND ${isOurs('f.oid', 'pg_proc')}`,
    planted: ['ALTER FUNCTION public.searchable(text) LEAKPROOF'],
  },
];
