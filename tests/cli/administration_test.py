# SPDX-License-Identifier: Apache-2.0
"""Subjects, erasure and legal holds, as an operator meets them."""

import json
import unittest

from command_line import CommandLine


class Administration(CommandLine):
    def append(self, content, *subjects):
        options = [word for subject in subjects for word in ("--subject", subject)]
        return json.loads(self.expect(0, "append", self.ledger, *options, given=content).output)

    def erase(self, code, subject):
        process = self.expect(code, "erase", self.ledger, "--subject", subject, "--reason",
                              "asked to", "--json")
        if code == 0:
            self.validate("erase.schema.json", json.loads(process.output))
        return process

    def shown(self):
        """Content, or the erasure record, of all events but those of the administration."""
        return [event.get("content") or event.get("erased_by") for event in self.events()
                if event["stream"] != "counterfoil.administration"]


class Erasure(Administration):
    def test_shows_what_was_erased_and_keeps_the_rest(self):
        self.make_ledger()
        self.append(b"of ada", "ada")
        self.append(b"of both", "ada", "bob")
        self.append(b"of bob", "bob")
        answer = json.loads(self.erase(0, "ada").output)
        self.assertEqual(answer["record_count"], 2)
        self.assertEqual(self.shown(), [answer["sequence"], answer["sequence"], "of bob"])
        text = self.expect(0, "show", self.ledger).output.decode()
        self.assertIn(f"(erased by record {answer['sequence']})", text)
        report = self.expect_verified()
        self.assertEqual(report["verdict"], "VERIFIED")
        self.assertEqual([event["kind"] for event in report["events"]], ["erasure"])
        raw = self.expect(0, "show", self.ledger, "0..", "--raw")
        self.assertTrue(raw.output.startswith(b"of bob\n"))
        self.assertIn("2 records left out: erased", raw.talk)
        again = json.loads(self.erase(0, "ada").output)
        self.assertFalse(again["erased"])
        self.assertIsNone(again["receipt"])

    def test_writes_a_receipt_that_anyone_can_check(self):
        self.make_ledger()
        self.append(b"of ada", "ada")
        answer = json.loads(self.erase(0, "ada").output)
        receipt = self.home / answer["receipt"]
        report = self.expect_json(0, "verify", receipt)
        self.assertEqual(report["verdict"], "VERIFIED")
        self.assertEqual(report["first_record"], answer["sequence"])
        self.assertEqual(report["records_verified"], 2)
        self.assertEqual(report["disclosed_total"], 0)
        # One that is there is never overwritten; the erasure stands all the same.
        self.append(b"of bob", "bob")
        taken = self.expect(5, "erase", self.ledger, "--subject", "bob", "--reason", "x",
                            "--receipt", receipt, "--json")
        self.assertTrue(json.loads(taken.output)["erased"])
        self.assertIn("counterfoil export", taken.talk)

    def test_needs_a_subject_a_reason_and_encryption(self):
        self.make_ledger("--no-encryption")
        self.append(b"x", "ada")
        self.expect(2, "erase", self.ledger, "--subject", "ada")
        self.expect(2, "erase", self.ledger, "--reason", "x")
        self.assertIn("not encrypted", self.erase(2, "ada").talk)
        self.expect(5, "erase", self.home / "nothing", "--subject", "a", "--reason", "b")


class Holds(Administration):
    def hold(self, code, *arguments):
        process = self.expect(code, "hold", self.ledger, *arguments, "--json")
        if code == 0:
            self.validate("hold.schema.json", json.loads(process.output))
        return process

    def test_refuse_erasure_until_they_are_released(self):
        self.make_ledger()
        self.append(b"of ada", "ada")
        set_hold = json.loads(self.hold(0, "add", "--subject", "ada", "--reason", "case").output)
        self.assertEqual(set_hold["subject"], "ada")
        refused = self.erase(5, "ada")
        self.assertIn(set_hold["hold_id"], refused.talk)
        everyone = json.loads(self.hold(0, "add", "--all", "--reason", "audit").output)
        self.assertIsNone(everyone["subject"])
        listed = json.loads(self.hold(0, "list").output)["holds"]
        self.assertEqual([each["hold_id"] for each in listed],
                         [set_hold["hold_id"], everyone["hold_id"]])
        for each in listed:
            self.hold(0, "release", each["hold_id"], "--reason", "closed")
        self.hold(5, "release", set_hold["hold_id"], "--reason", "closed")
        self.assertIn("released by record", self.expect(0, "hold", self.ledger, "list").output.decode())
        self.erase(0, "ada")
        self.assertEqual(self.expect_verified()["verdict"], "VERIFIED")

    def test_say_what_they_need(self):
        self.make_ledger()
        for arguments in (("add", "--reason", "x"), ("add", "--all"), ("release", "--reason", "x"),
                          ("add", "--all", "--subject", "ada", "--reason", "x"), ("burn",),
                          ("release", "no-hex", "--reason", "x")):
            self.hold(2, *arguments)
        self.assertIn("no hold was ever set",
                      self.expect(0, "hold", self.ledger, "list").output.decode())


class SubjectFields(Administration):
    def test_seal_each_line_for_whom_it_is_about(self):
        self.make_ledger()
        lines = [b'{"user":{"id":"ada"},"n":1}', b'{"user":{"id":7},"n":2}',
                 b'{"user":{"id":["ada",7]},"n":3}', b'{"n":4}', b"no json"]
        summary = self.expect_json(0, "import", self.ledger, "--subject-field", "user.id",
                                   given=b"\n".join(lines))
        self.assertEqual(summary["records"], 5)
        self.assertEqual([event["subjects"] for event in self.events()],
                         [["ada"], ["7"], ["ada", "7"], [], []])
        self.erase(0, "7")
        self.assertEqual([isinstance(each, int) for each in self.shown()],
                         [False, True, True, False, False])
        self.expect_verified()

    def test_name_the_line_that_holds_no_subject(self):
        self.make_ledger()
        process = self.expect(5, "import", self.ledger, "--subject-field", "/id",
                              given=b'{"id":1}\n{"id":{}}\n')
        self.assertIn("line 2", process.talk)
        self.assertEqual(len(self.events()), 1)
        self.expect(2, "import", self.ledger, "--subject-field", "a..b", given=b"{}")
        self.expect(2, "import", self.ledger, "--subject-field", "a", "--format", "lines", given=b"")


if __name__ == "__main__":
    unittest.main()
