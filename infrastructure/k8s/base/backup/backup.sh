#!/usr/bin/env bash
# Copies the database and every file into the backup bucket, below the moment of the copy. Run by the CronJob `backup`
# in the image frontdesk-backup. What is old is removed by the bucket's own lifecycle rule, never by this program.
set -euo pipefail

secrets=/run/secrets/frontdesk

connect_to_store() {
  export RCLONE_CONFIG=/tmp/rclone.conf RCLONE_CONFIG_STORE_TYPE=s3 RCLONE_CONFIG_STORE_PROVIDER=Other \
    RCLONE_CONFIG_STORE_ENDPOINT="$S3_ENDPOINT" RCLONE_CONFIG_STORE_REGION="$S3_REGION" \
    RCLONE_CONFIG_STORE_NO_CHECK_BUCKET=true
  RCLONE_CONFIG_STORE_ACCESS_KEY_ID=$(cat "$secrets/s3-access-key-id")
  RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY=$(cat "$secrets/s3-secret-access-key")
  export RCLONE_CONFIG_STORE_ACCESS_KEY_ID RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY
  # Empty, so that rclone looks for no other one.
  : >"$RCLONE_CONFIG"
}

# A dump that broke off keeps the name that says so; a whole one is read back before it gets its own.
copy_database() { # folder
  pg_dump --format=custom "$(cat "$secrets/database-backup-url")" | rclone rcat "$1/database.partial"
  rclone cat "$1/database.partial" | pg_restore --list >/dev/null
  rclone moveto "$1/database.partial" "$1/database.dump"
}

copy_files() { # folder
  rclone copy --checksum "store:$S3_BUCKET" "$1/files"
}

connect_to_store
folder="store:$BACKUP_BUCKET/$(date -u +%Y-%m-%dT%H-%M-%SZ)"
# The database first: a file that comes between the two is then too many in the copy, and a row without its file is rare.
copy_database "$folder"
copy_files "$folder"
echo "Copied the database and $(rclone lsf --recursive --files-only "$folder/files" | wc -l) files to ${folder#store:}."
