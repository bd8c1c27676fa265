#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two readings of docs/FORMAT.md must come to the same verdict: `counterfoil verify` and
schemas/reference_verifier.py, on whole ledgers, on known tamperings and on random ones.

SECOND_VERIFIER_MUTATIONS says how many random ones (default 300), SECOND_VERIFIER_SEED which.
"""

import concurrent.futures
import hashlib
import importlib.util
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import types
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
SECOND = PROJECT / "schemas" / "reference_verifier.py"
GOLDEN = PROJECT / "tests" / "golden" / "v1" / "ledger"
GOLDEN_LEAF = "48f3d0391703d98760b4dc068fb73a12600b635ef05021f08fe34749d461f26e"
PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's python3-cryptography.
PROGRAM = os.environ["COUNTERFOIL"]
EPOCH_ATTACKS = os.environ["EPOCH_ATTACKS"]
MUTATIONS = int(os.environ.get("SECOND_VERIFIER_MUTATIONS", "300"))
SEED = int(os.environ.get("SECOND_VERIFIER_SEED", "1"))
EXIT_CODES = {"FAILED": 1, "UNSUPPORTED": 6, "IO_ERROR": 5, "UNTRUSTED": 4, "INCOMPLETE": 3,
              "VERIFIED_WITH_EVENTS": 0, "VERIFIED": 0}
BLOCK = 4096


def load_second():
    specification = importlib.util.spec_from_file_location("reference_verifier", SECOND)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


SECOND_MODULE = load_second()


class Home:
    """A directory with the ledgers that the tests start from, each with its key."""

    def __init__(self):
        self.place = tempfile.TemporaryDirectory(prefix="counterfoil-second-")
        self.path = pathlib.Path(self.place.name)
        self.environment = {"HOME": str(self.path), "XDG_STATE_HOME": str(self.path / "state"),
                            "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"}
        self.keys, self.count = {}, 0
        self.golden = self.copy(GOLDEN)
        pin = self.path / "golden.pin"
        vkey = json.loads((GOLDEN / "ledger.json").read_text())["vkey"]
        pin.write_text(f"counterfoil-pin v1\n{vkey}\n{GOLDEN_LEAF}\n")
        self.keys[self.golden] = pin

    def wrong_pin(self, ledger):
        pin = self.new_path()
        lines = self.keys[ledger].read_text().splitlines()
        pin.write_text("\n".join([*lines[:2], "00" * 32]) + "\n")
        return pin

    def run(self, *arguments, given=b"", codes=(0,)):
        done = subprocess.run([PROGRAM, *map(str, arguments)], input=given, cwd=self.path,
                              env=self.environment, capture_output=True, timeout=120)
        assert done.returncode in codes, (arguments, done.returncode, done.stderr)
        return done.stdout

    def new_path(self):
        self.count += 1
        return self.path / f"ledger-{self.count}"

    def make(self, *options):
        ledger = self.new_path()
        made = json.loads(self.run("init", ledger, "--origin", "second.example/test", "--json",
                                   *options))
        self.keys[ledger] = pathlib.Path(made["pin_file"])
        return ledger

    def fill(self, ledger, lines, stream="default", batch=20, size=40):
        text = b"".join(b"%06d %s\n" % (i, b"x" * size) for i in range(lines))
        self.run("import", ledger, "--format", "lines", "--stream", stream, "--batch", batch,
                 given=text)

    def copy(self, ledger):
        copy = self.new_path()
        # Links stay links; the lock and the secrets are no evidence.
        shutil.copytree(ledger, copy, symlinks=True,
                        ignore=shutil.ignore_patterns("lock", "keys", "keyring.db*"))
        self.keys[copy] = self.keys.get(ledger)
        return copy

    def copy_all(self, ledger):
        copy = self.new_path()
        shutil.copytree(ledger, copy)
        self.keys[copy] = self.keys[ledger]
        return copy

    def start_import(self, ledger, lines, batch=5):
        """An import that has durably taken `lines` and waits for more; and a way to give it more."""
        acks, given = self.new_path(), [0]
        process = subprocess.Popen(
            [PROGRAM, "import", ledger, "--format", "lines", "--batch", str(batch), "--acks", acks],
            stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            cwd=self.path, env=self.environment)

        def give(lines):
            given[0] += lines
            process.stdin.write(b"".join(b"%d yyyyyyyyyyyyyyyyyyyyyy\n" % i for i in range(lines)))
            process.stdin.flush()
            deadline = time.monotonic() + 60
            while not acks.exists() or acks.read_bytes().count(b"\n") < given[0] - batch:
                assert time.monotonic() < deadline and process.poll() is None
                time.sleep(0.01)

        give(lines)
        return process, give

    def killed(self, ledger, lines, behind=0):
        """A copy whose writer was killed; `behind` more lines after the last HEAD on disk."""
        copy = self.copy_all(ledger)
        process, give = self.start_import(copy, lines)
        time.sleep(1.2 if behind else 0)  # HEAD comes at most a second later.
        head = (copy / "HEAD").read_bytes()
        if behind:
            give(behind)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if behind:  # As after a power failure that took the newest HEAD.
            (copy / "HEAD").write_bytes(head)
        return copy

    def first_verdict(self, path, key=None):
        key = key or self.keys.get(path)
        arguments = [PROGRAM, "verify", str(path), "-q", "--json", "--trust-dir",
                     str(self.path / "nobody")] + (["--key", str(key)] if key else [])
        done = subprocess.run(arguments, capture_output=True, env=self.environment, timeout=120)
        report = json.loads(done.stdout)
        kind = report["findings"][0]["kind"] if report["findings"] else "-"
        assert EXIT_CODES[report["verdict"]] == done.returncode
        return report["verdict"], kind

    def second_verdicts(self, paths):
        """Verdicts by one run of the second verifier."""
        lines = b"".join(os.fsencode(path) + (b"\t" + os.fsencode(self.keys[path])
                                              if self.keys.get(path) else b"") + b"\n"
                         for path in paths)
        done = subprocess.run([PYTHON, SECOND, "--batch", "-"], input=lines, capture_output=True)
        assert done.returncode == 0 and not done.stderr, done.stderr.decode()
        answers = [line.split("\t") for line in done.stdout.decode().splitlines()]
        assert [answer[1] for answer in answers] == [str(path) for path in paths]
        return [(answer[0], answer[2]) for answer in answers]

    def both(self, paths):
        """(path, first verdict, second verdict) of each path."""
        paths = list(paths)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            second = pool.submit(self.second_verdicts, paths)
            first = list(map(self.first_verdict, paths))
            return list(zip(paths, first, second.result()))


def setUpModule():
    global HOME
    HOME = Home()
    HOME.simple = HOME.make("--segment-size", "64K")
    HOME.fill(HOME.simple, 60)
    HOME.fill(HOME.simple, 60, stream="other")
    HOME.many = HOME.make("--segment-size", "64K", "--no-encryption")
    for stream in ("default", "öther", "third"):
        HOME.fill(HOME.many, 250, stream=stream, batch=25, size=120)
        HOME.run("checkpoint", HOME.many)
    HOME.epochs = HOME.make("--segment-size", "64K", "--epoch-records", "12")
    HOME.fill(HOME.epochs, 60, batch=5)
    HOME.run("keys", HOME.epochs, "rotate-epoch")
    HOME.run("checkpoint", HOME.epochs)  # Of a size at which an epoch ended.
    HOME.unclean = HOME.killed(HOME.simple, 40)
    HOME.unclean_epochs = HOME.killed(HOME.epochs, 30)
    HOME.unclean_many = HOME.killed(HOME.simple, 400)
    HOME.recovered = HOME.copy_all(HOME.unclean)
    HOME.fill(HOME.recovered, 10)
    HOME.behind = HOME.killed(HOME.simple, 10, behind=30)
    HOME.torn = HOME.copy_all(HOME.behind)
    tear_last_frame(HOME.torn)
    HOME.torn_recovered = HOME.copy_all(HOME.torn)
    HOME.run("recover", HOME.torn_recovered)
    HOME.lost = HOME.copy_all(HOME.many)
    cut_last_frame(HOME.lost)
    HOME.run("recover", HOME.lost, "--acknowledge-loss", "the disk died")


def tearDownModule():
    HOME.place.cleanup()


def last_segment(ledger):
    return max((ledger / "segments").glob("*.segment"))


def frames(segment):
    """Offset and end of each frame."""
    data, at, found = segment.read_bytes(), BLOCK, []
    while data[at:at + 8] == b"CF-FRAME":
        end = at + int.from_bytes(data[at + 48:at + 56], "little")
        found.append((at, end))
        at = end
    return found


def tear_last_frame(ledger):
    segment = last_segment(ledger)
    start, end = frames(segment)[-1]
    with segment.open("r+b") as file:
        file.seek(start + 1000)
        file.write(bytes(end - start - 1000))


def cut_last_frame(ledger):
    segment = last_segment(ledger)
    start, end = frames(segment)[-1]
    with segment.open("r+b") as file:
        file.seek(start)
        file.write(bytes(end - start))


def segment_of(ledger, number=0):
    return ledger / f"segments/{number:020d}.segment"


def note_of(ledger, number=0):
    return ledger / f"checkpoints/{number:020d}.note"


def patch(file, at, new):
    data = bytearray(file.read_bytes())
    data[at:at + len(new)] = new
    file.write_bytes(data)


def flip(file, *places):
    data = bytearray(file.read_bytes())
    for at in places:
        data[at] ^= 4
    file.write_bytes(data)


def swap(file, one, two):
    data = file.read_bytes()
    patch(file, one[0], data[two[0]:two[1]])
    patch(file, two[0], data[one[0]:one[1]])


def replace(file, make):
    file.unlink()
    make(file)


def link_away(path):
    path.rename(path.parent / "elsewhere")
    path.symlink_to("elsewhere")


def lay_fifo(path):
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def lay_directory(path):
    path.unlink(missing_ok=True)
    path.mkdir()


def next_segment(ledger):
    return segment_of(ledger, int(last_segment(ledger).stem) + 1)


def newest_full(ledger):
    return segment_of(ledger, int(last_segment(ledger).stem) - 1)


def in_frame(number, change):
    """A change of bytes in a frame of the first segment, named by their place in the frame."""
    return lambda ledger: change(segment_of(ledger), frames(segment_of(ledger))[number])


def frame_flip(at, number=1):
    return in_frame(number, lambda file, frame: flip(file, frame[at < 0] + at))


def first_body(file, frame):
    count = int.from_bytes(file.read_bytes()[frame[0] + 12:frame[0] + 16], "little")
    return frame[0] + 64 + 180 * count


def first_event(segment):
    """Where the entry of the first event with another behind it stands, and its body."""
    data = segment.read_bytes()
    for start, _ in frames(segment):
        count = int.from_bytes(data[start + 12:start + 16], "little")
        at = start + 64 + 180 * count
        for entry in range(start + 64, start + 64 + 180 * (count - 1), 180):
            end = at + int.from_bytes(data[entry + 32:entry + 36], "little")
            if data[entry + 1] == data[entry + 181] == 1:
                return entry, (at, end)
            at = end
    raise AssertionError("no two events in a frame")


def in_event(change):
    """A change of an event's entry or body. All checksums fit, so that it is the digests that tell."""
    def changed(ledger):
        file = segment_of(ledger)
        change(file, *first_event(file))
        mend_checksums(file)
    return changed


