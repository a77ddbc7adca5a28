/** Guards in the schema. The tests of the catalogue migrate a database of their own, so that a spoiled migration is seen. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are those of other files.
import { type Mutant, mutantsOf } from './mutant.ts';

const catalogue = ['isolation/catalogue'];
const foundations = 'migrations/0001_foundations.sql';
const directory = 'migrations/0002_directory.sql';
const setting = `(SELECT (current_setting('app.tenant_id'))::uuid)`;

const policies = mutantsOf(foundations, catalogue, [
  [
    'row-level security is forced on tenant tables',
    `  EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', name);`,
    '',
  ],
  [
    'row-level security is enabled on tenant tables',
    `  EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', name);`,
    '',
  ],
  ['row-level security is enabled on the list of tenants', 'ALTER TABLE public.tenants ENABLE ROW LEVEL SECURITY;', ''],
  ['row-level security is forced on the list of tenants', 'ALTER TABLE public.tenants FORCE ROW LEVEL SECURITY;', ''],
  ['row-level security is forced on the operators', 'ALTER TABLE public.operators FORCE ROW LEVEL SECURITY;', ''],
  ['the policy is restrictive', 'AS RESTRICTIVE FOR ALL', 'AS PERMISSIVE FOR ALL'],
  ['the policy is for every role', 'AS RESTRICTIVE FOR ALL TO PUBLIC', 'AS RESTRICTIVE FOR ALL TO frontdesk_app'],
  ['USING compares the tenant', `USING (tenant_id = ${setting})`, 'USING (true)'],
  ['WITH CHECK compares the tenant', `WITH CHECK (tenant_id = ${setting})`, 'WITH CHECK (true)'],
  [
    'the policy fails when no tenant is set',
    `USING (tenant_id = ${setting})`,
    `USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))`,
  ],
  [
    'the setting is read once a statement, in a subselect',
    `USING (tenant_id = ${setting})`,
    `USING (tenant_id = (current_setting('app.tenant_id'))::uuid)`,
  ],
  [
    'functions in policies are STABLE (an IMMUTABLE one is planted)',
    `  EXECUTE format('CREATE POLICY app_access ON`,
    `  CREATE OR REPLACE FUNCTION public.tenant() RETURNS uuid LANGUAGE sql IMMUTABLE
    AS $f$ SELECT current_setting('app.tenant_id')::uuid $f$;
  EXECUTE format('CREATE POLICY planted ON public.%I AS RESTRICTIVE USING (tenant_id = (SELECT public.tenant()))', name);
  EXECUTE format('CREATE POLICY app_access ON`,
    'are STABLE',
  ],
  ['the app’s policy is for the app alone', `FOR ALL TO frontdesk_app USING (true)`, 'FOR ALL TO PUBLIC USING (true)'],
  [
    'the app sees its own tenant alone in the list',
    `FOR SELECT TO frontdesk_app
  USING (id = ${setting})`,
    `FOR SELECT TO frontdesk_app
  USING (true)`,
  ],
]);

/** The same, noticed by what attacks tables and by what shares connections, without a look at the catalogue. */
const attacked = [
  ...mutantsOf(
    foundations,
    ['isolation/tables'],
    [
      ['USING, seen by the attacks on tables', `USING (tenant_id = ${setting})`, 'USING (true)'],
      ['WITH CHECK, seen by the attacks on tables', `WITH CHECK (tenant_id = ${setting})`, 'WITH CHECK (true)'],
    ],
  ),
  ...mutantsOf(
    foundations,
    ['isolation/soak'],
    [['USING, seen by the soak', `USING (tenant_id = ${setting})`, 'USING (true)']],
  ),
];

const keys = [
  ...mutantsOf(foundations, catalogue, [
    [
      'primary keys lead with the tenant',
      '      PRIMARY KEY (tenant_id, id)\n    )$sql$',
      '      PRIMARY KEY (id), UNIQUE (tenant_id, id)\n    )$sql$',
    ],
    [
      'tenant_id comes from the setting',
      `tenant_id uuid NOT NULL DEFAULT (current_setting('app.tenant_id'))::uuid REFERENCES`,
      'tenant_id uuid NOT NULL REFERENCES',
    ],
    ['tenant_id points at a tenant', `::uuid REFERENCES public.tenants (id),`, '::uuid,'],
  ]),
  ...mutantsOf(directory, catalogue, [
    ['a unique value leads with the tenant', 'UNIQUE (tenant_id, email)', 'UNIQUE (email)'],
    [
      'a unique index leads with the tenant',
      'departments_name ON public.departments (tenant_id, parent_id,',
      'departments_name ON public.departments (parent_id, tenant_id,',
    ],
  ]),
  ...mutantsOf('migrations/0003_identity.sql', catalogue, [
    [
      'foreign keys lead with the tenant',
      '  UNIQUE (tenant_id, person_id),\n  FOREIGN KEY (tenant_id, person_id) REFERENCES public.people (tenant_id, id)\n$columns$);',
      `  UNIQUE (tenant_id, person_id)\n$columns$);
ALTER TABLE public.people ADD UNIQUE (id);
ALTER TABLE public.accounts ADD FOREIGN KEY (person_id) REFERENCES public.people (id);`,
      'every foreign key',
    ],
  ]),
];

