#!/bin/sh
# Starts VersityGW on the files below /data. It knows its credentials from variables only, so they are read here from
# the mounted secrets; they stay out of the composition, of `docker inspect` and of the arguments.
set -eu

ROOT_ACCESS_KEY=$(cat /run/secrets/s3-access-key-id)
ROOT_SECRET_KEY=$(cat /run/secrets/s3-secret-access-key)
export ROOT_ACCESS_KEY ROOT_SECRET_KEY
# No bucket can have this name, since names begin with a letter or digit.
export VGW_PORT=:7070 VGW_HEALTH=/_health VGW_QUIET=true VGW_KEEP_ALIVE=true

# Releases differ in where the program lies.
for program in /usr/local/bin/versitygw /app/versitygw; do
  if [ -x "$program" ]; then exec "$program" posix /data; fi
done
echo 'This image holds no versitygw.' >&2
exit 1
