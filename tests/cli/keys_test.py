#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`counterfoil keys`: signing epochs as scripts see them."""

import base64
import hashlib
import pathlib
import unittest

from command_line import CommandLine


class Keys(CommandLine):
    def keys(self, action):
        answer = self.expect_json(0, "keys", self.ledger, action)
        self.validate("keys.schema.json", answer)
        return answer

    def secrets(self):
        return sorted(path.name for path in (pathlib.Path(self.ledger) / "keys").iterdir())

    def test_a_new_epoch_begins_on_request(self):
        made = self.make_ledger()
        self.import_lines(b"one\ntwo\n", "--stream", "doors")
        before = self.keys("list")
        self.assertEqual([epoch["secret_here"] for epoch in before["epochs"]], [True])
        self.assertEqual([key["stream"] for key in before["data_keys"]], ["doors"])
        begun = self.keys("rotate-epoch")
        self.assertEqual((begun["epoch"], begun["start"]), (1, begun["record"] + 1))
        self.assertEqual(self.secrets(), ["epoch-1"])
        after = self.keys("list")
        self.assertEqual([epoch["secret_here"] for epoch in after["epochs"]], [False, True])
        self.assertEqual(after["epochs"][0]["public_key"], before["epochs"][0]["public_key"])
        self.assertEqual({**begun, "secret_here": True}, after["epochs"][1])
        receipt = self.expect_json(0, "append", self.ledger, given=b"three")
        self.assertEqual(receipt["epoch"], 1)
        report = self.expect_verified()
        self.assertEqual((report["verdict"], report["epochs"]), ("VERIFIED", 2))
        self.assertEqual([event["kind"] for event in report["events"]], ["rotation"])
        self.assertEqual(made["ledger_id"], after["ledger_id"])

    def test_public_keys_are_those_that_sign_checkpoints(self):
        made = self.make_ledger("--origin", "keys.example/test")
        self.import_lines(b"one\n")
        first = self.expect_json(0, "checkpoint", self.ledger)
        self.keys("rotate-epoch")
        border = self.expect_json(0, "checkpoint", self.ledger)
        self.import_lines(b"two\n")
        last = self.expect_json(0, "checkpoint", self.ledger)
        public = self.keys("export-public")
        self.assertEqual(public["vkey"], made["vkey"])
        self.assertEqual(public["genesis_leaf_hash"], made["genesis_leaf_hash"])
        lines = ["identity " + public["vkey"], "genesis " + public["genesis_leaf_hash"]]
        for checkpoint, number in ((first, 0), (border, 0), (last, 1)):
            epoch = public["epochs"][number]
            name, key_id, key = epoch["vkey"].split("+", 2)
            key = base64.b64decode(key)
            self.assertEqual(hashlib.sha256(name.encode() + b"\n" + key).hexdigest()[:8], key_id)
            self.assertLessEqual(epoch["first_size"], checkpoint["tree_size"])
            self.assertGreaterEqual(epoch["last_size"] or 2**64, checkpoint["tree_size"])
            signature = checkpoint["note"].split("\n\n")[1].splitlines()[0].split(" ")[2]
            self.assertEqual(base64.b64decode(signature)[:4].hex(), key_id)
        self.assertEqual(public["epochs"][0]["last_size"], border["tree_size"])
        self.assertIsNone(public["epochs"][1]["last_size"])
        for epoch in public["epochs"]:
            sizes = f"{epoch['first_size']}..{epoch['last_size'] or ''}"
            lines.append(f"epoch {epoch['epoch']} {sizes} {epoch['vkey']}")
        text = self.expect(0, "keys", self.ledger, "export-public").output.decode()
        self.assertEqual(text.splitlines(), lines)

    def test_long_imports_begin_epochs_by_themselves(self):
        self.make_ledger("--epoch-records", "100", "--segment-size", "64K")
        self.import_lines(b"".join(b"line %d\n" % i for i in range(1000)), "--batch", "10")
        listed = self.keys("list")
        self.assertGreaterEqual(len(listed["epochs"]), 8)
        self.assertEqual(self.secrets(), ["epoch-%d" % (len(listed["epochs"]) - 1)])
        report = self.expect_verified()
        self.assertEqual((report["verdict"], report["event_records"]), ("VERIFIED", 1000))
        self.assertEqual(report["epochs"], len(listed["epochs"]))

    def test_never_means_never(self):
        self.make_ledger("--epoch-records", "0", "--epoch-seconds", "0")
        self.import_lines(b"".join(b"line %d\n" % i for i in range(1000)), "--batch", "10")
        self.assertEqual(len(self.keys("list")["epochs"]), 1)

    def test_public_keys_need_no_secret(self):
        self.make_ledger()
        self.import_lines(b"one\n")
        for path in [*(self.home / ".local").rglob("*.master"), *self.home.rglob("epoch-0")]:
            path.unlink()
        self.assertEqual(len(self.keys("export-public")["epochs"]), 1)
        self.assertEqual([e["secret_here"] for e in self.keys("list")["epochs"]], [False])
        self.expect(5, "keys", self.ledger, "rotate-epoch")

    def test_wrong_usage_is_said_and_is_2(self):
        self.make_ledger()
        for arguments in (["keys"], ["keys", self.ledger], ["keys", self.ledger, "rotate"],
                          ["init", "x", "--epoch-records", "-1"],
                          ["init", "x", "--epoch-seconds", "99999999999"]):
            with self.subTest(arguments=arguments):
                self.expect(2, *arguments)
        for action in ("list", "rotate-epoch", "export-public"):
            self.expect(5, "keys", "nowhere", action)
        self.assertFalse((self.home / "x").exists())



class DataKeys(CommandLine):
    def test_are_renewed_for_what_comes(self):
        self.make_ledger()
        for stream in ("doors", "logins"):
            self.expect(0, "append", self.ledger, "--stream", stream, given=b"before")
        rotated = self.expect_json(0, "keys", self.ledger, "rotate-data")
        self.validate("keys.schema.json", rotated)
        rotated = rotated["data_keys"]
        self.assertEqual([(key["stream"], key["generation"]) for key in rotated],
                         [("doors", 1), ("logins", 1)])
        self.expect_json(0, "keys", self.ledger, "rotate-data", "--stream", "doors")
        self.expect(5, "keys", self.ledger, "rotate-data", "--stream", "windows")
        self.expect(0, "append", self.ledger, "--stream", "doors", given=b"after")
        listed = self.expect_json(0, "keys", self.ledger, "list")
        self.validate("keys.schema.json", listed)
        keys = listed["data_keys"]
        self.assertEqual([(key["stream"], key["generation"]) for key in keys],
                         [("doors", 0), ("doors", 1), ("doors", 2), ("logins", 0), ("logins", 1)])
        self.assertEqual(len({key["key_id"] for key in keys}), 5)
        self.assertEqual([event["content"] for event in self.events()],
                         ["before", "before", "after"])
        self.assertEqual(self.expect_verified()["verdict"], "VERIFIED")


if __name__ == "__main__":
    unittest.main()