def footer_of(ledger):
    return frames(segment_of(ledger))[-1][1]


def start_of(ledger):
    return frames(last_segment(ledger))[-1][0]


def end_of(ledger):
    return frames(last_segment(ledger))[-1][1]


def edit(file, old, new):
    data = file.read_bytes()
    assert old in data
    file.write_bytes(data.replace(old, new, 1))


def quarantined(ledger):
    return next((ledger / "quarantine").iterdir())


# Name: the ledger, what is done to a copy of it, the verdict of both.
# The first verifier does not look at segments behind an open tail of zeros, though docs/FORMAT.md says
# that anything but zeros there is INCOMPLETE. Until it does, the two verdicts differ.
F, U, I, E, V = "FAILED", "UNSUPPORTED", "INCOMPLETE", "VERIFIED_WITH_EVENTS", "VERIFIED"
BEHIND_AN_OPEN_END = (E, I)
TAMPERINGS = {
    "segment magic": ("many", lambda l: flip(segment_of(l), 0), F),
    "segment version 3": ("many", lambda l: patch(segment_of(l), 8, b"\3"), U),
    "segment version 0": ("many", lambda l: patch(segment_of(l), 8, b"\0"), F),
    "second segment's version": ("many", lambda l: patch(segment_of(l, 1), 8, b"\3"), U),
    "segment policy": ("many", lambda l: flip(segment_of(l), 10), F),
    "segment ledger id": ("many", lambda l: flip(segment_of(l), 20), F),
    "segment base": ("many", lambda l: flip(segment_of(l, 1), 40), F),
    "segment size": ("many", lambda l: flip(segment_of(l), 58), F),
    "segment window": ("many", lambda l: flip(segment_of(l), 66), F),
    "segment previous end": ("many", lambda l: flip(segment_of(l, 1), 73), F),
    "segment header CRC": ("many", lambda l: flip(segment_of(l), 148), F),
    "first block's rest": ("many", lambda l: flip(segment_of(l), 4000), F),
    "frame magic": ("simple", frame_flip(0), F),
    "frame version 5": ("simple", frame_flip(8), U),
    "frame version 0": ("simple", in_frame(1, lambda f, frame: patch(f, frame[0] + 8, b"\0")), F),
    "last frame's version": ("simple", lambda l: flip(last_segment(l), start_of(l) + 8), U),
    "first frame's version": ("simple", frame_flip(8, 0), U),
    "frame flags": ("simple", frame_flip(10), F),
    "record count": ("simple", frame_flip(12), F),
    "frame number": ("simple", frame_flip(16), F),
    "bodies length": ("simple", frame_flip(46), F),
    "frame length": ("simple", frame_flip(55), F),
    "frame header CRC": ("simple", frame_flip(60), F),
    "entry version": ("simple", frame_flip(64), F),
    "entry stream": ("simple", frame_flip(68), F),
    "entry time": ("simple", frame_flip(64 + 24), F),
    "entry previous": ("simple", frame_flip(64 + 150), F),
    "body": ("simple", in_frame(1, lambda f, frame: flip(f, first_body(f, frame))), F),
    "clear body": ("many", in_frame(2, lambda f, frame: flip(f, first_body(f, frame) + 30)), F),
    "body zeroed": ("simple", in_frame(2, lambda f, frame: patch(f, first_body(f, frame), bytes(40))), F),
    "nonce of a sealed event": ("simple", in_event(lambda f, entry, body: flip(f, entry + 60)), F),
    "nonce's end of a sealed event": ("simple", in_event(lambda f, entry, body: flip(f, entry + 83)), F),
    "time of a sealed event": ("simple", in_event(lambda f, entry, body: flip(f, entry + 24)), F),
    "key id of a sealed event": ("simple", in_event(lambda f, entry, body: flip(f, entry + 36)), F),
    "stream of a sealed event": ("simple", in_event(lambda f, entry, body: flip(f, entry + 4)), F),
    "ledger id of a sealed event": ("simple", in_event(lambda f, entry, body: flip(f, entry + 44)), F),
    "key commitment of a sealed event": ("simple", in_event(
        lambda f, entry, body: flip(f, entry + 84)), F),
    "key commitment of another event": ("simple", in_event(lambda f, entry, body: patch(
        f, entry + 84, f.read_bytes()[entry + 180 + 84:entry + 180 + 116])), F),
    "ciphertext of a sealed event": ("simple", in_event(lambda f, entry, body: flip(f, body[0])), F),
    "tag of a sealed event": ("simple", in_event(lambda f, entry, body: flip(f, body[1] - 1)), F),
    "tag of a sealed event and its digest": ("simple", in_event(lambda f, entry, body: (
        flip(f, body[1] - 1), patch(f, entry + 116, hashlib.sha256(
            f.read_bytes()[slice(*body)]).digest()))), F),
    "tag of a sealed event cut short": ("simple", in_event(lambda f, entry, body: patch(
        f, entry + 32, (body[1] - body[0] - 4).to_bytes(4, "little"))), F),
    "genesis body": ("simple", in_frame(0, lambda f, frame: flip(f, first_body(f, frame) + 40)), F),
    "genesis version": ("simple", in_frame(0, lambda f, frame: flip(f, first_body(f, frame))), U),
    "genesis version 0": ("simple", in_frame(
        0, lambda f, frame: patch(f, first_body(f, frame), b"\0")), U),
    "recovering frame's version": ("torn_recovered", lambda l: flip(last_segment(l), BLOCK + 8), F),
    "recovering segment's version": ("torn_recovered", lambda l: flip(last_segment(l), 8), F),
    "recovering frame": ("torn_recovered", lambda l: flip(last_segment(l), BLOCK + 100), F),
    "recovering segment's header": ("torn_recovered", lambda l: flip(last_segment(l), 50), F),
    "frame padding": ("simple", frame_flip(-170, 0), F),
    "frame root": ("simple", frame_flip(-150), F),
    "frame epoch": ("simple", frame_flip(-88), F),
    "frame signature": ("simple", frame_flip(-70), F),
    "bodies CRC": ("simple", frame_flip(-8), F),
    "frame CRC": ("simple", frame_flip(-4), F),
    "two frames swapped": ("many", lambda l: swap(
        segment_of(l), *frames(segment_of(l))[3:5]), F),
    "last frame zero": ("simple", cut_last_frame, F),
    "last frame torn": ("simple", tear_last_frame, F),
    "frame repeated behind the end": ("golden", lambda l: patch(
        last_segment(l), end_of(l), last_segment(l).read_bytes()[BLOCK:2 * BLOCK]), F),
    "a byte behind a clean end": ("simple", lambda l: patch(last_segment(l), 65535, b"x"), F),
    "footer magic": ("many", lambda l: flip(segment_of(l), footer_of(l)), F),
    "footer version": ("many", lambda l: flip(segment_of(l), footer_of(l) + 8), U),
    "footer version 0": ("many", lambda l: patch(segment_of(l), footer_of(l) + 8, b"\0"), F),
    "footer root": ("many", lambda l: flip(segment_of(l), footer_of(l) + 112), F),
    "footer position": ("many", lambda l: flip(segment_of(l), footer_of(l) + 180), F),
    "footer zero": ("many", lambda l: patch(segment_of(l), footer_of(l), bytes(BLOCK)), F),
    "behind the footer": ("many", lambda l: patch(segment_of(l), 65535, b"x"), F),
    "footer of the newest full segment, missing": ("unclean_many", lambda l: patch(
        newest_full(l), frames(newest_full(l))[-1][1], bytes(BLOCK)), E),
    "footer of the newest full segment, torn": ("unclean_many", lambda l: patch(
        newest_full(l), frames(newest_full(l))[-1][1] + 100, bytes(BLOCK - 100)), E),
    "footer of the newest full segment, something else": ("unclean_many", lambda l: patch(
        newest_full(l), frames(newest_full(l))[-1][1], b"x"), I),
    "footer of the newest full segment, a frame's magic": ("unclean_many", lambda l: patch(
        newest_full(l), frames(newest_full(l))[-1][1], b"CF-FRAME"), I),
    "footer of a segment before an unclean HEAD": ("unclean_many", lambda l: patch(
        segment_of(l), footer_of(l), bytes(BLOCK)), F),
    "segments swapped": ("many", lambda l: (
        segment_of(l, 1).rename(l / "x"), segment_of(l, 2).rename(segment_of(l, 1)),
        (l / "x").rename(segment_of(l, 2))), F),
    "first segment gone": ("many", lambda l: segment_of(l).unlink(), F),
    "middle segment gone": ("many", lambda l: segment_of(l, 1).unlink(), F),
    "last segment gone": ("many", lambda l: last_segment(l).unlink(), F),
    "last segment gone, unclean": ("unclean_many", lambda l: last_segment(l).unlink(), F),
    "all segments gone": ("many", lambda l: [f.unlink() for f in (l / "segments").iterdir()], F),
    "segments gone": ("many", lambda l: shutil.rmtree(l / "segments"), F),
    "another's segment": ("many", lambda l: shutil.copy(segment_of(HOME.golden), segment_of(l)), F),
    "segment behind a clean HEAD": ("simple", lambda l: shutil.copy(
        segment_of(l), segment_of(l, 9)), F),
    "segment behind an unclean HEAD": ("unclean", lambda l: shutil.copy(
        segment_of(l), next_segment(l)), BEHIND_AN_OPEN_END),
    "zeros as a segment behind an unclean HEAD": ("unclean", lambda l: next_segment(l).write_bytes(
        bytes(65536)), BEHIND_AN_OPEN_END),
    "segment behind a gap, unclean": ("unclean", lambda l: shutil.copy(
        segment_of(l), segment_of(l, 7)), BEHIND_AN_OPEN_END),
    "segment cut": ("simple", lambda l: os.truncate(segment_of(l), 65535), F),
    "segment longer": ("simple", lambda l: os.truncate(segment_of(l), 65537), F),
    "segment empty": ("simple", lambda l: os.truncate(segment_of(l), 0), F),
    "segment huge and sparse": ("simple", lambda l: os.truncate(segment_of(l), 1 << 40), F),
    "segment huge and sparse behind an unclean HEAD": ("unclean", lambda l: (
        next_segment(l).touch(), os.truncate(last_segment(l), 1 << 40)), BEHIND_AN_OPEN_END),
    "HEAD huge and sparse": ("simple", lambda l: os.truncate(l / "HEAD", 1 << 40), F),
    "ledger.json huge and sparse": ("simple", lambda l: os.truncate(l / "ledger.json", 1 << 40), F),
    "note huge and sparse": ("simple", lambda l: os.truncate(note_of(l), 1 << 40), F),
    "HEAD gone": ("simple", lambda l: (l / "HEAD").unlink(), F),
    "HEAD cut": ("simple", lambda l: os.truncate(l / "HEAD", 4096), F),
    "one slot flipped": ("simple", lambda l: flip(l / "HEAD", 30), E),
    "one slot of version 5": ("simple", lambda l: flip(l / "HEAD", BLOCK + 8), E),
    "one slot zero": ("simple", lambda l: patch(l / "HEAD", BLOCK, bytes(BLOCK)), E),
    "one slot flipped, unclean": ("unclean", lambda l: flip(l / "HEAD", 30), I),
    "other slot flipped, unclean": ("unclean", lambda l: flip(l / "HEAD", BLOCK + 30), I),
    "both slots flipped": ("simple", lambda l: flip(l / "HEAD", 30, BLOCK + 30), F),
    "both slots of version 5": ("simple", lambda l: flip(l / "HEAD", 8, BLOCK + 8), U),
    "a slot of version 5, a bad one": ("simple", lambda l: flip(l / "HEAD", 8, BLOCK + 30), F),
    "slots exchanged": ("simple", lambda l: swap(l / "HEAD", (0, BLOCK), (BLOCK, 2 * BLOCK)), F),
    "bytes between the slots": ("simple", lambda l: flip(l / "HEAD", 300), F),
    "older HEAD": ("recovered", lambda l: shutil.copy(HOME.unclean / "HEAD", l), F),
    "oldest HEAD": ("unclean_many", lambda l: shutil.copy(HOME.simple / "HEAD", l), F),
    "another's HEAD": ("simple", lambda l: shutil.copy(HOME.golden / "HEAD", l), F),
    "newer HEAD": ("simple", lambda l: shutil.copy(HOME.unclean / "HEAD", l), F),
    "ledger.json flipped": ("simple", lambda l: flip(l / "ledger.json", 200), F),
    "ledger.json of version 2": ("simple", lambda l: edit(l / "ledger.json", b": 1,", b": 2,"), U),
    "ledger.json of version 12": ("simple", lambda l: edit(l / "ledger.json", b": 1,", b": 12,"), U),
    "ledger.json of version 0": ("simple", lambda l: edit(l / "ledger.json", b": 1,", b": 0,"), U),
    "ledger.json of version 01": ("simple", lambda l: edit(l / "ledger.json", b": 1,", b": 01,"), F),
    "ledger.json of version 2, another": ("simple", lambda l: (
        edit(l / "ledger.json", b": 1,", b": 2,"), flip(l / "ledger.json", 200)), U),
    "ledger.json spaced": ("simple", lambda l: edit(l / "ledger.json", b": 1,", b":  1,"), F),
    "ledger.json without its end": ("simple", lambda l: os.truncate(l / "ledger.json", 300), F),
    "ledger.json gone": ("simple", lambda l: (l / "ledger.json").unlink(), F),
    "note flipped": ("many", lambda l: flip(note_of(l), 200), F),
    "note's size": ("many", lambda l: edit(note_of(l), b"\n2", b"\n3"), F),
    "note with CRLF": ("many", lambda l: edit(note_of(l), b"\n", b"\r\n"), F),
    "note cut at a line": ("many", lambda l: note_of(l).write_bytes(
        b"\n".join(note_of(l).read_bytes().split(b"\n")[:5]) + b"\n"), F),
    "note's signatures exchanged": ("many", lambda l: note_of(l).write_bytes(b"".join(
        [note_of(l).read_bytes().splitlines(True)[i] for i in (0, 1, 2, 3, 5, 4)])), F),
    "note gone": ("many", lambda l: note_of(l).unlink(), F),
    "notes gone": ("many", lambda l: shutil.rmtree(l / "checkpoints"), F),
    "notes exchanged": ("many", lambda l: (
        note_of(l).rename(l / "x"), note_of(l, 1).rename(note_of(l)),
        (l / "x").rename(note_of(l, 1))), F),
    "another's note": ("many", lambda l: shutil.copy(note_of(HOME.golden), note_of(l)), F),
    "note behind a clean HEAD": ("many", lambda l: shutil.copy(note_of(l), note_of(l, 50)), F),
    "note again behind an unclean HEAD": ("unclean", lambda l: shutil.copy(
        note_of(l), l / f"checkpoints/{len(list((l / 'checkpoints').iterdir())):020d}.note"), I),
    "no note behind an unclean HEAD": ("unclean", lambda l: (
        l / f"checkpoints/{len(list((l / 'checkpoints').iterdir())):020d}.note").write_text("x"), I),
    "note behind a gap": ("unclean", lambda l: shutil.copy(note_of(l), note_of(l, 50)), I),
    "note of more records than there are": ("unclean", lambda l: shutil.copy(
        sorted((HOME.recovered / "checkpoints").glob("*.note"))[-1], l / "checkpoints"), F),
    "note half written": ("simple", lambda l: (l / "checkpoints/00.tmp").write_text("x"), V),
    "cosigned note of any content": ("simple", lambda l: note_of(l).with_suffix(
        ".cosigned").write_text("x"), F),
    "time stamp of any content": ("simple", lambda l: note_of(l).with_suffix(
        ".tsr").write_text("x"), F),
    "cosigned note beside no note": ("simple", lambda l: note_of(l, 50).with_suffix(
        ".cosigned").write_text("x"), E),
    "time stamp beside no note": ("simple", lambda l: note_of(l, 50).with_suffix(
        ".tsr").write_text("x"), E),
    "directory for a time stamp": ("simple", lambda l: note_of(l).with_suffix(".tsr").mkdir(), F),
    "unknown file": ("simple", lambda l: (l / "segments/notes.txt").write_text("x"), E),
    "unknown directory": ("simple", lambda l: (l / "more").mkdir(), E),
    "unknown file among keys": ("simple", lambda l: (
        (l / "keys").mkdir(), (l / "keys/x").write_text("x")), V),
    "SQLite's journal": ("simple", lambda l: (l / "keyring.db-journal").write_text("x"), V),
    "spare segment": ("simple", lambda l: (l / "segments/spare.tmp").write_text("x"), V),
    "segment of a longer name": ("simple", lambda l: shutil.copy(
        segment_of(l), l / f"segments/{0:021d}.segment"), E),
    "segment number beyond 64 bits": ("simple", lambda l: shutil.copy(
        segment_of(l), l / f"segments/{'9' * 20}.segment"), E),
    "tail flipped": ("torn_recovered", lambda l: flip(segment_of(l, 0), end_of_first(l) + 200), F),
    "tail's copy flipped": ("torn_recovered", lambda l: flip(quarantined(l), 100), F),
    "tail's copy longer": ("torn_recovered", lambda l: os.truncate(quarantined(l), 65536), F),
    "tail's copy shorter": ("torn_recovered", lambda l: os.truncate(quarantined(l), 90), F),
    "tail's copy gone": ("torn_recovered", lambda l: quarantined(l).unlink(), I),
    "quarantine gone": ("torn_recovered", lambda l: shutil.rmtree(l / "quarantine"), I),
    "copy of another tail": ("simple", lambda l: (
        (l / "quarantine").mkdir(exist_ok=True),
        (l / f"quarantine/{0:020d}-{4096:020d}.tail").write_text("x")), E),
    "torn where nothing was promised": ("behind", tear_last_frame, I),
    "cut at a frame where nothing was promised": ("behind", cut_last_frame, E),
    "version where nothing was promised": ("behind", lambda l: flip(last_segment(l), start_of(l) + 8), U),
    "flipped where nothing was promised": ("behind", lambda l: flip(last_segment(l), start_of(l) + 100), I),
    "a byte behind an open end": ("behind", lambda l: patch(last_segment(l), 65535, b"x"), I),
    "footer where nothing was promised": ("behind", lambda l: patch(
        last_segment(l), end_of(l), b"CFFOOTER\1"), I),
    "LOSS gone": ("lost", lambda l: (l / "LOSS").unlink(), F),
    "LOSS flipped": ("lost", lambda l: flip(l / "LOSS", 290), F),
    "LOSS signature": ("lost", lambda l: flip(l / "LOSS", (l / "LOSS").stat().st_size - 9), F),
    "LOSS reason": ("lost", lambda l: flip(l / "LOSS", 340), F),
    "LOSS of version 5": ("lost", lambda l: flip(l / "LOSS", 8), F),
    "LOSS cut": ("lost", lambda l: os.truncate(l / "LOSS", 350), F),
    "LOSS huge and sparse": ("lost", lambda l: os.truncate(l / "LOSS", 1 << 40), F),
    "another's LOSS": ("simple", lambda l: shutil.copy(HOME.lost / "LOSS", l), F),
    "LOSS where nothing is lost": ("many", lambda l: shutil.copy(HOME.lost / "LOSS", l), I),
    "more lost than LOSS says": ("lost", cut_last_frame, F),
    "LOSS where a note is gone": ("lost", lambda l: note_of(l, 1).unlink(), I),
    "LOSS where a lost note is flipped": ("lost", lambda l: flip(note_of(l, 2), 290), F),
    "HEAD flipped beside LOSS": ("lost", lambda l: flip(l / "HEAD", 30), F),
    "HEAD's other slot flipped beside LOSS": ("lost", lambda l: flip(l / "HEAD", BLOCK + 30), I),
    "segment is a link": ("simple", lambda l: link_away(segment_of(l)), F),
    "HEAD is a link": ("simple", lambda l: link_away(l / "HEAD"), F),
    "ledger.json is a link": ("simple", lambda l: link_away(l / "ledger.json"), F),
    "note is a link": ("simple", lambda l: link_away(note_of(l)), F),
    "segments is a link": ("simple", lambda l: link_away(l / "segments"), F),
    "checkpoints is a link": ("simple", lambda l: link_away(l / "checkpoints"), F),
    "quarantine is a link": ("simple", lambda l: (
        shutil.rmtree(l / "quarantine"), (l / "quarantine").symlink_to("segments")), F),
    "LOSS is a link": ("simple", lambda l: (l / "LOSS").symlink_to("nowhere"), F),
    "segment is a FIFO": ("simple", lambda l: lay_fifo(segment_of(l)), F),
    "HEAD is a FIFO": ("simple", lambda l: lay_fifo(l / "HEAD"), F),
    "ledger.json is a FIFO": ("simple", lambda l: lay_fifo(l / "ledger.json"), F),
    "note is a FIFO": ("simple", lambda l: lay_fifo(note_of(l)), F),
    "segment is a directory": ("simple", lambda l: lay_directory(segment_of(l)), F),
    "HEAD is a directory": ("simple", lambda l: lay_directory(l / "HEAD"), F),
    "ledger.json is a directory": ("simple", lambda l: lay_directory(l / "ledger.json"), F),
    "segments is a file": ("simple", lambda l: (
        shutil.rmtree(l / "segments"), (l / "segments").touch()), F),
    "next segment is a FIFO, unclean": ("unclean", lambda l: lay_fifo(next_segment(l)), F),
    "wrong key": ("simple", lambda l: HOME.keys.__setitem__(l, HOME.keys[HOME.many]), F),
    "wrong genesis": ("simple", lambda l: HOME.keys.__setitem__(l, HOME.wrong_pin(l)), F),
    "no key": ("simple", lambda l: HOME.keys.__setitem__(l, None), "UNTRUSTED"),
    "no key, flipped": ("simple", lambda l: (
        HOME.keys.__setitem__(l, None), flip(segment_of(l), 5000)), F),
    "nothing there": ("simple", shutil.rmtree, "IO_ERROR"),
    "an empty directory": ("simple", lambda l: (shutil.rmtree(l), l.mkdir()), "IO_ERROR"),
    "a link to the ledger": ("simple", lambda l: link_away(l), V),
}


