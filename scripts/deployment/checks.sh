# shellcheck shell=bash
# What must be true before a deployment begins, and what a user must find when it has ended. Sourced after common.sh.

least_free_gigabytes=${LEAST_FREE_GIGABYTES:-5}

check_program_versions() {
  require_program curl "ask the edge as a user would"
  require_program flock "keep two deployments apart (package util-linux)"
  require_engine
  compose version >/dev/null || fail "Compose does not answer."
}

check_settings() {
  scripts/setup-secrets.sh "$environment" --check >"$log_file" 2>&1 ||
    fail "Settings or secrets are missing:" "$(cat "$log_file")" "Make them with: scripts/setup-secrets.sh $environment"
  compose config --quiet 2>"$log_file" || fail "The composition is not valid:" "$(cat "$log_file")"
}

check_certificate() {
  local certificate=$secrets_folder/tls-certificate
  openssl x509 -in "$certificate" -noout -checkend 0 >/dev/null 2>&1 ||
    fail "$certificate has ended, or is no certificate. Put a valid one for *.$FRONTDESK_DOMAIN there."
  openssl x509 -in "$certificate" -noout -checkend $((14 * 86400)) >/dev/null 2>&1 ||
    warn "$certificate ends within two weeks. Renew it, then run this with --force."
  openssl x509 -in "$certificate" -noout -checkhost "any.$FRONTDESK_DOMAIN" | grep -q 'does match' ||
    fail "$certificate is not for *.$FRONTDESK_DOMAIN."
}

check_disk() {
  local folder free
  for folder in "$repository" "$(docker info --format '{{.DockerRootDir}}')"; do
    # The engine may be on another machine.
    [[ -d $folder ]] || continue
    free=$(df --output=avail --block-size=1G "$folder" | tail -n 1)
    ((free >= least_free_gigabytes)) ||
      fail "Only $free GB are free on the disk of $folder; a deployment needs $least_free_gigabytes for images and the backup."
  done
}

# A first deployment has no database yet.
check_database() {
  local container
  container=$(container_of postgres)
  [[ -z $container ]] || docker exec "$container" pg_isready --quiet --host=127.0.0.1 --timeout=5 ||
    fail "The database does not answer. Look at: docker logs $container"
}

# Whether there is anything to back up: a database may be new, or have been lost.
database_has_tables() {
  [[ $(docker exec "$(container_of postgres)" psql --no-psqlrc --username=postgres --dbname=frontdesk --tuples-only --no-align \
    --command "SELECT to_regclass('public.tenants') IS NOT NULL") = t ]]
}

# Asks the edge as a browser would; prints the status, and the body's first lines to the log.
ask_edge() { # HOST PATH [curl's options …]
  local host=$1 path=$2
  shift 2
  local authority=() port=${HTTPS_PORT:-443} address=${PUBLISH_ADDRESS:-127.0.0.1}
  [[ ! -r $secrets_folder/development-ca ]] || authority=(--cacert "$secrets_folder/development-ca")
  [[ $address != 0.0.0.0 ]] || address=127.0.0.1
  curl --silent --show-error --max-time 15 "${authority[@]}" --resolve "$host:$port:$address" --output "$log_file" \
    --write-out '%{http_code}' "$@" "https://$host:$port$path" 2>>"$log_file.errors" || true
}

expect_answer() { # what it is, wanted status, HOST, PATH [options …]
  local what=$1 wanted=$2 found
  shift 2
  found=$(ask_edge "$@")
  if [[ $found != "$wanted" ]]; then
    if [[ $found = 000 ]]; then
      say "  $what: the edge can't be asked ($1$2): $(grep -m 1 '^curl' "$log_file.errors")"
    else
      say "  $what: the edge answered $found where $wanted is right ($1$2)"
    fi
    return 1
  fi
}

# The page, a script of it, the API with the database behind it, and the way to the sockets. Several times, since
# there are several instances.
check_through_edge() {
  local console=admin.$FRONTDESK_DOMAIN script round
  : >"$log_file.errors"
  for round in 1 2 3 4; do
    expect_answer 'the page' 200 "$console" / || return 1
    script=$(grep -o '/assets/[^"]*\.js' "$log_file" | head -n 1)
    [[ -n $script ]] || { say '  the page names no script'; return 1; }
    expect_answer 'a script of the page' 200 "$console" "$script" || return 1
    expect_answer 'the API' 401 "$console" /api/console/session || return 1
    expect_answer 'a workspace that does not exist' 404 "no-such-workspace-$round.$FRONTDESK_DOMAIN" /api/session || return 1
    expect_answer 'the sockets, asked by a stranger' 400 "$console" '/socket.io/?EIO=4&transport=websocket' \
      --http1.1 --header 'Origin: https://elsewhere.example' --header 'Connection: Upgrade' --header 'Upgrade: websocket' \
      --header 'Sec-WebSocket-Version: 13' --header 'Sec-WebSocket-Key: Zm9yIGEgY2hlY2sgb25seQ==' || return 1
    expect_answer 'what is for the inside only' 404 "$console" /metrics || return 1
  done
}
