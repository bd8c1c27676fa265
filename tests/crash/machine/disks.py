# SPDX-License-Identifier: Apache-2.0
"""Disks that are full, lose their power or turn read-only: ext4 in a file, on a loop device."""

import collections
import fcntl
import os
import pathlib
import random
import shutil
import struct
import subprocess
import threading
import time

from machine import Acknowledged, Broken, Machine, numbered_lines
from writers import feed_without_end

IMAGE_SIZE = 48 << 20
EXT4_IOC_SHUTDOWN = 0x8004587D  # _IOR('X', 125, __u32)
# What of the file system's journal still reaches the disk: all, what is committed, nothing more.
SHUTDOWN_FLAGS = {"default": 0, "log flushed": 1, "log not flushed": 2}
TOOLS = ("mkfs.ext4", "e2fsck", "mount", "umount", "losetup", "findmnt")


def missing():
    """Why these tests cannot run here, or nothing."""
    if os.geteuid() != 0:
        return "needs root, to mount"
    lacking = [tool for tool in TOOLS if shutil.which(tool) is None]
    if lacking:
        return f"needs {', '.join(lacking)}"
    if subprocess.run(["losetup", "--find"], capture_output=True, check=False).returncode != 0:
        return "needs loop devices"
    return None


def system(*command, codes=(0,)):
    done = subprocess.run([str(part) for part in command], capture_output=True, check=False)
    if done.returncode not in codes:
        raise OSError(f"{command} ended with {done.returncode}: {done.stderr.decode()}")
    return done.stdout.decode().strip()


class Disk:
    """with Disk(place) as disk: mounted at disk.path, unmounted and removed at the end."""

    def __init__(self, place):
        self.image = place / "image"
        self.path = place / "disk"

    def __enter__(self):
        self.path.mkdir(exist_ok=True)
        with open(self.image, "wb") as image:
            image.truncate(IMAGE_SIZE)
        system("mkfs.ext4", "-q", "-F", "-m", "0", self.image)
        self.mount()
        return self

    def __exit__(self, *_):
        if os.path.ismount(self.path):
            self.unmount()
        self.image.unlink()

    def mount(self):
        system("mount", "-o", "loop,errors=remount-ro", self.image, self.path)

    def unmount(self):
        # What was just killed may hold a file a moment longer.
        for _ in range(50):
            if subprocess.run(["umount", self.path], capture_output=True,
                              check=False).returncode == 0:
                return
            time.sleep(0.1)
        system("umount", self.path)

    def repair(self):
        system("e2fsck", "-f", "-y", self.image, codes=(0, 1))

    def remount(self, how):
        system("mount", "-o", f"remount,{how}", self.path)

    def free(self):
        about = os.statvfs(self.path)
        return about.f_bavail * about.f_frsize

    def fill(self, rest):
        """A file `ballast` that leaves `rest` bytes."""
        with open(self.path / "ballast", "wb") as ballast:
            os.posix_fallocate(ballast.fileno(), 0, max(self.free() - rest, 4096))

    def cut_power(self, flag):
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, EXT4_IOC_SHUTDOWN, struct.pack("<I", flag))
        finally:
            os.close(descriptor)

    def fail(self):
        """Lets the file system find an error, whereupon it turns read-only."""
        device = pathlib.Path(system("findmnt", "-n", "-o", "SOURCE", self.path)).name
        pathlib.Path(f"/sys/fs/ext4/{device}/trigger_fs_error").write_text("1", encoding="ascii")


