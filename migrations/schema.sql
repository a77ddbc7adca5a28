-- The schema that the migrations make. Written by `npm run dump-schema`; compared by a test.


--
-- Name: migration; Type: SCHEMA; Schema: -; Owner: frontdesk_owner
--

CREATE SCHEMA migration;

ALTER SCHEMA migration OWNER TO frontdesk_owner;

--
-- Name: public; Type: SCHEMA; Schema: -; Owner: frontdesk_owner
--

CREATE SCHEMA public;

ALTER SCHEMA public OWNER TO frontdesk_owner;

--
-- Name: SCHEMA public; Type: COMMENT; Schema: -; Owner: frontdesk_owner
--

COMMENT ON SCHEMA public IS 'standard public schema';

--
-- Name: create_cross_tenant_function_v1(text, text); Type: PROCEDURE; Schema: migration; Owner: frontdesk_owner
--

CREATE PROCEDURE migration.create_cross_tenant_function_v1(IN signature text, IN callers text)
    LANGUAGE plpgsql
    AS $$
BEGIN
  EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', signature);
  EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', signature, callers);
  -- To own a function a role needs CREATE on its schema, and only at that moment.
  GRANT CREATE ON SCHEMA public TO frontdesk_definer;
  EXECUTE format('ALTER FUNCTION %s OWNER TO frontdesk_definer', signature);
  REVOKE CREATE ON SCHEMA public FROM frontdesk_definer;
END
$$;

ALTER PROCEDURE migration.create_cross_tenant_function_v1(IN signature text, IN callers text) OWNER TO frontdesk_owner;

--
-- Name: create_tenant_table_v1(text, text); Type: PROCEDURE; Schema: migration; Owner: frontdesk_owner
--

CREATE PROCEDURE migration.create_tenant_table_v1(IN name text, IN columns text)
    LANGUAGE plpgsql
    AS $_$
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
$_$;

ALTER PROCEDURE migration.create_tenant_table_v1(IN name text, IN columns text) OWNER TO frontdesk_owner;

--
-- Name: people_counts(uuid[]); Type: FUNCTION; Schema: public; Owner: frontdesk_definer
--

