# SPDX-License-Identifier: Apache-2.0
"""What may be typed at each place of a command line: words, a file, a directory, or something else.
"""

import dataclasses
import pathlib
import re
import tomllib

import program_help

TABLE = pathlib.Path(__file__).with_name("values.toml")


@dataclasses.dataclass(frozen=True)
class Slot:
    name: str  # As help calls it: "FILE".
    kind: str  # "file", "directory", "words" or "other".
    words: tuple = ()
    optional: bool = False
    repeated: bool = False


@dataclasses.dataclass(frozen=True)
class CommandSlots:
    name: str
    summary: str
    options: tuple  # (option, its slots) of each, in the order of help.
    positionals: tuple


def brief(text):
    """The beginning of a help text, for a list in which each option has one line."""
    text = re.sub(r" \([^)]*\)", "", text.replace("`", ""))
    return re.split(r"; |\. ", text)[0].rstrip(".")


class Kinds:
    """values.toml, and which of its lines were of use."""

    def __init__(self):
        table = tomllib.loads(TABLE.read_text())
        self.names, self.exceptions = table["names"], table["exceptions"]
        self.unused = {*self.names, *self.exceptions}

    def of(self, place, name):
        for key, table in ((f"{place} {name}", self.exceptions), (name, self.names)):
            if key in table:
                self.unused.discard(key)
                return table[key]
        raise program_help.NotUnderstood(f"{TABLE.name} does not say what {place} {name} is")


def slots_of(program):
    """The CommandSlots of each command."""
    kinds = Kinds()

    def slot(place, name, words, **more):
        if words:
            return Slot(name, "words", tuple(words), **more)
        return Slot(name, kinds.of(place, name), **more)

    found = []
    for command in program.commands:
        options = tuple(
            (option, tuple(slot(f"{command.name} {option.long}", value, option.choices)
                           for value in option.values))
            for option in command.options)
        positionals = tuple(
            slot(command.name, each.name, [word for word, _ in each.actions],
                 optional=each.optional, repeated=each.repeated)
            for each in command.positionals)
        found.append(CommandSlots(command.name, command.summary, options, positionals))
    if kinds.unused:
        raise program_help.NotUnderstood(
            f"{TABLE.name} names what help has not: {', '.join(sorted(kinds.unused))}")
    return found
