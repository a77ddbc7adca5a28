# shellcheck shell=bash
# Replacing instances under traffic. Sourced after common.sh and release.sh.
# A new instance stands beside the old ones before one of them is told to stop; that one lets its readiness fall, the
# edge leaves it alone, and it finishes what it has. The edge itself owns the published ports, so it alone is replaced
# in place: connections are refused for about a second.

seconds_to_become_ready=${SECONDS_TO_BECOME_READY:-90}

# In this order: what answers old and new questions alike comes first.
rolled_services=(worker realtime web frontend edge)

wanted_instances_of() { # SERVICE; as docker-compose.prod.yml says it
  case $1 in
    web) echo "${WEB_REPLICAS:-2}" ;;
    worker) echo "${WORKER_REPLICAS:-1}" ;;
    realtime | frontend) echo 2 ;;
    edge) echo 1 ;;
  esac
}

instances_of() { # SERVICE; ids, oldest first
  docker ps --quiet --no-trunc --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" \
    --filter "label=com.docker.compose.service=$1" --filter label=com.docker.compose.oneoff=False | tac
}

# Instances that don't run the image and the settings that are wanted now.
outdated_instances_of() { # SERVICE
  local variable=${image_variable[$1]} wanted instance
  wanted="$(docker image inspect --format '{{.Id}}' "${!variable}") $(compose config --hash "$1" | awk '{ print $2 }')"
  for instance in $(instances_of "$1"); do
    if [[ ${force:-no} = yes || $(docker inspect --format \
      '{{.Image}} {{index .Config.Labels "com.docker.compose.config-hash"}}' "$instance") != "$wanted" ]]; then
      echo "$instance"
    fi
  done
}

wait_until_ready() { # SERVICE INSTANCE
  local state deadline=$((SECONDS + seconds_to_become_ready))
  while ((SECONDS < deadline)); do
    state=$(docker inspect --format '{{.State.Status}} {{.State.Health.Status}} {{.RestartCount}}' "$2" 2>/dev/null || echo gone)
    case $state in
      'running healthy '*) return 0 ;;
      'exited '* | 'dead '* | gone | *' '[3-9]) break ;;
    esac
    sleep 0.5
  done
  say "  the new instance of $1 did not become ready; its last words:"
  docker logs --tail 10 "$2" 2>&1 | cut -c 1-300 | sed 's/^/    /'
  return 1
}

# Starts instances until there are so many, with the image and settings wanted now; the old ones stay as they are.
scale_to() { # SERVICE COUNT
  compose up --detach --no-deps --no-recreate --no-build --scale "$1=$2" "$1" >"$log_file" 2>&1 ||
    { say "  $1 can't be started:" && tail -n 10 "$log_file" && return 1; }
}

retire() { # INSTANCE
  docker stop --time 45 "$1" >/dev/null && docker rm "$1" >/dev/null
}

# Brings one service to the wanted image, settings and number of instances.
roll() { # SERVICE
  local service=$1 outdated old before new
  outdated=$(outdated_instances_of "$service")
  if [[ -n $outdated && $service = edge ]]; then
    say "  edge: replaced in place"
    compose up --detach --no-deps --no-build --force-recreate edge >"$log_file" 2>&1 || { tail -n 10 "$log_file"; return 1; }
  elif [[ -n $outdated ]]; then
    for old in $outdated; do
      before=$(instances_of "$service")
      scale_to "$service" $(($(wc -w <<<"$before") + 1)) || return 1
      new=$(instances_of "$service" | grep --invert-match --fixed-strings "$before" || true)
      if [[ -z $new ]] || ! wait_until_ready "$service" "$new"; then
        # The old ones have never stopped serving.
        [[ -z $new ]] || retire "$new"
        return 1
      fi
      retire "$old"
      say "  $service: one instance replaced"
    done
  fi
  scale_to "$service" "$(wanted_instances_of "$service")" || return 1
  for new in $(instances_of "$service"); do wait_until_ready "$service" "$new" || return 1; done
}

# Whether everything runs as wanted already.
everything_is_current() {
  local service count
  for service in "${rolled_services[@]}"; do
    count=$(instances_of "$service" | wc -w)
    [[ $count = "$(wanted_instances_of "$service")" && -z $(outdated_instances_of "$service") ]] || return 1
  done
}
