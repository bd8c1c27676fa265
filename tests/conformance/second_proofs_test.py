#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the second verifier says of proofs: of right ones, and of all that can be wrong with them.

    second_proofs_test.py [COUNTERFOIL]

With the path of the program, `counterfoil verify` must say the same of every single one.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import pathlib
import unittest

from bundle_cases import LEDGER, OTHER_LEDGER, SIZE
from bundle_forge import hash_line, pack
from second_bundles_test import load_second

F, U, T, I, V, IO = "FAILED", "UNSUPPORTED", "UNTRUSTED", "INCOMPLETE", "VERIFIED", "IO_ERROR"
EXIT_CODES = {F: 1, U: 6, IO: 5, T: 4, I: 3, V: 0}
PROGRAM = None
INDEX = 5
FIRST_LINE = b"c2sp.org/tlog-proof@v1\n"


def proof(index=INDEX, hashes=None, note=None, extra=None, size=SIZE):
    if hashes is None:
        hashes = LEDGER.tree.inclusion(index, 0, size)
    return (FIRST_LINE + (b"extra %s\n" % extra if extra is not None else b"")
            + b"index %d\n%s\n%s" % (index, b"".join(map(hash_line, hashes)),
                                     note or LEDGER.note(size)))


def signed(text, key=None):
    """A note of this text, signed by the newest epoch's key or another."""
    return text + b"\n" + LEDGER.line(key or LEDGER.epochs[LEDGER.epoch_of(SIZE)].key, text)


def text_of(size, root=bytes(32), origin=None):
    return b"%s\n%d\n%s\n" % (origin or LEDGER.origin, size, base64.b64encode(root))


