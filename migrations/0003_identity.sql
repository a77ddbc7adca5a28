-- Up Migration

-- A person's way in. A person has at most one account.
CALL migration.create_tenant_table_v1('accounts', $columns$
  person_id uuid NOT NULL,
  role text NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'manager', 'admin')),
  -- argon2id, PHC string; NULL until an invitation is accepted, and for those who use single sign-on only.
  password_hash text,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
  created_at timestamptz NOT NULL DEFAULT now(),
  last_sign_in_at timestamptz,
  UNIQUE (tenant_id, person_id),
  FOREIGN KEY (tenant_id, person_id) REFERENCES public.people (tenant_id, id)
$columns$);
GRANT SELECT, INSERT, UPDATE, DELETE ON public.accounts TO frontdesk_app;
CREATE POLICY platform_writes ON public.accounts FOR INSERT TO frontdesk_platform WITH CHECK (true);
GRANT INSERT ON public.accounts TO frontdesk_platform;

-- A link by mail that sets the first password. Only the token's SHA-256 is kept.
CALL migration.create_tenant_table_v1('invitations', $columns$
  account_id uuid NOT NULL,
  token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  UNIQUE (tenant_id, token_hash),
  FOREIGN KEY (tenant_id, account_id) REFERENCES public.accounts (tenant_id, id) ON DELETE CASCADE
$columns$);
CREATE INDEX invitations_account ON public.invitations (tenant_id, account_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON public.invitations TO frontdesk_app;
CREATE POLICY platform_writes ON public.invitations FOR INSERT TO frontdesk_platform WITH CHECK (true);
GRANT INSERT ON public.invitations TO frontdesk_platform;

-- Programs that act for an account. A refresh token is good once; a second use of it ends its family.
CALL migration.create_tenant_table_v1('refresh_tokens', $columns$
  account_id uuid NOT NULL,
  -- All tokens that came of one sign-in.
  family_id uuid NOT NULL,
  token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  UNIQUE (tenant_id, token_hash),
  FOREIGN KEY (tenant_id, account_id) REFERENCES public.accounts (tenant_id, id) ON DELETE CASCADE
$columns$);
CREATE INDEX refresh_tokens_family ON public.refresh_tokens (tenant_id, family_id);
CREATE INDEX refresh_tokens_account ON public.refresh_tokens (tenant_id, account_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON public.refresh_tokens TO frontdesk_app;

-- Whom a tenant trusts to say who its people are.
CALL migration.create_tenant_table_v1('identity_providers', $columns$
  entity_id text NOT NULL CHECK (length(entity_id) BETWEEN 1 AND 1024),
  sign_in_url text NOT NULL,
  sign_out_url text,
  -- PEM; two during a rollover.
  certificates text[] NOT NULL CHECK (cardinality(certificates) BETWEEN 1 AND 10),
  enabled boolean NOT NULL DEFAULT true,
  create_accounts boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, entity_id)
$columns$);
-- One identity provider a tenant, for now.
CREATE UNIQUE INDEX identity_providers_one ON public.identity_providers (tenant_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON public.identity_providers TO frontdesk_app;

-- Who an account is at the identity provider: (tenant, issuer, NameID), never the address alone.
CALL migration.create_tenant_table_v1('saml_identities', $columns$
  account_id uuid NOT NULL,
  issuer text NOT NULL,
  name_id text NOT NULL CHECK (length(name_id) BETWEEN 1 AND 1024),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, issuer, name_id),
  FOREIGN KEY (tenant_id, account_id) REFERENCES public.accounts (tenant_id, id) ON DELETE CASCADE
$columns$);
CREATE INDEX saml_identities_account ON public.saml_identities (tenant_id, account_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON public.saml_identities TO frontdesk_app;

-- Down Migration

DROP TABLE public.saml_identities;
DROP TABLE public.identity_providers;
DROP TABLE public.refresh_tokens;
DROP TABLE public.invitations;
DROP TABLE public.accounts;
