#!/usr/bin/env bash
# Makes the settings and secrets of an environment. Run with --help for more.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/setup-secrets.sh development|staging|production [--domain DOMAIN] [--check]

Makes what can be made in infrastructure/environments/<environment>/ (keys, passwords, addresses, and for development
and staging a certificate authority and a wildcard certificate), and names what you must give, with the path to put it.
No secret is printed, and none that exists is changed: run it as often as you like. To change a secret, delete its file
and those made from it, and run this again; a password of the database must then be told to the database, see
docs/backup-restore.md.

  --domain DOMAIN  write FRONTDESK_DOMAIN into settings.env, where it has none yet
  --check          change nothing, tell what is missing; exit status 1 if something is
TEXT
}

# shellcheck source=scripts/deployment/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/deployment/common.sh"

check_only=false
domain=
made=()
missing=()

read_arguments() {
  local name=
  while (($# > 0)); do
    case $1 in
      -h | --help) usage && exit 0 ;;
      --check) check_only=true ;;
      --domain) domain=${2:-} && shift ;;
      -*) fail "There is no option $1; see --help." ;;
      *) name=$1 ;;
    esac
    shift
  done
  choose_environment "$name"
  [[ -z $domain || $domain =~ ^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]+$ ]] ||
    fail "\"$domain\" is no domain of at least two labels, such as frontdesk.example.com."
}

# --- Writing ---

# Keeps what a command writes as a secret. Written aside and linked into place: never half, never over another.
keep() { # NAME COMMAND…
  local name=$1 aside
  shift
  aside=$(mktemp "$secrets_folder/.new.XXXXXX")
  if ! "$@" >"$aside" || [[ ! -s $aside ]]; then
    rm -f "$aside"
    fail "Making $secrets_folder/$name failed."
  fi
  chmod 0444 "$aside"
  ln "$aside" "$secrets_folder/$name"
  rm -f "$aside"
  made+=("$secrets_folder/$name")
}

has() { [[ -s $secrets_folder/$1 ]]; }
value_of() { cat "$secrets_folder/$1"; }

# Makes a secret by a command unless it is there; with --check, only notes that it is missing.
make_secret() { # NAME COMMAND…
  local name=$1
  shift
  if has "$name"; then return; fi
  if $check_only; then
    missing+=("$secrets_folder/$name")
  else
    keep "$name" "$@"
  fi
}

must_be_given() { # NAME, what to put there
  if ! has "$1"; then missing+=("$secrets_folder/$1: $2"); fi
}

# Hexadecimal digits stand in an address as they are.
random_text() { openssl rand -hex "$1" | tr -d '\n'; }

# --- Settings ---

prepare_folder() {
  if $check_only; then return; fi
  mkdir -p "$secrets_folder"
  chmod 0700 "$environment_folder" "$secrets_folder"
}

set_setting() { # NAME VALUE
  sed -i "s|^$1=.*|$1=$2|" "$settings_file"
}

prepare_settings() {
  if [[ ! -e $settings_file ]]; then
    if $check_only; then missing+=("$settings_file") && return; fi
    install -m 0644 infrastructure/environments/settings.env.example "$settings_file"
    if [[ $environment = development ]]; then
      domain=${domain:-frontdesk.localhost}
      set_setting HTTPS_PORT 8443
      set_setting HTTP_PORT 8080
      set_setting SMTP_HOST mailbox
      set_setting SMTP_PORT 1025
    fi
    made+=("$settings_file")
  fi
  if [[ -n $domain ]] && grep -qx 'FRONTDESK_DOMAIN=' "$settings_file" && ! $check_only; then
    set_setting FRONTDESK_DOMAIN "$domain"
    made+=("$settings_file: FRONTDESK_DOMAIN=$domain")
  fi
  load_settings
  [[ -n ${FRONTDESK_DOMAIN:-} ]] ||
    missing+=("$settings_file: FRONTDESK_DOMAIN is empty; set it, or run this again with --domain DOMAIN")
}

# --- Secrets ---

make_passwords() {
  local name
  for name in postgres-password database-{owner,app,platform,backup}-password redis-password grafana-admin-password; do
    make_secret "$name" random_text 24
  done
  make_secret token-secret random_text 32
  make_secret s3-access-key-id random_text 10
  make_secret s3-secret-access-key random_text 20
}

database_address() { # ROLE HOST PORT
  printf 'postgres://frontdesk_%s:%s@%s:%s/frontdesk' "$1" "$(value_of "database-$1-password")" "$2" "$3"
}

redis_address() { printf 'redis://frontdesk:%s@redis:6379/0' "$(value_of redis-password)"; }

# Redis' list of users, which needs the password's hash only.
redis_users() {
  local hash
  hash=$(value_of redis-password | openssl dgst -sha256 -r | cut -d' ' -f1)
  echo 'user default off resetpass resetchannels resetkeys -@all'
  # What the health check signs in as.
  echo 'user health on nopass resetchannels resetkeys -@all +ping'
  # Everything but administration; the libraries ask for INFO and for the list of clients.
  echo "user frontdesk on #$hash ~* &* +@all -@admin -@dangerous +info +client|list"
}

