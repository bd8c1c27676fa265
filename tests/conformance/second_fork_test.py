#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Evidence of a fork: both verifiers must come to the same verdict on it, whole and spoiled.

    second_fork_test.py COUNTERFOIL
"""

import importlib.util
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = sys.argv[1]
SEED = 5


def load_second():
    place = PROJECT / "schemas" / "reference_verifier.py"
    specification = importlib.util.spec_from_file_location("reference_verifier", place)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


class SecondFork(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.second = load_second()
        place = tempfile.TemporaryDirectory(prefix="counterfoil-fork-")
        cls.addClassCleanup(place.cleanup)
        cls.home = pathlib.Path(place.name)
        cls.environment = {"HOME": str(cls.home), "XDG_STATE_HOME": str(cls.home / "state"),
                           "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        ledger, other = cls.home / "ledger", cls.home / "other"
        cls.pin = cls.run_program("init", ledger, "--origin", "fork.example/log")["pin_file"]
        cls.run_program("import", ledger, "--format", "lines", given=b"one\ntwo\n")
        cls.run_program("keys", ledger, "rotate-epoch")
        cls.run_program("import", ledger, "--format", "lines", given=b"three\n")
        shutil.copytree(ledger, other)
        cls.run_program("import", ledger, "--format", "lines", given=b"true\n")
        cls.run_program("verify", ledger)
        cls.run_program("import", other, "--format", "lines", given=b"false\nand more\n")
        report = cls.run_program("verify", other, code=1)
        cls.evidence = pathlib.Path(report["evidence_file"]).read_bytes()

    @classmethod
    def run_program(cls, *arguments, given=b"", code=0):
        done = subprocess.run([PROGRAM, *map(str, arguments), "--json"], input=given,
                              capture_output=True, env=cls.environment, timeout=120)
        assert done.returncode == code, (arguments, done.returncode, done.stderr)
        return json.loads(done.stdout)

    def judge(self, content, what, pin=True):
        """What both say."""
        place = self.home / "spoiled.tar"
        place.write_bytes(content)
        key = self.second.Key.find(self.pin) if pin else None
        second = self.second.judge(str(place), key)
        arguments = ["--key", self.pin] if pin else ["--trust-dir", self.home / "nobody"]
        done = subprocess.run([PROGRAM, "verify", str(place), "--json", *map(str, arguments)],
                              capture_output=True, env=self.environment, timeout=120)
        first = json.loads(done.stdout)
        self.assertEqual(first["verdict"], second.verdict(), (what, first["findings"],
                                                              [f.kind for f in second.findings]))
        return first

    def test_whole(self):
        report = self.judge(self.evidence, "whole")
        self.assertEqual(report["verdict"], "VERIFIED_WITH_EVENTS")
        self.assertEqual([each["kind"] for each in report["events"]], ["fork-proven"])
        self.assertEqual(self.judge(self.evidence, "no key", pin=False)["verdict"], "UNTRUSTED")

    def test_spoiled_anywhere(self):
        print("seed", SEED)
        chance = random.Random(SEED)
        for _ in range(150):
            at, bit = chance.randrange(len(self.evidence)), chance.randrange(8)
            spoiled = bytearray(self.evidence)
            spoiled[at] ^= 1 << bit
            self.assertIn(self.judge(bytes(spoiled), (at, bit))["verdict"],
                          ("FAILED", "UNSUPPORTED"), (at, bit))
        for size in range(0, len(self.evidence), 1500):
            self.assertEqual(self.judge(self.evidence[:size], size)["verdict"], "FAILED", size)

    def test_another_version(self):
        later = self.evidence.replace(b'"format_version": 1', b'"format_version": 2', 1)
        self.assertEqual(self.judge(later, "version 2")["verdict"], "UNSUPPORTED")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
