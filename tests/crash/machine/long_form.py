# SPDX-License-Identifier: Apache-2.0
"""What the long forms in scripts/ have in common: the build, the seed, and how they end."""

import argparse
import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import time

from machine import Broken, TemporaryHome, new_seed

ROOT = pathlib.Path(__file__).resolve().parents[3]


def parser(description):
    found = argparse.ArgumentParser(
        description=description,
        epilog="Builds the preset core first, unless COUNTERFOIL and COUNTERFOIL_FAULTS name a "
               "program and the library of tests/crash/machine. KEEP_BROKEN=1 keeps the ledger in "
               "which something was found. Ends with 1 when anything was.")
    found.add_argument("--seed", type=int, default=new_seed(), help="default: a new one")
    found.add_argument("--place", help="directory for what is made and removed again")
    return found


def build():
    if "COUNTERFOIL" in os.environ and "COUNTERFOIL_FAULTS" in os.environ:
        return
    subprocess.run(["cmake", "--preset", "core"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", "--preset", "core", "--target", "counterfoil",
                    "machine_faults", "--", "--quiet"], cwd=ROOT, check=True)
    tree = ROOT / "build" / "core"
    os.environ["COUNTERFOIL"] = str(tree / "cli" / "counterfoil")
    os.environ["COUNTERFOIL_FAULTS"] = str(tree / "tests/crash/machine/libmachine_faults.so")


@contextlib.contextmanager
def campaign(options):
    """A home for it; says the seed first, and at the end what was broken, if anything."""
    build()
    # Asked to stop, leave nothing behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    print(f"seed {options.seed}", flush=True)
    begin = time.monotonic()
    try:
        with TemporaryHome(options.place) as home:
            yield home
    except Broken as broken:
        print(f"BROKEN with seed {options.seed}: {broken}", flush=True)
        sys.exit(1)
    finally:
        print(f"{time.monotonic() - begin:.0f} s", flush=True)
