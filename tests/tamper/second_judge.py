#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Has the second verifier judge ledgers and bundles that it is told of on standard input.

The other end is second_judge.cpp. Numbers are eight bytes, little-endian; a string of bytes is its length
and the bytes. A request is one byte and what belongs to it:

    B  name, count, then PATH CONTENT each: files to start from
    J  name of a base, whether it is a bundle (1), vkey, genesis leaf hash (both may be empty), count, then
       PATH SIZE OFFSET BYTES each: the base with these changes; SIZE 2^64-1 takes the file away. Then the
       number of a read (0 for none), PATH and BYTES: what the file becomes while that read is waited for.
    D  vkey, genesis leaf hash, PATH: what lies there on the disk

The answer is one line: the verdict, the kind of the first finding or "-", whether a person who is shown the
report would see nothing but printable characters ("plain", "raw"), and whether what was to change meanwhile
did ("changed", "same").
"""

import functools
import importlib.util
import io
import pathlib
import re
import struct
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[2]
GONE = 2**64 - 1


def load_second():
    path = PROJECT / "schemas" / "reference_verifier.py"
    specification = importlib.util.spec_from_file_location("reference_verifier", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


second = load_second()
# Two functions of nothing but the bytes given to them, and the slowest. What they said of exactly these
# bytes they would say again; a changed byte is other bytes. Nothing else is kept from case to case.
second.crc32c = functools.lru_cache(maxsize=8192)(second.crc32c)
second.signature_is_right = functools.lru_cache(maxsize=8192)(second.signature_is_right)


class Disk:
    """Files in memory, one of which may change while it is read."""

    def __init__(self, files, change_at, change_path, change_to):
        self.files, self.reads_left = files, change_at
        self.change_path, self.change_to = change_path, change_to

    def read(self, name, offset, length):
        if self.reads_left and name == self.change_path:
            self.reads_left -= 1
            if self.reads_left == 0:
                self.files[name] = self.change_to
        return self.files[name][offset:offset + length]


class MemoryFile(second.File):
    def __init__(self, disk, name):
        self.disk, self.name, self.size = disk, name, len(disk.files[name])

    def close(self):
        pass

    def read(self, offset, length):
        data = self.disk.read(self.name, offset, length)
        second.require(len(data) == length, "file-short", f"{self.name} ends too early",
                       file=self.name, offset=offset)
        return data


class MemoryDirectory(second.Directory):
    """Every directory of a ledger is there; files lie nowhere deeper."""

    NAMES = ("segments", "checkpoints", "quarantine", "keys", "metrics")

    def __init__(self, disk, name=""):
        self.disk, self.name = disk, name

    def names(self):
        inside = [path[len(self.name):] for path in self.disk.files if path.startswith(self.name)]
        return [name for name in inside if "/" not in name] + list(self.NAMES if not self.name else ())

    def directory(self, name):
        return MemoryDirectory(self.disk, f"{name}/") if name in self.NAMES else None

    def find(self, name):
        path = self.name + name
        return MemoryFile(self.disk, path) if path in self.disk.files else None

    def close(self):
        pass


class MemoryJudge(second.LedgerJudge):
    def __init__(self, disk, key):
        super().__init__(None, second.Trusted(key))
        self.disk = disk

    def _open(self):
        self.top = MemoryDirectory(self.disk)


class Requests:
    def __init__(self, source):
        self.source = source

    def number(self):
        return struct.unpack("<Q", self.source.read(8))[0]

    def bytes(self):
        return self.source.read(self.number())

    def path(self):
        return self.bytes().decode("utf-8", "surrogateescape")

    def key(self):
        vkey, leaf = self.bytes(), self.bytes()
        if not vkey:
            return None
        return key_of(vkey, leaf)


@functools.lru_cache(maxsize=64)
def key_of(vkey, leaf):
    return second.Key(b"counterfoil-pin v1\n%s\n%s\n" % (vkey, leaf.hex().encode()) if leaf else vkey)


def changed(files, requests):
    """A copy of the base's files with the changes that stand next."""
    files = dict(files)
    for _ in range(requests.number()):
        path, size, offset, part = requests.path(), requests.number(), requests.number(), requests.bytes()
        if size == GONE:
            del files[path]
            continue
        content = files.get(path, b"")[:size].ljust(size, b"\0")
        files[path] = content[:offset] + part + content[offset + len(part):]
    return files


def judge_in_memory(bases, requests):
    base, is_bundle, key = requests.bytes(), requests.number(), requests.key()
    files = changed(bases[base], requests)
    disk = Disk(files, requests.number(), requests.path(), requests.bytes())
    waits = disk.reads_left > 0
    if is_bundle:
        report = second.BundleJudge(MemoryFile(disk, "bundle"), second.Trusted(key)).judge()
    else:
        report = second.judge_ledger(lambda: MemoryJudge(disk, key))
    return report, waits and disk.reads_left == 0


def answer(report, is_changed):
    kind = report.findings[0].kind if report.findings else "-"
    shown = io.StringIO()
    second.print_report(report, shown)
    plain = re.fullmatch(r"[\x20-\x7e\n]*", shown.getvalue())
    return f"{report.verdict()}\t{kind}\t{'plain' if plain else 'raw'}\t{'changed' if is_changed else 'same'}\n"


def main():
    bases, requests = {}, Requests(sys.stdin.buffer)
    while operation := requests.source.read(1):
        if operation == b"B":
            name = requests.bytes()
            bases[name] = {requests.path(): requests.bytes() for _ in range(requests.number())}
            continue
        if operation == b"J":
            report, is_changed = judge_in_memory(bases, requests)
        else:
            key = requests.key()
            report, is_changed = second.judge(requests.path(), key), False
        sys.stdout.write(answer(report, is_changed))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
