# SPDX-License-Identifier: Apache-2.0
"""The program that the packages are of, as their tests call it, and a directory for each of them."""

import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["COUNTERFOIL"]


class InAPlace(unittest.TestCase):
    """The class has a directory of its own, `place`, for as long as its tests run."""

    @classmethod
    def setUpClass(cls):
        place = tempfile.TemporaryDirectory(prefix="counterfoil-packaging-")
        cls.addClassCleanup(place.cleanup)
        cls.place = pathlib.Path(place.name)


def run(*command, timeout=120, **more):
    return subprocess.run([str(word) for word in command], capture_output=True, check=False,
                          timeout=timeout, **more)


def answer_of(*command, timeout=300, **more):
    """What it prints; it must do what it is told."""
    answered = run(*command, timeout=timeout, **more)
    assert answered.returncode == 0, (command, answered.stdout, answered.stderr)
    return answered.stdout.decode()


def help_of(*command):
    return answer_of(PROGRAM, *command, "--help", timeout=120)