const grants = [
  ...mutantsOf(directory, catalogue, [
    [
      'the app may not TRUNCATE',
      'GRANT SELECT, INSERT, UPDATE, DELETE ON public.people TO frontdesk_app;',
      'GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON public.people TO frontdesk_app;',
    ],
    [
      'the app may not put triggers on tables',
      'GRANT SELECT, INSERT, UPDATE, DELETE ON public.people TO frontdesk_app;',
      'GRANT SELECT, INSERT, UPDATE, DELETE, TRIGGER ON public.people TO frontdesk_app;',
    ],
    [
      'the platform may not read people',
      'GRANT INSERT ON public.people TO frontdesk_platform;',
      'GRANT SELECT, INSERT ON public.people TO frontdesk_platform;',
    ],
    [
      'the definer reads no more columns of people than it needs',
      'GRANT SELECT (tenant_id, id, search_text, department_id) ON',
      'GRANT SELECT (tenant_id, id, search_text, department_id, phone) ON',
    ],
    [
      'the definer reads no column of people that no function needs any more',
      'GRANT SELECT (tenant_id, id, search_text, department_id) ON',
      'GRANT SELECT (tenant_id, id, search_text, department_id, status) ON',
    ],
    [
      'the app may not ask how large tenants are',
      `'public.people_counts(uuid[])', 'frontdesk_platform'`,
      `'public.people_counts(uuid[])', 'frontdesk_app, frontdesk_platform'`,
    ],
  ]),
  ...mutantsOf(foundations, catalogue, [
    [
      'the definer reads no payload of the outbox',
      'GRANT SELECT (tenant_id, created_at) ON public.outbox',
      'GRANT SELECT (tenant_id, created_at, payload) ON public.outbox',
    ],
    [
      'what looks across tenants is not for PUBLIC',
      `  EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', signature);`,
      '',
    ],
    [
      'what looks across tenants belongs to the definer',
      `  EXECUTE format('ALTER FUNCTION %s OWNER TO frontdesk_definer', signature);`,
      '',
    ],
    ['the definer may create nothing afterwards', '  REVOKE CREATE ON SCHEMA public FROM frontdesk_definer;', ''],
    [
      'functions with more rights have a pinned search_path',
      `SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT t.id,`,
      `SECURITY DEFINER
AS $$ SELECT t.id,`,
    ],
    [
      'the relay’s function tells tenants and no content',
      'RETURNS TABLE (tenant_id uuid)\nLANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp\nAS $$ SELECT o.tenant_id FROM',
      'RETURNS TABLE (tenant_id uuid, oldest timestamptz)\nLANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp\nAS $$ SELECT o.tenant_id, min(o.created_at) FROM',
    ],
  ]),
  ...mutantsOf('infrastructure/database/roles.sql', catalogue, [
    ['nobody may create large objects', 'REVOKE ALL ON FUNCTION pg_catalog.lo_create(oid) FROM PUBLIC;', ''],
    [
      'nobody may see what others’ sessions do',
      'REVOKE EXECUTE ON FUNCTION pg_catalog.pg_stat_get_activity(integer) FROM PUBLIC;',
      '',
    ],
    [
      'nobody may make temporary tables',
      `  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());`,
      '',
    ],
    [
      'the schema is closed to PUBLIC',
      'REVOKE ALL ON SCHEMA public FROM PUBLIC;',
      'GRANT USAGE ON SCHEMA public TO PUBLIC;',
    ],
  ]),
];

const search = mutantsOf(
  directory,
  ['isolation/search'],
  [
    [
      'the search for whole words filters on the tenant',
      `WHERE p.tenant_id = ${setting}\n        AND p.search_text LIKE`,
      'WHERE p.search_text LIKE',
    ],
    [
      'the forgiving search filters on the tenant',
      `WHERE p.tenant_id = ${setting}\n        AND (SELECT count(*) FROM exact) < 10`,
      'WHERE (SELECT count(*) FROM exact) < 10',
    ],
  ],
);

const slugs = mutantsOf(
  foundations,
  ['isolation/slugs'],
  [
    ['a slug is given out once', 'slug text NOT NULL UNIQUE CHECK', 'slug text NOT NULL CHECK'],
    ['no two slugs look alike', 'skeleton text NOT NULL UNIQUE,', 'skeleton text NOT NULL,'],
    [
      'the database takes no slug with two hyphens in a row',
      `CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND`,
      `CHECK (slug ~ '^[a-z0-9-]+$' AND`,
    ],
  ],
);

export const databaseMutants: readonly Mutant[] = [...policies, ...attacked, ...keys, ...grants, ...search, ...slugs];
