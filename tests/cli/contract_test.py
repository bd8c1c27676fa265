#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What scripts rely on: arguments, answers, exit codes."""

import base64
import gzip
import hashlib
import json
import re
import unittest

from command_line import CommandLine, SCHEMAS


class Usage(CommandLine):
    WRONG = [
        [],
        ["no-such-command"],
        ["init"],
        ["init", "a", "b"],
        ["init", "x", "--segment-size", "65K"],
        ["init", "x", "--segment-size", "2G"],
        ["init", "x", "--segment-size", "18446744073709551617M"],
        ["init", "x", "--sync", "sometimes"],
        ["init", "x", "--origin", "not allowed"],
        ["init", "x", "--origin", "counterfoil/x"],
        ["append"],
        ["append", "x", "--no-such-option"],
        ["append", "x", "--sync", "Batch"],
        ["import", "x", "--format", "xml"],
        ["import", "x", "--format", "syslog"],
        ["import", "x", "--sync", "sometimes"],
        ["import", "x", "--batch", "0"],
        ["import", "x", "--batch", "many"],
        ["import", "x", "--group-delay", "-1"],
        ["import", "x", "--group-delay", "0.5ms"],
        ["import", "x", "--group-delay", "nan"],
        ["import", "x", "--queue-latency", "3600001"],
        ["import", "x", "--queue-latency", "soon"],
        ["import", "x", "--queue-rate", "0"],
        ["import", "x", "--queue-rate", "1000000001"],
        ["show", "x", "five"],
        ["show", "x", "5..3"],
        ["show", "x", "-"],
        ["show", "x", "1", "-2"],
        ["show", "x", "0..", "--raw", "--json"],
        ["verify"],
        ["verify", "x", "--key", "neither a file nor a vkey"],
        ["prove", "x"],
        ["prove", "x", "1", "--consistency", "1", "2"],
        ["prove", "x", "--consistency", "1"],
        ["prove", "x", "--consistency", "5", "2"],
        ["prove", "x", "--consistency", "0", "2"],
        ["prove", "x", "-1"],
        ["entry", "x", "first"],
    ]

    def test_wrong_usage_is_said_and_is_2(self):
        for arguments in self.WRONG:
            with self.subTest(arguments=arguments):
                process = self.expect(2, *arguments)
                self.assertEqual(process.output, b"")
        self.assertEqual(list(self.home.iterdir()), [], "nothing was made")

    def test_help_is_an_answer(self):
        for arguments in (["--help"], ["-h"], ["help"], ["help", "import"]):
            self.assertIn(b"Usage", self.expect(0, *arguments).output)
        listed = self.expect(0, "--help").output.decode()
        for name in re.findall(r"^  ([a-z]+) {2,}", listed, re.MULTILINE):
            with self.subTest(command=name):
                text = self.expect(0, name, "--help").output.decode()
                self.assertIn("Examples:", text)
                self.assertIn("counterfoil " + name.replace("version", ""), text)

    def test_help_tells_of_itself_and_of_the_version(self):
        text = self.expect(0, "--help").output.decode()
        self.assertIn("counterfoil help COMMAND", text)
        self.assertIn("counterfoil --version", text)
        self.assertNotIn("syslog", self.expect(0, "help", "import").output.decode())

    def test_what_cannot_be_left_out_is_told_in_the_usage(self):
        usage = self.expect(0, "erase", "--help").output.decode().split("\n\n")[0]
        self.assertTrue(usage.endswith(" DIR --subject ID --reason TEXT"), usage)
        for arguments in (("--subject", "ada"), ("--reason", "x"), ("--subject", "", "--reason", "x")):
            self.assertIn("subject" if "x" in arguments else "reason",
                          self.expect(2, "erase", self.ledger, *arguments).talk)
        for command, count in (("hold", 3), ("report", 3), ("export", 2), ("prove", 1),
                               ("timestamp", 1), ("trust", 1)):
            text = " ".join(self.expect(0, command, "--help").output.decode().split())
            self.assertEqual(len(re.findall(r"\((?:[^()]* is )?required\b", text)), count, command)

    def test_versions(self):
        self.assertRegex(self.expect(0, "--version").output, rb"^counterfoil \d+\.\d+\.\d+\n")
        versions = json.loads(self.expect(0, "--version", "--json").output)
        self.assertEqual(versions["format_version"], 1)
        for name in ("version", "build", "openssl", "libsodium", "sqlite"):
            self.assertTrue(versions[name])


