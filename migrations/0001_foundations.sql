-- Up Migration

-- Makes a table of tenant data. Frozen once used: a changed rule gets a new name (…_v2), so that what a
-- migration did stays readable in it.
--
-- `columns` is the inside of CREATE TABLE after tenant_id and id: columns and constraints. Every unique and
-- foreign key in it must lead with tenant_id, because their checks do not see row-level security.
--
-- The tenant of a row comes from the setting by DEFAULT, so that no statement of the product names it.
-- The policy reads the setting in a scalar subselect: once a statement, and the plan doesn't depend on the tenant.
CREATE SCHEMA migration;

CREATE PROCEDURE migration.create_tenant_table_v1(name text, columns text)
LANGUAGE plpgsql AS $procedure$
BEGIN
  EXECUTE format(
    $sql$CREATE TABLE public.%I (
      tenant_id uuid NOT NULL DEFAULT (current_setting('app.tenant_id'))::uuid REFERENCES public.tenants (id),
      id uuid NOT NULL,
      %s,
      PRIMARY KEY (tenant_id, id)
    )$sql$, name, columns);
  EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', name);
  EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', name);
  EXECUTE format(
    $sql$CREATE POLICY tenant_isolation ON public.%I AS RESTRICTIVE FOR ALL TO PUBLIC
      USING (tenant_id = (SELECT (current_setting('app.tenant_id'))::uuid))
      WITH CHECK (tenant_id = (SELECT (current_setting('app.tenant_id'))::uuid))$sql$, name);
  EXECUTE format('CREATE POLICY app_access ON public.%I FOR ALL TO frontdesk_app USING (true) WITH CHECK (true)', name);
END
$procedure$;

-- Makes a function one of the few that look across tenants. They run as a role that bypasses row-level security,
-- return identifiers or counts only, and stand on the list of the catalogue test.
CREATE PROCEDURE migration.create_cross_tenant_function_v1(signature text, callers text)
LANGUAGE plpgsql AS $procedure$
BEGIN
  EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', signature);
  EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', signature, callers);
  -- To own a function a role needs CREATE on its schema, and only at that moment.
  GRANT CREATE ON SCHEMA public TO frontdesk_definer;
  EXECUTE format('ALTER FUNCTION %s OWNER TO frontdesk_definer', signature);
  REVOKE CREATE ON SCHEMA public FROM frontdesk_definer;
END
$procedure$;

-- Organizations. Not tenant data but the list of tenants: the app role sees only its own row, the platform role all.
CREATE TABLE public.tenants (
  id uuid PRIMARY KEY,
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) BETWEEN 2 AND 40),
  -- The slug with look-alike letters folded together: two slugs that a person could confuse have the same.
  skeleton text NOT NULL UNIQUE,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  -- A deleted tenant keeps its row, so that its slug is never given out again.
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'deleted')),
  status_reason text,
  -- Who asked for it and the Idempotency-Key of the request: the same request makes one tenant.
  provisioning_key text UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE public.tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON public.tenants FOR SELECT TO frontdesk_app
  USING (id = (SELECT (current_setting('app.tenant_id'))::uuid));
CREATE POLICY platform_access ON public.tenants FOR ALL TO frontdesk_platform USING (true) WITH CHECK (true);
GRANT SELECT ON public.tenants TO frontdesk_app, frontdesk_definer;
GRANT SELECT, INSERT, UPDATE ON public.tenants TO frontdesk_platform;

