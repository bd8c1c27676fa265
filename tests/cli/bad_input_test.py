#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Bad input and bad luck: a clear message, the right exit code, a ledger that still verifies."""

import base64
import gzip
import json
import os
import pathlib
import re
import resource
import shlex
import shutil
import signal
import subprocess
import unittest

from command_line import RECORD_SIZE_MAX, CommandLine

NOBODY = 65534


def crc32c(content):
    value = 0xFFFFFFFF
    for byte in content:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
    return value ^ 0xFFFFFFFF


class BadInput(CommandLine):
    def setUp(self):
        super().setUp()
        self.make_ledger()

    def test_a_truncated_last_line_is_a_record(self):
        summary = self.expect_json(0, "import", self.ledger, given=b'{"a":1}\n{"b":')
        self.assertEqual((summary["records"], summary["invalid_json"]), (2, 1))
        self.expect_verified()

    def test_a_line_over_the_limit_ends_the_import_behind_what_came_before(self):
        long_line = b"x" * (RECORD_SIZE_MAX + 1)
        (self.home / "big.log").write_bytes(b"one\ntwo\n" + long_line + b"\nfour\n")
        process = self.expect(5, "import", self.ledger, "--format", "lines", "big.log")
        for part in ("big.log", "line 3", str(RECORD_SIZE_MAX), "of this run 2 records are in"):
            self.assertIn(part, process.talk)
        self.assertEqual(self.expect_verified()["event_records"], 2)

    def test_what_comes_before_an_error_is_acknowledged_under_each_policy(self):
        long_line = b"x" * (RECORD_SIZE_MAX + 1)
        (self.home / "big.log").write_bytes(b"good\n" * 50 + long_line + b"\nbehind\n" * 50)
        for count, sync in enumerate(("record", "batch", "group", "none"), 1):
            with self.subTest(sync=sync):
                acks = self.home / sync
                talk = self.expect(5, "import", self.ledger, "--format", "lines", "big.log",
                                   "--sync", sync, "--acks", acks, "--batch", 20).talk
                for part in ("big.log, line 51", "of this run 50 records are in", "closed cleanly"):
                    self.assertIn(part, talk)
                self.assertEqual(acks.read_text().count("\n"), 50)
                self.assertEqual(self.expect_verified()["event_records"], 50 * count)
        self.assertEqual({event["content"] for event in self.events()}, {"good"})

    def test_a_line_that_fits_alone_but_not_as_a_record_is_over_the_limit_too(self):
        process = self.expect(5, "import", self.ledger, "--format", "lines",
                              given=b"one\n" + b"x" * RECORD_SIZE_MAX + b"\n")
        for part in ("standard input", "line 2", str(RECORD_SIZE_MAX), "of this run 1 record is in"):
            self.assertIn(part, process.talk)
        self.assertEqual(self.expect_verified()["event_records"], 1)

    def test_the_largest_records_are_taken(self):
        content = b"y" * (RECORD_SIZE_MAX - 1024)
        self.expect(0, "append", self.ledger, given=content)
        self.import_lines(content + b"\n" + content)
        self.assertEqual(self.expect(0, "show", self.ledger, "-1", "--raw").output,
                         content + b"\n")
        self.assertEqual(self.expect_verified()["event_records"], 3)

    def test_a_record_over_the_limit_is_refused(self):
        process = self.expect(5, "append", self.ledger, given=b"x" * (RECORD_SIZE_MAX + 1))
        self.assertIn(str(RECORD_SIZE_MAX), process.talk)
        self.assertEqual(process.output, b"")
        self.assertEqual(self.expect_verified()["event_records"], 0)

    def test_a_small_segment_limits_records_too(self):
        self.expect(0, "init", "small", "--segment-size", "64K")
        self.assertIn("16384", self.expect(5, "append", "small", given=b"x" * 20000).talk)
        self.expect(0, "append", "small", given=b"x" * 10000)
        self.assertEqual(self.expect_verified("small")["event_records"], 1)

    def test_a_nesting_bomb_is_a_record(self):
        bomb = b"[" * (1 << 20)
        summary = self.expect_json(0, "import", self.ledger, given=bomb + b"\n{}\n")
        self.assertEqual((summary["records"], summary["invalid_json"]), (2, 1))
        self.expect_verified()

    def test_what_is_no_ledger(self):
        (self.home / "empty").mkdir()
        (self.home / "file").write_text("text")
        for place in ("empty", "file", "nothing", "file/below"):
            for command in (["append"], ["import"], ["show"], ["checkpoint"], ["inspect"],
                            ["prove", "1"], ["entry", "1"]):
                with self.subTest(place=place, command=command):
                    process = self.expect(5, command[0], place, *command[1:])
                    self.assertEqual(process.output, b"")
            with self.subTest(place=place, command="verify"):
                # A file can only be meant as a bundle, and is none.
                code, verdict = (1, "FAILED") if place == "file" else (5, "IO_ERROR")
                self.assertEqual(self.expect_json(code, "verify", place)["verdict"], verdict)
        self.assertEqual(list((self.home / "empty").iterdir()), [])

    def test_sources_that_cannot_be_read(self):
        (self.home / "directory").mkdir()
        (self.home / "cut.gz").write_bytes(gzip.compress(b"line\n" * 100000)[:-30])
        (self.home / "good").write_bytes(b"good\n")
        for source in ("directory", "nothing", "cut.gz"):
            with self.subTest(source=source):
                talk = self.expect(5, "import", self.ledger, "--format", "lines", "good",
                                   source).talk
                self.assertIn(source, talk)
                self.assertIn("closed cleanly", talk)
                self.expect_verified()
        self.expect(5, "import", self.ledger, "good", "--acks", "nothing/acks")

    def test_a_ledger_of_a_newer_format(self):
        newer = self.copy_ledger("newer")
        head = bytearray((newer / "HEAD").read_bytes())
        for slot in (0, 4096):
            head[slot + 8] = 2
            head[slot + 236:slot + 240] = crc32c(head[slot:slot + 236]).to_bytes(4, "little")
        (newer / "HEAD").write_bytes(head)
        text = (newer / "ledger.json").read_text()
        (newer / "ledger.json").write_text(
            text.replace('"format_version": 1', '"format_version": 2'))
        self.assertEqual(self.expect_json(6, "verify", newer)["verdict"], "UNSUPPORTED")
        for command in (["append"], ["import"], ["show"], ["inspect"], ["checkpoint"]):
            with self.subTest(command=command):
                self.expect(6, *command, newer)

    def test_a_newer_format_that_only_ledger_json_names_is_not_written(self):
        self.import_lines(b"one\n")
        note = self.expect(0, "checkpoint", self.ledger).output
        self.expect(0, "append", self.ledger, given=b"of which no checkpoint is published yet")
        newer = self.copy_ledger("newer")
        text = (newer / "ledger.json").read_text()
        (newer / "ledger.json").write_text(
            text.replace('"format_version": 1', '"format_version": 2'))
        self.assertEqual(self.expect_json(6, "verify", newer)["verdict"], "UNSUPPORTED")

        def content():
            return {path: path.read_bytes() for path in newer.rglob("*") if path.is_file()}

        before = content()
        for command in (["append", newer], ["import", newer], ["recover", newer],
                        ["recover", newer, "--acknowledge-loss", "none"],
                        ["erase", newer, "--subject", "ada", "--reason", "ticket 1"],
                        ["hold", newer, "add", "--all", "--reason", "case 1"],
                        ["keys", newer, "rotate-epoch"], ["keys", newer, "rotate-data"],
                        ["checkpoint", newer], ["checkpoint", newer, "--attach", "-"]):
            with self.subTest(command=command):
                given = (note + b"\xe2\x80\x94 witness.example/w1 " +
                         base64.b64encode(bytes(76)) + b"\n" if "--attach" in command else b"x\n")
                process = self.expect(6, *command, given=given)
                self.assertIn("newer/ledger.json has format version 2; this program knows version 1; "
                              "use a newer counterfoil", process.talk)
                self.assertEqual(process.output, b"")
        self.assertEqual(content(), before)


