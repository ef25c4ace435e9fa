#!/usr/bin/env bash
# The long drills and the benchmarks, in full length. They print their figures with the machine's
# own reference beside them; a drill that fails ends the script.
#   appliance/drills.sh          all of them, about an hour on two cores
#   appliance/drills.sh drills   only the drills
#   appliance/drills.sh bench    only the benchmarks
set -euo pipefail
export RUST_BACKTRACE=0
cd "$(dirname "$0")/.."
# shellcheck source=appliance/prepare.sh
. appliance/prepare.sh
what="${1:-all}"

if [ "$what" != bench ]; then
  step "Drills: pulled plugs, kills, flipped bits, full disks, a phone without signal, Lighthouse, other programs"
  fetch_lighthouse
  # Other readers of the sheets that are written.
  need python3-openpyxl libreoffice-calc-nogui
  HANDYMAN_KPI_DRILLS=full cargo test --locked --test it -- --nocapture --test-threads 1 drill offline lighthouse
fi

if [ "$what" != bench ]; then
  step "The API against its own description: schemathesis, all checks, 200 examples an operation"
  cargo build --locked --release --bin handyman-kpi
  BINARY="${CARGO_TARGET_DIR:-target}/release/handyman-kpi" appliance/schemathesis.sh 200
fi

if [ "$what" != bench ]; then
  step "The served TLS against testssl.sh and sslyze"
  BINARY="${CARGO_TARGET_DIR:-target}/release/handyman-kpi" appliance/tls.sh
fi

if [ "$what" != bench ]; then
  step "The name on the local network, seen from another host, with Avahi as a rival"
  # shellcheck disable=SC2119
  as_root env "PATH=$PATH" "HANDYMAN_KPI_CACHE=$cache" "BINARY=${CARGO_TARGET_DIR:-target}/release/handyman-kpi" appliance/names.sh
fi

if [ "$what" != bench ]; then
  step "A real systemd: install, reboot, kill, hang, restart under load, uninstall"
  # shellcheck disable=SC2119
  as_root env "PATH=$PATH" "HANDYMAN_KPI_CACHE=$cache" "BINARY=${CARGO_TARGET_DIR:-target}/release/handyman-kpi" appliance/boot.sh
fi

if [ "$what" != bench ]; then
  step "What is handed out: one file on an old Debian, the Debian package installed, upgraded and removed"
  appliance/package.sh
  as_root env "PATH=$PATH" "HANDYMAN_KPI_CACHE=$cache" "OUT=${CARGO_TARGET_DIR:-target}/package" appliance/packages.sh
fi

if [ "$what" != drills ]; then
  step "Benchmarks"
  cargo bench --locked --bench bench
  step "Size of the packaged binary"
  cargo build --locked --profile dist --bin handyman-kpi
  stat -c '%n: %s bytes' "${CARGO_TARGET_DIR:-target}/dist/handyman-kpi"
fi
