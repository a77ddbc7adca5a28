#!/usr/bin/env bash
# Restores a backup into a deployment, and compares. Run with --help for more.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/restore.sh development|staging|production --from BACKUP [--replace | --compare]

Restores what scripts/backup.sh made: checks that the backup is whole, restores the database beside the present one,
compares it by counts and hashes of each tenant and table, puts it in place, restores the objects and compares them too.
Differences are named, and the exit status is then 1; if they are in the database, the present one was not touched.

  --from BACKUP  the folder frontdesk-<environment>-<time> of a backup; it may be another environment's
  --replace      also when the deployment has organizations, operators or objects: ALL OF THEM ARE DELETED
  --compare      change nothing; only compare the deployment as it is with the backup

postgres, redis and object-store are started if they don't run. web, worker and realtime are stopped and started again.
Redis is emptied: sessions and jobs of another time don't fit; everybody signs in anew. See docs/backup-restore.md.
TEXT
}

# shellcheck source=scripts/deployment/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/deployment/common.sh"
# shellcheck source=scripts/deployment/data.sh
source scripts/deployment/data.sh

from=
replace=false
only_compare=false
# The restored database has this name until it has been compared.
candidate=frontdesk_restored
stopped=()

read_arguments() {
  local name=
  while (($# > 0)); do
    case $1 in
      -h | --help) usage && exit 0 ;;
      --from) from=${2:?--from needs a folder} && shift ;;
      --replace) replace=true ;;
      --compare) only_compare=true ;;
      -*) fail "There is no option $1; see --help." ;;
      *) name=$1 ;;
    esac
    shift
  done
  choose_environment "$name"
  [[ -n $from ]] || fail "Say which backup: --from FOLDER (see --help)."
}

# --- Checks before anything is changed ---

has_objects() { [[ -e $from/objects.sha256 ]]; }

check_backup() {
  [[ -d $from ]] || fail "There is no folder $from."
  from=$(cd "$from" && pwd)
  [[ $(basename "$from") != .unfinished-* && -f $from/SHA256SUMS ]] ||
    fail "$from is no finished backup: it has no SHA256SUMS." "Take another one, made by scripts/backup.sh."
  say "Checking the backup …"
  (cd "$from" && sha256sum --check --quiet SHA256SUMS) ||
    fail "The backup is damaged; nothing was changed." "Take another one."
  has_objects || say "It is of the database only; the objects stay as they are."
  [[ ! -s $from/objects.sha256 ]] || (cd "$from/objects" && sha256sum --check --quiet --strict ../objects.sha256) ||
    fail "Objects of the backup are damaged or missing; nothing was changed." "Take another one."
}

# As the superuser, by the socket inside the container.
as_superuser() { # PROGRAM ARGUMENT…
  docker exec -i "$postgres" "$1" --username=postgres "${@:2}"
}

query() { # DATABASE, statements on standard input
  as_superuser psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --dbname="$1"
}

has_organizations() {
  local has_tables
  has_tables=$(query frontdesk <<<"SELECT to_regclass('public.tenants') IS NOT NULL AND to_regclass('public.operators') IS NOT NULL")
  [[ $has_tables = t ]] || return 1
  [[ $(query frontdesk <<<"SELECT EXISTS (SELECT FROM public.tenants) OR EXISTS (SELECT FROM public.operators)") = t ]]
}

check_empty() {
  local objects=0
  if has_objects; then objects=$(backup_tool "$work" count-objects) || fail "The object store does not answer."; fi
  if ! has_organizations && [[ $objects = 0 ]]; then return; fi
  if $replace; then
    say "The deployment is not empty. As --replace says, what it has is deleted."
  else
    fail "The deployment $environment is not empty: it has organizations, operators or objects. Nothing was changed." \
      "Back it up with scripts/backup.sh $environment, then add --replace: everything it has now is deleted."
  fi
}

# Those of this composition that don't run; a new deployment has nothing but its secrets.
start_stores() {
  local service services
  services=$(compose config --services)
  for service in postgres redis object-store; do
    if ! grep -qx "$service" <<<"$services" || is_running "$service"; then continue; fi
    say "Starting $service …"
    compose up -d --no-deps "$service" >/dev/null 2>&1 || fail "$service could not be started; see: scripts/deployment/compose.sh $environment logs $service"
  done
  for service in postgres object-store; do
    if is_running "$service"; then wait_until_healthy "$service"; fi
  done
}

# --- The database ---

restore_database() {
  say "Restoring the database …"
  as_superuser dropdb --if-exists --force "$candidate" 2>/dev/null
  as_superuser createdb --template=template0 "$candidate"
  as_superuser pg_restore --exit-on-error --no-password --dbname="$candidate" <"$from/database.dump"
  query "$candidate" <<<'ANALYZE'
}