CREATE FUNCTION public.people_counts(tenant_ids uuid[]) RETURNS TABLE(tenant_id uuid, people bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ SELECT p.tenant_id, count(*) FROM public.people p WHERE p.tenant_id = ANY (tenant_ids) GROUP BY p.tenant_id $$;

ALTER FUNCTION public.people_counts(tenant_ids uuid[]) OWNER TO frontdesk_definer;

--
-- Name: search_people(text, integer, uuid[]); Type: FUNCTION; Schema: public; Owner: frontdesk_definer
--

CREATE FUNCTION public.search_people(words text, at_most integer, departments uuid[] DEFAULT NULL::uuid[]) RETURNS TABLE(id uuid, rank real)
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "pg_trgm.word_similarity_threshold" TO '0.5'
    AS $$
  WITH
    asked AS MATERIALIZED (
      SELECT word, length(word) AS letters,
        CASE WHEN length(word) < 3 THEN '% ' ELSE '%' END || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%' AS pattern
      FROM regexp_split_to_table(public.searchable(left(words, 200)), '\s+') WITH ORDINALITY AS parts (word, nth)
      -- What has neither letter nor digit can't tell people apart.
      WHERE word ~ '[[:alnum:]]'
      ORDER BY nth
      LIMIT 8
    ),
    longest AS MATERIALIZED (
      SELECT word, letters, pattern FROM asked ORDER BY letters DESC, word LIMIT 1
    ),
    whole AS MATERIALIZED (
      SELECT ' ' || string_agg(word, ' ') || ' ' AS name FROM asked
    ),
    exact AS MATERIALIZED (
      SELECT p.id, 2 + scored.score + CASE WHEN starts_with(p.search_text, (SELECT name FROM whole)) THEN 1 ELSE 0 END AS rank
      FROM public.people p, LATERAL (
        -- A whole word counts more than its beginning, and the name more than title and location, which follow the @.
        SELECT avg(
          CASE
            WHEN strpos(p.search_text, ' ' || asked.word || ' ') > 0 THEN 1::real
            WHEN strpos(p.search_text, ' ' || asked.word) > 0 THEN 0.6::real
            ELSE 0.2::real
          END + CASE WHEN strpos(p.search_text, asked.word) < strpos(p.search_text, '@') THEN 0.3::real ELSE 0 END
        ) AS score
        FROM asked
      ) scored
      WHERE p.tenant_id = (SELECT (current_setting('app.tenant_id'))::uuid)
        AND p.search_text LIKE (SELECT pattern FROM longest)
        AND NOT EXISTS (SELECT FROM asked WHERE p.search_text NOT LIKE asked.pattern)
        AND (departments IS NULL OR p.department_id = ANY (departments))
      ORDER BY 2 DESC, p.id
      LIMIT at_most
    ),
    forgiving AS MATERIALIZED (
      SELECT p.id, extensions.word_similarity((SELECT name FROM whole), p.search_text) AS rank
      FROM public.people p
      WHERE p.tenant_id = (SELECT (current_setting('app.tenant_id'))::uuid)
        AND (SELECT count(*) FROM exact) < 10
        -- Of three letters nothing is left when one is wrong.
        AND p.search_text OPERATOR(extensions.%>) (SELECT word FROM longest WHERE letters > 3)
        AND NOT EXISTS (
          SELECT FROM asked
          -- The longest has asked the index already, and the comparison is dear.
          WHERE asked.word <> (SELECT word FROM longest)
            AND p.search_text NOT LIKE asked.pattern
            AND NOT (asked.letters > 3 AND p.search_text OPERATOR(extensions.%>) asked.word)
        )
        AND (departments IS NULL OR p.department_id = ANY (departments))
        AND p.id NOT IN (SELECT exact.id FROM exact)
      ORDER BY 2 DESC, p.id
      LIMIT at_most
    )
  SELECT found.id, found.rank::real
  FROM (SELECT * FROM exact UNION ALL SELECT * FROM forgiving) found
  ORDER BY found.rank DESC, found.id
  LIMIT at_most
$$;

ALTER FUNCTION public.search_people(words text, at_most integer, departments uuid[]) OWNER TO frontdesk_definer;

--
-- Name: searchable(text); Type: FUNCTION; Schema: public; Owner: frontdesk_owner
--

CREATE FUNCTION public.searchable(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ SELECT lower(extensions.unaccent('extensions.unaccent'::regdictionary, coalesce(value, ''))) $$;

ALTER FUNCTION public.searchable(value text) OWNER TO frontdesk_owner;

--
-- Name: tenant_by_slug(text); Type: FUNCTION; Schema: public; Owner: frontdesk_definer
--

CREATE FUNCTION public.tenant_by_slug(wanted text) RETURNS TABLE(id uuid, slug text, name text, status text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ SELECT t.id, t.slug, t.name, t.status FROM public.tenants t WHERE t.slug = wanted $$;

ALTER FUNCTION public.tenant_by_slug(wanted text) OWNER TO frontdesk_definer;

--
-- Name: tenants_with_outbox(integer); Type: FUNCTION; Schema: public; Owner: frontdesk_definer
--

CREATE FUNCTION public.tenants_with_outbox(at_most integer) RETURNS TABLE(tenant_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ SELECT o.tenant_id FROM public.outbox o GROUP BY o.tenant_id ORDER BY min(o.created_at) LIMIT at_most $$;

ALTER FUNCTION public.tenants_with_outbox(at_most integer) OWNER TO frontdesk_definer;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: accounts; Type: TABLE; Schema: public; Owner: frontdesk_owner
--

CREATE TABLE public.accounts (
    tenant_id uuid DEFAULT (current_setting('app.tenant_id'::text))::uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    role text DEFAULT 'user'::text NOT NULL,
    password_hash text,
    status text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_sign_in_at timestamp with time zone,
    CONSTRAINT accounts_role_check CHECK ((role = ANY (ARRAY['user'::text, 'manager'::text, 'admin'::text]))),
    CONSTRAINT accounts_status_check CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text])))
);

ALTER TABLE ONLY public.accounts FORCE ROW LEVEL SECURITY;

ALTER TABLE public.accounts OWNER TO frontdesk_owner;

--
-- Name: audit_events; Type: TABLE; Schema: public; Owner: frontdesk_owner
--

CREATE TABLE public.audit_events (
    tenant_id uuid DEFAULT (current_setting('app.tenant_id'::text))::uuid NOT NULL,
    id uuid NOT NULL,
    occurred_at timestamp with time zone DEFAULT now() NOT NULL,
    actor_account_id uuid,
    action text NOT NULL,
    subject_type text,
    subject_id uuid,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL
);

ALTER TABLE ONLY public.audit_events FORCE ROW LEVEL SECURITY;

ALTER TABLE public.audit_events OWNER TO frontdesk_owner;

--
-- Name: departments; Type: TABLE; Schema: public; Owner: frontdesk_owner
--

CREATE TABLE public.departments (
    tenant_id uuid DEFAULT (current_setting('app.tenant_id'::text))::uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    parent_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT departments_check CHECK ((parent_id <> id)),
    CONSTRAINT departments_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);

ALTER TABLE ONLY public.departments FORCE ROW LEVEL SECURITY;

ALTER TABLE public.departments OWNER TO frontdesk_owner;

--
-- Name: idempotency_keys; Type: TABLE; Schema: public; Owner: frontdesk_owner
--

CREATE TABLE public.idempotency_keys (
    tenant_id uuid DEFAULT (current_setting('app.tenant_id'::text))::uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    key text NOT NULL,
    fingerprint text NOT NULL,
    status integer NOT NULL,
    response jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT idempotency_keys_key_check CHECK (((length(key) >= 1) AND (length(key) <= 200)))
);

ALTER TABLE ONLY public.idempotency_keys FORCE ROW LEVEL SECURITY;

ALTER TABLE public.idempotency_keys OWNER TO frontdesk_owner;

--
-- Name: identity_providers; Type: TABLE; Schema: public; Owner: frontdesk_owner
--

