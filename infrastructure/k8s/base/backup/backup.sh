#!/usr/bin/env bash
# Makes a backup as scripts/backup.sh does, with the same tool and in the same form, and puts it into a bucket of its
# own. Run by the CronJob `backup`. What is old is removed by the bucket's own lifecycle rule, never by this program.
set -euo pipefail
umask 077

started=$(date -u +%Y%m%dT%H%M%SZ)
name=frontdesk-$ENVIRONMENT-$started

write_manifest() {
  {
    printf '# Frontdesk backup, format 1\n# environment\t%s\n# started\t%s\n' "$ENVIRONMENT" "$started"
    cat database.tsv
    frontdesk-backup object-manifest <objects.sha256
  } >manifest.tsv
  rm database.tsv
  sha256sum database.dump manifest.tsv objects.sha256 >SHA256SUMS
}

connect_to_bucket() {
  export RCLONE_CONFIG_BACKUPS_TYPE=s3 RCLONE_CONFIG_BACKUPS_PROVIDER=Other RCLONE_CONFIG_BACKUPS_NO_CHECK_BUCKET=true
  export RCLONE_CONFIG_BACKUPS_ENDPOINT=$S3_ENDPOINT RCLONE_CONFIG_BACKUPS_REGION=$S3_REGION
  export RCLONE_CONFIG_BACKUPS_LIST_VERSION=2 RCLONE_FAST_LIST=true RCLONE_RETRIES=3
  RCLONE_CONFIG_BACKUPS_ACCESS_KEY_ID=$(cat /run/secrets/s3-access-key-id)
  RCLONE_CONFIG_BACKUPS_SECRET_ACCESS_KEY=$(cat /run/secrets/s3-secret-access-key)
  export RCLONE_CONFIG_BACKUPS_ACCESS_KEY_ID RCLONE_CONFIG_BACKUPS_SECRET_ACCESS_KEY
  export RCLONE_CONFIG=/tmp/rclone.conf HOME=/tmp
}

# The list of sums goes last: a folder without it is no whole backup.
upload() {
  local target=backups:$BACKUP_BUCKET/$name
  rclone copy --exclude /SHA256SUMS /backup "$target"
  rclone check --one-way --download --exclude /SHA256SUMS /backup "$target"
  rclone copyto SHA256SUMS "$target/SHA256SUMS"
}

cd /backup
# A try that broke off may have left something.
rm -rf -- database.* objects objects.sha256 manifest.tsv SHA256SUMS
frontdesk-backup dump
# After the database: what a row of the snapshot names was stored before it.
frontdesk-backup fetch-objects
write_manifest
connect_to_bucket
upload
echo "The backup $name is in the bucket $BACKUP_BUCKET, with $(wc -l <objects.sha256) files."
