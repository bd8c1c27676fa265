# SPDX-License-Identifier: Apache-2.0
"""The man pages say what --help says, all of it and nothing else.

Help is read here once more, line by line, and compared with what groff makes of the pages: with
what a person reads, not with the source. The comparison is itself tried on pages with one fault
each.
"""

import os
import pathlib
import re
import shutil
import unittest

from program import PROGRAM, InAPlace, help_of, run

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAKE = ROOT / "packaging" / "man" / "make_man_pages.py"
INDENT = 7  # Of a section's text on a terminal.


def commands_of(help_text):
    table = help_text.split("Commands:\n")[1].split("\n\n")[0]
    return [line.split()[0] for line in table.split("\n")]


def make(program, directory, *options, **environment):
    return run("python3", MAKE, *options, program, directory, env={**os.environ, **environment})


def on_one_line(lines):
    return " ".join(" ".join(lines).split())


def entries(lines, indent):
    """Each name with its text: a line that is indented no further begins the next."""
    found = []
    for line in lines:
        if line.strip() and len(line) - len(line.lstrip()) == indent:
            found.append([])
        if line.strip():
            found[-1].append(line)
    return [on_one_line(each) for each in found]


def rendered(page):
    """{heading: lines} of a page, on lines so long that none is broken."""
    shown = run("groff", "-man", "-Tutf8", "-rLL=5000n", "-P-cbou", input=page.encode())
    sections = {}
    for line in shown.stdout.decode().split("\n"):
        if line[:1].isupper():
            lines = sections.setdefault(line, [])
        elif sections:
            lines.append(line)
    return {heading: lines for heading, lines in sections.items() if "(1)" not in heading}


def help_sections(help_text):
    """{headline: lines} of a help text; what comes first has no headline."""
    sections, headline = {"": []}, ""
    for line in help_text.split("\n"):
        if re.fullmatch(r"[A-Z][a-z]+:", line):
            headline = line[:-1]
            sections[headline] = []
        elif line:
            sections[headline].append(line)
    return sections


def without_signs(text):
    return re.sub(r"[:;]", "", text).replace("One of ", "")


def compare(what, expected, found):
    if expected == found:
        return []
    return [f"{what}: help has {line!r}" for line in expected if line not in found] + \
        [f"{what}: the page has {line!r}" for line in found if line not in expected] or \
        [f"{what}: another order, or twice"]


def differences(command, summary, help_text, page):
    """What a command's page says otherwise than its help."""
    shown, told = rendered(page), help_sections(help_text.replace("`", ""))
    usage = told[""][-1].removeprefix("Usage: ")
    description = on_one_line(told[""][:-1])
    options = [re.sub(r"^(-\w),", r"\1, ", entry) for entry in entries(told["Options"], 2)]
    # An argument that is one of some words may have them as a list of their own.
    arguments = [without_signs(entry) for entry in entries(told.get("Positionals", []), 2)]
    found = compare("NAME", [f"counterfoil-{command} - {summary}"],
                    entries(shown["NAME"], INDENT))
    found += compare("SYNOPSIS", [usage], entries(shown["SYNOPSIS"], INDENT))
    found += compare("DESCRIPTION", [description], entries(shown["DESCRIPTION"], INDENT)[:1])
    found += compare("ARGUMENTS", arguments, [
        without_signs(entry) for entry in entries(shown.get("ARGUMENTS", []), INDENT)])
    found += compare("OPTIONS", options, entries(shown.get("OPTIONS", []), INDENT))
    found += compare("EXAMPLES", [line[2:] for line in help_sections(help_text)["Examples"]],
                     [line[INDENT:] for line in shown.get("EXAMPLES", []) if line])
    return found


def program_differences(help_text, page):
    shown, told = rendered(page), help_text.split("\n")
    commands = told[told.index("Commands:") + 1:]
    commands = commands[:commands.index("")]
    codes = on_one_line(help_text.split("Exit codes:")[1].split("\n")).removesuffix(".")
    found = compare("NAME", [told[0].replace(": ", " - ", 1)], entries(shown["NAME"], INDENT))
    found += compare("COMMANDS",
                     [on_one_line([re.sub(r"^  (\S+)", r"counterfoil-\1(1)", line)])
                      for line in commands],
                     entries(shown["COMMANDS"], INDENT)[1:])
    found += compare("EXIT STATUS", re.split(r", (?=\d)", codes),
                     entries(shown["EXIT STATUS"], INDENT))
    return found