def end_of_first(ledger):
    return frames(segment_of(ledger))[-1][1]


def mend_checksums(segment):
    """Makes the CRCs fit, so that what stands behind them is judged."""
    data = bytearray(segment.read_bytes())
    crc32c = SECOND_MODULE.crc32c

    def put(at, crc):
        data[at:at + 4] = crc.to_bytes(4, "little")

    def get(at, size):
        return int.from_bytes(data[at:at + size], "little")

    if data[:8] == b"CFSEGMNT":
        put(148, crc32c(bytes(data[:148])))
    at = BLOCK
    while data[at:at + 8] == b"CF-FRAME":
        put(at + 60, crc32c(bytes(data[at:at + 60])))
        bodies = at + 64 + 180 * get(at + 12, 4)
        padding, end = bodies + get(at + 40, 8), at + get(at + 48, 8)
        if not at < bodies <= padding <= end - 160 < len(data):
            break
        put(end - 8, crc32c(bytes(data[bodies:padding])))
        put(end - 4, crc32c(bytes(data[at:bodies] + data[padding:end - 4])))
        at = end
    segment.write_bytes(data)


class WhatAListHasRoomFor(unittest.TestCase):
    """docs/FINDINGS.md: the rule is the first verifier's (tests/verifier/findings_test.cpp)."""

    ROOM = SECOND_MODULE.LISTED_MAX

    def kept(self, found):
        report = SECOND_MODULE.Report()
        for number, (severity, kind) in enumerate(found):
            report.add(SECOND_MODULE.Finding(kind, str(number), severity))
        return [f"{each.kind} {each.message}" for each in report.findings]

    def test_the_first_of_what_is_alike_stays(self):
        kept = self.kept([("failure", "chain")] * (self.ROOM + 5))
        self.assertEqual(kept, [f"chain {number}" for number in range(self.ROOM)])

    def test_a_repetition_gives_way_to_another_kind(self):
        found = [("failure", "chain")] * (2 * self.ROOM) + [
            ("incomplete", "loss"), ("failure", "rollback"), ("failure", "chain"),
            ("failure", "loss"), ("failure", "rollback")]
        kept = self.kept(found)
        self.assertEqual(len(kept), self.ROOM)
        later = 2 * self.ROOM
        self.assertEqual(kept[-5:], [f"chain {self.ROOM - 5}", f"loss {later}",
                                     f"rollback {later + 1}", f"loss {later + 3}",
                                     f"rollback {later + 4}"])

    def test_the_milder_gives_way_and_what_is_of_the_whole_ledger_does_not(self):
        firsts = [("failure", f"kind-{number}") for number in range(self.ROOM - 1)]
        kept = self.kept([*firsts, ("incomplete", "loss"), ("unsupported", "x-version"),
                          ("failure", "wrong-key"), ("failure", "fork"), ("failure", "another")])
        self.assertEqual(kept[-3:], [f"kind-{self.ROOM - 3} {self.ROOM - 3}",
                                     f"wrong-key {self.ROOM + 1}", f"fork {self.ROOM + 2}"])


