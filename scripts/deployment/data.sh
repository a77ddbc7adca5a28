# shellcheck shell=bash
# What scripts/backup.sh and scripts/restore.sh share: the tools of the service `backup`, and manifests.
# It is sourced after common.sh, whose `environment` it uses.
# shellcheck disable=SC2154

# The tools as they lie here, unless BACKUP_IMAGE names an image from a registry. Layers that are there are not made again.
prepare_backup_tool() {
  [[ -z ${BACKUP_IMAGE:-} ]] || return 0
  local messages
  messages=$(compose build backup 2>&1) || fail "The image frontdesk-backup can't be built:" "$messages"
}

# Runs a verb of the service `backup` as whoever runs this script, so that the files belong to them. The container has
# no capability, also where that is root.
backup_tool() { # FOLDER VERB [OPTION OF RUN…]
  local folder=$1 verb=$2 messages status=0
  shift 2
  messages=$(mktemp)
  compose run --rm -T --no-deps --user "$(id -u):$(id -g)" --volume "$folder:/backup" "$@" \
    backup "$verb" 2>"$messages" || status=$?
  # What compose says of the container that it makes is of no interest.
  grep -vE '^ *(Container|Network) |^(Creating|Starting) .*_run|^$' "$messages" >&2 || true
  rm -f "$messages"
  return "$status"
}

is_running() { # SERVICE
  local container
  container=$(container_of "$1")
  [[ -n $container && $(docker inspect --format '{{.State.Running}}' "$container") = true ]]
}

wait_until_healthy() { # SERVICE
  local container
  container=$(container_of "$1")
  for _ in {1..120}; do
    [[ $(docker inspect --format '{{.State.Health.Status}}' "$container") != healthy ]] || return 0
    sleep 1
  done
  fail "$1 has not become healthy in two minutes; see: scripts/deployment/compose.sh $environment logs $1"
}

# Says every difference between two manifests, with the tenant's name where the first one knows it; fails if there is one.
compare_manifests() { # EXPECTED FOUND
  awk -F '\t' '
    function who(tenant) { return tenant == "-" ? "the platform" : "tenant " (tenant in slug ? slug[tenant] " (" tenant ")" : tenant) }
    function say(text) { print "  " text; differences++ }
    $1 == "# tenant" { slug[$2] = $3; next }
    /^#/ { next }
    { key = $1 FS $2 FS $3 }
    FNR == NR { count[key] = $4; hash[key] = $5; next }
    !(key in count) { say(who($2) ", " $1 " " $3 ": not in the backup, but here (" $4 ")"); next }
    {
      if (count[key] != $4) say(who($2) ", " $1 " " $3 ": " count[key] " in the backup, " $4 " here")
      else if (hash[key] != $5) say(who($2) ", " $1 " " $3 ": the same number (" $4 "), but other content")
      delete count[key]
    }
    END {
      for (key in count) { split(key, part, FS); say(who(part[2]) ", " part[1] " " part[3] ": " count[key] " in the backup, none here") }
      exit differences > 0
    }' "$1" "$2" | LC_ALL=C sort
}
