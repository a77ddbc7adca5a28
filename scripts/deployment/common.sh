# shellcheck shell=bash
# What the deployment scripts share: how they speak, read an environment's settings and call compose.
# It is sourced, after `set -euo pipefail`, and changes to the top of the repository, from which all paths are named.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$repository" || exit

say() { printf '%s\n' "$*"; }
warn() { printf 'Warning: %s\n' "$*" >&2; }

# Says what is wrong, one sentence a line, and ends the script.
fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

require_program() { # PROGRAM, what it is needed for
  command -v "$1" >/dev/null 2>&1 || fail "$1 is missing; it is needed to $2."
}

# Sets `environment`, `environment_folder`, `settings_file` and `secrets_folder`; takes the environment's name.
choose_environment() {
  case ${1:-} in
    development | staging | production) ;;
    '') fail "Say which environment: development, staging or production (see --help)." ;;
    *) fail "There is no environment \"$1\"; there are development, staging and production." ;;
  esac
  environment=$1
  environment_folder=infrastructure/environments/$environment
  # shellcheck disable=SC2034 # for whoever sources this file
  settings_file=$environment_folder/settings.env
  # shellcheck disable=SC2034
  secrets_folder=$environment_folder/secrets
  export FRONTDESK_ENVIRONMENT=$environment
}

# Exports what settings.env says, as text: nothing in it is run. What the caller's environment has wins.
load_settings() {
  [[ -r $settings_file ]] ||
    fail "$settings_file is missing." "Make it with: scripts/setup-secrets.sh $environment"
  local line name value number=0
  while IFS= read -r line || [[ -n $line ]]; do
    number=$((number + 1))
    line=${line%$'\r'}
    [[ $line =~ ^[[:space:]]*(#|$) ]] && continue
    [[ $line =~ ^([A-Z][A-Z0-9_]*)=(.*)$ ]] || fail "$settings_file, line $number: this is not NAME=value."
    name=${BASH_REMATCH[1]} value=${BASH_REMATCH[2]}
    if [[ $value =~ ^\"(.*)\"$ || $value =~ ^\'(.*)\'$ ]]; then value=${BASH_REMATCH[1]}; fi
    [[ -n ${!name+given} ]] || export "$name=$value"
  done <"$settings_file"
  choose_composition
  use_release "$(release_file)" || true
}

release_file() { printf '%s/release' "$environment_folder"; }

# Takes the images of a release file, so that compose uses them. Fails when there is none.
use_release() { # FILE
  [[ -r $1 ]] || return 1
  local line
  while IFS= read -r line; do
    [[ $line =~ ^((BACKEND|FRONTEND|EDGE)_IMAGE)=([A-Za-z0-9._/:@-]+)$ ]] || fail "$1 is damaged: $line"
    export "${BASH_REMATCH[1]}=${BASH_REMATCH[3]}"
  done <"$1"
}

# The files of the composition and its name, unless the caller has named others.
choose_composition() {
  if [[ -z ${COMPOSE_FILE:-} ]]; then
    if [[ $environment = development ]]; then
      COMPOSE_FILE=docker-compose.yml:docker-compose.override.yml
    else
      COMPOSE_FILE=docker-compose.yml:docker-compose.prod.yml
    fi
  fi
  # Two environments on one engine must not share volumes. Development has the name that `docker compose up` gives it.
  if [[ $environment != development ]]; then COMPOSE_PROJECT_NAME=${COMPOSE_PROJECT_NAME:-frontdesk-$environment}; fi
  export COMPOSE_FILE
  if [[ -n ${COMPOSE_PROJECT_NAME:-} ]]; then export COMPOSE_PROJECT_NAME; fi
}

# Compose as it is installed: the plugin, or the older program of its own.
compose() {
  if [[ -z ${compose_program:-} ]]; then
    if docker compose version >/dev/null 2>&1; then
      compose_program=plugin
    else
      require_program docker-compose "run the composition (or install the plugin of docker: docker compose)"
      compose_program=standalone
    fi
  fi
  if [[ $compose_program = plugin ]]; then docker compose "$@"; else docker-compose "$@"; fi
}

require_engine() {
  require_program docker "run containers"
  docker info >/dev/null 2>&1 ||
    fail "The Docker engine does not answer." "Start it, or name it in DOCKER_HOST, and see that you may use it."
}

# The container of a service that runs once; empty when none runs.
container_of() { # SERVICE
  local ids
  ids=$(compose ps -q "$1" 2>/dev/null) || true
  printf '%s' "${ids%%$'\n'*}"
}
