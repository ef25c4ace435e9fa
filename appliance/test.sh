#!/usr/bin/env bash
# Sets up what the tests need on a Debian with Rust, and runs the fast set of them.
#   appliance/test.sh            everything below
#   appliance/test.sh NAME…      only the tests whose name contains one of these
# The long drills and the benchmarks are in appliance/drills.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=appliance/prepare.sh
. appliance/prepare.sh

step "Formatting"
cargo fmt --all -- --check

step "Lints"
cargo clippy --locked --quiet --all-targets -- -D warnings

step "Tests"
cargo test --locked --no-fail-fast --lib --bins --test it -- "$@"
