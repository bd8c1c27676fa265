# SPDX-License-Identifier: Apache-2.0
"""Runs the program that COUNTERFOIL names, each test in a home of its own."""

import json
import os
import pathlib
import pty
import select
import shutil
import subprocess
import tempfile
import termios
import time
import unittest

RECORD_SIZE_MAX = 16 << 20
SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "schemas"


class CommandLine(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix="counterfoil-cli-")
        self.addCleanup(place.cleanup)
        self.home = pathlib.Path(place.name)
        self.home.chmod(0o755)
        self.program = os.environ["COUNTERFOIL"]
        self.environment = {
            "HOME": str(self.home),
            "XDG_STATE_HOME": str(self.home / "state"),
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "LC_ALL": "C.UTF-8",
        }
        for name, value in os.environ.items():
            if name.endswith("SAN_OPTIONS"):
                self.environment[name] = value
        self.ledger = str(self.home / "ledger")

    def start(self, *arguments, **more):
        streams = {name: subprocess.PIPE for name in ("stdin", "stdout", "stderr")}
        return subprocess.Popen(
            [self.program, *map(str, arguments)], cwd=self.home, env=self.environment,
            **{**streams, **more})

    def run_program(self, *arguments, given=b"", **more):
        process = self.start(*arguments, **more)
        output, talk = process.communicate(given, timeout=300)
        process.output, process.talk = output, talk.decode("utf-8", "replace")
        self.assertNotIn("Sanitizer", process.talk)
        self.assertNotIn("broken invariant", process.talk)
        return process

    def expect(self, code, *arguments, **more):
        process = self.run_program(*arguments, **more)
        self.assertEqual(process.returncode, code, f"{arguments}: {process.talk}")
        if code != 0:
            self.assertTrue(process.talk.startswith("counterfoil: ") or process.output,
                            f"{arguments} failed without a word")
        return process

    def validate(self, schema, *documents):
        """Each document fits the schema of that name."""
        lines = "".join(json.dumps(document) + "\n" for document in documents)
        fits = subprocess.run([os.environ["VALIDATE_JSON"], str(SCHEMAS / schema)],
                              input=lines.encode(), capture_output=True, check=False)
        self.assertEqual(fits.returncode, 0, fits.stderr.decode())

    def expect_json(self, code, *arguments, **more):
        return json.loads(self.expect(code, *arguments, "--json", **more).output)

    def make_ledger(self, *options):
        return self.expect_json(0, "init", self.ledger, *options)

    def import_lines(self, content, *options):
        return self.expect_json(0, "import", self.ledger, "--format", "lines", *options,
                                given=content)

    def events(self):
        output = self.expect(0, "show", self.ledger, "0..", "--json").output
        records = [json.loads(line) for line in output.splitlines()]
        return [record for record in records if record["type"] == "event"]

    def expect_verified(self, ledger=None):
        report = self.expect_json(0, "verify", ledger or self.ledger)
        self.assertEqual(report["identity"], "pinned")
        self.assertIn(report["verdict"], ("VERIFIED", "VERIFIED_WITH_EVENTS"))
        return report

    def copy_ledger(self, name):
        copy = self.home / name
        shutil.copytree(self.ledger, copy)
        return copy

    def wait_until(self, condition, what):
        deadline = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), deadline, f"waited in vain: {what}")
            time.sleep(0.01)

    def on_terminal(self, arguments, answers, shown=False):
        """Runs the program on a terminal of its own. Each answer is typed after a prompt, and the
        terminal shows it or does not. Returns status, all that was heard, and whether it echoes."""
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.home)
            os.execve(self.program, [self.program, *map(str, arguments)], self.environment)
        heard = b""

        def hear(until):
            nonlocal heard
            start, deadline = len(heard), time.monotonic() + 200
            while until not in heard[start:]:
                self.assertLess(time.monotonic(), deadline, heard)
                if select.select([terminal], [], [], 1)[0]:
                    try:
                        heard += os.read(terminal, 4096)
                    except OSError:
                        return

        for prompt, answer in answers:
            hear(prompt)
            self.assertEqual(bool(termios.tcgetattr(terminal)[3] & termios.ECHO), shown, prompt)
            os.write(terminal, answer)
        hear(b"no such text, so to the end")
        echo = None
        try:
            echo = bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
        except termios.error:
            pass
        status = os.waitpid(child, 0)[1]
        os.close(terminal)
        return status, heard, echo
