#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Evidence bundles from the command line: export, what other programs make of them, verify."""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import unittest

from command_line import CommandLine


class Bundles(CommandLine):
    def setUp(self):
        super().setUp()
        self.bundle = self.home / "evidence.tar"

    def make_events(self, *options):
        self.pin = self.make_ledger(*options)
        self.import_lines(b"one\ntwo\x1b[31m\nthree\n", "--stream", "payments")

    def export(self, *arguments):
        answer = self.expect_json(0, "export", self.ledger, *arguments, "--output", self.bundle)
        self.validate("export.schema.json", answer)
        return answer

    def test_travels_to_somebody_who_has_only_the_key(self):
        self.make_events()
        answer = self.export("-3", "--disclose")
        self.assertEqual(answer["disclosed_records"], 3)
        self.assertEqual(answer["undisclosed_events"], 0)
        self.assertEqual(answer["bytes"], self.bundle.stat().st_size)
        shutil.rmtree(self.ledger)
        report = self.expect_json(0, "verify", self.bundle)
        self.validate("verification-report.schema.json", report)
        self.assertEqual(report["kind"], "bundle")
        self.assertEqual(report["identity"], "pinned")
        self.assertIn(report["verdict"], ("VERIFIED", "VERIFIED_WITH_EVENTS"))
        self.assertEqual(report["first_record"], answer["first_record"])
        self.assertEqual(report["records_verified"], 3)
        self.assertEqual([each["content"] for each in report["disclosed"]],
                         ["one", "two\x1b[31m", "three"])
        self.assertEqual({each["stream"] for each in report["disclosed"]}, {"payments"})

        text = self.expect(0, "verify", self.bundle).output.decode()
        self.assertTrue(text.startswith("VERIFIED"))
        for part in ("an evidence bundle", "payments", "two\\x1b[31m", "not proven:"):
            self.assertIn(part, text)
        self.assertNotIn("\x1b", text)

        nobody = self.home / "nobody"
        report = self.expect_json(4, "verify", self.bundle, "--trust-dir", nobody)
        self.assertEqual(report["verdict"], "UNTRUSTED")
        report = self.expect_json(0, "verify", self.bundle, "--trust-dir", nobody,
                                  "--key", self.pin["vkey"])
        self.assertEqual(report["identity"], "key-only")

    def test_holds_no_secret_unless_told_to_disclose(self):
        self.make_events()
        shutil.rmtree(self.home / ".local")
        closed = self.home / "closed.tar"
        answer = self.expect_json(0, "export", self.ledger, "0..", "--output", closed)
        self.assertEqual(answer["disclosed_records"], 0)
        self.assertNotIn(b"payments", closed.read_bytes())
        refused = self.expect(5, "export", self.ledger, "0..", "--output", self.bundle,
                              "--disclose")
        self.assertIn("--disclose needs the master key", refused.talk)
        self.assertFalse(self.bundle.exists())
        report = self.expect_json(4, "verify", closed)
        self.assertEqual(report["disclosed"], [])

    def test_is_opened_by_ordinary_tools(self):
        self.make_events()
        self.export("0..", "--disclose")
        listed = subprocess.run(["tar", "-tf", self.bundle], capture_output=True, check=True)
        self.assertEqual(listed.stderr, b"")
        names = listed.stdout.decode().splitlines()
        self.assertEqual(names[0], "manifest.json")
        self.assertIn("checkpoint.note", names)
        place = self.home / "extracted"
        place.mkdir()
        subprocess.run(["tar", "-xf", self.bundle, "-C", place], check=True)
        self.assertEqual(sorted(str(path.relative_to(place))
                                for path in place.rglob("*") if path.is_file()), sorted(names))
        with tarfile.open(self.bundle) as archive:
            for member in archive:
                self.assertTrue(member.isreg())
                self.assertEqual(archive.extractfile(member).read(),
                                 (place / member.name).read_bytes())
        manifest = json.loads((place / "manifest.json").read_text())
        self.validate("evidence-manifest.schema.json", manifest)
        self.assertEqual(manifest["vkey"], self.pin["vkey"])
        # The body's digest is what sha256sum says, at its place in the entry.
        for name in names:
            if name.startswith("records/") and name.endswith("/body"):
                entry = (place / name).parent / "entry"
                self.assertEqual(hashlib.sha256((place / name).read_bytes()).digest(),
                                 entry.read_bytes()[116:148])

    def test_that_was_changed_is_refused_and_shows_nothing(self):
        self.make_events()
        self.export("-3", "--disclose")
        right = self.bundle.read_bytes()
        at = right.rindex(b"/body\0") - len("records/") - 20 + 512
        wrong = bytearray(right)
        wrong[at] ^= 1
        self.bundle.write_bytes(wrong)
        report = self.expect_json(1, "verify", self.bundle)
        self.validate("verification-report.schema.json", report)
        self.assertEqual(report["verdict"], "FAILED")
        self.assertEqual([each["kind"] for each in report["findings"]], ["body-digest"])
        self.assertEqual(report["disclosed"], [])
        self.assertNotIn(b"payments", self.expect(1, "verify", self.bundle).output)

    def test_never_overwrites(self):
        self.make_events()
        self.bundle.write_bytes(b"mine")
        refused = self.expect(5, "export", self.ledger, "0", "--output", self.bundle)
        self.assertIn("is there already", refused.talk)
        self.assertEqual(self.bundle.read_bytes(), b"mine")
        self.expect(5, "export", self.ledger, "0", "--output", self.home / "no" / "such" / "place")

    def test_of_an_unencrypted_ledger_needs_no_key(self):
        self.make_events("--no-encryption")
        self.export("-1")
        report = self.expect_json(0, "verify", self.bundle)
        self.assertEqual([each["content"] for each in report["disclosed"]], ["three"])

    def test_of_a_checkpoint_tells_whose_it_is_and_no_record(self):
        self.make_events()
        answer = self.expect_json(0, "export", self.ledger, "--checkpoint", "--output", self.bundle)
        self.validate("export-checkpoint.schema.json", answer)
        self.assertEqual(answer["bytes"], self.bundle.stat().st_size)
        report = self.expect_json(0, "verify", self.bundle)
        self.validate("verification-report.schema.json", report)
        self.assertEqual((report["kind"], report["verdict"]), ("checkpoint", "VERIFIED"))
        self.assertEqual(report["checkpoint_size"], answer["checkpoint_size"])
        with tarfile.open(self.bundle) as archive:
            names = archive.getnames()
            self.validate("checkpoint-manifest.schema.json",
                          json.load(archive.extractfile("manifest.json")))
        self.assertFalse([name for name in names if name.startswith(("records/", "streams/"))])
        self.assertIn("a checkpoint bundle", self.expect(0, "verify", self.bundle).output.decode())
        self.expect(5, "export", self.ledger, "--checkpoint", "--output", self.bundle)

    def test_wrong_usage(self):
        self.make_events()
        for arguments in (["--checkpoint"], ["0", "--checkpoint", "--output", "x"],
                          ["--checkpoint", "--disclose", "--output", "x"]):
            self.expect(2, "export", self.ledger, *arguments)
        for arguments in (["0"], ["--output", "x"], ["1..0", "--output", "x"],
                          ["0", "-1", "--output", "x"], ["some", "--output", "x"]):
            self.expect(2, "export", self.ledger, *arguments)
        self.expect(5, "export", self.ledger, "99999", "--output", self.bundle)
        self.assertFalse(self.bundle.exists())

    def test_in_a_place_where_no_file_is(self):
        fifo = self.home / "fifo"
        os.mkfifo(fifo)
        link = self.home / "link.tar"
        link.symlink_to("/dev/null")
        empty = self.home / "empty"
        empty.write_bytes(b"")
        for path in (fifo, link, empty, "/dev/null"):
            self.assertEqual(self.expect_json(1, "verify", path)["kind"], "bundle")


if __name__ == "__main__":
    unittest.main()