CREATE TABLE public.identity_providers (
    tenant_id uuid DEFAULT (current_setting('app.tenant_id'::text))::uuid NOT NULL,
    id uuid NOT NULL,
    entity_id text NOT NULL,
    sign_in_url text NOT NULL,
    sign_out_url text,
    certificates text[] NOT NULL,
    enabled boolean DEFAULT true NOT NULL,
    create_accounts boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT identity_providers_certificates_check CHECK (((cardinality(certificates) >= 1) AND (cardinality(certificates) <= 10))),
    CONSTRAINT identity_providers_entity_id_check CHECK (((length(entity_id) >= 1) AND (length(entity_id) <= 1024)))
);

ALTER TABLE ONLY public.identity_providers FORCE ROW LEVEL SECURITY;

ALTER TABLE public.identity_providers OWNER TO frontdesk_owner;

--
-- Name: invitations; Type: TABLE; Schema: public; Owner: frontdesk_owner
--

CREATE TABLE public.invitations (
    tenant_id uuid DEFAULT (current_setting('app.tenant_id'::text))::uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    CONSTRAINT invitations_token_hash_check CHECK ((length(token_hash) = 32))
);

ALTER TABLE ONLY public.invitations FORCE ROW LEVEL SECURITY;

ALTER TABLE public.invitations OWNER TO frontdesk_owner;

--
-- Name: operators; Type: TABLE; Schema: public; Owner: frontdesk_owner
--

CREATE TABLE public.operators (
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    password_hash text NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT operators_status_check CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text])))
);

ALTER TABLE ONLY public.operators FORCE ROW LEVEL SECURITY;

ALTER TABLE public.operators OWNER TO frontdesk_owner;

--
-- Name: outbox; Type: TABLE; Schema: public; Owner: frontdesk_owner
--

CREATE TABLE public.outbox (
    tenant_id uuid DEFAULT (current_setting('app.tenant_id'::text))::uuid NOT NULL,
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    job text NOT NULL,
    payload jsonb NOT NULL,
    request_id text
);

ALTER TABLE ONLY public.outbox FORCE ROW LEVEL SECURITY;

ALTER TABLE public.outbox OWNER TO frontdesk_owner;

--
-- Name: people; Type: TABLE; Schema: public; Owner: frontdesk_owner
--

CREATE TABLE public.people (
    tenant_id uuid DEFAULT (current_setting('app.tenant_id'::text))::uuid NOT NULL,
    id uuid NOT NULL,
    given_name text NOT NULL,
    family_name text NOT NULL,
    display_name text GENERATED ALWAYS AS (((given_name || ' '::text) || family_name)) STORED NOT NULL,
    email text NOT NULL,
    title text,
    department_id uuid,
    manager_id uuid,
    location text,
    phone text,
    employee_number text,
    status text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    sort_name text GENERATED ALWAYS AS (public.searchable(((family_name || ' '::text) || given_name))) STORED NOT NULL,
    search_text text GENERATED ALWAYS AS (public.searchable(((((((((((' '::text || given_name) || ' '::text) || family_name) || ' '::text) || email) || ' '::text) || COALESCE(title, ''::text)) || ' '::text) || COALESCE(location, ''::text)) || ' '::text))) STORED NOT NULL,
    CONSTRAINT people_check CHECK ((manager_id <> id)),
    CONSTRAINT people_email_check CHECK (((email = lower(email)) AND (length(email) <= 254))),
    CONSTRAINT people_employee_number_check CHECK ((length(employee_number) <= 50)),
    CONSTRAINT people_family_name_check CHECK (((length(family_name) >= 1) AND (length(family_name) <= 100))),
    CONSTRAINT people_given_name_check CHECK (((length(given_name) >= 1) AND (length(given_name) <= 100))),
    CONSTRAINT people_location_check CHECK ((length(location) <= 200)),
    CONSTRAINT people_phone_check CHECK ((length(phone) <= 50)),
    CONSTRAINT people_status_check CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text]))),
    CONSTRAINT people_title_check CHECK ((length(title) <= 200))
);

ALTER TABLE ONLY public.people FORCE ROW LEVEL SECURITY;

ALTER TABLE public.people OWNER TO frontdesk_owner;

--
-- Name: people_import_rows; Type: TABLE; Schema: public; Owner: frontdesk_owner
--

CREATE TABLE public.people_import_rows (
    tenant_id uuid DEFAULT (current_setting('app.tenant_id'::text))::uuid NOT NULL,
    id uuid NOT NULL,
    import_id uuid NOT NULL,
    line integer NOT NULL,
    "position" integer NOT NULL,
    outcome text NOT NULL,
    row_values jsonb NOT NULL,
    before jsonb,
    errors jsonb DEFAULT '[]'::jsonb NOT NULL,
    written boolean DEFAULT false NOT NULL,
    CONSTRAINT people_import_rows_outcome_check CHECK ((outcome = ANY (ARRAY['create'::text, 'change'::text, 'unchanged'::text, 'refused'::text])))
);

ALTER TABLE ONLY public.people_import_rows FORCE ROW LEVEL SECURITY;

ALTER TABLE public.people_import_rows OWNER TO frontdesk_owner;