class Answers(CommandLine):
    """What programs may rely on: each JSON answer fits the schema that is shipped for it."""

    OTHER_NAMES = {"verify": "verification-report"}

    def answer(self, command, *arguments, code=0, **more):
        output = self.expect(code, command, *arguments, "--json", **more).output
        lines = [json.loads(line) for line in output.splitlines()]
        self.validate(f"{command}.schema.json", *lines)
        return lines

    def test_every_command_that_answers_in_json_has_a_schema(self):
        names = re.findall(r"^  ([a-z]+) {2,}", self.expect(0, "--help").output.decode(),
                           re.MULTILINE)
        self.assertGreater(len(names), 20)
        for name in names:
            with self.subTest(command=name):
                self.assertIn("--json", self.expect(0, name, "--help").output.decode())
                name = self.OTHER_NAMES.get(name, name)
                self.assertTrue((SCHEMAS / f"{name}.schema.json").exists())

    def test_of_a_new_ledger_fit(self):
        for options in ((), ("--no-encryption", "--sync", "group"), ("--origin", "example.org/a")):
            made, = self.answer("init", self.home / str(len(options)), *options)
            self.assertEqual(made["master_key_behind_passphrase"], False)

    def test_of_records_fit(self):
        self.make_ledger()
        self.answer("append", self.ledger, given=b"x")
        self.answer("append", self.ledger, "--sync", "none", "--subject", "ada", given=b"\xff")
        self.answer("import", self.ledger, given=b'{"a":1}\n\nno json\n')
        self.answer("import", self.ledger, given=b"")
        self.expect(0, "keys", self.ledger, "rotate-epoch")
        self.expect(0, "keys", self.ledger, "rotate-data")
        self.expect(0, "hold", self.ledger, "add", "--subject", "bob", "--reason", "x")
        self.expect(0, "erase", self.ledger, "--subject", "ada", "--reason", "x")
        shown = self.answer("show", self.ledger, "0..")
        self.assertEqual({each["type"] for each in shown},
                         {"genesis", "segment", "open", "stream", "event", "key", "hold", "erasure"})
        self.assertEqual({name for each in shown for name in ("content", "content_base64", "closed")
                          if name in each}, {"content", "closed"})
        self.answer("show", self.ledger, "0..", "--key-dir", self.home / "nowhere")
        self.answer("append", self.ledger, given=b"\xff")
        self.assertIn("content_base64", self.answer("show", self.ledger, "-1")[-1])
        entry, = self.answer("entry", self.ledger, 3)
        self.assertEqual(entry["sequence"], 3)
        self.answer("inspect", self.ledger)
        checkpoint, = self.answer("checkpoint", self.ledger)
        proof, = self.answer("prove", self.ledger, 3)
        self.assertTrue(proof["proof"].endswith(checkpoint["note"]))
        self.answer("prove", self.ledger, "--consistency", 2, 5)

    def test_of_what_stands_beside_ledgers_fit(self):
        made = self.make_ledger()
        self.expect_verified()
        self.answer("trust", "list")
        self.answer("trust", "export", made["ledger_id"])
        self.answer("trust", "add", made["pin_file"], self.ledger)
        removed, = self.answer("trust", "remove", made["ledger_id"])
        self.assertTrue(removed["removed"])
        report = self.home / "report"
        report.write_bytes(b"{}\n")
        key, = self.answer("report", "new-key", "Ada", "--output", "ada.key")
        self.answer("report", "sign", report, "--reviewer-key", "ada.key", "--comment", "seen")
        self.answer("report", "check", report, "--key", key["vkey"])
        self.answer("version")

    def test_of_the_tour_fit(self):
        (self.home / "log").write_bytes(b"one\ntwo\nthree\nfour\n")
        tour, = self.answer("demo", "tour", "--from", "log")
        self.assertEqual([each["verdict"] for each in tour["judged"]],
                         ["VERIFIED", "FAILED", "FAILED"])
        self.assertEqual(tour["imported"], [{"file": "log", "records": 4, "bytes": 15}])
        self.expect(0, "verify", tour["ledger"], "--trust-dir", tour["trust_directory"])
        quiet = self.expect(0, "demo", "quiet", "--from", "log", "--quiet")
        self.assertEqual((quiet.output.decode(), quiet.talk), (f"{self.home / 'quiet'}\n", ""))
        self.assertIn(b"== 5.", self.expect(0, "demo", "loud", "--from", "log").output)


