#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The second verifier: judges ledgers and evidence bundles, from docs/FORMAT.md alone.

    python3 schemas/reference_verifier.py LEDGER --key ledger.pin
    python3 schemas/reference_verifier.py BUNDLE --key ledger.pin --json
    python3 schemas/reference_verifier.py --batch LIST

It shares no code with Counterfoil, so that a mistake in one reading of the format shows as a disagreement.
Section names in quotes are those of docs/FORMAT.md. Kinds of findings are those of docs/FINDINGS.md.
Needs Python 3.11 and python3-cryptography.
"""

import argparse
import array
import base64
import binascii
import bisect
import collections
import copy
import datetime
import errno
import hashlib
import hmac
import json
import os
import re
import stat
import struct
import sys
import unicodedata

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# ---- "Limits" ----

BLOCK = 4096
CHUNK = 1 << 20
RECORD_MAX = 16 << 20
SEGMENT_MIN, SEGMENT_MAX = 64 << 10, 1 << 30
NOTE_MAX = LEDGER_JSON_MAX = REASON_MAX = 4096
FIELDS_MAX = 65535
ZERO_HASH = bytes(32)
EPOCHS_TRIED = 16  # Keys that may have signed a note that HEAD never promised.
LISTED_MAX = 1000  # Findings and events that a report lists; a hostile ledger may have any number.


# ---- Findings and verdicts ----

EXIT_CODES = {"FAILED": 1, "UNSUPPORTED": 6, "IO_ERROR": 5, "UNTRUSTED": 4, "INCOMPLETE": 3,
              "VERIFIED_WITH_EVENTS": 0, "VERIFIED": 0}
VERDICT_OF = {"failure": "FAILED", "unsupported": "UNSUPPORTED", "io-error": "IO_ERROR",
              "untrusted": "UNTRUSTED", "incomplete": "INCOMPLETE"}
SEVERITY_OF = {  # Where the kind alone says it; else a finding is a failure (docs/FINDINGS.md).
    **dict.fromkeys(("genesis-version", "ledger-json-version", "head-version", "loss-version",
                     "segment-version", "footer-version", "frame-version", "entry-version",
                     "bundle-version"), "unsupported"),
    "no-ledger": "io-error", "read-error": "io-error", "no-key": "untrusted",
    "quarantine-missing": "incomplete"}
NOTABLE_EVENTS = {"recovery", "not-closed", "head-slot-bad", "time-went-back", "boot-returned",
                  "unknown-file"}


class Finding(Exception):
    """Something that is not as it must be, and where."""

    def __init__(self, kind, message, severity=None, **place):
        super().__init__(message)
        severity = severity or SEVERITY_OF.get(kind, "failure")
        self.kind, self.message, self.severity = kind, message, severity
        self.place = {"file": None, "segment": None, "offset": None, "sequence": None, **place}

    def at(self, **place):
        """Fills in what is not yet known of the place."""
        for name, value in place.items():
            if self.place[name] is None:
                self.place[name] = value
        return self

    def unpromised(self):
        """The same behind an unclean HEAD: nobody promised what stands there ("Judging", 6)."""
        is_kept = self.severity != "failure" or self.kind in ("not-a-file", "not-a-directory")
        return Finding(self.kind, self.message, self.severity if is_kept else "incomplete",
                       **self.place)


class Report:
    """What was found and what happened; knows the verdict."""

    def __init__(self, kind="ledger"):
        self.findings, self.events = [], []
        self.severities, self.notable = set(), False
        self.facts = {"kind": kind, "ledger_id": None, "origin": "", "identity": "unpinned",
                      "tree_size": 0, "root": hashlib.sha256().hexdigest(), "records_verified": 0,
                      "event_records": 0, "checkpoint_count": 0, "first_record": None,
                      "disclosed_total": 0, "disclosed": []}

    def add(self, finding):
        self.severities.add(finding.severity)
        if len(self.findings) < LISTED_MAX:
            self.findings.append(finding)

    def event(self, kind, message, sequence=None):
        self.notable |= kind in NOTABLE_EVENTS
        if len(self.events) < LISTED_MAX:
            self.events.append({"kind": kind, "sequence": sequence, "message": message})

    def include(self, other):
        for finding in other.findings:
            self.add(finding)
        self.severities |= other.severities
        self.events = (self.events + other.events)[:LISTED_MAX]
        self.notable |= other.notable

    def verdict(self):
        for severity, verdict in VERDICT_OF.items():
            if severity in self.severities:
                return verdict
        return "VERIFIED_WITH_EVENTS" if self.notable else "VERIFIED"

    def as_json(self):
        findings = [{"kind": f.kind, "severity": f.severity, "message": f.message, **f.place}
                    for f in self.findings]
        return {"verdict": self.verdict(), **self.facts, "findings": findings, "events": self.events}


def require(condition, kind, message, **place):
    if not condition:
        raise Finding(kind, message, **place)


# ---- Byte layouts: the tables of docs/FORMAT.md, field for field ----

class Layout:
    """A table of FORMAT.md. Codes are those of the module struct, little-endian and without gaps."""

    def __init__(self, name, size, fields):
        pairs = [field.split(":") for field in fields.split()]
        self.struct = struct.Struct("<" + "".join(code for _, code in pairs))
        self.type = collections.namedtuple(name, [field for field, _ in pairs])
        self.reserved = [i for i, (field, _) in enumerate(pairs) if field.startswith("reserved")]
        self.size = size
        assert self.struct.size == size, name

    def read(self, data, offset=0):
        return self.type._make(self.struct.unpack_from(data, offset))

    def reserved_is_zero(self, fields):
        return not any(int.from_bytes(fields[i], "little") if isinstance(fields[i], bytes)
                       else fields[i] for i in self.reserved)


ENTRY = Layout("Entry", 180, "version:B type:B flags:H stream_id:I sequence:Q stream_sequence:Q "
               "time_ns:Q body_length:I key_id:Q ledger_id:16s nonce:24s key_commitment:32s "
               "body_digest:32s previous:32s")
FRAME_HEADER = Layout("FrameHeader", 64, "magic:8s version:H reserved_flags:H record_count:I "
                      "frame_number:Q first_sequence:Q incarnation:Q bodies_length:Q "
                      "frame_length:Q reserved:I header_crc:I")
FRAME_TRAILER = Layout("FrameTrailer", 160, "tree_size:Q root:32s chain_head:32s epoch:Q "
                       "epoch_key_id:4s signature:64s reserved:I bodies_crc:I frame_crc:I")
SEGMENT_HEADER = Layout("SegmentHeader", 152, "magic:8s version:H sync_policy:H reserved0:I "
                        "ledger_id:16s segment_number:Q base_sequence:Q base_frame:Q "
                        "segment_size:Q window:Q previous_end:Q previous_chain_head:32s "
                        "previous_root:32s reserved1:I header_crc:I")
FOOTER = Layout("SegmentFooter", 176, "magic:8s version:H reserved0:H reserved1:I ledger_id:16s "
                "segment_number:Q base_sequence:Q record_count:Q event_count:Q frame_count:Q "
                "footer_length:Q chain_head:32s root:32s header_digest:32s")
HEAD_SLOT = Layout("HeadSlot", 240, "magic:8s version:H clean:H reserved0:I ledger_id:16s "
                   "generation:Q boot_id:16s incarnation:Q segment_number:Q end_offset:Q "
                   "tree_size:Q root:32s checkpoint_count:Q checkpoint_chain:32s epoch:Q "
                   "signature:64s reserved1:I slot_crc:I")
LOSS_HEADER = Layout("LossHeader", 336, "magic:8s version:H reason_length:H reserved:I "
                     "ledger_id:16s head:240s segment_number:Q end_offset:Q tree_size:Q root:32s "
                     "time_ns:Q")
GENESIS_BODY = Layout("GenesisBody", 240, "format_version:H encryption:B sync_policy:B "
                      "reserved0:I ledger_id:16s created_ns:Q segment_size_limit:Q window:Q "
                      "checkpoint_records:Q checkpoint_ns:Q epoch_records:Q epoch_ns:Q "
                      "identity_key:32s epoch_key:32s predecessor_id:16s predecessor_size:Q "
                      "predecessor_root:32s predecessor_genesis:32s origin_length:H reserved1:6s")
OPEN_BODY = Layout("OpenBody", 40, "incarnation:Q boot_id:16s version_major:H version_minor:H "
                   "version_patch:H sync_policy:B reserved:B head_generation:Q")
SEGMENT_BODY = Layout("SegmentBody", 168, "header_digest:32s segment_number:Q event_count:Q "
                      "epoch:Q epoch_start:Q epoch_key:32s epoch_record:Q head_generation:Q "
                      "drop_total:Q heartbeat_count:Q last_erasure:Q last_destroyed:Q "
                      "last_time_ns:Q incarnation:Q frontier_count:I stream_count:I")
STREAM_BODY = Layout("StreamBody", 40,
                     "stream_id:I name_kind:B reserved:B name_length:H name_mac:32s")
EPOCH_KEY_BODY = Layout("EpochKeyBody", 64, "kind:H reserved0:H reserved1:I epoch:Q "
                        "public_key:32s previous_record:Q epoch_start:Q")
JOINT_KEY_BODY = Layout("JointKeyBody", 16, "kind:H subject_count:H reserved:I key_id:Q")
DATA_KEY_BODY = Layout("DataKeyBody", 24,
                       "kind:H reserved0:H stream_id:I key_id:Q generation:I reserved1:I")
HOLD_BODY = Layout("HoldBody", 32, "action:H reserved:6s key_id:Q hold_id:16s")
ERASURE_BODY = Layout("ErasureBody", 32,
                      "time_ns:Q record_count:Q previous_erasure:Q key_count:I reserved:I")
DESTROYED_BODY = Layout("DestroyedBody", 24,
                        "time_ns:Q previous_destroyed:Q reason:H reserved:H range_count:I")
RECOVERY_BODY = Layout("RecoveryBody", 96, "row:H flags:H tail_count:I crashed_incarnation:Q "
                       "crashed_boot_id:16s boot_id:16s head_generation:Q abandoned_size:Q "
                       "abandoned_root:32s")
RECOVERED_TAIL = Layout("RecoveredTail", 56, "segment_number:Q offset:Q length:Q digest:32s")
DROP_BODY = Layout("DropBody", 40, "count:Q drop_total:Q first_time_ns:Q last_time_ns:Q "
                   "stream_id:I reason:H reserved:H")
HEARTBEAT_BODY = Layout("HeartbeatBody", 32,
                        "heartbeat_number:Q drop_total:Q event_count:Q monotonic_ns:Q")
ANCHOR_BODY = Layout("AnchorBody", 48, "kind:H reserved:H payload_length:I tree_size:Q root:32s")

EVENT, GENESIS, OPEN, SEGMENT, STREAM, KEY, HOLD = 1, 2, 3, 4, 5, 6, 7
ERASURE, DESTROYED, RECOVERY, DROP, HEARTBEAT, ANCHOR = 8, 9, 10, 11, 12, 13


# ---- Checksums, hashes, signatures, texts ----

def _crc_tables():
    """Eight tables, so that a step takes eight bytes ("slicing by 8"), reflected 0x1EDC6F41."""
    first = []
    for byte in range(256):
        for _ in range(8):
            byte = (byte >> 1) ^ (0x82F63B78 if byte & 1 else 0)
        first.append(byte)
    tables = [first]
    for _ in range(7):
        tables.append([(value >> 8) ^ first[value & 0xFF] for value in tables[-1]])
    return tables


CRC_TABLES = _crc_tables()
CRC_STEP = struct.Struct("<II")


def crc32c(data, crc=0):
    """CRC-32C (RFC 3720); `crc` is that of the bytes before."""
    t0, t1, t2, t3, t4, t5, t6, t7 = CRC_TABLES
    crc ^= 0xFFFFFFFF
    whole = len(data) & ~7
    view = memoryview(data)
    for low, high in CRC_STEP.iter_unpack(view[:whole]):
        low ^= crc
        crc = (t7[low & 0xFF] ^ t6[low >> 8 & 0xFF] ^ t5[low >> 16 & 0xFF] ^ t4[low >> 24]
               ^ t3[high & 0xFF] ^ t2[high >> 8 & 0xFF] ^ t1[high >> 16 & 0xFF] ^ t0[high >> 24])
    for byte in view[whole:]:
        crc = (crc >> 8) ^ t0[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def sha256(*parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def is_zero(data):
    return data.count(0) == len(data)


def is_power_of_two(number):
    return number > 0 and number & (number - 1) == 0


P = 2**255 - 19
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
_ORDER_8 = int.from_bytes(bytes.fromhex(
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")
SMALL_ORDER_Y = {0, 1, P - 1, _ORDER_8, P - _ORDER_8}


def point_is_sound(point):
    """Canonical, and not of small order: what libsodium adds to RFC 8032 (head of FORMAT.md)."""
    y = int.from_bytes(point, "little") & (2**255 - 1)
    return y < P and y not in SMALL_ORDER_Y


def signature_is_right(key, signature, message):
    """Ed25519 under libsodium's rule; OpenSSL by itself accepts small-order points."""
    if not point_is_sound(key) or not point_is_sound(signature[:32]):
        return False
    if int.from_bytes(signature[32:], "little") >= GROUP_ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_id_of(origin, key):
    """First four bytes of the C2SP key id ("Hashes that tie it together")."""
    return sha256(origin, b"\n\x01", key)[:4]


