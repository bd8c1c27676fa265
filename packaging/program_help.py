# SPDX-License-Identifier: Apache-2.0
"""What the program says of itself, asked of the program: its commands, arguments and options.

Man pages and completions are made from this, so that they cannot say something else than `--help`
does. Whatever is not understood is an error and not left out: a help text of a new form must stop a
package, or it would ship without what is written there.
"""

import dataclasses
import functools
import os
import re
import subprocess

COLUMN = 30  # Where CLI11 begins the text behind a name; a longer name has its text a line below.
OPTION = re.compile(r"(?:(-\w),)?(--[a-z][a-z0-9-]*)((?: [A-Za-z|]+)*)")
POSITIONAL = re.compile(r"([A-Z]+)( \.\.\.)?")
LISTED = re.compile(
    r"(?:[A-Z][^:]*: )?([a-z][a-z-]*(?:, [a-z][a-z-]*)*),? or (another )?([a-z][a-z-]*)\b")
REPEATED = re.compile(r"\brepeatable\b|\bmay be (?:repeated|given again)\b")


class NotUnderstood(Exception):
    """The program said something that this module cannot read."""


@dataclasses.dataclass(frozen=True)
class Option:
    short: str  # "-q", or nothing.
    long: str
    values: tuple  # What stands behind it: ("FILE",), ("OLD", "NEW"), ("jsonl|lines",), ().
    text: str

    @property
    def names(self):
        return [name for name in (self.short, self.long) if name]

    @property
    def repeated(self):
        return bool(REPEATED.search(self.text))

    @property
    def choices(self):
        """The words that may stand behind it, when these are all or the usual ones."""
        if len(self.values) != 1:
            return []
        spelled = self.values[0].split("|")
        if len(spelled) > 1:
            return [word for word in spelled if word.islower()]
        return listed_words(self.text)


@dataclasses.dataclass(frozen=True)
class Positional:
    name: str
    optional: bool
    repeated: bool
    text: str

    @property
    def actions(self):
        """[(word, what it does)] of an argument that is one of some words; else nothing."""
        if self.name not in ("ACTION", "MODE"):
            return []
        parts = re.split(r"(?:^|; )([a-z][a-z-]*): ", self.text)
        if len(parts) > 1:
            return list(zip(parts[1::2], parts[2::2]))
        words = listed_words(self.text)
        if not words:
            raise NotUnderstood(f"no words in the text of {self.name}: {self.text!r}")
        return [(word, "") for word in words]


@dataclasses.dataclass(frozen=True)
class Command:
    name: str
    summary: str
    description: str
    usage: str
    positionals: tuple
    options: tuple
    examples: tuple  # Lines, as they are typed.
    help: str


@dataclasses.dataclass(frozen=True)
class Program:
    name: str
    version: str
    summary: str
    usage: str
    commands: tuple
    exit_codes: dict  # {0: "done or verified", …}
    help: str


def listed_words(text):
    """"a, b or c" at the beginning of a text, with anything in brackets passed over."""
    found = LISTED.match(re.sub(r" \([^)]*\)", "", text))
    if not found:
        return []
    return found[1].split(", ") + ([] if found[2] else [found[3]])


def ask(program, *arguments):
    # As a package builder has it: neither the person's language nor their terminal's width.
    process = subprocess.run(
        [program, *arguments], env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60)
    if process.returncode != 0 or process.stderr:
        raise NotUnderstood(f"{arguments}: exit code {process.returncode}, "
                            f"{process.stderr.decode(errors='replace')}")
    return process.stdout.decode()


def paragraphs(text):
    return [part.split("\n") for part in text.strip("\n").split("\n\n")]