class Init(CommandLine):
    def test_answers_with_all_that_must_be_kept(self):
        made = self.make_ledger("--origin", "example.org/a")
        self.assertEqual(made["directory"], self.ledger)
        self.assertEqual(made["origin"], "example.org/a")
        self.assertRegex(made["ledger_id"], r"^[0-9a-f]{32}$")
        self.assertRegex(made["vkey"], r"^example\.org/a\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44}$")
        with open(made["pin_file"], encoding="utf-8") as pin:
            self.assertEqual(pin.read(), "counterfoil-pin v1\n{vkey}\n{genesis_leaf_hash}\n"
                             .format(**made))
        data = str(self.home / ".local/share/counterfoil")
        self.assertTrue(made["pin_file"].startswith(data + "/trust/"))
        for name in ("master_key_file", "identity_key_file"):
            self.assertTrue(made[name].startswith(data + "/keys/"))

    def test_puts_keys_and_pins_where_it_is_told(self):
        self.environment["XDG_DATA_HOME"] = str(self.home / "data")
        made = self.make_ledger()
        self.assertTrue(made["pin_file"].startswith(str(self.home / "data/counterfoil/trust")))
        other = self.expect_json(0, "init", "other", "--key-dir", self.home / "k", "--trust-dir",
                                 self.home / "t", "--no-encryption")
        self.assertTrue(other["master_key_file"].startswith(str(self.home / "k")))
        self.assertTrue(other["pin_file"].startswith(str(self.home / "t")))
        self.expect(4, "verify", "other")
        self.expect(0, "verify", "other", "--trust-dir", self.home / "t")
        del self.environment["XDG_DATA_HOME"], self.environment["HOME"]
        self.expect(2, "init", "third")

    def test_replaces_nothing(self):
        self.make_ledger()
        self.assertIn("not empty", self.expect(5, "init", self.ledger).talk)
        self.expect(5, "init", self.home / "no/such/parent")

    def test_makes_an_origin_of_any_directory_name(self):
        made = self.expect_json(0, "init", self.home / "l ä")
        self.assertTrue(made["origin"].endswith("/l---"), made["origin"])

    def test_continues_another_ledger(self):
        old = self.make_ledger()
        self.import_lines(b"a\n")
        self.expect_json(0, "init", "next", "--continues", self.ledger)
        output = self.expect(0, "show", "next", "0", "--json").output
        self.assertEqual(json.loads(output)["fields"]["predecessor_id"], old["ledger_id"])
        self.expect_verified("next")
        self.expect(5, "init", "third", "--continues", self.home / "nothing")


