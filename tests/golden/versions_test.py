#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a later program may have written is refused by all who read it: with its file, its version,
the versions that are known and the remedy, with exit code 6, and without changing a byte.

Each case sets one version to 2 in a copy of the newest golden ledger, and mends every checksum that
would be told first. A table says which commands read that and so must refuse; all others, which do
not read it, must go on as ever. docs/FORMAT.md, "Versions".
"""

import importlib.util
import pathlib
import shutil
import sqlite3
import struct
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from release_test import GoldenRelease, PINNED, SCHEMAS, files_of  # noqa: E402

BLOCK = 4096
SEGMENT = "ledger/segments/%020d.segment"
NEWEST = "ledger/segments/newest"


def load_second():
    specification = importlib.util.spec_from_file_location("reference_verifier",
                                                           SCHEMAS / "reference_verifier.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


SECOND = load_second()
crc32c, sha256 = SECOND.crc32c, SECOND.sha256


# ---- One version is set to 2, and what is computed over it is mended ----

def change(path, edit):
    content = bytearray(path.read_bytes())
    edit(content)
    path.write_bytes(content)


def put_u32(content, offset, number):
    struct.pack_into("<I", content, offset, number)


def set_slots(content, count=2):
    for slot in range(count):
        begin = slot * BLOCK
        content[begin + 8] = 2
        put_u32(content, begin + 236, crc32c(content[begin:begin + 236]))


def set_segment_header(content):
    content[8] = 2
    put_u32(content, 148, crc32c(content[:148]))


def frame_fields(content, offset):
    """record_count, bodies_length, frame_length"""
    count, = struct.unpack_from("<I", content, offset + 12)
    bodies, length = struct.unpack_from("<QQ", content, offset + 40)
    return count, bodies, length


def mend_frame(content, offset):
    count, bodies, length = frame_fields(content, offset)
    put_u32(content, offset + 60, crc32c(content[offset:offset + 60]))
    first = offset + 64 + 180 * count
    end = offset + length
    put_u32(content, end - 8, crc32c(content[first:first + bodies]))
    put_u32(content, end - 4,
            crc32c(content[first + bodies:end - 4], crc32c(content[offset:first])))


def frame_offsets(content):
    offset, found = BLOCK, []
    while content[offset:offset + 8] == b"CF-FRAME":
        found.append(offset)
        offset += frame_fields(content, offset)[2]
    return found, offset


def set_first_frame(content):
    content[BLOCK + 8] = 2
    mend_frame(content, BLOCK)


def set_first_entry(content):
    content[BLOCK + 64] = 2
    mend_frame(content, BLOCK)


def set_last_entry(content):
    """The last frame's first."""
    offset = frame_offsets(content)[0][-1]
    content[offset + 64] = 2
    mend_frame(content, offset)


def set_genesis(content):
    count, _, _ = frame_fields(content, BLOCK)
    body = BLOCK + 64 + 180 * count
    content[body] = 2
    mend_frame(content, BLOCK)


def set_footer(content):
    offset = frame_offsets(content)[1]
    assert content[offset:offset + 8] == b"CFFOOTER"
    content[offset + 8] = 2
    frames, = struct.unpack_from("<Q", content, offset + 64)
    end = offset + 176 + 8 * frames
    content[end:end + 32] = sha256(content[offset:end])


def set_u16(content):
    content[8] = 2


def replace(old, new):
    def edit(content):
        assert old in content, old
        content[:] = content.replace(old, new, 1)
    return edit


def write_all(text):
    def edit(content):
        content[:] = text
    return edit


def set_byte(offset):
    def edit(content):
        content[offset] = 2
    return edit


def set_keyring(path):
    database = sqlite3.connect(path)
    database.execute("UPDATE ledger SET keyring_version = 3")
    database.commit()
    database.close()


def set_manifest(content):
    """In a bundle, whose archive has no digest of its files."""
    replace(b'"format_version": 1', b'"format_version": 2')(content)


# ---- Who reads what ----

READ_WITHOUT_KEYS = {"verify", "verify-quick", "entry", "prove", "consistency", "export",
                     "export-checkpoint", "inspect", "keys-public", "timestamp", "continues"}
