#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# go_test.sh COUNTERFOIL: makes a real ledger with this program, and has Go's note and tlog packages
# check its checkpoints, its proofs and its tile tree. Then spoils one byte at a time: each must be found.
set -euo pipefail

counterfoil=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work/home XDG_DATA_HOME=$work/data XDG_STATE_HOME=$work/state
export XDG_CONFIG_HOME=$work/config XDG_CACHE_HOME=$work/cache XDG_RUNTIME_DIR=$work/run
mkdir -m 0700 "$HOME" "$XDG_RUNTIME_DIR"
ledger=$work/ledger
files=$work/files
mkdir "$files"

fail() {
    printf 'FAILED: %s\n' "$*" >&2
    exit 1
}

for program in tlog_check tiles_check; do
    GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$work/go-cache GOFLAGS='' \
        go build -o "$work/$program" "$here/go/$program.go"
done

# A ledger that grows in steps, with a checkpoint after each, and its tile tree with it.
vkey=$("$counterfoil" init "$ledger" --origin ledger.example/conformance --json |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["vkey"])')
sizes=()
save_checkpoint() {
    "$counterfoil" checkpoint "$ledger" >"$work/note"
    sizes+=("$(sed -n 2p "$work/note")")
    mv "$work/note" "$files/${sizes[-1]}.note"
    "$counterfoil" export "$ledger" --tiles "$work/tiles" >"$work/talk"
}
save_checkpoint
for step in 1 2 3; do
    printf 'one record, step %d' "$step" | "$counterfoil" append "$ledger" --stream single >"$work/talk"
    save_checkpoint
    for line in {1..700}; do
        printf '{"step":%d,"line":%d,"actor":"user-%d"}\n' "$step" "$line" $((line % 17))
    done | "$counterfoil" import "$ledger" - --format jsonl --stream "import-$step" >"$work/talk"
    save_checkpoint
done

size=${sizes[-1]}
((size > 2100)) || fail "2103 records went in, but the last checkpoint has size $size"
[[ $(printf '%s\n' "${sizes[@]}" | sort -un | wc -l) -eq 7 ]] || fail "checkpoint sizes: ${sizes[*]}"

last=$((size - 1))
for sequence in $(seq 0 100 $((last - 1))) "$last"; do
    "$counterfoil" entry "$ledger" "$sequence" >"$files/$sequence.entry"
    "$counterfoil" prove "$ledger" "$sequence" >"$files/$sequence.tlog-proof"
done
for older in "${sizes[@]}"; do
    for newer in "${sizes[@]}"; do
        ((older < newer)) || continue
        "$counterfoil" prove "$ledger" --consistency "$older" "$newer" \
            >"$files/$older-$newer.consistency"
    done
done

"$work/tlog_check" "$vkey" "$files"
"$work/tiles_check" "$vkey" "$work/tiles" "$files"/*.note

# must_refuse WHAT REASON VKEY DIR [CHECK]: the check fails, and for this reason.
must_refuse() {
    local answer code=0
    answer=$("$work/${5-tlog_check}" "$3" "$4" 2>&1) || code=$?
    [[ $code -eq 1 ]] || fail "$1 was not refused: exit code $code, $answer"
    [[ $answer == *"$2"* ]] || fail "$1 was refused, but not with '$2': $answer"
    printf 'refused, as it must be: %s\n' "$1"
}

# spoil FILE LINE COLUMN: one character becomes another that base64 also has. LINE 0: one bit of
# the byte at COLUMN.
spoil() {
    python3 - "$@" <<'PYTHON'
import sys
path, line, column = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
data = bytearray(open(path, "rb").read())
if line == 0:
    data[column] ^= 1
else:
    at = sum(len(part) for part in bytes(data).splitlines(True)[:line - 1]) + column - 1
    data[at] = ord("B") if data[at] != ord("B") else ord("C")
open(path, "wb").write(bytes(data))
PYTHON
}

middle=1000
while IFS='|' read -r what file line column reason; do
    rm -rf "$work/spoiled"
    cp -r "$files" "$work/spoiled"
    spoil "$work/spoiled/$file" "$line" "$column"
    must_refuse "$what" "$reason" "$vkey" "$work/spoiled"
done <<TABLE
the first hash of an inclusion proof|$middle.tlog-proof|3|7|invalid transparency proof
an entry's first byte|$middle.entry|0|0|invalid transparency proof
an entry's last byte|$middle.entry|0|-1|invalid transparency proof
a hash of a consistency proof|${sizes[2]}-$size.consistency|1|7|invalid transparency proof
the root in a note|${sizes[2]}.note|3|7|invalid signature
the signature of a note|${sizes[2]}.note|6|$(($(sed -n 6p "$files/${sizes[2]}.note" | wc -c) - 20))|invalid signature
TABLE

other_key='example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
must_refuse "somebody else's key" "no verifiable signatures" "$other_key" "$files"
mkdir "$work/empty"
must_refuse "an empty folder" "nothing to check" "$vkey" "$work/empty"

# A byte in each file of the tile tree that a tree of this size needs; older partial tiles lie beside.
spoiled=0
last_bundle=$((size / 256))
while read -r file; do
    rm -rf "$work/spoiled"
    cp -r "$work/tiles" "$work/spoiled"
    spoil "$work/spoiled/$file" 0 70
    must_refuse "a byte of $file" "" "$vkey" "$work/spoiled" tiles_check
    spoiled=$((spoiled + 1))
done < <(cd "$work/tiles" && find checkpoint tile -type f | grep -E \
    "^checkpoint$|/[0-9]{3}$|/$(printf %03d $last_bundle)\\.p/$((size % 256))$|^tile/1/000\\.p/$last_bundle$" | sort)
((spoiled == 2 * (last_bundle + 1) + 2)) || fail "$spoiled files of the tile tree were spoiled"
