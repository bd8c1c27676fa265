# SPDX-License-Identifier: Apache-2.0
"""A ledger in a home of its own, the program beside it, and what must hold after any accident."""

import dataclasses
import hashlib
import json
import os
import pathlib
import random
import re
import shlex
import shutil
import signal
import struct
import subprocess
import tempfile
import time

ACK_LINE = re.compile(rb"(\d+) ([0-9a-f]{64})\n")
ENTRIES_CHECKED_ONE_BY_ONE = 8
GOOD_VERDICTS = ("VERIFIED", "VERIFIED_WITH_EVENTS")


class Broken(AssertionError):
    """Something that must hold does not."""


@dataclasses.dataclass
class Ended:
    command: str  # To run it again by hand.
    code: int  # Negative: the signal.
    output: bytes
    talk: str

    def __str__(self):
        return f"{self.command}\n  ended with {self.code}\n  {self.talk.strip()}"


def faults(**settings):
    """Environment for syscall_faults.cpp: faults(kill=3, kind="write")."""
    return {f"FAULTS_{name.upper()}": str(value) for name, value in settings.items()}


class Machine:
    """The home directory belongs to whoever gave it. The ledger may lie elsewhere."""

    def __init__(self, home, ledger=None):
        self.home = pathlib.Path(home).resolve()
        self.ledger = pathlib.Path(ledger).resolve() if ledger else self.home / "ledger"
        self._leaves_of = {}  # By segment as it was: most of a large ledger does not change.
        self.program = os.environ["COUNTERFOIL"]
        self.library = os.environ["COUNTERFOIL_FAULTS"]
        self.environment = {
            "HOME": str(self.home),
            "XDG_STATE_HOME": str(self.home / "state"),
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "LC_ALL": "C.UTF-8",
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0",
        }
        for name, value in os.environ.items():
            if name.endswith("SAN_OPTIONS") and name != "ASAN_OPTIONS":
                self.environment[name] = value

    def copy(self, name):
        """The same in another home beside this one."""
        target = self.home.parent / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.home, target)
        return Machine(target)

    def _prepared(self, arguments, trouble):
        command = [self.program, *map(str, arguments)]
        extra = {}
        if trouble:
            extra = {"LD_PRELOAD": self.library, "FAULTS_UNDER": str(self.home), **trouble}
        shown = [f"{name}={shlex.quote(value)}" for name, value in
                 {"HOME": str(self.home), "XDG_STATE_HOME": str(self.home / "state"),
                  **extra}.items()]
        return command, {**self.environment, **extra}, " ".join([*shown, *map(shlex.quote, command)])

    def start(self, *arguments, trouble=None, **more):
        command, environment, _ = self._prepared(arguments, trouble)
        streams = {name: subprocess.PIPE for name in ("stdin", "stdout", "stderr")}
        return subprocess.Popen(command, cwd=self.home, env=environment, **{**streams, **more})

    def run(self, *arguments, given=b"", trouble=None, timeout=300):
        command, environment, shown = self._prepared(arguments, trouble)
        done = subprocess.run(command, cwd=self.home, env=environment, input=given,
                              capture_output=True, timeout=timeout, check=False)
        ended = Ended(shown, done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))
        crashed = ended.code < 0 and ended.code != -signal.SIGKILL
        if crashed or "Sanitizer" in ended.talk or "broken invariant" in ended.talk:
            raise Broken(f"crashed: {ended}")
        return ended

    def expect(self, code, *arguments, **more):
        ended = self.run(*arguments, **more)
        if ended.code != code:
            raise Broken(f"must end with {code}: {ended}")
        return ended

    def count_calls(self, *arguments, given=b"", trouble=None):
        """Of a run that nothing happens to."""
        file = self.home / "calls"
        self.expect(0, *arguments, given=given, trouble={**(trouble or {}), **faults(count=file)})
        return int(file.read_text(encoding="ascii"))

    def make_ledger(self, *options):
        self.expect(0, "init", self.ledger, *options)

    def report(self, codes=(0, 3)):
        """Of `verify`, which must not end otherwise: never FAILED."""
        ended = self.run("verify", self.ledger, "--json")
        if ended.code not in codes:
            raise Broken(f"verify: {ended}\n{ended.output.decode('utf-8', 'replace')}")
        return json.loads(ended.output)

    def expect_verified(self):
        report = self.report(codes=(0,))
        if report["verdict"] not in GOOD_VERDICTS:
            raise Broken(f"verdict {report['verdict']}")
        return report

    def append(self, body=b"a record", trouble=None):
        """The receipt. After an error of the disk the ledger may ask to be recovered first."""
        ended = self.run("append", self.ledger, given=body, trouble=trouble)
        if ended.code == 5 and "counterfoil recover" in ended.talk:
            recovered = self.run("recover", self.ledger, "--direct")
            if recovered.code == 6:  # This file system cannot; then a restart is the way.
                for mark in (self.home / "state").rglob("*.poisoned"):
                    mark.unlink()
            elif recovered.code != 0:
                raise Broken(f"recover --direct: {recovered}")
            ended = self.run("append", self.ledger, given=body, trouble=trouble)
        if ended.code != 0:
            raise Broken(f"append after the accident: {ended}")
        return Acknowledged.of_receipt(ended.output)

    def leaves(self):
        """Leaf hashes of what lies in the segments, by sequence: those in tails too."""
        found = {}
        for path in sorted((self.ledger / "segments").glob("*.segment")):
            about = path.stat()
            key = (path, about.st_ino, about.st_size, about.st_mtime_ns)
            if key not in self._leaves_of:
                self._leaves_of[key] = list(segment_leaves(path.read_bytes()))
            for sequence, leaf in self._leaves_of[key]:
                found.setdefault(sequence, set()).add(leaf)
        return found

    def expect_acknowledged(self, acknowledged, chance):
        """All are in the ledger with these leaf hashes; some are asked for by `entry`."""
        leaves = self.leaves()
        for sequence, leaf in acknowledged.items():
            if leaf not in leaves.get(sequence, ()):
                raise Broken(f"{self.ledger}: acknowledged record {sequence} {leaf} is lost")
        some = set(acknowledged) & {max(acknowledged, default=0), min(acknowledged, default=0)}
        some |= set(chance.sample(sorted(acknowledged),
                                  min(len(acknowledged), ENTRIES_CHECKED_ONE_BY_ONE)))
        for sequence in sorted(some):
            entry = self.expect(0, "entry", self.ledger, sequence).output
            if hashlib.sha256(b"\0" + entry).hexdigest() != acknowledged[sequence]:
                raise Broken(f"{self.ledger}: record {sequence} is not the acknowledged one")

    def expect_recovers(self, acknowledged, chance):
        """After an accident: never FAILED; the next append works; then all is proven and there."""
        before = self.report()["verdict"]
        acknowledged = {**acknowledged, **self.append()}
        after = self.expect_verified()["verdict"]
        self.expect_acknowledged(acknowledged, chance)
        return before, after

    def wait_until(self, condition, what, seconds=60):
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise Broken(f"waited in vain: {what}")
            time.sleep(0.002)