class Append(CommandLine):
    def test_gives_a_receipt_that_the_ledger_keeps(self):
        made = self.make_ledger()
        process = self.expect(0, "append", self.ledger, "--stream", "s", "--subject", "ada",
                              "--subject", "bob", "--type", "t", "--content-type", "text/plain",
                              given=b"body\r\n\0")
        self.assertEqual(process.output.count(b"\n"), 1)
        receipt = json.loads(process.output)
        self.assertEqual(receipt["ledger_id"], made["ledger_id"])
        self.assertEqual(receipt["origin"], made["origin"])
        self.assertEqual(receipt["stream_sequence"], 0)
        self.assertEqual(receipt["tree_size"], receipt["sequence"] + 1)
        self.assertEqual(receipt["epoch"], 0)
        self.assertEqual(receipt["durability"], "synced")
        self.assertRegex(receipt["root"], r"^[0-9a-f]{64}$")
        self.assertEqual(len(base64.b64decode(receipt["signature"], validate=True)), 64)
        entry = self.expect(0, "entry", self.ledger, receipt["sequence"]).output
        self.assertEqual(len(entry), 180)
        self.assertEqual(hashlib.sha256(b"\0" + entry).hexdigest(), receipt["leaf_hash"])
        event = self.events()[0]
        self.assertEqual(event["stream"], "s")
        self.assertEqual(event["event_type"], "t")
        self.assertEqual(event["content_type"], "text/plain")
        self.assertEqual(event["subjects"], ["ada", "bob"])
        self.assertEqual(event["content"], "body\r\n\0")
        self.assertEqual(event["size"], 7)
        self.expect_verified()

    def test_takes_an_empty_record_and_any_bytes(self):
        self.make_ledger()
        content = bytes(range(256))
        for body in (b"", content):
            self.expect(0, "append", self.ledger, given=body)
        events = self.events()
        self.assertEqual([event["size"] for event in events], [0, 256])
        self.assertEqual(base64.b64decode(events[1]["content_base64"]), content)


class Import(CommandLine):
    def test_round_trip_is_byte_for_byte(self):
        self.make_ledger()
        lines = [b"a\r", b"", b"\r", b"equal", b"equal", b"\xff\0\x1b", b"last"]
        summary = self.import_lines(b"\n".join(lines))
        self.assertEqual(summary["records"], len(lines))
        self.assertEqual(summary["empty_lines"], 1)
        self.assertTrue(summary["complete"])
        raw = self.expect(0, "show", self.ledger, "0..", "--raw").output
        self.assertEqual(raw, b"\n".join(lines) + b"\n")
        self.expect_verified()

    def test_json_lines_skip_empty_ones_and_keep_bad_ones(self):
        self.make_ledger()
        content = b'{"a": 1}\r\n\n\n{"cut":\nnot json\n[2]'
        summary = self.expect_json(0, "import", self.ledger, given=content)
        self.assertEqual((summary["records"], summary["invalid_json"], summary["empty_lines"]),
                         (4, 2, 2))
        self.assertEqual([event["content"] for event in self.events()],
                         ['{"a": 1}\r', '{"cut":', "not json", "[2]"])
        self.assertEqual([event["content_type"] == "application/json" for event in self.events()],
                         [True, False, False, True])
        talk = self.expect(0, "import", self.ledger, given=content).talk
        self.assertIn("2 lines no JSON", talk)
        self.assertIn("2 empty lines skipped", talk)

    def test_takes_several_files_gzip_and_pipe(self):
        self.make_ledger()
        (self.home / "a.log").write_bytes(b"a\n")
        # By its first bytes, whatever its name.
        (self.home / "b.log").write_bytes(gzip.compress(b"b\n") + gzip.compress(b"bb"))
        self.expect(0, "import", self.ledger, "--format", "lines", "a.log", "-", "b.log",
                    given=b"pipe\n")
        self.assertEqual(self.expect(0, "show", self.ledger, "0..", "--raw").output,
                         b"a\npipe\nb\nbb\n")

    def test_quiet_is_quiet(self):
        self.make_ledger()
        process = self.expect(0, "import", self.ledger, "--quiet", given=b"{}\n")
        self.assertEqual((process.output, process.talk), (b"", ""))