class Mutation:
    """One to three random changes of what is evidence in a ledger. Says what it did."""

    def __init__(self, random_, ledger):
        self.random, self.ledger, self.done = random_, ledger, []
        head = (ledger / "HEAD").read_bytes()
        self.ledger_is_clean = head[10] == 1 and head[BLOCK + 10] == 1
        self.files = sorted(path for path in ledger.rglob("*") if path.is_file())
        for _ in range(random_.choice((1, 1, 1, 1, 2, 3))):
            change = random_.choices(
                (self.flip, self.byte, self.fill, self.copy_range, self.swap, self.resize,
                 self.remove, self.rename, self.duplicate), (30, 12, 10, 8, 6, 5, 2, 2, 2))[0]
            file = random_.choice([path for path in self.files if path.exists()])
            self.done.append(f"{change.__name__} {file.relative_to(ledger)} {change(file)}")

        if random_.random() < 0.3:
            self.done.append("mended")
            for file in ledger.rglob("*.segment"):
                if file.is_file() and file.stat().st_size <= 1 << 20:
                    mend_checksums(file)

    def place(self, data, step=1):
        """Mostly where something stands: a segment is zero for the most part."""
        for _ in range(20):
            at = self.random.randrange(max(1, len(data))) // step * step
            if self.random.random() < 0.1 or any(data[at:at + 8]):
                break
        if self.random.random() < 0.25:  # Heads of structures.
            at = at // BLOCK * BLOCK + self.random.randrange(min(240, len(data) or 1))
        return min(at, max(0, len(data) - 1)) // step * step

    def write(self, file, at, new):
        data = bytearray(file.read_bytes())
        data[at:at + len(new)] = new[:max(0, len(data) - at)]
        file.write_bytes(data)

    def flip(self, file):
        data = file.read_bytes()
        if not data:
            return "nothing"
        at, bit = self.place(data), self.random.randrange(8)
        self.write(file, at, bytes([data[at] ^ 1 << bit]))
        return f"at {at} bit {bit}"

    def byte(self, file):
        data = file.read_bytes()
        at, new = self.place(data), self.random.choice((0, 255, self.random.randrange(256)))
        self.write(file, at, bytes([new]))
        return f"at {at} to {new}"

    def fill(self, file):
        data = file.read_bytes()
        at = self.place(data, self.random.choice((1, BLOCK)))
        length = self.random.choice((8, 32, 160, BLOCK, len(data)))
        self.write(file, at, bytes(length))
        return f"zeros at {at}, {length}"

    def copy_range(self, file):
        source = self.random.choice([path for path in self.files if path.exists()])
        data, step = source.read_bytes(), self.random.choice((1, 4, BLOCK))
        at, to = self.place(data, step), self.place(file.read_bytes(), step)
        length = self.random.choice((4, 8, 32, BLOCK, 2 * BLOCK))
        self.write(file, to, data[at:at + length])
        return f"at {to} from {source.relative_to(self.ledger)} at {at}, {length}"

    def swap(self, file):
        data, step = file.read_bytes(), self.random.choice((8, 32, BLOCK))
        one, two = self.place(data, step), self.place(data, step)
        a, b = data[one:one + step], data[two:two + step]
        self.write(file, one, b)
        self.write(file, two, a)
        return f"{one} and {two}, {step}"

    def resize(self, file):
        size = file.stat().st_size
        new = self.random.choice((0, size // 2, max(0, size - 1), size + 1, size + BLOCK,
                                  self.random.randrange(size + 1)))
        os.truncate(file, new)
        return f"to {new}"

    def remove(self, file):
        file.unlink()
        return ""

    def rename(self, file):
        other = self.random.choice(self.files)
        file.rename(other)
        return f"over {other.name}"

    def duplicate(self, file):
        number = self.random.randrange(4)
        kinds = ["checkpoints/%020d.note", "extra-%d"]
        if self.ledger_is_clean:  # Else see BEHIND_AN_OPEN_END.
            kinds.append("segments/%020d.segment")
        kind = self.random.choice(kinds)
        (self.ledger / kind.split("/")[0]).mkdir(exist_ok=True) if "/" in kind else None
        shutil.copyfile(file, self.ledger / "moved")
        (self.ledger / "moved").rename(self.ledger / (kind % number))
        return f"as {kind % number}"


