#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a user remembers of ledgers, and verifications that judge only a part, or in parts."""

import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import time
import unittest

from command_line import CommandLine


def without_times(report):
    """What must be the same in another judgement of the same ledger."""
    del report["duration_seconds"], report["judged"]
    return report


class Trust(CommandLine):
    def setUp(self):
        super().setUp()
        self.pin = self.make_ledger()
        self.trust = pathlib.Path(self.pin["pin_file"]).parent
        self.import_lines(b"one\ntwo\nthree\n")

    def verify(self, code, *arguments):
        report = self.expect_json(code, "verify", *arguments)
        self.validate("verification-report.schema.json", report)
        return report

    def known(self):
        return self.expect_json(0, "trust", "list")["ledgers"]

    def test_remembers_what_was_proven(self):
        before, = self.known()
        self.assertEqual(before["ledger_id"], self.pin["ledger_id"])
        self.assertEqual(before["vkey"], self.pin["vkey"])
        self.assertIsNone(before["remembered_size"])
        report = self.verify(0, self.ledger)
        self.assertEqual(report["remembered_size"], report["tree_size"])
        after, = self.known()
        self.assertEqual(after["remembered_size"], report["tree_size"])
        self.assertEqual(after["remembered_root"], report["root"])
        text = self.expect(0, "trust", "list").output.decode()
        self.assertIn(self.pin["ledger_id"], text)
        self.assertIn(f"{report['tree_size']} records", text)

    def test_finds_an_older_copy(self):
        old = self.home / "old"
        shutil.copytree(self.ledger, old)
        self.assertEqual(self.verify(0, old)["verdict"], "VERIFIED")
        self.import_lines(b"four\n")
        self.verify(0, self.ledger)
        report = self.verify(1, old)
        self.assertEqual([each["kind"] for each in report["findings"]], ["rollback"])
        self.assertEqual(self.verify(0, report["evidence_file"])["kind"], "checkpoint")

    def test_finds_an_older_copy_behind_more_damaged_records_than_a_report_lists(self):
        self.import_lines(b"".join(b"line %d\n" % i for i in range(1100)), "--batch", 1, "--sync",
                          "none")
        old = self.home / "old"
        shutil.copytree(self.ledger, old)
        self.import_lines(b"four\n")
        self.verify(0, self.ledger)
        for segment in (old / "segments").glob("*.segment"):
            content = bytearray(segment.read_bytes())
            for at in range(8192, len(content), 4096):
                if content[at:at + 16] == b"CF-FRAME\1\0\0\0\1\0\0\0":
                    content[at + 64 + 180] ^= 1  # The body of its only record.
            segment.write_bytes(content)
        report = self.verify(1, old)
        self.assertEqual(len(report["findings"]), 1000)
        self.assertGreater(report["findings_total"], 1050)
        kinds = [each["kind"] for each in report["findings"]]
        self.assertEqual(kinds.count("rollback"), 1)
        self.assertTrue(report["evidence_file"])
        text = self.expect(1, "verify", old).output.decode()
        self.assertIn("rollback", text)
        self.assertIn(f"... and {report['findings_total'] - 1000} more", text)
        # Neither does another ledger's key go under.
        other = self.expect_json(0, "init", self.home / "another")["vkey"]
        report = self.verify(1, old, "--key", other)
        self.assertEqual(len(report["findings"]), 1000)
        self.assertIn("wrong-key", [each["kind"] for each in report["findings"]])

    def test_finds_a_fork_and_keeps_what_proves_it_to_others(self):
        other = self.home / "other"
        shutil.copytree(self.ledger, other)
        self.import_lines(b"the truth\n")
        self.verify(0, self.ledger)
        self.expect(0, "import", other, "--format", "lines", given=b"another story\nand more\n")
        report = self.verify(1, other)
        self.assertEqual([each["kind"] for each in report["findings"]], ["fork"])
        self.assertEqual(self.verify(1, other)["evidence_file"], report["evidence_file"])
        evidence = self.home / "evidence.tar"
        shutil.move(report["evidence_file"], evidence)
        shutil.rmtree(self.ledger)
        shutil.rmtree(other)
        # A third party has the pin and the file.
        third = self.verify(0, evidence, "--key", self.pin["pin_file"], "--trust-dir",
                            self.home / "nobody")
        self.assertEqual(third["kind"], "fork")
        self.assertEqual([each["kind"] for each in third["events"]], ["fork-proven"])

    def test_is_added_exported_and_removed(self):
        self.verify(0, self.ledger)
        there = ("--trust-dir", self.home / "auditor")
        pin = self.home / "ledger.pin"
        pin.write_bytes(self.expect(0, "trust", "export", self.pin["ledger_id"][:8]).output)
        self.assertIn("does not tell which ledger",
                      self.expect(2, "trust", "add", pin, *there).talk)
        self.verify(4, self.ledger, *there)
        added = self.expect_json(0, "trust", "add", pin, self.ledger, *there)
        self.assertEqual(added["origin"], self.pin["origin"])
        self.assertEqual(self.verify(0, self.ledger, *there)["identity"], "pinned")
        bundle = self.home / "checkpoint.tar"
        self.expect(0, "trust", "export", self.pin["origin"], "--output", bundle, *there)
        self.assertEqual(self.verify(0, bundle, *there)["kind"], "checkpoint")
        self.expect(5, "trust", "export", self.pin["origin"], "--output", bundle, *there)
        self.expect(0, "trust", "remove", self.pin["ledger_id"], *there)
        self.assertEqual(self.expect_json(0, "trust", "list", *there)["ledgers"], [])
        self.verify(4, self.ledger, *there)
        self.expect(5, "trust", "remove", self.pin["ledger_id"], *there)

    def test_another_pin_for_a_known_ledger_is_refused(self):
        lines = pathlib.Path(self.pin["pin_file"]).read_text().splitlines()
        other = self.home / (self.pin["ledger_id"] + ".pin")
        other.write_text("\n".join([*lines[:2], "00" * 32]) + "\n")
        self.assertIn("remembers another key", self.expect(5, "trust", "add", other).talk)

    def test_a_pin_is_not_filed_under_the_id_of_another_ledger(self):
        other = self.home / "other"
        made = self.expect_json(0, "init", other, "--origin", "example.org/other")
        there = ("--trust-dir", self.home / "auditor")
        # It claims an id that is not its own, so that the pin would stand in that one's way.
        hostile = self.home / "hostile"
        shutil.copytree(other, hostile)
        shutil.copy(pathlib.Path(self.ledger) / "ledger.json", hostile / "ledger.json")
        self.expect_json(0, "trust", "add", made["pin_file"], hostile, *there)
        known = self.expect_json(0, "trust", "list", *there)["ledgers"]
        self.assertEqual([each["ledger_id"] for each in known], [made["ledger_id"]])
        self.assertIn("is not the ledger that this pin is of",
                      self.expect(2, "trust", "add", made["pin_file"], self.ledger, *there).talk)

    def test_tiles_and_bundles_are_held_to_the_memory(self):
        tiles = self.home / "tiles"
        self.import_lines(b"one\n")
        self.expect(0, "export", self.ledger, "--tiles", tiles)
        bundle = self.home / "bundle.tar"
        self.expect(0, "export", self.ledger, "--checkpoint", "--output", bundle)
        fork = self.home / "fork"
        shutil.copytree(self.ledger, fork)
        self.import_lines(b"two\n")
        whole = self.verify(0, self.ledger)
        report = self.verify(3, tiles)
        self.assertEqual([each["kind"] for each in report["findings"]], ["memory-unchecked"])
        self.verify(0, bundle)  # Of fewer records: nothing contradicts it.
        self.expect(0, "export", self.ledger, "--tiles", tiles)
        self.assertEqual(self.verify(0, tiles)["remembered_size"], whole["tree_size"])
        self.expect(0, "append", fork, given=b"other")
        fork_tiles, fork_bundle = self.home / "fork-tiles", self.home / "fork.tar"
        self.expect(0, "export", fork, "--tiles", fork_tiles)
        self.expect(0, "export", fork, "--checkpoint", "--output", fork_bundle)
        found = self.verify(1, fork_tiles)
        self.assertEqual([each["kind"] for each in found["findings"]], ["fork"])
        if found["tree_size"] == whole["tree_size"]:
            self.assertEqual([each["kind"] for each in self.verify(1, fork_bundle)["findings"]],
                             ["fork"])

    def test_a_memory_that_was_changed_is_told_with_its_remedy(self):
        self.verify(0, self.ledger)
        memory = self.trust / (self.pin["ledger_id"] + ".tar")
        memory.write_bytes(memory.read_bytes()[:700])
        self.assertIn("remove it to begin a new memory",
                      self.expect(5, "verify", self.ledger).talk)
        self.assertIn("problem", self.known()[0])
        memory.unlink()
        self.verify(0, self.ledger)

    def test_wrong_usage_says_what_is_right(self):
        for arguments in ((), ("list", "x"), ("add",), ("forget", "x"), ("list", "", "y")):
            self.expect(2, "trust", *arguments)

    def test_since_a_checkpoint_only_what_is_new_is_judged(self):
        lines = b"".join(b"%0900d\n" % i for i in range(3000))  # Some segments.
        self.import_lines(lines)
        note = self.home / "kept.note"
        note.write_bytes(self.expect(0, "checkpoint", self.ledger).output)
        self.import_lines(b"new\n")
        whole = self.verify(0, self.ledger)
        report = self.verify(0, self.ledger, "--since", note)
        self.assertLess(report["records_verified"], whole["records_verified"])
        self.assertEqual(report["root"], whole["root"])
        self.assertTrue(any("were not read again" in each for each in report["not_proven"]))
        self.expect(2, "verify", self.ledger, "--since", self.pin["pin_file"])
        self.expect(2, "verify", self.ledger, "--since", note, "--quick")
        quick = self.verify(3, self.ledger, "--quick")
        self.assertEqual([each["kind"] for each in quick["findings"]], ["quick"])

    def test_a_quick_look_at_one_segment_is_a_whole_one(self):
        self.import_lines(b"one\ntwo\nthree\n")
        whole = self.verify(0, self.ledger)
        quick = self.verify(0, self.ledger, "--quick")
        self.assertEqual(without_times(quick), without_times(whole))
        with open(self.home / "ledger/segments" / ("%020d.segment" % 0), "r+b") as segment:
            segment.seek(2 * 4096 + 70)  # In the first frame behind genesis.
            segment.write(b"damage")
        self.assertEqual(self.verify(1, self.ledger, "--quick")["verdict"], "FAILED")

    def test_as_many_threads_as_are_wanted_come_to_the_same_answer(self):
        self.import_lines(b"".join(b"line %d\n" % i for i in range(5000)))
        reports = [self.verify(0, self.ledger, "--threads", str(threads)) for threads in (1, 2, 7)]
        for report in reports:
            without_times(report)
        self.assertEqual(reports[0], reports[1])
        self.assertEqual(reports[0], reports[2])
        self.expect(2, "verify", self.ledger, "--threads", "1000")

    def test_a_system_that_gives_no_threads_only_makes_it_slower(self):
        whole = self.verify(0, self.ledger, "--threads", "4")

        def take_the_threads():  # Their stacks find no place in any address space.
            most = resource.getrlimit(resource.RLIMIT_STACK)[1]
            resource.setrlimit(resource.RLIMIT_STACK, (1 << 60, most))

        refused = subprocess.run(
            [sys.executable, "-c", "import threading; threading.Thread(target=print).start()"],
            preexec_fn=take_the_threads, capture_output=True, check=False)
        self.assertIn(b"can't start new thread", refused.stderr)
        report = self.expect_json(0, "verify", self.ledger, "--threads", "4",
                                  preexec_fn=take_the_threads)
        self.assertEqual(without_times(report), without_times(whole))

    def test_an_interrupted_verification_goes_on(self):
        self.import_lines(b"".join(b"%01000d\n" % i for i in range(60_000)), "--batch", "2000")
        state = self.home / "state" / "counterfoil" / "verify"
        time.sleep(2.1)  # What changed a moment ago is not gone on from.
        delay = 0.02
        for _ in range(60):
            process = self.start("verify", self.ledger, "--threads", "1")
            time.sleep(delay)
            process.send_signal(signal.SIGINT)
            output, _ = process.communicate(timeout=120)
            self.assertIn(process.returncode, (130, 0, -signal.SIGINT))
            if state.is_dir() and list(state.iterdir()):
                break
            # Too early for anything to be kept, or too late: try elsewhere.
            delay = delay * 1.3 if process.returncode else delay * 0.6
        else:
            self.fail("never interrupted in the middle")
        report = self.verify(0, self.ledger)
        self.assertIn("resumed", [each["kind"] for each in report["events"]])
        self.assertEqual(report["records_verified"], report["tree_size"])
        self.assertEqual(list(state.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
