-- Up Migration

-- Text as the search compares it: small letters, no accents. Declared IMMUTABLE because an index is built on it;
-- it is, as long as the dictionary `unaccent` is not edited. It stands in no policy.
CREATE FUNCTION public.searchable(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$ SELECT lower(extensions.unaccent('extensions.unaccent'::regdictionary, coalesce(value, ''))) $$;

CALL migration.create_tenant_table_v1('departments', $columns$
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  parent_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (tenant_id, parent_id) REFERENCES public.departments (tenant_id, id),
  CHECK (parent_id <> id)
$columns$);
-- Among siblings a name is taken once; the tops of the tree are siblings too.
CREATE UNIQUE INDEX departments_name ON public.departments (tenant_id, parent_id, lower(name)) NULLS NOT DISTINCT;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.departments TO frontdesk_app;

CALL migration.create_tenant_table_v1('people', $columns$
  given_name text NOT NULL CHECK (length(given_name) BETWEEN 1 AND 100),
  family_name text NOT NULL CHECK (length(family_name) BETWEEN 1 AND 100),
  display_name text NOT NULL GENERATED ALWAYS AS (given_name || ' ' || family_name) STORED,
  email text NOT NULL CHECK (email = lower(email) AND length(email) <= 254),
  title text CHECK (length(title) <= 200),
  department_id uuid,
  manager_id uuid,
  location text CHECK (length(location) <= 200),
  phone text CHECK (length(phone) <= 50),
  employee_number text CHECK (length(employee_number) <= 50),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  -- Ångström stands between Anders and Aoki, whatever the server's collation.
  sort_name text NOT NULL GENERATED ALWAYS AS (public.searchable(family_name || ' ' || given_name)) STORED,
  -- Between spaces, so that the search can ask for the beginning and the end of a word.
  search_text text NOT NULL GENERATED ALWAYS AS (
    public.searchable(' ' || given_name || ' ' || family_name || ' ' || email || ' ' || coalesce(title, '') || ' ' || coalesce(location, '') || ' ')
  ) STORED,
  UNIQUE (tenant_id, email),
  UNIQUE (tenant_id, employee_number),
  FOREIGN KEY (tenant_id, department_id) REFERENCES public.departments (tenant_id, id),
  FOREIGN KEY (tenant_id, manager_id) REFERENCES public.people (tenant_id, id),
  CHECK (manager_id <> id)
$columns$);
CREATE INDEX people_by_name ON public.people (tenant_id, sort_name, id);
CREATE INDEX people_by_department ON public.people (tenant_id, department_id);
CREATE INDEX people_by_manager ON public.people (tenant_id, manager_id);
CREATE INDEX people_search ON public.people USING gin (tenant_id extensions.uuid_ops, search_text extensions.gin_trgm_ops)
  -- A search reads what an import has left in the pending list. At its usual 4 MB that takes ten times as long.
  WITH (gin_pending_list_limit = 256);
GRANT SELECT, INSERT, UPDATE, DELETE ON public.people TO frontdesk_app;
CREATE POLICY platform_writes ON public.people FOR INSERT TO frontdesk_platform WITH CHECK (true);
GRANT INSERT ON public.people TO frontdesk_platform;
GRANT SELECT (tenant_id, id, search_text, department_id) ON public.people TO frontdesk_definer;

-- The people of the tenant in the setting who match every word, best first: identifiers only.
--
-- Trigram operators are not leakproof, so under row-level security the planner may not use their index. This function
-- gives it back: it runs as a role that bypasses the policies and names the tenant itself.
--
-- `exact`: each word is part of the text; one of two letters or less begins a word. Only where that finds few,
-- `forgiving` adds those who match with typing errors, behind them. In both the longest word asks the index, and the
-- others filter what it found. Words after the eighth are not looked at. `departments` narrows the search; NULL is all.
CREATE FUNCTION public.search_people(words text, at_most integer, departments uuid[] DEFAULT NULL)
RETURNS TABLE (id uuid, rank real)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
SET search_path = pg_catalog, pg_temp
SET pg_trgm.word_similarity_threshold = 0.5
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
CALL migration.create_cross_tenant_function_v1('public.search_people(text, integer, uuid[])', 'frontdesk_app');

-- How many people each of some tenants has: all that the console may know of them.
CREATE FUNCTION public.people_counts(tenant_ids uuid[])
RETURNS TABLE (tenant_id uuid, people bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT p.tenant_id, count(*) FROM public.people p WHERE p.tenant_id = ANY (tenant_ids) GROUP BY p.tenant_id $$;
CALL migration.create_cross_tenant_function_v1('public.people_counts(uuid[])', 'frontdesk_platform');

-- A CSV file on its way into the directory.
CALL migration.create_tenant_table_v1('people_imports', $columns$
  file_name text NOT NULL,
  object_key text NOT NULL,
  status text NOT NULL DEFAULT 'analysing' CHECK (status IN ('analysing', 'ready', 'running', 'done', 'stopped', 'failed')),
  failure text,
  rows_done integer NOT NULL DEFAULT 0,
  rows_total integer NOT NULL DEFAULT 0,
  -- How many rows have each outcome.
  counts jsonb NOT NULL DEFAULT '{"create": 0, "change": 0, "unchanged": 0, "refused": 0}',
  -- Headings of columns that mean nothing here.
  ignored_columns text[] NOT NULL DEFAULT '{}',
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
$columns$);
CREATE INDEX people_imports_latest ON public.people_imports (tenant_id, created_at DESC);
-- One at a time: two that run side by side would refuse each other's rows.
CREATE UNIQUE INDEX people_imports_running ON public.people_imports (tenant_id) WHERE status = 'running';
GRANT SELECT, INSERT, UPDATE, DELETE ON public.people_imports TO frontdesk_app;

CALL migration.create_tenant_table_v1('people_import_rows', $columns$
  import_id uuid NOT NULL,
  line integer NOT NULL,
  -- In this order rows are written: a manager before those who report to them.
  position integer NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('create', 'change', 'unchanged', 'refused')),
  row_values jsonb NOT NULL,
  before jsonb,
  errors jsonb NOT NULL DEFAULT '[]',
  written boolean NOT NULL DEFAULT false,
  UNIQUE (tenant_id, import_id, line),
  FOREIGN KEY (tenant_id, import_id) REFERENCES public.people_imports (tenant_id, id) ON DELETE CASCADE
$columns$);
CREATE INDEX people_import_rows_outcome ON public.people_import_rows (tenant_id, import_id, outcome, line);
CREATE INDEX people_import_rows_waiting ON public.people_import_rows (tenant_id, import_id, position)
  WHERE NOT written AND outcome IN ('create', 'change');
GRANT SELECT, INSERT, UPDATE, DELETE ON public.people_import_rows TO frontdesk_app;

-- Down Migration

DROP TABLE public.people_import_rows;
DROP TABLE public.people_imports;
DROP FUNCTION public.people_counts(uuid[]);
DROP FUNCTION public.search_people(text, integer, uuid[]);
DROP TABLE public.people;
DROP TABLE public.departments;
DROP FUNCTION public.searchable(text);
