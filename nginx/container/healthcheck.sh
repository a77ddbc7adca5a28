#!/bin/sh
# The edge is healthy when nginx answers and, where it follows the servers behind it, that has not stopped.
set -eu
curl --fail --silent --max-time 2 --output /dev/null "http://127.0.0.1:${EDGE_INNER_LISTEN##*:}/ready"
[ "${EDGE_DISCOVERY:-on}" = off ] || [ -n "$(find /run/frontdesk/discovered -mmin -0.5)" ]