class Tamperings(unittest.TestCase):
    def test_both_find_each_of_them(self):
        paths = {}
        for name, (ledger, change, verdict) in TAMPERINGS.items():
            copy = HOME.copy(getattr(HOME, ledger))
            paths[copy] = name
            change(copy)
        for path, first, second in HOME.both(paths):
            verdict = TAMPERINGS[paths[path]][2]
            with self.subTest(tampering=paths[path]):
                verdicts = verdict if isinstance(verdict, tuple) else (verdict, verdict)
                self.assertEqual((first[0], second[0]), verdicts,
                                 f"{verdict}, first {first}, second {second}")


class EpochAttacks(unittest.TestCase):
    """M12, M13 and M33: what is done to a forged ledger's signing epochs."""

    def test_both_find_each_of_them(self):
        place = HOME.new_path()
        place.mkdir()
        done = subprocess.run([EPOCH_ATTACKS, place], capture_output=True, check=True, text=True)
        rows = {}
        for line in done.stdout.splitlines():
            ledger, pin, kind, name = line.split("\t")
            HOME.keys[pathlib.Path(ledger)] = pathlib.Path(pin)
            rows[pathlib.Path(ledger)] = (kind, name)
        self.assertGreater(len(rows), 20)
        for path, first, second in HOME.both(rows):
            kind, name = rows[path]
            with self.subTest(attack=name):
                self.assertEqual(first, (F, kind) if kind else (V, "-"))
                self.assertEqual(second[0], F if kind else V, second)