def vkey_of(origin, key):
    return b"%s+%s+%s" % (origin, key_id_of(origin, key).hex().encode(),
                          base64.b64encode(b"\x01" + key))


def checkpoint_text(origin, size, root):
    return b"%s\n%d\n%s\n" % (origin, size, base64.b64encode(root))


def origin_is_allowed(origin):
    return (re.fullmatch(rb"[A-Za-z0-9\-._~:/@%]{1,255}", origin) is not None
            and not origin.startswith((b"counterfoil/", b"cosignature/")))


def text_is_clean(data):
    """UTF-8 without control characters."""
    try:
        return not any(unicodedata.category(letter) == "Cc" for letter in data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def name_is_allowed(name):
    """A stream's name ("Stream")."""
    return 1 <= len(name) <= 255 and text_is_clean(name)


def is_utf8(data):
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def timestamp(time_ns):
    """RFC 3339 UTC with nine decimals. Whole seconds go through datetime, which knows no ns."""
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=time_ns // 10**9)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{time_ns % 10**9:09d}Z"


class Frontier:
    """The perfect subtrees of an RFC 6962 tree, largest first: enough to extend it."""

    def __init__(self):
        self.size, self.hashes = 0, []

    def fork(self):
        other = Frontier()
        other.size, other.hashes = self.size, list(self.hashes)
        return other

    def append(self, leaf):
        size = self.size
        while size & 1:
            leaf = sha256(b"\x01", self.hashes.pop(), leaf)
            size >>= 1
        self.hashes.append(leaf)
        self.size += 1

    def root(self):
        if not self.hashes:
            return sha256()
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = sha256(b"\x01", left, root)
        return root


# ---- Files: regular ones only, no link is followed, nothing is read without a bound ----

class File:
    """An open regular file. A context manager."""

    def __init__(self, descriptor, name):
        self.descriptor, self.name = descriptor, name
        self.size = os.fstat(descriptor).st_size

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        os.close(self.descriptor)

    def read(self, offset, length):
        parts = []
        while length > 0:
            try:
                part = os.pread(self.descriptor, min(length, CHUNK), offset)
            except OSError as error:
                raise Finding("read-error", f"{self.name}: {error.strerror}", file=self.name)
            require(part, "file-short", f"{self.name} ends too early", file=self.name,
                    offset=offset)
            parts.append(part)
            offset, length = offset + len(part), length - len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def chunks(self, offset, end):
        while offset < end:
            part = self.read(offset, min(CHUNK, end - offset))
            yield part
            offset += len(part)

    def is_zero(self, offset, end):
        return all(is_zero(part) for part in self.chunks(offset, end))

    def tail_digest(self, offset):
        """SHA-256 from offset to the end, and how many bytes there are up to the last non-zero."""
        digest, position, used = hashlib.sha256(), 0, 0
        for part in self.chunks(offset, self.size):
            digest.update(part)
            if kept := len(part.rstrip(b"\0")):
                used = position + kept
            position += len(part)
        return digest.digest(), used


class Directory:
    """A directory held open, so that its name cannot be exchanged while it is judged."""

    def __init__(self, descriptor, name=""):
        self.descriptor, self.name = descriptor, name

    def _path(self, name):
        return self.name + name

    def names(self):
        """Name and whether it is a directory, of all that lies here."""
        try:
            with os.scandir(self.descriptor) as entries:
                for entry in entries:
                    yield entry.name
        except OSError as error:
            raise Finding("read-error", f"{self.name or '.'}: {error.strerror}", file=self.name)

    def _open(self, name, flags, kind, is_right):
        path = self._path(name)
        try:
            # First look, then open: opening some devices does something.
            if not is_right(os.stat(name, dir_fd=self.descriptor, follow_symlinks=False).st_mode):
                raise Finding(kind, f"{path} is of another kind", file=path)
            descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
                                 | flags, dir_fd=self.descriptor)
            if not is_right(os.fstat(descriptor).st_mode):
                os.close(descriptor)
                raise Finding(kind, f"{path} is of another kind", file=path)
            return descriptor
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENOTDIR, errno.ENXIO):
                raise Finding(kind, f"{path} is of another kind", file=path)
            raise Finding("read-error", f"{path}: {error.strerror}", file=path)

    def directory(self, name):
        """The directory of that name, or None."""
        descriptor = self._open(name, os.O_DIRECTORY, "not-a-directory", stat.S_ISDIR)
        return None if descriptor is None else Directory(descriptor, self._path(name) + "/")

    def find(self, name):
        """The file of that name, or None."""
        descriptor = self._open(name, 0, "not-a-file", stat.S_ISREG)
        return None if descriptor is None else File(descriptor, self._path(name))

    def open(self, name, missing="file-missing"):
        file = self.find(name)
        require(file is not None, missing, f"{self._path(name)} is missing", file=self._path(name))
        return file

    def read(self, name, size_max, missing="file-missing"):
        with self.open(name, missing) as file:
            require(file.size <= size_max, "file-too-large", f"{file.name} is too long",
                    file=file.name)
            return file.read(0, file.size) if file.size else b""

    def close(self):
        os.close(self.descriptor)


def numbered(directory, suffix):
    """Numbers of the files NUMBER.suffix in a directory, which may be missing."""
    pattern = re.compile(r"([0-9]{20})\." + suffix, re.ASCII)
    names = directory.names() if directory else ()
    matches = (pattern.fullmatch(name) for name in names if number_fits(name))
    return sorted(int(match[1]) for match in matches if match)


def number_fits(name):
    """Whether the number that a name begins with, if any, is one of 64 bits."""
    return not name[:20].isascii() or not name[:20].isdigit() or int(name[:20]) < 2**64


def no_such_version(version, kind, magic_kind):
    """Version 0 never was; others than 1 are of a later program (head of FORMAT.md)."""
    require(version != 0, magic_kind, "version 0 never was")
    require(version == 1, kind, f"format version {version}")


# ---- Genesis ----

