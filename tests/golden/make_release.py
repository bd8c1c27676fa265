#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the golden ledger of a release: once, before the release, and never again.

    COUNTERFOIL=PROGRAM CLOCK_SHIFT=clock_shift.so tests/golden/make_release.py

writes tests/golden/releases/VERSION, with the version that the program says. It refuses when that
is there: a golden ledger shows what that release wrote, so whatever a later program would write in
its place is worth nothing. It prints the line that tests/golden/release_test.py pins it with.

CLOCK_SHIFT (tests/golden/clock_shift.c) sets the program's clock to 2 January 2026, so that no
machine whose clock is right judges these ledgers before they were made.
"""

import base64
import datetime
import hashlib
import json
import os
import pathlib
import shutil
import signal
import stat
import struct
import subprocess
import sys
import tempfile
import time

GOLDEN = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(GOLDEN.parent / "cli"))

from time_authority import TimeAuthority  # noqa: E402
from witness import Witness  # noqa: E402

BEGIN = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
SIZE_MAX = 600 << 10
BLOCK = 4096
PEOPLE = ("ada", "bob", "carol", "dora")
EVENTS = 300


def digest(content):
    return hashlib.sha256(content).hexdigest()


class Program:
    """The program of the release, in a home of its own, at a time of its own."""

    def __init__(self, home):
        self.path, self.home = os.environ["COUNTERFOIL"], home
        self.environment = {
            "HOME": str(home), "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8",
            "XDG_STATE_HOME": str(home / "state"), "XDG_DATA_HOME": str(home / "data"),
            "LD_PRELOAD": str(pathlib.Path(os.environ["CLOCK_SHIFT"]).resolve()),
            "CLOCK_SHIFT_SECONDS": str(int(BEGIN.timestamp() - time.time()))}

    def start(self, *arguments):
        return subprocess.Popen([self.path, *map(str, arguments)], cwd=self.home,
                                env=self.environment, stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, *arguments, given=b"", code=0):
        process = self.start(*arguments)
        output, talk = process.communicate(given, timeout=120)
        if process.returncode != code:
            raise RuntimeError(f"{arguments}: {process.returncode}: {output!r} {talk.decode()}")
        return output

    def json(self, *arguments, **more):
        return json.loads(self.run(*arguments, "--json", **more))


def payments(first, count):
    """JSON lines, each about somebody."""
    return b"".join(json.dumps({"n": number, "user": {"id": PEOPLE[number % len(PEOPLE)]},
                                "amount": number * 7 % 1000}).encode() + b"\n"
                    for number in range(first, first + count))


def logins(first, count):
    return b"".join(b"login %05d from 192.0.2.%d\n" % (number, number % 250)
                    for number in range(first, first + count))


# ---- Accidents ----

def newest_segment(ledger):
    return max((ledger / "segments").glob("*.segment"))


def frames(content):
    """(offset, header fields) of the frames of a segment: flags up to frame_length."""
    offset, found = BLOCK, []
    while content[offset:offset + 8] == b"CF-FRAME":
        fields = struct.unpack_from("<HHIQQQQQ", content, offset + 8)
        found.append((offset, fields))
        offset += fields[7]
    return found


def frame_count(ledger):
    return sum(len(frames(path.read_bytes())) for path in (ledger / "segments").glob("*.segment"))


def crash(program, ledger, keys, lines, batch):
    """An import under the policy `none` dies with its machine: of what nobody had synced, the last
    block of its second frame and the HEAD behind its first never reached the disk."""
    before = frame_count(ledger)
    process = program.start("import", ledger, "-", "--format", "lines", "--stream", "auth", "--sync",
                            "none", "--batch", batch, *keys)
    deadline = time.monotonic() + 30
    lines = lines.splitlines(keepends=True)
    for i in range(2):
        head = (ledger / "HEAD").read_bytes()
        process.stdin.write(b"".join(lines[i * batch:(i + 1) * batch]))
        process.stdin.flush()
        while frame_count(ledger) < before + i + 1:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the import ended, or wrote nothing")
            time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    (ledger / "HEAD").write_bytes(head)
    segment = newest_segment(ledger)
    found = frames(segment.read_bytes())
    offset, fields = found[-1]
    if fields[7] < 2 * BLOCK:
        raise RuntimeError("the last frame is one block, so it cannot be torn")
    with open(segment, "r+b") as file:
        file.seek(offset + fields[7] - BLOCK)
        file.write(bytes(BLOCK))


# ---- The ledgers ----

def make_whole(program, place, kept):
    """The ledger, and what it is to be judged with."""
    ledger = place / "ledger"
    made = program.json("init", ledger, "--origin", "golden.example/ledger", "--segment-size", "64K",
                        "--epoch-seconds", "0", "--trust-dir", place / "trust", "--key-dir",
                        place / "keys")
    keys = ("--key-dir", place / "keys")
    shutil.copy(made["pin_file"], kept / "ledger.pin")

    def append(content, *options):
        return json.loads(program.run("append", ledger, *keys, *options, given=content))

    program.run("import", ledger, "-", "--stream", "payments", "--subject-field", "user.id",
                "--batch", "25", *keys, given=payments(0, 100))
    of_two = append(b"a contract between two\n", "--stream", "contracts", "--subject", "ada",
                    "--subject", "bob", "--type", "signed", "--content-type", "text/plain")
    append(bytes(range(256)), "--stream", "contracts", "--content-type", "application/octet-stream")
    program.run("keys", ledger, "rotate-epoch", *keys)
    program.run("import", ledger, "-", "--format", "lines", "--stream", "auth", "--batch", "40",
                *keys, given=logins(0, 80))

    # What others say of a checkpoint.
    note = program.run("checkpoint", ledger, *keys)
    witness = Witness(1)
    (kept / "policy").write_bytes(
        b"log %s\nwitness w1 %s\nquorum w1\n" % (made["vkey"].encode(), witness.vkey))
    cosigned = note + witness.line(note, moment=int(BEGIN.timestamp()))
    program.run("checkpoint", ledger, "--attach", "-", *keys, given=cosigned)
    authority = TimeAuthority(place / "authority")
    os.environ.update({name: program.environment[name]
                       for name in ("LD_PRELOAD", "CLOCK_SHIFT_SECONDS")})  # For `openssl ts`.
    reply = place / "reply.tsr"
    reply.write_bytes(authority.answer(program.run("timestamp", "request", ledger)))
    del os.environ["LD_PRELOAD"]
    program.run("timestamp", "attach", ledger, reply)
    shutil.copy(authority.root, kept / "authority.pem")

    # Holds, an erasure, a new data key.
    hold = program.json("hold", ledger, "add", "--subject", "ada", "--reason", "a case", *keys)
    program.run("hold", ledger, "release", hold["hold_id"], "--reason", "it is closed", *keys)
    program.run("hold", ledger, "add", "--subject", "carol", "--reason", "another case", *keys)
    erased = program.json("erase", ledger, "--subject", "ada", "--reason", "asked to", "--receipt",
                          kept / "erasure.tar", *keys)
    program.run("keys", ledger, "rotate-data", "--stream", "payments", *keys)

    crash(program, ledger, keys, logins(80, 60), 30)
    program.run("recover", ledger, *keys)
    program.run("keys", ledger, "rotate-epoch", *keys)
    left = EVENTS - program.json("verify", ledger, "--key", made["pin_file"])["event_records"]
    program.run("import", ledger, "-", "--stream", "payments", "--subject-field", "user.id",
                "--batch", "25", *keys, given=payments(100, left))
    program.run("checkpoint", ledger, *keys)
    (ledger / "segments" / "spare.tmp").unlink(missing_ok=True)  # It has no meaning, and 64 KiB.

    expected = describe(program, ledger, made, keys)
    expected["erased"] = {"sequence": erased["sequence"], "of_two": of_two["sequence"],
                          "record_count": erased["record_count"]}
    expected["encryption"] = "XAES-256-GCM"
    evidence(program, ledger, kept, keys, expected)
    shutil.copytree(ledger, kept / "ledger")
    shutil.copytree(place / "keys", kept / "keys")
    return expected


def content_of(shown):
    """The bytes of an event as `show --json` tells them; nothing of what it cannot read."""
    if "content_base64" in shown:
        return base64.b64decode(shown["content_base64"])
    return shown["content"].encode() if "content" in shown else None


def describe(program, ledger, made, keys):
    report = program.json("verify", ledger, "--key", made["pin_file"])
    events = [json.loads(line) for line in
              program.run("show", ledger, "0..", "--json", *keys).splitlines()]
    stats = program.json("stats", ledger)
    return {
        "ledger_id": made["ledger_id"], "origin": made["origin"], "vkey": made["vkey"],
        "genesis_leaf_hash": made["genesis_leaf_hash"],
        **{name: report[name] for name in ("verdict", "tree_size", "root", "event_records",
                                           "checkpoint_count", "checkpoint_size", "epochs")},
        "events": sorted(each["kind"] for each in report["events"]),
        "record_types": sorted({each["type"] for each in events}),
        "plaintexts": {str(each["sequence"]): digest(content_of(each)) for each in events
                       if content_of(each) is not None},
        "unreadable": [each["sequence"] for each in events
                       if each["type"] == "event" and content_of(each) is None],
        "latencies": {each["operation"]: each["count"] for each in stats["operations"]}}


def evidence(program, ledger, kept, keys, expected):
    """What leaves the ledger: bundles, proofs, tiles."""
    record = max(int(sequence) for sequence in expected["plaintexts"]
                 if int(sequence) < expected["erased"]["sequence"])
    program.run("export", ledger, record, "--disclose", "--output", kept / "record.tar", *keys)
    program.run("prove", ledger, "--range", "100..160", "--output", kept / "range.tar", *keys)
    (kept / "record.tlog-proof").write_bytes(program.run("prove", ledger, record))
    (kept / "record.entry").write_bytes(program.run("entry", ledger, record))
    program.run("export", ledger, "--tiles", kept / "tiles", *keys)
    (kept / "tiles" / "lock").unlink(missing_ok=True)
    notes = sorted((ledger / "checkpoints").glob("*.note"))
    old, new = (int(note.read_bytes().split(b"\n")[1]) for note in (notes[0], notes[-1]))
    (kept / "consistency").write_bytes(program.run("prove", ledger, "--consistency", old, new))
    program.run("export", ledger, "--checkpoint", "--output", kept / "checkpoint.tar", *keys)
    expected["proofs"] = {"record": record, "consistency": [notes[0].name, notes[-1].name],
                          "range": [100, 161]}


def make_lost(program, place, kept):
    """A ledger without encryption that lost what it had promised, and was ended."""
    ledger = place / "lost"
    made = program.json("init", ledger, "--origin", "golden.example/lost", "--segment-size", "64K",
                        "--no-encryption", "--trust-dir", place / "trust", "--key-dir",
                        place / "keys")
    keys = ("--key-dir", place / "keys")
    for content in (b"kept", b"lost"):
        program.run("append", ledger, *keys, given=content)
    shutil.copy(made["pin_file"], kept / "lost.pin")
    segment = newest_segment(ledger)
    found = frames(segment.read_bytes())
    with open(segment, "r+b") as file:
        file.seek(found[-1][0] + 70)
        file.write(b"damage")
    program.run("recover", ledger, "--acknowledge-loss", "the disk died", *keys, given=b"yes\n")
    (ledger / "segments" / "spare.tmp").unlink(missing_ok=True)
    report = program.json("verify", ledger, "--key", made["pin_file"], code=3)
    # As a backup is: nobody will ever append to it.
    shutil.copytree(ledger, kept / "lost", ignore=shutil.ignore_patterns("keys", "keyring.db*"))
    return {"ledger_id": made["ledger_id"], "verdict": report["verdict"],
            "tree_size": report["tree_size"], "root": report["root"],
            "findings": [each["kind"] for each in report["findings"]], "kept": digest(b"kept")}


def main():
    version = subprocess.run([os.environ["COUNTERFOIL"], "version", "--json"], check=True,
                             capture_output=True).stdout
    version = json.loads(version)
    target = GOLDEN / "releases" / version["version"]
    if target.exists():
        sys.exit(f"{target} is there: a golden ledger is made once and never again")
    with tempfile.TemporaryDirectory(prefix="counterfoil-golden-") as temporary:
        place = pathlib.Path(temporary)
        kept = place / "kept"
        kept.mkdir()
        program = Program(place)
        expected = {"release": version["version"], "format_version": version["format_version"],
                    "ledger": make_whole(program, place, kept),
                    "lost": make_lost(program, place, kept)}
        files = sorted(path for path in kept.rglob("*") if not path.is_dir())
        for path in files:
            path.chmod(stat.S_IRUSR | stat.S_IWUSR | stat.S_IRGRP | stat.S_IROTH)
        expected["files"] = {str(path.relative_to(kept)): digest(path.read_bytes())
                             for path in files}
        size = sum(path.stat().st_size for path in files)
        if size > SIZE_MAX:
            for path in files:
                print(path.stat().st_size, path.relative_to(kept), file=sys.stderr)
            sys.exit(f"{size} bytes are more than {SIZE_MAX}")
        text = json.dumps(expected, indent=1) + "\n"
        (kept / "expected.json").write_text(text)
        shutil.copytree(kept, target)
    print(f'{len(files)} files, {size} bytes in {target}; for PINNED in release_test.py:\n'
          f'    "{version["version"]}": "{digest(text.encode())}",')


if __name__ == "__main__":
    main()