--
-- Name: people_imports; Type: TABLE; Schema: public; Owner: frontdesk_owner
--

CREATE TABLE public.people_imports (
    tenant_id uuid DEFAULT (current_setting('app.tenant_id'::text))::uuid NOT NULL,
    id uuid NOT NULL,
    file_name text NOT NULL,
    object_key text NOT NULL,
    status text DEFAULT 'analysing'::text NOT NULL,
    failure text,
    rows_done integer DEFAULT 0 NOT NULL,
    rows_total integer DEFAULT 0 NOT NULL,
    counts jsonb DEFAULT '{"change": 0, "create": 0, "refused": 0, "unchanged": 0}'::jsonb NOT NULL,
    ignored_columns text[] DEFAULT '{}'::text[] NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT people_imports_status_check CHECK ((status = ANY (ARRAY['analysing'::text, 'ready'::text, 'running'::text, 'done'::text, 'stopped'::text, 'failed'::text])))
);

ALTER TABLE ONLY public.people_imports FORCE ROW LEVEL SECURITY;

ALTER TABLE public.people_imports OWNER TO frontdesk_owner;

--
-- Name: platform_audit_events; Type: TABLE; Schema: public; Owner: frontdesk_owner
--

CREATE TABLE public.platform_audit_events (
    id uuid NOT NULL,
    occurred_at timestamp with time zone DEFAULT now() NOT NULL,
    operator_id uuid,
    action text NOT NULL,
    tenant_id uuid,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL
);

ALTER TABLE ONLY public.platform_audit_events FORCE ROW LEVEL SECURITY;

ALTER TABLE public.platform_audit_events OWNER TO frontdesk_owner;

--
-- Name: refresh_tokens; Type: TABLE; Schema: public; Owner: frontdesk_owner
--

CREATE TABLE public.refresh_tokens (
    tenant_id uuid DEFAULT (current_setting('app.tenant_id'::text))::uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    family_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT refresh_tokens_token_hash_check CHECK ((length(token_hash) = 32))
);

ALTER TABLE ONLY public.refresh_tokens FORCE ROW LEVEL SECURITY;

ALTER TABLE public.refresh_tokens OWNER TO frontdesk_owner;

--
-- Name: saml_identities; Type: TABLE; Schema: public; Owner: frontdesk_owner
--

CREATE TABLE public.saml_identities (
    tenant_id uuid DEFAULT (current_setting('app.tenant_id'::text))::uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    issuer text NOT NULL,
    name_id text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT saml_identities_name_id_check CHECK (((length(name_id) >= 1) AND (length(name_id) <= 1024)))
);

ALTER TABLE ONLY public.saml_identities FORCE ROW LEVEL SECURITY;

ALTER TABLE public.saml_identities OWNER TO frontdesk_owner;

--
-- Name: tenants; Type: TABLE; Schema: public; Owner: frontdesk_owner
--

CREATE TABLE public.tenants (
    id uuid NOT NULL,
    slug text NOT NULL,
    skeleton text NOT NULL,
    name text NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    status_reason text,
    provisioning_key text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT tenants_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
    CONSTRAINT tenants_slug_check CHECK (((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text) AND ((length(slug) >= 2) AND (length(slug) <= 40)))),
    CONSTRAINT tenants_status_check CHECK ((status = ANY (ARRAY['active'::text, 'suspended'::text, 'deleted'::text])))
);

ALTER TABLE ONLY public.tenants FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tenants OWNER TO frontdesk_owner;

--
-- Name: accounts accounts_pkey; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (tenant_id, id);

--
-- Name: accounts accounts_tenant_id_person_id_key; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_tenant_id_person_id_key UNIQUE (tenant_id, person_id);

--
-- Name: audit_events audit_events_pkey; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT audit_events_pkey PRIMARY KEY (tenant_id, id);

--
-- Name: departments departments_pkey; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.departments
    ADD CONSTRAINT departments_pkey PRIMARY KEY (tenant_id, id);

--
-- Name: idempotency_keys idempotency_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (tenant_id, id);

--
-- Name: idempotency_keys idempotency_keys_tenant_id_account_id_key_key; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_tenant_id_account_id_key_key UNIQUE (tenant_id, account_id, key);

--
-- Name: identity_providers identity_providers_pkey; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.identity_providers
    ADD CONSTRAINT identity_providers_pkey PRIMARY KEY (tenant_id, id);

--
-- Name: identity_providers identity_providers_tenant_id_entity_id_key; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.identity_providers
    ADD CONSTRAINT identity_providers_tenant_id_entity_id_key UNIQUE (tenant_id, entity_id);

--
-- Name: invitations invitations_pkey; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (tenant_id, id);

--
-- Name: invitations invitations_tenant_id_token_hash_key; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_tenant_id_token_hash_key UNIQUE (tenant_id, token_hash);

--
-- Name: operators operators_email_key; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.operators
    ADD CONSTRAINT operators_email_key UNIQUE (email);

--
-- Name: operators operators_pkey; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.operators
    ADD CONSTRAINT operators_pkey PRIMARY KEY (id);

