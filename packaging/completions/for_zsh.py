# SPDX-License-Identifier: Apache-2.0
"""Completions for zsh, by its own _arguments."""

from slots import brief

HEAD = """\
#compdef @NAME@
# SPDX-License-Identifier: Apache-2.0
# Made by packaging/completions/make_completions.py from `@NAME@ --help`.

_@NAME@() {
    local curcontext=$curcontext state line
    typeset -A opt_args
    local -a commands=(
"""

MIDDLE = """\
    )
    _arguments -C \\
        '(- *)'{-h,--help}'[What there is]' \\
        '(- *)--version[Versions of the program and its libraries]' \\
        '1: :->command' '*:: :->arguments'
    case $state in
        command) _describe -t commands command commands ;;
        arguments)
            curcontext=${curcontext%:*:*}:@NAME@-$words[1]:
            case $words[1] in
"""

TAIL = """\
            esac
            ;;
    esac
}

_@NAME@ "$@"
"""


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


def explained(text):
    return brief(text).translate({ord(sign): f"\\{sign}" for sign in "\\[]"})


def action(slot):
    return {"file": "_files", "directory": "_files -/", "other": " ",
            "words": f"({' '.join(slot.words)})"}[slot.kind]


def option_spec(option, slots):
    text = f"[{explained(option.text)}]"
    values = "".join(f":{slot.name}:{action(slot)}" for slot in slots)
    if option.long == "--help":
        return f"'(- *)'{{{','.join(option.names)}}}{quoted(text)}"
    # One value may also stand behind an equals sign.
    sign = "=" if len(slots) == 1 else ""
    star = "*" if option.repeated else ""
    if len(option.names) == 1:
        return quoted(f"{star}{option.long}{sign}{text}{values}")
    return f"'({' '.join(option.names)})'{{{','.join(option.names)}}}{quoted(text + values)}"


def positional_spec(number, slot):
    if slot.repeated:
        return quoted(f"*:{slot.name}:{action(slot)}")
    colons = "::" if slot.optional else ":"
    return quoted(f"{number}{colons}{slot.name}:{action(slot)}")


def command_case(command):
    specs = [option_spec(*each) for each in command.options]
    specs += [positional_spec(*each) for each in enumerate(command.positionals, 1)]
    lines = [f"                {command.name})", "                    _arguments -S \\"]
    lines += [f"                        {spec} \\" for spec in specs[:-1]]
    return lines + [f"                        {specs[-1]}", "                    ;;"]


def completions(name, commands):
    listed = ["        " + quoted(f"{command.name}:{brief(command.summary)}")
              for command in commands]
    lines = [line for command in commands for line in command_case(command)]
    text = HEAD + "\n".join(listed) + "\n" + MIDDLE + "\n".join(lines) + "\n" + TAIL
    return text.replace("@NAME@", name)
