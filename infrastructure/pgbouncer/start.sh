#!/bin/bash
# Writes the list of those who may sign in from the mounted secrets, then becomes PgBouncer.
# Only the two roles that serve requests come through here; migrations and backups go to PostgreSQL itself.
set -euo pipefail
umask 077
for role in app platform; do
  printf '"frontdesk_%s" "%s"\n' "$role" "$(cat "/run/secrets/database-$role-password")"
done >/run/pgbouncer/userlist.txt
exec pgbouncer /etc/pgbouncer/pgbouncer.ini
