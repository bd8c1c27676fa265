#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tile trees from the command line: export, what a web server may publish, verify."""

import fcntl
import json
import os
import shutil
import signal
import stat
import struct
import unittest

from command_line import CommandLine


class Tiles(CommandLine):
    def setUp(self):
        super().setUp()
        self.tree = self.home / "tree"

    def make_events(self, count=300, *options):
        self.pin = self.make_ledger(*options)
        self.grow(count)

    def grow(self, count):
        self.import_lines(b"".join(b"line %d\n" % number for number in range(count)))

    def export(self):
        answer = self.expect_json(0, "export", self.ledger, "--tiles", self.tree)
        self.validate("export-tiles.schema.json", answer)
        return answer

    def verify(self, code=0, *options):
        report = self.expect_json(code, "verify", self.tree, *options)
        self.validate("verification-report.schema.json", report)
        self.assertEqual(report["kind"], "tiles")
        return report

    def files(self):
        return {str(path.relative_to(self.tree)): path.read_bytes()
                for path in self.tree.rglob("*") if path.is_file()}

    def test_a_copy_is_verified_by_whoever_has_the_key(self):
        self.make_events()
        answer = self.export()
        self.assertTrue(answer["changed"])
        self.assertEqual(answer["previous_size"], 0)
        self.assertEqual((answer["entry_bundles"], answer["tiles"]), (2, 3))
        size = answer["checkpoint_size"]
        self.assertEqual(set(self.files()), {
            "checkpoint", "evidence.tar", "lock", "tile/0/000", f"tile/0/001.p/{size - 256}",
            "tile/1/000.p/1", "tile/entries/000", f"tile/entries/001.p/{size - 256}"})
        copy = self.home / "copy"
        shutil.copytree(self.tree, copy)
        shutil.rmtree(self.ledger)
        self.tree = copy
        report = self.verify()
        self.assertEqual(report["verdict"], "VERIFIED")
        self.assertEqual(report["identity"], "pinned")
        self.assertEqual(report["records_verified"], size)
        self.assertEqual(report["root"], answer["checkpoint_root"])
        text = self.expect(0, "verify", copy).output.decode()
        for part in ("VERIFIED", "a tile tree", "tiles hold no bodies"):
            self.assertIn(part, text)
        nobody = ("--trust-dir", self.home / "nobody")
        self.assertEqual(self.verify(4, *nobody)["verdict"], "UNTRUSTED")
        report = self.verify(0, *nobody, "--key", self.pin["vkey"])
        self.assertEqual(report["identity"], "key-only")
        (copy / "evidence.tar").unlink()
        report = self.verify(3)
        self.assertEqual([each["kind"] for each in report["findings"]], ["epochs-unknown"])
        self.assertIn("fetch it too", report["findings"][0]["message"])

    def test_holds_no_body_and_no_secret(self):
        self.make_events(300, "--no-encryption")
        self.export()
        for path, content in self.files().items():
            self.assertNotIn(b"line 7", content, path)

    def test_a_later_run_adds_what_is_new(self):
        self.make_events()
        first = self.export()
        before = self.files()
        again = self.export()
        self.assertFalse(again["changed"])
        self.assertEqual(self.files(), before)
        self.assertIn("all there already",
                      self.expect(0, "export", self.ledger, "--tiles", self.tree).output.decode())
        self.expect(0, "keys", self.ledger, "rotate-epoch")
        self.grow(10)
        later = self.export()
        self.assertEqual(later["previous_size"], first["checkpoint_size"])
        self.assertEqual((later["entry_bundles"], later["tiles"]), (1, 1))
        self.assertEqual(self.verify()["epochs"], 2)
        after = self.files()
        for path in before.keys() - {"checkpoint", "evidence.tar"}:
            self.assertEqual(after[path], before[path], path)

    def test_publishes_a_checkpoint_first_if_it_can(self):
        self.make_events()
        size = self.expect_json(0, "checkpoint", self.ledger)["tree_size"]
        self.expect(0, "append", self.ledger, given=b"new")
        with open(os.path.join(self.ledger, "lock"), "r+b") as lock:
            fcntl.fcntl(lock, fcntl.F_OFD_SETLK,
                        struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 1, 0))
            done = self.expect(0, "export", self.ledger, "--tiles", self.tree, "--json")
            self.assertEqual(json.loads(done.output)["checkpoint_size"], size)
            self.assertIn("no newer checkpoint was published", done.talk)
        self.assertGreater(self.export()["checkpoint_size"], size)
        self.verify()

    def test_refuses_what_is_not_its_own(self):
        self.make_events()
        self.export()
        before = self.files()
        other = self.home / "other"
        self.expect(0, "init", other, "--origin", "example.org/other")
        done = self.expect(5, "export", other, "--tiles", self.tree)
        self.assertIn("of another ledger, ", done.talk)
        self.assertIn("it stays as it is", done.talk)
        self.assertEqual(self.files(), before)
        self.assertIn("is a ledger", self.expect(5, "export", other, "--tiles", other).talk)
        file = self.home / "file"
        file.write_bytes(b"mine")
        self.expect(2, "export", self.ledger, "--tiles", file)
        self.expect(5, "export", self.ledger, "--tiles", self.home / "no" / "such")
        with open(self.tree / "lock", "r+b") as lock:
            fcntl.fcntl(lock, fcntl.F_OFD_SETLK,
                        struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 1, 0))
            self.expect(7, "export", self.ledger, "--tiles", self.tree)

    def test_may_be_read_by_a_web_server(self):
        self.make_events()
        done = self.run_program("export", self.ledger, "--tiles", self.tree, umask=0o077)
        self.assertEqual(done.returncode, 0, done.talk)
        for path in [self.tree, *self.tree.rglob("*")]:
            if path.name == "lock":
                continue
            mode = stat.S_IMODE(path.stat().st_mode)
            self.assertEqual(mode, 0o755 if path.is_dir() else 0o644, path)

    def test_that_was_changed_is_refused(self):
        self.make_events()
        self.export()
        for name, kind in (("tile/0/000", "tile-hash"), ("tile/entries/000", "chain"),
                           ("tile/1/000.p/1", "tile-hash")):
            path = self.tree / name
            right = path.read_bytes()
            wrong = bytearray(right)
            wrong[-20] ^= 1
            path.write_bytes(wrong)
            report = self.verify(1)
            self.assertEqual([each["kind"] for each in report["findings"]], [kind], name)
            self.assertEqual(report["findings"][0]["file"].split(".")[0], name.split(".")[0])
            path.write_bytes(right)
        self.verify()

    def test_an_interrupted_run_leaves_the_tree_whole(self):
        self.make_events()
        self.export()
        before = self.expect_json(0, "verify", self.tree)["tree_size"]
        self.grow(60_000)
        process = self.start("export", self.ledger, "--tiles", self.tree)
        self.wait_until(lambda: (self.tree / "tile/0/010").exists() or process.poll() is not None,
                        "some tiles")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertIn(process.returncode, (130, 0))
        report = self.expect_json(0, "verify", self.tree)
        if process.returncode == 130:
            self.assertEqual(report["tree_size"], before)
            self.assertIn("tiles-behind-checkpoint", [each["kind"] for each in report["events"]])
        self.export()
        self.assertEqual(self.verify()["verdict"], "VERIFIED")

    def test_an_address_is_refused_with_what_to_do(self):
        for address in ("https://example.org/log", "http://localhost/"):
            self.assertIn("wget -m", self.expect(2, "verify", address).talk)

    def test_wrong_usage(self):
        self.make_events(1)
        for more in (["0"], ["--output", "x"], ["--disclose"], ["--checkpoint"], ["-1"]):
            self.expect(2, "export", self.ledger, "--tiles", self.tree, *more)
        self.assertFalse(self.tree.exists())


if __name__ == "__main__":
    unittest.main()