--
-- Name: outbox outbox_pkey; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (tenant_id, id);

--
-- Name: people_import_rows people_import_rows_pkey; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.people_import_rows
    ADD CONSTRAINT people_import_rows_pkey PRIMARY KEY (tenant_id, id);

--
-- Name: people_import_rows people_import_rows_tenant_id_import_id_line_key; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.people_import_rows
    ADD CONSTRAINT people_import_rows_tenant_id_import_id_line_key UNIQUE (tenant_id, import_id, line);

--
-- Name: people_imports people_imports_pkey; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.people_imports
    ADD CONSTRAINT people_imports_pkey PRIMARY KEY (tenant_id, id);

--
-- Name: people people_pkey; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_pkey PRIMARY KEY (tenant_id, id);

--
-- Name: people people_tenant_id_email_key; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_tenant_id_email_key UNIQUE (tenant_id, email);

--
-- Name: people people_tenant_id_employee_number_key; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_tenant_id_employee_number_key UNIQUE (tenant_id, employee_number);

--
-- Name: platform_audit_events platform_audit_events_pkey; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.platform_audit_events
    ADD CONSTRAINT platform_audit_events_pkey PRIMARY KEY (id);

--
-- Name: refresh_tokens refresh_tokens_pkey; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (tenant_id, id);

--
-- Name: refresh_tokens refresh_tokens_tenant_id_token_hash_key; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_tenant_id_token_hash_key UNIQUE (tenant_id, token_hash);

--
-- Name: saml_identities saml_identities_pkey; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.saml_identities
    ADD CONSTRAINT saml_identities_pkey PRIMARY KEY (tenant_id, id);

--
-- Name: saml_identities saml_identities_tenant_id_issuer_name_id_key; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.saml_identities
    ADD CONSTRAINT saml_identities_tenant_id_issuer_name_id_key UNIQUE (tenant_id, issuer, name_id);

--
-- Name: tenants tenants_pkey; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);

--
-- Name: tenants tenants_provisioning_key_key; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_provisioning_key_key UNIQUE (provisioning_key);

--
-- Name: tenants tenants_skeleton_key; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_skeleton_key UNIQUE (skeleton);

--
-- Name: tenants tenants_slug_key; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_slug_key UNIQUE (slug);

--
-- Name: audit_events_latest; Type: INDEX; Schema: public; Owner: frontdesk_owner
--

CREATE INDEX audit_events_latest ON public.audit_events USING btree (tenant_id, occurred_at DESC);

--
-- Name: departments_name; Type: INDEX; Schema: public; Owner: frontdesk_owner
--

CREATE UNIQUE INDEX departments_name ON public.departments USING btree (tenant_id, parent_id, lower(name)) NULLS NOT DISTINCT;

--
-- Name: idempotency_keys_oldest; Type: INDEX; Schema: public; Owner: frontdesk_owner
--

CREATE INDEX idempotency_keys_oldest ON public.idempotency_keys USING btree (tenant_id, created_at);

--
-- Name: identity_providers_one; Type: INDEX; Schema: public; Owner: frontdesk_owner
--

CREATE UNIQUE INDEX identity_providers_one ON public.identity_providers USING btree (tenant_id);

--
-- Name: invitations_account; Type: INDEX; Schema: public; Owner: frontdesk_owner
--

CREATE INDEX invitations_account ON public.invitations USING btree (tenant_id, account_id);

--
-- Name: outbox_oldest; Type: INDEX; Schema: public; Owner: frontdesk_owner
--

CREATE INDEX outbox_oldest ON public.outbox USING btree (tenant_id, created_at);

--
-- Name: people_by_department; Type: INDEX; Schema: public; Owner: frontdesk_owner
--

CREATE INDEX people_by_department ON public.people USING btree (tenant_id, department_id);

--
-- Name: people_by_manager; Type: INDEX; Schema: public; Owner: frontdesk_owner
--

CREATE INDEX people_by_manager ON public.people USING btree (tenant_id, manager_id);

--
-- Name: people_by_name; Type: INDEX; Schema: public; Owner: frontdesk_owner
--

CREATE INDEX people_by_name ON public.people USING btree (tenant_id, sort_name, id);

--
-- Name: people_import_rows_outcome; Type: INDEX; Schema: public; Owner: frontdesk_owner
--

CREATE INDEX people_import_rows_outcome ON public.people_import_rows USING btree (tenant_id, import_id, outcome, line);

--
-- Name: people_import_rows_waiting; Type: INDEX; Schema: public; Owner: frontdesk_owner
--

CREATE INDEX people_import_rows_waiting ON public.people_import_rows USING btree (tenant_id, import_id, "position") WHERE ((NOT written) AND (outcome = ANY (ARRAY['create'::text, 'change'::text])));

--
-- Name: people_imports_latest; Type: INDEX; Schema: public; Owner: frontdesk_owner
--

CREATE INDEX people_imports_latest ON public.people_imports USING btree (tenant_id, created_at DESC);

--
-- Name: people_imports_running; Type: INDEX; Schema: public; Owner: frontdesk_owner
--

CREATE UNIQUE INDEX people_imports_running ON public.people_imports USING btree (tenant_id) WHERE (status = 'running'::text);

