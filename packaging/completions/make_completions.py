#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what shells need to complete the program's command line.

    make_completions.py PROGRAM OUTPUT_DIRECTORY

Makes bash/counterfoil, zsh/_counterfoil and fish/counterfoil.fish there. Commands, options and
words are what PROGRAM answers to --help; values.toml says which names stand for files and
directories.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import for_bash  # noqa: E402
import for_fish  # noqa: E402
import for_zsh  # noqa: E402
import program_help  # noqa: E402
import slots  # noqa: E402


def main():
    if len(sys.argv) != 3:
        print("usage: make_completions.py PROGRAM OUTPUT_DIRECTORY", file=sys.stderr)
        return 2
    try:
        program = program_help.read_program(sys.argv[1])
        commands = slots.slots_of(program)
    except program_help.NotUnderstood as problem:
        print(f"make_completions: {problem}", file=sys.stderr)
        return 1
    name = program.name
    for path, shell in ((f"bash/{name}", for_bash), (f"zsh/_{name}", for_zsh),
                        (f"fish/{name}.fish", for_fish)):
        file = pathlib.Path(sys.argv[2]) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(shell.completions(name, commands))
    return 0


if __name__ == "__main__":
    sys.exit(main())