# What becomes of the page of `verify`: pattern, replacement → where that must be found. None: a
# page that says the same is good however it is set.
FAULTS = [
    (r"\.TP\n\\fB\\-\\-threads.*\n.*\n", "", "OPTIONS: help has '--threads"),
    (r"(\.TP\n\\fB\\-\\-quick)", r".TP\n\\fB\\-\\-fast\\fR\nQuickly\n\1",
     "OPTIONS: the page has '--fast"),
    (r"\\-\\-threads", r"\\-\\-thread", "OPTIONS: help has '--threads"),
    (r"\\-q\\fR, ", r"\\fR", "OPTIONS: help has '-q, --quiet"),
    (r"\\fIVKEY\\fR\|\\fIFILE", r"\\fIVKEY", "OPTIONS: help has '--key VKEY|FILE"),
    (r"INCOMPLETE at best", "good enough", "OPTIONS: help has '--quick"),
    (r"at most 8\)", "at most 9)", "OPTIONS: help has '--threads"),
    (r"(\.SH OPTIONS\n)(\.TP\n.*\n.*\n)(\.TP\n.*\n.*\n)", r"\1\3\2", "OPTIONS: another order"),
    (r"\.SH OPTIONS\n", "", "OPTIONS: help has '--threads"),
    (r"\\fIPATH\\fR\nThe", r"\\fIFILE\\fR\nThe", "ARGUMENTS: help has 'PATH"),
    (r"\[\\fIOPTIONS\\fR\] ", "", "SYNOPSIS: help has"),
    (r"needs no secret key", "needs a secret key", "DESCRIPTION: help has"),
    (r"removed, reordered\?", "removed?", "NAME: help has"),
    (r"kept\\-checkpoint", r"kept\\checkpoint", "EXAMPLES: help has"),
    (r"\\\(aqexample", "`example", "EXAMPLES: help has"),
    (r"\.EX\n", ".EX\ncounterfoil verify --fast\n", "EXAMPLES: the page has"),
    (r"\.nh\n\.ad l\n", "", None),
]

# What the program might say one day, as lines for sed over the help that it gives for these
# arguments → what the maker of pages must say when it refuses.
REFUSED = [
    ("*", "s/^Options:$/Settings:/", "a section 'Settings:'"),
    ("*", "s/--json /--JSON /", "no option: '--JSON"),
    ("--help", "/^  version /d", "differ in these commands: version"),
    ("--help", "s/^Exit codes:/Exit statuses:/", "no exit codes"),
    ("--help", "s/^  show .*/&\\n\\nMore commands:/", "another form"),
    ("keys x list --help", "s/Options:/Options of list:/", "keys x list has a help of its own"),
    ("verify --help", "s/--html FILE  /--page FILE  /", ""),
    ("recover --help", "s/^Usage:/Call:/", "recover: the help begins with"),
    ("erase --help", "s/^  counterfoil erase .*receipt/And: &/", "erase: the help ends with"),
]


