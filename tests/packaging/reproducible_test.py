# SPDX-License-Identifier: Apache-2.0
"""What two builds must not differ in: what a source asks of the clock or the machine, and whether a
difference between packages is found. The builds themselves are scripts/check-reproducible."""

import gzip
import io
import json
import lzma
import os
import pathlib
import re
import shutil
import tarfile
import tempfile
import unittest

from program import run

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["COUNTERFOIL_BUILD"])
COMPARE = ROOT / "scripts" / "compare-packages"
ROOMS = ("cli", "gui", "ledger", "verifier", "tests/bench")

# In a source: the time and place of the compilation. What it was compiled with (__VERSION__) is a
# version that the package was built with, and may be told.
IN_SOURCES = re.compile(r"\b(__DATE__|__TIME__|__TIMESTAMP__|__FILE__)\b|std::source_location")
# For the compiler: what depends on the machine that it runs on, or on chance.
FOR_COMPILERS = re.compile(r"-m(?:arch|tune|cpu)=native|-frandom-seed|-fprofile-(?:use|generate)")


def matches(pattern, text):
    return [match[0] for match in pattern.finditer(text)]


def tar(members, packed=lzma.compress):
    """A tar archive of (name, content, facts of the member that are not as always)."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, content, facts in members:
            member = tarfile.TarInfo(name)
            member.size, member.mtime, member.mode = len(content), 1772323200, 0o644
            for fact, value in facts.items():
                setattr(member, fact, value)
            archive.addfile(member, io.BytesIO(content))
    return packed(made.getvalue())


def deb(data, control=b"Package: a\n", mtime=1772323200):
    made = b"!<arch>\n"
    for name, content in (("debian-binary", b"2.0\n"),
                          ("control.tar.xz", tar([("./control", control, {})])),
                          ("data.tar.xz", data)):
        made += f"{name:16}{mtime:<12}{0:<6}{0:<6}{100644:<8}{len(content):<10}`\n".encode()
        made += content + b"\n" * (len(content) % 2)
    return made


PROGRAM = ("./usr/bin/a", b"\x7fELF\0\xff one", {})
NOTES = ("./usr/share/doc/a/notes", b"first\nsecond\n", {})
GOOD = deb(tar([PROGRAM, NOTES]))

# What the second build gave instead → what is said of it.
DIFFERENCES = [
    (deb(tar([("./usr/bin/a", b"\x7fELF\0\xff two", {}), NOTES])),
     "a.deb/data.tar.xz/./usr/bin/a: 10 and 10 bytes, which differ first at byte 7"),
    (deb(tar([PROGRAM, ("./usr/share/doc/a/notes", b"first\nthird\n", {})])),
     "a.deb/data.tar.xz/./usr/share/doc/a/notes: -second"),
    (deb(tar([PROGRAM, (*NOTES[:2], {"mtime": 1772323201})])),
     "notes: mtime is 1772323200 and 1772323201"),
    (deb(tar([PROGRAM, (*NOTES[:2], {"mode": 0o600})])), "notes: mode is 0o644 and 0o600"),
    (deb(tar([PROGRAM, (*NOTES[:2], {"uname": "me"})])), "notes: owner is"),
    (deb(tar([PROGRAM])), "notes: only in the first"),
    (deb(tar([PROGRAM, NOTES, ("./new", b"", {})])), "a.deb/data.tar.xz/./new: only in the second"),
    (deb(tar([NOTES, PROGRAM])), "a.deb/data.tar.xz: the same members in another order"),
    (deb(tar([PROGRAM, NOTES], lambda data: lzma.compress(data, preset=1))),
     "a.deb/data.tar.xz: the same members, packed in another way"),
    (deb(tar([PROGRAM, NOTES]), control=b"Package: b\n"), "a.deb/control.tar.xz/./control: -Package: a"),
    (deb(tar([PROGRAM, NOTES]), mtime=1772323201), "a.deb/debian-binary: mtime is"),
    (b"nothing of the kind", "a.deb: "),
]


class Reproducible(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix="counterfoil-compare-")
        self.addCleanup(place.cleanup)
        self.first, self.second = (pathlib.Path(place.name) / name for name in ("first", "second"))
        self.first.mkdir()
        self.second.mkdir()

    def compare(self, *more):
        compared = run(COMPARE, *more, self.first, self.second)
        self.assertEqual(compared.stderr.decode(), "" if compared.returncode < 2 else
                         "compare-packages: no package in either directory\n")
        return compared.returncode, compared.stdout.decode()

    def test_no_source_asks_when_or_where_it_is_compiled(self):
        sources = [path for room in ROOMS for path in (ROOT / room).rglob("*")
                   if path.suffix in (".cpp", ".h", ".c", ".in")]
        self.assertGreater(len(sources), 400)
        for path in sources:
            self.assertEqual(matches(IN_SOURCES, path.read_text()), [], path)
        for planted in ("f(__DATE__)", "__TIME__", 'say("at " __TIMESTAMP__)', "f(__FILE__, 1)",
                        "std::source_location::current()"):
            self.assertEqual(len(matches(IN_SOURCES, planted)), 1, planted)
        self.assertEqual(matches(IN_SOURCES, "__VERSION__ MY__DATE__ DATE"), [])

    def test_nothing_is_compiled_for_the_machine_that_compiles(self):
        commands = json.loads((BUILD / "compile_commands.json").read_text())
        self.assertGreater(len(commands), 200)
        for command in commands:
            self.assertEqual(matches(FOR_COMPILERS, command["command"]), [], command["file"])
        texts = [path for pattern in ("CMakeLists.txt", "*.cmake", "CMakePresets.json", "rules")
                 for folder in (ROOT / "cmake", ROOT / "packaging", *(ROOT / room for room in ROOMS))
                 for path in folder.rglob(pattern)]
        self.assertGreater(len(texts), 15)
        for path in (ROOT / "CMakeLists.txt", ROOT / "CMakePresets.json", *texts):
            self.assertEqual(matches(FOR_COMPILERS, path.read_text()), [], path)
        for planted in ("-O2 -march=native", "-mtune=native", "-mcpu=native", "-fprofile-use=x"):
            self.assertEqual(len(matches(FOR_COMPILERS, planted)), 1, planted)

    def test_packages_that_are_the_same_are_said_to_be(self):
        for side in (self.first, self.second):
            (side / "a.deb").write_bytes(GOOD)
            (side / "a.dsc").write_text("Format: 3.0 (quilt)\n")
            (side / "a.buildinfo").write_text(str(side))  # Tells of the build, and is not compared.
        code, said = self.compare()
        self.assertEqual(code, 0, said)
        self.assertIn("2 of 2 files are the same, bit for bit", said)
        self.assertRegex(said, r"(?m)^same +[0-9a-f]{64}  a\.deb$")

    def test_each_difference_is_found_and_explained(self):
        (self.first / "a.deb").write_bytes(GOOD)
        for changed, expected in DIFFERENCES:
            self.assertNotEqual(changed, GOOD, expected)
            (self.second / "a.deb").write_bytes(changed)
            code, said = self.compare("--by-members")
            self.assertEqual(code, 1, said)
            self.assertIn(expected, said)
            self.assertIn("0 of 1 files are the same", said)

    def test_whoever_explains_a_difference_is_a_difference(self):
        (self.first / "a.deb").write_bytes(GOOD)
        (self.second / "a.deb").write_bytes(DIFFERENCES[0][0])
        code, said = self.compare()
        self.assertEqual(code, 1, said)
        self.assertIn("usr/bin/a", said)

    def test_archives_of_sources_and_what_is_no_archive_are_compared(self):
        for name, good, bad, expected in (
                ("a.orig.tar.xz", tar([NOTES]), tar([PROGRAM]), "only in the first"),
                ("a.debian.tar.gz", tar([NOTES], lambda data: gzip.compress(data, mtime=0)),
                 tar([NOTES], lambda data: gzip.compress(data, mtime=1)), "packed in another way"),
                ("a.dsc", b"Files:\n one\n", b"Files:\n two\n", "- one"),
                ("a.rpm", b"\xed\xab\xee\xdb\0", b"\xed\xab\xee\xdb\1", "differ first at byte 4")):
            (self.first / name).write_bytes(good)
            (self.second / name).write_bytes(bad)
            code, said = self.compare("--by-members")
            self.assertEqual(code, 1, said)
            self.assertIn(expected, said)
            (self.second / name).write_bytes(good)

    def test_what_is_on_one_side_only_or_nowhere_is_no_success(self):
        self.assertEqual(self.compare(), (2, ""))
        for side in (self.first, self.second):
            (side / "a.deb").write_bytes(GOOD)
        (self.second / "a-dbgsym.deb").write_bytes(GOOD)
        code, said = self.compare()
        self.assertEqual(code, 1)
        self.assertIn(f"MISSING    a-dbgsym.deb: only in {self.second}", said)


@unittest.skipUnless(shutil.which("git"), "a checkout is made with git")
class TwoBuilds(unittest.TestCase):
    """scripts/check-reproducible, with a script in the place of build-packages."""

    BUILD = ("d=$(mktemp -d); cd \"$d\"; {make}\n"
             "tar --mtime=@0 --owner=0 --group=0 --mode=644 -cf - ./* | gzip -n >\"$1/a.tar.gz\"\n")

    def check(self, make):
        place = tempfile.TemporaryDirectory(prefix="counterfoil-two-builds-")
        self.addCleanup(place.cleanup)
        checkout = pathlib.Path(place.name) / "checkout"
        (checkout / "scripts").mkdir(parents=True)
        for name, text in (("install-dependencies", ""), ("build-packages", self.BUILD.format(make=make))):
            (checkout / "scripts" / name).write_text(f"#!/bin/bash\nset -e\n{text}")
            (checkout / "scripts" / name).chmod(0o755)
        for name in ("check-reproducible", "compare-packages"):
            shutil.copy(ROOT / "scripts" / name, checkout / "scripts" / name)
        for command in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "one")):
            done = run("git", "-c", "user.name=a", "-c", "user.email=a@example.org", *command, cwd=checkout)
            self.assertEqual(done.returncode, 0, done.stderr.decode())
        output = pathlib.Path(place.name) / "output"
        checked = run(checkout / "scripts" / "check-reproducible", output, cwd="/",
                      env={"PATH": os.environ["PATH"], "JOBS": "1 2", "HOME": place.name})
        return checked.returncode, checked.stdout.decode(), checked.stderr.decode()

    def test_a_build_that_depends_on_nothing_around_it_passes(self):
        code, said, talk = self.check("echo one >a; echo two >b")
        self.assertEqual(code, 0, talk + said)
        self.assertIn("1 of 1 files are the same, bit for bit", said)
        self.assertRegex(said, r"(?m)^time zone +Etc/GMT\+12 +Pacific/Kiritimati$")

    def test_a_build_that_depends_on_what_is_around_it_is_found(self):
        for fact in ("$PWD", "$HOME", "$TZ", "$JOBS", "$LOGNAME", "$LC_ALL", "$(date +%F)"):
            code, said, talk = self.check(f'echo "{fact}" >a')
            if fact == "$(date +%F)" and "Left as it is: the clock" in said:
                continue
            self.assertEqual(code, 1, talk + said)
            self.assertIn("DIFFERENT", said, fact)

    def test_a_build_that_fails_is_no_success(self):
        code, said, talk = self.check("echo the reason; false")
        self.assertEqual((code, said), (1, ""))
        self.assertIn("the reason\ncheck-reproducible: the first build failed", talk)


if __name__ == "__main__":
    unittest.main()
