#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the man pages, one for the program and one for each command.

    make_man_pages.py [--data-dir DIR] [--doc-dir DIR] PROGRAM OUTPUT_DIRECTORY

Arguments, options, examples and the meaning of exit codes are what PROGRAM answers to --help;
additions.toml has what help has no place for. So a page cannot say something else than the program
does. With SOURCE_DATE_EPOCH in the environment the pages bear that date, else none, so that the
same program always gives the same pages. The directories are where the package puts schemas and
documents (default: where Debian has them).
"""

import argparse
import datetime
import os
import pathlib
import re
import sys
import tomllib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import program_help  # noqa: E402
import roff  # noqa: E402

ADDITIONS = pathlib.Path(__file__).with_name("additions.toml")
PLACES = {"@DATA_DIR@": "/usr/share/counterfoil", "@DOC_DIR@": "/usr/share/doc/counterfoil"}


def read_additions(program, places):
    """additions.toml; what is left over or missing there shows that the program has moved on."""
    text = ADDITIONS.read_text()
    for name, place in places.items():
        text = text.replace(name, place)
    additions = tomllib.loads(text)
    pages = set(additions["pages"])
    commands = {command.name: command for command in program.commands}
    if pages != set(commands):
        raise program_help.NotUnderstood(
            f"{ADDITIONS.name} and the program differ in these commands: "
            f"{', '.join(sorted(pages ^ set(commands)))}")
    known = {name for command in program.commands for option in command.options
             for name in option.names}
    stray = [name for name in additions["files"] if name not in known]
    stray += [f"--{word}" for name in additions["pages"]
              for word in re.findall(r"--([a-z][a-z-]+)", str(additions["pages"][name]))
              if f"--{word}" not in {option.long for option in commands[name].options}]
    stray += [f"{name}: see {other}" for name, page in additions["pages"].items()
              for other in page.get("see_also", []) if other not in commands]
    stray += [f"{name}: exit code {code}" for name, page in additions["pages"].items()
              for code in page["exit_codes"] if code not in program.exit_codes]
    if stray:
        raise program_help.NotUnderstood(f"{ADDITIONS.name} names what the program does not have: "
                                         f"{', '.join(stray)}")
    return additions


def date():
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return ""
    return datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc).strftime("%Y-%m-%d")


def title(program, name):
    # Neither words broken at the end of a line nor wide gaps: many words here are typed.
    return [f'.TH {roff.escaped(name.upper(), exact=True)} 1 "{date()}" '
            f'"{program.name} {program.version}" "User Commands"', ".nh", ".ad l"]


def origin_comment(program):
    # The first line is what an editor or a reviewer of a package looks at.
    return [r".\" SPDX-License-Identifier: Apache-2.0",
            rf".\" Made by packaging/man/make_man_pages.py from `{program.name} --help`."]


def synopsis(usage):
    """Names in bold as they are typed, what stands for something in italics."""
    words = []
    for word in usage.split():
        bare = word.strip("[].")
        style = roff.italic if bare.isupper() else roff.bold
        head, tail = word.split(bare, 1)
        words.append(f"{head}{style(bare)}{tail}")
    return " ".join(words)


def exit_status(program, codes, meanings):
    lines = [".SH EXIT STATUS"]
    for code in codes:
        meaning = meanings.get(str(code), program.exit_codes[code])
        lines += roff.tagged(roff.bold(str(code)), meaning)
    return lines


def files(entries):
    lines = [".SH FILES"] if entries else []
    for path, text in entries:
        lines += roff.tagged(roff.italic(path), text)
    return lines


def see_also(names, documents):
    lines = [".SH SEE ALSO"]
    entries = [f"{roff.bold(name)}(1)" for name in names]
    entries += [roff.italic(name) for name in documents]
    return lines + [entry + "," for entry in entries[:-1]] + entries[-1:]


def option_tag(option):
    names = ", ".join(roff.bold(name) for name in option.names)
    values = " ".join(
        "|".join(roff.italic(part) if part.isupper() else roff.bold(part)
                 for part in value.split("|"))
        for value in option.values)
    return f"{names} {values}".rstrip()


def arguments(command):
    lines = [".SH ARGUMENTS"] if command.positionals else []
    for positional in command.positionals:
        tag = roff.italic(positional.name) + (" ..." if positional.repeated else "")
        explained = [(word, text) for word, text in positional.actions if text]
        if not explained:
            lines += roff.tagged(tag, positional.text)
            continue
        lines += [".TP", tag, "One of", ".RS"]
        for word, text in explained:
            lines += roff.tagged(roff.bold(word), text)
        lines += [".RE"]
    return lines


def command_page(program, command, additions):
    page = additions["pages"][command.name]
    own = {option.long for option in command.options}
    entries = page.get("files", []) + [
        entry for option, shared in additions["files"].items() if option in own for entry in shared]
    name = f"{program.name}-{command.name}"
    lines = origin_comment(program) + title(program, name)
    lines += [".SH NAME", rf"{roff.escaped(name, exact=True)} \- {roff.prose(command.summary)}"]
    lines += [".SH SYNOPSIS", synopsis(command.usage)]
    lines += [".SH DESCRIPTION", *roff.paragraph(command.description)]
    for text in page.get("notes", []):
        lines += [".PP", *roff.paragraph(text)]
    lines += arguments(command)
    lines += [".SH OPTIONS"]
    for option in command.options:
        lines += roff.tagged(option_tag(option), option.text)
    lines += [".SH EXAMPLES", *roff.typed_lines(command.examples)]
    lines += exit_status(program, page["exit_codes"], page.get("exit_meanings", {}))
    lines += files(entries)
    others = [f"{program.name}-{other}" for other in page.get("see_also", [])]
    lines += see_also([program.name, *others], page.get("documents", []))
    return name, lines


def program_page(program, additions):
    own = additions["program"]
    lines = origin_comment(program) + title(program, program.name)
    lines += [".SH NAME", rf"{program.name} \- {roff.prose(program.summary)}"]
    lines += [".SH SYNOPSIS", synopsis(program.usage), ".br",
              f"{roff.bold(program.name)} {roff.italic('COMMAND')} {roff.bold('--help')}", ".br",
              f"{roff.bold(program.name)} {roff.bold('--version')}"]
    lines += [".SH DESCRIPTION"]
    for index, text in enumerate(own["description"]):
        lines += ([".PP"] if index else []) + roff.paragraph(text)
    lines += [".SH COMMANDS", "Each has a page of its own, and its", f"{roff.bold('--help')}."]
    for command in program.commands:
        lines += roff.tagged(f"{roff.bold(f'{program.name}-{command.name}')}(1)", command.summary)
    lines += exit_status(program, list(program.exit_codes), {})
    lines += [".SH ENVIRONMENT"]
    for name, text in own["environment"].items():
        lines += roff.tagged(roff.bold(name), text)
    lines += files(own["files"] + [entry for shared in additions["files"].values()
                                   for entry in shared])
    names = [f"{program.name}-{command.name}" for command in program.commands]
    lines += see_also(names, own["documents"])
    return program.name, lines


def make_pages(program, places=PLACES):
    """{name: text} of all pages of a program that was read."""
    additions = read_additions(program, places)
    pages = [program_page(program, additions)]
    pages += [command_page(program, command, additions) for command in program.commands]
    return {name: "\n".join(lines) + "\n" for name, lines in pages}


def main():
    parser = argparse.ArgumentParser(description="Writes the man pages.")
    parser.add_argument("--data-dir", default=PLACES["@DATA_DIR@"])
    parser.add_argument("--doc-dir", default=PLACES["@DOC_DIR@"])
    parser.add_argument("program")
    parser.add_argument("output_directory", type=pathlib.Path)
    given = parser.parse_args()
    places = {"@DATA_DIR@": given.data_dir, "@DOC_DIR@": given.doc_dir}
    try:
        pages = make_pages(program_help.read_program(given.program), places)
    except program_help.NotUnderstood as problem:
        print(f"make_man_pages: {problem}", file=sys.stderr)
        return 1
    given.output_directory.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (given.output_directory / f"{name}.1").write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