class ManPages(InAPlace):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.directory = cls.place / "man"
        made = make(PROGRAM, cls.directory, SOURCE_DATE_EPOCH="1772323200")
        assert made.returncode == 0, made.stderr.decode()
        cls.pages = {path.name: path.read_text() for path in cls.directory.iterdir()}
        cls.help = help_of()
        cls.commands = commands_of(cls.help)

    def summary(self, command):
        return on_one_line([re.search(rf"^  {command} +(.*)$", self.help, re.MULTILINE)[1]])

    def verify_differences(self, page):
        return differences("verify", self.summary("verify"), help_of("verify"), page)

    def test_each_command_has_a_page_and_nothing_else_has(self):
        self.assertGreater(len(self.commands), 15)
        names = ["counterfoil.1"] + [f"counterfoil-{command}.1" for command in self.commands]
        self.assertEqual(sorted(self.pages), sorted(names))

    def test_the_pages_say_what_help_says_and_nothing_else(self):
        self.assertEqual(program_differences(self.help, self.pages["counterfoil.1"]), [])
        for command in self.commands:
            page = self.pages[f"counterfoil-{command}.1"]
            self.assertEqual(
                differences(command, self.summary(command), help_of(command), page), [], command)

    def test_a_page_with_a_fault_is_found(self):
        good = self.pages["counterfoil-verify.1"]
        for pattern, replacement, expected in FAULTS:
            spoiled = re.sub(pattern, replacement, good, count=1)
            self.assertNotEqual(spoiled, good, pattern)
            found = self.verify_differences(spoiled)
            if expected is None:
                self.assertEqual(found, [], pattern)
            else:
                self.assertTrue([line for line in found if line.startswith(expected)],
                                f"{pattern}: {expected!r} is not in {found}")

    def test_a_page_of_the_program_with_a_fault_is_found(self):
        good = self.pages["counterfoil.1"]
        for pattern, expected in (
                (r"\.TP\n.*-hold.*\n.*\n", "COMMANDS: help has 'counterfoil-hold"),
                (r"\.TP\n\\fB130.*\n.*\n", "EXIT STATUS: help has '130"),
                (r"with its public key", "NAME: help has")):
            spoiled = re.sub(pattern, "", good, count=1)
            found = program_differences(self.help, spoiled)
            self.assertTrue([line for line in found if line.startswith(expected)], found)

    def test_help_of_a_new_form_stops_the_maker_and_a_new_option_gets_onto_its_page(self):
        program = self.place / "counterfoil"
        for arguments, change, refusal in REFUSED:
            given = "*" if arguments == "*" else f"'{arguments}'"
            program.write_text(
                f'#!/bin/sh\ncase "$*" in\n{given}) "{PROGRAM}" "$@" | sed \'{change}\' ;;\n'
                f'*) exec "{PROGRAM}" "$@" ;;\nesac\n')
            program.chmod(0o755)
            made = make(program, self.place / "other")
            if refusal:
                self.assertEqual(made.returncode, 1, change)
                self.assertIn(refusal, made.stderr.decode())
                continue
            self.assertEqual(made.returncode, 0, made.stderr.decode())
            page = (self.place / "other" / "counterfoil-verify.1").read_text()
            self.assertEqual(len(self.verify_differences(page)), 2)

    def test_every_setter_of_pages_is_content(self):
        for name in sorted(self.pages):
            setters = [("groff", "-man", "-Tutf8", "-ww", "-z", self.directory / name)]
            if shutil.which("man"):
                setters.append(("man", "--warnings", "-l", self.directory / name))
            for setter in setters:
                said = run(*setter, env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80"})
                self.assertEqual((said.returncode, said.stderr.decode()), (0, ""), setter)
        warned = run("groff", "-man", "-Tutf8", "-ww", "-z", input=b".TH A 1\n.NONE\n")
        self.assertNotEqual(warned.stderr, b"")

    def test_the_same_program_gives_the_same_pages_and_the_date_that_is_asked_for(self):
        made = make(PROGRAM, self.place / "again", SOURCE_DATE_EPOCH="1772323200", TZ="Asia/Tokyo",
                    LC_ALL="C", COLUMNS="40")
        self.assertEqual(made.returncode, 0, made.stderr.decode())
        again = {path.name: path.read_text() for path in (self.place / "again").iterdir()}
        self.assertEqual(again, self.pages)
        self.assertIn('"2026-03-01"', again["counterfoil.1"])

    def test_the_pages_name_the_directories_of_the_package(self):
        made = make(PROGRAM, self.place / "local",
                    "--data-dir", "/opt/data", "--doc-dir", "/opt/doc")
        self.assertEqual(made.returncode, 0, made.stderr.decode())
        page = (self.place / "local" / "counterfoil.1").read_text()
        self.assertIn("/opt/data/reference_verifier.py", page)
        self.assertIn("/opt/doc", page)
        self.assertNotIn("/usr/share", page)
        self.assertNotIn("@", "".join(line for line in page.split("\n") if "_DIR" in line))

    def test_what_help_names_of_the_environment_is_on_the_page_of_the_program(self):
        text = "".join(help_of(command) for command in self.commands)
        shown = entries(rendered(self.pages["counterfoil.1"])["ENVIRONMENT"], INDENT)
        names = {entry.split()[0] for entry in shown}
        self.assertLessEqual(set(re.findall(r"\$([A-Z_]{2,})", text)), names)

    def test_examples_can_be_typed(self):
        options = {command: set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", "\n".join(
            line[:30] for line in help_sections(help_of(command))["Options"])))
                   for command in self.commands}
        for command in self.commands:
            for example in help_sections(help_of(command))["Examples"]:
                # Up to where the shell ends it.
                for other, rest in re.findall(r"counterfoil ([a-z]+)([^|;&>]*)", example):
                    used = set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", rest))
                    self.assertLessEqual(used, options[other], example)


if __name__ == "__main__":
    unittest.main()
