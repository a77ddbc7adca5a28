#!/bin/bash
# Whether the process in this container is ready, for its health check: no program is started for it but this shell.
set -eu
exec 3<>"/dev/tcp/127.0.0.1/${METRICS_PORT:-9464}"
printf 'GET /ready HTTP/1.0\r\n\r\n' >&3
read -r -t 4 _ status _ <&3
[ "$status" = 200 ]
