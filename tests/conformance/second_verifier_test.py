#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two readings of docs/FORMAT.md must come to the same verdict: `counterfoil verify` and
schemas/reference_verifier.py, on whole ledgers, on known tamperings and on random ones.

SECOND_VERIFIER_MUTATIONS says how many random ones (default 300), SECOND_VERIFIER_SEED which.
"""

import concurrent.futures
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
SECOND = PROJECT / "schemas" / "reference_verifier.py"
GOLDEN = PROJECT / "tests" / "golden" / "v1" / "ledger"
GOLDEN_LEAF = "48f3d0391703d98760b4dc068fb73a12600b635ef05021f08fe34749d461f26e"
PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's python3-cryptography.
PROGRAM = os.environ["COUNTERFOIL"]
MUTATIONS = int(os.environ.get("SECOND_VERIFIER_MUTATIONS", "300"))
SEED = int(os.environ.get("SECOND_VERIFIER_SEED", "1"))
EXIT_CODES = {"FAILED": 1, "UNSUPPORTED": 6, "IO_ERROR": 5, "UNTRUSTED": 4, "INCOMPLETE": 3,
              "VERIFIED_WITH_EVENTS": 0, "VERIFIED": 0}
BLOCK = 4096


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
    HOME.unclean = HOME.killed(HOME.simple, 40)
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


class Mutation:
    """One to three random changes of what is evidence in a ledger. Says what it did."""

    def __init__(self, random_, ledger):
        self.random, self.ledger, self.done = random_, ledger, []
        self.files = sorted(path for path in ledger.rglob("*") if path.is_file())
        for _ in range(random_.choice((1, 1, 1, 1, 2, 3))):
            change = random_.choices(
                (self.flip, self.byte, self.fill, self.copy_range, self.swap, self.resize,
                 self.remove, self.rename, self.duplicate), (30, 12, 10, 8, 6, 5, 2, 2, 2))[0]
            file = random_.choice([path for path in self.files if path.exists()])
            self.done.append(f"{change.__name__} {file.relative_to(ledger)} {change(file)}")

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
        kind = self.random.choice(("segments/%020d.segment", "checkpoints/%020d.note", "extra-%d"))
        (self.ledger / kind.split("/")[0]).mkdir(exist_ok=True) if "/" in kind else None
        shutil.copyfile(file, self.ledger / "moved")
        (self.ledger / "moved").rename(self.ledger / (kind % number))
        return f"as {kind % number}"


class RandomMutations(unittest.TestCase):
    def test_both_agree_on_random_mutations(self):
        print(f"seed {SEED}, {MUTATIONS} mutations")
        source = random.Random(SEED)
        ledgers = [HOME.golden, HOME.golden, HOME.simple, HOME.many, HOME.unclean, HOME.unclean_many,
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
                if first[0] != second[0]:
                    disagreements.append(f"{first} {second} {made[path]}")
                    print("DISAGREE", disagreements[-1], flush=True)
                    if keep := os.environ.get("SECOND_VERIFIER_KEEP"):
                        shutil.copytree(path, pathlib.Path(keep) / f"{SEED}-{len(disagreements)}")
                shutil.rmtree(path)
        print(verdicts, f"{len(disagreements)} disagreements")
        self.assertEqual(disagreements, [], f"seed {SEED}")


class WholeLedgers(unittest.TestCase):
    LEDGERS = {
        "golden": "VERIFIED_WITH_EVENTS", "simple": "VERIFIED", "many": "VERIFIED",
        "unclean": "VERIFIED_WITH_EVENTS", "unclean_many": "VERIFIED_WITH_EVENTS",
        "recovered": "VERIFIED_WITH_EVENTS", "behind": "VERIFIED_WITH_EVENTS", "torn": "INCOMPLETE",
        "torn_recovered": "VERIFIED_WITH_EVENTS", "lost": "INCOMPLETE",
    }

    def test_both_say_what_each_ledger_is(self):
        paths = [getattr(HOME, name) for name in self.LEDGERS]
        for (name, verdict), (_, first, second) in zip(self.LEDGERS.items(), HOME.both(paths)):
            with self.subTest(ledger=name):
                self.assertEqual((first[0], second[0]), (verdict, verdict), (first, second))


if __name__ == "__main__":
    unittest.main(verbosity=2)
