# shellcheck shell=bash
# Releases: which images a deployment runs, and which it ran before. Sourced after common.sh.
# A release is a file of NAME=image lines in the environment's folder. Images that were built here are named by the
# hash of their content, pulled ones by their digest, so that the same release is always the same program.

# Services and the image that each runs.
declare -A image_variable=(
  [web]=BACKEND_IMAGE [worker]=BACKEND_IMAGE [realtime]=BACKEND_IMAGE [frontend]=FRONTEND_IMAGE [edge]=EDGE_IMAGE
)
image_names=(backend frontend edge)

previous_release_file() { printf '%s/release.previous' "$environment_folder"; }

variable_of() { printf '%s_IMAGE' "${1^^}"; } # backend → BACKEND_IMAGE

# The images in use now, as the text of a release file.
describe_release() {
  local name variable
  for name in "${image_names[@]}"; do
    variable=$(variable_of "$name")
    printf '%s=%s\n' "$variable" "${!variable}"
  done
}

# Keeps the images in use as the current release, and the one before as the previous one.
record_release() {
  local file
  file=$(release_file)
  describe_release >"$file.new"
  if [[ -e $file ]] && ! cmp -s "$file" "$file.new"; then cp "$file" "$(previous_release_file)"; fi
  mv "$file.new" "$file"
}

# Builds the images from the sources that lie here, and takes them.
build_images() {
  local name id variable
  for name in "${image_names[@]}"; do
    say "  building frontdesk-$name …"
    BACKEND_IMAGE='' FRONTEND_IMAGE='' EDGE_IMAGE='' compose build "$(service_built_as "$name")" >"$log_file" 2>&1 ||
      fail "The image frontdesk-$name can't be built:" "$(tail -n 25 "$log_file")"
    id=$(docker image inspect --format '{{.Id}}' "frontdesk-$name:local")
    variable=$(variable_of "$name")
    export "$variable=frontdesk-$name:${id:7:12}"
    docker tag "frontdesk-$name:local" "${!variable}"
  done
}

service_built_as() { # a service that has the image to build
  if [[ $1 = backend ]]; then printf web; else printf '%s' "$1"; fi
}

# Pulls the images of a version from the registry, and takes them by their digests.
pull_images() { # VERSION
  [[ -n ${IMAGE_REGISTRY:-} ]] || fail "IMAGE_REGISTRY is missing in $settings_file; it says where version $1 is pulled from."
  local name reference variable
  for name in "${image_names[@]}"; do
    reference=$IMAGE_REGISTRY/frontdesk-$name:$1
    say "  pulling $reference …"
    docker pull --quiet "$reference" >/dev/null || fail "$reference can't be pulled. Is the version right, and is the engine signed in?"
    variable=$(variable_of "$name")
    export "$variable=$(docker image inspect --format '{{index .RepoDigests 0}}' "$reference")"
  done
}
