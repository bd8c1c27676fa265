# SPDX-License-Identifier: Apache-2.0
"""Completions for fish."""

from slots import brief

HEAD = """\
# SPDX-License-Identifier: Apache-2.0
# Made by packaging/completions/make_completions.py from `@NAME@ --help`.

# Prints the command, and what is being typed: the number of an argument, or an option of which one
# value more is awaited.
function __@NAME@_place
    set -l command ''
    set -l argument 1
    set -l option ''
    set -l awaited 0
    for word in (commandline -opc)[2..]
        if test $awaited -gt 0
            set awaited (math $awaited - 1)
        else if test -z "$command"
            set command $word
        else if string match -qr '^-[^0-9]' -- $word
            set option $word
            switch "$command $word"
"""

MIDDLE = """\
            end
        else
            set argument (math $argument + 1)
        end
    end
    test $awaited -eq 0; and echo "$command $argument"; or echo "$command $option"
end

function __@NAME@_no_command
    test (__@NAME@_place) = ' 1'
end

function __@NAME@_in
    string match -q -- "$argv[1] *" (__@NAME@_place)
end

function __@NAME@_at
    test (__@NAME@_place) = "$argv"
end

# At this argument, or at a later one.
function __@NAME@_from
    set -l place (string split ' ' -- (__@NAME@_place))
    test "$place[1]" = $argv[1]; and string match -qr '^[0-9]+$' -- $place[2]
    and test $place[2] -ge $argv[2]
end

complete -c @NAME@ -f
complete -c @NAME@ -n __@NAME@_no_command -s h -l help -d 'What there is'
complete -c @NAME@ -n __@NAME@_no_command -l version -d 'Versions of the program and its libraries'
"""


def quoted(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def value(slot):
    return {"file": "-r -F", "directory": "-x -a '(__fish_complete_directories)'", "other": "-x",
            "words": f"-x -a {quoted(' '.join(slot.words))}"}[slot.kind]


def offered(slot):
    """As value(), of what stands behind no option."""
    return value(slot).removeprefix("-r ").removeprefix("-x").strip()


def awaiting(commands):
    """How many values each option takes, as cases of a switch."""
    lines = []
    for count in sorted({len(slots) for command in commands for _, slots in command.options} - {0}):
        rows = [[f"'{command.name} {name}'" for option, slots in command.options
                 if len(slots) == count for name in option.names] for command in commands]
        rows = [" ".join(row) for row in rows if row]
        lines += ["                case " + " \\\n                    ".join(rows),
                  f"                    set awaited {count}"]
    return lines


def option_lines(name, command):
    lines = []
    for option, slots in command.options:
        names = (f"-s {option.short[1:]} " if option.short else "") + f"-l {option.long[2:]}"
        taken = f" {value(slots[0])}" if slots else ""
        lines.append(f"complete -c {name} -n '__{name}_in {command.name}' {names}{taken} "
                     f"-d {quoted(brief(option.text))}")
        # Fish knows of one value; the next is like an argument to it.
        for slot in slots[1:]:
            if offered(slot):
                lines.append(f"complete -c {name} -n '__{name}_at {command.name} {option.long}' "
                             f"{offered(slot)}")
    return lines


def positional_lines(name, command):
    lines = []
    for number, slot in enumerate(command.positionals, 1):
        if offered(slot):
            test = "from" if slot.repeated else "at"
            lines.append(f"complete -c {name} -n '__{name}_{test} {command.name} {number}' "
                         f"{offered(slot)}")
    return lines


def completions(name, commands):
    lines = []
    for command in commands:
        lines.append(f"complete -c {name} -n __{name}_no_command -a {command.name} "
                     f"-d {quoted(brief(command.summary))}")
    for command in commands:
        lines += ["", *option_lines(name, command), *positional_lines(name, command)]
    text = HEAD + "\n".join(awaiting(commands)) + "\n" + MIDDLE
    return text.replace("@NAME@", name) + "\n".join(lines) + "\n"
