#!/bin/bash
# Makes the roles and extensions and gives the roles their passwords from the secret files. PostgreSQL's image runs it
# at the first start. It can be run again, for example after a password has been changed:
#   scripts/deployment/compose.sh production exec -T postgres bash /docker-entrypoint-initdb.d/10-initialise.sh
# It may be sourced by the image's entry point, so it ends nothing and leaves no variable behind.

(
  set -euo pipefail

  statements() {
    echo 'SET client_min_messages = warning;'
    # The text of ALTER ROLE holds the password; the server must not remember it among its statistics.
    echo 'SET pg_stat_statements.track_utility = off;'
    # roles.sql leaves this one out where the library is not loaded yet, as during a first start.
    echo 'CREATE SCHEMA IF NOT EXISTS extensions;'
    echo 'CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA extensions;'
    echo '\i /etc/frontdesk/roles.sql'
    local role
    for role in owner app platform backup; do
      # psql reads the file: an argument could be read by every process of the container.
      # shellcheck disable=SC2016 # psql expands it
      printf '\\set password `cat /run/secrets/database-%s-password`\n' "$role"
      printf "ALTER ROLE frontdesk_%s PASSWORD :'password';\n" "$role"
    done
  }

  statements | psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" \
    --dbname="${POSTGRES_DB:-frontdesk}" --single-transaction --file=- >/dev/null
  echo 'Roles, extensions and passwords are in place.'
)
