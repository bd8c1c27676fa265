# SPDX-License-Identifier: Apache-2.0
"""How long a ledger's work took, as people and programs are shown it."""

import base64
import os
import pathlib
import resource
import struct
import unittest
import zlib

from command_line import CommandLine


def fine_histogram():
    """Of five digits up to 2^48: two values, and a claim of more than four million buckets."""
    counts = bytes([2]) + b"\xff\xa3\xe8\x03" + bytes([2])  # One, −4,000,000 as ZigZag, one.
    head = struct.pack(">IIIIQQQ", 0x1c849313, len(counts), 0, 5, 1, 2**48 - 1, 0x3ff0000000000000)
    packed = zlib.compress(head + counts)
    return base64.b64encode(struct.pack(">II", 0x1c849314, len(packed)) + packed)


class Stats(CommandLine):
    def setUp(self):
        super().setUp()
        self.expect_json(0, "init", self.ledger, "--origin", "example.org/stats")

    def fill(self):
        self.import_lines(b"".join(b"line %d\n" % i for i in range(1000)), "--batch", "100")
        self.expect(0, "append", self.ledger, given=b"one")

    def stats(self, *arguments):
        report = self.expect_json(0, "stats", self.ledger, *arguments)
        self.validate("stats.schema.json", report)
        return {each["operation"]: each for each in report["operations"]}

    def test_a_ledger_shows_what_its_writers_measured(self):
        self.fill()
        stats = self.stats()
        for name in ("append", "commit", "sync", "seal", "hash"):
            self.assertGreaterEqual(stats[name]["count"], 11, name)
            steps = stats[name]["ecdf"]
            self.assertEqual(steps, sorted(steps))
            self.assertEqual(steps[-1], [100, stats[name]["max_ns"]])
            self.assertEqual(stats[name]["percentiles_ns"]["100"], stats[name]["max_ns"])
            self.assertLessEqual(stats[name]["min_ns"], stats[name]["mean_ns"])
        self.assertLessEqual(stats["sync"]["percentiles_ns"]["50"],
                             stats["commit"]["percentiles_ns"]["50"])
        self.assertEqual(list(self.stats("--operation", "sync")), ["sync"])
        text = self.expect(0, "stats", self.ledger).output.decode()
        for word in ("append: ", "p99.999", "max", "cumulative", "100.000%", "#"):
            self.assertIn(word, text)

    def test_another_writer_adds_to_it(self):
        self.fill()
        before = self.stats()["append"]["count"]
        self.expect(0, "append", self.ledger, given=b"another")
        self.assertEqual(self.stats()["append"]["count"], before + 1)

    def test_every_format_is_read_again(self):
        self.fill()
        whole = self.stats("--operation", "append")["append"]
        log, table = self.home / "append.hlog", self.home / "append.csv"
        of_append = ("stats", self.ledger, "--operation", "append", "--format")
        log.write_bytes(self.expect(0, *of_append, "hlog").output)
        table.write_bytes(self.expect(0, *of_append, "csv").output)
        for path in (log, table):
            again = self.expect_json(0, "stats", path)
            self.validate("stats.schema.json", again)
            self.assertEqual(again["operations"][0]["percentiles_ns"], whole["percentiles_ns"])
            self.assertEqual(again["operations"][0]["ecdf"], whole["ecdf"])
            self.assertIn("p99.9", self.expect(0, "stats", path).output.decode())
        table_rows = self.expect(0, *of_append, "hgrm").output.decode()
        self.assertIn("1/(1-Percentile)", table_rows)
        self.assertIn(f"Total count    = {whole['count']:12}", table_rows)
        exposed = self.expect(0, "stats", self.ledger, "--format", "prometheus").output.decode()
        self.assertIn(f"counterfoil_append_seconds_count {whole['count']}\n", exposed)
        self.assertIn("# TYPE counterfoil_sync_seconds histogram\n", exposed)

    def test_what_cannot_be_shown_is_refused_with_its_remedy(self):
        self.assertIn("has no latencies", self.expect(5, "stats", self.ledger).talk)
        self.fill()
        self.assertIn("--operation", self.expect(2, "stats", self.ledger, "--format", "csv").talk)
        self.expect(2, "stats", self.ledger, "--format", "xml")
        self.expect(2, "stats", self.ledger, "--format", "csv", "--json")
        self.assertIn("\"nothing\"",
                      self.expect(5, "stats", self.ledger, "--operation", "nothing").talk)
        self.expect(5, "stats", self.home / "nothing.hlog")
        table = self.home / "some.csv"
        table.write_text("percentile,latency_ns\n50,1\n40,2\n")
        self.assertIn("some.csv: line 3", self.expect(5, "stats", table).talk)
        table.write_text("percentile,latency_ns\n100,7\n")
        self.assertIn("interval log",
                      self.expect(2, "stats", table, "--format", "prometheus").talk)
        log = self.home / "some.hlog"
        log.write_bytes(b"\x1b[31mhello\n")
        refused = self.expect(5, "stats", log)
        self.assertIn("some.hlog, line 1", refused.talk)
        self.assertNotIn("\x1b", refused.talk)

    def test_the_queue_is_shown_against_its_capacity(self):
        self.import_lines(b"".join(b"line %d\n" % i for i in range(1000)),
                          "--sync", "group", "--queue-rate", "2000", "--queue-latency", "50")
        report = self.expect_json(0, "stats", self.ledger)
        self.validate("stats.schema.json", report)
        queue = report["queue"]
        self.assertEqual(queue["capacity"], 100)
        self.assertGreaterEqual(queue["depth_max"], queue["depth"])
        self.assertIn(queue["depth"], range(1, 101))
        self.assertIn("wait", [each["operation"] for each in report["operations"]])
        self.assertIn(f"queue: at most {queue['depth_max']} of 100 events, {queue['depth']} at",
                      self.expect(0, "stats", self.ledger).output.decode())
        exposed = self.expect(0, "stats", self.ledger, "--format", "prometheus").output.decode()
        self.assertIn("\ncounterfoil_queue_capacity 100\n", exposed)
        log = self.home / "all.hlog"
        log.write_bytes(self.expect(0, "stats", self.ledger, "--format", "hlog").output)
        self.assertEqual(self.expect_json(0, "stats", log)["queue"], queue)
        alone = self.expect_json(0, "stats", self.ledger, "--operation", "wait")
        self.validate("stats.schema.json", alone)
        self.assertIsNone(alone["queue"])

    def test_what_a_crash_cut_is_passed_over(self):
        self.fill()
        before = self.stats()
        log = pathlib.Path(self.ledger) / "metrics" / "latency.hlog"
        with log.open("ab") as opened:
            opened.write(b"Tag=append,17")
        self.assertEqual(self.stats(), before)
        log.unlink()
        os.mkfifo(log)
        self.assertIn("is no file", self.expect(5, "stats", self.ledger).talk)

    def test_a_small_log_does_not_take_much_time_or_memory(self):
        # Each of these lines of 80 bytes claims a histogram of 32 MiB.
        line = b",1.0,1.0,1.0," + fine_histogram() + b"\n"
        log = self.home / "claims.hlog"
        log.write_bytes(b"".join(b"Tag=one" + line for _ in range(10_000)))
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        report = self.expect_json(0, "stats", log)
        self.assertEqual(report["operations"][0]["count"], 20_000)
        taken = resource.getrusage(resource.RUSAGE_CHILDREN)
        # It took 200 s when each line was unfolded.
        self.assertLess(taken.ru_utime - usage.ru_utime, 20)
        log.write_bytes(b"".join(b"Tag=%d" % i + line for i in range(200)))
        self.assertIn("split it by tag", self.expect(5, "stats", log).talk)

    def test_what_is_measured_is_no_part_of_the_ledger(self):
        self.fill()
        before = self.expect_json(0, "verify", self.ledger)
        log = pathlib.Path(self.ledger) / "metrics" / "latency.hlog"
        log.write_bytes(b"nonsense")
        after = self.expect_json(0, "verify", self.ledger)
        self.assertEqual(before["verdict"], after["verdict"])
        self.assertEqual(before["root"], after["root"])
        self.expect(0, "append", self.ledger, given=b"goes on")
        self.stats()


if __name__ == "__main__":
    unittest.main()
