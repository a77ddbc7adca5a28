#!/usr/bin/env bash
# The operator's command line inside a deployment that runs.
set -euo pipefail
# shellcheck source=scripts/deployment/common.sh
. "$(dirname "$0")/deployment/common.sh"

usage='Usage: scripts/cli.sh development|staging|production COMMAND …

  scripts/cli.sh production operator create you@example.com --name "Your Name"      (asks for the password)
  scripts/cli.sh production tenant create acme --name "Acme" --admin ada@acme.example'

case ${1:-} in
  --help) say "$usage" && exit 0 ;;
  '') fail "$usage" ;;
esac
choose_environment "$1"
shift
load_settings
require_engine
web=$(container_of web)
[[ -n $web ]] || fail "No instance of web runs in $environment. Start it first: scripts/deploy.sh $environment"

# A password is typed without being seen; what a program sends is passed on as it is.
if [[ ${1:-} = operator && -t 0 ]]; then
  read -rsp 'Password of at least 12 characters: ' password && echo
  docker exec -i "$web" node backend/src/main.ts cli "$@" <<<"$password"
else
  docker exec -i "$web" node backend/src/main.ts cli "$@"
fi
