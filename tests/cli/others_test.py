#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What others give for a checkpoint, from the command line: witnesses' cosignatures, time stamps."""

import base64
import fcntl
import hashlib
import json
import os
import struct
import subprocess
import threading
import unittest

from command_line import CommandLine
from time_authority import TimeAuthority
from witness import Witness

W1, W2, W3 = Witness(1), Witness(2), Witness(3)


class Published(CommandLine):
    def setUp(self):
        super().setUp()
        self.vkey = self.make_ledger()["vkey"]
        self.publish(b"one\n")
        self.policy = self.home / "policy"
        self.policy.write_bytes(b"log %s\nwitness w1 %s\nwitness w2 %s\ngroup both all w1 w2\n"
                                b"quorum both\n" % (self.vkey.encode(), W1.vkey, W2.vkey))

    def publish(self, content):
        self.import_lines(content)
        self.note = self.expect(0, "checkpoint", self.ledger).output
        self.size = int(self.note.split(b"\n")[1])

    def files(self, suffix):
        return sorted((self.home / "ledger/checkpoints").glob(f"*.{suffix}"))


class Cosignatures(Published):
    def attach(self, note, *options, code=0):
        return self.expect(code, "checkpoint", self.ledger, "--attach", "-", *options, given=note)

    def attached(self, note, *options):
        answer = json.loads(self.attach(note, "--json", *options).output)
        self.validate("checkpoint-attach.schema.json", answer)
        return answer

    def test_come_one_by_one_and_make_a_quorum(self):
        report = self.expect_json(3, "verify", self.ledger, "--policy", self.policy)
        self.assertEqual(report["verdict"], "INCOMPLETE")
        self.assertEqual([each["kind"] for each in report["findings"]], ["quorum"])
        self.validate("verification-report.schema.json", report)

        self.assertEqual(self.attached(self.note + W1.line(self.note)),
                         {"checkpoint_size": self.size, "added": 1, "known": 0,
                          "ignored": len(self.note.split(b"\n\n")[1].splitlines()),
                          "checked": False})
        self.expect_json(3, "verify", self.ledger, "--policy", self.policy)
        answer = self.attached(self.note + W2.line(self.note), "--policy", self.policy)
        self.assertEqual((answer["added"], answer["checked"]), (1, True))
        report = self.expect_json(0, "verify", self.ledger, "--policy", self.policy)
        self.validate("verification-report.schema.json", report)
        self.assertEqual(report["verdict"], "VERIFIED")
        self.assertEqual(report["quorum_size"], self.size)
        self.assertEqual([each["name"] for each in report["witnesses"]], ["w1", "w2"])
        text = self.expect(0, "verify", self.ledger, "--policy", self.policy).output.decode()
        self.assertIn(f"w1 saw the first {self.size} records", text)

        # The policy's log line is whose it is for one who remembers nothing.
        nobody = self.home / "nobody"
        report = self.expect_json(0, "verify", self.ledger, "--policy", self.policy,
                                  "--trust-dir", nobody)
        self.assertEqual(report["identity"], "key-only")

    def test_of_a_key_that_has_one_there_stay_as_they_are(self):
        first, again = W1.line(self.note), W1.line(self.note, seconds_ago=5)
        self.attached(self.note + first)
        before = self.files("cosigned")[0].read_bytes()
        self.assertEqual(before, self.note + first)
        answer = self.attached(self.note + again)
        self.assertEqual((answer["added"], answer["known"]), (0, 1))
        self.assertEqual(self.files("cosigned")[0].read_bytes(), before)
        answer = self.attached(self.note + again + W2.line(self.note))
        self.assertEqual((answer["added"], answer["known"]), (1, 1))
        self.assertTrue(self.files("cosigned")[0].read_bytes().startswith(before))

    def test_are_taken_without_the_ledgers_own_lines(self):
        text = self.note[:self.note.index(b"\n\n") + 2]
        self.assertEqual(self.attached(text + W1.line(self.note))["ignored"], 0)
        self.assertTrue(self.files("cosigned")[0].read_bytes().startswith(self.note))

    def test_of_an_older_checkpoint_are_kept_beside_that(self):
        older, size = self.note, self.size
        for number in range(5):
            self.publish(b"more %d\n" % number)
        self.assertEqual(self.attached(older + W1.line(older))["checkpoint_size"], size)
        self.assertEqual(self.attached(self.note + W1.line(self.note))["checkpoint_size"],
                         self.size)
        names = [path.stem for path in self.files("cosigned")]
        self.assertEqual(names, [path.stem for path in self.files("note")][::5])

    def test_travel_with_a_bundle(self):
        self.attached(self.note + W1.line(self.note) + W2.line(self.note))
        bundle = self.home / "evidence.tar"
        self.expect(0, "export", self.ledger, "-1", "--output", bundle)
        report = self.expect_json(0, "verify", bundle, "--policy", self.policy)
        self.assertEqual((report["verdict"], report["quorum_size"]), ("VERIFIED", self.size))
        self.policy.write_bytes(b"witness w3 %s\nquorum w3\n" % W3.vkey)
        report = self.expect_json(3, "verify", bundle, "--policy", self.policy)
        self.assertEqual(report["verdict"], "INCOMPLETE")

    def test_are_refused_with_a_reason_when_they_are_none(self):
        other = self.note.replace(b"\n%d\n" % self.size, b"\n%d\n" % (self.size + 1), 1)
        lines = self.note.split(b"\n")
        forged = b"\n".join([*lines[:2], base64.b64encode(bytes(32)), *lines[3:]])
        many = b"".join(Witness(number).line(self.note) for number in range(1, 40))
        spoiled = W1.line(other)  # Right, but over another text.
        for given, options, reason in (
                (b"", (), "not a signed note"),
                (b"what\n", (), "not a signed note"),
                (b"what\n\n" + W1.line(self.note), (), "not a checkpoint"),
                (self.note, (), "no line of this note is a witness's cosignature"),
                (other + W1.line(other), (), "has published no checkpoint of this text"),
                (forged + W1.line(forged), (), "has published no checkpoint of this text"),
                (self.note + many, (), "the limits are 64 and 4096"),
                (bytes(2 << 20), (), "longer than"),
                (self.note + W3.line(self.note), ("--policy", self.policy),
                 "no cosignature of this checkpoint by a witness of the policy"),
                (self.note + spoiled, ("--policy", self.policy),
                 "no cosignature of this checkpoint by a witness of the policy")):
            with self.subTest(reason=reason, given=given[:40]):
                refused = self.attach(given, *options, code=5)
                self.assertIn(reason, refused.talk)
                self.assertEqual(self.files("cosigned"), [])
        self.expect(2, "checkpoint", self.ledger, "--policy", self.policy)
        self.policy.write_bytes(b"quorum w1\n")
        self.assertIn("line 1", self.attach(self.note, "--policy", self.policy, code=2).talk)
        self.assertIn("line 1", self.expect(2, "verify", self.ledger, "--policy",
                                            self.policy).talk)

    def test_come_while_a_writer_is_at_work(self):
        writer = self.start("import", self.ledger, "--format", "lines", "-")
        writer.stdin.write(b"more\n")
        writer.stdin.flush()
        lock = self.home / "ledger/lock"
        self.wait_until(lambda: self.is_locked(lock), "the writer's lock")
        self.attached(self.note + W1.line(self.note) + W2.line(self.note))
        writer.communicate(b"and more\n", timeout=60)
        self.assertEqual(writer.returncode, 0)
        report = self.expect_json(0, "verify", self.ledger, "--policy", self.policy)
        self.assertEqual(report["quorum_size"], self.size)

    @staticmethod
    def is_locked(path):
        with open(path, "rb+") as file:
            asked = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, 0, 1, 0)
            answer = fcntl.fcntl(file, 36, asked)  # F_OFD_GETLK
            return struct.unpack("hhqqi", answer)[0] != fcntl.F_UNLCK

    def test_that_come_at_once_are_not_lost(self):
        """Whoever is second is told so, and nobody's lines are written over."""
        witnesses = [Witness(number) for number in range(1, 13)]
        added = []

        def add(witness):
            while True:
                process = self.run_program("checkpoint", self.ledger, "--attach", "-",
                                           given=self.note + witness.line(self.note))
                if process.returncode != 7:
                    added.append(process.returncode)
                    return

        threads = [threading.Thread(target=add, args=(each,)) for each in witnesses]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        self.assertEqual(added, [0] * len(witnesses))
        content = self.files("cosigned")[0].read_bytes()
        for each in witnesses:
            self.assertEqual(content.count(each.name + b" "), 1)
        self.expect_verified()

    def test_beside_a_file_that_is_no_cosigned_note_are_refused(self):
        self.attached(self.note + W1.line(self.note))
        file = self.files("cosigned")[0]
        file.write_bytes(b"what\n\n" + W1.line(self.note))
        refused = self.attach(self.note + W2.line(self.note), code=1)
        self.assertIn("remove it", refused.talk)


