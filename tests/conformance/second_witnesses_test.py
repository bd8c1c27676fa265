#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What others say of a checkpoint, judged twice: by `counterfoil verify` and by schemas/reference_verifier.py.

Tables of what lies beside a ledger's checkpoints, and what both must say of it: cosignatures by a policy (M39 of the
tamper catalogue), and time stamps of a real `openssl ts` authority and of a forger who has its keys (M40).
"""

import datetime
import hashlib
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

PROJECT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tests" / "cli"))
import time_authority  # noqa: E402
from time_authority import SHA384, TimeAuthority, stamp_time, tst_info  # noqa: E402

V, E, F, I, U = "VERIFIED", "VERIFIED_WITH_EVENTS", "FAILED", "INCOMPLETE", "UNTRUSTED"
STAMPING = ExtendedKeyUsageOID.TIME_STAMPING


def load_second():
    path = PROJECT / "schemas" / "reference_verifier.py"
    specification = importlib.util.spec_from_file_location("reference_verifier", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


class Witness:
    """One who cosigns, and the line of a policy that names it."""

    def __init__(self, number):
        self.key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        self.name = b"witness.example/w%d" % number
        self.label = b"w%d" % number
        self.public_key = self.key.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    def key_id(self):
        return hashlib.sha256(self.name + b"\n\x04" + self.public_key).digest()[:4]

    def policy_line(self):
        vkey = SECOND.base64.b64encode(b"\x04" + self.public_key)
        return b"witness %s %s+%s+%s\n" % (self.label, self.name, self.key_id().hex().encode(), vkey)

    def line(self, text, moment=None, spoil=None):
        moment = int(time.time()) - 60 if moment is None else moment
        signature = self.key.sign(b"cosignature/v1\ntime %d\n%s" % (moment, text))
        payload = bytearray(self.key_id() + moment.to_bytes(8, "big") + signature)
        if spoil is not None:
            payload[spoil] ^= 1
        return b"\xe2\x80\x94 %s %s\n" % (self.name, SECOND.base64.b64encode(payload))


SECOND = load_second()
W1, W2, W3, STRANGER = Witness(1), Witness(2), Witness(3), Witness(9)
TWO_OF_THREE = (W1.policy_line() + W2.policy_line() + W3.policy_line()
                + b"group trusted 2 w1 w2 w3\nquorum trusted\n")
FUTURE = int(time.time()) + 86400


class Home:
    """A ledger with two published checkpoints, its pin, and a time stamp authority."""

    def __init__(self, place):
        self.place = place
        self.program = os.environ["COUNTERFOIL"]
        self.environment = {**os.environ, "HOME": str(place), "XDG_STATE_HOME": str(place / "state")}
        for name in ("XDG_DATA_HOME", "CREDENTIALS_DIRECTORY"):
            self.environment.pop(name, None)
        self.ledger = place / "ledger"
        pin = json.loads(self.run("init", self.ledger, "--json"))
        self.pin, self.vkey = pathlib.Path(pin["pin_file"]), pin["vkey"].encode()
        self.notes = []
        for number in range(2):
            self.run("append", self.ledger, given=b"event %d" % number)
            self.notes.append(self.run("checkpoint", self.ledger))
        self.texts = [note[:note.index(b"\n\n") + 1] for note in self.notes]
        self.stamps = TimeAuthority(place / "authority")

    def run(self, *arguments, given=b"", codes=(0,)):
        done = subprocess.run([self.program, *map(str, arguments)], input=given, env=self.environment,
                              capture_output=True, check=False)
        if done.returncode not in codes:
            raise RuntimeError(f"{arguments}: {done.stderr.decode()}")
        return done.stdout

    def copy(self, files):
        """A ledger with these files beside its notes."""
        target = pathlib.Path(tempfile.mkdtemp(dir=self.place)) / "ledger"
        shutil.copytree(self.ledger, target)
        for name, content in files.items():
            path = target / "checkpoints" / name
            if content is None:
                path.mkdir()
            else:
                path.write_bytes(content)
        return target


def cosigned(number):
    return f"{number:020d}.cosigned"


def stamped(number):
    return f"{number:020d}.tsr"


class Judged(unittest.TestCase):
    def judge(self, name, path, policy=None, authorities=None, with_pin=True):
        """The one verdict of both, and the C++ report."""
        options = ["--key", HOME.pin] if with_pin else []
        if policy is not None:
            file = HOME.place / "policy"
            file.write_bytes(policy)
            options += ["--policy", file]
        if authorities is not None:
            options += ["--timestamp-ca", authorities]
        report = json.loads(HOME.run("verify", path, "--json", "--trust-dir", HOME.place / "nobody",
                                     *options, codes=(0, 1, 3, 4, 5, 6)))
        second = SECOND.judge(str(path), SECOND.Key.find(str(HOME.pin)) if with_pin else None,
                              SECOND.Policy(policy) if policy is not None else None,
                              str(authorities) if authorities is not None else None)
        told = second.as_json()
        self.assertEqual(report["verdict"], told["verdict"], (name, report["findings"], told))
        self.assertEqual({each["kind"] for each in report["findings"]},
                         {each["kind"] for each in told["findings"]}, name)
        for fact in ("identity", "witnesses", "quorum_size"):
            self.assertEqual(report[fact], told[fact], (name, fact))
        times = [[(each["checkpoint_size"], each["time"], each["checked"]) for each in every]
                 for every in (report["time_stamps"], told["time_stamps"])]
        self.assertEqual(*times, name)
        return report


def sloppy(line):
    """The same bytes, with a bit set that base64 does not use."""
    return line[:-4] + bytes([line[-4] + 1]) + line[-3:]


def cosignature_cases():
    """Files beside the notes, policy → verdict, kind of finding or event."""
    old, new = HOME.notes
    text, old_text = HOME.texts[1], HOME.texts[0]
    log = b"log %s https://log.example/\n" % HOME.vkey
    many = b"".join(Witness(number).line(text) for number in range(1, 40))
    return {
        "nobody": ({}, TWO_OF_THREE, I, "quorum"),
        "nobody is asked": ({}, b"quorum none\n", V, None),
        "two of three": ({cosigned(1): new + W1.line(text) + W3.line(text)}, TWO_OF_THREE, V, None),
        "and the log is named": ({cosigned(1): new + W1.line(text) + W3.line(text)},
                                 log + TWO_OF_THREE, V, None),
        "one of three": ({cosigned(1): new + W2.line(text)}, TWO_OF_THREE, I, "quorum"),
        "an unlisted key": ({cosigned(1): new + W2.line(text) + STRANGER.line(text)}, TWO_OF_THREE,
                            I, "quorum"),
        "an unlisted key's spoiled line": (
            {cosigned(1): new + STRANGER.line(text, spoil=30) + W1.line(text) + W2.line(text)},
            TWO_OF_THREE, V, None),
        "from the future": ({cosigned(1): new + W1.line(text) + W2.line(text, FUTURE)},
                            TWO_OF_THREE, I, "cosignature-from-future"),
        "from the end of time": ({cosigned(1): new + W1.line(text) + W2.line(text, 2**64 - 1)},
                                 TWO_OF_THREE, I, "cosignature-from-future"),
        "one of three from the future": (
            {cosigned(1): new + W1.line(text) + W2.line(text, FUTURE) + W3.line(text)}, TWO_OF_THREE,
            E, "cosignature-from-future"),
        "from long ago": ({cosigned(1): new + W1.line(text, 0) + W2.line(text, 1)}, TWO_OF_THREE, V,
                          None),
        "an older checkpoint": ({cosigned(0): old + W1.line(old_text) + W2.line(old_text),
                                 cosigned(1): new + W1.line(text)}, TWO_OF_THREE, V, None),
        "each another checkpoint": ({cosigned(0): old + W1.line(old_text),
                                     cosigned(1): new + W2.line(text)}, TWO_OF_THREE, I, "quorum"),
        "a spoiled signature": ({cosigned(1): new + W1.line(text) + W2.line(text, spoil=40)},
                                TWO_OF_THREE, F, "cosignature"),
        "a changed time": ({cosigned(1): new + W1.line(text) + W2.line(text, spoil=11)},
                           TWO_OF_THREE, F, "cosignature"),
        "another checkpoint's": ({cosigned(1): new + W1.line(text) + W2.line(old_text)},
                                 TWO_OF_THREE, F, "cosignature"),
        "twice": ({cosigned(1): new + W1.line(text) + W2.line(text) + W2.line(text, 5)},
                  TWO_OF_THREE, F, "cosignature"),
        "another note": ({cosigned(1): old + W1.line(old_text)}, TWO_OF_THREE, F, "cosigned-note"),
        "another note, no policy": ({cosigned(1): old + W1.line(old_text)}, None, F,
                                    "cosigned-note"),
        "a spoiled signature, no policy": ({cosigned(1): new + W1.line(text, spoil=40)}, None, V,
                                           None),
        "the note alone": ({cosigned(1): new}, TWO_OF_THREE, F, "cosigned-note"),
        "no line": ({cosigned(1): new + b"\n"}, None, F, "cosigned-note"),
        "half a line": ({cosigned(1): new + W1.line(text)[:-1]}, None, F, "cosigned-note"),
        "sloppy base64": ({cosigned(1): new + sloppy(W1.line(text))}, None, F,
                          "cosigned-note"),
        "a line of its own kind": ({cosigned(1): new + b"# more\n"}, None, F, "cosigned-note"),
        "CRLF": ({cosigned(1): new + W1.line(text)[:-1] + b"\r\n"}, None, F, "cosigned-note"),
        "nothing": ({cosigned(1): b""}, None, F, "cosigned-note"),
        "too long": ({cosigned(1): new + many}, None, F, "file-too-large"),
        "a directory": ({cosigned(1): None}, None, F, "not-a-file"),
        "beside no note": ({cosigned(7): new + W1.line(text)}, None, E, "unknown-file"),
        "another log": ({}, b"log ledger.example/audit+2a52108c+"
                            b"AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\nquorum none\n", F,
                        "wrong-key"),
    }


class Cosignatures(Judged):
    def test_count_as_the_policy_says(self):
        for name, (files, policy, verdict, kind) in cosignature_cases().items():
            with self.subTest(name):
                report = self.judge(name, HOME.copy(files), policy)
                self.assertEqual(report["verdict"], verdict, (name, report["findings"]))
                kinds = {each["kind"] for each in report["findings"] + report["events"]}
                if kind:
                    self.assertIn(kind, kinds, name)
                else:
                    self.assertFalse(report["findings"], name)

    def test_name_the_ledger_when_no_key_is_given(self):
        path, log = HOME.copy({}), b"log %s\n" % HOME.vkey
        for policy, verdict, identity in ((log + b"quorum none\n", V, "key-only"),
                                          (b"quorum none\n", U, "unpinned")):
            report = self.judge(policy, path, policy, with_pin=False)
            self.assertEqual((report["verdict"], report["identity"]), (verdict, identity))

    def test_of_a_bundles_checkpoint_count_in_the_same_way(self):
        text, note = HOME.texts[1], HOME.notes[1]
        cases = {
            "enough": (W1.line(text) + W2.line(text), TWO_OF_THREE, V, None),
            "too few": (W1.line(text) + STRANGER.line(text), TWO_OF_THREE, I, "quorum"),
            "none": (b"", TWO_OF_THREE, I, "quorum"),
            "from the future": (W1.line(text) + W2.line(text, FUTURE), TWO_OF_THREE, I, "quorum"),
            "spoiled": (W1.line(text) + W2.line(text, spoil=40), TWO_OF_THREE, F, "cosignature"),
            "spoiled, and nobody asks": (W2.line(text, spoil=40), b"quorum none\n", V, None),
            "spoiled, without a policy": (W2.line(text, spoil=40), None, V, None),
        }
        for name, (lines, policy, verdict, kind) in cases.items():
            with self.subTest(name):
                path = HOME.copy({cosigned(1): note + lines} if lines else {})
                bundle = path.parent / "evidence.tar"
                HOME.run("export", path, "-2", "--output", bundle)
                report = self.judge(name, bundle, policy)
                self.assertEqual(report["verdict"], verdict, (name, report["findings"]))
                self.assertEqual([each["kind"] for each in report["findings"]],
                                 [kind] if kind else [], name)
                # What is proven of the records stays proven without a quorum.
                shown = json.loads(HOME.run("verify", bundle, "--key", HOME.pin, "--json"))
                self.assertEqual(shown["verdict"], V)

    def test_count_for_nobody_by_a_policy_that_is_none(self):
        one = W1.policy_line()
        wrong = [b"", b"quorum none", b"quorum w1\n" + one, one + b"quorum w2\n",
                 one + b"witness w2" + one[10:] + b"quorum w1\n", one + one + b"quorum w1\n",
                 one + b"group g 2 w1\nquorum g\n", one + b"group g 0 w1\nquorum g\n",
                 one + b"group g any w1\ngroup h any w1\nquorum h\n", one + b"group g any\nquorum g\n",
                 b"witness none" + one[10:] + b"quorum none\n", b"quorum none\nquorum none\n",
                 b"quorum none\r\n", b"log" + one[10:] + b"quorum none\n", b"what\nquorum none\n",
                 one.replace(b"+", b"+0", 1) + b"quorum w1\n", b"#" * 65536 + b"\nquorum none\n",
                 b"witness w1 " + HOME.vkey + b"\nquorum w1\n"]
        file, path = HOME.place / "policy", HOME.copy({})
        for policy in wrong:
            file.write_bytes(policy)
            HOME.run("verify", path, "--policy", file, codes=(2, 5))
            second = subprocess.run([sys.executable, SECOND.__file__, path, "--policy", file],
                                    capture_output=True, check=False)
            self.assertEqual(second.returncode, 2, policy[:80])


def stamp_cases():
    """A reply over the newest checkpoint → verdict with and without the authority's certificate."""
    authority, digest = HOME.stamps, hashlib.sha256(HOME.texts[1]).digest()
    other = hashlib.sha256(HOME.texts[0]).digest()
    now = stamp_time(authority.now)
    request = HOME.run("timestamp", "request", HOME.ledger)
    usages = {
        "for nothing stated": dict(usage=()),
        "for code": dict(usage=(ExtendedKeyUsageOID.CODE_SIGNING,)),
        "for code, too": dict(usage=(STAMPING, ExtendedKeyUsageOID.CODE_SIGNING)),
        "for stamps, not critical": dict(critical=False),
        "of an authority": dict(usage=None),
    }
    for number, options in enumerate(usages.values()):
        authority.make_certificate(f"usage{number}", **options)
    authority.make_certificate("expired", days=(-100, -1))
    authority.make_certificate("tomorrow", days=(1, 100))
    authority.make_certificate("between", usage=None)
    authority.make_certificate("below", issuer="between")
    authority.make_certificate("root", issuer="root", usage=None)
    authority.make_certificate("elsewhere", issuer="root")
    authority.make_certificate("weak", key=rsa.generate_private_key(65537, 1024))
    long_ago = stamp_time(authority.now - datetime.timedelta(days=50))
    good = authority.answer(request)
    info = tst_info(digest, now)

    def over(*arguments, **more):
        return authority.sign(tst_info(*arguments), **more)

    return {
        "by the authority": (good, V, V),
        "granted with changes": (authority.sign(info, status=b"\1"), V, V),
        "with a fraction": (over(digest, now[:-1] + b".25Z"), V, V),
        "by one whose certificate expired since": (over(digest, long_ago, name="expired"), V, V),
        "by one below another": (authority.sign(info, name="below", more=("between",)), V, V),
        "over another checkpoint": (over(other, now), F, F),
        "over the whole note": (over(hashlib.sha256(HOME.notes[1]).digest(), now), F, F),
        "over another hash": (over(hashlib.sha384(HOME.texts[1]).digest(), now, SHA384), F, F),
        "over a cut digest": (over(digest[:31], now), F, F),
        "by an expired certificate": (authority.answer(request, "expired"), F, V),
        "by a certificate of tomorrow": (authority.answer(request, "tomorrow"), F, V),
        **{f"by a certificate {what}": (authority.sign(info, name=f"usage{number}"), F, V)
           for number, what in enumerate(usages)},
        "by another authority": (authority.answer(request, "elsewhere"), F, V),
        "by one below an unknown one": (authority.sign(info, name="below"), F, V),
        "by a weak key": (authority.answer(request, "weak"), F, V),
        "refused": (authority.sign(info, status=b"\2"), F, F),
        "of no token": (time_authority.der(0x30, time_authority.der(0x30, b"\2\1\0")), F, F),
        "before 1970": (over(digest, b"19691231235959Z"), F, F),
        "of no day": (over(digest, b"20260230000000Z"), F, F),
        "of no second": (over(digest, now[:12] + b"60Z"), F, F),
        "without seconds": (over(digest, now[:12] + b"Z"), F, F),
        "of a local time": (over(digest, now[:-1] + b"+0100"), F, F),
        "with more behind it": (good + b"\0", F, F),
        "cut by a byte": (good[:-1], F, F),
        "cut to a half": (good[:len(good) // 2], F, F),
        "nothing": (b"", F, F),
        "text": (b"granted\n", F, F),
        "too long": (good + bytes(65536), F, F),
    }


class TimeStamps(Judged):
    def test_hold_when_an_authority_said_so_of_this_checkpoint(self):
        for name, (reply, checked, unchecked) in stamp_cases().items():
            path = HOME.copy({stamped(1): reply})
            for authorities, verdict in ((HOME.stamps.root, checked), (None, unchecked)):
                with self.subTest(name, checked=authorities is not None):
                    report = self.judge(name, path, authorities=authorities)
                    self.assertEqual(report["verdict"], verdict, (name, report["findings"]))
                    self.assertEqual(len(report["time_stamps"]), int(verdict == V))
                    unheard = any(each["kind"] == "time-stamp-unchecked"
                                  for each in report["events"])
                    self.assertEqual(unheard, verdict == V and authorities is None)

    def test_that_were_spoiled_are_judged_alike_and_found(self):
        """A bit here and there. Whatever is neither signed nor looked at may be anything."""
        good = HOME.stamps.answer(HOME.run("timestamp", "request", HOME.ledger))
        path = HOME.copy({})
        found = 0
        bits = range(5, len(good) * 8, 61)
        for bit in bits:
            spoiled = bytearray(good)
            spoiled[bit // 8] ^= 1 << bit % 8
            (path / "checkpoints" / stamped(1)).write_bytes(spoiled)
            report = self.judge(bit, path, authorities=HOME.stamps.root)
            self.assertIn(report["verdict"], (F, V))
            found += report["verdict"] == F
        self.assertGreater(found, len(bits) * 0.9)

    def test_are_judged_by_the_second_verifiers_command_line(self):
        reply = HOME.stamps.answer(HOME.run("timestamp", "request", HOME.ledger))
        path, none = HOME.copy({stamped(1): reply}), HOME.place / "none.pem"
        HOME.stamps.make_certificate("lonely", issuer="lonely", usage=None)
        root = HOME.stamps.root.read_bytes()
        for pem, code in ((root, 0), (HOME.stamps.place.joinpath("lonely.pem").read_bytes(), 1),
                          (b"", 2), (root[:200], 2), (root + root[:200], 2), (b"x" * (2 << 20), 2)):
            none.write_bytes(pem)
            second = subprocess.run([sys.executable, SECOND.__file__, path, "--key", HOME.pin,
                                     "--timestamp-ca", none], capture_output=True, check=False)
            self.assertEqual(second.returncode, code, second.stderr.decode())
            HOME.run("verify", path, "--key", HOME.pin, "--timestamp-ca", none,
                     codes=(code,) if len(pem) < 1 << 20 else (5,))

    def test_are_of_any_checkpoint_and_beside_its_note(self):
        stamp = {number: HOME.stamps.sign(tst_info(hashlib.sha256(HOME.texts[number]).digest(),
                                                   stamp_time(HOME.stamps.now)))
                 for number in (0, 1)}
        for files, verdict, count in (({stamped(0): stamp[0]}, V, 1),
                                      ({stamped(0): stamp[0], stamped(1): stamp[1]}, V, 2),
                                      ({stamped(0): stamp[1]}, F, 0),
                                      ({stamped(0): stamp[0], stamped(1): stamp[0]}, F, 0),
                                      ({stamped(7): stamp[0]}, E, 0),
                                      ({stamped(1): None}, F, 0)):
            report = self.judge(list(files), HOME.copy(files), authorities=HOME.stamps.root)
            self.assertEqual((report["verdict"], len(report["time_stamps"])), (verdict, count))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="counterfoil-witnesses-") as home:
        HOME = Home(pathlib.Path(home))
        unittest.main()
