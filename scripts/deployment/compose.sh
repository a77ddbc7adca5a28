#!/usr/bin/env bash
# Calls compose as the deployment scripts do: with the settings, files and project name of an environment.
# Usage: scripts/deployment/compose.sh development|staging|production ARGUMENT…, for example: production ps
set -euo pipefail
# shellcheck source=scripts/deployment/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

case ${1:-} in
  '' | -h | --help) sed -n '2,3s/^# //p' scripts/deployment/compose.sh && exit ;;
esac
choose_environment "$1"
load_settings
compose "${@:2}"
