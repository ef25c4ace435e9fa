#!/bin/sh
# Holds the served API against its own description: schemathesis, all checks, on a sample company.
#
#   appliance/schemathesis.sh [EXAMPLES]      examples an operation; 200 when not given
#
# Needs python3 with venv and PyPI, once. BINARY names another program than target/release/handyman-kpi.
set -eu
cd "$(dirname "$0")/.."
examples=${1:-200}
binary=${BINARY:-target/release/handyman-kpi}
tools=${SCHEMATHESIS_HOME:-target/schemathesis}
data=$(mktemp -d)
log=$data.log
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$data" "$log" "$log.user"' EXIT
trap 'exit 1' INT TERM

if [ ! -x "$tools/bin/st" ]; then
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet 'schemathesis>=4.32,<5'
fi

"$binary" demo --data-dir "$data" --listen 127.0.0.1:0 >"$log" 2>&1 &
server=$!
for _ in $(seq 100); do
    port=$(sed -n 's|.*https://[a-z.]*:\([0-9]*\).*|\1|p' "$log" | head -n 1)
    [ -z "$port" ] || break
    sleep 0.2
done
[ -n "$port" ] || { cat "$log"; exit 1; }
"$binary" user add schemathesis --role admin --data-dir "$data" --json >"$log.user"
OWN_USER=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["id"])' "$log.user")
export OWN_USER SCHEMATHESIS_HOOKS=schemathesis_hooks PYTHONPATH=appliance
token=$("$binary" token create --user schemathesis --name schemathesis --data-dir "$data" --json |
    python3 -c 'import json,sys; print(json.load(sys.stdin)["token"])')

"$tools/bin/st" --config-file appliance/schemathesis.toml run "https://localhost:$port/api/v1/openapi.json" \
    --header "Authorization: Bearer $token" --tls-verify false \
    --checks all --max-examples "$examples" --seed 1
status=$(curl -sk -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $token" "https://localhost:$port/api/v1/me")
[ "$status" = 200 ] || { echo "the token did not survive: $status"; exit 1; }
