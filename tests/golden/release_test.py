#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What each release wrote is read, proven and continued by today's program, in any year to come.

The golden ledgers (tests/golden/releases, README.md) are never made anew: PINNED says what they
are. Everything is tried on a copy.
"""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

GOLDEN = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(GOLDEN.parent / "cli"))

from command_line import CommandLine, SCHEMAS  # noqa: E402

RELEASES = GOLDEN / "releases"
# SHA-256 of each release's expected.json, which has the digests of all its other files. A line is
# added with a release, and no line is ever changed.
PINNED = {
    "0.1.0": "506c4fc46bb2fac113542b230349eec2152d8a98995a120d5ab526a35a6fcf1b",
}
YEAR_SECONDS = 31_557_600
PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's python3-cryptography.


def digest(content):
    return hashlib.sha256(content).hexdigest()


def files_of(place):
    return {str(path.relative_to(place)): digest(path.read_bytes())
            for path in sorted(place.rglob("*")) if path.is_file()}


class GoldenRelease(CommandLine):
    """A copy of each release in turn: a test calls `for _ in self.releases()`."""

    def releases(self):
        for release in PINNED:
            with self.subTest(release=release):
                self.copy(release)
                yield release

    def copy(self, release):
        self.place = self.home / f"{release}-{len(list(self.home.iterdir()))}"
        shutil.copytree(RELEASES / release, self.place)
        for path in self.place.rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)  # Git keeps no modes of secrets.
        self.expected = json.loads((self.place / "expected.json").read_bytes())
        self.ledger = str(self.place / "ledger")
        self.keys = ("--key-dir", self.place / "keys")
        self.pin = self.place / "ledger.pin"

    def verify(self, code, path, *options):
        report = self.expect_json(code, "verify", path, "--key", self.pin, *options)
        self.validate("verification-report.schema.json", report)
        return report

    def second(self, path, *options, pin=None):
        done = subprocess.run(
            [PYTHON, SCHEMAS / "reference_verifier.py", path, "--key", pin or self.pin, "--json",
             *options], env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True,
            check=False)
        self.assertEqual(done.stderr, b"")
        return json.loads(done.stdout)

    def expect_as_released(self, report):
        for name in ("verdict", "ledger_id", "origin", "vkey", "tree_size", "root", "event_records",
                     "checkpoint_count", "checkpoint_size", "epochs"):
            self.assertEqual(report[name], self.expected["ledger"][name], name)
        self.assertEqual(report["identity"], "pinned")
        self.assertEqual(sorted(each["kind"] for each in report["events"]),
                         self.expected["ledger"]["events"])

    def expect_contents(self):
        shown = {each["sequence"]: each for each in map(json.loads, self.expect(
            0, "show", self.ledger, "0..", "--json", *self.keys).output.splitlines())}
        raw = self.expect(0, "show", self.ledger, "0..", "--raw", *self.keys).output
        unread = self.expected["ledger"]["unreadable"]
        for sequence, wanted in self.expected["ledger"]["plaintexts"].items():
            each = shown[int(sequence)]
            if "content" in each:
                content = each["content"].encode()
                self.assertIn(content + b"\n", raw)
                self.assertEqual(digest(content), wanted, sequence)
            else:
                self.assertIn(digest(bytes(range(256))), wanted)
        for sequence in unread:
            self.assertNotIn("content", shown[sequence])
            self.assertEqual(shown[sequence]["erased_by"],
                             self.expected["ledger"]["erased"]["sequence"])
        self.assertEqual(len(unread), self.expected["ledger"]["erased"]["record_count"])
        return shown


class Files(GoldenRelease):
    def test_are_those_of_the_release(self):
        self.assertEqual({path.name for path in RELEASES.iterdir()}, set(PINNED))
        for release in self.releases():
            place = RELEASES / release
            self.assertEqual(digest((place / "expected.json").read_bytes()), PINNED[release])
            files = files_of(place)
            del files["expected.json"]
            self.assertEqual(files, self.expected["files"])
            self.assertLess(sum(path.stat().st_size for path in place.rglob("*")), 700_000)

    def test_are_not_made_anew(self):
        versions = json.loads(self.expect(0, "version", "--json").output)
        if versions["version"] not in PINNED:
            self.skipTest(f"{versions['version']} is not released")
        before = files_of(RELEASES)
        done = subprocess.run([PYTHON, GOLDEN / "make_release.py"], capture_output=True,
                              check=False, env={**os.environ, "COUNTERFOIL": self.program,
                                                "CLOCK_SHIFT": "none",
                                                "PYTHONDONTWRITEBYTECODE": "1"})
        self.assertIn(b"made once and never again", done.stderr)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(files_of(RELEASES), before)


class WhatWasWritten(GoldenRelease):
    def test_is_verified_with_the_pin(self):
        for _ in self.releases():
            before = files_of(self.place)
            self.expect_as_released(self.verify(0, self.ledger))
            stamped = self.verify(0, self.ledger, "--policy", self.place / "policy",
                                  "--timestamp-ca", self.place / "authority.pem")
            self.assertEqual([each["name"] for each in stamped["witnesses"]], ["w1"])
            self.assertEqual([each["checked"] for each in stamped["time_stamps"]], [True])
            self.assertEqual(files_of(self.place), before)

    def test_is_verified_by_the_second_verifier(self):
        for _ in self.releases():
            report = self.second(self.ledger, "--policy", self.place / "policy", "--timestamp-ca",
                                 self.place / "authority.pem")
            for name in ("verdict", "tree_size", "root", "event_records", "checkpoint_count"):
                self.assertEqual(report[name], self.expected["ledger"][name], name)
            for name in ("record.tar", "range.tar", "erasure.tar", "checkpoint.tar", "tiles"):
                self.assertEqual(self.second(self.place / name)["verdict"], "VERIFIED", name)
            lost = self.second(self.place / "lost", pin=self.place / "lost.pin")
            self.assertEqual(lost["verdict"], self.expected["lost"]["verdict"])
            self.assertEqual(lost["root"], self.expected["lost"]["root"])

    def test_is_read_but_for_what_was_erased(self):
        for _ in self.releases():
            shown = self.expect_contents()
            self.assertEqual(sorted({each["type"] for each in shown.values()}),
                             self.expected["ledger"]["record_types"])
            both = shown[self.expected["ledger"]["erased"]["of_two"]]
            self.assertNotIn("content", both)

    def test_left_proofs_that_still_prove(self):
        for _ in self.releases():
            proofs, place = self.expected["ledger"]["proofs"], self.place
            record = self.verify(0, place / "record.tar")
            self.assertEqual([each["sequence"] for each in record["disclosed"]], [proofs["record"]])
            self.assertEqual(
                digest(record["disclosed"][0]["content"].encode()),
                self.expected["ledger"]["plaintexts"][str(proofs["record"])])
            area = self.verify(0, place / "range.tar")
            self.assertEqual([area["first_record"], area["range"]["end"]], proofs["range"])
            for name in ("erasure.tar", "checkpoint.tar", "tiles"):
                self.assertEqual(self.verify(0, place / name)["verdict"], "VERIFIED", name)
            self.verify(0, place / "record.tlog-proof", "--entry", place / "record.entry",
                        "--evidence", place / "checkpoint.tar")
            notes = [place / "ledger/checkpoints" / name for name in proofs["consistency"]]
            self.verify(0, place / "consistency", "--consistency", *notes, "--evidence",
                        place / "checkpoint.tar")

    def test_is_proven_and_exported_as_it_was(self):
        for _ in self.releases():
            proofs, place = self.expected["ledger"]["proofs"], self.place
            self.assertEqual(self.expect(0, "prove", self.ledger, proofs["record"]).output,
                             (place / "record.tlog-proof").read_bytes())
            self.assertEqual(self.expect(0, "entry", self.ledger, proofs["record"]).output,
                             (place / "record.entry").read_bytes())
            made = self.home / "made.tar"
            for name, arguments in (
                    ("record.tar", ("export", self.ledger, proofs["record"], "--disclose")),
                    ("checkpoint.tar", ("export", self.ledger, "--checkpoint")),
                    ("range.tar", ("prove", self.ledger, "--range",
                                   f"{proofs['range'][0]}..{proofs['range'][1] - 1}"))):
                self.expect(0, *arguments, "--output", made, *self.keys)
                self.assertEqual(made.read_bytes(), (place / name).read_bytes(), name)
                made.unlink()
            self.expect(0, "export", self.ledger, "--tiles", self.home / "made", *self.keys)
            made, kept = files_of(self.home / "made"), files_of(place / "tiles")
            made.pop("lock")
            self.assertEqual(made, kept)
            shutil.rmtree(self.home / "made")

    def test_tells_its_latencies(self):
        for _ in self.releases():
            stats = self.expect_json(0, "stats", self.ledger)
            self.assertEqual({each["operation"]: each["count"] for each in stats["operations"]},
                             self.expected["ledger"]["latencies"])

    def test_tells_of_a_loss(self):
        for _ in self.releases():
            lost, self.pin = self.place / "lost", self.place / "lost.pin"
            report = self.verify(3, lost)
            self.assertEqual([each["kind"] for each in report["findings"]],
                             self.expected["lost"]["findings"])
            for name in ("ledger_id", "verdict", "tree_size", "root"):
                self.assertEqual(report[name], self.expected["lost"][name], name)
            raw = self.expect(0, "show", lost, f"0..{report['tree_size'] - 1}", "--raw").output
            self.assertEqual(digest(raw.removesuffix(b"\n")), self.expected["lost"]["kept"])
            self.assertIn("--continues", self.expect(1, "append", lost, given=b"x").talk)


class WhatGoesOn(GoldenRelease):
    def append_and_verify(self):
        """More records of every kind that a command writes; then all is proven again."""
        size = self.expected["ledger"]["tree_size"]
        note = (self.place / "ledger/checkpoints"
                / self.expected["ledger"]["proofs"]["consistency"][1])
        since = note.read_bytes()
        receipt = json.loads(self.expect(0, "append", self.ledger, "--stream", "payments",
                                         "--subject", "bob", *self.keys, given=b"today").output)
        self.assertGreaterEqual(receipt["sequence"], size)
        self.expect(0, "import", self.ledger, "-", "--format", "lines", *self.keys,
                    given=b"".join(b"line %d\n" % i for i in range(500)))
        self.assertIn("hold", self.expect(5, "erase", self.ledger, "--subject", "carol", "--reason",
                                          "x", *self.keys).talk)
        self.expect(0, "erase", self.ledger, "--subject", "dora", "--reason", "x", "--receipt",
                    self.place / "receipt.tar", *self.keys)
        self.expect(0, "keys", self.ledger, "rotate-epoch", *self.keys)
        self.expect(0, "keys", self.ledger, "rotate-data", *self.keys)
        self.expect(0, "checkpoint", self.ledger, *self.keys)
        (self.home / "golden.note").write_bytes(since)
        report = self.verify(0, self.ledger)
        self.assertIn(report["verdict"], ("VERIFIED", "VERIFIED_WITH_EVENTS"))
        self.assertEqual(report["event_records"], 300 + 501 + 1)
        self.verify(0, self.ledger, "--since", self.home / "golden.note")
        proof, new = self.home / "proof", self.home / "new.note"
        new.write_bytes(self.expect(0, "checkpoint", self.ledger, *self.keys).output)
        proof.write_bytes(self.expect(0, "prove", self.ledger, "--consistency", size,
                                      report["tree_size"]).output)
        evidence = self.place / "now.tar"
        self.expect(0, "export", self.ledger, "--checkpoint", "--output", evidence, *self.keys)
        self.verify(0, proof, "--consistency", self.home / "golden.note", new, "--evidence",
                    evidence)
        self.expect(0, "export", self.ledger, "--tiles", self.place / "tiles", *self.keys)
        self.verify(0, self.place / "tiles")
        self.verify(0, self.place / "receipt.tar")
        return report

    def test_is_appended_to_and_stays_one_history(self):
        for _ in self.releases():
            report = self.append_and_verify()
            second = self.second(self.ledger)
            for name in ("verdict", "tree_size", "root"):
                self.assertEqual(second[name], report[name], name)
            shown = self.expect(0, "show", self.ledger, "-502", "--raw", *self.keys).output
            self.assertTrue(shown.startswith(b"today\nline 0\n"), shown[:80])

    def test_is_all_the_same_in_twenty_years(self):
        if not os.environ.get("CLOCK_SHIFT"):
            self.skipTest("a sanitizer must be the first library, so no other clock can be shown")
        self.environment["LD_PRELOAD"] = os.environ["CLOCK_SHIFT"]
        for years in (20, 200):
            self.environment["CLOCK_SHIFT_SECONDS"] = str(years * YEAR_SECONDS)
            for _ in self.releases():
                self.expect_as_released(self.verify(0, self.ledger))
                report = self.verify(0, self.ledger, "--policy", self.place / "policy",
                                     "--timestamp-ca", self.place / "authority.pem")
                self.assertEqual([each["checked"] for each in report["time_stamps"]], [True])
                self.expect_contents()
                self.append_and_verify()
                newest = json.loads(self.expect(0, "show", self.ledger, "-1", "--json",
                                                *self.keys).output.splitlines()[-1])
                self.assertGreater(int(newest["time"][:4]), 2026 + years - 3)


class WhatWasChanged(GoldenRelease):
    # One byte of each kind of place; of a later release the same ones, or its own.
    PLACES = [
        ("ledger/ledger.json", 30), ("ledger/HEAD", 300), ("ledger/HEAD", 4096 + 4000),
        ("ledger/segments/00000000000000000000.segment", 40),
        ("ledger/segments/00000000000000000000.segment", 4096 + 20),
        ("ledger/segments/00000000000000000000.segment", 4096 + 64 + 100),
        ("ledger/segments/00000000000000000000.segment", 3 * 4096 + 2500),
        ("ledger/segments/00000000000000000001.segment", 4096 + 64 + 24),
        ("ledger/segments/00000000000000000001.segment", 65535),
        ("ledger/segments/00000000000000000002.segment", 4096 + 64 + 150),
        ("ledger/segments/00000000000000000003.segment", 4096 + 8191),
        ("ledger/checkpoints/00000000000000000000.note", 30),
        ("ledger/checkpoints/00000000000000000002.note", 200),
        ("ledger/checkpoints/00000000000000000001.cosigned", 5),
        ("ledger/checkpoints/00000000000000000001.tsr", 100),
        ("ledger/quarantine/00000000000000000002-00000000000000016384.tail", 100),
        ("record.tar", 600), ("record.tar", 5000), ("range.tar", 12000), ("erasure.tar", 9000),
        ("checkpoint.tar", 4000), ("tiles/checkpoint", 40), ("tiles/tile/0/000", 100),
        ("tiles/tile/entries/001.p/77", 500), ("tiles/evidence.tar", 3000),
        ("lost/LOSS", 100),
    ]

    def test_is_found_by_both_verifiers(self):
        for release in self.releases():
            for name, offset in self.PLACES:
                path = self.place / name
                right = path.read_bytes()
                for bit in (0, 7):
                    wrong = bytearray(right)
                    wrong[offset] ^= 1 << bit
                    path.write_bytes(wrong)
                    top = name.split("/")[0]
                    pin = self.place / ("lost.pin" if top == "lost" else "ledger.pin")
                    with self.subTest(release=release, name=name, offset=offset, bit=bit):
                        report = self.expect_json(1, "verify", self.place / top, "--key", pin)
                        self.assertEqual(report["verdict"], "FAILED")
                        self.assertEqual(self.second(self.place / top, pin=pin)["verdict"],
                                         "FAILED")
                path.write_bytes(right)


if __name__ == "__main__":
    unittest.main()