class RandomMutations(unittest.TestCase):
    def test_both_agree_on_random_mutations(self):
        print(f"seed {SEED}, {MUTATIONS} mutations")
        source = random.Random(SEED)
        ledgers = [HOME.golden, HOME.golden, HOME.simple, HOME.many, HOME.epochs,
                   HOME.unclean_epochs, HOME.unclean, HOME.unclean_many,
                   HOME.recovered, HOME.behind, HOME.torn, HOME.torn_recovered, HOME.lost]
        names = {value: name for name, value in vars(HOME).items()
                 if isinstance(value, pathlib.PosixPath)}
        disagreements, verdicts = [], {}
        for start in range(0, MUTATIONS, 100):
            made = {}
            for _ in range(min(100, MUTATIONS - start)):
                ledger = source.choice(ledgers)
                copy = HOME.copy(ledger)
                made[copy] = f"{names[ledger]}: {'; '.join(Mutation(source, copy).done)}"
            for path, first, second in HOME.both(made):
                verdicts[first[0]] = verdicts.get(first[0], 0) + 1
                # The second verifier stops where a version is unknown; the first goes on behind it,
                # and may find another of the changes.
                goes_on = (first[0], second[0]) == (F, U) and "; " in made[path]
                if first[0] != second[0] and not goes_on:
                    disagreements.append(f"{first} {second} {made[path]}")
                    print("DISAGREE", disagreements[-1], flush=True)
                    if keep := os.environ.get("SECOND_VERIFIER_KEEP"):
                        shutil.copytree(path, pathlib.Path(keep) / f"{SEED}-{len(disagreements)}")
                shutil.rmtree(path)
            if (start + 100) % 1000 == 0:
                print(f"{start + 100} tried, {len(disagreements)} disagreements", flush=True)
        print(verdicts, f"{len(disagreements)} disagreements")
        self.assertEqual(disagreements, [], f"seed {SEED}")


