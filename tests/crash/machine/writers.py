# SPDX-License-Identifier: Apache-2.0
"""Real writers: killed at any time, two at once, and verified while they write."""

import collections
import random
import shutil
import threading
import time

from machine import Acknowledged, Broken, Machine, numbered_lines

LINES_IN_A_CYCLE = 4000
# A ledger that only grows would make the last cycles slow, not better.
CYCLES_OF_A_LEDGER = 50
VERIFICATIONS_OF_A_LEDGER = 10


class KillCycles:
    """An import is killed at a random time, again and again, and goes on in the same ledger."""

    def __init__(self, home, seed):
        self.chance = random.Random(seed)
        self.home = home
        self.machine = None
        self.verdicts = collections.Counter()
        self.acknowledged = 0
        self.cycles = 0
        self.finished = 0
        self.lines = home / "lines"
        self.lines.write_bytes(numbered_lines(0, LINES_IN_A_CYCLE, self.chance))

    def _new_ledger(self):
        self.machine = Machine(self.home)
        shutil.rmtree(self.machine.ledger, ignore_errors=True)
        self.machine.make_ledger("--segment-size", self.chance.choice(("64K", "256K", "1M", "64M")),
                                 "--epoch-records", self.chance.choice((100, 1000, 1000000)))
        self.everything = {}

    def _arguments(self, acks):
        return ("import", "ledger", "lines", "--format", "lines", "--acks", acks, "--batch",
                self.chance.choice((1, 10, 100, 1000)), "--sync",
                self.chance.choice(("batch", "record", "group")))

    def cycle(self):
        if self.cycles % CYCLES_OF_A_LEDGER == 0:
            self._new_ledger()
        machine = self.machine
        acks = self.home / "acks"
        acks.unlink(missing_ok=True)
        # In even cycles a time from the start, in odd ones from the first acknowledgement.
        seconds = self.chance.random() ** 2 * 0.5
        after_first = self.cycles % 2 == 1
        process = machine.start(*self._arguments(acks))
        process.stdin.close()
        if after_first:
            machine.wait_until(lambda: process.poll() is not None or
                               (acks.exists() and acks.stat().st_size > 0), "an acknowledgement")
        try:
            process.wait(seconds)
            self.finished += 1
        except Exception:  # subprocess.TimeoutExpired: it is still at work.
            process.kill()
        talk = process.stderr.read()
        code = process.wait()
        process.stdout.close()
        process.stderr.close()
        if code not in (0, -9):
            raise Broken(f"cycle {self.cycles}: import ended with {code}: {talk}")
        acknowledged = Acknowledged.of_file(acks)
        if set(acknowledged) & set(self.everything):
            raise Broken(f"cycle {self.cycles}: a record is acknowledged in two cycles")
        self.everything.update(acknowledged)
        before, after = machine.expect_recovers(self.everything, self.chance)
        self.verdicts[f"{before} then {after}"] += 1
        self.acknowledged += len(acknowledged)
        self.cycles += 1


def feed_without_end(stream, stopped):
    """Numbered lines as fast as the reader takes them."""
    number = 0
    try:
        while not stopped.is_set():
            stream.write(numbered_lines(number, number + 2000))
            number += 2000
        stream.close()
    except BrokenPipeError:
        pass  # Whoever waits for the reader says how it ended.


class VerifyWhileWriting:
    """A verifier has no lock, and the writer does not wait for it."""

    def __init__(self, home, seed):
        self.chance = random.Random(seed)
        self.home = home
        self.verdicts = collections.Counter()
        self.records = 0
        self.records_written = 0

    def run(self, times):
        for begin in range(0, times, VERIFICATIONS_OF_A_LEDGER):
            self._one_ledger(min(VERIFICATIONS_OF_A_LEDGER, times - begin))

    def _one_ledger(self, times):
        machine = Machine(self.home)
        shutil.rmtree(machine.ledger, ignore_errors=True)
        machine.make_ledger("--segment-size", self.chance.choice(("256K", "1M", "64M")))
        acks = self.home / "acks"
        acks.unlink(missing_ok=True)
        process = machine.start("import", "ledger", "-", "--format", "lines", "--acks", acks,
                                "--batch", self.chance.choice((1, 10, 100)), stderr=None)
        stopped = threading.Event()
        feeder = threading.Thread(target=feed_without_end, args=(process.stdin, stopped))
        feeder.start()
        try:
            machine.wait_until(lambda: acks.exists() and acks.stat().st_size > 0, "a first record")
            for _ in range(times):
                if process.poll() is not None:
                    raise Broken(f"import ended by itself with {process.returncode}")
                report = machine.report()
                self.verdicts[report["verdict"]] += 1
                self.records += report["records_verified"]
                time.sleep(self.chance.random() * 0.02)
        finally:
            stopped.set()
            feeder.join()
        if process.wait(60) != 0:
            raise Broken(f"import ended with {process.returncode}")
        process.stdout.close()
        machine.expect_verified()
        acknowledged = Acknowledged.of_file(acks)
        machine.expect_acknowledged(acknowledged, self.chance)
        self.records_written += len(acknowledged)


def hold(machine):
    """An import that has the ledger and waits; close its stdin to let it end."""
    acks = machine.home / "acks of the holder"
    process = machine.start("import", "ledger", "-", "--format", "lines", "--acks", acks)
    process.stdin.write(b"a line\n")
    process.stdin.flush()
    machine.wait_until(lambda: acks.exists() and acks.stat().st_size > 0, "the holder's record")
    return process
