#!/usr/bin/env bash
# Boots a real systemd (systemd-nspawn, with a network of its own) on a Debian made for it, installs the
# program there as an owner would, and goes through what a box lives through. Each step prints ok or FAIL.
#   appliance/boot.sh               with the ports from systemd's socket, then with its own
#   appliance/boot.sh socket|own    only one of them
# BINARY names another program than target/release/handyman-kpi, which is built when it is missing.
# Needs root. Where no Debian can be fetched it says so and ends with 0: nothing was tried.
#
# Not the same as on a box: limits of memory and tasks and IPAddressDeny= are accepted but not enforced.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=appliance/box.sh
. appliance/box.sh
need openssl

binary=${BINARY:-${CARGO_TARGET_DIR:-target}/release/handyman-kpi}
if [ -z "${BINARY:-}" ]; then
  step "Building the program"
  cargo build --locked --quiet --release --bin handyman-kpi || exit 1
fi

# Asks in a loop until the file $1 is gone; counts answers and, by curl's exit code, what was none.
load() {
  while [ -e "$1" ]; do
    net curl -sk -o /dev/null -m 20 https://127.0.0.1/healthz
    echo $?
  done >>"$2"
}

# A certificate from elsewhere whose key lies in the folder of credentials.
credential() {
  local made=$root/etc/handyman-kpi shown
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -subj /CN=elsewhere -addext subjectAltName=DNS:elsewhere.lan \
    -keyout "$made/credentials/key.pem" -out "$made/own.pem" 2>/dev/null || return 1
  chmod 600 "$made/credentials/key.pem"
  cp "$made/config.toml" "$made/config.before"
  printf 'names = "elsewhere.lan"\ncertificate = "own"\ncertificate_file = "/etc/handyman-kpi/own.pem"\nkey_file = "key.pem"\n' >>"$made/config.toml"
  inside systemctl restart handyman-kpi
  shows_elsewhere() { net openssl s_client -connect 127.0.0.1:443 -servername elsewhere.lan </dev/null 2>/dev/null | openssl x509 -noout -subject; }
  within 10 eval 'shows_elsewhere | grep -q elsewhere'
  shown=$(shows_elsewhere)
  [[ "$shown" == *elsewhere* ]] || { echo "shown: $shown"; kpi status; }
  cat "$made/config.before" >"$made/config.toml"
  rm "$made/config.before" "$made/own.pem" "$made/credentials/key.pem"
  inside systemctl restart handyman-kpi
  within 10 healthy
  [[ "$shown" == *elsewhere* ]]
}

