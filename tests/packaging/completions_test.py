# SPDX-License-Identifier: Apache-2.0
"""Shells complete what --help says, and files where it names files.

Lines are typed into a real, interactive bash, in which the program's name stands for a function
that says what it was given. Fish and zsh are tried where they are installed.
"""

import os
import pathlib
import pty
import re
import select
import shutil
import time
import unittest

from program import PROGRAM, InAPlace, help_of, run

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAKE = ROOT / "packaging" / "completions" / "make_completions.py"
PLACES = ("evidence.tar", "ledgers/", "ledgers/audit/", "ledgers/pin", "it's mine.txt")
NO_DIRECTORY = "keys ev"  # Only a file begins so, of which zsh makes an offer all the same.
TAB, ALL = "\t", "\x1b*"  # Complete; insert all that could stand there.

# What is typed before a tab → what the program is then given.
CASES = [
    ("veri", "verify"),
    ("show led", "show ledgers/"),
    ("verify --thr", "verify --threads"),
    ("verify ev", "verify evidence.tar"),
    ("verify --key ev", "verify --key evidence.tar"),
    ("verify --key=ev", "verify --key=evidence.tar"),
    ("verify --threads 2 ev", "verify --threads 2 evidence.tar"),
    ("verify --consistency x ev", "verify --consistency x evidence.tar"),
    ("verify it", "verify it's mine.txt"),
    ("keys led", "keys ledgers/"),
    (NO_DIRECTORY, NO_DIRECTORY),
    ("keys ledgers/a", "keys ledgers/audit/"),
    ("keys ledgers rotate-e", "keys ledgers rotate-epoch"),
    ("keys --json ledgers rotate-e", "keys --json ledgers rotate-epoch"),
    ("keys --stream x ledgers rotate-e", "keys --stream x ledgers rotate-epoch"),
    ("bench ver", "bench verify"),
    ("bench verify --roun", "bench verify --rounds"),
    ("bench compare evidence.tar ev", "bench compare evidence.tar evidence.tar"),
    ("bench --rate m", "bench --rate max"),
    ("timestamp att", "timestamp attach"),
    ("timestamp attach led", "timestamp attach ledgers/"),
    ("timestamp attach ledgers ev", "timestamp attach ledgers evidence.tar"),
    ("import ledgers ev", "import ledgers evidence.tar"),
    ("import ledgers - ev", "import ledgers - evidence.tar"),
    ("import ledgers --format js", "import ledgers --format jsonl"),
    ("import ledgers --format=js", "import ledgers --format=jsonl"),
    ("import ledgers --subject-field ev", "import ledgers --subject-field ev"),
    ("show ledgers -10 --ra", "show ledgers -10 --raw"),
    ("init --continues led", "init --continues ledgers/"),
    ("trust add ev", "trust add evidence.tar"),
    ("nonsense ev", "nonsense ev"),
    ("--vers", "--version"),
]


def names_of(section, pattern, text):
    lines = text.split(f"\n{section}:\n")[1].split("\n\n")[0].split("\n")
    return [name for line in lines for name in re.findall(pattern, line[:30])]


class Terminal:
    """A shell that believes it talks to a person."""

    def __init__(self, command, directory, environment):
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            os.chdir(directory)
            os.execvpe(command[0], command, environment)
        self.received = b""

    def type(self, text):
        os.write(self.descriptor, text.encode())

    def read_until(self, pattern):
        """The groups of a pattern that comes after what was read before."""
        deadline = time.monotonic() + 60
        while True:
            found = re.search(pattern, self.received, re.DOTALL)
            if found:
                self.received = self.received[found.end():]
                return [group.decode() for group in found.groups()]
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.descriptor], [], [], left)[0]:
                raise AssertionError(f"{pattern} is not in {self.received}")
            try:
                self.received += os.read(self.descriptor, 65536)
            except OSError as gone:
                raise AssertionError(f"the shell ended: {self.received}") from gone

    def given(self, line, key):
        """What the program is given when this is typed, then that key, then Enter."""
        self.type(f"counterfoil {line}{key}\n")
        words = self.read_until(rb"<given>(.*?)</given>")[0]
        return words.replace("\r\n", "\n").split("\n")[:-1]

    def close(self):
        os.close(self.descriptor)
        os.waitpid(self.process, 0)