class WholeLedgers(unittest.TestCase):
    LEDGERS = {
        "golden": E, "simple": V, "many": V, "unclean": E, "unclean_many": E, "recovered": E,
        "behind": E, "torn": I, "torn_recovered": E, "lost": I,
    }

    def test_both_say_what_each_ledger_is(self):
        paths = [getattr(HOME, name) for name in self.LEDGERS]
        for (name, verdict), (_, first, second) in zip(self.LEDGERS.items(), HOME.both(paths)):
            with self.subTest(ledger=name):
                self.assertEqual((first[0], second[0]), (verdict, verdict), (first, second))

    def test_both_report_the_same_facts(self):
        for name in ("golden", "many", "torn_recovered"):
            with self.subTest(ledger=name):
                ledger = getattr(HOME, name)
                arguments = [ledger, "--key", HOME.keys[ledger], "--json"]
                first = json.loads(HOME.run("verify", *arguments))
                second = json.loads(subprocess.run([PYTHON, SECOND, *arguments], check=True,
                                                   capture_output=True).stdout)
                self.assertEqual(first["identity"], "pinned")
                for fact in ("verdict", "ledger_id", "origin", "identity", "tree_size", "root",
                             "records_verified", "event_records", "checkpoint_count"):
                    self.assertEqual(first[fact], second[fact], fact)

    def test_both_judge_a_ledger_that_is_being_written(self):
        ledger = HOME.copy_all(HOME.simple)
        process, give = HOME.start_import(ledger, 20)
        try:
            stop = threading.Event()

            def write():
                while not stop.is_set():
                    give(10)
                    time.sleep(0.05)

            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                writing = pool.submit(write)
                try:
                    for _ in range(4):
                        ((_, first, second),) = HOME.both([ledger])
                        self.assertEqual((first[0], second[0]), (E, E), (first, second))
                finally:
                    stop.set()
                writing.result()
        finally:
            process.communicate(timeout=60)
        ((_, first, second),) = HOME.both([ledger])
        self.assertEqual((first[0], second[0]), (V, V), (first, second))

    def test_exit_codes(self):
        flipped = HOME.copy(HOME.simple)
        flip(segment_of(flipped), 5000)
        later = HOME.copy(HOME.simple)
        flip(last_segment(later), start_of(later) + 8)
        cases = [(0, HOME.simple), (0, HOME.unclean), (1, flipped), (6, later), (3, HOME.torn),
                 (5, HOME.path / "nothing")]
        for code, ledger in cases:
            arguments = [PYTHON, SECOND, ledger, "--key", HOME.keys[HOME.simple]]
            self.assertEqual(subprocess.run(arguments, capture_output=True).returncode, code)
        for code, arguments in ((4, [HOME.simple]), (2, []), (2, [HOME.simple, "--key", "x"]),
                                (2, [HOME.simple, "--batch", "x"])):
            done = subprocess.run([PYTHON, SECOND, *arguments], capture_output=True)
            self.assertEqual(done.returncode, code, done.stderr)