class Sync(CommandLine):
    """What is durable when: the same records whatever the policy, and it is said which holds."""

    POLICIES = ("record", "batch", "group", "none")

    def policies_of_writers(self, ledger):
        output = self.expect(0, "show", ledger, "0..", "--json").output
        records = [json.loads(line) for line in output.splitlines()]
        return [record["fields"]["sync_policy"] for record in records if record["type"] == "open"]

    def test_the_same_lines_come_back_under_each_policy(self):
        lines = [b"a\r", b"", b"\xff\0\x1b", b"y" * 100_000] + [b"line %d" % i for i in range(3000)]
        (self.home / "lines").write_bytes(b"\n".join(lines))
        for sync in self.POLICIES:
            with self.subTest(sync=sync):
                self.expect(0, "init", sync)
                summary = self.expect_json(0, "import", sync, "lines", "--format", "lines",
                                           "--sync", sync, "--batch", 700)
                self.assertEqual(summary["records"], len(lines))
                self.assertEqual(summary["bytes"], sum(map(len, lines)))
                self.assertEqual(summary["sync_policy"], sync)
                self.assertEqual(summary["durability"], "synced")
                self.assertTrue(summary["complete"])
                raw = self.expect(0, "show", sync, "0..", "--raw").output
                self.assertEqual(raw, b"\n".join(lines) + b"\n")
                self.assertEqual(self.expect_verified(sync)["verdict"], "VERIFIED")

    def test_acknowledges_each_record_once_and_in_order(self):
        self.make_ledger()
        for sync in self.POLICIES:
            with self.subTest(sync=sync):
                acks = self.home / f"acks-{sync}"
                summary = self.import_lines(b"x\n" * 25, "--sync", sync, "--batch", 10, "--acks",
                                            acks)
                lines = [line.split(" ") for line in acks.read_text().splitlines()]
                sequences = [int(sequence) for sequence, _ in lines]
                self.assertEqual(len(lines), 25)
                self.assertEqual(sequences, sorted(set(sequences)))
                self.assertEqual(sequences[0], summary["first_sequence"])
                self.assertEqual(sequences[-1], summary["last_sequence"])
                for sequence, leaf_hash in lines[::8]:
                    entry = self.expect(0, "entry", self.ledger, sequence).output
                    self.assertEqual(hashlib.sha256(b"\0" + entry).hexdigest(), leaf_hash)
        self.assertEqual(self.expect_verified()["event_records"], 100)

    def test_a_ledger_has_a_policy_of_its_own(self):
        self.assertEqual(self.make_ledger()["sync_policy"], "batch")
        for sync in self.POLICIES:
            with self.subTest(sync=sync):
                self.assertRegex(self.expect(0, "init", sync, "--sync", sync).output.decode(),
                                 rf"(?m)^sync policy +{sync}$")
                self.assertEqual(self.expect_json(0, "inspect", sync)["sync_policy"], sync)
                summary = self.expect_json(0, "import", sync, given=b"{}\n")
                self.assertEqual((summary["sync_policy"], summary["durability"]), (sync, "synced"))
                self.assertEqual(set(self.policies_of_writers(sync)), {sync})
                self.expect_verified(sync)

    def test_append_and_import_override_it(self):
        self.make_ledger("--sync", "none")
        for sync in self.POLICIES:
            with self.subTest(sync=sync):
                receipt = json.loads(self.expect(0, "append", self.ledger, "--sync", sync,
                                                 given=b"x").output)
                # Whatever the policy: the ledger was closed before the receipt was given out.
                self.assertEqual(receipt["durability"], "synced")
                self.import_lines(b"y\n", "--sync", sync)
        self.assertEqual(self.policies_of_writers(self.ledger),
                         ["none", "record", "record", "batch", "batch", "group", "group", "none",
                          "none"])
        self.assertEqual(self.expect_verified()["event_records"], 8)

    def test_the_summary_says_what_is_durable(self):
        self.make_ledger()
        for sync, words in (("record", "each record synced"), ("batch", "each batch synced"),
                            ("group", "each group synced"), ("none", "synced at close")):
            with self.subTest(sync=sync):
                talk = self.expect(0, "import", self.ledger, "--sync", sync, given=b"{}\n").talk
                self.assertIn("; " + words, talk)

    def test_a_group_takes_any_delay_and_queue(self):
        self.make_ledger("--sync", "group")
        lines = b"x" * 200 + b"\n"
        for options in (["--group-delay", "0"], ["--group-delay", "0.25"], ["--batch", 1],
                        # Without an end to the delay, only full groups and the end commit.
                        ["--group-delay", "3600000", "--batch", 64],
                        ["--queue-rate", 1, "--queue-latency", "1"],
                        ["--queue-rate", 1000, "--queue-latency", "2.5"]):
            with self.subTest(options=options):
                acks = self.home / "acks"
                acks.unlink(missing_ok=True)
                summary = self.import_lines(lines * 100, *options, "--acks", acks)
                self.assertEqual(summary["records"], 100)
                self.assertEqual(acks.read_text().count("\n"), 100)
        self.assertEqual(self.expect_verified()["event_records"], 600)


