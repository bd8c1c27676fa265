# SPDX-License-Identifier: Apache-2.0
"""Accidents at a chosen system call: each function returns how many cases it went through."""

import collections
import errno
import random
import re

from machine import Acknowledged, Broken, Machine, faults, numbered_lines

IMPORTED_LINES = 90
SMALL = ("--segment-size", "64K")


def counts_text(counts):
    return ", ".join(f"{number} × {name}" for name, number in sorted(counts.items()))


class Accidents:
    """All in copies of one small ledger under `home`. Cases whose number is 0 modulo `step` run."""

    def __init__(self, home, seed, step=1):
        self.chance = random.Random(seed)
        self.step = step
        self.empty = Machine(home)
        self.template = self.empty.copy("template")
        self.template.make_ledger(*SMALL)
        self.template.append(b"the first")
        self.cases = 0
        self.counts = collections.Counter()

    def _numbers(self, last, step=None):
        step = step or self.step
        return range(1 + self.chance.randrange(min(step, last)), last + 1, step)

    def _tear_or_kill(self, number):
        kind = self.chance.choice(("kill", "tear"))
        return faults(**{kind: number}, seed=self.chance.randrange(1 << 32))

    def _count(self, template, *arguments, **more):
        return template.copy("counted").count_calls(*arguments, **more)

    def _recovers(self, machine, acknowledged, accident):
        try:
            before, after = machine.expect_recovers(acknowledged, self.chance)
        except Broken as broken:
            raise Broken(f"{broken}\nafter the accident {accident}") from None
        self.cases += 1
        self.counts[f"{before} then {after}"] += 1

    # Kills.

    def kill_init(self):
        arguments = ("init", "ledger", *SMALL)
        for number in self._numbers(self._count(self.empty, *arguments)):
            machine = self.empty.copy("case")
            ended = machine.run(*arguments, trouble=self._tear_or_kill(number))
            state = "no ledger"
            if machine.ledger.exists():
                state = self._pin_state(machine)
            else:
                machine.make_ledger(*SMALL)
            # Whose the ledger is, is remembered last.
            codes = (4,) if "without" in state else (0,)
            machine.report(codes)
            machine.append()
            machine.report(codes)
            if ended.code == 0 and state != "a whole ledger with its pin":
                raise Broken(f"init ended well and left {state}: {ended}")
            self.cases += 1
            self.counts[f"{state} after init"] += 1

    @staticmethod
    def _pin_state(machine):
        pins = list(machine.home.glob(".local/share/counterfoil/trust/*.pin"))
        if not pins:
            return "a whole ledger without a pin"
        if pins[0].read_bytes().count(b"\n") != 3:
            raise Broken(f"a part of a pin: {pins[0].read_bytes()}")
        return "a whole ledger with its pin"

    def kill_append(self):
        calls = self._count(self.template, "append", "ledger", given=b"x")
        for number in self._numbers(calls):
            machine = self.template.copy("case")
            ended = machine.run("append", "ledger", given=b"x", trouble=self._tear_or_kill(number))
            self._recovers(machine, Acknowledged.of_receipt(ended.output), ended)

    def _import(self, machine, trouble):
        lines = numbered_lines(0, IMPORTED_LINES)
        ended = machine.run("import", "ledger", "--format", "lines", "--batch", 5, "--acks", "acks",
                            given=lines, trouble=trouble)
        return ended, Acknowledged.of_file(machine.home / "acks")

    def _calls_of_import(self, trouble=None):
        lines = numbered_lines(0, IMPORTED_LINES)
        return self._count(self.template, "import", "ledger", "--format", "lines", "--batch", 5,
                           "--acks", "acks", given=lines, trouble=trouble)

    def kill_import(self):
        for number in self._numbers(self._calls_of_import()):
            machine = self.template.copy("case")
            ended, acknowledged = self._import(machine, self._tear_or_kill(number))
            self._recovers(machine, acknowledged, ended)

    def kill_recovery(self, first_step):
        """Pairs: an import is killed, and the append that recovers from it too, at each call."""
        for number in self._numbers(self._calls_of_import(), first_step):
            crashed = self.template.copy("crashed")
            first, acknowledged = self._import(crashed, self._tear_or_kill(number))
            calls = self._count(crashed, "append", "ledger", given=b"x")
            for second in self._numbers(calls):
                machine = crashed.copy("case")
                ended = machine.run("append", "ledger", given=b"x",
                                    trouble=self._tear_or_kill(second))
                acknowledged_now = {**acknowledged, **Acknowledged.of_receipt(ended.output)}
                self._recovers(machine, acknowledged_now, f"{first}\nand then {ended}")

    # Errors of the disk.

    def fail_import(self):
        """The N-th call fails, once or from then on."""
        for kind, step in (("write", 1), ("sync", 1), ("create", 2), ("rename", 2), ("unlink", 2)):
            calls = self._calls_of_import(faults(kind=kind))
            for number in self._numbers(calls, max(self.step // step, 1)):
                for error in (errno.EIO, errno.ENOSPC, errno.EROFS):
                    last = self.chance.choice((number, 1 << 60))
                    self._fail_one(faults(kind=kind, fail=number, fail_last=last, errno=error),
                                   f"{errno.errorcode[error]} of {kind}")

    def _fail_one(self, trouble, name):
        machine = self.template.copy("case")
        ended, acknowledged = self._import(machine, trouble)
        self._expect_clear(ended)
        if ended.code == 0:
            # Survived, as by making the spare segment again. Then nothing is missing.
            if len(acknowledged) != IMPORTED_LINES:
                raise Broken(f"ended well with a lost record: {ended}")
            machine.expect_verified()
        self.counts[f"{name}: exit code {ended.code}"] += 1
        self._recovers(machine, acknowledged, ended)

    def fail_init(self):
        """The N-th call of init fails, once or from then on: a whole ledger or none."""
        arguments = ("init", "ledger", *SMALL)
        for kind in ("write", "sync", "create", "rename", "mkdir"):
            calls = self._count(self.empty, *arguments, trouble=faults(kind=kind))
            for number in self._numbers(calls):
                error = self.chance.choice((errno.EIO, errno.ENOSPC, errno.EROFS))
                last = self.chance.choice((number, 1 << 60))
                machine = self.empty.copy("case")
                ended = machine.run(*arguments, trouble=faults(kind=kind, fail=number, errno=error,
                                                               fail_last=last))
                self._init_ended(machine, ended)

    def _init_ended(self, machine, ended):
        self._expect_clear(ended)
        name = f"exit code {ended.code}"
        if machine.ledger.exists():
            # Only to remember whose it is may have failed.
            pinned = self._pin_state(machine).endswith("with its pin")
            machine.report((0,) if pinned else (0, 4))
            name += " and a whole ledger"
        else:
            if ended.code == 0 or list(machine.home.glob("ledger*")):
                raise Broken(f"leaves something that is no ledger: {ended}")
            machine.make_ledger(*SMALL)
            machine.expect_verified()
            name += " and nothing"
        self.counts[name] += 1
        self.cases += 1

    @staticmethod
    def _expect_clear(ended):
        if ended.code not in (0, 5):
            raise Broken(f"must end with 5: {ended}")
        said = "\ncounterfoil: " in f"\n{ended.talk}" or b"IO_ERROR" in ended.output
        if ended.code == 5 and not said:
            raise Broken(f"says no reason: {ended}")

    def fail_reads(self):
        """The N-th read fails with EIO: that is no verdict, and no reason to write."""
        for arguments in (("verify", "ledger"), ("append", "ledger")):
            calls = self._count(self.template, *arguments, given=b"x", trouble=faults(kind="read"))
            for number in self._numbers(calls):
                machine = self.template.copy("case")
                last = self.chance.choice((number, 1 << 60))
                ended = machine.run(*arguments, given=b"x", trouble=faults(
                    kind="read", fail=number, fail_last=last, errno=errno.EIO))
                if ended.code == 1 and last == number and self._is_of_sqlite(ended):
                    self.counts["a page that SQLite could not read, once, called damage"] += 1
                else:
                    self._expect_clear(ended)
                    self.counts[f"{arguments[0]} ends with {ended.code}"] += 1
                self._recovers(machine, Acknowledged.of_receipt(ended.output)
                               if arguments[0] == "append" else {}, ended)

    @staticmethod
    def _is_of_sqlite(ended):
        """SQLite calls a page bad that it could not read; when it can be read a moment later,
        nothing tells the two apart."""
        return re.search(r"read .*/keyring[.]db\n", ended.talk)

    def be_short(self, times):
        """Short reads and writes, and EINTR, in every command: nothing may change."""
        lines = numbered_lines(0, 400, self.chance)
        for _ in range(times):
            trouble = faults(short=1, seed=self.chance.randrange(1 << 32))
            machine = self.empty.copy("case")
            machine.expect(0, "init", "ledger", *SMALL, trouble=trouble)
            machine.expect(0, "import", "ledger", "--format", "lines", "--batch", 20, "--acks",
                           "acks", given=lines, trouble=trouble)
            acknowledged = Acknowledged.of_file(machine.home / "acks")
            ended = machine.expect(0, "append", "ledger", given=b"last", trouble=trouble)
            acknowledged.update(Acknowledged.of_receipt(ended.output))
            raw = machine.expect(0, "show", "ledger", "0..", "--raw", trouble=trouble).output
            if raw != lines + b"last\n":
                raise Broken(f"what was imported does not come back: {trouble}")
            machine.expect(0, "verify", "ledger", trouble=trouble)
            if machine.expect_verified()["verdict"] != "VERIFIED":
                raise Broken(f"short reads and writes left an event: {trouble}")
            if len(acknowledged) != 401:
                raise Broken(f"{len(acknowledged)} acknowledgements of 401: {trouble}")
            machine.expect_acknowledged(acknowledged, self.chance)
            self.cases += 1
