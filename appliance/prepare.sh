# shellcheck shell=bash
# Sourced by the scripts beside it: installs what the tests need and is not there yet, and lets the
# build use a cache folder outside the checkout.

step() { printf '\n== %s (%s)\n' "$*" "$(date +%T)"; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Debian packages: what is there stays as it is.
need() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  step "Installing ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

cache="${HANDYMAN_KPI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/handyman-kpi}"
mkdir -p "$cache"

command -v cc >/dev/null || need build-essential
# A real browser, and the fonts its screenshots are judged with.
need chromium chromium-driver fonts-dejavu-core
# A real ACME server.
need pebble
# Has a browser trust a root.
need libnss3-tools
command -v npm >/dev/null || need npm
command -v curl >/dev/null || need curl
# How far the sandbox of the service reaches.
command -v systemd-analyze >/dev/null || need systemd

# axe-core, the checker of accessibility: one script, from the npm registry.
axe_version=4.14.1
if [ ! -f "$cache/axe-$axe_version.js" ]; then
  step "Fetching axe-core $axe_version"
  folder=$(mktemp -d)
  (cd "$folder" && npm pack --silent "axe-core@$axe_version" >/dev/null && tar -xzf axe-core-*.tgz)
  mv "$folder/package/axe.min.js" "$cache/axe-$axe_version.js"
  rm -rf "$folder"
fi
export HANDYMAN_KPI_AXE="$cache/axe-$axe_version.js"

# s3s-fs, a server of storage that speaks S3 and checks signatures, from crates.io.
s3s_version=0.14.1
if [ ! -x "$cache/s3s-fs/bin/s3s-fs" ]; then
  step "Installing s3s-fs $s3s_version"
  cargo install s3s-fs --quiet --version "$s3s_version" --features binary --locked --root "$cache/s3s-fs"
fi
export HANDYMAN_KPI_S3S="$cache/s3s-fs/bin/s3s-fs"

# Lighthouse, from the npm registry with what it needs: a drill, so only the drills ask for it.
lighthouse_version=12.8.2
fetch_lighthouse() {
  local folder="$cache/lighthouse-$lighthouse_version"
  if [ ! -d "$folder" ]; then
    step "Fetching Lighthouse $lighthouse_version"
    rm -rf "$folder.part"
    npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder.part" \
      "lighthouse@$lighthouse_version" >/dev/null
    mv "$folder.part" "$folder"
  fi
  export HANDYMAN_KPI_LIGHTHOUSE="$folder/node_modules/.bin/lighthouse"
}

# Zig as the linker, and the cargo command that uses it, from PyPI: they link against the C library of an older
# system than this one. Only packages ask for it.
zig_version=0.17.1 zigbuild_version=0.24.1
fetch_zig() {
  local folder="$cache/zig-$zig_version-$zigbuild_version"
  if [ ! -e "$folder/whole" ]; then
    need python3-venv
    step "Fetching Zig $zig_version and cargo-zigbuild $zigbuild_version"
    # In place, since a venv knows its own path.
    rm -rf "$folder"
    python3 -m venv "$folder"
    "$folder/bin/pip" install --quiet "ziglang==$zig_version" "cargo-zigbuild==$zigbuild_version"
    : >"$folder/whole"
  fi
  export PATH="$folder/bin:$PATH"
}

# A fresh clone has no target folder: what was compiled before is still good for it.
[ -d target ] || export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$cache/target}"
