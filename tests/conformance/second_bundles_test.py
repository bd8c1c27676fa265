#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the second verifier says of evidence bundles: of right ones, and of all that can be wrong.

    second_bundles_test.py [COUNTERFOIL]

With the path of the program, `counterfoil verify` must say the same of every single file.
SECOND_BUNDLES_FLIPS says how many random bits are tried in each of two bundles (default 300).
"""

import concurrent.futures
import io
import importlib.util
import json
import os
import pathlib
import random
import subprocess
import sys
import tarfile
import tempfile
import unittest

import bundle_forge as forge
from bundle_cases import (CLEAR, E, EVENTS, F, FIRST, LAST, LEDGER, LIES, OTHER_LEDGER, PACKED, RIGHT,
                          SIZE, T, THEFTS, U, V, WHOLE, WRONG_CONTAINERS, WRONG_FILES, epoch, flip,
                          put, record, whole)
from bundle_forge import Forge, pack, sha256

PROJECT = pathlib.Path(__file__).resolve().parents[2]
SECOND = PROJECT / "schemas" / "reference_verifier.py"
PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's python3-cryptography.
PROGRAM = None
FLIPS = int(os.environ.get("SECOND_BUNDLES_FLIPS", "300"))
EXIT_CODES = {F: 1, U: 6, "IO_ERROR": 5, T: 4, "INCOMPLETE": 3, E: 0, V: 0}


def load_second():
    specification = importlib.util.spec_from_file_location("reference_verifier", SECOND)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


class Bundles:
    """Lays bundles down and has them judged."""

    def __init__(self):
        self.second = load_second()
        self.place = tempfile.TemporaryDirectory(prefix="counterfoil-bundles-")
        self.path, self.count = pathlib.Path(self.place.name), 0
        self.pins, self.compared, self.disagreements = {}, 0, []
        self.pool = concurrent.futures.ThreadPoolExecutor(2)

    def lay(self, data, suffix="bundle"):
        self.count += 1
        file = self.path / f"{self.count}.{suffix}"
        file.write_bytes(data)
        return file

    def pin_of(self, ledger):
        if ledger not in self.pins:
            self.pins[ledger] = self.lay(ledger.pin(), "pin")
        return self.pins[ledger]

    def second_says(self, file, pin):
        report = self.second.judge(str(file), self.second.Key.find(str(pin)) if pin else None)
        return report

    def run_first(self, file, pin):
        arguments = [PROGRAM, "verify", str(file), "-q", "--json", "--trust-dir",
                     str(self.path / "nobody")] + (["--key", str(pin)] if pin else [])
        environment = {"HOME": str(self.path), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        return subprocess.run(arguments, capture_output=True, env=environment, timeout=60)

    def first_report(self, file, pin):
        return json.loads(self.run_first(file, pin).stdout)

    def first_says(self, file, pin):
        done = self.run_first(file, pin)
        verdict = json.loads(done.stdout)["verdict"] if done.stdout else done.stderr.decode()
        return verdict if EXIT_CODES.get(verdict) == done.returncode else (verdict, done.returncode)

    def verdicts(self, cases):
        """(name, verdict, first finding) of each (name, bytes, pin); notes where the two differ."""
        cases = [(name, self.lay(data), pin) for name, data, pin in cases]
        first = ([self.pool.submit(self.first_says, file, pin) for _, file, pin in cases]
                 if PROGRAM else [])
        answers = []
        for number, (name, file, pin) in enumerate(cases):
            report = self.second_says(file, pin)
            kind = report.findings[0].kind if report.findings else "-"
            answers.append((name, report.verdict(), kind))
            if PROGRAM:
                self.compared += 1
                said = first[number].result()
                if said != report.verdict():
                    self.disagreements.append(f"{name}: first {said}, second {answers[-1][1:]}")
                    print("DISAGREE", self.disagreements[-1], flush=True)
            file.unlink()
        return answers


def setUpModule():
    global BUNDLES
    BUNDLES = Bundles()


def tearDownModule():
    BUNDLES.pool.shutdown()
    BUNDLES.place.cleanup()


class Judged(unittest.TestCase):
    def setUp(self):
        self.disagreements_before = len(BUNDLES.disagreements)

    def tearDown(self):
        self.assertEqual(BUNDLES.disagreements[self.disagreements_before:], [])

    def judge(self, cases, expected):
        """cases: (name, bytes, pin); expected: a verdict for all of them, or one for each name."""
        answers = BUNDLES.verdicts(cases)
        for name, verdict, kind in answers:
            with self.subTest(bundle=name):
                self.assertEqual(verdict, expected.get(name) if isinstance(expected, dict)
                                 else expected, kind)
        return answers

    def test_right_bundles(self):
        self.judge([(name, pack(files), BUNDLES.pin_of(ledger))
                    for name, (ledger, files, _) in RIGHT.items()],
                   {name: verdict for name, (_, _, verdict) in RIGHT.items()})

    def test_wrong_files(self):
        pins = {True: BUNDLES.pin_of(LEDGER), False: BUNDLES.pin_of(CLEAR)}
        cases = []
        for name, (files, _) in WRONG_FILES.items():
            is_sealed = not files or b'"none"' not in files[0][1] or name.startswith("manifest")
            cases.append((name, pack(files), pins[is_sealed]))
        self.judge(cases, {name: verdict for name, (_, verdict) in WRONG_FILES.items()})

    def test_wrong_containers(self):
        pin = BUNDLES.pin_of(LEDGER)
        self.judge([(name, data, pin) for name, (data, _) in WRONG_CONTAINERS.items()],
                   {name: verdict for name, (_, verdict) in WRONG_CONTAINERS.items()})

    def test_ledgers_that_lie(self):
        self.judge([(name, pack(files), BUNDLES.pin_of(ledger))
                    for name, ((ledger, files), _) in LIES.items()],
                   {name: verdict for name, (_, verdict) in LIES.items()})

    def test_thieves_of_late_keys(self):
        self.judge([(name, pack(files), BUNDLES.pin_of(LEDGER)) for name, files in THEFTS.items()],
                   {name: V if name.startswith("the true") else F for name in THEFTS})

    def test_checkpoint_bundles(self):
        """The same head as in a bundle of records, and nothing behind it."""
        right, pin = LEDGER.checkpoint_files(), BUNDLES.pin_of(LEDGER)
        cases = {"right": (right, V), "nothing known": (right, T),
                 "with a file behind": (right + [(b"README", b"x")], F),
                 "with a record behind": (right + LEDGER.files(5, 1)[-3:], F),
                 "of records": (WHOLE[:1] + right[1:], F)}
        for size in {ledger_epoch.start for ledger_epoch in LEDGER.epochs[1:]} | {1, 2, SIZE - 1}:
            cases[f"of size {size}"] = (LEDGER.checkpoint_files(size), V)
        for old, new, verdict in ((b"counterfoil-checkpoint", b"counterfoil-evidence", F),
                                  (b"counterfoil-checkpoint", b"counterfoil-chequepoint", F),
                                  (b'version": 1', b'version": 2', U), (b'"epochs"', b'"epoch"', F),
                                  (b"\n}\n", b"\n}", F)):
            manifest = (b"manifest.json", right[0][1].replace(old, new))
            cases[f"{new} in the manifest"] = ([manifest] + right[1:], verdict)
        for at, (name, data) in enumerate(right):
            cases[f"{name} left out"] = (right[:at] + right[at + 1:], F)
            cases[f"{name} shorter"] = (right[:at] + [(name, data[:-1])] + right[at + 1:], F)
        self.judge([(name, pack(files), None if name == "nothing known" else pin)
                    for name, (files, _) in cases.items()],
                   {name: verdict for name, (_, verdict) in cases.items()})

    def test_range_bundles(self):
        """Every range; then all that can be wrong with one, with times and a stream."""
        pin, cases = BUNDLES.pin_of(LEDGER), {}
        sizes = [0, 1, 2, 3, 4, 5, 7, 8, 9, SIZE - 1, SIZE]
        for first in sizes:
            for end in sizes:
                if first < end:
                    cases[f"{first} to {end}"] = (LEDGER.range_files(first, end), None)
        self.judge([(name, pack(files), pin) for name, (files, _) in cases.items()],
                   {name: verdict for name, (files, _) in cases.items()
                    for verdict in [E if self.goes_back(files) else V]})

    @staticmethod
    def goes_back(files):
        entries = dict(files)[b"range/entries"]
        times = [int.from_bytes(entries[at + 24:at + 32], "little")
                 for at in range(0, len(entries), 180)]
        return times != sorted(times)

    def timed(self, **other):
        """Records 4 to 8, between times that lie within their brackets."""
        given = {"first": 4, "end": 9, "stream": 1,
                 "times": (LEDGER.time_text(4, 1), LEDGER.time_text(8, -1)),
                 "lower": LEDGER.note(5), "upper": LEDGER.note(9), **other}
        return LEDGER.range_files(**given)

    def test_wrong_range_bundles(self):
        right, pin = self.timed(), BUNDLES.pin_of(LEDGER)
        entries = dict(right)[b"range/entries"]

        def with_file(name, data):
            return [(each, data if each == name else old) for each, old in right]

        cases = {
            "right": (right, V), "no key": (right, T),
            "a record left out": (with_file(b"range/entries", entries[:360] + entries[540:]), F),
            "a version": (with_file(b"range/entries", entries[:360] + b"\2" + entries[361:]), U),
            "version 0": (with_file(b"range/entries", entries[:360] + b"\0" + entries[361:]), F),
            "half an entry": (with_file(b"range/entries", entries[:-90]), F),
            "another range": (with_file(b"range/entries", b"".join(
                each.entry for each in LEDGER.records[5:10])), F),
            "from too early": (self.timed(times=(LEDGER.time_text(4), LEDGER.time_text(8, -1))), F),
            "to too late": (self.timed(times=(LEDGER.time_text(4, 1), LEDGER.time_text(8))), F),
            "in the other order": (self.timed(times=(LEDGER.time_text(8), LEDGER.time_text(4))), F),
            "no date": (self.timed(times=(b"2026-02-30T03:04:05.000000000Z",) * 2), F),
            "no lower": (self.timed(lower=None), F), "no upper": (self.timed(upper=None), F),
            "lower of another size": (self.timed(lower=LEDGER.note(4)), F),
            "upper of another size": (self.timed(upper=LEDGER.note(10)), F),
            "lower with the identity's line": (self.timed(lower=LEDGER.note(5, True)), V),
            "no times": (self.timed(times=None), F),
            "from the beginning": (self.timed(first=0, lower=None), V),
            "to the end": (self.timed(end=SIZE, upper=None), None),
            "to the end, bracketed": (self.timed(end=SIZE, upper=LEDGER.note(SIZE)), F),
            "the last record": (self.timed(first=SIZE - 1, end=SIZE, lower=LEDGER.note(SIZE),
                                           times=(b"2100-01-01T00:00:00.000000000Z",) * 2,
                                           upper=None), V),
            "before the ledger": (self.timed(first=0, lower=None,
                                             times=(b"1970-01-01T00:00:00.000000000Z",) * 2), V),
        }
        cases["to the end"] = (cases["to the end"][0], E if self.goes_back(
            cases["to the end"][0]) else V)
        for old, new in ((b'"stream": 1', b'"stream": 2'), (b'"first": 4', b'"first": 5'),
                         (b'"end": 9', b'"end": 8'), (b"counterfoil-range", b"counterfoil-evidence"),
                         (b"000Z", b"001Z"), (b"\n}\n", b"\n}\n\n")):
            text = right[0][1].replace(old, new)
            if text != right[0][1]:
                cases[f"{new} in the manifest"] = ([(b"manifest.json", text)] + right[1:], F)
        later = right[0][1].replace(b'version": 1', b'version": 2')
        cases["a later manifest"] = ([(b"manifest.json", later)] + right[1:], U)
        for at, (name, data) in enumerate(right):
            cases[f"{name} left out"] = (right[:at] + right[at + 1:], F)
            cases[f"{name} shorter"] = (right[:at] + [(name, data[:-1])] + right[at + 1:], F)
            cases[f"{name} twice"] = (right[:at + 1] + right[at:], F)
            if at + 1 < len(right):
                cases[f"{name} behind the next"] = (
                    right[:at] + [right[at + 1], right[at]] + right[at + 2:], F)
        stream = [file for file in right if file[0].startswith(b"streams/")]
        cases["without the stream's files"] = ([file for file in right if file not in stream], F)
        self.judge([(name, pack(files), None if name == "no key" else pin)
                    for name, (files, _) in cases.items()],
                   {name: verdict for name, (_, verdict) in cases.items()})

    def test_flipped_bits_of_a_range(self):
        files, pin, source = self.timed(), BUNDLES.pin_of(LEDGER), random.Random(3)
        packed, cases, expected = pack(files), [], {}
        at = 0
        for name, data in files:
            places = {source.randrange(512) for _ in range(2)}
            places |= {512 + source.randrange(len(data)) for _ in range(6)}
            for place in sorted(places):
                case = f"byte {at + place}"
                cases.append((case, flip(at + place)(packed), pin))
                is_version = (name.endswith(b"entry") and place == 512
                              or name == b"range/entries" and (place - 512) % 180 == 0)
                if not is_version and name not in (b"manifest.json", epoch(0, b"body")):
                    expected[case] = F
                else:
                    cases.pop()
            at += 512 + -(-len(data) // 512) * 512
        self.judge(cases, expected)

    def test_genesis_of_a_later_version(self):
        for version in (0, 2):
            later = Forge(format_version=version)
            later.commit()
            self.judge([("genesis", pack(later.files()), BUNDLES.pin_of(later))], U)

    def test_keys(self):
        pin, vkey = BUNDLES.pin_of(LEDGER), BUNDLES.lay(LEDGER.vkey() + b"\n")
        wrong = BUNDLES.lay(LEDGER.pin(bytes(32)))
        other = BUNDLES.lay(OTHER_LEDGER.pin())
        broken = pack(put(record(5, b"body"), flip(0)))
        later = pack(put(record(5, b"entry"), flip(0, 3)))
        self.judge([("pin", PACKED, pin), ("vkey", PACKED, vkey), ("wrong pin", PACKED, wrong),
                    ("another's", PACKED, other), ("no key", PACKED, None),
                    ("no key, broken", broken, None), ("no key, later", later, None),
                    ("another's key, later", later, other)],
                   {"pin": V, "vkey": V, "wrong pin": F, "another's": F, "no key": T,
                    "no key, broken": F, "no key, later": U, "another's key, later": F})

    def test_each_file_left_out_repeated_renamed_or_exchanged(self):
        pin, cases, expected = BUNDLES.pin_of(LEDGER), [], {}
        for at, (name, data) in enumerate(WHOLE):
            changes = {
                "left out": WHOLE[:at] + WHOLE[at + 1:],
                "repeated": WHOLE[:at + 1] + WHOLE[at:],
                "renamed": WHOLE[:at] + [(name + b"x", data)] + WHOLE[at + 1:],
                "moved to the end": WHOLE[:at] + WHOLE[at + 1:] + [WHOLE[at]],
                "empty": WHOLE[:at] + [(name, b"")] + WHOLE[at + 1:],
                "longer": WHOLE[:at] + [(name, data + b"\0")] + WHOLE[at + 1:],
                "shorter": WHOLE[:at] + [(name, data[:-1])] + WHOLE[at + 1:],
            }
            if at + 1 < len(WHOLE):
                changes["behind the next"] = (WHOLE[:at] + [WHOLE[at + 1], WHOLE[at]]
                                              + WHOLE[at + 2:])
                changes["with the next one's bytes"] = (
                    WHOLE[:at] + [(name, WHOLE[at + 1][1]), (WHOLE[at + 1][0], data)]
                    + WHOLE[at + 2:])
            if at == len(WHOLE) - 1:
                del changes["moved to the end"]
            for change, files in changes.items():
                case = f"{name.decode()} {change}"
                cases.append((case, pack(files), pin))
                may_be_left_out = name in [record(number, b"body") for number in EVENTS[1:-1]]
                expected[case] = V if change == "left out" and may_be_left_out else F
                if case == f"{epoch(0, b'body').decode()} with the next one's bytes":
                    expected[case] = U  # A text says of itself that it is of another version.
        self.judge(cases, expected)

    def test_each_truncation(self):
        pin, source = BUNDLES.pin_of(LEDGER), random.Random(1)
        ends = set(range(0, len(PACKED), 512)) | {
            source.randrange(len(PACKED)) for _ in range(200)} | {len(PACKED) - 1}
        self.judge([(f"{end} bytes", PACKED[:end], pin) for end in sorted(ends)], F)

    def test_flipped_bits(self):
        """Every header field and every file is hit; nothing that is flipped is taken for right."""
        for ledger, seed in ((LEDGER, 1), (CLEAR, 2)):
            files, pin, source = whole(ledger), BUNDLES.pin_of(ledger), random.Random(seed)
            packed, at, places = pack(files), 0, set()
            later = {}  # Bits that make something of another version.
            for name, data in files:
                places |= {at + source.randrange(512) for _ in range(2)}
                places |= {at + 512 + source.randrange(len(data)) for _ in range(4)}
                if name.endswith(b"/entry"):
                    later[at + 512] = {bit for bit in range(8) if bit}
                if name == epoch(0, b"body"):
                    later[at + 512] = later[at + 513] = set(range(8))
                if name == b"manifest.json":
                    digit = at + 512 + data.index(b'version": 1') + 10
                    later[digit] = {0, 1, 2, 3}  # 1 becomes 0, 3, 5, 9.
                at += 512 + -(-len(data) // 512) * 512
            places |= set(later) | {source.randrange(len(packed)) for _ in range(FLIPS)}
            cases, expected = [], {}
            for place in sorted(places):
                for bit in range(8) if place in later else (source.randrange(8),):
                    case = f"byte {place} bit {bit}"
                    cases.append((case, flip(place, 1 << bit)(packed), pin))
                    expected[case] = U if bit in later.get(place, ()) else F
            self.judge(cases, expected)


class Reports(unittest.TestCase):
    def run_second(self, *arguments, given=None):
        return subprocess.run([PYTHON, SECOND, *map(str, arguments)], input=given,
                              capture_output=True)

    def test_json_shows_what_is_disclosed(self):
        file, pin = BUNDLES.lay(PACKED), BUNDLES.pin_of(LEDGER)
        done = self.run_second(file, "--key", pin, "--json")
        report = json.loads(done.stdout)
        self.assertEqual(done.returncode, 0)
        facts = {"verdict": V, "kind": "bundle", "identity": "pinned", "tree_size": SIZE,
                 "ledger_id": LEDGER.ledger_id.hex(), "origin": LEDGER.origin.decode(),
                 "root": LEDGER.tree.root(0, SIZE).hex(), "records_verified": SIZE,
                 "event_records": len(EVENTS), "findings": [], "events": []}
        self.assertEqual({name: report[name] for name in facts}, facts)
        self.assertEqual([shown["sequence"] for shown in report["disclosed"]], [FIRST, LAST])
        self.assertEqual(report["disclosed"][0], {
            "sequence": FIRST, "time": "2026-01-02T03:04:05.000006000Z", "stream_id": 1,
            "stream": "payments", "type": None, "content_type": "text/plain",
            "subjects": ["anna", "berta"], "size": 5, "content": "first"})

    def test_a_clear_ledger_needs_no_key_to_be_read(self):
        report = BUNDLES.second_says(BUNDLES.lay(pack(CLEAR.files())), BUNDLES.pin_of(CLEAR))
        self.assertEqual([shown["sequence"] for shown in report.facts["disclosed"]], EVENTS)

    def test_nothing_is_shown_of_a_bundle_that_does_not_hold(self):
        cut = BUNDLES.lay(PACKED[:-512])
        facts = BUNDLES.second_says(cut, BUNDLES.pin_of(LEDGER)).facts
        self.assertEqual((facts["disclosed_total"], facts["disclosed"]), (0, []))

    def test_both_report_the_same_facts(self):
        if not PROGRAM:
            self.skipTest("needs the path of the program")
        same = ("kind", "verdict", "ledger_id", "origin", "identity", "tree_size", "root",
                "records_verified", "event_records", "first_record", "disclosed_total", "disclosed",
                "range")
        for ledger, files in ((LEDGER, Judged.timed(self)), (LEDGER, LEDGER.range_files(2, 3)),
                              (LEDGER, LEDGER.range_files(0, 3, stream=1)),
                              (LEDGER, LEDGER.checkpoint_files()), (LEDGER, WHOLE), (CLEAR, whole(CLEAR)), (LEDGER, LEDGER.files(4, 3))):
            file, pin = BUNDLES.lay(pack(files)), BUNDLES.pin_of(ledger)
            second = BUNDLES.second_says(file, pin).as_json()
            first = BUNDLES.first_report(file, pin)
            self.assertEqual({name: first[name] for name in same},
                             {name: second[name] for name in same})

    def test_exit_codes_and_batches_of_both_kinds(self):
        pin = BUNDLES.pin_of(LEDGER)
        golden = PROJECT / "tests" / "golden" / "v1" / "ledger"
        files = [(BUNDLES.lay(PACKED), pin, V), (BUNDLES.lay(PACKED[:-1]), pin, F),
                 (BUNDLES.lay(pack(WRONG_FILES["manifest of version 2"][0])), pin, U),
                 (BUNDLES.path / "nothing", pin, "IO_ERROR"), (golden, pin, F)]
        for file, key, verdict in files:
            done = self.run_second(file, "--key", key)
            self.assertEqual((done.returncode, done.stdout.split(b":")[0].decode()),
                             (EXIT_CODES[verdict], verdict))
        self.assertEqual(self.run_second(files[0][0]).returncode, EXIT_CODES[T])
        given = b"".join(b"%s\t%s\n" % (os.fsencode(file), os.fsencode(key))
                         for file, key, _ in files)
        said = self.run_second("--batch", "-", given=given).stdout.decode().splitlines()
        self.assertEqual([line.split("\t")[0] for line in said],
                         [verdict for _, _, verdict in files])

    def test_what_is_no_regular_file_is_no_bundle(self):
        link, pipe = BUNDLES.path / "link", BUNDLES.path / "pipe"
        link.symlink_to(BUNDLES.lay(PACKED))
        os.mkfifo(pipe)
        pin = BUNDLES.pin_of(LEDGER)
        self.assertEqual(BUNDLES.second_says(link, pin).verdict(), V)
        self.assertEqual(BUNDLES.second_says(pipe, pin).verdict(), "IO_ERROR")


class Ordinary(unittest.TestCase):
    """The forge itself: other programs open its bundles, and its sealing is the published one."""

    def test_ordinary_tools_open_a_bundle(self):
        with tarfile.open(fileobj=io.BytesIO(PACKED), mode="r:") as archive:
            self.assertEqual([(info.name.encode(), archive.extractfile(info).read())
                              for info in archive], WHOLE)

    def test_sealing_by_published_vectors(self):
        key, nonce = bytes([1]) * 32, b"ABCDEFGHIJKLMNOPQRSTUVWX"
        self.assertEqual(forge.xaes_record_key(key, nonce).hex(),
                         "c8612c9ed53fe43e8e005b828a1631a0bbcb6ab2f46514ec4f439fcfd0fa969b")
        self.assertEqual(forge.xaes_seal(key, nonce, b"", b"XAES-256-GCM").hex(),
                         "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271")
        self.assertEqual(forge.xaes_seal(bytes([3]) * 32, nonce, b"c2sp.org/XAES-256-GCM",
                                         b"XAES-256-GCM").hex(),
                         "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d")


if __name__ == "__main__":
    if len(sys.argv) > 1 and os.path.isfile(sys.argv[1]):
        PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
