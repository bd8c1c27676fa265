#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the two verifiers say of tile trees: of right ones, and of all that can be wrong with one.

    second_tiles_test.py COUNTERFOIL

SECOND_TILES_FLIPS says how many random bits are tried in each file (default 12).
"""

import importlib.util
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
SECOND = PROJECT / "schemas" / "reference_verifier.py"
PROGRAM = None
FLIPS = int(os.environ.get("SECOND_TILES_FLIPS", "12"))
F, U, T, I, E, V = ("FAILED", "UNSUPPORTED", "UNTRUSTED", "INCOMPLETE", "VERIFIED_WITH_EVENTS",
                    "VERIFIED")


def load_second():
    specification = importlib.util.spec_from_file_location("reference_verifier", SECOND)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


class Tiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        place = tempfile.TemporaryDirectory(prefix="counterfoil-tiles-")
        cls.addClassCleanup(place.cleanup)
        cls.home, cls.second = pathlib.Path(place.name), load_second()
        cls.compared = 0
        cls.environment = {"HOME": str(cls.home), "XDG_STATE_HOME": str(cls.home / "state"),
                           "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        cls.tree, cls.younger = cls.home / "tree", cls.home / "younger"
        cls.pin = cls.make_ledger("ledger")
        # In one epoch, across its end, and a checkpoint behind that; partial tiles of all remain.
        cls.write("ledger", 530)
        cls.run_program("export", "ledger", "--tiles", cls.tree)
        cls.old = cls.home / "old"
        shutil.copytree(cls.tree, cls.old)
        cls.run_program("keys", "ledger", "rotate-epoch")
        cls.write("ledger", 40)
        cls.run_program("export", "ledger", "--tiles", cls.tree)
        cls.write("ledger", 7)
        cls.run_program("export", "ledger", "--tiles", cls.younger)
        cls.other_pin = cls.make_ledger("other")
        cls.run_program("export", "other", "--tiles", cls.home / "other-tree")

    @classmethod
    def run_program(cls, *arguments, given=b"", code=0):
        done = subprocess.run([PROGRAM, *map(str, arguments)], input=given, capture_output=True,
                              cwd=cls.home, env=cls.environment, timeout=120)
        assert done.returncode == code, done.stderr.decode()
        return done.stdout

    @classmethod
    def make_ledger(cls, name):
        made = json.loads(cls.run_program("init", name, "--origin", f"example.org/{name}", "--json"))
        pin = cls.home / f"{name}.pin"
        pin.write_text(f"counterfoil-pin v1\n{made['vkey']}\n{made['genesis_leaf_hash']}\n")
        return pin

    @classmethod
    def write(cls, name, count):
        lines = b"".join(b"line %d\n" % number for number in range(count))
        cls.run_program("import", name, "-", "--format", "lines", given=lines)

    def setUp(self):
        self.spoiled = self.home / "spoiled"
        self.restore()

    def restore(self, tree=None):
        shutil.rmtree(self.spoiled, ignore_errors=True)
        shutil.copytree(tree or self.tree, self.spoiled)

    def judge(self, expected, what="", key="pin"):
        """Both say so, with the same first finding."""
        pin = {"pin": self.pin, "other": self.other_pin, "none": None}.get(key, key)
        report = self.second.judge(str(self.spoiled),
                                   self.second.Key.find(str(pin)) if pin else None)
        arguments = [PROGRAM, "verify", self.spoiled, "--json", "-q", "--trust-dir", self.home / "nobody"]
        arguments += ["--key", pin] if pin else []
        first = json.loads(subprocess.run(list(map(str, arguments)), capture_output=True,
                                          env=self.environment, timeout=120).stdout)
        type(self).compared += 1
        first_kinds = [each["kind"] for each in first["findings"]]
        second_kinds = [each.kind for each in report.findings]
        self.assertEqual(report.verdict(), first["verdict"], f"{what}: {first_kinds} {second_kinds}")
        if expected is not None:
            self.assertIn(first["verdict"], expected, f"{what}: {first_kinds}")
        return first, report

    def files(self):
        return sorted(path for path in self.spoiled.rglob("*") if path.is_file())

    def needed(self):
        """The files that the tree cannot be without; partial tiles of earlier sizes lie beside."""
        size = int((self.spoiled / "checkpoint").read_text().splitlines()[1])
        names = ["checkpoint"]
        for number in range(size // 256):
            names += [f"tile/0/{number:03}", f"tile/entries/{number:03}"]
        names += [f"tile/0/{size // 256:03}.p/{size % 256}",
                  f"tile/entries/{size // 256:03}.p/{size % 256}", f"tile/1/000.p/{size // 256}"]
        return [self.spoiled / name for name in names]

    def test_right_ones(self):
        first, second = self.judge([V], "the tree")
        for name in ("kind", "ledger_id", "origin", "identity", "tree_size", "root",
                     "records_verified", "event_records", "first_record"):
            self.assertEqual(first[name], second.facts[name], name)
        self.judge([T], "nobody's", key="none")
        self.judge([F], "another's", key="other")
        vkey = self.home / "vkey"
        vkey.write_text(self.pin.read_text().splitlines()[1] + "\n")
        self.judge([V], "by its key alone", key=vkey)
        (self.spoiled / "evidence.tar").unlink()
        self.judge([I], "without evidence")
        self.judge([I], "without evidence, by its key alone", key=vkey)
        self.judge([T], "without evidence or key", key="none")
        self.judge([F], "without evidence, another's", key="other")
        for tree in (self.old, self.younger):
            self.restore(tree)
            self.judge([V], tree)

    def test_batches(self):
        given = b"".join(b"%s\t%s\n" % (os.fsencode(tree), os.fsencode(self.pin))
                         for tree in (self.tree, self.home / "other-tree", self.home / "ledger"))
        done = subprocess.run(["/usr/bin/python3", SECOND, "--batch", "-"], input=given,
                              capture_output=True, timeout=120)
        self.assertEqual([line.split(b"\t")[0].decode() for line in done.stdout.splitlines()],
                         [V, F, V], done.stderr.decode())

    def test_mixed_ones(self):
        """As a copy that was made while an export went on, or put together by somebody."""
        trees = {"old": self.old, "tree": self.tree, "younger": self.younger,
                 "other": self.home / "other-tree"}
        for name, tree in trees.items():
            for file in ("evidence.tar", "checkpoint"):
                self.restore()
                shutil.copy(tree / file, self.spoiled / file)
                expected = None if name in ("old", "younger") else [V if name == "tree" else F]
                self.judge(expected, f"{file} of {name}")
        self.restore()
        shutil.copy(self.old / "evidence.tar", self.spoiled / "evidence.tar")
        self.judge([I], "evidence that ends too early")
        self.restore()
        shutil.copy(self.younger / "evidence.tar", self.spoiled / "evidence.tar")
        self.judge([V], "evidence of a later checkpoint")
        # What an export left that was stopped before its checkpoint.
        self.restore(self.younger)
        shutil.copytree(self.tree, self.spoiled, dirs_exist_ok=True)
        shutil.copy(self.younger / "evidence.tar", self.spoiled / "evidence.tar")
        self.judge([E], "with tiles behind the checkpoint")

    def test_spoiled_bits(self):
        source = random.Random(5)
        for path in self.files():
            right = path.read_bytes()
            if path.name == "lock":
                continue
            for _ in range(FLIPS):
                wrong, at = bytearray(right), source.randrange(len(right))
                wrong[at] ^= 1 << source.randrange(8)
                path.write_bytes(wrong)
                # In a note a line of the identity key becomes a stranger's, which is ignored.
                has_note = path.name in ("checkpoint", "evidence.tar")
                self.judge(None if has_note else [F, U], f"{path} at {at}")
            path.write_bytes(right)

    def test_files_cut_removed_exchanged_or_grown(self):
        for path in self.needed() + [self.spoiled / "evidence.tar"]:
            right = path.read_bytes()
            for size in (0, 1, len(right) // 2, len(right) - 1):
                path.write_bytes(right[:size])
                self.judge([F], f"{path} cut to {size}")
            path.write_bytes(right + b"\0")
            self.judge([F], f"{path} with one byte more")
            path.unlink()
            is_ledger = path.name == "checkpoint"  # Then it is no tile tree.
            self.judge(None if is_ledger else [I] if path.name == "evidence.tar" else [F],
                       f"{path} missing")
            path.mkdir()
            self.judge([F], f"{path} a directory")
            path.rmdir()
            os.mkfifo(path)
            self.judge([F], f"{path} a FIFO")
            path.unlink()
            path.symlink_to("/dev/null")
            self.judge([F], f"{path} a link")
            path.unlink()
            path.write_bytes(right)
        self.judge([V], "all right again")
        needed = self.needed()[1:]
        for one, other in zip(needed, needed[2:]):
            contents = one.read_bytes(), other.read_bytes()
            one.write_bytes(contents[1])
            other.write_bytes(contents[0])
            self.judge([F], f"{one} and {other} exchanged")
            one.write_bytes(contents[0])
            other.write_bytes(contents[1])

    def test_what_lies_beside(self):
        cases = {"lock": V, "export.tmp": V, "README": E, "tile/README": E, "tile/9": E,
                 "tile/0/x000": E, "tile/0/0000": E, "tile/0/002.p/300": E, "tile/0/002.p/007": E,
                 "tile/entries/x001": F, "tile/3": F, "tile/2/000": E, "tile/entries/009.p/4": E,
                 "tile/0/000.p/9": F, "tile/0/004": E, "tile/entries/002.p/255": F}
        for name, verdict in cases.items():
            self.restore()
            path = self.spoiled / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x")
            self.judge([verdict], name)
        for name in ("tile/0", "tile/1/000.p", "tile", "tile/entries"):
            self.restore()
            shutil.move(self.spoiled / name, self.home / "elsewhere")
            (self.spoiled / name).symlink_to(self.home / "elsewhere")
            self.judge([F], f"{name} behind a link")
            shutil.rmtree(self.home / "elsewhere")

    def test_checkpoints(self):
        path = self.spoiled / "checkpoint"
        right = path.read_bytes()
        origin, size, root, *rest = right.split(b"\n")
        for what, wrong in {
                "CRLF": right.replace(b"\n", b"\r\n"), "nothing": b"", "a line more": right + b"\n",
                "too long": right + b"x" * 5000, "no signature": right.partition(b"\n\n")[0] + b"\n\n",
                "size 0": right.replace(size, b"0", 1), "a leading zero": right.replace(size, b"0" + size, 1),
                "size too large": right.replace(size, b"99999999999999999999", 1),
                "another size": right.replace(size, b"%d" % (int(size) - 1), 1),
                "another origin": right.replace(origin, origin + b"x"),
                "an extension": right.replace(root, root + b"\nmore", 1),
                "not UTF-8": right.replace(origin, b"\xff" + origin, 1),
                "a NUL": right.replace(origin, origin + b"\0", 1)}.items():
            path.write_bytes(wrong)
            self.judge([F], what)
        path.write_bytes(right + "\u2014 witness.example AQIDBAUGBwg=\n".encode())
        self.judge([V], "with a cosignature")
        path.write_bytes(right + right.rstrip(b"\n").rpartition(b"\n")[2] + b"\n")
        self.judge([F], "with a line twice")


def main():
    global PROGRAM
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    result = unittest.main(exit=False).result
    print(f"{Tiles.compared} trees judged by both")
    sys.exit(not result.wasSuccessful() or Tiles.compared < 100)


if __name__ == "__main__":
    main()