-- The platform's own people.
CREATE TABLE public.operators (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE,
  name text NOT NULL,
  password_hash text NOT NULL,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
  created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE public.operators ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.operators FORCE ROW LEVEL SECURITY;
CREATE POLICY platform_access ON public.operators FOR ALL TO frontdesk_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON public.operators TO frontdesk_platform;

-- What operators did. Written once, never changed.
CREATE TABLE public.platform_audit_events (
  id uuid PRIMARY KEY,
  occurred_at timestamptz NOT NULL DEFAULT now(),
  operator_id uuid REFERENCES public.operators (id),
  action text NOT NULL,
  tenant_id uuid REFERENCES public.tenants (id),
  detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX platform_audit_events_tenant ON public.platform_audit_events (tenant_id, occurred_at DESC);
ALTER TABLE public.platform_audit_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.platform_audit_events FORCE ROW LEVEL SECURITY;
CREATE POLICY platform_access ON public.platform_audit_events FOR ALL TO frontdesk_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON public.platform_audit_events TO frontdesk_platform;

-- Which tenant a host belongs to: asked before there is a tenant.
CREATE FUNCTION public.tenant_by_slug(wanted text)
RETURNS TABLE (id uuid, slug text, name text, status text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT t.id, t.slug, t.name, t.status FROM public.tenants t WHERE t.slug = wanted $$;
CALL migration.create_cross_tenant_function_v1('public.tenant_by_slug(text)', 'frontdesk_app, frontdesk_platform');

-- What happened in a tenant, and by whom.
CALL migration.create_tenant_table_v1('audit_events', $columns$
  occurred_at timestamptz NOT NULL DEFAULT now(),
  actor_account_id uuid,
  action text NOT NULL,
  subject_type text,
  subject_id uuid,
  detail jsonb NOT NULL DEFAULT '{}'
$columns$);
CREATE POLICY platform_writes ON public.audit_events FOR INSERT TO frontdesk_platform WITH CHECK (true);
GRANT INSERT ON public.audit_events TO frontdesk_platform;
CREATE INDEX audit_events_latest ON public.audit_events (tenant_id, occurred_at DESC);
GRANT SELECT, INSERT ON public.audit_events TO frontdesk_app;

-- Facts and errands written in the transaction that caused them; a relay moves them to the queue.
CALL migration.create_tenant_table_v1('outbox', $columns$
  created_at timestamptz NOT NULL DEFAULT now(),
  job text NOT NULL,
  payload jsonb NOT NULL,
  request_id text
$columns$);
CREATE POLICY platform_writes ON public.outbox FOR INSERT TO frontdesk_platform WITH CHECK (true);
GRANT INSERT ON public.outbox TO frontdesk_platform;
CREATE INDEX outbox_oldest ON public.outbox (tenant_id, created_at);
-- UPDATE, because locking a row asks for it: two relays skip each other's rows.
GRANT SELECT, INSERT, UPDATE, DELETE ON public.outbox TO frontdesk_app;
GRANT SELECT (tenant_id, created_at) ON public.outbox TO frontdesk_definer;

-- Which tenants have errands waiting: the relay's question, which no single tenant can answer.
CREATE FUNCTION public.tenants_with_outbox(at_most integer)
RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT o.tenant_id FROM public.outbox o GROUP BY o.tenant_id ORDER BY min(o.created_at) LIMIT at_most $$;
CALL migration.create_cross_tenant_function_v1('public.tenants_with_outbox(integer)', 'frontdesk_app');

-- Answers kept under a client's Idempotency-Key, so that a repeated write is answered and not done again.
CALL migration.create_tenant_table_v1('idempotency_keys', $columns$
  account_id uuid NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  fingerprint text NOT NULL,
  status integer NOT NULL,
  response jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, account_id, key)
$columns$);
CREATE INDEX idempotency_keys_oldest ON public.idempotency_keys (tenant_id, created_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON public.idempotency_keys TO frontdesk_app;

-- Down Migration

DROP TABLE public.idempotency_keys;
DROP FUNCTION public.tenants_with_outbox(integer);
DROP TABLE public.outbox;
DROP TABLE public.audit_events;
DROP FUNCTION public.tenant_by_slug(text);
DROP TABLE public.platform_audit_events;
DROP TABLE public.operators;
DROP TABLE public.tenants;
DROP PROCEDURE migration.create_cross_tenant_function_v1(text, text);
DROP PROCEDURE migration.create_tenant_table_v1(text, text);
DROP SCHEMA migration;