make_addresses() {
  local host=${DATABASE_HOST:-postgres} port=${DATABASE_PORT:-5432}
  make_secret database-url database_address app "$host" "$port"
  make_secret database-platform-url database_address platform "$host" "$port"
  # Migrations and backups hold locks and snapshots for longer than a transaction: past any pooler.
  make_secret database-owner-url database_address owner postgres 5432
  make_secret database-backup-url database_address backup postgres 5432
  make_secret redis-url redis_address
  make_secret redis-users.acl redis_users
}

make_saml_keys() {
  make_secret saml-private-key openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:3072
  if ! $check_only || has saml-private-key; then
    make_secret saml-certificate openssl req -x509 -key "$secrets_folder/saml-private-key" -sha256 -days 3650 \
      -subj '/CN=Frontdesk single sign-on'
  else
    make_secret saml-certificate false
  fi
}

# A certificate authority of this environment's own, and a certificate of it for the domain and all below it.
make_development_certificate() {
  make_secret development-ca-key openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256
  make_secret tls-private-key openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256
  make_secret development-ca openssl req -x509 -key "$secrets_folder/development-ca-key" -sha256 -days 3650 \
    -subj "/CN=Frontdesk $environment authority" -addext keyUsage=critical,keyCertSign,cRLSign
  [[ -n ${FRONTDESK_DOMAIN:-} ]] || return 0
  make_secret tls-certificate signed_certificate
}

signed_certificate() {
  openssl req -new -key "$secrets_folder/tls-private-key" -subj "/CN=$FRONTDESK_DOMAIN" |
    openssl x509 -req -CA "$secrets_folder/development-ca" -CAkey "$secrets_folder/development-ca-key" -sha256 \
      -days 825 -set_serial "0x$(openssl rand -hex 16)" -extfile <(
        echo "subjectAltName=DNS:$FRONTDESK_DOMAIN,DNS:*.$FRONTDESK_DOMAIN"
        echo 'extendedKeyUsage=serverAuth'
      ) 2>/dev/null
}

prepare_tls() {
  local names="for *.${FRONTDESK_DOMAIN:-FRONTDESK_DOMAIN} and ${FRONTDESK_DOMAIN:-FRONTDESK_DOMAIN}"
  # Whoever gives one half gives both; an own authority is made only where neither was given.
  if [[ $environment = production ]] || { has tls-certificate && ! has development-ca-key; }; then
    must_be_given tls-certificate "the certificate $names, with its chain, PEM"
    must_be_given tls-private-key "the private key of that certificate, PEM, without a passphrase"
  else
    make_development_certificate
  fi
}

smtp_address() { printf 'smtp://%s:%s' "$SMTP_HOST" "${SMTP_PORT:-25}"; }

prepare_smtp() {
  if [[ -n ${SMTP_HOST:-} ]]; then
    make_secret smtp-url smtp_address
  else
    must_be_given smtp-url "the mail server, smtps://user:password@host:465, or set SMTP_HOST in settings.env"
  fi
}

# --- What is there must fit together ---

check_certificate() {
  if ! has tls-certificate || ! has tls-private-key; then return; fi
  local certificate=$secrets_folder/tls-certificate
  [[ $(openssl x509 -in "$certificate" -noout -pubkey 2>/dev/null) = \
    "$(openssl pkey -in "$secrets_folder/tls-private-key" -pubout 2>/dev/null)" ]] ||
    missing+=("$certificate: is not the certificate of the key in tls-private-key")
  openssl x509 -in "$certificate" -noout -checkend 0 >/dev/null 2>&1 || missing+=("$certificate: has expired")
  [[ -z ${FRONTDESK_DOMAIN:-} ]] ||
    openssl x509 -in "$certificate" -noout -checkhost "any.$FRONTDESK_DOMAIN" 2>/dev/null | grep -q 'does match' ||
    missing+=("$certificate: is not for *.$FRONTDESK_DOMAIN; delete it with its key and run this again, or give another")
}

check_addresses() {
  local pair
  for pair in database-url:app database-platform-url:platform database-owner-url:owner database-backup-url:backup; do
    contains "${pair%%:*}" "database-${pair#*:}-password"
  done
  contains redis-url redis-password
}

contains() { # ADDRESS PASSWORD
  if has "$1" && has "$2" && [[ $(value_of "$1") != *":$(value_of "$2")@"* ]]; then
    missing+=("$secrets_folder/$1: does not hold the password in $2; delete it and run this again")
  fi
}

# The folder keeps others of this machine out; the files are read by containers of several users.
set_modes() {
  if $check_only; then return; fi
  find "$secrets_folder" -type f ! -perm 0444 -exec chmod 0444 {} +
}

report() {
  if ((${#made[@]} > 0)); then
    say "Made:"
    printf '  %s\n' "${made[@]}"
  elif ! $check_only; then
    say "Everything that can be made was there; nothing was changed."
  fi
  if ((${#missing[@]} > 0)); then
    say "Missing:"
    printf '  %s\n' "${missing[@]}"
    if $check_only; then exit 1; fi
    say "Then run: scripts/setup-secrets.sh $environment"
  else
    say "The settings and secrets of $environment are complete."
    if has development-ca; then say "Browsers trust the certificate once they have $secrets_folder/development-ca."; fi
  fi
}

read_arguments "$@"
require_program openssl "make keys and certificates"
umask 077
prepare_folder
prepare_settings
make_passwords
make_addresses
make_saml_keys
prepare_tls
prepare_smtp
set_modes
check_certificate
check_addresses
report