--
-- Name: people_search; Type: INDEX; Schema: public; Owner: frontdesk_owner
--

CREATE INDEX people_search ON public.people USING gin (tenant_id, search_text extensions.gin_trgm_ops) WITH (gin_pending_list_limit='256');

--
-- Name: platform_audit_events_tenant; Type: INDEX; Schema: public; Owner: frontdesk_owner
--

CREATE INDEX platform_audit_events_tenant ON public.platform_audit_events USING btree (tenant_id, occurred_at DESC);

--
-- Name: refresh_tokens_account; Type: INDEX; Schema: public; Owner: frontdesk_owner
--

CREATE INDEX refresh_tokens_account ON public.refresh_tokens USING btree (tenant_id, account_id);

--
-- Name: refresh_tokens_family; Type: INDEX; Schema: public; Owner: frontdesk_owner
--

CREATE INDEX refresh_tokens_family ON public.refresh_tokens USING btree (tenant_id, family_id);

--
-- Name: saml_identities_account; Type: INDEX; Schema: public; Owner: frontdesk_owner
--

CREATE INDEX saml_identities_account ON public.saml_identities USING btree (tenant_id, account_id);

--
-- Name: accounts accounts_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);

--
-- Name: accounts accounts_tenant_id_person_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_tenant_id_person_id_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES public.people(tenant_id, id);

--
-- Name: audit_events audit_events_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT audit_events_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);

--
-- Name: departments departments_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.departments
    ADD CONSTRAINT departments_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);

--
-- Name: departments departments_tenant_id_parent_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.departments
    ADD CONSTRAINT departments_tenant_id_parent_id_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES public.departments(tenant_id, id);

--
-- Name: idempotency_keys idempotency_keys_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);

--
-- Name: identity_providers identity_providers_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.identity_providers
    ADD CONSTRAINT identity_providers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);

--
-- Name: invitations invitations_tenant_id_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES public.accounts(tenant_id, id) ON DELETE CASCADE;

--
-- Name: invitations invitations_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);

--
-- Name: outbox outbox_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);

--
-- Name: people_import_rows people_import_rows_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.people_import_rows
    ADD CONSTRAINT people_import_rows_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);

--
-- Name: people_import_rows people_import_rows_tenant_id_import_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.people_import_rows
    ADD CONSTRAINT people_import_rows_tenant_id_import_id_fkey FOREIGN KEY (tenant_id, import_id) REFERENCES public.people_imports(tenant_id, id) ON DELETE CASCADE;

--
-- Name: people_imports people_imports_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.people_imports
    ADD CONSTRAINT people_imports_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);

--
-- Name: people people_tenant_id_department_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_tenant_id_department_id_fkey FOREIGN KEY (tenant_id, department_id) REFERENCES public.departments(tenant_id, id);

--
-- Name: people people_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);

--
-- Name: people people_tenant_id_manager_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_tenant_id_manager_id_fkey FOREIGN KEY (tenant_id, manager_id) REFERENCES public.people(tenant_id, id);

--
-- Name: platform_audit_events platform_audit_events_operator_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.platform_audit_events
    ADD CONSTRAINT platform_audit_events_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES public.operators(id);

--
-- Name: platform_audit_events platform_audit_events_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.platform_audit_events
    ADD CONSTRAINT platform_audit_events_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);

--
-- Name: refresh_tokens refresh_tokens_tenant_id_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES public.accounts(tenant_id, id) ON DELETE CASCADE;

--
-- Name: refresh_tokens refresh_tokens_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);

--
-- Name: saml_identities saml_identities_tenant_id_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.saml_identities
    ADD CONSTRAINT saml_identities_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES public.accounts(tenant_id, id) ON DELETE CASCADE;

--
-- Name: saml_identities saml_identities_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.saml_identities
    ADD CONSTRAINT saml_identities_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);

--
-- Name: accounts; Type: ROW SECURITY; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE public.accounts ENABLE ROW LEVEL SECURITY;

--
-- Name: accounts app_access; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY app_access ON public.accounts TO frontdesk_app USING (true) WITH CHECK (true);

--
-- Name: audit_events app_access; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY app_access ON public.audit_events TO frontdesk_app USING (true) WITH CHECK (true);

--
-- Name: departments app_access; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY app_access ON public.departments TO frontdesk_app USING (true) WITH CHECK (true);

--
-- Name: idempotency_keys app_access; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY app_access ON public.idempotency_keys TO frontdesk_app USING (true) WITH CHECK (true);

--
-- Name: identity_providers app_access; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY app_access ON public.identity_providers TO frontdesk_app USING (true) WITH CHECK (true);

--
-- Name: invitations app_access; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY app_access ON public.invitations TO frontdesk_app USING (true) WITH CHECK (true);

--
-- Name: outbox app_access; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY app_access ON public.outbox TO frontdesk_app USING (true) WITH CHECK (true);

--
-- Name: people app_access; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY app_access ON public.people TO frontdesk_app USING (true) WITH CHECK (true);

