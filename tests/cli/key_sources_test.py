# SPDX-License-Identifier: Apache-2.0
"""Where keys come from: passphrases, modes, credentials, an identity key kept elsewhere; no secret in any output."""

import base64
import fcntl
import os
import pathlib
import pty
import shutil
import signal
import termios
import time
import unittest

from command_line import CommandLine

PASSPHRASE = "correct horse battery staple"


def secret_of(key_file):
    return base64.b64decode(pathlib.Path(key_file).read_text().splitlines()[2])


class Keys(CommandLine):
    def expect_with(self, passphrase, code, *arguments, **more):
        reading, writing = os.pipe()
        os.write(writing, passphrase.encode() + b"\nwhat follows is not read\n")
        os.close(writing)
        try:
            return self.expect(code, *arguments, "--passphrase-fd", reading, pass_fds=[reading], **more)
        finally:
            os.close(reading)

    def test_a_passphrase_by_descriptor_opens_what_it_made(self):
        made = self.expect_with(PASSPHRASE, 0, "init", self.ledger, "--passphrase")
        self.assertIn(b"Nobody can reset it", made.output)
        key_file, = (self.home / ".local/share/counterfoil/keys").glob("*.master")
        text = key_file.read_text().splitlines()
        self.assertEqual(text[0], "counterfoil-passphrase-key v1")
        self.assertEqual(text[2], "argon2id 3 262144")
        self.expect_with(PASSPHRASE, 0, "append", self.ledger, given=b"only for whoever knows it")
        shown = self.expect_with(PASSPHRASE, 0, "show", self.ledger, "--raw")
        self.assertEqual(shown.output, b"only for whoever knows it\n")
        self.expect_verified()

        for arguments in (("append", self.ledger), ("show", self.ledger)):
            wrong = self.expect_with("a wrong passphrase", 5, *arguments, given=b"x")
            self.assertIn(str(key_file), wrong.talk)
            self.assertIn("passphrase is wrong", wrong.talk)
            self.assertNotIn("a wrong passphrase", wrong.talk)
        # Nobody to ask: no terminal, and no descriptor.
        refused = self.expect(5, "append", self.ledger, given=b"x", start_new_session=True)
        self.assertIn("--passphrase-fd", refused.talk)
        shown = self.expect(0, "show", self.ledger, start_new_session=True)
        self.assertNotIn(b"only for whoever knows it", shown.output)
        self.assertIn("--passphrase-fd", shown.talk)

    def test_weak_passphrases_make_nothing(self):
        for weak in ("", "eleven char", "x" * 1025, "a tab\tin the middle"):
            refused = self.expect_with(weak, 2 if len(weak) < 1025 else 5, "init", self.ledger, "--passphrase")
            self.assertFalse(pathlib.Path(self.ledger).exists())
            if weak:
                self.assertNotIn(weak, refused.talk)
        self.assertFalse((self.home / ".local/share/counterfoil/keys").exists())

    def test_a_passphrase_is_never_an_argument_and_needs_an_open_descriptor(self):
        refused = self.expect(2, "init", self.ledger, "--passphrase", "--passphrase-fd", PASSPHRASE)
        self.assertIn("never an argument", refused.talk)
        self.expect(2, "init", self.ledger, "--passphrase", "--passphrase-fd", "77")
        self.assertFalse(pathlib.Path(self.ledger).exists())

    def test_a_person_at_the_terminal_is_asked_without_echo_and_may_mistype(self):
        typed = PASSPHRASE.encode() + b"\n"
        status, heard, echo = self.on_terminal(
            ["init", self.ledger, "--passphrase"],
            [(b"characters: ", typed), (b"once more: ", b"something else\n"),
             (b"characters: ", typed), (b"once more: ", typed)])
        self.assertEqual(status, 0, heard)
        self.assertNotIn(PASSPHRASE.encode(), heard)
        self.assertIn(echo, (True, None))
        self.expect_with(PASSPHRASE, 0, "append", self.ledger, given=b"typed")

        status, heard, echo = self.on_terminal(
            ["show", self.ledger, "--raw"],
            [(b".master: ", b"wrong at first\n"), (b".master: ", typed)])
        self.assertEqual(status, 0, heard)
        self.assertIn(b"typed\r\n", heard)
        status, heard, echo = self.on_terminal(
            ["show", self.ledger, "--raw"], [(b".master: ", b"wrong\n")] * 3)
        self.assertEqual(os.waitstatus_to_exitcode(status), 5, heard)
        refused = self.on_terminal(["show", self.ledger, "--raw", "--no-input"], [])
        self.assertEqual(os.waitstatus_to_exitcode(refused[0]), 5)

    def test_ctrl_c_at_the_question_gives_the_echo_back(self):
        master, terminal = pty.openpty()
        child = os.fork()
        if child == 0:
            os.setsid()
            fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
            for stream in range(3):
                os.dup2(terminal, stream)
            os.execve(self.program, [self.program, "init", self.ledger, "--passphrase"], self.environment)
        # This end keeps the terminal alive, so that its state can be looked at.
        self.wait_until(lambda: not termios.tcgetattr(terminal)[3] & termios.ECHO, "a question")
        os.write(master, b"half a passphr\x03")
        status = os.waitpid(child, 0)[1]
        self.assertEqual(os.waitstatus_to_exitcode(status), -signal.SIGINT)
        self.assertTrue(termios.tcgetattr(terminal)[3] & termios.ECHO)
        os.close(master)
        os.close(terminal)
        self.assertFalse(pathlib.Path(self.ledger).exists())

    def test_keys_that_others_can_read_are_refused(self):
        made = self.make_ledger()
        for name in ("master_key_file", "identity_key_file"):
            os.chmod(made[name], 0o644)
            for arguments in (("append", self.ledger), ("show", self.ledger)):
                refused = self.expect(5, *arguments, given=b"x")
                self.assertIn(made[name], refused.talk)
                self.assertIn("chmod 600", refused.talk)
            os.chmod(made[name], 0o600)
        self.expect(0, "append", self.ledger, given=b"x")

    def test_a_service_finds_its_master_key_among_its_credentials(self):
        made = self.make_ledger()
        credentials = self.home / "credentials"
        credentials.mkdir()
        shutil.move(made["master_key_file"], credentials / "counterfoil.master")
        (credentials / "counterfoil.master").chmod(0o400)
        self.expect(5, "append", self.ledger, given=b"x")
        self.environment["CREDENTIALS_DIRECTORY"] = str(credentials)
        self.expect(0, "append", self.ledger, given=b"x")
        os.rename(credentials / "counterfoil.master", credentials / f"counterfoil.{made['ledger_id']}.master")
        self.expect(0, "append", self.ledger, given=b"y")
        # A directory that is named goes before them.
        self.expect(5, "append", self.ledger, "--key-dir", self.home / "elsewhere", given=b"x")

    def test_the_identity_key_can_be_kept_elsewhere(self):
        identity = self.home / "offline.identity"
        made = self.make_ledger("--identity-key", identity)
        self.assertEqual(made["identity_key_file"], str(identity))
        self.assertEqual(list((self.home / ".local/share/counterfoil/keys").glob("*.identity")), [])
        secret = secret_of(identity)
        vkey_name = made["vkey"].split("+")[0]
        self.expect(0, "append", self.ledger, given=b"x")
        away = self.expect(0, "checkpoint", self.ledger).output.decode()
        self.expect(0, "append", self.ledger, given=b"y")
        signed = self.expect(0, "checkpoint", self.ledger, "--identity-key", identity).output.decode()
        self.assertEqual(signed.count(f"\u2014 {vkey_name} "), away.count(f"\u2014 {vkey_name} ") + 1)
        self.expect_verified()
        gone = self.expect(5, "append", self.ledger, "--identity-key", self.home / "nowhere", given=b"z")
        self.assertIn("nowhere", gone.talk)
        taken = self.expect(5, "init", self.home / "second", "--identity-key", identity)
        self.assertIn(str(identity), taken.talk)
        self.assertEqual(secret_of(identity), secret, "what was there is left as it is")

    def test_no_output_of_any_command_holds_a_secret(self):
        made = self.make_ledger()
        self.import_lines(b"one\ntwo\n")
        outputs = []
        for arguments in (("append", self.ledger), ("show", self.ledger, "0.."), ("show", self.ledger, "0..", "--json"),
                          ("checkpoint", self.ledger, "--json"), ("verify", self.ledger, "--json"),
                          ("inspect", self.ledger, "--json"), ("recover", self.ledger, "--json"),
                          ("entry", self.ledger, "0"), ("prove", self.ledger, "0"), ("version", "--json")):
            process = self.run_program(*arguments, given=b"x")
            outputs += [process.output, process.talk.encode()]
        os.chmod(made["master_key_file"], 0o644)
        outputs.append(self.expect(5, "append", self.ledger, given=b"x").talk.encode())
        os.chmod(made["master_key_file"], 0o600)
        good = pathlib.Path(made["master_key_file"]).read_bytes()
        pathlib.Path(made["master_key_file"]).write_bytes(good + b"\n")
        outputs.append(self.expect(1, "append", self.ledger, given=b"x").talk.encode())
        pathlib.Path(made["master_key_file"]).write_bytes(good)
        outputs += [str(made).encode()]
        self.assertGreater(sum(map(len, outputs)), 2000)
        for name in ("master_key_file", "identity_key_file"):
            secret = secret_of(made[name])
            for form in (secret, secret.hex().encode(), secret.hex().upper().encode(), base64.b64encode(secret),
                         base64.urlsafe_b64encode(secret)):
                for output in outputs:
                    self.assertNotIn(form, output)


if __name__ == "__main__":
    unittest.main()
