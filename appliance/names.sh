#!/usr/bin/env bash
# The box's name on the local network, as another host sees it: three network namespaces on one bridge
# (the box, a phone, a rival), and mDNS of other people's making: the phone asks with zeroconf (PyPI), the
# rival is Avahi, as on most Linux machines and printers. Takes root.
#   BINARY names another program than target/release/handyman-kpi.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=appliance/prepare.sh
. appliance/prepare.sh
need python3-venv iproute2 avahi-daemon
binary=$(realpath "${BINARY:-${CARGO_TARGET_DIR:-target}/release/handyman-kpi}")
host=$(realpath appliance/names_host.py)
tools="$cache/zeroconf"
if [ ! -x "$tools/bin/python" ] || ! "$tools/bin/python" -c 'import zeroconf' 2>/dev/null; then
  step "Fetching zeroconf"
  python3 -m venv "$tools"
  "$tools/bin/pip" install --quiet 'zeroconf>=0.140,<1'
fi

data=$(mktemp -d)
lan=kpi-names-$$
server=
rival=
cleanup() {
  local one
  for one in $server $rival; do kill "$one" 2>/dev/null || true; done
  wait 2>/dev/null || true
  for one in box phone rival lan; do ip netns delete "$lan-$one" 2>/dev/null || true; done
  rm -rf "$data"
}
trap cleanup EXIT

ip netns add "$lan-lan"
ip -n "$lan-lan" link add name bridge0 type bridge mcast_snooping 0
ip -n "$lan-lan" link set bridge0 up
card=10
for one in box phone rival; do
  ip netns add "$lan-$one"
  ip -n "$lan-$one" link set lo up
  ip -n "$lan-lan" link add "$one" type veth peer name card0 netns "$lan-$one"
  ip -n "$lan-lan" link set "$one" master bridge0 up
  ip -n "$lan-$one" addr add "192.168.77.$card/24" dev card0
  ip -n "$lan-$one" link set card0 up
  ip -n "$lan-$one" route add 224.0.0.0/4 dev card0
  card=$((card + 10))
done

on() { local where=$1; shift; ip netns exec "$lan-$where" "$@"; }
phone() { on phone "$tools/bin/python" "$host" "$@"; }
fail() { echo "FAILED: $*" >&2; tail -n 30 "$data/log" >&2; exit 1; }
config() { printf '%s\n' "$@" >"$data/config.toml"; }

serve() {
  # Not by a function: its number shall be the program's own.
  ip netns exec "$lan-box" env -i PATH="$PATH" "$binary" serve --config "$data/config.toml" --data-dir "$data/kpi" \
    --listen '[::]:443' --http-listen '[::]:80' >>"$data/log" 2>&1 &
  server=$!
}
stop() {
  kill -TERM "$server"
  wait "$server" || fail "it ended badly"
  server=
}
status() { on box "$binary" status --config "$data/config.toml" --data-dir "$data/kpi" "$@" || true; }

# Waits until a command says what it should.
until_it_is() {
  local wanted=$1 said='' seconds=0
  shift
  while [ $seconds -lt 90 ]; do
    said=$("$@" 2>/dev/null) || true
    [ "$said" = "$wanted" ] && { echo "  $* → ${said:-nothing} (after $seconds s)"; return; }
    sleep 1
    seconds=$((seconds + 1))
  done
  fail "$* says '$said' and not '$wanted'"
}
network_name() { status --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["network_name"])'; }
in_certificate() {
  status --json | python3 -c 'import json, sys; print(sys.argv[1] in json.load(sys.stdin)["certificate"]["names"])' "$1"
}
# What a browser on the phone does with the root it trusts: the code of the page, or curl's reason.
https() {
  on phone curl --silent --show-error --max-time 10 --output /dev/null --write-out '%{http_code}' \
    --cacert "$data/kpi/tls/authority.pem" --resolve "$1:443:$2" "https://$1/healthz" 2>&1
}

step "The name, from another host"
config 'names = "kpi.lan"'
serve
until_it_is 192.168.77.10 phone ask handyman-kpi.local
until_it_is 200 https handyman-kpi.local 192.168.77.10
until_it_is "handyman-kpi.local 443" phone browse
until_it_is handyman-kpi.local network_name

step "Its address changes while it runs"
ip -n "$lan-box" addr add 192.168.77.99/24 dev card0
ip -n "$lan-box" addr delete 192.168.77.10/24 dev card0
# Without its address a card has lost the ways that went through it.
ip -n "$lan-box" addr replace 192.168.77.99/24 dev card0
ip -n "$lan-box" route replace 224.0.0.0/4 dev card0
until_it_is True in_certificate 192.168.77.99
until_it_is 192.168.77.99 phone ask handyman-kpi.local
until_it_is 200 https 192.168.77.99 192.168.77.99
until_it_is 200 https handyman-kpi.local 192.168.77.99
stop

step "Another host has the name already"
printf '%s\n' '[server]' host-name=handyman-kpi use-ipv6=no enable-dbus=no allow-interfaces=card0 >"$data/avahi.conf"
# With a /run of its own, and no other user to become: it is another machine.
ip netns exec "$lan-rival" unshare --mount sh -c 'mount -t tmpfs tmpfs /run && exec "$@"' sh \
  avahi-daemon --file "$data/avahi.conf" --no-drop-root --no-chroot --no-rlimits >"$data/rival" 2>&1 &
rival=$!
until_it_is 192.168.77.30 phone ask handyman-kpi.local
serve
until_it_is 200 https 192.168.77.99 192.168.77.99
until_it_is handyman-kpi-2.local network_name
until_it_is 192.168.77.99 phone ask handyman-kpi-2.local
until_it_is 192.168.77.30 phone ask handyman-kpi.local
until_it_is True in_certificate handyman-kpi-2.local
until_it_is 200 https handyman-kpi-2.local 192.168.77.99
status | grep -F 'On the network as handyman-kpi-2.local' || fail "status does not show the name"
status | grep -F 'Another device on the network is called handyman-kpi.local already' || fail "status does not say why"

step "The other host leaves; the name stays as it is"
kill "$rival"
wait "$rival" || fail "the rival ended badly"
rival=
# Longer than the job's round.
sleep 40
until_it_is handyman-kpi-2.local network_name
until_it_is 192.168.77.99 phone ask handyman-kpi-2.local
until_it_is 200 https handyman-kpi-2.local 192.168.77.99
stop

step "Switched off"
config 'mdns = false'
serve
until_it_is 200 https 192.168.77.99 192.168.77.99
until_it_is None network_name
until_it_is "" phone ask handyman-kpi.local
until_it_is "" phone ask handyman-kpi-2.local
until_it_is "" phone browse
stop
step "Done"
