# shellcheck shell=bash
# Sourced by what tries the program on a box of its own: the Debian that is booted, and what is
# asked of it. $root is the file system of a box, $box its name.

[ "$(id -u)" = 0 ] || { echo "SKIPPED: booting a system takes root"; exit 0; }
# shellcheck source=appliance/prepare.sh
. appliance/prepare.sh
# shellcheck source=appliance/nspawn.sh
. appliance/nspawn.sh
need systemd-container debootstrap curl

# shellcheck disable=SC2154
base=$cache/debian-bookworm
if [ ! -x "$base/lib/systemd/systemd" ]; then
  step "Fetching a Debian for the boots"
  rm -rf "$base.part"
  if ! debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,iproute2 bookworm "$base.part" >"$cache/debootstrap.log" 2>&1; then
    echo "SKIPPED: no Debian could be fetched; see $cache/debootstrap.log"
    exit 0
  fi
  mv "$base.part" "$base"
fi

failures=0
ok() { printf '  ok    %s\n' "$*"; }
fail() { printf '  FAIL  %s\n' "$*"; failures=$((failures + 1)); }
# expect SENTENCE COMMAND…: ok when the command succeeds.
expect() {
  local sentence=$1 said; shift
  if said=$("$@" 2>&1); then ok "$sentence"; else fail "$sentence"; printf '%s\n' "$said" | sed 's/^/        /' | tail -20; fi
}
# Milliseconds.
now() { date +%s%3N; }
# Waits until a command succeeds, at most so many seconds.
within() {
  local end=$(($(now) + $1 * 1000)); shift
  until "$@" >/dev/null 2>&1; do [ "$(now)" -lt "$end" ] || return 1; sleep 0.05; done
}
# The status of an address, asked from inside the box's network.
code() { net curl -sk -o /dev/null -m 10 -w '%{http_code}' "$@"; }
healthy() { [ "$(code https://127.0.0.1/healthz)" = 200 ]; }
redirects() { [ "$(code http://127.0.0.1/)" = 308 ]; }
pid() { inside systemctl show -p MainPID --value handyman-kpi; }
active() { inside systemctl is-active --quiet "${1:-handyman-kpi}"; }
kpi() { inside handyman-kpi "$@"; }
# json FIELD: reads it from the JSON on stdin.
json() { grep -o "\"$1\":[^,}]*" | head -n 1 | cut -d: -f2- | tr -d '"'; }
says() {
  local text
  text=$(cat)
  grep -qF -- "$1" <<<"$text" || { echo "${text:-nothing was said}"; return 1; }
}
fails() { ! "$@"; }
same() { [ "$1" = "$2" ] || { echo "it is $1, not $2"; return 1; }; }
# Everything in the data folder is the service's.
all_owned() {
  local strangers
  strangers=$(inside find /var/lib/handyman-kpi ! -user handyman-kpi)
  [ -z "$strangers" ] || { echo "$strangers"; return 1; }
}

set_up() {
  local link secret token page jar
  jar=$(mktemp)
  link=$(kpi setup-link --json) || return 1
  secret=$(printf %s "$link" | grep -o '#[A-Za-z0-9_-]*' | head -n 1 | cut -c2-)
  form() { page=$(net curl -sk -b "$jar" -c "$jar" "https://127.0.0.1$1"); token=$(printf %s "$page" | grep -o 'name="form_token" value="[^"]*"' | head -n 1 | cut -d'"' -f4); }
  form /setup
  net curl -sk -b "$jar" -c "$jar" -o /dev/null -H 'Sec-Fetch-Site: same-origin' \
    --data-urlencode "form_token=$token" --data-urlencode "code=$secret" https://127.0.0.1/setup/link
  form /setup/company
  same "$(net curl -sk -b "$jar" -c "$jar" -o /dev/null -w '%{http_code}' -H 'Sec-Fetch-Site: same-origin' \
    -F "form_token=$token" -F 'company=Smith & Sons' -F time_zone=Europe/Berlin -F admin=anna \
    -F password='a quiet brook in may' -F again='a quiet brook in may' -F catalogue=starter https://127.0.0.1/setup/company)" 303
  local done=$?
  rm -f "$jar"
  return $done
}

# Everything of ours on the box, by name.
files() { inside find / -xdev \( -path /proc -o -path /sys -o -path /run -o -path /var/log \) -prune -o -name '*handyman*' ! -path '/root/*' -print | sort; }

nothing_installed() {
  local left
  left=$(inside sh -c 'ls -d /opt/handyman-kpi /usr/local/bin/handyman-kpi /etc/systemd/system/*handyman* /etc/sysusers.d/*handyman* /etc/tmpfiles.d/*handyman* /run/handyman-kpi 2>/dev/null; getent passwd handyman-kpi; systemctl list-unit-files --no-legend "handyman*"')
  [ -z "$left" ] || { echo "$left"; return 1; }
}

# The last line of a script.
verdict() {
  echo
  if [ $failures = 0 ]; then echo "All is well."; else echo "$failures failed."; exit 1; fi
}