class Proofs(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix="counterfoil-proofs-")
        self.addCleanup(place.cleanup)
        self.place, self.second = pathlib.Path(place.name), load_second()
        self.entry = LEDGER.records[INDEX].entry
        self.evidence, self.pin = pack(LEDGER.checkpoint_files()), LEDGER.pin()

    def lay(self, name, data):
        file = self.place / name
        if data is None:
            file.unlink(missing_ok=True)
            return None
        file.write_bytes(data)
        return str(file)

    def judge(self, what, verdict, path, pin, evidence, entry=None, notes=()):
        """Both verifiers say this, of files that are given by their bytes."""
        files = {name: self.lay(name, data) for name, data in (
            ("proof", path), ("pin", pin), ("evidence", evidence), ("entry", entry),
            *zip(("old", "new"), notes))}
        key = self.second.Key.find(files["pin"]) if pin else None
        if notes:
            report = self.second.judge_consistency(files["proof"], files["old"], files["new"], key,
                                                   files["evidence"])
        else:
            report = self.second.judge_record_proof(files["proof"], key, files["evidence"],
                                                    files["entry"])
        found = [finding.kind for finding in report.findings]
        with self.subTest(what):
            self.assertEqual(report.verdict(), verdict, found)
            if PROGRAM:
                self.compare(files, report, verdict, notes)

    def compare(self, files, report, verdict, notes):
        options = [part for name, option in (("pin", "--key"), ("evidence", "--evidence"),
                                             ("entry", "--entry"))
                   if files[name] for part in (option, files[name])]
        if notes:
            options += ["--consistency", files["old"], files["new"]]
        done = subprocess.run(
            [PROGRAM, "verify", files["proof"], "--json", "--trust-dir", self.place / "nobody",
             *options], capture_output=True, env={"HOME": str(self.place), "PATH": "/usr/bin:/bin"})
        first = json.loads(done.stdout)
        self.assertEqual((first["verdict"], done.returncode), (verdict, EXIT_CODES[verdict]),
                         first["findings"])
        if verdict == V:
            same = ("kind", "origin", "identity", "ledger_id", "tree_size", "root", "first_record",
                    "records_verified", "event_records", "old_size")
            second = report.as_json()
            self.assertEqual({name: first[name] for name in same},
                             {name: second[name] for name in same})

    def test_records(self):
        path = LEDGER.tree.inclusion(INDEX, 0, SIZE)
        root = LEDGER.tree.root(0, SIZE)
        crlf = proof().replace(b"\nindex 5\n", b"\nindex 5\r\n")
        cases = {
            "right": (proof(), V), "with extra data": (proof(extra=b"AQID"), V),
            "with empty extra data": (proof(extra=b""), V),
            "with sloppy extra data": (proof(extra=b"AQIE=="), F),
            "under an earlier checkpoint": (proof(size=SIZE - 1), V),
            "with the identity's line": (proof(note=LEDGER.note(SIZE, True)), V),
            "a node missing": (proof(hashes=path[:-1]), F), "no node": (proof(hashes=[]), F),
            "a node more": (proof(hashes=path + path[:1]), F),
            "65 nodes": (proof(hashes=path[:1] * 65), F),
            "nodes exchanged": (proof(hashes=[path[1], path[0], *path[2:]]), F),
            "a node changed": (proof(hashes=[bytes(32), *path[1:]]), F),
            "the size for an index": (proof(SIZE, hashes=path), F),
            "an index beyond 64 bits": (proof(2**64, hashes=path), F),
            "another index": (proof(INDEX ^ 1, hashes=path), F),
            "an index with a zero": (proof().replace(b"index ", b"index 0"), F),
            "another checkpoint": (proof(note=LEDGER.note(SIZE - 1)), F),
            "another root": (proof(note=signed(text_of(SIZE))), F),
            "another origin": (proof(note=signed(text_of(SIZE, root, b"else.example/log"))), F),
            "a stranger's key": (proof(note=signed(text_of(SIZE, root), LEDGER.identity)), F),
            "no records": (proof(0, [], signed(text_of(0))), F),
            "no origin": (proof(note=signed(text_of(SIZE, root, b"a b"))), F),
            "CRLF": (crlf, F), "cut off": (proof()[:-1], F), "more behind": (proof() + b"\n", F),
        }
        for what, (data, verdict) in cases.items():
            self.judge(what, verdict, data, self.pin, self.evidence, self.entry)

    def test_entries(self):
        entry = self.entry
        for what, data, verdict in (
                ("changed", entry[:130] + b"\0" + entry[131:], F), ("short", entry[:-1], F),
                ("long", entry + b"\0", F), ("of version 2", b"\2" + entry[1:], U),
                ("of version 0", b"\0" + entry[1:], F), ("none", None, I), ("empty", b"", F),
                ("another record's", LEDGER.records[INDEX + 1].entry, F),
                ("another ledger's", OTHER_LEDGER.records[INDEX].entry, F)):
            self.judge(what, verdict, proof(), self.pin, self.evidence, data)
            self.judge(what + ", no evidence", F if verdict == F else U if verdict == U else I,
                       proof(), self.pin, None, data)

    def test_evidence_and_keys(self):
        late = pack(LEDGER.checkpoint_files(SIZE - 1))
        for what, pin, evidence, verdict in (
                ("records", self.pin, pack(LEDGER.files(INDEX, 1)), V),
                ("a range", self.pin, pack(LEDGER.range_files(2, 4)), V),
                ("of a smaller size", self.pin, late, I), ("none", self.pin, None, I),
                ("no key", None, self.evidence, T), ("nothing", None, None, T),
                ("no key, of a smaller size", None, late, T),
                ("another key", OTHER_LEDGER.pin(), self.evidence, F),
                ("another genesis", LEDGER.pin(bytes(32)), self.evidence, F),
                ("a vkey", LEDGER.vkey() + b"\n", self.evidence, V),
                ("changed", self.pin, self.evidence.replace(b"epochs/0", b"epochs/1", 1), F),
                ("cut off behind the checkpoint", self.pin, self.evidence[:-1024], V),
                ("of a later version", self.pin,
                 self.evidence.replace(b'version": 1', b'version": 2', 1), U)):
            self.judge(what, verdict, proof(), pin, evidence, self.entry)

    def test_every_record(self):
        for index in range(SIZE):
            self.judge(f"record {index}", V, proof(index), self.pin, self.evidence,
                       LEDGER.records[index].entry)

    def test_consistency(self):
        def path(old, new):
            return b"".join(map(hash_line, LEDGER.tree.consistency(old, 0, new)))

        for old in (1, 2, 3, 4, 5, SIZE - 1, SIZE):
            for new in (1, 2, 3, 4, 5, SIZE - 1, SIZE):
                if old <= new:
                    self.judge(f"{old} to {new}", V, path(old, new), self.pin, self.evidence,
                               notes=(LEDGER.note(old), LEDGER.note(new)))
        old, new, right = LEDGER.note(5), LEDGER.note(SIZE), path(5, SIZE)
        one = hash_line(bytes(32))
        for what, data, notes, verdict in (
                ("exchanged", right, (new, old), F), ("empty", b"", (old, new), F),
                ("a node more", right + one, (old, new), F), ("no LF", right[:-1], (old, new), F),
                ("no hashes", b"hello\n", (old, new), F), ("66 nodes", one * 66, (old, new), F),
                ("an empty line", b"\n", (old, new), F),
                ("another pair", path(4, SIZE), (old, new), F),
                ("another old root", right, (signed(text_of(5)), new), F),
                ("another new root", right, (old, signed(text_of(SIZE))), F),
                ("two stories of one size", b"", (signed(text_of(SIZE)),) * 2, F),
                ("two ledgers", b"", (new, signed(text_of(SIZE, origin=b"x.example/y"))), F),
                ("a note that is none", right, (old, b"hello\n"), F)):
            self.judge(what, verdict, data, self.pin, self.evidence, notes=notes)
        late = pack(LEDGER.checkpoint_files(SIZE - 1))
        self.judge("late", I, right, self.pin, late, notes=(old, new))
        self.judge("no evidence", I, right, self.pin, None, notes=(old, new))
        self.judge("nothing", T, right, None, None, notes=(old, new))

    def test_the_command_line(self):
        paths = [self.lay(name, data) for name, data in (
            ("proof", proof()), ("entry", self.entry), ("evidence", self.evidence),
            ("pin", self.pin))]
        done = subprocess.run(
            ["/usr/bin/python3", self.second.__file__, paths[0], "--entry", paths[1], "--evidence",
             paths[2], "--key", paths[3]], capture_output=True)
        self.assertEqual((done.returncode, done.stdout[:9]), (0, b"VERIFIED:"))
        missing = self.second.judge_record_proof(str(self.place / "none"), None)
        self.assertEqual(missing.verdict(), IO)


if __name__ == "__main__":
    if len(sys.argv) > 1 and os.path.isfile(sys.argv[1]):
        PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
