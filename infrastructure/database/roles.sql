-- The roles of Frontdesk and what only a superuser may install. Run once a cluster, as a superuser, in the
-- database that Frontdesk is to live in. It can be run again. Passwords are set by whoever runs it.

DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['frontdesk_owner', 'frontdesk_app', 'frontdesk_platform', 'frontdesk_backup', 'frontdesk_definer'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I', wanted);
    END IF;
  END LOOP;
END
$$;

-- Owns and migrates. FORCE puts it under row-level security like everyone else.
ALTER ROLE frontdesk_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION INHERIT;
-- Serves tenants.
ALTER ROLE frontdesk_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION NOINHERIT;
-- Serves the operator's console.
ALTER ROLE frontdesk_platform LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION NOINHERIT;
-- Reads everything for a backup, which under row-level security would silently leave rows out.
ALTER ROLE frontdesk_backup LOGIN NOSUPERUSER BYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION INHERIT;
GRANT pg_read_all_data TO frontdesk_backup;
ALTER ROLE frontdesk_backup SET default_transaction_read_only = on;
-- Owns the few SECURITY DEFINER functions and nothing else; nobody signs in as it.
ALTER ROLE frontdesk_definer NOLOGIN NOSUPERUSER BYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION NOINHERIT;
-- The owner hands functions over to it (ALTER FUNCTION … OWNER TO), for which it must be able to become it.
DO $$
BEGIN
  IF current_setting('server_version_num')::int >= 160000 THEN
    EXECUTE 'GRANT frontdesk_definer TO frontdesk_owner WITH INHERIT FALSE, SET TRUE';
  ELSE
    EXECUTE 'GRANT frontdesk_definer TO frontdesk_owner';
  END IF;
END
$$;

-- Set on the role and not by the client, so that it also holds through a connection pooler.
ALTER ROLE frontdesk_app SET statement_timeout = '15s';
ALTER ROLE frontdesk_app SET lock_timeout = '5s';
ALTER ROLE frontdesk_app SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE frontdesk_platform SET statement_timeout = '15s';
ALTER ROLE frontdesk_platform SET lock_timeout = '5s';
ALTER ROLE frontdesk_platform SET idle_in_transaction_session_timeout = '30s';

CREATE SCHEMA IF NOT EXISTS extensions;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA extensions;
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA extensions;
CREATE EXTENSION IF NOT EXISTS btree_gin SCHEMA extensions;
GRANT USAGE ON SCHEMA extensions TO PUBLIC;

DO $$
BEGIN
  -- Statistics of statements need the server's shared_preload_libraries; without it there are none.
  IF current_setting('shared_preload_libraries') LIKE '%pg_stat_statements%' THEN
    CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA extensions;
  END IF;
  REVOKE ALL ON ALL TABLES IN SCHEMA extensions FROM PUBLIC;
  EXECUTE format('ALTER DATABASE %I OWNER TO frontdesk_owner', current_database());
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO frontdesk_app, frontdesk_platform, frontdesk_backup', current_database());
END
$$;

ALTER SCHEMA public OWNER TO frontdesk_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO frontdesk_app, frontdesk_platform, frontdesk_definer;
-- The definer role owns functions in it; CREATE is given only for the moment of handing one over.

-- What other tenants do must not be seen in the server's own views, nor left in its large objects.
REVOKE ALL ON FUNCTION pg_catalog.lo_creat(integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION pg_catalog.lo_create(oid) FROM PUBLIC;
REVOKE ALL ON FUNCTION pg_catalog.lo_from_bytea(oid, bytea) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION pg_catalog.pg_stat_get_activity(integer) FROM PUBLIC;
