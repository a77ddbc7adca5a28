#!/usr/bin/env bash
# Brings a deployment on this machine to a version, under traffic, and goes back when that fails.
set -euo pipefail
# shellcheck source=scripts/deployment/common.sh
. "$(dirname "$0")/deployment/common.sh"
# shellcheck source=scripts/deployment/release.sh
. scripts/deployment/release.sh
# shellcheck source=scripts/deployment/rolling.sh
. scripts/deployment/rolling.sh
# shellcheck source=scripts/deployment/checks.sh
. scripts/deployment/checks.sh

usage='Usage: scripts/deploy.sh staging|production [--version VERSION | --back] [--force] [--dry-run]

Checks first, backs up the database, migrates while the old version serves, then replaces one instance after the other,
each when its successor is ready, and at last asks through the edge as a user would. When a step fails, the images of
the last release come back. A second run changes nothing.

  --version VERSION  pull this version from IMAGE_REGISTRY (in settings.env); without it, build what lies here
  --back             the release before the current one; the schema stays as it is
  --force            replace every instance, also those that run as wanted (after a secret has changed)
  --dry-run          check, and say what would be done
  --help             this text'

version='' back=no dry_run=no force=no name=''
while (($#)); do
  case $1 in
    --help) say "$usage" && exit 0 ;;
    --version) version=${2:?--version needs a version} && shift ;;
    --back) back=yes ;;
    --force) force=yes ;;
    --dry-run) dry_run=yes ;;
    -*) fail "There is no option $1." "$usage" ;;
    *) [[ -z $name ]] || fail "One environment at a time." "$usage" && name=$1 ;;
  esac
  shift
done
choose_environment "$name"
[[ $environment != development ]] || fail "Development is started by: docker compose up --build"
load_settings
log_file=$(mktemp)
trap 'rm -f "$log_file" "$log_file.errors"' EXIT

say "Checking $environment …"
check_program_versions
check_settings
check_certificate
check_disk
check_database
mkdir -p "$environment_folder"
exec 9>"$environment_folder/deploy.lock"
flock --nonblock 9 || fail "Another deployment of $environment is under way; wait for it."

# What runs now is where a failure leads back to.
before=''
if use_release "$(release_file)"; then before=$(describe_release); fi

if [[ $dry_run = yes ]]; then
  if [[ $back = yes ]]; then
    plan='take the images of the release before'
  elif [[ -n $version ]]; then
    plan="pull the images of version $version"
  else
    plan='build the images from what lies here'
  fi
  say "Would $plan, back up the database, migrate, and replace: ${rolled_services[*]}." "Nothing was changed."
  exit 0
fi

say "Images …"
if [[ $back = yes ]]; then
  use_release "$(previous_release_file)" || fail "There is no release before the current one."
elif [[ -n $version ]]; then
  pull_images "$version"
else
  build_images
fi

if [[ $force = no && $(describe_release) = "$before" ]] && everything_is_current && check_through_edge; then
  say "Everything runs as wanted already; nothing was changed."
  exit 0
fi

# From here on a failure, or Ctrl-C, leads back.
go_back() {
  trap - ERR INT TERM
  set +e
  if [[ -z $before ]]; then
    fail "" "The first deployment did not succeed, for the reason above. Mend it and run this again." \
      "What was started goes on running; to stop it: docker ps, docker stop."
  fi
  say "" "Going back to the last release …"
  use_release <(printf '%s\n' "$before")
  force=no
  local service failed=''
  for service in edge frontend web realtime worker; do roll "$service" || failed+=" $service"; done
  if [[ -z $failed ]] && check_through_edge; then
    fail "" "The new version was NOT deployed, for the reason above. The last release serves as before." \
      "The schema stays at its newest version, which the last release works with. Mend the reason, and run this again."
  fi
  fail "" "The new version was NOT deployed, and going back failed too:${failed:- the edge does not answer as it should}." \
    "Look at: docker ps --all; docker logs CONTAINER. docs/DEPLOYMENT.md, \"When going back fails\", says what to do."
}
trap go_back ERR INT TERM

say "Stores …"
compose up --detach --no-recreate --no-build postgres redis object-store >"$log_file" 2>&1 ||
  { tail -n 15 "$log_file"; go_back; }
for store in postgres redis object-store; do wait_until_ready "$store" "$(container_of "$store")" || go_back; done

if database_has_tables; then
  say "Backup of the database …"
  scripts/backup.sh "$environment" --database-only --keep "${BACKUPS_KEPT:-10}" >"$log_file" 2>&1 || { tail -n 15 "$log_file"; go_back; }
fi

say "Migration …"
compose run --rm --no-deps migrate migrate >"$log_file" 2>&1 || { tail -n 15 "$log_file"; go_back; }

say "Instances …"
for service in "${rolled_services[@]}"; do roll "$service" || go_back; done

say "Through the edge …"
check_through_edge || go_back
trap - ERR INT TERM
record_release
say "" "$environment serves $(describe_release | tr '\n' ' ')"
say "at https://admin.$FRONTDESK_DOMAIN$([[ ${HTTPS_PORT:-443} = 443 ]] || printf ':%s' "$HTTPS_PORT")"
