#!/usr/bin/env bash
# Holds the served TLS against two checkers of other people's making: testssl.sh (Debian) finds nothing
# at MEDIUM or above but that the root is the box's own, and sslyze (PyPI) that it is Mozilla's
# "intermediate" profile.
#   BINARY names another program than target/release/handyman-kpi.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=appliance/prepare.sh
. appliance/prepare.sh
need testssl.sh python3-venv
binary=${BINARY:-${CARGO_TARGET_DIR:-target}/release/handyman-kpi}
tools="$cache/sslyze"
if [ ! -x "$tools/bin/sslyze" ]; then
  step "Fetching sslyze"
  python3 -m venv "$tools"
  "$tools/bin/pip" install --quiet 'sslyze>=6,<7'
fi

data=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$data"' EXIT
"$binary" serve --data-dir "$data/kpi" --listen 127.0.0.1:0 --http-listen off >"$data/log" 2>&1 &
server=$!
port=
for _ in $(seq 100); do
  port=$(sed -n 's|.*https://localhost:\([0-9]*\).*|\1|p' "$data/log" | head -n 1)
  [ -n "$port" ] && break
  sleep 0.1
done
[ -n "$port" ] || { cat "$data/log"; exit 1; }

step "testssl.sh"
testssl --quiet --warnings off --color 0 --severity MEDIUM --ip 127.0.0.1 --add-ca "$data/kpi/tls/authority.pem" \
  --jsonfile "$data/found.json" "https://localhost:$port" >"$data/testssl.log" || true
python3 - "$data/found.json" <<'PY'
import json, sys
# Of a root of one's own nobody else has heard: no list of revocations, no transparency, no stapling.
OWN_ROOT = {"cert_chain_of_trust", "cert_trust", "OCSP_stapling", "cert_revocation", "cert_crlDistributionPoints",
            "DNS_CAArecord", "certificate_transparency", "cert_notAfter", "cert_extlifeSpan", "overall_grade"}
found = json.load(open(sys.argv[1]))
bad = [one for one in found
       if one["severity"] in ("MEDIUM", "HIGH", "CRITICAL") and one["id"].split(" ")[0] not in OWN_ROOT]
for one in found:
    print(f'{one["severity"]:9} {one["id"]}: {one["finding"][:100]}')
if any(one["id"] == "scanProblem" for one in found):
    sys.exit("testssl.sh did not get through")
sys.exit(1 if bad else 0)
PY

step "sslyze, Mozilla's intermediate profile"
"$tools/bin/sslyze" --mozilla_config intermediate "localhost:$port" >"$data/sslyze.log" 2>&1 || true
sed -n '/COMPLIANCE/,$p' "$data/sslyze.log"
python3 - "$data/sslyze.log" <<'PY'
import re, sys
text = open(sys.argv[1]).read()
verdict = text[text.index("COMPLIANCE"):]
reasons = [line.strip() for line in verdict.splitlines() if line.strip().startswith("*")]
# The root is the box's own: no list of public ones leads to it.
mine = re.compile(r"certificate_path_validation")
left = [line for line in reasons if not mine.search(line)]
for line in left:
    print("NOT COMPLIANT:", line)
sys.exit(1 if left else 0)
PY