class BrokenDisks:
    """Keys, pins and acknowledgements lie on another disk than the ledger."""

    def __init__(self, home, seed):
        self.home = home
        self.chance = random.Random(seed)
        self.counts = collections.Counter()
        self.acknowledged = 0
        self.later = 0
        self.later_lost = 0

    def _machine(self, disk):
        machine = Machine(self.home, disk.path / "ledger")
        (self.home / "acks").unlink(missing_ok=True)
        machine.make_ledger("--segment-size", self.chance.choice(("64K", "256K", "1M")))
        return machine

    def _import(self, machine, source):
        return ("import", machine.ledger, source, "--format", "lines", "--acks", "acks", "--batch",
                self.chance.choice((1, 10, 100)), "--sync", "batch")

    def _recovers(self, machine, acknowledged):
        before, after = machine.expect_recovers(acknowledged, self.chance)
        self.acknowledged += len(acknowledged)
        self.counts[f"{before} then {after}"] += 1

    @staticmethod
    def _expect_refused(ended, *words):
        if ended.code != 5 or "counterfoil: " not in ended.talk:
            raise Broken(f"must end with 5 and say why: {ended}")
        if words and not any(word in ended.talk for word in words):
            raise Broken(f"says nothing of {words}: {ended}")

    def full(self):
        with Disk(self.home) as disk:
            machine = self._machine(disk)
            disk.fill(self.chance.randrange(4 << 20))
            (self.home / "lines").write_bytes(numbered_lines(0, 120_000, self.chance))
            ended = machine.run(*self._import(machine, "lines"))
            self._expect_refused(ended, "no space left")
            acknowledged = Acknowledged.of_file(self.home / "acks")
            machine.report()
            # A last small record may still find room.
            ended = machine.run("append", machine.ledger, given=b"in vain")
            if ended.code == 0:
                acknowledged.update(Acknowledged.of_receipt(ended.output))
            else:
                self._expect_refused(ended, "no space left")
            (disk.path / "ballast").unlink()
            (self.home / "lines").write_bytes(numbered_lines(0, 2000, self.chance))
            machine.expect(0, *self._import(machine, "lines"))
            acknowledged.update(Acknowledged.of_file(self.home / "acks"))
            self._recovers(machine, acknowledged)

    def _while_importing(self, machine, accident):
        """What was acknowledged before the accident, and all that was; how the import ended."""
        acks = self.home / "acks"
        process = machine.start(*self._import(machine, "-"))
        stopped = threading.Event()
        feeder = threading.Thread(target=feed_without_end, args=(process.stdin, stopped))
        feeder.start()
        try:
            machine.wait_until(lambda: acks.exists() and acks.stat().st_size > 0, "a first record")
            stopped.wait(self.chance.random() ** 2 * 0.3)
            before = Acknowledged.of_lines(acks.read_bytes())
            accident()
            process.wait(60)
        finally:
            stopped.set()
            process.kill()
            feeder.join()
        talk = process.stderr.read().decode("utf-8", "replace")
        process.stdout.close()
        process.stderr.close()
        if process.returncode != 5 or "counterfoil: cannot " not in talk:
            raise Broken(f"import ended with {process.returncode} and said: {talk}")
        return before, Acknowledged.of_file(acks)

    def power_cut(self):
        name = self.chance.choice(list(SHUTDOWN_FLAGS))
        with Disk(self.home) as disk:
            machine = self._machine(disk)
            before, all_of_them = self._while_importing(
                machine, lambda: disk.cut_power(SHUTDOWN_FLAGS[name]))
            disk.unmount()
            disk.mount()
            self.counts[f"power cut, {name}"] += 1
            self._recovers(machine, before)
            leaves = machine.leaves()
            later = [sequence for sequence in all_of_them if sequence not in before]
            self.later += len(later)
            self.later_lost += sum(all_of_them[sequence] not in leaves.get(sequence, ())
                                   for sequence in later)

    def read_only(self):
        with Disk(self.home) as disk:
            machine = self._machine(disk)
            # By an error of the file system, under a running import.
            before, _ = self._while_importing(machine, disk.fail)
            machine.report()
            disk.unmount()
            disk.repair()
            disk.mount()
            self.counts["turned read-only by an error"] += 1
            self._recovers(machine, before)
            # By the administrator, who cannot do so while a file is open for writing.
            disk.remount("ro")
            for arguments in (("append", machine.ledger), self._import(machine, "-")):
                self._expect_refused(machine.run(*arguments, given=b"in vain\n"), "read-only")
            machine.report()
            disk.remount("rw")
            machine.append()
            machine.expect_verified()
