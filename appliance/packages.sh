#!/usr/bin/env bash
# Tries what package.sh made as strangers would: the one file on the oldest Debian that can still be fetched, and the
# Debian package on a real systemd, through installs, an upgrade, removals and a purge. Each step prints ok or FAIL.
#   appliance/packages.sh           both
#   appliance/packages.sh old|deb   only one of them
# OUT names another folder than target/package; what is not there is made. Needs root.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=appliance/box.sh
. appliance/box.sh
need lintian

out=${OUT:-${CARGO_TARGET_DIR:-target}/package}
[ -f "$out/SHA256SUMS" ] || OUT=$out appliance/package.sh || exit 1
made=$(mktemp -d)
old=
trap 'stop; end_old; rm -rf "$made" "${root:-/nonexistent}"' EXIT
end_old() { [ -z "$old" ] || kill "$old" 2>/dev/null; old=; }

deb=$(echo "$out"/handyman-kpi_*_amd64.deb)
version=$(dpkg-deb -f "$deb" Version)
# For dpkg-query, which fills it in.
# shellcheck disable=SC2016
state='${db:Status-Abbrev} ${Version}'
program=$out/handyman-kpi-$version-x86_64-linux

files_are_well() {
  step "The files"
  expect "the checksums fit" sh -c "cd '$out' && sha256sum --check --quiet SHA256SUMS"
  expect "every file has one" same "$(wc -l <"$out/SHA256SUMS")" "$(find "$out" -type f ! -name SHA256SUMS | wc -l)"
  expect "no path of this machine is in the program" fails grep -qaF -e "$PWD/" -e "${CARGO_HOME:-$HOME/.cargo}/" "$program"
  expect "lintian finds no error" lintian --fail-on error --allow-root "$deb"
  lintian --allow-root "$deb" 2>/dev/null | sed 's/^/        /'
  OUT=$made/again BINARY=$program appliance/package.sh >/dev/null
  expect "packed again it is the same" cmp "$deb" "$made/again/${deb##*/}"
}

# The oldest Debian of those that debootstrap's mirror has.
old_tree() {
  local suite
  # The oldest first, whether it is there or has to be fetched: another script may have kept a newer one.
  for suite in buster bullseye bookworm; do
    [ ! -x "$cache/debian-$suite/bin/dpkg" ] || { echo "$suite"; return; }
    rm -rf "$cache/debian-$suite.part"
    if ! debootstrap --variant=minbase "$suite" "$cache/debian-$suite.part" >"$cache/debootstrap-$suite.log" 2>&1; then
      rm -rf "$cache/debian-$suite.part"
      continue
    fi
    mv "$cache/debian-$suite.part" "$cache/debian-$suite"
    echo "$suite"
    return
  done
  return 1
}

