#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# HdrHistogram's own log processor reads what a ledger measured, and says what `stats` says; and so
# it does of the logs that other programs wrote, where these lie beside the checkout.
#
#   hdr_histogram_test.sh COUNTERFOIL LOGS
set -euo pipefail
counterfoil=$1
logs=$2
jar=/usr/share/java/hdrhistogram.jar
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export HOME=$home XDG_DATA_HOME=$home/data XDG_STATE_HOME=$home/state

# compare LOG PATH OPERATION [PROCESSOR OPTION...]: both in microseconds. The first line names the
# log's beginning, in the processor's words.
compare() {
    java -cp "$jar" org.HdrHistogram.HistogramLogProcessor -i "$1" "${@:4}" -outputValueUnitRatio 1000 |
        grep -v '^#\[StartTime' >"$home/theirs"
    "$counterfoil" stats "$2" --operation "$3" --format hgrm >"$home/ours"
    grep -q 'Total count    = *[1-9]' "$home/theirs"
    diff -u "$home/theirs" "$home/ours"
    echo "${1##*/}, $3: $(wc -l <"$home/ours") lines are the same"
}

"$counterfoil" init "$home/ledger" --origin example.org/latencies >"$home/init"
seq 1 20000 | "$counterfoil" import "$home/ledger" --format lines --batch 5 --sync none --quiet >"$home/import"
"$counterfoil" append "$home/ledger" <<<one >"$home/receipt"
seq 1 20000 | "$counterfoil" import "$home/ledger" --format lines --sync group --quiet >"$home/import"
grep -q '^#\[Queue: ' "$home/ledger/metrics/latency.hlog"
for operation in append wait commit seal hash sync; do
    compare "$home/ledger/metrics/latency.hlog" "$home/ledger" "$operation" -tag "$operation"
done

for log in V2 V3; do
    log=$logs/jHiccup-2.0.7S.log$log.hlog
    if [[ ! -e $log ]]; then
        echo "$log is not there: skipped"
        continue
    fi
    compare "$log" "$log" latency
done
for log in hiccup.140623.1028.10646 jHiccup-2.0.1.logV0; do
    log=$logs/$log.hlog
    [[ -e $log ]] || continue
    if "$counterfoil" stats "$log" 2>"$home/refused"; then
        echo "$log was read, whose histograms are of version 0" >&2
        exit 1
    fi
    grep -q 'line 5: .*version 0 or 1' "$home/refused"
done
