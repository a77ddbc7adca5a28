#!/bin/bash
# What backup and restore do inside the network of the deployment. scripts/backup.sh and scripts/restore.sh call it;
# the backup's folder is mounted at /backup.
set -euo pipefail
umask 077

usage() {
  cat <<'TEXT'
frontdesk-backup VERB, where the folder of the backup is /backup:
  dump               writes database.dump and database.tsv of one snapshot
  fetch-objects      copies the bucket to objects/ and writes objects.sha256
  return-objects     makes the bucket as objects/ is
  database-manifest  prints what is in the database
  object-hashes      prints the hash and key of every object in the bucket
  object-manifest    prints count and hash of each tenant's objects from a list of hashes on standard input
  count-objects      prints how many objects the bucket has
TEXT
}

secret() { cat "/run/secrets/$1"; }

prepare() {
  PGPASSWORD=$(secret database-backup-password)
  RCLONE_CONFIG_STORE_ACCESS_KEY_ID=$(secret s3-access-key-id)
  RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY=$(secret s3-secret-access-key)
  export PGPASSWORD RCLONE_CONFIG_STORE_ACCESS_KEY_ID RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY
  export RCLONE_CONFIG_STORE_TYPE=s3 RCLONE_CONFIG_STORE_PROVIDER=Other RCLONE_CONFIG_STORE_LIST_VERSION=2
  export RCLONE_CONFIG_STORE_ENDPOINT=$S3_ENDPOINT RCLONE_CONFIG_STORE_REGION=$S3_REGION
  export RCLONE_CONFIG=/tmp/rclone.conf RCLONE_CACHE_DIR=/tmp/rclone HOME=/tmp PGCONNECT_TIMEOUT=10
  : >/tmp/rclone.conf
}

query() { psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 "$@"; }

# Keys are listed at once and not folder by folder: a store may answer the second without folders. What rclone then
# leaves out it mentions without failing, and a backup that leaves things out is none.
store() {
  local status=0
  rclone --fast-list --retries 3 --low-level-retries 5 "$@" 2>/tmp/messages || status=$?
  cat /tmp/messages >&2
  if grep -q 'ignoring$' /tmp/messages; then return 1; fi
  return "$status"
}

# Called by psql in the middle of the transaction that holds the snapshot; success is told by the file's name.
dump_snapshot() {
  pg_dump --format=custom --compress=6 --snapshot="$SNAPSHOT" --lock-wait-timeout=60s --file=/backup/database.part
  mv /backup/database.part /backup/database.dump
}

dump() {
  query --file=/usr/local/lib/frontdesk/dump.sql >/backup/database.tsv
  [[ -s /backup/database.dump ]] || { echo 'pg_dump has failed.' >&2 && return 1; }
  # A dump whose list can't be read can't be restored.
  pg_restore --list /backup/database.dump >/dev/null
}

# A bucket that nothing was put into may not be there yet, which rclone tells by its exit status 3. Any other failure
# ends this program: a store that does not answer must not be taken for an empty one.
has_bucket() {
  local status=0
  rclone --retries 3 lsf --max-depth 1 --dirs-only "store:$S3_BUCKET" >/dev/null 2>/tmp/messages || status=$?
  ((status == 0)) && return 0
  ((status == 3)) && return 1
  cat /tmp/messages >&2
  exit 1
}

# Hash and key, in the order of the keys.
sorted_hashes() { LC_ALL=C sort -k2; }

fetch_objects() {
  mkdir -p /backup/objects
  if has_bucket; then store copy --transfers 8 "store:$S3_BUCKET" /backup/objects; fi
  rclone hashsum sha256 /backup/objects | sorted_hashes >/backup/objects.sha256
}

return_objects() {
  store mkdir "store:$S3_BUCKET"
  store sync --transfers 8 --ignore-times /backup/objects "store:$S3_BUCKET"
}

object_hashes() {
  if has_bucket; then store hashsum sha256 --download --checkers 8 "store:$S3_BUCKET" | sorted_hashes; fi
}

count_objects() {
  if has_bucket; then store lsf --recursive --files-only "store:$S3_BUCKET" | wc -l; else echo 0; fi
}

database_manifest() { query --single-transaction --file=/usr/local/lib/frontdesk/manifest.sql; }

# Keys are tenants/<tenant>/…, and come sorted: one tenant's lie together.
object_manifest() {
  local hash key tenant current='' count=0 lines=''
  tell() {
    if ((count > 0)); then
      printf 'objects\t%s\tbucket\t%s\t%s\n' "$current" "$count" "$(printf '%s' "$lines" | sha256sum | cut -d' ' -f1)"
    fi
  }
  while read -r hash key; do
    tenant=-
    if [[ $key =~ ^tenants/([^/]+)/ ]]; then tenant=${BASH_REMATCH[1]}; fi
    if [[ $tenant != "$current" ]]; then
      tell
      current=$tenant count=0 lines=''
    fi
    count=$((count + 1))
    lines+="$hash $key"$'\n'
  done
  tell
}

case ${1:-help} in
  # Inside psql, with everything prepared.
  dump-snapshot) dump_snapshot ;;
  object-manifest) object_manifest ;;
  dump | fetch-objects | return-objects | database-manifest | object-hashes | count-objects)
    prepare
    "${1//-/_}"
    ;;
  *) usage ;;
esac