--
-- Name: people_import_rows app_access; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY app_access ON public.people_import_rows TO frontdesk_app USING (true) WITH CHECK (true);

--
-- Name: people_imports app_access; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY app_access ON public.people_imports TO frontdesk_app USING (true) WITH CHECK (true);

--
-- Name: refresh_tokens app_access; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY app_access ON public.refresh_tokens TO frontdesk_app USING (true) WITH CHECK (true);

--
-- Name: saml_identities app_access; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY app_access ON public.saml_identities TO frontdesk_app USING (true) WITH CHECK (true);

--
-- Name: audit_events; Type: ROW SECURITY; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE public.audit_events ENABLE ROW LEVEL SECURITY;

--
-- Name: departments; Type: ROW SECURITY; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE public.departments ENABLE ROW LEVEL SECURITY;

--
-- Name: idempotency_keys; Type: ROW SECURITY; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE public.idempotency_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: identity_providers; Type: ROW SECURITY; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE public.identity_providers ENABLE ROW LEVEL SECURITY;

--
-- Name: invitations; Type: ROW SECURITY; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE public.invitations ENABLE ROW LEVEL SECURITY;

--
-- Name: operators; Type: ROW SECURITY; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE public.operators ENABLE ROW LEVEL SECURITY;

--
-- Name: outbox; Type: ROW SECURITY; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE public.outbox ENABLE ROW LEVEL SECURITY;

--
-- Name: tenants own_tenant; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY own_tenant ON public.tenants FOR SELECT TO frontdesk_app USING ((id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting)));

--
-- Name: people; Type: ROW SECURITY; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE public.people ENABLE ROW LEVEL SECURITY;

--
-- Name: people_import_rows; Type: ROW SECURITY; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE public.people_import_rows ENABLE ROW LEVEL SECURITY;

--
-- Name: people_imports; Type: ROW SECURITY; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE public.people_imports ENABLE ROW LEVEL SECURITY;

--
-- Name: operators platform_access; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY platform_access ON public.operators TO frontdesk_platform USING (true) WITH CHECK (true);

--
-- Name: platform_audit_events platform_access; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY platform_access ON public.platform_audit_events TO frontdesk_platform USING (true) WITH CHECK (true);

--
-- Name: tenants platform_access; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY platform_access ON public.tenants TO frontdesk_platform USING (true) WITH CHECK (true);

--
-- Name: platform_audit_events; Type: ROW SECURITY; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE public.platform_audit_events ENABLE ROW LEVEL SECURITY;

--
-- Name: accounts platform_writes; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY platform_writes ON public.accounts FOR INSERT TO frontdesk_platform WITH CHECK (true);

--
-- Name: audit_events platform_writes; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY platform_writes ON public.audit_events FOR INSERT TO frontdesk_platform WITH CHECK (true);

--
-- Name: invitations platform_writes; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY platform_writes ON public.invitations FOR INSERT TO frontdesk_platform WITH CHECK (true);

--
-- Name: outbox platform_writes; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY platform_writes ON public.outbox FOR INSERT TO frontdesk_platform WITH CHECK (true);

--
-- Name: people platform_writes; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY platform_writes ON public.people FOR INSERT TO frontdesk_platform WITH CHECK (true);

--
-- Name: refresh_tokens; Type: ROW SECURITY; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE public.refresh_tokens ENABLE ROW LEVEL SECURITY;

--
-- Name: saml_identities; Type: ROW SECURITY; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE public.saml_identities ENABLE ROW LEVEL SECURITY;

--
-- Name: accounts tenant_isolation; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY tenant_isolation ON public.accounts AS RESTRICTIVE USING ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting))) WITH CHECK ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting)));

--
-- Name: audit_events tenant_isolation; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY tenant_isolation ON public.audit_events AS RESTRICTIVE USING ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting))) WITH CHECK ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting)));

--
-- Name: departments tenant_isolation; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY tenant_isolation ON public.departments AS RESTRICTIVE USING ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting))) WITH CHECK ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting)));

--
-- Name: idempotency_keys tenant_isolation; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY tenant_isolation ON public.idempotency_keys AS RESTRICTIVE USING ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting))) WITH CHECK ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting)));

--
-- Name: identity_providers tenant_isolation; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY tenant_isolation ON public.identity_providers AS RESTRICTIVE USING ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting))) WITH CHECK ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting)));

--
-- Name: invitations tenant_isolation; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY tenant_isolation ON public.invitations AS RESTRICTIVE USING ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting))) WITH CHECK ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting)));

--
-- Name: outbox tenant_isolation; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY tenant_isolation ON public.outbox AS RESTRICTIVE USING ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting))) WITH CHECK ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting)));

--
-- Name: people tenant_isolation; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY tenant_isolation ON public.people AS RESTRICTIVE USING ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting))) WITH CHECK ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting)));

--
-- Name: people_import_rows tenant_isolation; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY tenant_isolation ON public.people_import_rows AS RESTRICTIVE USING ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting))) WITH CHECK ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting)));