class Show(CommandLine):
    def setUp(self):
        super().setUp()
        self.make_ledger()
        self.import_lines(b"one\ntwo\nthree\n")
        self.import_lines(b"four\n\x1b[31mfive\xe2\x80\xae\n", "--stream", "other")

    def raw(self, *ranges):
        return self.expect(0, "show", self.ledger, *ranges, "--raw").output.split()

    def test_ranges(self):
        self.assertEqual(self.raw("-2")[0], b"four")
        # Records of administration lie between; they do not count.
        self.assertEqual(self.raw("-4")[0], b"two")
        self.assertEqual(len(self.raw("-100")), 5)
        self.assertEqual(self.raw("-0"), [])
        self.assertEqual(len(self.raw("0..")), 5)
        self.assertEqual(len(self.raw()), 5)
        first = self.events()[0]["sequence"]
        self.assertEqual(self.raw(first), [b"one"])
        self.assertEqual(self.raw(f"{first}..{first + 1}"), [b"one", b"two"])
        self.assertEqual(self.raw("0"), [], "genesis is no event")
        self.expect(5, "show", self.ledger, "1000")
        self.expect(5, "show", self.ledger, "0..1000")

    def test_text_is_harmless(self):
        output = self.expect(0, "show", self.ledger, "0..").output.decode()
        self.assertNotIn("\x1b", output)
        self.assertNotIn("\u202e", output)
        self.assertIn("five", output)
        self.assertIn("genesis", output)

    def test_json_tells_streams_apart(self):
        events = self.events()
        self.assertEqual([event["stream_sequence"] for event in events], [0, 1, 2, 0, 1])
        self.assertEqual(events[3]["stream"], "other")
        self.assertEqual(events[4]["content"], "\x1b[31mfive\u202e")

    def test_without_the_master_key_shows_all_but_content(self):
        nowhere = ("--key-dir", self.home / "nowhere")
        process = self.expect(0, "show", self.ledger, "-1", "--json", *nowhere)
        self.assertIn("master key", process.talk)
        self.assertNotIn("content", json.loads(process.output))
        self.assertIn("master key", self.expect(5, "show", self.ledger, "0..", "--raw",
                                                *nowhere).talk)
        self.expect(5, "append", self.ledger, *nowhere)

    def test_without_the_keyring_says_that_it_is_the_keyring(self):
        (self.home / "ledger/keyring.db").unlink()
        process = self.expect(0, "show", self.ledger)
        self.assertIn(b"keyring.db", process.output)
        self.assertNotIn(b"master key", process.output)
        self.assertIn("keyring.db", process.talk)
        record = json.loads(self.expect(0, "show", self.ledger, "-1", "--json").output)
        self.assertIn("keyring.db", record["closed"])

    def test_an_open_ledger_needs_no_key(self):
        self.expect(0, "init", "open", "--no-encryption")
        self.expect(0, "append", "open", given=b"clear")
        process = self.expect(0, "show", "open", "0..", "--raw", "--key-dir", "/nowhere")
        self.assertEqual(process.output, b"clear\n")


