#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The man page of the desktop verifier has the options that the program has, and no others.
#
#   man_page_test.sh PROGRAM SOURCE_DIRECTORY
set -euo pipefail
export QT_QPA_PLATFORM=offscreen

page=$2/gui/resources/counterfoil-verifier.1
warnings=$(groff -man -Tutf8 -ww -z "$page" 2>&1)
[[ -z $warnings ]] || {
    echo "$warnings"
    exit 1
}
options() { grep -o -e '--[a-z][a-z-]*' | sort -u; }
program=$("$1" --help | sed '/^Arguments:/,$d' | options)
described=$(sed -n '/^\.SH OPTIONS/,/^\.SH KEYS/p' "$page" | sed 's/\\-/-/g' | options)
if [[ $program != "$described" ]]; then
    printf 'the program has:\n%s\nthe page has:\n%s\n' "$program" "$described"
    exit 1
fi
echo "$(wc -l <<<"$program") options, the same in both"
