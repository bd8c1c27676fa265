# SPDX-License-Identifier: Apache-2.0
"""What `bench` says and leaves behind. Figures are not judged: this machine may be busy."""

import json
import signal
import time
import unittest

from command_line import CommandLine

QUICK = ("--duration", "50ms", "--warm-up", "10ms", "--rounds", "2", "--records", "2000")


class Bench(CommandLine):
    def bench(self, *arguments):
        done = self.run_program("bench", *arguments, *QUICK, "--json")
        report = json.loads(done.output)
        missed = any(not target["met"] for target in report["targets"])
        self.assertEqual(done.returncode, 1 if missed else 0, done.talk)
        self.validate("bench.schema.json", report)
        self.assertEqual([each.name for each in self.home.glob("counterfoil-bench-*")], [])
        rows = {each["id"]: each for each in report["rows"]}
        for row in rows.values():
            self.assertEqual(len(row["rates"]), 2, row["id"])
            # A busy machine may not come to send anything in so short a time.
            self.assertGreaterEqual(row["median_rate"], 0, row["id"])
        return report, rows

    def test_appends_are_measured_beside_plain_c(self):
        report, rows = self.bench("load", "--clients", "1,4", "--batch", "10", "--sync", "group")
        self.assertEqual(list(rows), ["plain.batch10.256.batch", "append.clients1.batch10.256.group",
                                      "append.clients4.batch10.256.group"])
        ours = rows["append.clients4.batch10.256.group"]
        self.assertEqual(len(ours["ratios"]), 2)
        self.assertIn("queue_depth_peak", ours["details"])
        self.assertTrue(report["environment"]["processor"])

    def test_a_rate_is_kept_and_latencies_count_from_the_time_to_send(self):
        _, rows = self.bench("load", "--rate", "2000", "--batch", "10", "--sync", "none")
        ours = rows["append.clients1.batch10.256.none"]
        self.assertIsNone(ours["yardstick"])
        self.assertIn("unanswered", ours["details"])
        # 2000/s in batches of 10 for 50 ms are ten requests, twice.
        self.assertAlmostEqual(ours["latencies"]["count"], 20, delta=2)
        self.assertGreater(ours["median_rate"], 0)

    def test_every_other_mode_runs(self):
        _, micro = self.bench("micro")
        self.assertIn("micro.seal", micro)
        _, read = self.bench("read")
        self.assertEqual(list(read),
                         ["read.warm", "read.cold", "device.read", "open", "append.grown"])
        _, verify = self.bench("verify", "--size", "1024")
        self.assertGreater(verify["verify.frames100"]["ratios"][0], 0)

    def test_what_must_be_reached_is_judged(self):
        report, rows = self.bench("targets")  # Whose exit code says whether one was missed.
        self.assertEqual(len(report["targets"]), 14)
        for target in report["targets"]:
            self.assertIn(target["row"], rows)
            self.assertTrue(target["measured"], target)

    def test_latencies_are_written_for_stats(self):
        table, log = self.home / "latency.csv", self.home / "latency.hlog"
        load = ("load", "--sync", "none", "--batch", "10")
        self.bench(*load, "--report", table)
        self.bench(*load, "--report", log)
        of_table = self.expect_json(0, "stats", table)["operations"]
        self.assertEqual(of_table[0]["ecdf"][-1][0], 100)
        of_log = self.expect_json(0, "stats", log)["operations"]
        self.assertIn("append.clients1.batch10.256.none", [each["operation"] for each in of_log])
        self.expect(5, "bench", *load, *QUICK, "--report", table)  # Never replaced.

    def compared(self, change, code):
        before = {"rows": [
            {"id": kind, "title": kind, "kind": kind, "unit": "x/s", "rates": [99, 100, 300],
             "p99s_ns": [1000.0], "yardstick": None} for kind in ("micro", "append", "read")]}
        after = json.loads(json.dumps(before))
        change({row["id"]: row for row in after["rows"]})
        paths = [self.home / "before.json", self.home / "after.json"]
        for path, report in zip(paths, (before, after)):
            path.write_text(json.dumps(report))
        answer = self.expect_json(code, "bench", "compare", *paths)
        self.validate("bench.schema.json", answer)
        text = self.expect(code, "bench", "compare", *paths).output.decode()
        worse = [each["id"] for each in answer["lines"] if each["regressed"]]
        self.assertEqual(text.count("WORSE"), len(worse))
        return worse

    def test_a_slowdown_beyond_what_is_allowed_is_found(self):
        def slower(row, percent):
            row["rates"] = [rate * (1 - percent / 100) for rate in row["rates"]]

        def later(row, percent):
            row["p99s_ns"] = [each * (1 + percent / 100) for each in row["p99s_ns"]]

        self.assertEqual(self.compared(lambda rows: None, 0), [])
        self.assertEqual(self.compared(lambda rows: slower(rows["micro"], 15), 1), ["micro"])
        self.assertEqual(self.compared(lambda rows: slower(rows["micro"], 9), 0), [])
        self.assertEqual(self.compared(lambda rows: slower(rows["append"], 15), 0), [])
        self.assertEqual(self.compared(lambda rows: slower(rows["append"], 25), 1), ["append"])
        self.assertEqual(self.compared(lambda rows: slower(rows["read"], 90), 0), [])
        self.assertEqual(self.compared(lambda rows: later(rows["read"], 45), 0), [])
        self.assertEqual(self.compared(lambda rows: later(rows["read"], 55), 1), ["read"])
        self.assertEqual(self.compared(lambda rows: slower(rows["micro"], -50), 0), [])

    def test_two_runs_can_be_compared(self):
        paths = []
        for name in ("before.json", "after.json"):
            paths.append(self.home / name)
            paths[-1].write_bytes(
                self.expect(0, "bench", "load", "--sync", "none", *QUICK, "--json").output)
        answer = self.run_program("bench", "compare", *paths, "--json")
        self.assertIn(answer.returncode, (0, 1))
        line = json.loads(answer.output)["lines"][0]
        self.assertEqual(line["measure"], "ratio")

    def test_an_interrupted_run_leaves_nothing(self):
        process = self.start("bench", "load", "--duration", "60s")
        while not list(self.home.glob("counterfoil-bench-*/*")):
            time.sleep(0.01)
            self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(list(self.home.glob("counterfoil-bench-*")), [])

    def test_wrong_usage_says_what_is_right(self):
        for arguments in (("hello",), ("load", "x"), ("compare", "one"), ("load", "--clients", "0"),
                          ("load", "--clients", "1,"), ("load", "--rate", "fast"),
                          ("load", "--duration", "10"), ("load", "--sync", "often"),
                          ("load", "--batch", "0"), ("load", "--size", "0"),
                          ("verify", "--threads", "0")):
            self.expect(2, "bench", *arguments)
        report = self.home / "none.json"
        report.write_text("{}")
        self.assertIn("no report", self.expect(2, "bench", "compare", report, report).talk)


if __name__ == "__main__":
    unittest.main()