life() { # socket|own
  local ports=$1 flags=() began took before dir loaders n bad
  local other=(--own-ports)
  [ "$ports" = own ] && flags=(--own-ports) other=()
  step "A box with the ports ${ports/own/of its own}"
  root=$(mktemp -d "$cache/box.XXXXXX")
  cp -a "$base/." "$root/"
  install -m755 "$binary" "$root/root/handyman-kpi"
  box=kpi$$$ports
  boot || { fail "the box boots"; return; }
  ok "the box boots"

  local nothing before_files
  before_files=$(files)
  nothing=$(inside /root/handyman-kpi install --dry-run "${flags[@]}" 2>&1)
  expect "a dry run lists what would be done" says "the system user handyman-kpi" <<<"$nothing"
  expect "and writes nothing" same "$(files)" "$before_files"

  began=$(now)
  expect "install" inside /root/handyman-kpi install "${flags[@]}"
  expect "https answers after install" within 10 healthy
  took=$(($(now) - began))
  if [ $took -le 10000 ]; then ok "from install to the first answer: $took ms"; else fail "from install to the first answer: $took ms"; fi
  expect "the service is active" active
  expect "the plain port sends on to https" redirects
  expect "it starts with the box" inside systemctl is-enabled --quiet handyman-kpi.service
  expect "a second install changes nothing" says "Nothing changed" <<<"$(inside /root/handyman-kpi install "${flags[@]}" 2>&1)"
  expect "the configuration is for root and the service" same "$(inside stat -c '%a %U:%G' /etc/handyman-kpi/config.toml)" "640 root:handyman-kpi"
  expect "the data is for the service alone" same "$(inside stat -c '%a %U' /var/lib/handyman-kpi)" "700 handyman-kpi"
  expect "no setup link is in the journal" fails says "/setup#" <<<"$(inside journalctl -b --no-pager)"
  expect "the journal has no warning" fails grep -E " (WARN|ERROR) " <<<"$(inside journalctl -b -u handyman-kpi -o cat --no-pager)"
  expect "no core dump can be left" says "Max core file size        0" <<<"$(inside cat "/proc/$(pid)/limits")"

  local most=1.0; [ "$ports" = own ] && most=1.4
  expect "systemd-analyze security: at most $most" inside systemd-analyze security --no-pager --threshold="${most/./}" handyman-kpi.service
  inside systemd-analyze security --no-pager handyman-kpi.service | tail -n 1 | sed 's/^/        /'

  expect "on a terminal the setup link comes with a code for a phone" says "▀" <<<"$(inside script -qec 'handyman-kpi setup-link' /dev/null)"
  expect "where the output is kept there is no code" fails says "▀" <<<"$(kpi setup-link)"

  expect "the company is set up over https" set_up
  expect "status knows it" says "Smith & Sons" <<<"$(kpi status)"
  local told; told=$(kpi status --json)
  for what in processors memory_bytes disk_bytes processors_busy; do
    n=$(json $what <<<"$told")
    if [ -n "$n" ] && [ "$n" != null ] && [ "$n" != 0 ]; then ok "the sandbox lets status see $what: $n"; else fail "the sandbox hides $what: $n"; fi
  done
  if [ "$ports" = socket ]; then
    expect "config show says that the ports were passed" says "listen and http_listen do not count" <<<"$(kpi config show)"
  fi
  kpi doctor >"$cache/doctor.txt" 2>&1; n=$?
  if [ $n -le 1 ]; then ok "doctor finds nothing broken"; else fail "doctor finds something broken"; cat "$cache/doctor.txt"; fi

  expect "a key that only root may read is shown, as a credential" credential

  before=$(now); reboot || { fail "the box boots again"; return; }
  expect "after a reboot https answers" within 20 healthy
  ok "reboot to the first answer: $(($(now) - before)) ms, a whole boot"
  expect "the company is still there" says "Smith & Sons" <<<"$(kpi status)"

  before=$(pid); began=$(now)
  inside sh -c "kill -9 $before"
  expect "after kill -9 it is back" within 15 sh_new_pid "$before"
  ok "back after $(($(now) - began)) ms"

  before=$(pid); began=$(now)
  inside sh -c "kill -STOP $before"
  expect "hung, it is ended by the watchdog and started again" within 60 sh_new_pid "$before"
  ok "back after $(($(now) - began)) ms"

  dir=$(mktemp -d); : >"$dir/go"; loaders=()
  for n in 1 2 3 4; do load "$dir/go" "$dir/said.$n" & loaders+=($!); done
  sleep 1
  for n in 1 2 3; do
    began=$(now); inside systemctl restart handyman-kpi || fail "restart $n"
    ok "restart $n under load: $(($(now) - began)) ms"
    sleep 1
  done
  rm "$dir/go"; wait "${loaders[@]}"
  n=$(cat "$dir"/said.* | wc -l); bad=$(cat "$dir"/said.* | grep -cv '^0$')
  if [ "$ports" = own ]; then ok "$n connections over 3 restarts, $bad turned away, as expected with own ports"
  elif [ "$bad" = 0 ] && [ "$n" -gt 30 ]; then ok "$n connections over 3 restarts, 0 refused or broken off"
  else fail "$n connections over 3 restarts, $bad refused or broken off: $(cat "$dir"/said.* | sort | uniq -c | tr '\n' ' ')"; fi
  rm -rf "$dir"

  [ "$ports" = socket ] && inside systemctl stop handyman-kpi.socket
  inside systemctl stop handyman-kpi
  expect "root's commands work while it is stopped" kpi user add ben --role employee
  expect "so do exports, into root's folder" kpi export all -o /root/all.json
  expect "and the file is root's" same "$(inside stat -c %U /root/all.json)" root
  expect "status says that it is stopped" says "systemctl start handyman-kpi" <<<"$(kpi status)"
  expect "all in the data folder is the service's" all_owned
  expect "serving it as root is refused" says "belongs to handyman-kpi" <<<"$(kpi serve 2>&1)"
  [ "$ports" = socket ] && inside systemctl start handyman-kpi.socket
  inside systemctl start handyman-kpi
  expect "it goes on with what root added" says "ben" <<<"$(kpi user list)"
  expect "all in the data folder is the service's" all_owned

  expect "uninstall" inside handyman-kpi uninstall
  expect "nothing listens any more" fails healthy
  expect "program, command, units and user are gone" nothing_installed
  expect "the data is kept" inside test -s /var/lib/handyman-kpi/kpi.redb
  expect "install again" inside /root/handyman-kpi install "${flags[@]}"
  expect "it finds the data" says "Smith & Sons" <<<"$(kpi status)"
  expect "all in the data folder is the service's" all_owned
  expect "the other way of ports" inside /root/handyman-kpi install "${other[@]}"
  expect "https answers that way" within 10 healthy
  expect "and back" inside /root/handyman-kpi install "${flags[@]}"
  expect "https answers" within 10 healthy

  expect "a backup is made and proven" says "everything was there" <<<"$(kpi backup create)"
  # Off the box, as its owner would have it.
  inside sh -c 'cp /var/lib/handyman-kpi/backups/*.backup /root/'

  expect "a purge takes the company's name only" fails inside handyman-kpi uninstall --purge --yes Jones
  expect "and did nothing" healthy
  expect "uninstall --purge" inside handyman-kpi uninstall --purge --yes "Smith & Sons"
  expect "program, command, units and user are gone" nothing_installed
  expect "nothing of it is left" same "$(files)" "$before_files"
  new_box
  trouble
  stop
  rm -rf "$root"
}