class Completions(InAPlace):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        made = run("python3", MAKE, PROGRAM, cls.place / "made")
        assert made.returncode == 0, made.stderr.decode()
        cls.bash, cls.zsh, cls.fish = (cls.place / "made" / name for name in (
            "bash/counterfoil", "zsh/_counterfoil", "fish/counterfoil.fish"))
        cls.files = cls.place / "files"
        for name in PLACES:
            path = cls.files / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if name.endswith("/"):
                path.mkdir()
            else:
                path.touch()
        cls.commands = names_of("Commands", r"^  ([a-z-]+) ", help_of())
        cls.environment = {"HOME": str(cls.place), "PATH": os.environ["PATH"], "TERM": "dumb",
                           "LC_ALL": "C.UTF-8", "INPUTRC": "/dev/null"}

    def start_bash(self):
        terminal = Terminal(["bash", "--norc", "--noprofile", "-i"], self.files, self.environment)
        return self.prepared(terminal, "PS1=; source ../made/bash/counterfoil")

    def start_zsh(self):
        terminal = Terminal(["zsh", "-f", "-i"], self.files, self.environment)
        return self.prepared(
            terminal, "PS1=; unsetopt auto_remove_slash; fpath=(../made/zsh $fpath); "
                      "autoload -U compinit; compinit -u -D")

    def prepared(self, terminal, completions):
        self.addCleanup(terminal.close)
        # What is typed comes back as an echo; its format has not the words that are looked for.
        terminal.type(
            f"{completions}; stty columns 10000\n"
            "counterfoil() { printf '<%s>' given; printf '%s\\n' \"$@\"; printf '</%s>' given; }\n"
            "counterfoil ready\n")
        terminal.read_until(rb"<given>ready\r\n</given>")
        return terminal

    def test_bash_completes_what_is_begun(self):
        bash = self.start_bash()
        for typed, expected in CASES:
            self.assertEqual(" ".join(bash.given(typed, TAB)), expected, typed)

    def test_bash_offers_each_command(self):
        bash = self.start_bash()
        self.assertEqual(sorted(bash.given("", ALL)), sorted(self.commands))
        self.assertEqual(bash.given("ver", ALL), ["verify", "version"])
        self.assertEqual(bash.given("veri", TAB), ["verify"])

    def test_bash_offers_each_option_and_no_other(self):
        bash = self.start_bash()
        for command in self.commands:
            options = names_of("Options", r"(?<![\w-])--?[a-z][\w-]*", help_of(command))
            self.assertGreaterEqual(len(options), 2)
            self.assertEqual(sorted(bash.given(f"{command} -", ALL)),
                             sorted([command, *options]), command)

    def test_bash_offers_the_words_of_help(self):
        bash = self.start_bash()
        for typed, words in (
                ("keys ledgers ", "export-public list rotate-data rotate-epoch"),
                ("hold ledgers ", "add list release"),
                ("trust ", "add export list remove"),
                ("bench ", "compare load micro read targets verify"),
                ("append ledgers --sync ", "batch group none record"),
                ("stats ledgers --operation ", "append commit hash seal sync wait")):
            offered = bash.given(typed, ALL)[len(typed.split()):]
            self.assertEqual(sorted(offered), words.split(), typed)

    def test_bash_takes_the_file_as_it_is(self):
        self.assertEqual(run("bash", "-n", self.bash).returncode, 0)
        if shutil.which("shellcheck"):
            said = run("shellcheck", "-s", "bash", self.bash)
            self.assertEqual((said.returncode, said.stdout.decode()), (0, ""))

    def test_a_name_that_nobody_decided_on_stops_the_maker(self):
        program = self.place / "counterfoil"
        for change, refusal in (
                ("s/--html FILE /--html PAGE /", "verify --html PAGE is"),
                ("s/--threads N /--threads I /", "verify --threads I is"),
                ("s/--consistency OLD NEW/--consistency NEW OLD/", ""),
                ("s/--consistency OLD NEW/--consistency SIZE   /",
                 "names what help has not: verify --consistency NEW, verify --consistency OLD")):
            program.write_text(
                f'#!/bin/sh\nif [ "$1" = verify ]; then "{PROGRAM}" "$@" | sed "{change}"\n'
                f'else exec "{PROGRAM}" "$@"; fi\n')
            program.chmod(0o755)
            made = run("python3", MAKE, program, self.place / "other")
            self.assertEqual(made.returncode, 1 if refusal else 0, change)
            self.assertIn(refusal, made.stderr.decode())

    def test_zsh_completes_what_is_begun(self):
        self.assertEqual(run("zsh", "-n", self.zsh).returncode, 0)
        zsh = self.start_zsh()
        for typed, expected in CASES:
            if typed != NO_DIRECTORY:
                self.assertEqual(" ".join(zsh.given(typed, TAB)), expected, typed)

    def test_fish_completes_what_is_begun(self):
        self.assertEqual(run("fish", "-n", self.fish).returncode, 0)
        for typed, expected in [*CASES, ("", " ".join(sorted(self.commands)))]:
            said = run("fish", "--no-config", "-c",
                       f"source {self.fish}; complete -C 'counterfoil {typed}'",
                       cwd=self.files, env=self.environment)
            self.assertEqual(said.stderr.decode(), "", typed)
            words = [line.split("\t")[0] for line in said.stdout.decode().splitlines()]
            self.assertEqual(bool(words), expected != typed, f"{typed}: {words}")
            self.assertTrue(expected.endswith(" ".join(sorted(words))), f"{typed}: {words}")


if __name__ == "__main__":
    unittest.main()
