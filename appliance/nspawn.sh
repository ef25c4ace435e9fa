# shellcheck shell=bash
# Sourced by what boots one: a box with a real systemd, as a container of systemd-nspawn with a network of its own,
# also on a host that systemd does not run. $root is its file system, $box its name.

boxes=/run/handyman-kpi-boot
mkdir -p "$boxes"

# The host's number of the box's first process: the one child that has a process namespace of its own.
leader() {
  local supervisor child
  supervisor=$(cat "$boxes/$box.pid" 2>/dev/null) || return 1
  for child in $(pgrep -P "$supervisor"); do
    [ "$(readlink "/proc/$child/ns/pid")" != "$(readlink /proc/self/ns/pid)" ] && { echo "$child"; return 0; }
  done
  return 1
}

# Runs a command in the box, as root.
inside() {
  local first
  first=$(leader) || { echo "the box does not run" >&2; return 98; }
  nsenter -t "$first" -a -- env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    HOME=/root TERM=dumb LANG=C.UTF-8 SYSTEMD_PAGER=cat SYSTEMD_COLORS=0 "$@"
}

# Runs a command of the host in the box's network.
net() {
  local first
  first=$(leader) || return 98
  nsenter -t "$first" -n -- "$@"
}

# Boots, and waits until systemd is up.
boot() {
  local state=
  mkdir -p /run/systemd/nspawn /run/dbus
  # systemd-nspawn refuses to go on with one that was left over.
  rmdir "/run/systemd/nspawn/propagate/$box" 2>/dev/null
  # A machine of its own, once.
  # shellcheck disable=SC2154
  [ -e "$root/etc/booted" ] || { : >"$root/etc/machine-id"; rm -f "$root/var/lib/dbus/machine-id"; : >"$root/etc/booted"; }
  local -a more=()
  [ -z "${NSPAWN_EXTRA:-}" ] || read -ra more <<<"$NSPAWN_EXTRA"
  SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 setsid systemd-nspawn -q -D "$root" --machine="$box" --register=no --keep-unit \
    --private-network --console=pipe --kill-signal=SIGRTMIN+3 "${more[@]}" -b >"$boxes/$box.log" 2>&1 </dev/null &
  echo $! >"$boxes/$box.pid"
  for _ in $(seq 600); do
    kill -0 "$(cat "$boxes/$box.pid")" 2>/dev/null || { tail -5 "$boxes/$box.log"; return 1; }
    state=$(inside systemctl is-system-running 2>/dev/null)
    case "$state" in running | degraded) break ;; esac
    sleep 0.1
  done
  case "$state" in running | degraded) ;; *) echo "systemd is not up after a minute: $state"; return 1 ;; esac
  inside ip link set lo up
  # A network card to have an address on; not every kernel has one to give.
  if inside ip link add card0 type veth peer name card1 2>/dev/null; then
    inside ip addr add 192.0.2.10/24 dev card0
    inside ip link set card0 up
    inside ip link set card1 up
  fi
}

# Powers it off; what does not end is ended, by its number.
stop() {
  local supervisor
  [ -n "${box:-}" ] || return 0
  supervisor=$(cat "$boxes/$box.pid" 2>/dev/null) || return 0
  inside systemctl poweroff >/dev/null 2>&1
  for _ in $(seq 300); do
    kill -0 "$supervisor" 2>/dev/null || { rm -f "$boxes/$box.pid"; return 0; }
    sleep 0.1
  done
  kill -TERM "$supervisor"
  sleep 2
  kill -KILL "$supervisor" 2>/dev/null
  rm -f "$boxes/$box.pid"
}

reboot() { stop && boot; }