class Genesis:
    """What the first record says: the ledger's identity ("Genesis")."""

    def __init__(self, body):
        require(len(body) > GENESIS_BODY.size + 64, "body-malformed", "genesis is too short")
        self.fields = fields = GENESIS_BODY.read(body)
        self.origin = body[GENESIS_BODY.size:-64]
        self.signed, self.signature = body[:-64], body[-64:]
        self.ledger_id, self.identity_key = fields.ledger_id, fields.identity_key
        self.sealed = fields.encryption == 1
        self.segment_size_limit = fields.segment_size_limit
        limit = fields.segment_size_limit
        require(fields.format_version == 1 and GENESIS_BODY.reserved_is_zero(fields) and fields.encryption <= 1
                and 1 <= fields.sync_policy <= 4 and fields.origin_length == len(self.origin)
                and origin_is_allowed(self.origin) and is_power_of_two(limit)
                and SEGMENT_MIN <= limit <= SEGMENT_MAX, "body-malformed", "not a genesis body")
        self.record_max = min(RECORD_MAX, limit // 4)

    def signature_is_right(self):
        return signature_is_right(self.identity_key, self.signature,
                                  b"counterfoil/genesis/v1\n" + self.ledger_id + self.signed)

    def ledger_json(self, leaf):
        """The text of ledger.json, byte for byte ("ledger.json")."""
        vkey = vkey_of(self.origin, self.identity_key).decode()
        return ('{\n  "format": "counterfoil-ledger",\n  "format_version": 1,\n'
                f'  "ledger_id": "{self.ledger_id.hex()}",\n  "origin": "{self.origin.decode()}",\n'
                f'  "vkey": "{vkey}",\n  "genesis_leaf_hash": "{leaf.hex()}",\n'
                f'  "encryption": "{"XAES-256-GCM" if self.sealed else "none"}",\n'
                f'  "segment_size_limit": {self.segment_size_limit},\n'
                f'  "created": "{timestamp(self.fields.created_ns)}"\n}}\n').encode()


# ---- HEAD ----

class Slot:
    """One slot of HEAD that is good but for its signature, which needs the epochs."""

    def __init__(self, data, place, ledger_id):
        self.data = data
        self.fields = fields = HEAD_SLOT.read(data)
        require(fields.magic == b"CFLDHEAD", "head-bad", "no CFLDHEAD")
        no_such_version(fields.version, "head-version", "head-bad")
        require(crc32c(data[:236]) == fields.slot_crc, "head-bad", "CRC")
        require(HEAD_SLOT.reserved_is_zero(fields) and fields.clean <= 1, "head-bad", "reserved")
        require(ledger_id in (None, fields.ledger_id), "head-bad", "another ledger's")
        require(place is None or fields.generation % 2 == place, "head-bad", "the wrong slot")
        self.end = (fields.segment_number, fields.end_offset)
        self.clean = fields.clean == 1

    def signature_is_right(self, epochs):
        """By the epoch's key, and of a size that epoch may sign ("HEAD", "Epochs")."""
        fields = self.fields
        if fields.epoch >= len(epochs):
            return False
        start, key = epochs[fields.epoch]
        end = epochs[fields.epoch + 1][0] if fields.epoch + 1 < len(epochs) else 2**64
        message = b"counterfoil/head/v1\n" + fields.ledger_id + self.data[:168]
        return start <= fields.tree_size <= end and signature_is_right(
            key, fields.signature, message)


def read_slots(data, ledger_id):
    """Good slots, newest first, and the findings of the bad ones."""
    require(len(data) == 2 * BLOCK, "head-length", "HEAD is not 8192 bytes long", file="HEAD")
    slots, bad = [], []
    for place in (0, 1):
        try:
            slots.append(Slot(data[place * BLOCK:place * BLOCK + HEAD_SLOT.size], place, ledger_id))
        except Finding as finding:
            bad.append(finding.at(file="HEAD", offset=place * BLOCK))
    slots.sort(key=lambda slot: -slot.fields.generation)
    return slots, bad


# ---- Published checkpoints ----

Note = collections.namedtuple("Note", "size root signatures text")
NOTE_PATTERN = re.compile(
    rb"((?P<origin>[^\n]*)\n(?P<size>0|[1-9][0-9]{0,19})\n(?P<root>[A-Za-z0-9+/]{43}=)\n)\n"
    rb"(?P<lines>(?:\xe2\x80\x94 [^ \n]+ [A-Za-z0-9+/]{91}=\n){1,2})")


def decode_exactly(text):
    """Base64 in its one form: unused bits zero."""
    data = base64.b64decode(text, validate=True)
    require(base64.b64encode(data) == text, "checkpoint-malformed", "sloppy base64")
    return data


def parse_note(data, origin, identity):
    """A checkpoint note in the one form that a ledger publishes ("Published checkpoints")."""
    match = NOTE_PATTERN.fullmatch(data)
    require(match, "checkpoint-malformed", "not a checkpoint with one or two signatures")
    require(match["origin"] == origin, "checkpoint-origin", "of another origin")
    signatures = []
    for line in match["lines"].splitlines():
        _, name, signature = line.split(b" ")
        require(name == origin, "checkpoint-signature", "a signature under another name")
        signatures.append(decode_exactly(signature))
    if len(signatures) == 2:
        require(signatures[1][:4] == key_id_of(origin, identity)
                and signature_is_right(identity, signatures[1][4:], match[1]),
                "checkpoint-signature", "not signed by the identity key")
    size = int(match["size"])
    require(0 < size < 2**64, "checkpoint-malformed", "no such size")
    return Note(size, decode_exactly(match["root"]), signatures, match[1])


class Checkpoints:
    """Walks along the published notes while frames end, so that no root need be remembered."""

    def __init__(self, directory, numbers, genesis, slot, lost, report):
        self.directory, self.numbers = directory, set(numbers)
        self.genesis, self.report = genesis, report
        self.count, self.promised_chain = slot.checkpoint_count, slot.checkpoint_chain
        self.number, self.chain, self.last_size, self.note = 0, ZERO_HASH, 0, None
        self.lost = lost
        self.beyond = [number for number in numbers if number >= self.count]
        self._load()

    def _fail(self, finding):
        """No note is read behind a wrong one: the order and the chain are lost."""
        self.note = None
        finding.at(file=f"checkpoints/{self.number:020d}.note")
        self.report.add(finding if self.number < self.count else finding.unpromised())

    def _load(self):
        self.note = None
        if self.number == self.count and self.chain != self.promised_chain:
            self.note = None
            return self.report.add(Finding("checkpoint-chain", "HEAD binds other notes", file="HEAD"))
        # "LOSS": what was lost may include notes.
        if self.number not in self.numbers and (self.lost or self.number >= self.count):
            return None
        try:
            require(self.directory, "checkpoint-missing", "there are no notes")
            data = self.directory.read(f"{self.number:020d}.note", NOTE_MAX, "checkpoint-missing")
            self.note = parse_note(data, self.genesis.origin, self.genesis.identity_key)
            require(self.note.size > self.last_size, "checkpoint-order", "sizes do not ascend")
        except Finding as finding:
            return self._fail(finding)
        self.last_size = self.note.size
        self.chain = sha256(self.chain, sha256(data))
        return None

    def _is_signed(self, epochs):
        """By one of the newest keys ("Published checkpoints")."""
        signature, text = self.note.signatures[0][4:], self.note.text
        return any(signature_is_right(key, signature, text) for _, key in epochs[-EPOCHS_TRIED:])

    def frame_ended(self, trailer, signed_by, epochs):
        """A frame ended at trailer.tree_size: judges the note of that size, if there is one."""
        while self.note and self.note.size <= trailer.tree_size:
            try:
                self._judge(trailer, signed_by)
            except Finding as finding:
                if (finding.kind in ("checkpoint-size", "checkpoint-root") and not self.lost
                        and self.number >= self.count and self._is_signed(epochs)):
                    self.report.add(finding.at(file=f"checkpoints/{self.number:020d}.note"))
                    self.note = None  # Two stories, whatever HEAD says.
                    return None
                return self._fail(finding)
            self.number += 1
            self._load()
        return None

    def _judge(self, trailer, signed_by):
        note, origin = self.note, self.genesis.origin
        require(note.size == trailer.tree_size, "checkpoint-size", "no frame ends at its size")
        require(note.root == trailer.root, "checkpoint-root", "the root is another")
        require(note.signatures[0] == key_id_of(origin, signed_by) + trailer.signature,
                "checkpoint-signature", "not the signature of the frame that ends there")

    def finish(self, walk):
        """All frames have been seen: what remains is of more records than there are."""
        if self.lost:
            return
        if self.note and not walk.is_broken:
            finding = Finding("checkpoint-beyond-end", "of more records than there are",
                              file=f"checkpoints/{self.number:020d}.note")
            if self._is_signed(walk.epochs):
                self.report.add(finding)  # So they were there once: cut off, whatever HEAD says.
            else:
                self._fail(finding)
        if self.beyond and walk.target.clean:
            self.report.add(Finding("checkpoint-behind-head", "more notes than HEAD counts"))
        elif self.beyond != list(range(self.count, self.count + len(self.beyond))):
            self.report.add(Finding("checkpoint-gap", "numbers are missing", "incomplete"))


# ---- The state that records continue ----

class State:
    """All that is recomputed while records go by. A frame works on a copy, kept if it checks."""

    def __init__(self, genesis):
        self.tree = Frontier()
        self.chain_head = ZERO_HASH
        self.frames = self.event_count = self.drop_total = self.heartbeat_count = 0
        self.last_erasure = self.last_destroyed = self.last_time_ns = self.incarnation = 0
        self.head_generation = 0
        self.epoch = self.epoch_start = self.epoch_record = 0
        self.epoch_key = genesis.fields.epoch_key
        self.next_epoch = None      # The epoch key record that ends this frame.
        self.boot_id = None
        # Next number of each stream, stream 0 first. Shared between copies: what a frame changes
        # stays in `changed_streams` until it checks.
        self.streams, self.changed_streams, self.stream_count = [0], {}, 1

    def fork(self):
        other = copy.copy(self)
        other.tree, other.changed_streams = self.tree.fork(), {}
        return other

    def settle(self):
        """The frame checks: its changes count, and its last record may begin an epoch."""
        for stream, number in sorted(self.changed_streams.items()):
            if stream == len(self.streams):
                self.streams.append(number)
            else:
                self.streams[stream] = number
        self.changed_streams = {}
        if self.next_epoch:
            self.epoch, self.epoch_key = self.next_epoch.epoch, self.next_epoch.public_key
            self.epoch_start, self.epoch_record = self.tree.size, self.tree.size - 1
            self.next_epoch = None

    def next_in_stream(self, stream):
        """The stream's next number, or None for a stream that nobody defined."""
        known = self.streams[stream] if stream < len(self.streams) else None
        return self.changed_streams.get(stream, known)


# ---- Bodies of records ("Bodies") ----

def items(layout, data, count):
    """The `count` items that must fill what stands behind a body's head."""
    require(len(data) == count * layout.size, "body-malformed", "another number of items behind")
    return [layout.read(data, i * layout.size) for i in range(count)]


KEY_ID = Layout("KeyId", 8, "key_id:Q")
STREAM_POSITION = Layout("StreamPosition", 12, "stream_id:I next_sequence:Q")
SEQUENCE_RANGE = Layout("SequenceRange", 16, "first:Q end:Q")


def ascend(values):
    return all(earlier < later for earlier, later in zip(values, values[1:]))


def read_envelope(body):
    """The fields, as pairs of tag and value, and the event's own bytes ("Event")."""
    require(len(body) >= 4, "envelope", "no envelope")
    version, length = struct.unpack_from("<HH", body)
    require(version == 1 and length <= len(body) - 4, "envelope", "no envelope of version 1")
    limits = {1: 255, 2: 8, 3: 64, 4: 255, 5: 255, 6: 16}
    at, end, last, fields = 4, 4 + length, None, []
    while at < end:
        require(at + 4 <= end, "envelope", "a field is cut off")
        tag, size = struct.unpack_from("<HH", body, at)
        value = body[at + 4:at + 4 + size]
        require(at + 4 + size <= end and size <= limits.get(tag, size), "envelope",
                "a field is too long")
        require(last is None or tag > last or tag == last == 5, "envelope", "fields do not ascend")
        require(tag not in (2, 6) or size == limits[tag], "envelope", "a field is too short")
        require(tag not in (1, 4, 5) or is_utf8(value), "envelope", "a field is not UTF-8")
        require(tag != 6 or value[12:] == bytes(4), "envelope", "reserved bytes are not zero")
        fields.append((tag, value))
        at, last = at + 4 + size, tag
    return fields, body[end:]


class BodyForm:
    """The form of an administration record's body: what it says by itself and beside its entry."""

    def __init__(self, entry, body, genesis):
        self.entry, self.body, self.genesis = entry, body, genesis

    def judge_form(self):
        self.FORMS[self.entry.type](self)

    def head_of(self, layout):
        """The fixed part of the body, its reserved bytes checked, and what stands behind it."""
        require(len(self.body) >= layout.size, "body-malformed", "the body is too short")
        fields = layout.read(self.body)
        require(layout.reserved_is_zero(fields), "body-malformed", "reserved bytes are not zero")
        return fields, self.body[layout.size:]

    def whole(self, layout):
        fields, rest = self.head_of(layout)
        require(not rest, "body-malformed", "the body is too long")
        return fields

    def genesis_form(self):
        genesis = Genesis(self.body)
        require(genesis.ledger_id == self.entry.ledger_id, "ledger-id", "genesis names another")
        require(genesis.signature_is_right(), "genesis-signature",
                "genesis is not signed by its identity key")

    def open_form(self):
        fields = self.whole(OPEN_BODY)
        require(1 <= fields.sync_policy <= 4, "body-malformed", "no such sync policy")
        return fields

    def segment_form(self):
        fields, rest = self.head_of(SEGMENT_BODY)
        require(len(rest) == 32 * fields.frontier_count + 12 * fields.stream_count,
                "body-malformed", "another number of items behind")
        streams = items(STREAM_POSITION, rest[32 * fields.frontier_count:], fields.stream_count)
        require(ascend([stream.stream_id for stream in streams]), "body-malformed",
                "streams do not ascend")
        return fields, rest

    def stream_form(self):
        fields, name = self.head_of(STREAM_BODY)
        require(len(name) == fields.name_length, "body-malformed", "the name has another length")
        if self.genesis.sealed:
            require(fields.name_kind == 1 and not name, "stream-name", "a name in clear")
        else:
            require(fields.name_kind == 0 and fields.name_mac == ZERO_HASH, "stream-name",
                    "no name in clear")
            require(name_is_allowed(name), "body-malformed", "not a name")
        return fields

    def key_form(self):
        """The fields of a record that begins an epoch, else None."""
        require(len(self.body) >= 2, "body-malformed", "the body is too short")
        kind = int.from_bytes(self.body[:2], "little")
        if kind == 1:
            fields = self.whole(EPOCH_KEY_BODY)
            require(fields.epoch_start == self.entry.sequence + 1, "epoch-record",
                    "the epoch begins elsewhere")
            return fields
        if kind == 2:
            fields, rest = self.head_of(JOINT_KEY_BODY)
            ids = [item.key_id for item in items(KEY_ID, rest, fields.subject_count)]
            require(len(ids) >= 2 and ascend(ids), "body-malformed", "not ascending key ids")
        else:
            require(kind == 3, "body-malformed", "no such kind of key")
            self.whole(DATA_KEY_BODY)
        return None

    def hold_form(self):
        fields = self.whole(HOLD_BODY)
        require(fields.action in (1, 2), "body-malformed", "no such action")
        return fields

    def erasure_form(self):
        fields, rest = self.head_of(ERASURE_BODY)
        ids = [item.key_id for item in items(KEY_ID, rest, fields.key_count)]
        require(ids and ascend(ids), "body-malformed", "not ascending key ids")
        return fields

    def destroyed_form(self):
        fields, rest = self.head_of(DESTROYED_BODY)
        ranges = items(SEQUENCE_RANGE, rest, fields.range_count)
        require(ranges and fields.reason in (1, 2), "body-malformed", "no range or no reason")
        require(all(r.first < r.end for r in ranges)
                and all(a.end < b.first for a, b in zip(ranges, ranges[1:])), "body-malformed",
                "ranges do not ascend")
        require(ranges[-1].end <= self.entry.sequence, "destroyed-range", "names later records")
        return fields, ranges

    def recovery_form(self):
        fields, rest = self.head_of(RECOVERY_BODY)
        tails = items(RECOVERED_TAIL, rest, fields.tail_count)
        abandoned = fields.abandoned_size != 0
        require(1 <= fields.row <= 9 and fields.flags <= 7
                and bool(fields.flags & 2) == abandoned
                and (abandoned or fields.abandoned_root == ZERO_HASH), "body-malformed",
                "not a recovery body")
        require(ascend([tail.segment_number for tail in tails]), "body-malformed",
                "tails do not ascend")
        return fields, tails

    def drop_form(self):
        fields = self.whole(DROP_BODY)
        require(1 <= fields.reason <= 4, "body-malformed", "no such reason")
        return fields

    def heartbeat_form(self):
        return self.whole(HEARTBEAT_BODY)

    def anchor_form(self):
        fields, rest = self.head_of(ANCHOR_BODY)
        require(fields.kind in (1, 2) and len(rest) == fields.payload_length, "body-malformed",
                "not an anchor body")
        require(fields.tree_size <= self.entry.sequence, "anchor-size", "of a later checkpoint")

    FORMS = {GENESIS: genesis_form, OPEN: open_form, SEGMENT: segment_form, STREAM: stream_form,
             KEY: key_form, HOLD: hold_form, ERASURE: erasure_form, DESTROYED: destroyed_form,
             RECOVERY: recovery_form, DROP: drop_form, HEARTBEAT: heartbeat_form,
             ANCHOR: anchor_form}


class BodyJudge(BodyForm):
    """Judges a body in its ledger and lets the state go on by it."""

    def __init__(self, frame, entry, body):
        super().__init__(entry, body, frame.walk.genesis)
        self.frame, self.walk, self.state, self.later = frame, frame.walk, frame.state, frame.later

    def event(self, kind, message):
        self.later(self.walk.report.event, kind, message, self.entry.sequence)

    def judge(self):
        self.JUDGES[self.entry.type](self)

    def names_head(self, generation):
        """A record names a HEAD that was written before it; generations never descend."""
        require(generation >= self.state.head_generation, "head-generation", "goes back")
        self.state.head_generation = generation
        self.later(self.walk.knows_head, generation)

    def genesis_record(self):
        # Bytes equal to those that were read ahead to know whose ledger this is.
        require(self.body == self.genesis.signed + self.genesis.signature, "body-malformed",
                "genesis changes while it is read")
        self.genesis_form()
        self.new_key(self.genesis.fields.epoch_key)

    def open_record(self):
        fields, state = self.open_form(), self.state
        require(fields.incarnation > state.incarnation, "incarnation", "not larger than all before")
        if fields.boot_id != state.boot_id and fields.boot_id in self.walk.boot_ids:
            self.event("boot-returned", "a boot id came back")
        state.incarnation, state.boot_id = fields.incarnation, fields.boot_id
        self.later(self.walk.boot_ids.add, fields.boot_id)
        self.names_head(fields.head_generation)

    def segment_record(self):
        """Equals the state recomputed, field by field ("Judging", 4)."""
        fields, rest = self.segment_form()
        segment, base = self.walk.segment, self.walk.segment.base
        expected = SEGMENT_BODY.type(
            segment.header_digest, segment.number, base.event_count, base.epoch, base.epoch_start,
            base.epoch_key, base.epoch_record,
            fields.head_generation if segment.number else 0,
            base.drop_total, base.heartbeat_count, base.last_erasure, base.last_destroyed,
            base.last_time_ns, base.incarnation, len(base.tree.hashes),
            len(base.streams) if segment.number else 0)
        for name, is_, must_be in zip(fields._fields, fields, expected):
            require(is_ == must_be, "segment-state", f"{name} is not what the records say")
        streams = (STREAM_POSITION.struct.pack(*pair)
                   for pair in enumerate(base.streams if segment.number else ()))
        require(rest == b"".join(base.tree.hashes) + b"".join(streams), "segment-state",
                "the frontier or the streams are not what the records say")
        self.names_head(fields.head_generation)

    def stream_record(self):
        fields, state = self.stream_form(), self.state
        require(fields.stream_id == state.stream_count, "stream-id", "not the next stream")
        state.changed_streams[fields.stream_id] = 0
        state.stream_count += 1

    def key_record(self):
        fields, state = self.key_form(), self.state
        if not fields:
            return
        require(fields.epoch == state.epoch + 1, "epoch-record", "epochs have a gap")
        require(fields.previous_record == state.epoch_record, "epoch-record",
                "names another record for the epoch before")
        self.new_key(fields.public_key)
        state.next_epoch = fields
        self.event("rotation", f"epoch {fields.epoch} begins")

    def new_key(self, key):
        """No two keys of a ledger have the same key id ("Epochs")."""
        key_id = key_id_of(self.genesis.origin, key)
        require(key_id not in self.walk.key_ids, "epoch-record", "a key id comes twice")
        self.later(self.walk.key_ids.add, key_id)

    def hold_record(self):
        fields = self.hold_form()
        self.event("hold", f"a legal hold {'begins' if fields.action == 1 else 'ends'}")

    def erasure_record(self):
        fields = self.erasure_form()
        require(fields.previous_erasure == self.state.last_erasure, "erasure-chain",
                "names another erasure record before it")
        self.state.last_erasure = self.entry.sequence + 1
        self.event("erasure", f"{fields.key_count} keys were destroyed")

    def destroyed_record(self):
        fields, ranges = self.destroyed_form()
        require(fields.previous_destroyed == self.state.last_destroyed, "destroyed-chain",
                "names another destroyed record before it")
        self.state.last_destroyed = self.entry.sequence + 1
        self.later(self.walk.destroyed.extend, ranges)
        self.event("destroyed", "bodies were destroyed")

    def recovery_record(self):
        """Names exactly the tails that are there since the last recovery ("Recovery")."""
        fields, tails = self.recovery_form()
        self.walk.judge_tails(tails, self.later)
        self.frame.explains_tails = True
        self.later(self.walk.knows_head, fields.head_generation)
        self.event("recovery", f"recovered, row R{fields.row}")

    def drop_record(self):
        fields, state = self.drop_form(), self.state
        state.drop_total += fields.count
        require(fields.drop_total == state.drop_total, "drop-total", "drops do not add up")

    def heartbeat_record(self):
        fields, state = self.heartbeat_form(), self.state
        require((fields.heartbeat_number, fields.drop_total, fields.event_count)
                == (state.heartbeat_count, state.drop_total, state.event_count), "heartbeat",
                "does not continue the counts")
        state.heartbeat_count += 1

    JUDGES = {**BodyForm.FORMS, GENESIS: genesis_record, OPEN: open_record,
              SEGMENT: segment_record, STREAM: stream_record, KEY: key_record, HOLD: hold_record,
              ERASURE: erasure_record, DESTROYED: destroyed_record, RECOVERY: recovery_record,
              DROP: drop_record, HEARTBEAT: heartbeat_record}


def judge_sealing(entry, genesis):
    """Type and genesis decide what is sealed ("Types")."""
    if entry.type == EVENT and genesis.sealed:
        require(entry.key_id and entry.key_commitment != ZERO_HASH
                and entry.body_length >= 20, "entry-sealing", "an event in clear")
    else:
        require(not entry.key_id and entry.key_commitment == ZERO_HASH
                and is_zero(entry.nonce), "entry-sealing", "sealed where it must be clear")


# ---- Frames ("Frame: the atomic commit") ----

class FrameLayout:
    """All of a frame that needs no record: magic, lengths, CRC, padding ("Judging", 3)."""

    def __init__(self, file, offset):
        self.file = file
        data = file.read(offset, FRAME_HEADER.size)
        self.header = header = FRAME_HEADER.read(data)
        require(header.magic == b"CF-FRAME", "frame-magic", "not a frame")
        no_such_version(header.version, "frame-version", "frame-magic")
        require(crc32c(data[:60]) == header.header_crc, "frame-header-crc", "CRC of the header")
        require(FRAME_HEADER.reserved_is_zero(header), "frame-reserved", "not zero")
        require(header.record_count, "frame-count", "no records")
        used = 64 + ENTRY.size * header.record_count + header.bodies_length + FRAME_TRAILER.size
        require(header.frame_length == -(-used // BLOCK) * BLOCK, "frame-length",
                "the lengths contradict each other")
        self.offset, self.end = offset, offset + header.frame_length
        require(self.end <= file.size, "frame-beyond-segment", "reaches beyond its segment")
        self.entries_at = offset + FRAME_HEADER.size
        self.bodies_at = self.entries_at + ENTRY.size * header.record_count
        self.padding_at = self.bodies_at + header.bodies_length
        self._judge_checksum(data)

    def _judge_checksum(self, header):
        file, trailer_at = self.file, self.end - FRAME_TRAILER.size
        trailer = file.read(trailer_at, FRAME_TRAILER.size)
        self.trailer = FRAME_TRAILER.read(trailer)
        crc = crc32c(header)
        for start, end in ((self.entries_at, self.bodies_at), (self.padding_at, trailer_at)):
            for part in file.chunks(start, end):
                crc = crc32c(part, crc)
        require(crc32c(trailer[:-4], crc) == self.trailer.frame_crc, "frame-crc", "CRC")
        require(file.is_zero(self.padding_at, trailer_at), "frame-padding", "not zero")


class FrameJudge:
    """Judges a frame's records and trailer on a copy of the state ("Judging", 3)."""

    def __init__(self, walk, layout, promised):
        self.walk, self.layout, self.file = walk, layout, layout.file
        self.header, self.trailer = layout.header, layout.trailer
        self.genesis, self.state = walk.genesis, walk.state.fork()
        self.promised = promised  # Only where a durable HEAD promises may bodies be destroyed.
        self.zeroed = []          # Sequences of events whose bodies are zero.
        self.last_type = walk.last_type
        self.effects = []         # What is done once all of the frame checks.
        self.explains_tails = False

    def later(self, function, *arguments):
        self.effects.append((function, arguments))

    def judge_records(self):
        header, state = self.header, self.state
        require(header.frame_number == state.frames, "frame-number", "not the next frame")
        require(header.first_sequence == state.tree.size, "frame-sequence", "not the next record")
        crc, at, index = 0, self.layout.bodies_at, 0
        for part in self._entries():
            for start in range(0, len(part), ENTRY.size):
                data = part[start:start + ENTRY.size]
                body_length = ENTRY.read(data).body_length
                require(ENTRY.size + body_length <= self.genesis.record_max, "record-too-large",
                        "over the ledger's limit", sequence=state.tree.size)
                require(at + body_length <= self.layout.padding_at, "body-length", "past the bodies")
                body = self.file.read(at, body_length) if body_length else b""
                crc, at = crc32c(body, crc), at + body_length
                try:
                    self._judge_record(index, data, ENTRY.read(data), body)
                except Finding as finding:
                    raise finding.at(sequence=state.tree.size)
                index += 1
        require(at == self.layout.padding_at, "body-length", "bodies are left over")
        # "Destroyed": with a body of zeros the CRC of the bodies does not apply.
        require(crc == self.trailer.bodies_crc or self.zeroed, "bodies-crc", "CRC of the bodies")
        require(header.incarnation == state.incarnation, "frame-incarnation",
                "not the writer that opened last")

    def _entries(self):
        """Entries in pieces of whole ones, so that a frame of millions needs little memory."""
        step = ENTRY.size * 4096
        end = self.layout.bodies_at
        for start in range(self.layout.entries_at, end, step):
            yield self.file.read(start, min(step, end - start))

    def _judge_record(self, index, data, entry, body):
        state, genesis = self.state, self.genesis
        no_such_version(entry.version, "entry-version", "entry-type")
        require(EVENT <= entry.type <= ANCHOR, "entry-type", f"type {entry.type}")
        require(entry.flags == (1 if index == 0 else 0), "entry-flags", f"flags {entry.flags}")
        require(entry.ledger_id == genesis.ledger_id, "ledger-id", "another ledger's")
        require(entry.sequence == state.tree.size, "sequence", "not the next record")
        self._judge_order(index, entry)
        require((entry.stream_id != 0) == (entry.type == EVENT), "entry-stream", "the wrong stream")
        expected = state.next_in_stream(entry.stream_id)
        require(expected is not None, "entry-stream", "nobody defined this stream")
        require(entry.stream_sequence == expected, "stream-sequence", "not the stream's next")
        require(entry.previous == state.chain_head, "chain", "does not name the record before")
        judge_sealing(entry, genesis)
        if sha256(body) != entry.body_digest:
            self._judge_destroyed(entry, body)
        elif entry.type != EVENT:
            BodyJudge(self, entry, body).judge()
        elif not genesis.sealed:
            read_envelope(body)
        self._go_on(data, entry)

    def _judge_order(self, index, entry):
        """Which types must stand where, and which may not ("Types")."""
        must = {0: GENESIS, 1: SEGMENT, 2: OPEN}.get(entry.sequence)
        first = index == 0 and self.walk.segment.is_fresh
        if must is None and first:
            must = SEGMENT
        if must is None and self.last_type == RECOVERY:
            must = OPEN
        require(must in (None, entry.type), "record-order", "another type must stand here")
        if must is None:
            behind_segment = index > 0 and self.last_type == SEGMENT
            allowed = {GENESIS: False, SEGMENT: False, RECOVERY: behind_segment,
                       OPEN: index == 0 or behind_segment}
            require(allowed.get(entry.type, True), "record-order", "must not stand here")
        require(self.state.next_epoch is None, "epoch-record", "not the last of its frame")

    def _judge_destroyed(self, entry, body):
        require(self.promised and entry.type == EVENT and is_zero(body), "body-digest",
                "the body is another")
        self.zeroed.append(entry.sequence)

    def _go_on(self, data, entry):
        state = self.state
        if entry.time_ns < state.last_time_ns:
            self.later(self.walk.report.event, "time-went-back", "the clock went back",
                       entry.sequence)
        state.changed_streams[entry.stream_id] = entry.stream_sequence + 1
        state.event_count += entry.type == EVENT
        state.last_time_ns, state.chain_head = entry.time_ns, sha256(b"\0", data)
        state.tree.append(state.chain_head)
        self.last_type = entry.type

    def judge_trailer(self):
        trailer, state, genesis = self.trailer, self.state, self.genesis
        require(not trailer.reserved, "frame-reserved", "not zero")
        require(trailer.tree_size == state.tree.size, "tree-size", "another size")
        require(trailer.root == state.tree.root(), "root-mismatch", "another root")
        require(trailer.chain_head == state.chain_head, "chain-head", "not its last record")
        require(trailer.epoch == state.epoch, "epoch", "another epoch")
        require(trailer.epoch_key_id == key_id_of(genesis.origin, state.epoch_key), "epoch-key-id",
                "another key")
        text = checkpoint_text(genesis.origin, trailer.tree_size, trailer.root)
        require(signature_is_right(state.epoch_key, trailer.signature, text), "signature",
                "not signed by the epoch's key")


# ---- Segments ("Segment") ----

class Segment:
    """A segment whose header is right, and the state before its first frame."""

    def __init__(self, number, base, block):
        self.number, self.base = number, base
        self.header_digest = sha256(block)
        self.positions, self.is_fresh = bytearray(), True  # Fresh: no frame has been taken.

    def frame_taken(self, layout):
        first = layout.header.first_sequence - self.base.tree.size
        self.positions += struct.pack("<II", layout.offset // BLOCK, first)
        self.is_fresh = False

    def footer(self, state, ledger_id):
        """The only footer that may stand behind the frames so far."""
        base = self.base
        length = -(-(FOOTER.size + len(self.positions) + 32) // BLOCK) * BLOCK
        fields = FOOTER.struct.pack(
            b"CFFOOTER", 1, 0, 0, ledger_id, self.number, base.tree.size,
            state.tree.size - base.tree.size, state.event_count - base.event_count,
            state.frames - base.frames, length, state.chain_head, state.tree.root(),
            self.header_digest)
        content = fields + bytes(self.positions)
        return (content + sha256(content)).ljust(length, b"\0")


def judge_segment_header(block):
    """What the header says by itself; whether it continues the ledger is judged elsewhere."""
    header = SEGMENT_HEADER.read(block)
    require(header.magic == b"CFSEGMNT", "segment-magic", "no CFSEGMNT")
    no_such_version(header.version, "segment-version", "segment-magic")
    require(crc32c(block[:148]) == header.header_crc, "segment-header-crc", "CRC")
    require(SEGMENT_HEADER.reserved_is_zero(header) and is_zero(block[SEGMENT_HEADER.size:]),
            "segment-reserved", "not zero")
    require(1 <= header.sync_policy <= 4, "segment-policy", "no such sync policy")
    require(is_power_of_two(header.segment_size)
            and SEGMENT_MIN <= header.segment_size <= SEGMENT_MAX, "segment-size", "not allowed")
    return header


FOOTER_KINDS = {"footer", "footer-version", "footer-missing", "segment-fill"}

# Where the frames of a segment without a right footer end, and what was found there. It is benign once
# a recovery record names it, or where nothing was promised and only zeros are left.
Tail = collections.namedtuple("Tail", "segment offset finding is_zero")


class SegmentWalk:
    """Goes through all segments in order, frame by frame, up to where the ledger ends."""

    def __init__(self, ledger, genesis, target, lost=False):
        self.ledger, self.directory = ledger, ledger.segments
        self.genesis, self.report = genesis, Report()
        self.target, self.lost = target, lost
        self.state, self.segment, self.last_type = State(genesis), None, None
        self.epochs = [(0, genesis.fields.epoch_key)]  # S and public key of each.
        self.key_ids = {key_id_of(genesis.origin, genesis.fields.identity_key)}
        self.boot_ids = set()
        self.tails = []             # Those that no recovery record has named yet.
        self.previous_end = 0       # Where the frames of the segment before end.
        self.excused = []           # Bad footers that only an unclean HEAD excuses.
        self.reached = False        # A frame ended where the target says.
        self.is_broken = False      # Something that was promised does not check.
        self.copies = set()         # Names of the files that quarantine/ must hold.
        self.zeroed, self.destroyed = [], []
        self.genesis_leaf, self.named_generation = None, 0
        self.checkpoints = Checkpoints(ledger.notes, ledger.note_numbers, genesis,
                                       target.fields, lost, self.report)

    def knows_head(self, generation):
        self.named_generation = max(self.named_generation, generation)

    def is_promised(self, number, offset):
        """Whether what begins there lies before HEAD's end ("Judging", 5 and 6)."""
        return self.target.clean or (number, offset) < self.target.end

    def believes(self, slot):
        """Whether a slot is signed; of an epoch that was not reached, nothing can be said."""
        is_dark = self.is_broken or self.lost or not self.reached
        return (is_dark and slot.fields.epoch >= len(self.epochs)) or slot.signature_is_right(
            self.epochs)

    def run(self):
        expected = 0
        for number in self.ledger.segment_numbers:
            if number != expected or self._is_over(number, BLOCK):
                break
            self._judge_segment(number)
            expected += 1
        self._judge_row(expected)
        self._judge_tails_left(expected)
        self._judge_zeroed()
        return self

    def _is_over(self, number, offset):
        """A clean HEAD and LOSS say where the ledger ends; an unclean HEAD does not."""
        return (self.target.clean or self.lost) and (number, offset) > self.target.end

    def _judge_row(self, expected):
        """All segments up to the target's are there, and none too many ("Judging", 2)."""
        behind = [n for n in self.ledger.segment_numbers if n >= expected]
        if expected <= self.target.fields.segment_number:
            self.report.add(Finding("segment-missing", "numbers are missing", segment=expected))
        elif behind and self.target.clean:
            self.report.add(Finding("segment-behind-head", "behind a clean end", segment=behind[0]))
        elif behind and not self.lost:
            self.report.add(Finding("segment-missing", "numbers are missing", "incomplete",
                                    segment=expected))

    def _judge_segment(self, number):
        """Takes its frames; what does not check becomes a tail, for a later record to explain."""
        offset = 0
        try:
            with self.directory.open(f"{number:020d}.segment") as file:
                self._open_segment(number, file)
                offset = BLOCK
                while self._has_frame(number, file, offset):
                    offset = self._take_frame(number, file, offset)
                self._judge_end(number, file, offset)
            self.previous_end = offset
        except Finding as finding:
            # "Segment": when not even the first frame checks, all of the file is the tail.
            fresh = self.segment is None or self.segment.number != number or self.segment.is_fresh
            self.previous_end = 0 if fresh else offset
            finding.at(segment=number, offset=offset)
            if finding.place["file"] is None:
                finding.place["file"] = f"segments/{number:020d}.segment"
            is_zero_tail = finding.kind == "footer-missing" or finding.kind == "segment-empty"
            self.tails.append(Tail(number, self.previous_end, finding, is_zero_tail))

    def _open_segment(self, number, file):
        require(file.size >= BLOCK, "segment-size", "shorter than a header")
        block = file.read(0, BLOCK)
        header, state = judge_segment_header(block), self.state
        require(header.ledger_id == self.genesis.ledger_id, "ledger-id", "another ledger's")
        require(header.segment_number == number, "segment-number", "not as its name says")
        require(header.segment_size == file.size <= self.genesis.segment_size_limit,
                "segment-size", "the file's length, its header and the limit disagree")
        root = state.tree.root() if number else ZERO_HASH
        require((header.base_sequence, header.base_frame, header.previous_end,
                 header.previous_chain_head, header.previous_root)
                == (state.tree.size, state.frames, self.previous_end, state.chain_head, root),
                "segment-continuity", "does not continue the records before")
        self.segment = Segment(number, state.fork(), block)

    def _has_frame(self, number, file, offset):
        """Frames go on until something else stands there, or the ledger is said to end."""
        if (self.target.clean or self.lost) and (number, offset) >= self.target.end:
            return False
        return offset < file.size and file.read(offset, 8) == b"CF-FRAME"

    def _take_frame(self, number, file, offset):
        """Judges a frame, lets its changes count, and returns where it ends."""
        layout = FrameLayout(file, offset)
        frame = FrameJudge(self, layout, self.is_promised(number, offset))
        frame.judge_records()
        frame.judge_trailer()
        self._judge_unexplained_tails(frame)
        signed_by = self.state.epoch_key
        for function, arguments in frame.effects:
            function(*arguments)
        self.state, self.last_type = frame.state, frame.last_type
        self.state.frames += 1
        if self.state.next_epoch:
            self.epochs.append((self.state.tree.size, self.state.next_epoch.public_key))
        self.state.settle()
        self.segment.frame_taken(layout)
        self.zeroed += frame.zeroed
        if self.genesis_leaf is None:
            self.genesis_leaf = sha256(b"\0", file.read(layout.entries_at, ENTRY.size))
        if (number, layout.end) == self.target.end:
            self._judge_target(layout.trailer)
        self.checkpoints.frame_ended(layout.trailer, signed_by, self.epochs)
        return layout.end

    def _judge_target(self, trailer):
        self.reached = True
        fields = self.target.fields
        if (fields.tree_size, fields.root) != (trailer.tree_size, trailer.root):
            kind = "loss" if self.lost else "head-mismatch"
            self.report.add(Finding(kind, "another size or root", sequence=trailer.tree_size))

    def _judge_unexplained_tails(self, frame):
        """A segment that begins behind tails names them, or was begun by nobody."""
        if not self.tails or frame.explains_tails:
            return
        # "Judging", 5: beside an unclean HEAD the newest full segment's footer may be missing. Which
        # segment is the newest full one is known at the end.
        tail = self.tails[0]
        require(len(self.tails) == 1 and not self.target.clean and not self.lost, "recovery-tail",
                "no record names the tail before")
        if not self._is_bad_footer(tail):  # Neither missing nor torn, but something else.
            self.report.add(tail.finding.unpromised())
        self.excused += self.tails
        self.tails = []

    def _is_bad_footer(self, tail):
        return not self.target.clean and not self.lost and tail.finding.kind in FOOTER_KINDS

    def _judge_end(self, number, file, offset):
        """What stands behind the last frame ("Judging", 5 and 6)."""
        if self.target.clean and (number, offset) == self.target.end:
            require(file.is_zero(offset, file.size), "bytes-behind-end", "behind a clean end")
        elif self.lost and (number, offset) == self.target.end:
            pass  # LOSS names the end of what still checks; behind it anything may stand.
        elif self.segment.is_fresh:
            require(file.is_zero(offset, file.size), "frame-magic", "no frame")
            raise Finding("segment-empty", "a segment without a frame")
        else:
            self._judge_footer(file, offset)

    def _judge_footer(self, file, offset):
        must_be = self.segment.footer(self.state, self.genesis.ledger_id)
        is_ = file.read(offset, min(len(must_be), file.size - offset)) if offset < file.size else b""
        if is_ == must_be:
            require(file.is_zero(offset + len(is_), file.size), "segment-fill", "not zero")
            return
        if is_[:8] == b"CFFOOTER":
            no_such_version(int.from_bytes(is_[8:10], "little"), "footer-version", "footer")
            raise Finding("footer", "not the footer of these frames")
        require(is_zero(is_[:8]), "frame-magic", "neither frame nor footer")
        require(file.is_zero(offset, file.size), "footer", "zeros where its magic must stand")
        raise Finding("footer-missing", "zeros behind the last frame")

    def judge_tails(self, named, later):
        """A recovery record names exactly the tails that there are ("Judging", 5 and 8)."""
        require([(tail.segment_number, tail.offset) for tail in named]
                == [(tail.segment, tail.offset) for tail in self.tails], "recovery-tail",
                "recovery names other tails than there are")
        for tail in named:
            with self.directory.open(f"{tail.segment_number:020d}.segment") as file:
                require(tail.length == file.size - tail.offset and file.size <= SEGMENT_MAX,
                        "recovery-tail", "the tail has another length")
                digest, used = file.tail_digest(tail.offset)
            if digest != tail.digest:
                later(self.report.add, Finding("tail-digest", "the tail is another",
                                               segment=tail.segment_number, offset=tail.offset))
            elif used:
                later(self._judge_copy, tail, used)
        later(self.tails.clear)

    def _judge_copy(self, tail, used):
        """The copy of a tail: without the zeros at its end, else byte for byte ("Segment")."""
        name = f"{tail.segment_number:020d}-{tail.offset:020d}.tail"
        self.copies.add(name)
        try:
            require(self.ledger.quarantine, "quarantine-missing", "no quarantine")
            with self.ledger.quarantine.open(name, "quarantine-missing") as file:
                require(file.size == used, "quarantine-differs", "another length", file=file.name)
                digest = hashlib.sha256()
                for part in file.chunks(0, used):
                    digest.update(part)
            for start in range(used, tail.length, CHUNK):
                digest.update(bytes(min(CHUNK, tail.length - start)))
            require(digest.digest() == tail.digest, "quarantine-differs", "other bytes", file=name)
        except Finding as finding:
            self.report.add(finding)

    def _judge_tails_left(self, expected):
        """Tails that no recovery names: promised ones fail, others wait for recovery."""
        last = self.segment.number if self.segment else 0
        self.tails += [tail for tail in self.excused
                       if tail.segment < min(self.target.fields.segment_number, last - 1)]
        promised = [tail for tail in self.tails if self.is_promised(tail.segment, tail.offset)]
        self.is_broken = bool(promised)
        for tail in promised:
            self.report.add(tail.finding)
            if tail.finding.severity == "unsupported":
                break  # What a later version says may explain the rest.
        if promised:
            return
        for tail in self.tails:
            is_last = tail.segment == expected - 1
            if not (tail.is_zero if is_last else self._is_bad_footer(tail)
                    and self.tails[-1].finding.kind == "segment-empty"):
                self.report.add(tail.finding.unpromised())
        if not self.reached:
            self.report.add(Finding("ends-before-head", "no frame ends where HEAD or LOSS says"))

    def _judge_zeroed(self):
        """Bodies of zeros need a destroyed record, which may stand anywhere ("Destroyed")."""
        ranges = iter(sorted(self.destroyed))
        current = next(ranges, None)
        for sequence in self.zeroed:
            while current and current.end <= sequence:
                current = next(ranges, None)
            if not current or sequence < current.first:
                self.report.add(Finding("bodies-zeroed", "no record says that it was destroyed",
                                        sequence=sequence))
                return


# ---- The ledger ----

KNOWN_NAMES = {
    "": re.compile(r"ledger\.json|HEAD|LOSS|segments|checkpoints|quarantine|keys|lock|metrics"
                   r"|(keyring|index)\.db.*"),
    "segments/": re.compile(r"[0-9]{20}\.segment|spare\.tmp", re.ASCII),
    "checkpoints/": re.compile(r"[0-9]{20}\.(note|cosigned|tsr)|.*\.tmp", re.ASCII | re.DOTALL),
}


class Key:
    """Whose the ledger must be: a vkey, and with a pin the genesis leaf hash."""

    def __init__(self, text):
        match = re.fullmatch(rb"counterfoil-pin v1\n([^\n]+)\n([0-9a-f]{64})\n", text)
        vkey = match[1] if match else text.removesuffix(b"\n")
        self.genesis_leaf = bytes.fromhex(match[2].decode()) if match else None
        try:
            self.origin, key_id, key = vkey.split(b"+", 2)
            key = base64.b64decode(key, validate=True)
        except (ValueError, binascii.Error):
            raise ValueError("neither a vkey nor a pin file")
        self.public_key = key[1:]
        if len(key) != 33 or not origin_is_allowed(self.origin) or vkey != vkey_of(
                self.origin, self.public_key):
            raise ValueError("not a vkey")

    @staticmethod
    def find(argument):
        """The key in a file of that name, or else the vkey that the argument itself is."""
        if os.path.isfile(argument):
            with open(argument, "rb") as file:
                return Key(file.read(NOTE_MAX + 1))
        return Key(os.fsencode(argument))


class Loss:
    """The file LOSS, which ends a ledger ("LOSS")."""

    def __init__(self, data, genesis, slots):
        require(len(data) >= LOSS_HEADER.size + 64, "loss", "LOSS is too short")
        self.fields = fields = LOSS_HEADER.read(data)
        require(fields.magic == b"CFLDLOSS", "loss", "no CFLDLOSS")
        no_such_version(fields.version, "loss-version", "loss")
        require(fields.reason_length <= REASON_MAX
                and len(data) == LOSS_HEADER.size + fields.reason_length + 64
                and not fields.reserved and fields.ledger_id == genesis.ledger_id
                and is_utf8(data[LOSS_HEADER.size:-64]), "loss", "not a LOSS of this ledger")
        self.signed, self.signature = data[:-64], data[-64:]
        self.end = (fields.segment_number, fields.end_offset)
        self.clean = False
        require(fields.head in [slot.data for slot in slots], "loss", "HEAD is not that in LOSS")

    def judge_signature(self, walk):
        message = b"counterfoil/loss/v1\n" + self.fields.ledger_id + self.signed
        if not signature_is_right(walk.epochs[-1][1], self.signature, message):
            walk.report.add(Finding("loss", "LOSS is not signed by the epoch's key", file="LOSS"))


def key_finding(report, key, genesis):
    """Whose ledger it is, and whether it is that of the key given ("Judging", 9)."""
    report.facts.update(ledger_id=genesis.ledger_id.hex(), origin=genesis.origin.decode())
    if key is None:
        return Finding("no-key", "no key was given")
    if (key.origin, key.public_key) != (genesis.origin, genesis.identity_key):
        return Finding("wrong-key", "it is not the ledger of the key given")
    report.facts["identity"] = "pinned" if key.genesis_leaf else "key-only"
    return None


def leaf_finding(key, genesis_leaf):
    if key and key.genesis_leaf not in (None, genesis_leaf):
        return Finding("wrong-genesis", "the pin's ledger begins differently")
    return None


class LedgerJudge:
    """Judges one ledger directory; the steps are those of "Judging a ledger"."""

    def __init__(self, path, key):
        self.path, self.key, self.report = path, key, Report()
        self.top = self.segments = self.notes = self.quarantine = None
        self.segment_numbers, self.note_numbers, self.head = [], [], b""
        self.head_changed = False

    def judge(self):
        try:
            self._open()
            try:
                self._judge()
            finally:
                self.head_changed = self._read_head_again() != self.head
                for directory in (self.segments, self.notes, self.quarantine, self.top):
                    if directory:
                        directory.close()
        except Finding as finding:
            self.report.add(finding)
        except OSError as error:
            self.report.add(Finding("read-error", f"{error.strerror}"))
        return self.report

    def _add(self, finding):
        if finding:
            self.report.add(finding)

    def _open(self):
        try:
            self.top = Directory(os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
        except (OSError, ValueError):
            raise Finding("no-ledger", "no directory there")

    def _read_head(self):
        """What is wrong with the file, which counts once it is known that the version is ours."""
        try:
            self.head = self.top.read("HEAD", 2 * BLOCK + 1)
        except Finding as finding:
            if finding.kind == "not-a-file":
                self.report.add(finding)
            return finding
        return None

    def _read_head_again(self):
        try:
            return self.top.read("HEAD", 2 * BLOCK + 1)
        except Finding:
            return self.head

    def _judge(self):
        found = [name for name in ("ledger.json", "HEAD", "segments") if name in self.top.names()]
        require(found, "no-ledger", "neither ledger.json nor HEAD nor segments")
        # HEAD first: what a writer adds meanwhile lies behind it.
        head_problem = self._read_head()
        self.segments = self.top.directory("segments")
        require(self.segments, "file-missing", "segments is missing", file="segments")
        self.notes = self.top.directory("checkpoints")
        self.quarantine = self.top.directory("quarantine")
        self.note_numbers = numbered(self.notes, "note")
        self.segment_numbers = numbered(self.segments, "segment")
        genesis = self._read_genesis()
        if head_problem:
            raise head_problem
        self._add(key_finding(self.report, self.key, genesis))
        slots, bad = read_slots(self.head, genesis.ledger_id)
        gaps = (self.head[HEAD_SLOT.size:BLOCK], self.head[BLOCK + HEAD_SLOT.size:])
        if not all(map(is_zero, gaps)):
            self.report.add(Finding("head-reserved", "bytes outside the slots", file="HEAD"))
        lost = self._read_loss(genesis, slots)
        walk = self._walk(genesis, slots, bad, lost)
        self._judge_ledger_json(genesis, walk)
        self._judge_head_generation(walk)
        self._judge_names(walk.copies)

    def _read_genesis(self):
        """Genesis, read ahead to know whose ledger this is; the walk judges it in its place."""
        with self.segments.open(f"{0:020d}.segment") as file:
            try:
                # Before all else: what is of a later version may differ in anything ("Judging").
                magic, version = struct.unpack("<8sH", file.read(0, 10))
                if magic == b"CFSEGMNT":
                    no_such_version(version, "segment-version", "segment-magic")
                header = FrameLayout(file, BLOCK).header
                entry = ENTRY.read(file.read(BLOCK + FRAME_HEADER.size, ENTRY.size))
                require(entry.type == GENESIS and entry.body_length <= GENESIS_BODY.size + 255 + 64,
                        "genesis-missing", "the ledger does not begin with genesis")
                bodies = BLOCK + FRAME_HEADER.size + ENTRY.size * header.record_count
                body = file.read(bodies, entry.body_length) if bodies < file.size else b""
                require(len(body) < 2 or body[:2] == b"\1\0", "genesis-version",
                        "another format version")
                require(sha256(body) == entry.body_digest, "body-digest", "genesis is another")
                return Genesis(body)
            except Finding as finding:
                raise finding.at(file=file.name, segment=0, offset=BLOCK, sequence=0)

    def _read_loss(self, genesis, slots):
        if "LOSS" not in self.top.names():
            return None
        try:
            data = self.top.read("LOSS", LOSS_HEADER.size + REASON_MAX + 64)
            lost = Loss(data, genesis, slots)
        except Finding as finding:
            # "LOSS": what cannot be read explains nothing, and HEAD's promise stands.
            self.report.add(finding.at(file="LOSS"))
            return None
        self.report.add(Finding("loss", "promised data was lost; the ledger ended", "incomplete"))
        return lost

    def _walk(self, genesis, slots, bad, lost):
        """Judges the segments against the newer good slot; only the walk knows the epoch keys."""
        if not slots:
            versions = {finding.kind for finding in bad}
            kind = "head-version" if versions == {"head-version"} else "head-bad"
            raise Finding(kind, "both slots are bad", file="HEAD")
        walks = []
        for slot in slots:
            target = LossTarget(lost, slot) if lost else slot
            walks.append(SegmentWalk(self, genesis, target, bool(lost)).run())
            good = [other for other in slots[len(walks) - 1:] if walks[-1].believes(other)]
            if lost or slot in good:
                break
        walk = walks[-1] if good else walks[0]
        self._conclude(walk, good, lost)
        return walk

    def _conclude(self, walk, good, lost):
        report, state = self.report, walk.state
        if lost and walk.reached and not walk.is_broken:
            lost.judge_signature(walk)
        if not good:
            report.add(Finding("head-bad", "no slot is signed by its epoch's key", file="HEAD"))
        elif len(good) == 2:
            if good[0].fields.generation != good[1].fields.generation + 1:
                report.add(Finding("head-generation", "not consecutive", file="HEAD"))
        elif good[0].clean:
            report.event("head-slot-bad", "one slot of HEAD is bad beside a good clean one")
        else:
            report.add(Finding("head-slot-bad", "beside one that is not clean", "incomplete",
                               file="HEAD"))
        walk.checkpoints.finish(walk)
        report.include(walk.report)
        if not walk.target.clean and not lost:
            report.event("not-closed", "the ledger is open or was not closed cleanly")
        report.facts.update(tree_size=state.tree.size, root=state.tree.root().hex(),
                            records_verified=state.tree.size, event_records=state.event_count,
                            checkpoint_count=walk.checkpoints.number)

    def _judge_ledger_json(self, genesis, walk):
        """Byte for byte what genesis says; and the pin's genesis ("Judging", 8 and 9)."""
        try:
            data = self.top.read("ledger.json", LEDGER_JSON_MAX)
        except Finding as finding:
            return self.report.add(finding)
        if walk.genesis_leaf is None:
            return None  # Genesis itself does not check; that has been said.
        self._add(leaf_finding(self.key, walk.genesis_leaf))
        if data != genesis.ledger_json(walk.genesis_leaf):
            version = re.match(rb'\{\n  "format": "counterfoil-ledger",\n  "format_version": '
                               rb'([0-9]+),\n', data)
            other = version and int(version[1]) != 1
            self.report.add(Finding("ledger-json-version" if other else "ledger-json",
                                    "not what genesis says", file="ledger.json"))
        return None

    def _judge_head_generation(self, walk):
        """No record may know a later HEAD. A live ledger's may have been written meanwhile."""
        if walk.named_generation > walk.target.fields.generation:
            slots, _ = read_slots(self.top.read("HEAD", 2 * BLOCK + 1), None)
            newest = slots[0].fields.generation if slots else 0
            if walk.named_generation > newest:
                self.report.add(Finding("head-older", "a record knows a later HEAD", file="HEAD"))

    def _judge_names(self, copies):
        """Files of other names are no part of the ledger ("Directory")."""
        for directory in (self.top, self.segments, self.notes, self.quarantine):
            for name in directory.names() if directory else ():
                if directory is self.quarantine:
                    known = name in copies
                else:
                    known = KNOWN_NAMES[directory.name].fullmatch(name) and number_fits(name)
                if directory in (self.notes, self.quarantine, self.segments):
                    self._judge_kind(directory, name, known)
                if not known:
                    self.report.event("unknown-file", directory.name + name)


    def _judge_kind(self, directory, name, known):
        """Nothing but regular files may bear the name of evidence."""
        try:
            if known or directory is self.quarantine:
                file = directory.find(name)
                if file:
                    file.close()
        except Finding as finding:
            if finding.kind == "not-a-file":
                self.report.add(finding)


class LossTarget:
    """The end that LOSS names in the place of the one that HEAD promised."""

    def __init__(self, lost, slot):
        self.end, self.clean = lost.end, False
        self.fields = slot.fields._replace(
            segment_number=lost.end[0], end_offset=lost.end[1],
            tree_size=lost.fields.tree_size, root=lost.fields.root)


# ---- Evidence bundles: the container ("Evidence bundle") ----

TAR_BLOCK = 512
PROOF_MAX = 16384
TAR_HEADER = Layout("TarHeader", 512, "name:100s mode:8s user_id:8s group_id:8s size:12s "
                    "modified:12s checksum:8s type:c link_name:100s magic:6s version:2s "
                    "user_name:32s group_name:32s device_major:8s device_minor:8s prefix:155s "
                    "reserved:12s")


def tar_header(name, size):
    """The only header that a file of this name and size may have."""
    def pack(checksum):
        return TAR_HEADER.struct.pack(
            name, b"0000444", b"0000000", b"0000000", b"%011o" % size, b"0" * 11, checksum, b"0",
            b"", b"ustar", b"00", b"", b"", b"0000000", b"0000000", b"", b"")

    return pack(b"%06o\0 " % sum(pack(b" " * 8)))


class Archive:
    """Takes the files of a bundle one after another; only one is in memory at a time."""

    def __init__(self, file):
        self.file, self.offset = file, 0
        self.header = None  # Name and size of the file that stands next, once that was looked at.

    def here(self):
        name = self.header and self.header[0]
        return {"file": name.decode("utf-8", "replace") if name else None, "offset": self.offset}

    def next_name(self):
        """The name of the file that stands next; None where the archive ends."""
        if self.header is None:
            self.header = self._read_header()
        return self.header[0]

    def _block(self, offset):
        require(offset + TAR_BLOCK <= self.file.size, "bundle-container", "the archive is cut off")
        return self.file.read(offset, TAR_BLOCK)

    def _read_header(self):
        block = self._block(self.offset)
        if is_zero(block):
            require(is_zero(self._block(self.offset + TAR_BLOCK))
                    and self.file.size == self.offset + 2 * TAR_BLOCK, "bundle-container",
                    "two blocks of zeros must end the archive, and nothing follows")
            return None, 0
        fields = TAR_HEADER.read(block)
        name = fields.name.rstrip(b"\0")
        require(1 <= len(name) <= 99 and re.fullmatch(rb"[0-7]{11}\0", fields.size),
                "bundle-container", "no header of a file")
        size = int(fields.size[:11], 8)
        require(block == tar_header(name, size), "bundle-container", "not the one form of a header")
        return name, size

    def content(self, name, least, most):
        """The bytes of the file that must stand next. `close_file` must follow."""
        found = self.next_name()
        require(found == name, "bundle-order", f"{name.decode()} must stand here")
        size = self.header[1]
        require(least <= size <= most, "bundle-size", "not as long as it must be")
        require(self.offset + TAR_BLOCK + size <= self.file.size, "bundle-container",
                "the archive is cut off")
        return self.file.read(self.offset + TAR_BLOCK, size)

    def close_file(self):
        end = self.offset + TAR_BLOCK + self.header[1]
        padded = -(-end // TAR_BLOCK) * TAR_BLOCK
        require(padded <= self.file.size, "bundle-container", "the archive is cut off")
        require(padded == end or is_zero(self.file.read(end, padded - end)), "bundle-container",
                "bytes behind the file are not zero")
        self.offset, self.header = padded, None

    def take(self, name, least, most):
        content = self.content(name, least, most)
        self.close_file()
        return content


# ---- Evidence bundles: notes and proofs ----

SIGNATURE_LINES_MAX = 100
SIGNATURE_LINE = re.compile(rb"\xe2\x80\x94 ([^ \n+]{1,255}) ([A-Za-z0-9+/]+={0,2})\n")
CHECKPOINT_TEXT = re.compile(rb"([^\n]*)\n(0|[1-9][0-9]{0,19})\n([A-Za-z0-9+/]{43}=)\n")


def base64_in_its_form(text, kind):
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise Finding(kind, "no base64")
    require(base64.b64encode(data) == text, kind, "sloppy base64")
    return data


class SignedNote:
    """A checkpoint note with any number of signature lines."""

    def __init__(self, data, genesis):
        kind = "checkpoint-malformed"
        require(text_is_clean(data.replace(b"\n", b"")), kind, "not a text")
        text, separator, lines = data.partition(b"\n\n")
        self.data, self.text, self.origin = data, text + b"\n", genesis.origin
        match = CHECKPOINT_TEXT.fullmatch(self.text)
        require(separator and match, kind, "not a checkpoint")
        require(match[1] == genesis.origin, "checkpoint-origin", "of another origin")
        self.size, self.root = int(match[2]), base64_in_its_form(match[3], kind)
        require(0 < self.size < 2**64, kind, "no such size")
        self.lines = []  # Name, key id and signature of each.
        for line in lines.splitlines(keepends=True):
            signed = SIGNATURE_LINE.fullmatch(line)
            require(signed and not any(letter.isspace() for letter in signed[1].decode()), kind,
                    "not a signature line")
            signature = base64_in_its_form(signed[2], kind)
            require(len(signature) >= 5, kind, "a signature of no bytes")
            self.lines.append((signed[1], signature[:4], signature[4:]))
        require(1 <= len(self.lines) <= SIGNATURE_LINES_MAX, kind, "nobody or everybody signed it")

    def judge_line_of(self, key):
        """Whether the key has a line. It has at most one, and that is right."""
        of_key = [signature for name, key_id, signature in self.lines
                  if (name, key_id) == (self.origin, key_id_of(self.origin, key))]
        require(len(of_key) <= 1 and all(
            len(signature) == 64 and signature_is_right(key, signature, self.text)
            for signature in of_key), "checkpoint-signature", "a signature is wrong")
        return bool(of_key)

    def judge_signed_by(self, key):
        require(self.judge_line_of(key), "checkpoint-signature", "not signed by the epoch's key")


def hash_lines(lines):
    hashes = [base64_in_its_form(line, "bundle-proof") for line in lines]
    require(all(len(hash_) == 32 for hash_ in hashes), "bundle-proof", "not a hash")
    return hashes


class TlogProof:
    """A C2SP tlog-proof without an extra line: an inclusion proof and its checkpoint."""

    PATTERN = re.compile(rb"c2sp\.org/tlog-proof@v1\nindex (0|[1-9][0-9]{0,19})\n"
                         rb"((?:[A-Za-z0-9+/]{43}=\n)*)\n(.+)", re.DOTALL)

    def __init__(self, data):
        match = self.PATTERN.fullmatch(data)
        require(match, "bundle-proof", "not a tlog-proof")
        self.index, self.hashes = int(match[1]), hash_lines(match[2].split())
        self.note = match[3]

    def judge(self, leaf, index, note):
        require(self.index == index, "bundle-proof", "of another record")
        require(root_by_inclusion(leaf, index, note.size, self.hashes) == note.root,
                "bundle-inclusion", "the record is not under the checkpoint")


def root_by_inclusion(leaf, index, size, hashes):
    """RFC 9162, 2.1.3.2; None where the number of hashes is not that of the path."""
    if index >= size:
        return None
    node, last, root = index, size - 1, leaf
    for hash_ in hashes:
        if last == 0:
            return None
        if node & 1 or node == last:
            root = sha256(b"\1", hash_, root)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            root = sha256(b"\1", root, hash_)
        node, last = node >> 1, last >> 1
    return root if last == 0 else None


def is_consistent(old_size, old_root, size, root, hashes):
    """RFC 9162, 2.1.4.2, for 0 < old_size < size."""
    path = ([old_root] if is_power_of_two(old_size) else []) + hashes
    if not hashes:
        return False
    node, last = old_size - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old, new = path[0], path[0]
    for hash_ in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old, new = sha256(b"\1", hash_, old), sha256(b"\1", hash_, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = sha256(b"\1", new, hash_)
        node, last = node >> 1, last >> 1
    return last == 0 and (old, new) == (old_root, root)


# ---- Evidence bundles: judging ----

ENTRY_AT_DIGEST = 116  # From here on the associated data of a sealed body is zero ("Sealing").
Epoch = collections.namedtuple("Epoch", "number start record key")


def read_entry(data):
    entry = ENTRY.read(data)
    no_such_version(entry.version, "entry-version", "entry-type")
    return entry


def judge_entry_alone(entry, genesis):
    """What an entry must be whatever came before it ("Judging a bundle", 5)."""
    require(EVENT <= entry.type <= ANCHOR, "entry-type", f"type {entry.type}")
    require(entry.flags in (0, 1), "entry-flags", f"flags {entry.flags}")
    require(entry.ledger_id == genesis.ledger_id, "ledger-id", "another ledger's")
    require((entry.type == GENESIS) == (entry.sequence == 0), "record-order", "genesis comes first")
    require(entry.type != GENESIS or (entry.flags == 1 and entry.stream_sequence == 0),
            "record-order", "genesis is the first of its frame and stream")
    require(entry.sequence or entry.previous == ZERO_HASH, "chain", "nothing is before genesis")
    require((entry.stream_id != 0) == (entry.type == EVENT), "entry-stream", "the wrong stream")
    judge_sealing(entry, genesis)
    require(ENTRY.size + entry.body_length <= genesis.record_max, "record-too-large",
            "over the ledger's limit")


def judge_body_alone(entry, body, genesis):
    require(len(body) == entry.body_length, "body-length", "not as long as its entry says")
    require(sha256(body) == entry.body_digest, "body-digest", "the body is another")
    if entry.type != EVENT:
        BodyForm(entry, body, genesis).judge_form()
    elif not genesis.sealed:
        read_envelope(body)


def open_sealed(record_key, data, entry, body):
    """The envelope of an event whose record key is given ("Sealing")."""
    require(sha256(b"counterfoil/key-commitment/v1\n", record_key) == entry.key_commitment,
            "record-key", "not the key that the record is bound to")
    associated = data[:ENTRY_AT_DIGEST].ljust(ENTRY.size, b"\0")
    try:
        envelope = AESGCM(record_key).decrypt(entry.nonce[12:], body, associated)
    except InvalidTag:
        raise Finding("record-key", "the key does not open the body")
    return read_envelope(envelope)


def disclosed_event(entry, stream, opened):
    """What a report shows of an event that a bundle opens."""
    fields, content = opened
    text = {tag: value.decode() for tag, value in fields if tag in (1, 4)}
    shown = {"sequence": entry.sequence, "time": timestamp(entry.time_ns),
             "stream_id": entry.stream_id, "stream": stream, "type": text.get(4),
             "content_type": text.get(1),
             "subjects": [value.decode() for tag, value in fields if tag == 5],
             "size": len(content)}
    if is_utf8(content):
        return {**shown, "content": content.decode()}
    return {**shown, "content_base64": base64.b64encode(content).decode()}


class BundleJudge:
    """Judges one evidence bundle, file by file ("Judging a bundle")."""

    MANIFEST_START = b'{\n  "format": "counterfoil-evidence",\n  "format_version": '

    def __init__(self, file, key):
        self.archive, self.key, self.report = Archive(file), key, Report("bundle")
        self.genesis = self.genesis_leaf = self.checkpoint = None
        self.epoch = None            # The newest epoch.
        self.epoch_records = array.array("Q")  # Sequence of each epoch's record.
        self.disclosed = 0           # Records whose key is there.
        self.shown, self.shown_total, self.shown_bytes = [], 0, 0
        self.stream_records, self.stream_names = {}, {}  # Sequence of each stream's record.
        self.next_in_stream = {}     # Of each stream that was seen among the records.
        self.first = self.count = 0

    def judge(self):
        try:
            self._judge()
        except Finding as finding:
            self.report.add(finding.at(**self.archive.here()))
        return self.report

    def _judge(self):
        manifest = self._read_manifest()
        self._judge_epochs()
        while (self.archive.next_name() or b"").startswith(b"streams/"):
            self._judge_stream()
        self._judge_records()
        unused = self.stream_records.keys() - self.next_in_stream.keys()
        require(not unused, "bundle-stream", "a stream without an event in the bundle")
        require(manifest == self._manifest(), "bundle-manifest", "not what the other files say",
                file="manifest.json", offset=0)
        # Nothing is shown of a bundle that does not hold.
        self.report.facts.update(first_record=self.first, disclosed_total=self.shown_total,
                                 disclosed=self.shown)

    def _read_manifest(self):
        """Its version is looked at before all that stands behind it."""
        text = self.archive.content(b"manifest.json", 1, NOTE_MAX)
        if text.startswith(self.MANIFEST_START):
            version = re.match(rb"(0|[1-9][0-9]*),", text[len(self.MANIFEST_START):])
            require(not version or version[1] == b"1", "bundle-version", "another format version")
        self.archive.close_file()
        return text

    def _manifest(self):
        genesis, checkpoint = self.genesis, self.checkpoint
        vkey = vkey_of(genesis.origin, genesis.identity_key).decode()
        return (self.MANIFEST_START.decode() + "1,\n"
                f'  "ledger_id": "{genesis.ledger_id.hex()}",\n'
                f'  "origin": "{genesis.origin.decode()}",\n  "vkey": "{vkey}",\n'
                f'  "genesis_leaf_hash": "{self.genesis_leaf.hex()}",\n'
                f'  "encryption": "{"XAES-256-GCM" if genesis.sealed else "none"}",\n'
                f'  "checkpoint_size": {checkpoint.size},\n'
                f'  "checkpoint_root": "{checkpoint.root.hex()}",\n'
                f'  "epochs": {len(self.epoch_records)},\n'
                f'  "streams": {len(self.stream_records)},\n  "first_record": {self.first},\n'
                f'  "record_count": {self.count},\n  "disclosed_records": {self.disclosed}\n'
                '}\n').encode()

    # Epochs: from the pin to the key that signs the checkpoint ("Judging a bundle", 2 to 4).

    def _judge_epochs(self):
        """`note` is the newest checkpoint that is proven, `path` leads from it to the next."""
        note, path = self._judge_genesis(), None
        while self.archive.next_name() == b"epochs/%020d/entry" % len(self.epoch_records):
            note, path = self._judge_epoch(note, path)
        data = self.archive.take(b"checkpoint.note", 1, NOTE_MAX)
        self.checkpoint = checkpoint = SignedNote(data, self.genesis)
        require(checkpoint.size > self.epoch.start, "epoch-record", "the last epoch signs nothing")
        checkpoint.judge_signed_by(self.epoch.key)
        checkpoint.judge_line_of(self.genesis.identity_key)
        self._judge_step(note, path, checkpoint)
        self.report.facts.update(tree_size=checkpoint.size, root=checkpoint.root.hex())

    def _judge_step(self, note, path, next_note):
        """From the checkpoint where an epoch starts to the one where it ends; epoch 0 has one."""
        if path is None:
            require(note.data == next_note.data, "checkpoint-malformed",
                    "the proof of genesis holds another checkpoint")
        else:
            require(is_consistent(note.size, note.root, next_note.size, next_note.root, path),
                    "bundle-consistency", "the checkpoint does not continue the one before")

    def _judge_genesis(self):
        data = self.archive.take(b"epochs/%020d/entry" % 0, ENTRY.size, ENTRY.size)
        entry = read_entry(data)
        body = self.archive.take(b"epochs/%020d/body" % 0, 1, RECORD_MAX - ENTRY.size)
        # Before all else: a later version may differ in anything ("Genesis").
        require(body[:2] == b"\1\0" or len(body) < 2, "genesis-version", "another format version")
        require(entry.type == GENESIS, "genesis-missing", "the first epoch is not genesis's")
        self.genesis, self.genesis_leaf = Genesis(body), sha256(b"\0", data)
        judge_entry_alone(entry, self.genesis)
        judge_body_alone(entry, body, self.genesis)
        finding = (key_finding(self.report, self.key, self.genesis)
                   or leaf_finding(self.key, self.genesis_leaf))
        if finding and finding.severity == "failure":
            raise finding
        if finding:
            self.report.add(finding)
        self._begin_epoch(Epoch(0, 0, 0, self.genesis.fields.epoch_key))
        return self._take_epoch_proof(self.genesis_leaf, 0, self.epoch.key)

    def _begin_epoch(self, epoch):
        self.epoch = epoch
        self.epoch_records.append(epoch.record)

    def _take_epoch_proof(self, leaf, sequence, signed_by):
        """The checkpoint that a proof under `epochs/` holds; the proof is right for it."""
        name = b"epochs/%020d/inclusion.tlog-proof" % self.epoch.number
        proof = TlogProof(self.archive.take(name, 1, PROOF_MAX))
        note = SignedNote(proof.note, self.genesis)
        note.judge_signed_by(signed_by)
        proof.judge(leaf, sequence, note)
        return note

    def _judge_epoch(self, note, path):
        before, place = self.epoch, b"epochs/%020d/" % len(self.epoch_records)
        data, entry, body = self._take_record(place)
        fields = self._next_epoch(entry, body)
        require(fields, "epoch-record", "not this epoch's record")
        self._begin_epoch(Epoch(fields.epoch, fields.epoch_start, entry.sequence,
                                fields.public_key))
        end = self._take_epoch_proof(sha256(b"\0", data), entry.sequence, before.key)
        require(end.size == fields.epoch_start and len(end.lines) == 1, "checkpoint-size",
                "not the commit that ends the epoch before")
        self._judge_step(note, path, end)
        lines = self.archive.take(place + b"consistency", 1, PROOF_MAX)
        require(lines.endswith(b"\n"), "bundle-consistency", "not lines of hashes")
        return end, hash_lines(lines[:-1].split(b"\n"))

    def _next_epoch(self, entry, body):
        """What begins the epoch behind the newest, if the record is one that begins an epoch."""
        fields = (BodyForm(entry, body, self.genesis).key_form()
                  if entry.type == KEY and body else None)
        if fields:
            require(fields.epoch == self.epoch.number + 1, "epoch-record", "epochs have a gap")
            require(fields.previous_record == self.epoch.record, "epoch-record",
                    "names another record for the epoch before")
            require(fields.epoch_start > self.epoch.start, "epoch-record", "epochs do not ascend")
        return fields

    # Records ("Judging a bundle", 4 to 6).

    def _take_record(self, place):
        """Entry and body of a record, judged by themselves. A body left out is None."""
        data = self.archive.take(place + b"entry", ENTRY.size, ENTRY.size)
        entry = read_entry(data)
        judge_entry_alone(entry, self.genesis)
        if self.archive.next_name() != place + b"body":
            require(entry.type == EVENT, "bundle-body-missing", "only events may be without")
            return data, entry, None
        body = self.archive.take(place + b"body", 1, RECORD_MAX)
        judge_body_alone(entry, body, self.genesis)
        return data, entry, body

    def _take_proof(self, place, data, entry):
        proof = TlogProof(self.archive.take(place + b"inclusion.tlog-proof", 1, PROOF_MAX))
        require(proof.note == self.checkpoint.data, "bundle-proof", "under another checkpoint")
        proof.judge(sha256(b"\0", data), entry.sequence, self.checkpoint)

    def _number_of(self, kind, digits):
        """The number in the name of the file that stands next, of a record or a stream."""
        match = re.fullmatch(rb"%s/([0-9]{%d})/entry" % (kind, digits),
                             self.archive.next_name() or b"")
        require(match, "bundle-order", f"{kind.decode()} must stand here")
        return int(match[1])

    def _judge_stream(self):
        number = self._number_of(b"streams", 10)
        require(number > max(self.stream_records, default=0), "bundle-order", "streams ascend")
        place = b"streams/%010d/" % number
        data, entry, body = self._take_record(place)
        require(entry.type == STREAM, "bundle-stream", "not a stream's record")
        fields = STREAM_BODY.read(body)
        require(fields.stream_id == number, "bundle-stream", "another stream's record")
        self._take_proof(place, data, entry)
        self.stream_records[number] = entry.sequence
        name = body[STREAM_BODY.size:]
        if self.genesis.sealed:
            name = self.archive.take(place + b"name", 1, 255)
            name_key = self.archive.take(place + b"name-key", 32, 32)
            message = b"counterfoil/stream-name/v1\n" + self.genesis.ledger_id + name
            require(name_is_allowed(name) and hmac.digest(name_key, message, "sha256")
                    == fields.name_mac, "stream-name", "not the name that the record is bound to")
        self.stream_names[number] = name.decode()

    def _judge_records(self):
        self.first = self._number_of(b"records", 20)
        before, before_leaf = None, None
        while self.archive.next_name() is not None:
            place = b"records/%020d/" % (self.first + self.count)
            data, entry, body = self._take_record(place)
            require(entry.sequence == self.first + self.count, "sequence", "another record")
            self._judge_neighbours(entry, before, before_leaf)
            self._judge_epoch_record(entry, body)
            self._take_proof(place, data, entry)
            self._open(place, data, entry, body)
            before, before_leaf = entry, sha256(b"\0", data)
            self.count += 1
            facts = self.report.facts
            facts["records_verified"] += 1
            facts["event_records"] += entry.type == EVENT

    def _judge_neighbours(self, entry, before, before_leaf):
        expected = self.next_in_stream.get(entry.stream_id, entry.stream_sequence)
        require(entry.stream_sequence == expected, "stream-sequence", "not the stream's next")
        self.next_in_stream[entry.stream_id] = expected + 1
        require(self.stream_records.get(entry.stream_id, -1) < entry.sequence, "bundle-stream",
                "the stream's record stands behind its event")
        if before:
            require(entry.previous == before_leaf, "chain", "does not name the record before")
            if entry.time_ns < before.time_ns:
                self.report.event("time-went-back", "the clock went back", entry.sequence)

    def _judge_epoch_record(self, entry, body):
        """No epoch begins among the records that `epochs/` does not tell of; one may behind C."""
        at = bisect.bisect_left(self.epoch_records, entry.sequence)
        if self.epoch_records[at:at + 1] != array.array("Q", [entry.sequence]):
            require(not self._next_epoch(entry, body) or entry.sequence == self.checkpoint.size - 1,
                    "epoch-record", "the last epoch ended before the checkpoint")

    def _open(self, place, data, entry, body):
        """Shows the event if it is clear, or its key is there."""
        opened = None
        if self.archive.next_name() == place + b"record-key":
            require(entry.type == EVENT and self.genesis.sealed and body is not None,
                    "bundle-record-key", "a key where nothing is sealed")
            key = self.archive.take(place + b"record-key", 32, 32)
            opened = open_sealed(key, data, entry, body)
            self.disclosed += 1
        elif entry.type == EVENT and not self.genesis.sealed and body is not None:
            opened = read_envelope(body)
        if opened:
            self.shown_total += 1
            self.shown_bytes += len(opened[1])
            if len(self.shown) < LISTED_MAX and self.shown_bytes <= RECORD_MAX:
                name = self.stream_names.get(entry.stream_id)
                self.shown.append(disclosed_event(entry, name, opened))


# ---- Ledger or bundle ----

def bundle_at(path):
    """A regular file is a bundle; whatever else lies there is for the judge of ledgers."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return None
        file = File(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), None)
    except (OSError, ValueError):
        return None
    if stat.S_ISREG(os.fstat(file.descriptor).st_mode):
        return file
    os.close(file.descriptor)
    return None


def judge(path, key):
    """The report."""
    if bundle := bundle_at(path):
        with bundle:
            return BundleJudge(bundle, key).judge()
    return judge_ledger(lambda: LedgerJudge(path, key))


def judge_ledger(look):
    """The report. A live ledger is judged again when HEAD changed under a bad verdict."""
    for _ in range(5):
        ledger = look()
        report = ledger.judge()
        if EXIT_CODES[report.verdict()] == 0 or not ledger.head_changed:
            break
    return report


# ---- The command line ----

def printable(text):
    return ascii(text)[1:-1]


def print_report(report, out):
    facts = report.facts
    print(f"{report.verdict()}: {facts['records_verified']} records, "
          f"{facts['event_records']} events, root {facts['root']}", file=out)
    for finding in report.findings:
        place = ", ".join(f"{name} {value}" for name, value in finding.place.items()
                          if value is not None)
        print(printable(f"  [{finding.severity}] {finding.kind}: {finding.message} ({place})"),
              file=out)
    for event in report.events:
        print(printable(f"  [event] {event['kind']}: {event['message']}"), file=out)
    for shown in facts["disclosed"]:
        content = shown.get("content", "bytes that are no text")
        print(printable(f"  [disclosed] record {shown['sequence']}, {shown['time']}, stream "
                        f"{shown['stream'] or shown['stream_id']}: {content}"), file=out)


def judge_batch(source, key, out):
    """A verdict a line, for each line PATH or PATH TAB KEY."""
    for line in source:
        path, _, key_argument = line.rstrip(b"\n").partition(b"\t")
        if not path:
            continue
        report = judge(path, Key.find(key_argument) if key_argument else key)
        kind = report.findings[0].kind if report.findings else "-"
        out.write(b"%s\t%s\t%s\n" % (report.verdict().encode(), path, kind.encode()))
        out.flush()


def main():
    parser = argparse.ArgumentParser(
        description="The second verifier of Counterfoil's ledgers and evidence bundles.")
    parser.add_argument("path", nargs="?", help="the ledger's directory, or an evidence bundle")
    parser.add_argument("--key", help="a vkey, or a file with a vkey or a pin")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--batch", metavar="LIST",
                        help="a file (or -) of lines PATH [TAB KEY]; prints a verdict for each")
    arguments = parser.parse_args()
    if (arguments.path is None) == (arguments.batch is None):
        parser.error("give either a path or --batch")
    try:
        key = Key.find(arguments.key) if arguments.key is not None else None
        if arguments.batch is not None:
            source = sys.stdin.buffer if arguments.batch == "-" else open(arguments.batch, "rb")
            with source:
                judge_batch(source, key, sys.stdout.buffer)
            return 0
    except (OSError, ValueError) as error:
        parser.error(str(error))
    report = judge(arguments.path, key)
    if arguments.json:
        print(json.dumps(report.as_json(), indent=2))
    else:
        print_report(report, sys.stdout)
    return EXIT_CODES[report.verdict()]


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        sys.exit(130)
