#!/bin/sh
# Starts the edge: writes its configuration from the templates, for the address in PUBLIC_URL, then becomes nginx.
# Everything that is written goes to one folder, so that the rest of the container can be read-only.
set -eu

templates=/usr/share/frontdesk/edge
folder=/run/frontdesk

[ -n "${PUBLIC_URL:-}" ] || { echo "PUBLIC_URL is missing: scheme, base domain and port, such as https://example.com" >&2; exit 1; }
scheme=${PUBLIC_URL%%://*}
authority=${PUBLIC_URL#*://}
authority=${authority%%/*}
domain=${authority%%:*}
case $authority in
  *:*) port=${authority##*:} ;;
  *) [ "$scheme" = https ] && port=443 || port=80 ;;
esac
export EDGE_PROTOCOL="${EDGE_PROTOCOL:-$scheme}" PUBLIC_PORT="$port"
BASE_DOMAIN_PATTERN=$(printf '%s' "$domain" | sed 's/\./\\./g')
export BASE_DOMAIN_PATTERN

if [ "$EDGE_PROTOCOL" = https ]; then
  for file in "$EDGE_CERTIFICATE" "$EDGE_CERTIFICATE_KEY"; do
    [ -r "$file" ] || { echo "$file can't be read. The edge needs a certificate for *.$domain and its key." >&2; exit 1; }
  done
fi

# Load balancers before the edge, such as "10.0.0.0/8 192.0.2.7".
EDGE_TRUSTED_PROXY_RULES=''
for proxy in ${EDGE_TRUSTED_PROXIES:-}; do
  EDGE_TRUSTED_PROXY_RULES="$EDGE_TRUSTED_PROXY_RULES set_real_ip_from $proxy;"
done
export EDGE_TRUSTED_PROXY_RULES

# Development's own hosts are there only when they are asked for.
left_out=''
[ -n "${MAILBOX_HOST:-}" ] || left_out="$left_out ! -name mailbox.conf.template"
[ -n "${IDENTITY_PROVIDER_HOST:-}" ] || left_out="$left_out ! -name identity-provider.conf.template"

# Only these names are filled in: nginx has variables of its own.
names=$(env | sed -n 's/^\(\(EDGE\|LIMIT\|MAILBOX\|IDENTITY_PROVIDER\)_[A-Z_]*\|[A-Z]*_UPSTREAM\|BASE_DOMAIN_PATTERN\|PUBLIC_PORT\)=.*/${\1}/p' | tr '\n' ' ')
cd "$templates"
# shellcheck disable=SC2086 # a list of arguments
find . -type f $left_out | while read -r file; do
  mkdir -p "$folder/$(dirname "$file")"
  case $file in
    *.template) envsubst "$names" <"$file" >"$folder/${file%.template}" ;;
    *) cp "$file" "$folder/$file" ;;
  esac
done

cd "$folder"
rm -f nginx.pid
if [ "${EDGE_DISCOVERY:-on}" = on ]; then
  # Nobody yet: a page that says so, until somebody is ready.
  for service in web realtime frontend; do echo 'server 127.0.0.1:1;' >"upstreams/$service.conf"; done
  /usr/share/frontdesk/discover.sh &
fi
exec nginx -p "$folder" -c "$folder/nginx.conf" -e stderr -g 'daemon off; pid nginx.pid;'
