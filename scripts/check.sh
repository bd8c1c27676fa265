#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Before you push: format, licence lines, floors, and clang-tidy and shellcheck where they are
# installed. Says all that it finds, then exits with 1 if that is anything.
#
#   scripts/check.sh [BASE]
#
# clang-tidy looks only at what changed since BASE (default: where this branch left main). It knows
# best how a file is compiled after `cmake --preset core`.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

base=${1:-$(git merge-base HEAD main 2>/dev/null || git rev-parse HEAD)}
bad=0
# found HEADLINE TEXT: a check that has nothing to say has passed.
found() {
    [[ -z $2 ]] && return
    printf '== %s\n%s\n' "$1" "$2"
    bad=1
}

# tracked PATTERN...: what is in the index and in the folder.
tracked() {
    local file
    git ls-files -- "$@" | while IFS= read -r file; do
        [[ ! -f $file ]] || printf '%s\n' "$file"
    done
}

mapfile -t cpp < <(tracked '*.cpp' '*.h')
found 'clang-format' "$(clang-format --dry-run -Werror "${cpp[@]}" 2>&1)"

# Scripts in scripts/ and .ci/ have no suffix.
mapfile -t licensed < <(tracked '*.cpp' '*.h' '*.c' '*.py' '*.sh' '*.go' '*.cmake' '*CMakeLists.txt' \
    'scripts/*' '.ci/*')
# One of the first lines: a script starts with its interpreter.
found 'no SPDX licence line' "$(for file in "${licensed[@]}"; do
    head -n 3 "$file" | grep -q 'SPDX-License-Identifier: ' || echo "$file"
done)"

floors=$(python3 tests/layering/layering_test.py . 2>&1) && floors=''
found 'floors' "$floors"

if command -v shellcheck >/dev/null; then
    mapfile -t shell < <(tracked '*.sh' 'scripts/*' '.ci/*' | while IFS= read -r file; do
        head -n 1 "$file" | grep -qE '^#!.*sh$' && echo "$file"
    done)
    found 'shellcheck' "$(shellcheck -x "${shell[@]}")"  # Knows what they source.
fi

if command -v clang-tidy >/dev/null; then
    mapfile -t changed < <(
        { git diff --name-only --diff-filter=d "$base"; git ls-files --others --exclude-standard; } |
            grep -E '\.(cpp|h)$' | sort -u)
    for file in "${changed[@]}"; do
        if [[ $file == *.cpp && -f build/core/compile_commands.json ]]; then
            # GCC's own warning names mean nothing to clang.
            findings=$(clang-tidy --quiet -p build/core --extra-arg=-Wno-unknown-warning-option \
                "$file" 2>/dev/null)
        else
            findings=$(clang-tidy --quiet "$file" -- -x c++ -std=c++20 -I. 2>/dev/null)
        fi
        found "clang-tidy $file" "$findings"
    done
fi

exit "$bad"
