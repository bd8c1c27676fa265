# SPDX-License-Identifier: Apache-2.0
"""Completions for bash, which needs no other package for them."""

HEAD = """\
# SPDX-License-Identifier: Apache-2.0
# Made by packaging/completions/make_completions.py from `@NAME@ --help`.

# What command $1 takes: its options, and the values behind $2, which is an option or the number of
# an argument. A value is "file", "directory", "other", or some words.
_@NAME@_takes() {
    options='' values=()
    case $1 in
"""

TAIL = """\
    esac
}

_@NAME@() {
    local word=${COMP_WORDS[COMP_CWORD]} commands='@COMMANDS@'
    local command='' options='' argument=1 only_arguments='' awaited=() values=() each index
    for ((index = 1; index < COMP_CWORD; ++index)); do
        each=${COMP_WORDS[index]}
        if ((${#awaited[@]})); then
            # --option=value comes as three words.
            [[ $each == = && ${COMP_WORDS[index - 1]} == --* ]] || awaited=("${awaited[@]:1}")
        elif [[ -z $command ]]; then
            command=$each
        elif [[ -z $only_arguments && $each == -- ]]; then
            only_arguments=yes
        elif [[ -z $only_arguments && $each == -[!0-9]* ]]; then
            _@NAME@_takes "$command" "$each"
            awaited=("${values[@]}")
        else
            ((++argument))
        fi
    done
    [[ $word != = ]] || word=''

    COMPREPLY=()
    if [[ -z $command ]]; then
        [[ $word != -* ]] || commands='--help --version'
        mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word")
        return
    fi
    _@NAME@_takes "$command" "$argument"
    if ((${#awaited[@]})); then
        values=("${awaited[@]}")
    elif [[ -z $only_arguments && $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
        return
    fi
    case ${values[0]-other} in
        file)
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
            ;;
        directory)
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -d -- "$word")
            ;;
        other) ;;
        *) mapfile -t COMPREPLY < <(compgen -W "${values[0]}" -- "$word") ;;
    esac
}

complete -F _@NAME@ @NAME@
"""


def value(slot):
    # The blank at the end tells a single word from a kind.
    return f"'{' '.join(slot.words)} '" if slot.kind == "words" else slot.kind


def command_case(command):
    by_values = {}
    for option, taken in command.options:
        if taken:
            by_values.setdefault(" ".join(map(value, taken)), []).extend(option.names)
    for number, slot in enumerate(command.positionals, 1):
        by_values.setdefault(value(slot), []).append("[0-9]*" if slot.repeated else str(number))
    # What is repeated has any number, so it comes behind those that have one.
    rows = sorted(by_values.items(), key=lambda row: "[0-9]*" in row[1])
    names = " ".join(name for option, _ in command.options for name in option.names)
    lines = [f"        {command.name})", f"            options='{names}'"]
    if rows:
        lines += ["            case $2 in"]
        lines += [f"                {' | '.join(patterns)}) values=({values}) ;;"
                  for values, patterns in rows]
        lines += ["            esac"]
    return lines + ["            ;;"]


def completions(name, commands):
    lines = [line for command in commands for line in command_case(command)]
    text = HEAD + "\n".join(lines) + "\n" + TAIL
    return text.replace("@NAME@", name).replace(
        "@COMMANDS@", " ".join(command.name for command in commands))