def read_table(lines):
    """[(name, text)] of lines that CLI11 set in two columns."""
    rows = []
    for line in lines:
        if line.startswith(" " * COLUMN):
            if not rows:
                raise NotUnderstood(f"a text without a name: {line!r}")
            rows[-1][1].append(line.strip())
        elif line.startswith("  ") and line[2] != " ":
            both = len(line) > COLUMN and line[COLUMN - 1] == " "
            name, text = (line[:COLUMN], line[COLUMN:]) if both else (line, "")
            rows.append((name.strip(), [text.strip()] if text else []))
        else:
            raise NotUnderstood(f"not a line of a table: {line!r}")
    for name, text in rows:
        if not text:
            raise NotUnderstood(f"nothing is said of {name!r}")
    return [(name, " ".join(text)) for name, text in rows]


def read_option(name, text):
    found = OPTION.fullmatch(name)
    if not found:
        raise NotUnderstood(f"no option: {name!r}")
    return Option(found[1] or "", found[2], tuple(found[3].split()), text)


def read_positional(name, text, usage):
    found = POSITIONAL.fullmatch(name)
    optional = f"[{found and found[1]}" in usage
    if not found or not optional and found[1] not in usage.split():
        raise NotUnderstood(f"no argument of {usage!r}: {name!r}")
    return Positional(found[1], optional, bool(found[2]), text)


def read_command(program, name, summary, text):
    head, *sections = paragraphs(text)
    usages = [line for line in head if line.startswith("Usage: ")]
    if len(usages) != 1 or head[-1] != usages[0] or not usages[0].startswith(
            f"Usage: {program} {name} [OPTIONS]"):
        raise NotUnderstood(f"{name}: the help begins with {head!r}")
    usage = usages[0].removeprefix("Usage: ")
    found = {}
    for headline, *lines in sections:
        if headline not in ("Positionals:", "Options:", "Examples:") or headline in found:
            raise NotUnderstood(f"{name}: a section {headline!r}")
        found[headline] = lines
    if any(not line.startswith("  ") for line in found.get("Examples:", [])):
        raise NotUnderstood(f"{name}: the help ends with {found['Examples:'][-1]!r}")
    return Command(
        name, summary, " ".join(head[:-1]), usage,
        tuple(read_positional(*row, usage) for row in read_table(found.get("Positionals:", []))),
        tuple(read_option(*row) for row in read_table(found["Options:"])),
        tuple(line[2:] for line in found["Examples:"]), text)


def read_exit_codes(lines):
    text = " ".join(lines)
    parts = re.split(r"(?:: |, )(\d+) ", text.removesuffix("."))
    if parts[0] != "Exit codes" or len(parts) < 3:
        raise NotUnderstood(f"no exit codes: {text!r}")
    return {int(code): meaning for code, meaning in zip(parts[1::2], parts[2::2])}


def one_help(command, ask_program):
    """An action must not have a help of its own, which nothing here would show."""
    for index, positional in enumerate(command.positionals):
        for word, _ in positional.actions:
            given = ["x"] * index + [word]
            if ask_program(command.name, *given, "--help") != command.help:
                raise NotUnderstood(f"{command.name} {' '.join(given)} has a help of its own")


@functools.lru_cache
def read_program(path):
    """Asks the program at `path` for all of its help."""
    ask_program = functools.partial(ask, path)
    text = ask_program("--help")
    parts = paragraphs(text)
    if [len(part) == 1 for part in parts] != [True, True, False, True, False] \
            or parts[2][0] != "Commands:" or ": " not in parts[0][0]:
        raise NotUnderstood(f"the help of the program is of another form:\n{text}")
    (head,), (usage,), commands, _, exit_codes = parts
    name, summary = head.split(": ", 1)
    versions = ask_program("--version").split("\n")[0].split(" ")
    if len(versions) != 2 or versions[0] != name:
        raise NotUnderstood(f"no version: {versions!r}")
    read = []
    for line in commands[1:]:
        row = re.fullmatch(r"  ([a-z][a-z-]*) +(\S.*)", line)
        if not row:
            raise NotUnderstood(f"not a line of a command: {line!r}")
        read.append(read_command(name, row[1], row[2], ask_program(row[1], "--help")))
        one_help(read[-1], ask_program)
    return Program(name, versions[1], summary, usage.removeprefix("Usage: "),
                   tuple(read), read_exit_codes(exit_codes), text)