# Nothing but a kernel, an old C library and this file.
old_system() {
  local suite began said
  step "The oldest Debian that can be fetched"
  suite=$(old_tree) || { echo "SKIPPED: no Debian could be fetched; see $cache/debootstrap-bookworm.log"; return; }
  root=$(mktemp -d "$cache/box.XXXXXX")
  cp -a "$cache/debian-$suite/." "$root/"
  ok "$suite: $(chroot "$root" ldd --version | head -n 1)"
  install -m755 "$program" "$root/root/handyman-kpi"
  expect "it says its version" same "$(chroot "$root" /root/handyman-kpi --version)" "handyman-kpi $version"

  # A network of its own, so that nothing of this machine is reached or in the way.
  began=$(now)
  unshare --net -- sh -c "ip link set lo up && exec chroot '$root' /root/handyman-kpi demo --data-dir /root/kpi" >"$made/demo.log" 2>&1 &
  old=$!
  apart() { [ "$(readlink "/proc/$old/ns/net")" != "$(readlink /proc/self/ns/net)" ]; }
  answers() { apart && [ "$(nsenter -t "$old" -n -- curl -skL -o /dev/null -m 10 -w '%{http_code}' "https://127.0.0.1:8443$1")" = 200 ]; }
  expect "the sample company answers over https" within 120 answers /healthz
  ok "from nothing to the first answer: $(($(now) - began)) ms"
  expect "so does its first page" answers /
  end_old

  install -m644 "$deb" "$root/root/package.deb"
  said=$(chroot "$root" timeout 60 dpkg -i /root/package.deb 2>&1 </dev/null)
  expect "without systemd the package is unpacked and says how to go on" says "systemd does not run here" <<<"$said"
  expect "and is no broken package" same "$(chroot "$root" dpkg-query -W -f "$state" handyman-kpi)" "ii  $version"
  expect "nor does its removal fail" chroot "$root" timeout 60 dpkg -P handyman-kpi
  rm -rf "$root"
}

# In the box, as apt does it: nobody answers, and it ends.
dpkg_in() { inside env DEBIAN_FRONTEND=noninteractive timeout 120 dpkg "$@" </dev/null 2>&1; }
package_is() { inside dpkg-query -W -f "$state" handyman-kpi; }
kept() { inside test -s /var/lib/handyman-kpi/kpi.redb && inside test -s /etc/handyman-kpi/config.toml; }

# The same program under the next number.
pack_next() {
  # As long as the version itself, for it is written over it.
  next=${version%?}$((${version: -1} + 1))
  [ ${#next} = ${#version} ] || next=${version%%.*}.$((${version:2:1} + 1)).0
  [ ${#next} = ${#version} ] || { echo "no version as long as $version comes after it"; return 1; }
  LC_ALL=C sed "s/${version//./\\.}/$next/g" "$program" >"$made/next"
  chmod 755 "$made/next"
  OUT=$made/newer BINARY=$made/next appliance/package.sh >/dev/null
}

package_lives() {
  local began said before_files before next
  step "The Debian package on a real systemd"
  pack_next || { fail "a package of a newer version is made"; return; }
  root=$(mktemp -d "$cache/box.XXXXXX")
  cp -a "$base/." "$root/"
  install -m644 "$deb" "$root/root/package.deb"
  install -m644 "$made/newer/handyman-kpi_${next}_amd64.deb" "$root/root/newer.deb"
  box=kpideb$$
  boot || { fail "the box boots"; return; }
  before_files=$(files)

  began=$(now)
  # At a terminal, as a person does it: what is shown there, apt keeps.
  said=$(inside script -qec 'timeout --foreground 120 apt-get install -y --no-install-recommends /root/package.deb' /dev/null 2>&1 </dev/null)
  expect "apt-get install" same "$(package_is)" "ii  $version"
  expect "https answers" within 10 healthy
  ok "from the package to the first answer: $(($(now) - began)) ms"
  expect "the service is active" active
  expect "it says how to get the setup link" says "setup-link" <<<"$said"
  expect "and shows none that a log would keep" fails grep -rqF "/setup#" "$root/var/log" - <<<"$said"
  expect "the command is there" same "$(kpi --version)" "handyman-kpi $version"
  expect "the manual is there" inside test -s /usr/share/man/man1/handyman-kpi.1.gz
  expect "the completions are there" inside bash -n /usr/share/bash-completion/completions/handyman-kpi
  expect "the files are those of the package" inside dpkg --verify handyman-kpi
  expect "the company is set up" set_up

  before=$(pid)
  said=$(dpkg_in -i /root/package.deb)
  expect "the same package again changes nothing" says "Nothing changed" <<<"$said"
  expect "and the service was not restarted" same "$(pid)" "$before"

  began=$(now)
  said=$(dpkg_in -i /root/newer.deb)
  expect "a newer package" same "$(package_is)" "ii  $next"
  expect "https answers" within 10 healthy
  ok "upgraded in $(($(now) - began)) ms"
  expect "the newer version runs" same "$(inside readlink "/proc/$(pid)/exe")" "/opt/handyman-kpi/versions/$next/handyman-kpi"
  expect "the older is kept beside it" inside test -x "/opt/handyman-kpi/versions/$version/handyman-kpi"
  expect "the company is still there" says "Smith & Sons" <<<"$(kpi status)"

  expect "the owner gives it its own ports" kpi install --own-ports
  said=$(dpkg_in -i /root/newer.deb)
  expect "the package leaves it at that" inside test -e /etc/systemd/system/handyman-kpi.service.d/own-ports.conf
  expect "and systemd has none of them" fails active handyman-kpi.socket
  expect "https answers" within 10 healthy

  said=$(inside env DEBIAN_FRONTEND=noninteractive timeout 120 apt-get remove -y handyman-kpi 2>&1 </dev/null)
  expect "apt-get remove says what is kept" says "Kept: /var/lib/handyman-kpi /etc/handyman-kpi" <<<"$said"
  expect "and how to delete it" says "sudo rm -rf /var/lib/handyman-kpi /etc/handyman-kpi" <<<"$said"
  expect "nothing listens any more" fails healthy
  expect "program, command, units and user are gone" nothing_installed
  expect "the data is kept" kept

  inside systemd-run --quiet --unit=other-web perl -MIO::Socket::INET -e \
    "my \$s=IO::Socket::INET->new(LocalPort=>443,Listen=>5) or die; sleep 600"
  within 5 inside sh -c 'grep -q ":01BB 00000000:0000 0A" /proc/net/tcp'
  said=$(dpkg_in -i /root/package.deb)
  expect "a port that is taken is said with whose it is" says "other-web.service" <<<"$said"
  expect "and how to go on" says "sudo dpkg --configure handyman-kpi" <<<"$said"
  inside systemctl stop other-web
  expect "which goes on" dpkg_in --configure handyman-kpi
  expect "https answers" within 10 healthy
  expect "the company is still there" says "Smith & Sons" <<<"$(kpi status)"
  expect "all in the data folder is the service's" all_owned

  said=$(dpkg_in -P handyman-kpi)
  expect "a purge says that it deletes no records, and how to" says "a purge deletes no company's records" <<<"$said"
  expect "program, command, units and user are gone" nothing_installed
  expect "the data is kept" kept
  inside rm -rf /var/lib/handyman-kpi /etc/handyman-kpi
  expect "without the data nothing of it is left" same "$(files)" "$before_files"
  stop
  rm -rf "$root"
}

case "${1:-all}" in
  all) files_are_well; old_system; package_lives ;;
  old) old_system ;;
  deb) files_are_well; package_lives ;;
  *) sed -n '2,7p' "$0"; exit 64 ;;
esac
verdict