class Evidence(CommandLine):
    def setUp(self):
        super().setUp()
        self.made = self.make_ledger("--origin", "example.org/l")
        self.import_lines(b"one\ntwo\n")

    def test_verify_says_whose_ledger_it_is(self):
        for key, identity in ((self.made["vkey"], "key-only"), (self.made["pin_file"], "pinned")):
            report = self.expect_json(0, "verify", self.ledger, "--key", key)
            self.assertEqual(report["identity"], identity)
            self.assertEqual(report["event_records"], 2)
        other = self.expect_json(0, "init", "other", "--origin", "example.org/l")
        for key in (other["vkey"], other["pin_file"]):
            self.expect_json(1, "verify", self.ledger, "--key", key)
        report = self.expect_json(4, "verify", self.ledger, "--trust-dir", self.home / "nowhere")
        self.assertEqual(report["verdict"], "UNTRUSTED")
        self.assertIn(b"VERIFIED", self.expect(0, "verify", self.ledger).output)

    def test_verify_finds_a_flipped_bit(self):
        copy = self.copy_ledger("copy")
        segment = next((copy / "segments").glob("*.segment"))
        content = bytearray(segment.read_bytes())
        content[4096 + 64 + 20] ^= 1
        segment.write_bytes(content)
        report = self.expect_json(1, "verify", copy)
        self.assertEqual(report["verdict"], "FAILED")
        self.assertTrue(report["findings"])

    def test_checkpoint_is_published_when_there_is_something_new(self):
        first = self.expect(0, "checkpoint", self.ledger).output
        self.assertEqual(self.expect(0, "checkpoint", self.ledger).output, first)
        self.expect(0, "append", self.ledger, given=b"three")
        second = self.expect(0, "checkpoint", self.ledger).output
        self.assertNotEqual(first, second)
        lines = second.decode().split("\n")
        self.assertEqual(lines[0], "example.org/l")
        self.assertEqual(int(lines[1]), self.events()[-1]["sequence"] + 1)
        self.assertTrue(lines[4].startswith("\u2014 example.org/l "))
        self.expect_verified()

    def test_checkpoint_without_a_key_prints_the_newest(self):
        first = self.expect(0, "checkpoint", self.ledger).output
        self.expect(0, "append", self.ledger, given=b"three")
        process = self.expect(0, "checkpoint", self.ledger, "--key-dir", "/nowhere")
        self.assertEqual(process.output, first)
        self.assertIn("no newer checkpoint", process.talk)
        self.expect(0, "init", "new")
        self.expect(5, "checkpoint", "new", "--key-dir", "/nowhere")

    def test_proofs(self):
        self.expect(0, "checkpoint", self.ledger)
        sequence = self.events()[0]["sequence"]
        proof = self.expect(0, "prove", self.ledger, sequence).output.decode()
        self.assertTrue(proof.startswith(f"c2sp.org/tlog-proof@v1\nindex {sequence}\n"))
        size = self.events()[-1]["sequence"] + 1
        output = self.expect(0, "prove", self.ledger, "--consistency", 1, size).output
        for line in output.splitlines():
            self.assertEqual(len(base64.b64decode(line, validate=True)), 32)
        self.assertEqual(self.expect(0, "prove", self.ledger, "--consistency", size, size).output,
                         b"")
        self.expect(5, "prove", self.ledger, 10**6)
        self.expect(5, "prove", self.ledger, "--consistency", 1, 10**6)
        self.expect(0, "append", self.ledger, given=b"three")
        self.assertIn("no published checkpoint",
                      self.expect(5, "prove", self.ledger, self.events()[-1]["sequence"]).talk)

    def test_inspect(self):
        found = self.expect_json(0, "inspect", self.ledger)
        self.assertEqual(found["ledger_id"], self.made["ledger_id"])
        self.assertEqual(found["head"]["tree_size"],
                         sum(segment["records"] for segment in found["segments"]))
        self.assertTrue(found["head"]["clean"])
        self.assertIn(b"HEAD", self.expect(0, "inspect", self.ledger).output)

    def test_demo(self):
        (self.home / "some.log").write_bytes(b"line of a log\n" * 2000)
        process = self.expect(0, "demo", "tour", "--from", "some.log")
        self.assertIn("2,000 records", process.output.decode())
        self.assertEqual(process.output.count(b"FAILED"), 2, process.output.decode())
        self.assertFalse(any("tour" in path.read_text()
                             for path in self.home.glob(".local/share/counterfoil/trust/*")))
        self.expect(5, "demo", "tour", "--from", "some.log")


if __name__ == "__main__":
    unittest.main()