READ_WITH_KEYS = {"show", "disclose", "keys-list", "hold-list"}
WRITE_WITH_KEYS = {"append", "import", "rotate-epoch", "rotate-data", "hold-add", "erase"}
WRITE = WRITE_WITH_KEYS | {"recover", "recover-dry"}  # Nothing is to be recovered here.
# These write if they can, and else go on with what was published.
PUBLISH = {"checkpoint", "export-tiles"}
READ = READ_WITHOUT_KEYS | READ_WITH_KEYS | PUBLISH
ALL = READ | WRITE
# What looks at records of any segment; at those from the last one on.
SEARCH = {"verify", "verify-quick", "prove", "consistency", "show", "export", "disclose", "inspect",
          "export-checkpoint", "export-tiles", "erase"}
TO_THE_END = ALL - {"entry", "consistency", "timestamp", "continues", "checkpoint"}
AS_EVER = {"verify-quick": 3}  # Not 0.


class Case:
    """One version in the file `name` becomes that of a later program."""

    def __init__(self, name, edit, refuse, named=None, found="2", known="1", grown=False,
                 announced=()):
        """`edit` changes the file's content, or, of a database, the file itself; the commands of
        `refuse` must refuse it, and name `named`. `grown`: by a segment, the golden ledger's last
        one being a recovery's, without which the one before is damaged. `announced`: who opens
        the ledger for writing before they read that, and so write HEAD anew, and nothing else."""
        self.name, self.edit, self.refuse = name, edit, refuse
        self.what, self.grown, self.announced = edit.__name__, grown, announced
        self.named, self.found, self.known = named or name.split("/")[-1], found, known