class Acknowledged:
    """What the program has promised, as {sequence: leaf hash}."""

    @staticmethod
    def of_receipt(output):
        """Of what `append` printed; a line that was cut promises nothing."""
        if not output.endswith(b"\n"):
            return {}
        receipt = json.loads(output)
        return {receipt["sequence"]: receipt["leaf_hash"]}

    @staticmethod
    def of_file(path):
        """Of a file of `import --acks`."""
        content = path.read_bytes() if path.exists() else b""
        return Acknowledged.of_lines(content)

    @staticmethod
    def of_lines(content):
        whole = content[:content.rfind(b"\n") + 1]
        found = {}
        for line in whole.splitlines(keepends=True):
            match = ACK_LINE.fullmatch(line)
            if not match:
                raise Broken(f"an acknowledgement is {line!r}")
            sequence = int(match[1])
            if sequence in found:
                raise Broken(f"record {sequence} is acknowledged twice")
            found[sequence] = match[2].decode("ascii")
        return found


BLOCK = 4096
FRAME_HEADER = struct.Struct("<8sHHIQQQQQII")
ENTRY_SIZE = 180
SEQUENCE = struct.Struct("<8xQ")


def segment_leaves(content):
    """(sequence, leaf hash) of all frames that a segment holds one behind the other."""
    offset = BLOCK
    while offset + FRAME_HEADER.size <= len(content):
        magic, _, _, count, _, _, _, _, length, _, _ = FRAME_HEADER.unpack_from(content, offset)
        if magic != b"CF-FRAME" or length == 0 or length % BLOCK != 0:
            return
        for index in range(count):
            begin = offset + FRAME_HEADER.size + index * ENTRY_SIZE
            entry = content[begin:begin + ENTRY_SIZE]
            if len(entry) < ENTRY_SIZE:
                return
            yield SEQUENCE.unpack_from(entry)[0], hashlib.sha256(b"\0" + entry).hexdigest()
        offset += length


def numbered_lines(begin, end, chance=None):
    """Lines that tell their number; with `chance` of differing lengths."""
    filler = [b"x" * (chance.randrange(300) if chance else 60) for _ in range(16)]
    return b"".join(b"line %d %s\n" % (number, filler[number % 16]) for number in range(begin, end))


class TemporaryHome:
    """with TemporaryHome() as home: kept, and said where, when something was broken in it."""

    def __init__(self, parent=None):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="counterfoil-machine-", dir=parent))

    def __enter__(self):
        (self.place / "home").mkdir()
        return self.place / "home"

    def __exit__(self, kind, *_):
        if kind is not None and issubclass(kind, Broken) and "KEEP_BROKEN" in os.environ:
            print(f"kept: {self.place}", flush=True)
        else:
            shutil.rmtree(self.place, ignore_errors=True)


def new_seed():
    return random.SystemRandom().randrange(1 << 32)