class Primitives(unittest.TestCase):
    """What the second verifier brings along itself, against published vectors."""

    def setUp(self):
        self.second = SECOND_MODULE

    def test_any_bytes_as_a_body_are_a_finding_and_no_crash(self):
        second, source = self.second, random.Random(SEED)
        with second.File(os.open(segment_of(GOLDEN), os.O_RDONLY), "golden") as file:
            at = BLOCK + 64 + 180 * 3
            genesis = second.Genesis(file.read(at, 240 + len("golden.example/v1") + 64))
        segment = types.SimpleNamespace(number=1, base=second.State(genesis), header_digest=bytes(32))
        walk = types.SimpleNamespace(genesis=genesis, segment=segment, boot_ids=set(), tails=[],
                                     destroyed=[], report=second.Report(), knows_head=int,
                                     judge_tails=lambda *_: None)
        accepted = 0
        for round_ in range(6000):
            kind = source.randrange(second.GENESIS, second.ANCHOR + 1)
            genesis.sealed = source.random() < 0.5
            body = bytearray(source.choice((0, 16, 24, 32, 40, 48, 56, 64, 96, 168, 300)))
            for _ in range(source.choice((0, 1, 3, 10, 100))):
                if body:
                    body[source.randrange(len(body))] = source.choice((1, 2, 3, 255))
            frame = types.SimpleNamespace(walk=walk, state=second.State(genesis), later=lambda *_: 0)
            entry = second.ENTRY.read(bytes(180))._replace(type=kind, sequence=round_)
            for judge in (second.BodyJudge(frame, entry, bytes(body)).judge,
                          lambda: second.read_envelope(bytes(body))):
                try:
                    judge()
                    accepted += 1
                except second.Finding:
                    pass
        self.assertGreater(accepted, 20)

    def test_crc32c(self):  # RFC 3720, B.4.
        crc32c = self.second.crc32c
        self.assertEqual(crc32c(b"123456789"), 0xE3069283)
        self.assertEqual(crc32c(bytes(32)), 0x8A9136AA)
        self.assertEqual(crc32c(bytes(range(32))), 0x46DD794E)
        self.assertEqual(crc32c(b"456789", crc32c(b"123")), 0xE3069283)

    def test_merkle_tree(self):
        leaves = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                  "606162636465666768696a6b6c6d6e6f")
        tree = self.second.Frontier()
        for leaf in leaves:
            tree.append(self.second.sha256(b"\0", bytes.fromhex(leaf)))
        self.assertEqual(tree.root().hex(),
                         "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")

    def test_signatures_under_libsodiums_rule(self):
        right = self.second.signature_is_right
        key = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        signature = bytes.fromhex(  # RFC 8032, 7.1, test 1.
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
            "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")
        self.assertTrue(right(key, signature, b""))
        self.assertFalse(right(key, signature, b"x"))
        scalar = int.from_bytes(signature[32:], "little") + self.second.GROUP_ORDER
        self.assertFalse(right(key, signature[:32] + scalar.to_bytes(32, "little"), b""))
        identity, p = b"\1" + bytes(31), 2**255 - 19
        small = [identity, bytes(32), (p - 1).to_bytes(32, "little"), p.to_bytes(32, "little"),
                 (p + 1).to_bytes(32, "little"), b"\1" + bytes(30) + b"\x80"]
        for point in small:
            self.assertFalse(right(point, identity + bytes(32), b"any"), point.hex())
            self.assertFalse(right(key, point + signature[32:], b""), point.hex())


if __name__ == "__main__":
    unittest.main(verbosity=2)