class Versions(GoldenRelease):
    def commands(self):
        ledger, keys, output = self.ledger, self.keys, self.home / "output"
        erase = ("erase", ledger, "--subject", "bob", "--reason", "x", "--receipt", output)
        return {
            "verify": ("verify", ledger, "--key", self.pin),
            "verify-quick": ("verify", ledger, "--quick", "--key", self.pin),
            "entry": ("entry", ledger, 5),
            "prove": ("prove", ledger, 5),
            "consistency": ("prove", ledger, "--consistency", 100, 200),
            "export": ("export", ledger, 5, "--output", output),
            "export-checkpoint": ("export", ledger, "--checkpoint", "--output", output),
            "inspect": ("inspect", ledger),
            "keys-public": ("keys", ledger, "export-public"),
            "timestamp": ("timestamp", "request", ledger),
            "continues": ("init", self.home / "next", "--continues", ledger),
            "show": ("show", ledger, "0..", *keys),
            "disclose": ("export", ledger, 5, "--disclose", "--output", output, *keys),
            "keys-list": ("keys", ledger, "list", *keys),
            "hold-list": ("hold", ledger, "list", *keys),
            "append": ("append", ledger, *keys),
            "import": ("import", ledger, *keys),
            "recover": ("recover", ledger, *keys),
            "recover-dry": ("recover", ledger, "--dry-run", *keys),
            "rotate-epoch": ("keys", ledger, "rotate-epoch", *keys),
            "rotate-data": ("keys", ledger, "rotate-data", *keys),
            "hold-add": ("hold", ledger, "add", "--all", "--reason", "x", *keys),
            "erase": (*erase, *keys),
            "checkpoint": ("checkpoint", ledger, *keys),
            "export-tiles": ("export", ledger, "--tiles", self.home / "tiles", *keys),
            "stats": ("stats", ledger),
        }

    def clear(self):
        for name in ("output", "next", "tiles"):
            path = self.home / name
            if path.is_dir():
                shutil.rmtree(path)
            elif path.exists():
                path.unlink()

    def apply(self, case):
        path = self.place / case.name
        if case.name == NEWEST:
            path = max((self.place / "ledger/segments").glob("*.segment"))
        if path.suffix == ".db":
            case.edit(path)
        else:
            change(path, case.edit)

    def expect_refused(self, case, process, before, announced=False):
        self.assertEqual(process.returncode, 6, process.talk)
        said = process.talk + process.output.decode()
        self.assertIn(case.named, said)
        self.assertIn(f"version {case.found}", said)
        self.assertIn(f"this program knows version {case.known}", said)
        self.assertIn("use a newer counterfoil", said)
        after = files_of(self.place)
        if announced:
            after["ledger/HEAD"] = before["ledger/HEAD"]
        self.assertEqual(after, before)

    def begin(self, case):
        shutil.rmtree(getattr(self, "place", self.home / "nothing"), ignore_errors=True)
        self.clear()
        self.copy(max(PINNED))
        if case is not None:
            if case.grown:
                self.expect(0, "import", self.ledger, "-", "--format", "lines", "--batch", "20",
                            *self.keys, given=b"line\n" * 200)
            self.apply(case)

    def judge(self, case):
        """Each command, on what is as it was or else made again."""
        self.begin(case)
        before = files_of(self.place)
        for name in self.commands():
            with self.subTest(file=case and case.name, edit=case and case.what, command=name):
                process = self.run_program(*self.commands()[name], given=b"{}\n")
                if case is not None and name in case.refuse:
                    self.expect_refused(case, process, before, name in case.announced)
                else:
                    self.assertEqual(process.returncode, AS_EVER.get(name, 0), process.talk)
            self.clear()
            if files_of(self.place) != before:
                self.begin(case)
        if case is not None and "verify" in case.refuse:
            self.assertEqual(self.second(self.ledger)["verdict"], "UNSUPPORTED", case.name)

    def test_of_today_is_read_by_all(self):
        self.judge(None)
        self.assertEqual(set(self.commands()), ALL | {"stats"})

    def test_of_what_a_ledger_consists_of_is_refused_by_all_who_read_it(self):
        first, middle = SEGMENT % 0, SEGMENT % 1
        for case in (
                Case("ledger/ledger.json", set_manifest, ALL),
                Case("ledger/HEAD", set_slots, ALL),
                Case(first, set_segment_header, ALL),
                Case(first, set_first_frame, ALL),
                Case(first, set_first_entry, ALL),
                Case(first, set_genesis, ALL),
                Case(first, set_footer, READ | WRITE_WITH_KEYS),
                Case(middle, set_segment_header, READ | WRITE_WITH_KEYS),
                Case(middle, set_first_frame, SEARCH, announced={"erase"}),
                Case(NEWEST, set_segment_header, ALL, named=".segment", grown=True),
                Case(NEWEST, set_first_frame, TO_THE_END, named=".segment", grown=True),
                Case(NEWEST, set_last_entry, TO_THE_END - {"inspect"}, named=".segment", grown=True),
                Case("ledger/keyring.db", set_keyring, READ_WITH_KEYS | WRITE_WITH_KEYS, found="3",
                     known="1 to 2"),
                Case("ledger/keys/epoch-2", set_u16, WRITE_WITH_KEYS)):
            self.judge(case)

    def master_key(self):
        return f"keys/{self.expected['ledger']['ledger_id']}.master"

    def test_of_key_files_is_refused_by_all_who_read_them(self):
        self.begin(None)
        master, text = self.master_key(), b"counterfoil-passphrase-key v2\nof a later kind\n"
        with_keys = READ_WITH_KEYS | WRITE_WITH_KEYS
        self.judge(Case(master, replace(b"key v1", b"key v2"), with_keys))
        self.judge(Case(master, write_all(text), with_keys))
        self.judge(Case(master.replace("master", "identity"), replace(b"key v1", b"key v2"),
                        with_keys))

    def refused(self, case, *arguments, **more):
        """What one command makes of one file; the file is as it was then."""
        right = (self.place / case.name).read_bytes()
        self.apply(case)
        with self.subTest(file=case.name, command=arguments[:2]):
            self.expect_refused(case, self.run_program(*arguments, **more), files_of(self.place))
        (self.place / case.name).write_bytes(right)

    def test_of_what_others_were_given_is_refused(self):
        self.begin(None)
        key = ("--key", self.pin)
        for name in ("record.tar", "range.tar", "checkpoint.tar", "erasure.tar"):
            case = Case(name, set_manifest, (), named="manifest.json")
            self.refused(case, "verify", self.place / name, *key)
            self.apply(case)
            self.assertEqual(self.second(self.place / name)["verdict"], "UNSUPPORTED")
        self.begin(None)
        key = ("--key", self.pin)
        proof = ("verify", self.place / "record.tlog-proof", "--entry", self.place / "record.entry",
                 "--evidence", self.place / "checkpoint.tar", *key)
        self.expect(0, *proof)
        self.refused(Case("checkpoint.tar", set_manifest, ()), *proof)
        self.refused(Case("record.entry", set_byte(0), ()), *proof)
        tiles = ("verify", self.place / "tiles", *key)
        self.expect(0, *tiles)
        self.refused(Case("tiles/evidence.tar", set_manifest, ()), *tiles)
        self.refused(Case("tiles/tile/entries/000", set_byte(2), (),
                          named="tile/entries/000"), *tiles)
        self.refused(Case("ledger.pin", replace(b"pin v1", b"pin v2"), ()), *tiles)
        self.refused(Case("ledger.pin", replace(b"pin v1", b"pin v2"), ()), "trust", "add", self.pin,
                     self.ledger)

    def test_of_what_a_user_keeps_is_refused(self):
        self.begin(None)
        trust = ("--trust-dir", self.place / "trust")
        ledger_id = self.expected["ledger"]["ledger_id"]
        self.expect(0, "trust", "add", self.pin, self.ledger, *trust)
        self.expect(0, "verify", self.ledger, *trust)
        pin = Case(f"trust/{ledger_id}.pin", replace(b"pin v1", b"pin v2"), ())
        memory = Case(f"trust/{ledger_id}.tar", set_manifest, ())
        self.refused(pin, "trust", "list", *trust)
        for case in (pin, memory):
            self.refused(case, "verify", self.ledger, *trust)
            self.refused(case, "trust", "export", ledger_id, *trust)
        # A list of all goes on, and tells which memory it could not read.
        right = (self.place / memory.name).read_bytes()
        self.apply(memory)
        self.assertIn("use a newer counterfoil",
                      self.expect_json(0, "trust", "list", *trust)["ledgers"][0]["problem"])
        (self.place / memory.name).write_bytes(right)

        report, reviewer = self.place / "report", self.place / "ada.key"
        report.write_bytes(self.expect(0, "verify", self.ledger, *trust, "--json").output)
        made = self.expect_json(0, "report", "new-key", "Ada", "--output", reviewer)
        sign = ("report", "sign", report, "--reviewer-key", reviewer)
        self.refused(Case("ada.key", replace(b"key v1", b"key v2"), ()), *sign)
        self.expect(0, *sign)
        self.expect(0, "report", "check", report, "--key", made["vkey"])

    def test_of_latencies_is_refused_and_laid_aside(self):
        self.begin(None)
        log = self.place / "ledger/metrics/latency.hlog"
        case = Case("ledger/metrics/latency.hlog", replace(b"version 1.3", b"version 2.0"), ())
        self.refused(case, "stats", self.ledger)
        self.refused(case, "stats", log)
        self.apply(case)
        later = log.read_bytes()
        self.expect(0, "append", self.ledger, *self.keys, given=b"x")
        self.assertEqual((log.parent / "latency.1.hlog").read_bytes(), later)
        self.assertIn("counterfoil", self.expect(0, "stats", log).output.decode()
                      + log.read_text())
        self.assertNotIn("version 2.0", log.read_text())

    def test_of_a_loss_ends_the_ledger_all_the_same(self):
        self.begin(None)
        lost = self.place / "lost"
        case = Case("lost/LOSS", set_u16, ())
        keys = self.keys
        self.refused(case, "append", lost, *keys, given=b"x")
        self.refused(case, "recover", lost, *keys)
        self.refused(case, "init", self.home / "next", "--continues", lost)
        self.apply(case)
        # It explains nothing, and what HEAD promises is not there.
        report = self.expect_json(1, "verify", lost, "--key", self.place / "lost.pin")
        found = {each["kind"]: each for each in report["findings"]}
        self.assertIn("use a newer counterfoil", found["loss-version"]["message"])
        self.assertEqual(self.second(lost, pin=self.place / "lost.pin")["verdict"], "FAILED")

    def test_of_a_verification_that_was_interrupted_is_passed_over(self):
        self.begin(None)
        state = self.home / "state/counterfoil/verify"
        state.mkdir(parents=True)
        (state / f"{self.expected['ledger']['ledger_id']}.state").write_text(
            "counterfoil-verify-state v3 9.0.0\n")
        report = self.verify(0, self.ledger)
        self.assertEqual(report["root"], self.expected["ledger"]["root"])
        self.assertIn("begun-anew", [each["kind"] for each in report["events"]])


if __name__ == "__main__":
    unittest.main()
