# SPDX-License-Identifier: Apache-2.0
"""The program that the packages are of, as their tests call it."""

import os
import subprocess

PROGRAM = os.environ["COUNTERFOIL"]


def run(*command, **more):
    return subprocess.run([str(word) for word in command], capture_output=True, check=False,
                          timeout=120, **more)


def help_of(*command):
    answered = run(PROGRAM, *command, "--help")
    assert answered.returncode == 0, answered.stderr
    return answered.stdout.decode()
