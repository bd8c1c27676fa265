#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Accidents of the machine, in their short form: scripts/kill-every-call, kill-writers and
verify-while-writing are the long ones. The seed is printed; COUNTERFOIL_SEED gives another."""

import os
import unittest

from accidents import Accidents, counts_text
from machine import Machine, TemporaryHome, new_seed
from writers import KillCycles, VerifyWhileWriting, hold

SEED = int(os.environ.get("COUNTERFOIL_SEED") or new_seed())
# Sanitizers make each run slow.
FEWER = int(os.environ.get("COUNTERFOIL_FEWER") or 1)


class OnAMachine(unittest.TestCase):
    def setUp(self):
        home = TemporaryHome()
        self.home = home.__enter__()
        self.addCleanup(home.__exit__, None, None, None)


class AtASystemCall(OnAMachine):
    def accidents(self, step):
        return Accidents(self.home, SEED, step * FEWER)

    def tell(self, accidents):
        print(f"seed {SEED}: {accidents.cases} cases: {counts_text(accidents.counts)}", flush=True)
        self.assertGreater(accidents.cases, 0)

    def test_a_killed_init_leaves_no_ledger_or_a_whole_one(self):
        accidents = self.accidents(7)
        accidents.kill_init()
        self.tell(accidents)

    def test_a_killed_append_loses_nothing(self):
        accidents = self.accidents(1)
        accidents.kill_append()
        self.tell(accidents)

    def test_a_killed_import_loses_nothing(self):
        accidents = self.accidents(5)
        accidents.kill_import()
        self.tell(accidents)

    def test_a_killed_recovery_loses_nothing(self):
        accidents = self.accidents(5)
        accidents.kill_recovery(first_step=20)
        self.tell(accidents)

    def test_an_error_of_the_disk_is_said_and_loses_nothing(self):
        accidents = self.accidents(11)
        accidents.fail_import()
        accidents.fail_init()
        accidents.fail_reads()
        self.tell(accidents)

    def test_short_and_interrupted_calls_change_nothing(self):
        accidents = self.accidents(1)
        accidents.be_short(3)
        self.tell(accidents)


class Writers(OnAMachine):
    def test_the_second_writer_is_refused_while_the_first_holds_the_ledger(self):
        machine = Machine(self.home)
        machine.make_ledger()
        first = hold(machine)
        for arguments in (("append", "ledger"), ("import", "ledger", "-")):
            self.assertIn("counterfoil: ", machine.expect(7, *arguments, given=b"{}\n").talk)
        machine.report()  # A verifier needs no lock.
        first.communicate(timeout=60)
        self.assertEqual(first.returncode, 0)
        machine.append()
        machine.expect_verified()

    def test_the_lock_file_of_a_dead_writer_hinders_nobody(self):
        machine = Machine(self.home)
        machine.make_ledger()
        first = hold(machine)
        first.kill()
        first.communicate(timeout=60)
        self.assertTrue((machine.ledger / "lock").exists())
        machine.append()
        machine.expect_verified()

    def test_killed_at_any_time_nothing_acknowledged_is_lost(self):
        cycles = KillCycles(self.home, SEED)
        for _ in range(max(10 // FEWER, 3)):
            cycles.cycle()
        print(f"seed {SEED}: {cycles.cycles} cycles, {cycles.acknowledged} acknowledged: "
              f"{counts_text(cycles.verdicts)}", flush=True)

    def test_a_ledger_is_never_found_bad_while_it_is_written(self):
        verifications = VerifyWhileWriting(self.home, SEED)
        verifications.run(max(10 // FEWER, 3))
        print(f"seed {SEED}: {verifications.records_written} records written: "
              f"{counts_text(verifications.verdicts)}", flush=True)


if __name__ == "__main__":
    unittest.main()
