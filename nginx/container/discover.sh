#!/bin/sh
# Follows the servers behind the edge. Every second it asks the addresses of each name whether they are ready, and when
# the answer has changed it writes the list and lets nginx read it anew. So an instance that starts is used when it is
# ready, and one that stops is left alone before it closes its port. When nobody is ready the last list stays:
# an outage that all of them share is not mended by knowing none.
set -u
cd /run/frontdesk || exit 1

# name, port of the service, port and path by which it says that it is ready
services='web 3000 9464/ready
realtime 3001 9464/ready
frontend 8080 8080/ready'

ready_servers() { # name, port, where to ask
  for address in $(getent ahostsv4 "$1" | awk '{ print $1 }' | sort -u); do
    (curl --fail --silent --max-time 2 --output /dev/null "http://$address:$3" && echo "server $address:$2;") &
  done | sort
  wait
}

follow() { # name, port, where to ask; succeeds when the list has changed
  servers=$(ready_servers "$@")
  [ -n "$servers" ] && [ "$servers" != "$(cat "upstreams/$1.conf")" ] || return 1
  echo "$servers" >"upstreams/$1.conf.new" && mv "upstreams/$1.conf.new" "upstreams/$1.conf"
  echo "$1: $(echo "$servers" | tr '\n' ' ')" >&2
}

unread=no
while true; do
  while read -r name port question; do
    follow "$name" "$port" "$question" && unread=yes
  done <<LIST
$services
LIST
  [ $unread = yes ] && [ -s nginx.pid ] && kill -HUP "$(cat nginx.pid)" && unread=no
  touch discovered
  sleep 1
done
