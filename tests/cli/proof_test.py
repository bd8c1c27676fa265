#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proofs from the command line: prove, entry, checkpoint, and verify with or without the ledger."""

import shutil
import unittest

from command_line import CommandLine

INDEX = 5


class Proofs(CommandLine):
    def setUp(self):
        super().setUp()
        self.identity = self.make_ledger()
        self.import_lines(b"one\ntwo\nthree\n", "--stream", "payments")
        self.old = self.save("old.note", "checkpoint", self.ledger)
        self.import_lines(b"four\n", "--stream", "payments")
        self.new = self.save("new.note", "checkpoint", self.ledger)
        self.proof = self.save("record.tlog-proof", "prove", self.ledger, INDEX)
        self.entry = self.save("entry.bin", "entry", self.ledger, INDEX)
        self.evidence = self.home / "evidence.tar"
        self.expect(0, "export", self.ledger, "--checkpoint", "--output", self.evidence)
        self.nobody = self.home / "nobody"

    def save(self, name, *arguments):
        file = self.home / name
        file.write_bytes(self.expect(0, *arguments).output)
        return file

    def judge(self, code, verdict, *arguments):
        report = self.expect_json(code, "verify", *arguments)
        self.validate("verification-report.schema.json", report)
        self.assertEqual(report["verdict"], verdict, report["findings"])
        return report

    def kinds(self, report):
        return [finding["kind"] for finding in report["findings"]]

    def test_of_a_record_by_the_ledger(self):
        before = sorted(path.name for path in self.home.iterdir())
        self.environment["TMPDIR"] = str(self.home)
        report = self.judge(0, "VERIFIED", self.proof, "--evidence", self.ledger)
        self.assertEqual((report["kind"], report["first_record"], report["records_verified"],
                          report["identity"]), ("proof", INDEX, 1, "pinned"))
        self.assertEqual(sorted(path.name for path in self.home.iterdir()), before)

    def test_of_a_record_without_the_ledger(self):
        shutil.rmtree(self.ledger)
        self.judge(0, "VERIFIED", self.proof, "--entry", self.entry, "--evidence", self.evidence)
        report = self.judge(3, "INCOMPLETE", self.proof, "--evidence", self.evidence)
        self.assertEqual(self.kinds(report), ["entry-unknown"])
        report = self.judge(3, "INCOMPLETE", self.proof, "--entry", self.entry)
        self.assertEqual(self.kinds(report), ["epochs-unknown"])
        self.assertIn("export DIR --checkpoint", report["findings"][0]["message"])
        report = self.judge(4, "UNTRUSTED", self.proof, "--entry", self.entry, "--evidence",
                            self.evidence, "--trust-dir", self.nobody)
        self.assertEqual(self.kinds(report), ["no-key"])
        report = self.judge(0, "VERIFIED", self.proof, "--entry", self.entry, "--evidence",
                            self.evidence, "--trust-dir", self.nobody, "--key",
                            self.identity["vkey"])
        self.assertEqual(report["identity"], "key-only")

    def test_by_what_is_remembered(self):
        trust = self.home / "trust"
        self.judge(0, "VERIFIED", self.proof, "--evidence", self.ledger)
        pins = list((self.home / ".local/share/counterfoil/trust").glob("*.pin"))
        self.assertEqual(len(pins), 1)
        trust.mkdir(mode=0o700)
        shutil.copy(pins[0], trust)
        shutil.copy(self.evidence, trust / (pins[0].stem + ".tar"))
        shutil.rmtree(self.ledger)
        for key in ((), ("--key", self.identity["vkey"]), ("--key", pins[0])):
            report = self.judge(0, "VERIFIED", self.proof, "--entry", self.entry, "--trust-dir",
                                trust, *key)
            self.assertEqual(report["identity"], "pinned")
        # Of two ledgers of one name, somebody must say which one is meant.
        shutil.copy(pins[0], trust / ("0" * 32 + ".pin"))
        judged = self.expect(4, "verify", self.proof, "--entry", self.entry, "--trust-dir", trust)
        self.assertIn("--key", judged.talk)

    def test_of_another_record_or_ledger_fails(self):
        other = self.save("other.bin", "entry", self.ledger, INDEX + 1)
        report = self.judge(1, "FAILED", self.proof, "--entry", other, "--evidence", self.ledger)
        self.assertEqual(self.kinds(report), ["sequence"])
        elsewhere = str(self.home / "elsewhere")
        self.expect(0, "init", elsewhere)
        self.judge(1, "FAILED", self.proof, "--evidence", elsewhere)
        self.proof.write_bytes(self.proof.read_bytes().replace(b"index 5", b"index 6"))
        self.judge(1, "FAILED", self.proof, "--evidence", self.ledger)

    def test_of_consistency(self):
        sizes = [file.read_bytes().split(b"\n")[1].decode() for file in (self.old, self.new)]
        path = self.save("path", "prove", self.ledger, "--consistency", *sizes)
        for evidence in (self.evidence, self.ledger):
            report = self.judge(0, "VERIFIED", path, "--consistency", self.old, self.new,
                                "--evidence", evidence)
            self.assertEqual((report["kind"], report["old_size"], report["tree_size"]),
                             ("consistency", *map(int, sizes)))
        text = self.expect(0, "verify", path, "--consistency", self.old, self.new, "--evidence",
                           self.evidence).output.decode()
        self.assertIn(f"from {sizes[0]} to {sizes[1]} records", text)
        self.judge(3, "INCOMPLETE", path, "--consistency", self.old, self.new)
        self.judge(1, "FAILED", path, "--consistency", self.new, self.old)
        path.write_bytes(b"")
        self.judge(1, "FAILED", path, "--consistency", self.old, self.new)
        self.judge(0, "VERIFIED", path, "--consistency", self.new, self.new, "--evidence",
                   self.evidence)

    def test_wrong_usage(self):
        for arguments in ([self.evidence, "--entry", self.entry],
                          [self.ledger, "--evidence", self.evidence],
                          [self.proof, "--consistency", self.old],
                          [self.proof, "--consistency", self.old, self.new, "--entry", self.entry]):
            self.expect(2, "verify", *arguments)
        self.expect(5, "verify", self.proof, "--evidence", self.nobody)
        self.expect(5, "verify", self.proof, "--entry", self.nobody, "--evidence", self.evidence)


if __name__ == "__main__":
    unittest.main()
