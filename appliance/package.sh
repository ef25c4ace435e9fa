#!/usr/bin/env bash
# Makes what is handed out, in target/package: the program as one file that runs with any C library since glibc
# 2.28, the Debian package, the manual pages, the completions of three shells, and SHA256SUMS over all of them.
#   OUT             another folder; what it held is gone
#   BINARY          packs this program instead of building one
#   DEB_MAINTAINER  who answers for the Debian package, "NAME <ADDRESS>"
# Packing the same program again makes the same files.
set -euo pipefail
umask 022
cd "$(dirname "$0")/.."
# shellcheck source=appliance/prepare.sh
. appliance/prepare.sh
need binutils

glibc=2.28
target=x86_64-unknown-linux-gnu
out=${OUT:-${CARGO_TARGET_DIR:-target}/package}
maintainer=${DEB_MAINTAINER:-Handyman KPI maintainers <maintainers@handyman-kpi.invalid>}
# dpkg-deb takes it for the time of every file.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}

# Refuses a program that an old system could not start.
check_symbols() {
  local newest stranger
  newest=$(objdump -T "$1" | grep -oE 'GLIBC_[0-9]+(\.[0-9]+)+' | cut -d_ -f2 | sort -uV | tail -n 1)
  if [ -z "$newest" ] || [ "$(printf '%s\n' "$newest" "$glibc" | sort -V | tail -n 1)" != "$glibc" ]; then
    echo "$1 needs glibc ${newest:-of no known version}, not $glibc or older:" >&2
    objdump -T "$1" | grep -F "GLIBC_$newest" >&2 || true
    return 1
  fi
  stranger=$(objdump -p "$1" | awk '$1 == "NEEDED" { print $2 }' | grep -vE '^(lib(c|m|dl|rt|pthread)\.so\.[0-9]+|ld-linux-x86-64\.so\.2)$' || true)
  [ -z "$stranger" ] || { echo "$1 needs libraries that a system may not have: $stranger" >&2; return 1; }
  echo "The newest symbol it needs is glibc $newest's."
}

program=${BINARY:-}
if [ -z "$program" ]; then
  fetch_zig
  step "Building for glibc $glibc"
  # A folder of its own: neither profile nor linker are those of the tests. Paths of this machine stay out of it.
  packages=$cache/package
  CARGO_TARGET_DIR=$packages RUSTFLAGS="--remap-path-prefix=$PWD=. --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo" \
    cargo zigbuild --locked --profile dist --target "$target.$glibc" --bin handyman-kpi
  program=$packages/$target/dist/handyman-kpi
fi
check_symbols "$program"
version=$("$program" --version | cut -d' ' -f2)

step "Packing version $version"
rm -rf "$out"
mkdir -p "$out/completions" "$out/man"
install -m755 "$program" "$out/handyman-kpi-$version-x86_64-linux"
"$program" man --to "$out/man"
gzip -9n "$out"/man/*
for shell in bash zsh fish; do "$program" completions "$shell" >"$out/completions/handyman-kpi.$shell"; done

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
chmod 755 "$tree"
share=$tree/usr/share
doc=$share/doc/handyman-kpi
install -D -m755 "$program" "$tree/usr/lib/handyman-kpi/handyman-kpi"
install -D -m644 -t "$share/man/man1" "$out"/man/*
install -D -m644 "$out/completions/handyman-kpi.bash" "$share/bash-completion/completions/handyman-kpi"
install -D -m644 "$out/completions/handyman-kpi.zsh" "$share/zsh/vendor-completions/_handyman-kpi"
install -D -m644 "$out/completions/handyman-kpi.fish" "$share/fish/vendor_completions.d/handyman-kpi.fish"
install -D -m644 LICENSE "$doc/copyright"
install -D -m644 -t "$doc" README.md CHANGELOG.md
# The form that apt knows.
printf 'handyman-kpi (%s) unstable; urgency=medium\n\n  * What changed is in CHANGELOG.md.gz beside this file.\n\n -- %s  %s\n' \
  "$version" "$maintainer" "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")" >"$doc/changelog"
gzip -9n "$doc/changelog" "$doc/CHANGELOG.md"

mkdir "$tree/DEBIAN"
(cd "$tree" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum >DEBIAN/md5sums)
size=$(find "$tree/usr" -type f -printf '%s\n' | awk '{ sum += $1 } END { print int((sum + 1023) / 1024) }')
sed -e "s/@VERSION@/$version/" -e "s/@SIZE@/$size/" -e "s/@MAINTAINER@/$maintainer/" appliance/deb/control >"$tree/DEBIAN/control"
install -m755 -t "$tree/DEBIAN" appliance/deb/postinst appliance/deb/prerm appliance/deb/postrm
# Not every dpkg reads newer compressions.
dpkg-deb --root-owner-group -Zxz --build "$tree" "$out/handyman-kpi_${version}_amd64.deb" >/dev/null

sums=$(cd "$out" && find . -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum)
printf '%s\n' "$sums" >"$out/SHA256SUMS"
step "What is in $out"
(cd "$out" && find . -type f -printf '%s  %P\n' | sort -k2)
