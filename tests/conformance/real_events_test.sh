#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The main job on real audit events: import, give back byte for byte, verify, hide.
#
#   real_events_test.sh COUNTERFOIL FIND_PLAINTEXT AUDIT-EVENTS-DIRECTORY
#
# Exits 77, which ctest shows as skipped, when the data does not lie beside the checkout.
set -euo pipefail
counterfoil=$1
find_plaintext=$2
events=$3
windows_1=$events/windows-eventlog-tampering-2022-07-05.jsonl.gz
windows_2=$events/windows-active-directory-2020-10-22.jsonl.gz
cloudtrail=$events/aws-cloudtrail-s3-exfiltration-2020-09-14.jsonl
if [[ ! -r $windows_1 || ! -r $windows_2 || ! -r $cloudtrail ]]; then
    echo "SKIPPED: no real audit events in $events"
    exit 77
fi

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
export HOME=$place XDG_DATA_HOME=$place/data XDG_STATE_HOME=$place/state
ledger=$place/ledger
fail() { echo "FAILED: $*" >&2; exit 1; }

"$counterfoil" init "$ledger" --origin real.example/events
"$counterfoil" import "$ledger" --stream windows "$windows_1" "$windows_2"
"$counterfoil" import "$ledger" --stream cloudtrail "$cloudtrail"

"$counterfoil" verify "$ledger" --json > "$place/report.json" || fail "verify exits with $?"
/usr/bin/python3 - "$place/report.json" <<'PYTHON'
import json, sys
report = json.load(open(sys.argv[1]))
print("verdict", report["verdict"], "event records", report["event_records"])
assert report["verdict"] == "VERIFIED" and report["identity"] == "pinned"
assert report["event_records"] == 51304
PYTHON

zcat "$windows_1" > "$place/1"
zcat "$windows_2" > "$place/2"
cp "$cloudtrail" "$place/3"
# Every line comes back with an LF behind it, the last of a file too.
for part in 1 2 3; do
    sed -e '$a\' "$place/$part"
done > "$place/expected"
"$counterfoil" show "$ledger" 0.. --raw | cmp - "$place/expected" || fail "show --raw differs"
echo "show --raw gives back $(wc -c < "$place/expected") bytes"

"$find_plaintext" "$ledger" "$place/1" "$place/2" "$place/3" || fail "event text in the ledger"

/usr/bin/python3 - "$ledger" "$XDG_DATA_HOME/counterfoil/keys" <<'PYTHON'
import base64, pathlib, sys
secrets = [base64.b64decode(f.read_text().splitlines()[2]) for f in pathlib.Path(sys.argv[2]).iterdir()]
assert len(secrets) == 2
for file in pathlib.Path(sys.argv[1]).rglob("*"):
    if file.is_file():
        content = file.read_bytes()
        for secret in secrets:
            assert secret[:16] not in content and secret[16:] not in content, file
print("no unwrapped key in the ledger directory")
PYTHON