class BadLuck(CommandLine):
    def setUp(self):
        super().setUp()
        self.make_ledger()

    def start_import(self, *options):
        """An import that has taken one line of its pipe and waits for more."""
        acks = self.home / "acks"
        process = self.start("import", self.ledger, "-", "--format", "lines", "--acks", acks,
                             *options)
        process.stdin.write(b"first\n")
        process.stdin.flush()
        # It does not wait for its batch to be full.
        self.wait_until(lambda: acks.exists() and acks.read_text().endswith("\n"), "an ack")
        return process

    def test_a_second_writer_is_refused(self):
        process = self.start_import()
        for command in ("append", "import"):
            self.assertIn("another process", self.expect(7, command, self.ledger).talk)
        # Readers are not in the way.
        self.expect(0, "inspect", self.ledger)
        process.communicate(b"second\n", timeout=60)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(self.expect_verified()["event_records"], 2)

    def test_an_interrupted_import_closes_cleanly(self):
        for number, sync in ((signal.SIGINT, "batch"), (signal.SIGTERM, "group")):
            with self.subTest(signal=number, sync=sync):
                (self.home / "acks").unlink(missing_ok=True)
                process = self.start_import("--sync", sync)
                process.send_signal(number)
                process.wait(timeout=60)  # Before its input ends, which would end it too.
                _, talk = process.communicate(timeout=60)
                self.assertEqual(process.returncode, 130, talk)
                self.assertIn(b"of this run 1 record is in", talk)
                self.assertIn(b"closed cleanly", talk)
        report = self.expect_verified()
        self.assertEqual(report["event_records"], 2)

    def test_an_import_interrupted_at_full_speed_acknowledges_what_is_there(self):
        for sync in ("batch", "group", "none"):
            with self.subTest(sync=sync):
                self.expect(0, "init", sync)
                acks = self.home / ("acks-" + sync)
                endless = subprocess.Popen(["yes", "some line"], stdout=subprocess.PIPE)
                self.addCleanup(endless.kill)
                process = self.start("import", sync, "--format", "lines", "--sync", sync, "--json",
                                     "--acks", acks, stdin=endless.stdout)
                endless.stdout.close()
                segments = self.home / sync / "segments"
                self.wait_until(lambda: len(list(segments.iterdir())) > 2, "a second segment")
                process.send_signal(signal.SIGINT)
                output, talk = process.communicate(timeout=60)
                self.assertEqual(process.returncode, 130, talk)
                self.assertIn(b"closed cleanly", talk)
                summary = json.loads(output)
                self.assertFalse(summary["complete"])
                self.assertEqual(summary["durability"], "synced")
                report = self.expect_verified(sync)
                self.assertEqual(report["event_records"], summary["records"])
                with open(acks, encoding="ascii") as lines:
                    self.assertEqual(sum(1 for _ in lines), summary["records"])

    def test_a_killed_import_keeps_what_it_acknowledged(self):
        for sync in ("batch", "group"):
            with self.subTest(sync=sync):
                (self.home / "acks").unlink(missing_ok=True)
                process = self.start_import("--sync", sync)
                process.kill()
                process.communicate(timeout=60)
                self.assertIn("recovered",
                              self.expect(0, "append", self.ledger, given=b"next").talk)
                self.assertEqual([event["content"] for event in self.events()][-2:],
                                 ["first", "next"])
                self.expect_verified()

    def test_an_interrupted_wait_for_a_record_appends_nothing(self):
        process = self.start("append", self.ledger)
        process.stdin.write(b"unfinished")
        process.stdin.flush()
        status = pathlib.Path(f"/proc/{process.pid}/status")

        def catches_interrupts():
            caught = re.search(r"^SigCgt:\s*(\w+)", status.read_text(), re.MULTILINE)[1]
            return int(caught, 16) >> (signal.SIGINT - 1) & 1

        self.wait_until(catches_interrupts, "its handlers")
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(self.expect_verified()["event_records"], 0)

    def test_a_broken_pipe_ends_quietly(self):
        self.import_lines(b"a line of some length, so that no pipe holds them all\n" * 20000)
        for options in ("0.. --raw", "0.. --json", "0.."):
            with self.subTest(options=options):
                done = subprocess.run(
                    ["bash", "-c",
                     f"{shlex.quote(self.program)} show ledger {options} | head -n 1 >first; "
                     "echo ${PIPESTATUS[0]}"],
                    cwd=self.home, env=self.environment, capture_output=True, timeout=300,
                    check=True)
                self.assertEqual((done.stdout, done.stderr), (b"0\n", b""))
                self.assertEqual((self.home / "first").read_bytes().count(b"\n"), 1)

    def test_a_full_output_is_said(self):
        with open("/dev/full", "wb") as full:
            process = self.expect(5, "inspect", self.ledger, stdout=full)
        self.assertIn("no space left", process.talk)

    def test_a_file_that_may_not_grow(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (1536 << 10, 1536 << 10))

        # Without restore_signals, SIGXFSZ stays ignored and the write fails instead.
        content = b"0123456789abcdef" * 64 + b"\n" + b"line\n" * 200000
        for sync in ("batch", "group"):
            with self.subTest(sync=sync):
                self.ledger = str(self.home / sync)
                self.make_ledger("--sync", sync)
                process = self.expect(5, "import", self.ledger, "--format", "lines",
                                      given=content, preexec_fn=limit, restore_signals=False)
                self.assertIn("may not grow", process.talk)
                self.assertIn("records are in the ledger", process.talk)
                before = len(self.events())
                self.assertGreater(before, 0)
                # What is in are the first lines, without a gap.
                raw = self.expect(0, "show", self.ledger, "0..", "--raw").output
                self.assertTrue(content.startswith(raw))
                self.expect(0, "append", self.ledger, given=b"there is room again")
                self.assertEqual(self.expect_verified()["event_records"], before + 1)

    def test_a_full_disk(self):
        # On a disk of our own where we may mount one; the test above stands for it elsewhere.
        probe = subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
                               capture_output=True, check=False)
        if probe.returncode != 0:
            return
        (self.home / "disk").mkdir()
        (self.home / "lines").write_bytes(b"0123456789abcdef\n" * 300000)
        program = shlex.quote(self.program)
        script = (
            "mount -t tmpfs -o size=5m tmpfs disk || exit 99\n"
            f"{program} init disk/l >/dev/null\n"
            f"{program} import disk/l --format lines lines; echo import $?\n"
            f"{program} verify disk/l >report; echo verify $?\n"
            "dd if=/dev/zero of=disk/fill bs=64k status=none 2>/dev/null\n"
            f"echo x | {program} append disk/l >/dev/null; echo append $?\n"
            "rm disk/fill\n"
            f"{program} verify disk/l >>report; echo verify $?\n")
        done = subprocess.run(["unshare", "-m", "sh", "-c", script], cwd=self.home,
                              env=self.environment, capture_output=True, timeout=300, check=False)
        output = done.stdout.decode().splitlines()
        self.assertEqual(output[:2], ["import 5", "verify 0"], done.stderr)
        self.assertEqual(output[3], "verify 0", done.stderr)
        self.assertIn(b"no space left", done.stderr)

    def test_without_permission(self):
        (self.home / "secret.log").write_bytes(b"secret\n")
        self.expect(0, "init", self.home / "theirs", "--key-dir", self.home / "k")
        more = {}
        program = self.program
        if os.geteuid() == 0:
            # Permissions do not bind root. The build may lie where nobody else may look.
            self.program = str(self.home / "counterfoil")
            shutil.copy(program, self.program)
            (self.home / "secret.log").chmod(0)
            more = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            mine = self.home / "mine"
            mine.mkdir()
            os.chown(mine, NOBODY, NOBODY)
            self.environment["HOME"] = str(mine)
            self.expect(0, "init", mine / "ledger", **more)
        else:
            mine = self.home
            (self.home / "secret.log").chmod(0)
            (self.home / "theirs").chmod(0)
        for arguments in (["import", mine / "ledger", "--format", "lines", "secret.log"],
                          ["append", "theirs"], ["show", "theirs"], ["inspect", "theirs"],
                          ["verify", "theirs"]):
            with self.subTest(arguments=arguments):
                process = self.expect(5, *arguments, **more)
                self.assertIn("permission denied", process.talk + process.output.decode())
        report = self.expect_json(0, "verify", mine / "ledger", **more)
        self.assertEqual(report["event_records"], 0)
        (self.home / "theirs").chmod(0o700)


if __name__ == "__main__":
    unittest.main()
