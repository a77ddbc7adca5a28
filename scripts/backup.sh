#!/usr/bin/env bash
# Backs up the database and the objects of an environment. Run with --help for more.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/backup.sh development|staging|production [--to FOLDER] [--keep N] [--database-only]

Makes FOLDER/frontdesk-<environment>-<time>/ with the database (database.dump), the objects (objects/), and a manifest
of what is in them by tenant and table, all while Frontdesk goes on serving. The folder gets its name when all of it is
complete and on disk; before, it is called .unfinished-…, and restore.sh takes no such folder.

  --to FOLDER      where backups lie; ./backups unless told otherwise
  --keep N         afterwards delete all but the newest N backups of this environment and kind in FOLDER
  --database-only  without the objects, as before a migration; its name is frontdesk-<environment>-database-<time>

The last line of the output is the path of the backup. Restore it with scripts/restore.sh.
TEXT
}

# shellcheck source=scripts/deployment/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/deployment/common.sh"
# shellcheck source=scripts/deployment/data.sh
source scripts/deployment/data.sh

to=backups
keep=
with_objects=true

read_arguments() {
  local name=
  while (($# > 0)); do
    case $1 in
      -h | --help) usage && exit 0 ;;
      --to) to=${2:?--to needs a folder} && shift ;;
      --keep) keep=${2:?--keep needs a number} && shift ;;
      --database-only) with_objects=false ;;
      -*) fail "There is no option $1; see --help." ;;
      *) name=$1 ;;
    esac
    shift
  done
  choose_environment "$name"
  [[ -z $keep || $keep =~ ^[1-9][0-9]*$ ]] || fail "--keep needs a whole number from 1, not \"$keep\"."
}

prepare_folder() {
  umask 077
  mkdir -p "$to"
  to=$(cd "$to" && pwd)
  started=$(date -u +%Y%m%dT%H%M%SZ)
  prefix=frontdesk-$environment
  $with_objects || prefix+=-database
  target=$to/$prefix-$started
  [[ ! -e $target ]] || fail "$target is there already; wait a second and try again."
  unfinished=$(mktemp -d "$to/.unfinished-$environment-$started-XXXXXX")
  trap 'rm -rf "$unfinished"' EXIT
}

write_manifest() {
  local files=(database.dump manifest.tsv)
  {
    printf '# Frontdesk backup, format 1\n# environment\t%s\n# started\t%s\n' "$environment" "$started"
    cat "$unfinished/database.tsv"
    if $with_objects; then backup_tool "$unfinished" object-manifest <"$unfinished/objects.sha256"; fi
  } >"$unfinished/manifest.tsv"
  rm "$unfinished/database.tsv"
  if $with_objects; then files+=(objects.sha256); fi
  (cd "$unfinished" && sha256sum "${files[@]}" >SHA256SUMS)
}

# Only what is complete gets the name of a backup, and it does so at once.
finish() {
  find "$unfinished" -type f -exec chmod 0600 {} +
  find "$unfinished" -type d -exec chmod 0700 {} +
  sync -f "$unfinished/SHA256SUMS"
  mv -T "$unfinished" "$target"
  sync -f "$target"
  trap - EXIT
}

delete_old() {
  [[ -n $keep ]] || return 0
  local old
  find "$to" -maxdepth 1 -type d -name "$prefix-[0-9]*T[0-9]*Z" | LC_ALL=C sort -r |
    tail -n "+$((keep + 1))" | while IFS= read -r old; do
    rm -rf "$old"
    say "Deleted the old backup $old."
  done
}

summary() {
  local rows tenants objects
  rows=$(awk -F '\t' '$1 == "rows" { n += $4 } END { print n + 0 }' "$target/manifest.tsv")
  tenants=$(grep -c '^# tenant' "$target/manifest.tsv" || true)
  objects=$(awk -F '\t' '$1 == "objects" { n += $4 } END { print n + 0 }' "$target/manifest.tsv")
  $with_objects || objects=no
  say "Backed up $tenants organizations, $rows rows and $objects objects ($(du -sh "$target" | cut -f1))."
}

read_arguments "$@"
load_settings
require_engine
is_running postgres ||
  fail "PostgreSQL does not run." "Start it with: scripts/deployment/compose.sh $environment up -d postgres"
prepare_backup_tool
prepare_folder
say "Writing the database …"
backup_tool "$unfinished" dump || fail "The database could not be backed up, for the reason above. No backup was made."
if $with_objects; then
  # After the database: what a row of the snapshot names was stored before it.
  say "Copying the objects …"
  backup_tool "$unfinished" fetch-objects || fail "The objects could not be copied, for the reason above. No backup was made."
fi
write_manifest
finish
delete_old
summary
say "$target"