drop_candidate() { as_superuser dropdb --if-exists --force "$candidate" >/dev/null 2>&1 || true; }

compare_database() { # DATABASE
  say "Comparing the database …"
  grep -v '^objects' "$from/manifest.tsv" >"$work/expected"
  backup_tool "$work" database-manifest -e "PGDATABASE=$1" >"$work/found" || fail "What is in the database could not be read."
  compare_manifests "$work/expected" "$work/found"
}

# The two change names in one transaction; the old one goes only then.
exchange_databases() {
  query postgres >/dev/null <<SQL
SET client_min_messages = warning;
DROP DATABASE IF EXISTS frontdesk_replaced WITH (FORCE);
ALTER DATABASE frontdesk ALLOW_CONNECTIONS false;
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN ('frontdesk', '$candidate');
BEGIN;
ALTER DATABASE frontdesk RENAME TO frontdesk_replaced;
ALTER DATABASE $candidate RENAME TO frontdesk;
COMMIT;
DROP DATABASE frontdesk_replaced WITH (FORCE);
SQL
}

put_in_place() {
  if ! exchange_databases; then
    query postgres <<<"ALTER DATABASE frontdesk ALLOW_CONNECTIONS true"
    start_application
    fail "The restored database could not be put in place; the present one is as it was."
  fi
  # Roles, their passwords and the rights on the database itself belong to the deployment, not to the backup.
  docker exec "$postgres" bash /docker-entrypoint-initdb.d/10-initialise.sh >/dev/null
}

# --- Everything else ---

restore_objects() {
  has_objects || return 0
  say "Restoring the objects …"
  backup_tool "$from" return-objects
}

compare_objects() {
  has_objects || return 0
  say "Comparing the objects …"
  grep -E '^(objects|# tenant)' "$from/manifest.tsv" >"$work/expected" || true
  backup_tool "$work" object-hashes >"$work/hashes" || fail "The objects could not be read."
  backup_tool "$work" object-manifest <"$work/hashes" >"$work/found" || fail "The objects could not be counted."
  compare_manifests "$work/expected" "$work/found"
}

stop_application() {
  local service
  for service in web worker realtime; do
    is_running "$service" || continue
    compose stop "$service" >/dev/null 2>&1
    stopped+=("$service")
  done
  ((${#stopped[@]} == 0)) || say "Stopped ${stopped[*]}."
}

start_application() {
  ((${#stopped[@]} > 0)) || return 0
  compose start "${stopped[@]}" >/dev/null 2>&1
  say "Started ${stopped[*]} again."
}

# Redis' users may not delete everything, so its volume goes, and comes back empty.
empty_redis() {
  local container volume
  container=$(container_of redis)
  [[ -n $container ]] || { warn "There is no service redis here; empty your Redis yourself." && return; }
  volume=$(docker inspect --format '{{range .Mounts}}{{if eq .Destination "/data"}}{{.Name}}{{end}}{{end}}' "$container")
  compose rm --stop --force redis >/dev/null 2>&1
  docker volume rm "$volume" >/dev/null
  compose up -d --no-deps redis >/dev/null 2>&1
  wait_until_healthy redis
  say "Emptied Redis."
}

migration_of() { # DATABASE
  query "$1" <<<"SELECT name FROM frontdesk_migrations.migrations ORDER BY id DESC LIMIT 1" 2>/dev/null || true
}

different() {
  fail "The $1 differ from the backup as listed above." "${@:2}"
}

compare_only() {
  local same=true
  compare_database frontdesk || same=false
  compare_objects || same=false
  $same || different "database or objects" "Nothing was changed."
  say "The deployment is as the backup says."
}

restore() {
  check_empty
  local before
  before=$(migration_of frontdesk)
  restore_database
  compare_database "$candidate" || { drop_candidate && different "restored tables" "The present database was not touched."; }
  stop_application
  put_in_place
  restore_objects
  empty_redis
  compare_objects || different "restored objects" "The database is restored, the objects are not. Run this again with --replace."
  say "Restored and compared: the deployment is as the backup says."
  if [[ -z $before || $before = "$(migration_of frontdesk)" ]]; then
    start_application
  else
    say "The backup's schema is another version's; ${stopped[*]:-the application} was not started. Run scripts/deploy.sh $environment, which migrates."
  fi
}

read_arguments "$@"
load_settings
require_engine
prepare_backup_tool
start_stores
postgres=$(container_of postgres)
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
check_backup
if $only_compare; then compare_only; else restore; fi