class TimeStamps(Published):
    def setUp(self):
        super().setUp()
        self.authority = TimeAuthority(self.home / "authority")
        self.request = self.home / "request.tsq"
        self.reply = self.home / "reply.tsr"

    def attach(self, reply, *options, code=0):
        self.reply.write_bytes(reply)
        return self.expect(code, "timestamp", "attach", self.ledger, self.reply, *options)

    def test_say_that_records_existed_before_a_time(self):
        answer = self.expect_json(0, "timestamp", "request", self.ledger, "--output", self.request)
        self.validate("timestamp.schema.json", answer)
        self.assertEqual(base64.b64decode(answer["request"]), self.request.read_bytes())
        text = self.note[:self.note.index(b"\n\n") + 1]
        self.assertEqual(answer["imprint"], hashlib.sha256(text).hexdigest())
        seen = subprocess.run(["openssl", "ts", "-query", "-in", self.request, "-text"],
                              capture_output=True, check=True).stdout.decode()
        self.assertIn("Hash Algorithm: sha256", seen)
        self.assertIn("Certificate required: yes", seen)

        reply = self.authority.answer(self.request.read_bytes())
        attached = json.loads(self.attach(reply, "--ca", self.authority.root, "--json").output)
        self.validate("timestamp.schema.json", attached)
        self.assertEqual((attached["checkpoint_size"], attached["authority"], attached["added"],
                          attached["checked"]), (self.size, "CN=Test tsa", True, True))
        self.assertEqual(self.files("tsr")[0].read_bytes(), reply)
        self.assertEqual(self.files("tsr")[0].stem, self.files("note")[-1].stem)

        report = self.expect_json(0, "verify", self.ledger, "--timestamp-ca", self.authority.root)
        self.validate("verification-report.schema.json", report)
        self.assertEqual(report["verdict"], "VERIFIED")
        self.assertEqual(report["time_stamps"], [
            {"checkpoint_size": self.size, "time": attached["time"], "authority": "CN=Test tsa",
             "checked": True}])
        report = self.expect_json(0, "verify", self.ledger)
        self.assertFalse(report["time_stamps"][0]["checked"])
        self.assertIn("time-stamp-unchecked", [each["kind"] for each in report["events"]])
        said = self.expect(0, "verify", self.ledger, "--timestamp-ca",
                           self.authority.root).output.decode()
        self.assertIn(f"the first {self.size} records before {attached['time']} "
                      "(said by CN=Test tsa)", said)
        # What openssl itself says of the same files.
        (self.home / "text").write_bytes(text)
        subprocess.run(["openssl", "ts", "-verify", "-data", self.home / "text", "-in",
                        self.files("tsr")[0], "-CAfile", self.authority.root],
                       capture_output=True, check=True)

    def test_are_asked_for_with_a_new_nonce_and_for_what_is_new(self):
        first, second = (self.expect(0, "timestamp", "request", self.ledger).output
                         for _ in range(2))
        self.assertNotEqual(first, second)
        self.import_lines(b"more\n")
        answer = self.expect_json(0, "timestamp", "request", self.ledger)
        self.assertGreater(answer["checkpoint_size"], self.size)
        self.assertEqual(len(self.files("note")), 2)
        # The file of a request is not written over.
        self.request.write_text("mine")
        talk = self.expect(5, "timestamp", "request", self.ledger, "--output", self.request).talk
        self.assertIn(f"{self.request}: it exists already, and nothing was overwritten; choose "
                      "another name", talk)
        self.assertNotIn(".tmp", talk)
        self.assertEqual(self.request.read_text(), "mine")
        self.assertEqual(list(self.home.glob("*.tmp")), [])

    def test_are_kept_once(self):
        request = self.expect(0, "timestamp", "request", self.ledger).output
        reply = self.authority.answer(request)
        self.attach(reply)
        self.assertIn("there already", self.attach(reply).output.decode())
        self.assertIn("has another time stamp",
                      self.attach(self.authority.answer(request), code=5).talk)
        self.assertEqual(self.files("tsr")[0].read_bytes(), reply)

    def test_are_refused_with_a_reason_when_they_are_none(self):
        request = self.expect(0, "timestamp", "request", self.ledger).output
        self.authority.make_certificate("root", issuer="root", usage=None)
        reply = self.authority.answer(request)
        other = subprocess.run(["openssl", "ts", "-query", "-digest", "00" * 32, "-sha256",
                                "-cert"], capture_output=True, check=True).stdout
        ca = ("--ca", self.home / "authority/root.pem")
        for given, options, reason in (
                (b"", (), "not a time stamp reply"),
                (request, (), "not a time stamp reply"),
                (reply[:-1], (), "not a time stamp reply"),
                (bytes(70000), (), "longer than 65536"),
                (self.authority.answer(other), (), "none of this ledger's published checkpoints"),
                (reply, ca, "no trusted authority vouches for this time stamp")):
            with self.subTest(reason):
                self.assertIn(reason, self.attach(given, *options, code=5).talk)
                self.assertEqual(self.files("tsr"), [])
        for wrong in (("stamp", self.ledger), ("request", self.ledger, self.reply),
                      ("attach", self.ledger), ("attach", self.ledger, self.reply, "--output", "x"),
                      ("request", self.ledger, *ca),
                      ("attach", self.ledger, self.reply, "--ca", self.reply)):
            self.expect(2, "timestamp", *wrong)
        self.expect(2, "verify", self.ledger, "--timestamp-ca", self.reply)
        self.expect(5, "verify", self.ledger, "--timestamp-ca", self.home / "nothing")
        self.expect(5, "timestamp", "request", self.home / "nothing")


if __name__ == "__main__":
    unittest.main()