sh_new_pid() { local is; is=$(pid); [ "$is" != "$1" ] && [ "$is" != 0 ] && healthy; }

# From a dead box to serving on a new one: the commands of the guide, as they stand there.
new_box() {
  local began commands command file said
  mapfile -t commands < <(sed -n '/^### The box is dead/,/^```$/s/^sudo //p' README.md | sed 's/  *#.*//')
  expect "the guide needs three commands" same "${#commands[@]}" 3
  file=$(inside sh -c 'ls -t /root/*.backup | head -n 1')
  began=$(now)
  for command in "${commands[@]}"; do
    command=${command/FILE/$file}
    said=$(inside sh -c "cd /root && $command" 2>&1)
    if [ $? -le 1 ]; then ok "$command"; else fail "$command"; printf '%s\n' "$said" | sed 's/^/        /'; fi
  done
  expect "https answers on the new box" within 10 healthy
  ok "from a dead box to serving on a new one: $(($(now) - began)) ms"
  expect "it is the company" says "Smith & Sons" <<<"$said"
  expect "people sign in as before" says "anna" <<<"$(kpi user list)"
  expect "all in the data folder is the service's" all_owned
  expect "uninstall --purge" inside handyman-kpi uninstall --purge --yes "Smith & Sons"
  inside sh -c 'rm -f /root/*.backup'
}

# What an installation meets that it cannot go on with: said, and nothing changed.
trouble() {
  local said before
  before=$(files)
  # shellcheck disable=SC2016
  inside systemd-run --quiet --unit=other-web sh -c 'exec perl -MIO::Socket::INET -e "\$s=IO::Socket::INET->new(LocalPort=>443,Listen=>5) or die; sleep 600"'
  within 5 inside sh -c 'grep -q ":01BB 00000000:0000 0A" /proc/net/tcp'
  said=$(inside /root/handyman-kpi install 2>&1)
  expect "a port that is taken is said with whose it is" says "other-web.service" <<<"$said"
  expect "and nothing was changed" same "$(files)" "$before"
  inside systemctl stop other-web

  inside sh -c 'printf "[Service]\nExecStart=/bin/true\n" >/etc/systemd/system/handyman-kpi.service'
  said=$(inside /root/handyman-kpi install 2>&1)
  expect "a unit of that name by somebody else is left alone" says "was not written by this program" <<<"$said"
  inside rm /etc/systemd/system/handyman-kpi.service

  inside mount -t tmpfs -o ro tmpfs /opt
  said=$(inside /root/handyman-kpi install 2>&1)
  expect "a read-only /opt is said" says "mounted read-only" <<<"$said"
  inside umount /opt
  expect "and nothing was changed" same "$(files)" "$before"

  inside mount -t tmpfs -o size=1m tmpfs /opt
  said=$(inside /root/handyman-kpi install 2>&1)
  inside umount /opt
  expect "a full /opt is said" says "disk free" <<<"$said"

  # The program itself does not start: everything is undone.
  inside sh -c 'mkdir -p /etc/handyman-kpi && echo "names = 5 5" >/etc/handyman-kpi/config.toml'
  said=$(inside /root/handyman-kpi install 2>&1)
  expect "a broken configuration is said before anything is done" says "not valid TOML" <<<"$said"
  inside rm -r /etc/handyman-kpi
  inside sh -c 'mkdir -p /var/lib/handyman-kpi && echo "no store" >/var/lib/handyman-kpi/kpi.redb'
  said=$(inside /root/handyman-kpi install 2>&1)
  expect "a service that does not start is undone" says "has been undone" <<<"$said"
  expect "no unit of it is left" fails inside test -e /etc/systemd/system/handyman-kpi.service
  inside rm -r /var/lib/handyman-kpi
  expect "nothing of it is left" same "$(files)" "$before"

  install -m755 "$binary" "$root/usr/bin/handyman-kpi-of-nobody"
  said=$(inside setpriv --reuid=65534 --regid=65534 --clear-groups handyman-kpi-of-nobody install 2>&1)
  expect "whoever is not root is told so" says "Only root can install a service" <<<"$said"
  inside rm /usr/bin/handyman-kpi-of-nobody
}

trap 'stop; rm -rf "${root:-/nonexistent}"' EXIT
case "${1:-all}" in
  all) life socket; life own ;;
  socket | own) life "$1" ;;
  *) sed -n '2,9p' "$0"; exit 64 ;;
esac
verdict
