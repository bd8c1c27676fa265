#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ranges from the command line: prove, and verify without the ledger."""

import io
import json
import os
import pty
import shutil
import tarfile
import unittest

from command_line import CommandLine


class Ranges(CommandLine):
    def setUp(self):
        super().setUp()
        self.bundle = self.home / "range.tar"

    def make_events(self, *options):
        self.make_ledger(*options)
        self.import_lines(b"one\ntwo\nthree\n", "--stream", "payments")
        self.import_lines(b"in\nout\n", "--stream", "logins")
        self.import_lines(b"four\n", "--stream", "payments")
        self.expect(0, "checkpoint", self.ledger)

    def prove(self, *arguments):
        answer = self.expect_json(0, "prove", self.ledger, *arguments, "--output", self.bundle)
        self.validate("prove-range.schema.json", answer)
        return answer

    def judge(self, code=0):
        report = self.expect_json(code, "verify", self.bundle)
        self.validate("verification-report.schema.json", report)
        self.assertEqual(report["kind"], "range")
        return report

    def test_a_stream_is_complete_in_a_range_without_the_ledger(self):
        for options in ((), ("--no-encryption",)):
            self.make_events(*options)
            answer = self.prove("--stream", "payments", "--range", "0..")
            self.assertEqual(answer["stream_records"], 4)
            shutil.rmtree(self.ledger)
            report = self.judge()
            self.assertEqual(report["identity"], "pinned")
            found = report["range"]
            self.assertEqual((found["stream"], found["stream_records"], found["stream_first"],
                              found["stream_last"]), ("payments", 4, 0, 3))
            self.assertEqual((report["first_record"], found["end"]), (0, answer["end"]))
            text = self.expect(0, "verify", self.bundle).output.decode()
            self.assertIn("payments (1): its records 0 to 3 are in the range, all 4 of them", text)
            with tarfile.open(self.bundle) as archive:
                self.validate("range-manifest.schema.json",
                              json.load(archive.extractfile("manifest.json")))
            self.bundle.unlink()

    def test_goes_to_standard_output_but_not_to_a_terminal(self):
        self.make_events()
        first = self.expect(0, "prove", self.ledger, "--range", "2..5").output
        self.prove("--range", "2..5")
        self.assertEqual(first, self.bundle.read_bytes())
        self.assertIn("range/entries", tarfile.open(fileobj=io.BytesIO(first)).getnames())
        main, terminal = pty.openpty()
        refused = self.start("prove", self.ledger, "--range", "2..5", stdout=terminal)
        talk = refused.communicate(timeout=60)[1].decode()
        os.close(terminal)
        os.close(main)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("--output", talk)

    def test_times_are_bracketed(self):
        self.make_events()
        times = sorted(event["time"] for event in self.events())
        answer = self.prove("--from", times[0], "--to", times[-1])
        report = self.judge()
        self.assertEqual(report["range"]["in_time"], report["range"]["end"] - report["first_record"]
                         - (1 if report["range"]["lower_size"] else 0))
        self.assertGreaterEqual(report["range"]["in_time"], 6)
        self.assertEqual(report["range"]["end"], answer["end"])
        self.bundle.unlink()
        self.prove("--from", "2000-01-01T00:00:00Z", "--to", "2000-01-01T02:00:00+01:00")
        self.assertEqual(self.judge()["range"]["in_time"], 0)

    def test_names_of_an_encrypted_ledger_need_the_keyring(self):
        self.make_events()
        refused = self.expect(5, "prove", self.ledger, "--stream", "nothing", "--range", "0..",
                              "--output", self.bundle)
        self.assertIn("no stream of this ledger", refused.talk)
        shutil.rmtree(self.home / ".local")
        refused = self.expect(5, "prove", self.ledger, "--stream", "payments", "--range", "0..",
                              "--output", self.bundle)
        self.assertIn("--stream needs the master key", refused.talk)
        self.assertFalse(self.bundle.exists())
        self.prove("--range", "0..")
        self.assertNotIn(b"payments", self.bundle.read_bytes())

    def test_that_was_changed_is_refused(self):
        self.make_events()
        self.prove("--range", "2..")
        wrong = bytearray(self.bundle.read_bytes())
        wrong[wrong.index(b"range/entries") + 512 + 130] ^= 1
        self.bundle.write_bytes(wrong)
        report = self.judge(1)
        self.assertEqual((report["verdict"], report["range"]), ("FAILED", None))

    def test_wrong_usage(self):
        self.make_events()
        for arguments in (["--stream", "payments"], ["--range", "-2"], ["--range", "5..2"],
                          ["--range", "0..", "3"], ["--range", "0..", "--consistency", "1", "2"],
                          ["--from", "2026-01-01T00:00:00Z"], ["--from", "now", "--to", "later"],
                          ["--from", "2027-01-01T00:00:00Z", "--to", "2026-01-01T00:00:00Z"],
                          ["--range", "0..", "--from", "2026-01-01T00:00:00Z", "--to",
                           "2026-01-01T00:00:00Z"], ["3", "--output", "x"],
                          ["--range", "0..", "--json"]):
            self.expect(2, "prove", self.ledger, *arguments)
        self.expect(5, "prove", self.ledger, "--range", "99999", "--output", self.bundle)
        self.bundle.write_bytes(b"mine")
        self.expect(5, "prove", self.ledger, "--range", "0..", "--output", self.bundle)
        self.assertEqual(self.bundle.read_bytes(), b"mine")


if __name__ == "__main__":
    unittest.main()