--
-- Name: people_imports tenant_isolation; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY tenant_isolation ON public.people_imports AS RESTRICTIVE USING ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting))) WITH CHECK ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting)));

--
-- Name: refresh_tokens tenant_isolation; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY tenant_isolation ON public.refresh_tokens AS RESTRICTIVE USING ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting))) WITH CHECK ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting)));

--
-- Name: saml_identities tenant_isolation; Type: POLICY; Schema: public; Owner: frontdesk_owner
--

CREATE POLICY tenant_isolation ON public.saml_identities AS RESTRICTIVE USING ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting))) WITH CHECK ((tenant_id = ( SELECT (current_setting('app.tenant_id'::text))::uuid AS current_setting)));

--
-- Name: tenants; Type: ROW SECURITY; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE public.tenants ENABLE ROW LEVEL SECURITY;

--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: frontdesk_owner
--

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO frontdesk_app;
GRANT USAGE ON SCHEMA public TO frontdesk_platform;
GRANT USAGE ON SCHEMA public TO frontdesk_definer;

--
-- Name: FUNCTION people_counts(tenant_ids uuid[]); Type: ACL; Schema: public; Owner: frontdesk_definer
--

REVOKE ALL ON FUNCTION public.people_counts(tenant_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.people_counts(tenant_ids uuid[]) TO frontdesk_platform;

--
-- Name: FUNCTION search_people(words text, at_most integer, departments uuid[]); Type: ACL; Schema: public; Owner: frontdesk_definer
--

REVOKE ALL ON FUNCTION public.search_people(words text, at_most integer, departments uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.search_people(words text, at_most integer, departments uuid[]) TO frontdesk_app;

--
-- Name: FUNCTION tenant_by_slug(wanted text); Type: ACL; Schema: public; Owner: frontdesk_definer
--

REVOKE ALL ON FUNCTION public.tenant_by_slug(wanted text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_by_slug(wanted text) TO frontdesk_app;
GRANT ALL ON FUNCTION public.tenant_by_slug(wanted text) TO frontdesk_platform;

--
-- Name: FUNCTION tenants_with_outbox(at_most integer); Type: ACL; Schema: public; Owner: frontdesk_definer
--

REVOKE ALL ON FUNCTION public.tenants_with_outbox(at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenants_with_outbox(at_most integer) TO frontdesk_app;

--
-- Name: TABLE accounts; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.accounts TO frontdesk_app;
GRANT INSERT ON TABLE public.accounts TO frontdesk_platform;

--
-- Name: TABLE audit_events; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT INSERT ON TABLE public.audit_events TO frontdesk_platform;
GRANT SELECT,INSERT ON TABLE public.audit_events TO frontdesk_app;

--
-- Name: TABLE departments; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.departments TO frontdesk_app;

--
-- Name: TABLE idempotency_keys; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.idempotency_keys TO frontdesk_app;

--
-- Name: TABLE identity_providers; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_providers TO frontdesk_app;

--
-- Name: TABLE invitations; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.invitations TO frontdesk_app;
GRANT INSERT ON TABLE public.invitations TO frontdesk_platform;

--
-- Name: TABLE operators; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.operators TO frontdesk_platform;

--
-- Name: TABLE outbox; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT INSERT ON TABLE public.outbox TO frontdesk_platform;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.outbox TO frontdesk_app;

--
-- Name: COLUMN outbox.tenant_id; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT SELECT(tenant_id) ON TABLE public.outbox TO frontdesk_definer;

--
-- Name: COLUMN outbox.created_at; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT SELECT(created_at) ON TABLE public.outbox TO frontdesk_definer;

--
-- Name: TABLE people; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.people TO frontdesk_app;
GRANT INSERT ON TABLE public.people TO frontdesk_platform;

--
-- Name: COLUMN people.tenant_id; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT SELECT(tenant_id) ON TABLE public.people TO frontdesk_definer;

--
-- Name: COLUMN people.id; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT SELECT(id) ON TABLE public.people TO frontdesk_definer;

--
-- Name: COLUMN people.department_id; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT SELECT(department_id) ON TABLE public.people TO frontdesk_definer;

--
-- Name: COLUMN people.search_text; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT SELECT(search_text) ON TABLE public.people TO frontdesk_definer;

--
-- Name: TABLE people_import_rows; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.people_import_rows TO frontdesk_app;

--
-- Name: TABLE people_imports; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.people_imports TO frontdesk_app;

--
-- Name: TABLE platform_audit_events; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT SELECT,INSERT ON TABLE public.platform_audit_events TO frontdesk_platform;

--
-- Name: TABLE refresh_tokens; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.refresh_tokens TO frontdesk_app;

--
-- Name: TABLE saml_identities; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.saml_identities TO frontdesk_app;

--
-- Name: TABLE tenants; Type: ACL; Schema: public; Owner: frontdesk_owner
--

GRANT SELECT ON TABLE public.tenants TO frontdesk_app;
GRANT SELECT ON TABLE public.tenants TO frontdesk_definer;
GRANT SELECT,INSERT,UPDATE ON TABLE public.tenants TO frontdesk_platform;

--
-- PostgreSQL database dump complete
--
