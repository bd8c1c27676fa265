#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Recovery as an operator meets it: what is said, what is changed, what is refused."""

import hashlib
import json
import os
import pathlib
import signal
import unittest

from command_line import CommandLine

BOOT_ID = pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().replace("-", "").strip()


class Recover(CommandLine):
    def setUp(self):
        super().setUp()
        self.made = self.make_ledger()
        self.import_lines(b"one\ntwo\nthree\n")

    def recover(self, code, *options):
        output = self.expect(code, "recover", self.ledger, "--json", *options).output
        answers = [json.loads(line) for line in output.splitlines()]
        self.validate("recover.schema.json", *answers)
        return answers

    def crash(self):
        """An import that is killed when it has acknowledged something."""
        acks = self.home / "acks"
        process = self.start("import", self.ledger, "-", "--format", "lines", "--acks", acks)
        process.stdin.write(b"".join(b"line %d\n" % i for i in range(50)))
        process.stdin.flush()
        self.wait_until(lambda: acks.exists() and acks.read_bytes().count(b"\n") == 50, "acks")
        process.send_signal(signal.SIGKILL)
        process.communicate()

    def content(self):
        """Digests of every file but the lock, which holds nothing."""
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest()
                for path in sorted(pathlib.Path(self.ledger).rglob("*")) if path.is_file()}

    def overwrite(self, path, offset, content):
        with open(pathlib.Path(self.ledger) / path, "r+b") as file:
            file.seek(offset)
            file.write(content)

    def test_a_clean_ledger_needs_nothing(self):
        before = self.content()
        (found,) = self.recover(0)
        self.assertEqual((found["row"], found["next"]), (0, "nothing"))
        self.assertEqual(found["ledger_id"], self.made["ledger_id"])
        self.assertEqual(self.content(), before)

    def test_a_crash_is_explained_first_and_recovered_then(self):
        self.crash()
        before = self.content()
        (found,) = self.recover(0, "--dry-run")
        self.assertEqual((found["row"], found["next"]), (9, "recover"))
        self.assertTrue(found["same_boot"])
        self.assertEqual(found["boot_id"], BOOT_ID)
        self.assertEqual(self.content(), before, "--dry-run changed something")

        found, done = self.recover(0)
        self.assertEqual((found["step"], done["done"]), ("found", "recovered"))
        self.assertEqual(done["tree_size"], found["end"]["tree_size"] + 3)
        report = self.expect_verified()
        self.assertEqual(report["event_records"], 53)
        recoveries = [each for each in report["events"] if each["kind"] == "recovery"]
        self.assertEqual(len(recoveries), 1)
        self.assertEqual(len(self.recover(0)), 1, "a second recovery did something")

    def test_words_for_people(self):
        self.crash()
        text = self.expect(0, "recover", self.ledger).output.decode()
        for word in ("R9", "a process ended", "quarantine", "recovered"):
            self.assertIn(word, text)

    def test_what_no_crash_explains_is_refused_and_nothing_is_changed(self):
        self.overwrite("segments/%020d.segment" % 0, 900_000, b"unknown")
        before = self.content()
        (found,) = self.recover(1)
        self.assertEqual((found["row"], found["next"]), (3, "refuse"))
        self.recover(1, "--dry-run")
        self.expect(1, "append", self.ledger, given=b"x")
        self.expect(1, "import", self.ledger, given=b"x\n")
        self.assertEqual(self.content(), before)

    def damage(self):
        """In the first frame behind genesis, so that everything behind it would be given up."""
        self.overwrite("segments/%020d.segment" % 0, 2 * 4096 + 70, b"damage")

    def test_what_a_ledger_that_was_closed_suffered_is_not_called_a_crash(self):
        for offset in (2 * 4096 + 70, 900_000):  # Below the end of the ledger, and behind it.
            with self.subTest(offset=offset):
                self.ledger = str(self.home / str(offset))
                self.make_ledger()
                self.import_lines(b"one\ntwo\nthree\n")
                self.overwrite("segments/%020d.segment" % 0, offset, b"x")
                text = self.expect(1, "recover", self.ledger, "--dry-run").output.decode()
                self.assertRegex(text, "crash +none: HEAD says that the ledger was closed cleanly, "
                                       "so what is there now was damaged or tampered with")
                for word in ("a process ended", "abandoned", "not written whole"):
                    self.assertNotIn(word, text)

    def test_a_crash_that_does_not_explain_what_is_there_is_said_not_to(self):
        self.crash()
        self.damage()
        text = self.expect(1, "recover", self.ledger, "--dry-run").output.decode()
        self.assertRegex(text, "found +R4")
        self.assertRegex(text, "crash +since .*; it does not explain what was found")
        self.assertNotIn("abandoned", text)

    def test_what_a_loss_gives_up_is_said_before_it_is_acknowledged(self):
        self.damage()
        before = self.content()
        dry, = self.recover(1, "--dry-run")
        kept, promised = dry["end"]["tree_size"], dry["head"]["tree_size"]
        self.assertGreater(promised, kept)
        loss = (f"ended here, the ledger keeps {kept} records and gives up {promised - kept} of "
                f"the {promised} that HEAD promises")
        for code, options in ((1, ["--dry-run"]), (1, []),
                              (0, ["--dry-run", "--acknowledge-loss", "the disk died"])):
            self.assertIn(loss, self.expect(code, "recover", self.ledger,
                                            *options).output.decode())
        self.assertEqual(self.content(), before)
        text = self.expect(0, "recover", self.ledger, "--acknowledge-loss",
                           "the disk died").output.decode()
        self.assertLess(text.index(loss), text.index("done "))
        self.assertEqual(self.expect_json(3, "verify", self.ledger)["tree_size"], kept)

    def test_what_lies_behind_the_end_is_no_loss_of_what_head_promises(self):
        self.overwrite("segments/%020d.segment" % 0, 900_000, b"unknown")
        text = self.expect(1, "recover", self.ledger, "--dry-run").output.decode()
        self.assertIn("HEAD promises none behind them", text)

    def test_a_person_is_asked_before_the_ledger_ends_and_a_script_is_not(self):
        self.damage()
        acknowledge = ["recover", self.ledger, "--acknowledge-loss", "the disk died"]
        before = self.content()
        for answer in (b"no\n", b"y\n", b"\n", b"\x04"):
            status, heard, _ = self.on_terminal(acknowledge, [(b"Type yes: ", answer)], shown=True)
            self.assertEqual(os.waitstatus_to_exitcode(status), 1, heard)
            self.assertIn(b"nothing was changed", heard)
            self.assertEqual(self.content(), before)
        for way in (["--no-input"], ["--json"]):
            with self.subTest(way=way):
                self.copy_ledger(way[0])
                status, heard, _ = self.on_terminal(
                    ["recover", self.home / way[0], *acknowledge[2:], *way], [])
                self.assertEqual(status, 0, heard)
                self.assertNotIn(b"Type yes", heard)
                self.assertTrue((self.home / way[0] / "LOSS").exists())
        status, heard, _ = self.on_terminal(acknowledge, [(b"Type yes: ", b"yes\n")], shown=True)
        self.assertEqual(status, 0, heard)
        self.assertIn(b"ended", heard)
        self.assertEqual(self.expect_json(3, "verify", self.ledger)["verdict"], "INCOMPLETE")

    def test_an_acknowledged_loss_ends_the_ledger_and_a_successor_goes_on(self):
        self.damage()
        found, done = self.recover(0, "--acknowledge-loss", "the disk died")
        self.assertEqual((found["next"], done["done"]), ("end", "ended"))
        report = self.expect_json(3, "verify", self.ledger)
        self.assertEqual([each["kind"] for each in report["findings"]], ["loss"])
        self.expect(1, "append", self.ledger, given=b"x")
        self.expect(1, "recover", self.ledger)
        self.expect(0, "init", self.home / "next", "--continues", self.ledger)
        self.expect(0, "append", self.home / "next", given=b"x")
        self.expect_verified(self.home / "next")

    def test_a_loss_cannot_be_acknowledged_where_there_is_none(self):
        for _ in range(2):
            self.recover(0, "--acknowledge-loss", "no reason")
            self.assertFalse((pathlib.Path(self.ledger) / "LOSS").exists())
            self.crash()

    def test_after_a_failed_write_on_this_boot_only_the_disk_itself_is_believed(self):
        self.crash()
        state = pathlib.Path(self.environment["XDG_STATE_HOME"]) / "counterfoil"
        state.mkdir(parents=True)
        mark = state / (self.made["ledger_id"] + ".poisoned")
        mark.write_text(f"boot {BOOT_ID}\nthe sync of something failed\n")
        process = self.expect(5, "append", self.ledger, given=b"x")
        self.assertIn("the sync of something failed", process.talk)
        self.assertIn("--direct", process.talk)
        (found,) = self.recover(5)
        self.assertEqual((found["next"], found["poisoned"]), ("refuse", True))

        direct = self.run_program("recover", self.ledger, "--direct")
        if direct.returncode == 6:  # This file system cannot; then a restart is the way.
            self.assertIn("restart", direct.talk)
            mark.write_text(f"boot {'0' * 32}\nthe sync of something failed\n")
            direct = self.run_program("recover", self.ledger)
        self.assertEqual(direct.returncode, 0, direct.talk)
        self.assertFalse(mark.exists())
        self.expect(0, "append", self.ledger, given=b"x")
        self.assertEqual(self.expect_verified()["event_records"], 54)

    def test_a_failed_write_is_forgiven_where_the_ledger_is_still_closed(self):
        state = pathlib.Path(self.environment["XDG_STATE_HOME"]) / "counterfoil"
        state.mkdir(parents=True)
        mark = state / (self.made["ledger_id"] + ".poisoned")
        mark.write_text(f"boot {BOOT_ID}\nthe write of HEAD failed\n")
        self.expect(5, "append", self.ledger, given=b"x")
        direct = self.run_program("recover", self.ledger, "--direct")
        if direct.returncode == 6:
            self.skipTest("this file system cannot be read past the kernel's memory")
        self.assertEqual(direct.returncode, 0, direct.talk)
        self.assertFalse(mark.exists())
        self.expect(0, "append", self.ledger, given=b"x")
        self.expect_verified()

    def test_a_ledger_in_use_is_left_alone(self):
        process = self.start("import", self.ledger, "-", "--format", "lines", "--acks", "a")
        process.stdin.write(b"line\n")
        process.stdin.flush()
        self.wait_until((self.home / "a").exists, "the import holds the ledger")
        self.wait_until(lambda: (self.home / "a").read_bytes(), "an acknowledgement")
        self.expect(7, "recover", self.ledger)
        process.communicate()


if __name__ == "__main__":
    unittest.main(verbosity=2)
