#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The tree is the architecture: includes point strictly down the floors of floors.json.

    layering_test.py ROOT

First tests itself on planted trees, one fault each; then judges the tree at ROOT. Prints one line
a finding, and exits with 1 when there is any.

floors.json says which room is on which floor, how high a room may look in spite of its own floor
("sees_no_higher_than"), which top-level folders have no floor (their code may include any room, no
room may include theirs), and which rooms may include a third-party or system header, by the
beginning of its name: "*" is every room, an empty list none. Code without a floor may include all
of these. What is "public", a folder or a file, is for users of the library, who have its own
headers and those of the language, and no other.
"""

import json
import pathlib
import re
import sys
import tempfile
from functools import partial

TABLE = json.loads(pathlib.Path(__file__).with_name("floors.json").read_text())
ROOMS = TABLE["rooms"]
CEILINGS = TABLE["sees_no_higher_than"]
PUBLIC = TABLE["public"]
WITHOUT_FLOOR = TABLE["without_floor"]
THIRD_PARTY = TABLE["third_party"]

SUFFIXES = {".h", ".hpp", ".c", ".cc", ".cpp"}
INCLUDE = re.compile(r"\s*#\s*include\s*(.*)")
QUOTED = re.compile(r'"([^"]+)"')
ANGLED = re.compile(r"<([^>]+)>")
STANDARD = re.compile(r"[a-z][a-z0-9_]*")  # <vector>, <cstdint>: nothing else has no dot or slash.
OF_THE_LIBRARY = re.compile(r"counterfoil/\w+\.h")  # As the public headers are installed.


def room_of(path):
    """The room that a path from the root lies in, or None."""
    parts = path.split("/")
    for depth in range(1, len(parts)):
        room = "/".join(parts[:depth])
        if room in ROOMS:
            return room
    return None


def judge_own(room, target):
    """What is wrong with `room` (None: code without a floor) including our header `target`."""
    target_room = room_of(target)
    if room is None or target_room == room:
        return None
    if target_room is None:
        return f"{target} is in no room"
    if ROOMS[target_room] > ROOMS[room]:
        return f"{target} is up"
    if ROOMS[target_room] == ROOMS[room]:
        return f"{target} is sideways"
    if ROOMS[target_room] > CEILINGS.get(room, ROOMS[room]):
        return f"{target} is higher than {room} may look"
    return None


def judge_third_party(room, header):
    if STANDARD.fullmatch(header):
        return None
    names = [name for name in THIRD_PARTY if header.startswith(name)]
    if not names:
        return f"<{header}> is not in the table"
    rooms = THIRD_PARTY[max(names, key=len)]
    if room is None or "*" in rooms or room in rooms:
        return None
    return f"<{header}> is outside its room"


def is_public(name):
    return any(name == place or name.startswith(f"{place}/") for place in PUBLIC)


def judge_public(what):
    angled = ANGLED.match(what)
    if angled and (STANDARD.fullmatch(angled[1]) or OF_THE_LIBRARY.fullmatch(angled[1])):
        return None
    return f"{what} is no public header"


def judge_include(root, room, what):
    quoted = QUOTED.match(what)
    if quoted:
        target = quoted[1]
        # CMake makes version.h from version.h.in.
        there = (root / target).is_file() or (root / (target + ".in")).is_file()
        if ".." in target.split("/") or not there or "/" not in target:
            return f'"{target}" is not a full path from the root'
        return judge_own(room, target)
    angled = ANGLED.match(what)
    if angled:
        if (root / angled[1]).is_file():
            return f"<{angled[1]}> is ours and belongs in quotes"
        return judge_third_party(room, angled[1])
    return f"cannot read the include {what!r}"


def folders(directory):
    return sorted(
        entry.name
        for entry in directory.iterdir()
        if entry.is_dir() and not entry.name.startswith((".", "__")) and entry.name != "build"
    )


def judge_tree(root):
    findings = []
    for name in folders(root):
        if name != "ledger" and name not in ROOMS and name not in WITHOUT_FLOOR:
            findings.append(f"{name}: a top-level folder that is not in the table")
    for name in folders(root / "ledger"):
        if f"ledger/{name}" not in ROOMS:
            findings.append(f"ledger/{name}: a room that is not in the table")

    sources = 0
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix not in SUFFIXES or name.startswith(("build/", ".")) or not path.is_file():
            continue
        sources += 1
        room = room_of(name)
        if room is None and name.split("/")[0] not in WITHOUT_FLOOR:
            findings.append(f"{name}: code outside every room")
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            include = INCLUDE.match(line)
            judge = judge_public if is_public(name) else partial(judge_include, root, room)
            problem = include and judge(include[1])
            if problem:
                findings.append(f"{name}:{number}: {problem}")
    if sources == 0:
        findings.append(f"{root}: no source file at all")
    return findings


# What is planted (one file with one line, in a tree that is otherwise good) → what must be found.
# An empty text: nothing.
FAULTS = [
    ("ledger/store/a.cpp", "#include <vector>", ""),
    ("ledger/store/a.cpp", '#include "ledger/base/b.h"', ""),
    ("ledger/store/a.cpp", '#include "ledger/store/b.h"', ""),
    ("ledger/store/a.cpp", '#include "verifier/b.h"', ""),
    ("ledger/store/deep/a.cpp", '#include "ledger/crypto/b.h"', ""),
    ("ledger/crypto/a.cpp", "#include <openssl/evp.h>", ""),
    ("ledger/notes/a.cpp", "#include <fmt/format.h>", ""),
    ("gui/a.cpp", "#include <QString>", ""),
    ("gui/a.cpp", '#include "ledger/reader/b.h"', ""),
    ("tests/store/a.cpp", "#include <gtest/gtest.h>", ""),
    ("tests/store/a.cpp", '#include "tests/support/b.h"', ""),
    ("tests/store/a.cpp", "#include <sys/mman.h>", ""),
    ("ledger/merkle/a.cpp", '// #include "cli/b.h"', ""),
    ("build/core/generated/a.cpp", '#include "b.h"', ""),
    ("ledger/api/a.cpp", '#include "ledger/admin/b.h"', ""),
    ("ledger/api/a.cpp", "#include <counterfoil/a.h>", ""),
    ("ledger/api/include/counterfoil/a.h", "#include <counterfoil/b.h>", ""),
    ("ledger/api/include/counterfoil/a.h", "#include <vector>", ""),
    ("ledger/base/a.h", '#include "ledger/crypto/b.h"', "ledger/crypto/b.h is up"),
    ("ledger/merkle/a.cpp", '#include "ledger/keys/b.h"', "ledger/keys/b.h is up"),
    ("ledger/merkle/a.cpp", '  #  include "cli/b.h"  // why', "cli/b.h is up"),
    ("ledger/crypto/a.cpp", '#include "ledger/format/b.h"', "ledger/format/b.h is sideways"),
    ("ledger/store/a.cpp", '#include "ledger/publish/b.h"', "ledger/publish/b.h is sideways"),
    ("verifier/a.cpp", '#include "ledger/store/b.h"', "ledger/store/b.h is up"),
    ("verifier/a.cpp", '#include "ledger/reader/b.h"', "ledger/reader/b.h is up"),
    ("verifier/a.cpp", '#include "ledger/keys/b.h"', "ledger/keys/b.h is sideways"),
    ("gui/a.cpp", '#include "ledger/store/b.h"', "ledger/store/b.h is higher than gui may look"),
    ("gui/a.cpp", '#include "ledger/admin/b.h"', "ledger/admin/b.h is higher than gui may look"),
    ("cli/a.cpp", '#include "ledger/api/b.h"', "ledger/api/b.h is sideways"),
    ("cli/a.cpp", "#include <counterfoil/a.h>", "<counterfoil/a.h> is outside its room"),
    ("ledger/api/include/counterfoil/a.h", '#include "ledger/base/b.h"', "is no public header"),
    ("ledger/api/include/counterfoil/a.h", '#include "ledger/api/b.h"', "is no public header"),
    ("ledger/base/bytes.h", '#include "ledger/base/b.h"', "is no public header"),
    ("ledger/api/example/a.cpp", "#include <fmt/format.h>", "is no public header"),
    ("ledger/store/a.cpp", '#include "tests/support/b.h"', "tests/support/b.h is in no room"),
    ("cli/a.cpp", '#include "schemas/b.h"', "schemas/b.h is in no room"),
    ("cli/a.cpp", '#include "packaging/b.h"', "packaging/b.h is in no room"),
    ("ledger/store/a.cpp", '#include "b.h"', '"b.h" is not a full path'),
    ("ledger/store/a.cpp", '#include "store/b.h"', '"store/b.h" is not a full path'),
    ("ledger/store/a.cpp", '#include "../keys/b.h"', '"../keys/b.h" is not a full path'),
    ("ledger/store/a.cpp", '#include "ledger/keys/gone.h"', "is not a full path"),
    ("tests/store/a.cpp", '#include "b.h"', '"b.h" is not a full path'),
    ("ledger/store/a.cpp", "#include <ledger/keys/b.h>", "belongs in quotes"),
    ("ledger/store/a.cpp", "#include <openssl/evp.h>", "<openssl/evp.h> is outside its room"),
    ("ledger/platform/a.cpp", "#include <sodium.h>", "<sodium.h> is outside its room"),
    ("ledger/merkle/a.cpp", "#include <isa-l/crc.h>", "<isa-l/crc.h> is outside its room"),
    ("ledger/index/a.cpp", "#include <sqlite3.h>", "<sqlite3.h> is outside its room"),
    ("ledger/intake/a.cpp", "#include <zlib.h>", "<zlib.h> is outside its room"),
    ("cli/a.cpp", "#include <unistd.h>", "<unistd.h> is outside its room"),
    ("ledger/store/a.cpp", "#include <sys/mman.h>", "<sys/mman.h> is outside its room"),
    ("ledger/store/a.cpp", "#include <nlohmann/json.hpp>", "is outside its room"),
    ("verifier/a.cpp", "#include <CLI/CLI.hpp>", "<CLI/CLI.hpp> is outside its room"),
    ("cli/a.cpp", "#include <QString>", "<QString> is outside its room"),
    ("cli/a.cpp", "#include <gtest/gtest.h>", "<gtest/gtest.h> is outside its room"),
    ("ledger/platform/a.cpp", "#include <boost/asio.hpp>", "<boost/asio.hpp> is not in the table"),
    ("cli/a.cpp", "#include <curl/curl.h>", "<curl/curl.h> is not in the table"),
    ("cli/a.cpp", "#include HEADER", "cannot read the include"),
    ("ledger/cache/a.txt", "", "ledger/cache: a room that is not in the table"),
    ("extras/a.txt", "", "extras: a top-level folder that is not in the table"),
    ("ledger/a.cpp", "", "ledger/a.cpp: code outside every room"),
    ("a.cpp", "", "a.cpp: code outside every room"),
]


def judge_planted(file, line):
    with tempfile.TemporaryDirectory() as directory:
        root = pathlib.Path(directory)
        good = [f"{room}/b.h" for room in ROOMS]
        good += ["tests/support/b.h", "schemas/b.h", "packaging/b.h"]
        for name, text in [*((name, "") for name in good), (file, line + "\n")]:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        return judge_tree(root)


def test_itself():
    failures = []
    for file, line, expected in FAULTS:
        findings = judge_planted(file, line)
        good = len(findings) == 1 and expected in findings[0] if expected else not findings
        if not good:
            failures.append(f"self-test: {file}: {line}: expected {expected!r}, found {findings}")
    return failures


def main():
    failures = test_itself() + judge_tree(pathlib.Path(sys.argv[1]).resolve())
    print("\n".join(failures) if failures else f"{len(FAULTS)} planted cases judged right; "
          "every include of the tree points down.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
