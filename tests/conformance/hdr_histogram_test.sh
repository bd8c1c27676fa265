#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# HdrHistogram's own log processor reads what a ledger measured, and says what `stats` says.
#
#   hdr_histogram_test.sh COUNTERFOIL
set -euo pipefail
counterfoil=$1
jar=/usr/share/java/hdrhistogram.jar
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export HOME=$home XDG_DATA_HOME=$home/data XDG_STATE_HOME=$home/state

"$counterfoil" init "$home/ledger" --origin example.org/latencies >"$home/init"
seq 1 20000 | "$counterfoil" import "$home/ledger" --format lines --batch 50 --sync none --quiet >"$home/import"
"$counterfoil" append "$home/ledger" <<<one >"$home/receipt"
for operation in append commit seal hash sync; do
    # Both in microseconds. The first line names the log's beginning, in the processor's words.
    java -cp "$jar" org.HdrHistogram.HistogramLogProcessor -i "$home/ledger/metrics/latency.hlog" \
        -tag "$operation" -outputValueUnitRatio 1000 | grep -v '^#\[StartTime' >"$home/theirs"
    "$counterfoil" stats "$home/ledger" --operation "$operation" --format hgrm >"$home/ours"
    grep -q 'Total count    = *[1-9]' "$home/theirs"
    diff -u "$home/theirs" "$home/ours"
    echo "$operation: $(wc -l <"$home/ours") lines are the same"
done
