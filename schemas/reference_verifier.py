#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The second verifier: judges ledgers, evidence bundles, proofs and tile trees, from FORMAT.md alone.

    python3 schemas/reference_verifier.py LEDGER --key ledger.pin
    python3 schemas/reference_verifier.py BUNDLE --key ledger.pin --json
    python3 schemas/reference_verifier.py LEDGER --policy witnesses.policy --timestamp-ca authority.pem
    python3 schemas/reference_verifier.py PROOF --entry FILE --evidence BUNDLE --key ledger.pin
    python3 schemas/reference_verifier.py PROOF --consistency OLD NEW --evidence BUNDLE --key ledger.pin
    python3 schemas/reference_verifier.py --batch LIST

It shares no code with Counterfoil, so that a mistake in one reading of the format shows as a disagreement.
Section names in quotes are those of docs/FORMAT.md. Kinds of findings are those of docs/FINDINGS.md.
Needs Python 3.11 and python3-cryptography. With --timestamp-ca the program `openssl` (3.0) judges the signatures and
certificates of time stamps; what a stamp is over, and its time, is read here.
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
import subprocess
import sys
import time
import types
import unicodedata

from cryptography import x509
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
POLICY_MAX, POLICY_NAMES_MAX = 65536, 1000
TIME_STAMP_MAX, AUTHORITIES_MAX = 65536, 1 << 20
COSIGNED_SOUGHT, TIME_STAMPS_SOUGHT = 64, 1000  # Of those beside published checkpoints, the newest.
CLOCKS_DIFFER_MAX = 300  # Seconds.
EPOCHS_TRIED = 16  # Keys that may have signed a note that HEAD never promised.
LISTED_MAX = 1000  # Findings and events that a report lists; a hostile ledger may have any number.


# ---- Findings and verdicts ----

EXIT_CODES = {"FAILED": 1, "UNSUPPORTED": 6, "IO_ERROR": 5, "UNTRUSTED": 4, "INCOMPLETE": 3,
              "VERIFIED_WITH_EVENTS": 0, "VERIFIED": 0}
VERDICT_OF = {"failure": "FAILED", "unsupported": "UNSUPPORTED", "io-error": "IO_ERROR",
              "untrusted": "UNTRUSTED", "incomplete": "INCOMPLETE"}
SEVERITIES = list(VERDICT_OF)  # The gravest first.
SEVERITY_OF = {  # Where the kind alone says it; else a finding is a failure (docs/FINDINGS.md).
    **dict.fromkeys(("genesis-version", "ledger-json-version", "head-version", "loss-version",
                     "segment-version", "footer-version", "frame-version", "entry-version",
                     "bundle-version"), "unsupported"),
    "no-ledger": "io-error", "read-error": "io-error", "no-key": "untrusted",
    **dict.fromkeys(("quarantine-missing", "quorum", "epochs-unknown",
                     "entry-unknown"), "incomplete")}
# What says that all of it is another ledger, or another history, than it must be.
OF_THE_WHOLE = {"rollback", "fork", "wrong-key", "wrong-genesis", "genesis-signature", "since-origin",
                "since-signature", "head-older"}
NOTABLE_EVENTS = {"recovery", "not-closed", "head-slot-bad", "time-went-back", "boot-returned",
                  "unknown-file", "tiles-behind-checkpoint", "cosignature-from-future", "fork-proven"}


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
        self.ranks, self.words = [], set()  # How little each finding tells; what was found.
        self.severities, self.notable = set(), False
        self.facts = {"kind": kind, "ledger_id": None, "origin": "", "identity": "unpinned",
                      "tree_size": 0, "root": hashlib.sha256().hexdigest(), "records_verified": 0,
                      "event_records": 0, "checkpoint_count": 0, "first_record": None,
                      "disclosed_total": 0, "disclosed": [], "witnesses": [], "quorum_size": None,
                      "time_stamps": [], "range": None, "old_size": None}

    def add(self, finding):
        """Beyond the bound it takes the place of what tells less, if anything listed does."""
        self.severities.add(finding.severity)
        word = (finding.severity, finding.kind)
        rank = (word in self.words, SEVERITIES.index(finding.severity),
                finding.kind not in OF_THE_WHOLE)
        self.words.add(word)
        if len(self.findings) == LISTED_MAX:
            if rank >= self.last_rank:
                return
            place = LISTED_MAX - 1 - self.ranks[::-1].index(self.last_rank)
            del self.findings[place], self.ranks[place]
        self.findings.append(finding)
        self.ranks.append(rank)
        self.last_rank = max(self.ranks) if len(self.ranks) == LISTED_MAX else None

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


def time_of_seconds(seconds):
    """RFC 3339 UTC without decimals, to the end of the year 9999."""
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=min(seconds, 253402300799))
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"


def timestamp(time_ns):
    """RFC 3339 UTC with nine decimals. Whole seconds go through datetime, which knows no ns."""
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=time_ns // 10**9)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{time_ns % 10**9:09d}Z"


def time_of(text):
    """The nanoseconds of a time as `timestamp` writes it; None for other text."""
    try:
        moment = datetime.datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")
    except ValueError:
        return None
    seconds = (moment - datetime.datetime(1970, 1, 1)) // datetime.timedelta(seconds=1)
    time_ns = seconds * 10**9 + int(text[20:29])
    return time_ns if 0 <= time_ns < 2**64 and timestamp(time_ns) == text else None


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

Note = collections.namedtuple("Note", "size root signatures text data")
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
    return Note(size, decode_exactly(match["root"]), signatures, match[1], data)


class Checkpoints:
    """Walks along the published notes while frames end, so that no root need be remembered."""

    def __init__(self, directory, numbers, wanted, genesis, slot, lost, report):
        self.directory, self.numbers = directory, set(numbers)
        self.wanted, self.taken = wanted, {}  # Notes by number, of those that are wanted again.
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
            if self.number in self.wanted:
                self.taken[self.number] = self.note
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
        self.checkpoints = Checkpoints(ledger.notes, ledger.note_numbers,
                                       {*ledger.cosigned, *ledger.time_stamps}, genesis,
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


class Trusted:
    """All that the judge is given to believe: a key, a policy, certificates of time stamp authorities."""

    def __init__(self, key=None, policy=None, authorities=None):
        self.key, self.policy, self.authorities = key, policy, authorities


def key_finding(report, trusted, genesis):
    """Whose ledger it is, and whether it is that of the key given ("Judging", 9; "Cosignatures", 1)."""
    report.facts.update(ledger_id=genesis.ledger_id.hex(), origin=genesis.origin.decode())
    key, logs = trusted.key, trusted.policy.logs if trusted.policy else ()
    if logs and (genesis.origin, genesis.identity_key) not in logs:
        return Finding("wrong-key", "the policy has no such log")
    if key is None:
        report.facts["identity"] = "key-only" if logs else "unpinned"
        return None if logs else Finding("no-key", "no key was given")
    if (key.origin, key.public_key) != (genesis.origin, genesis.identity_key):
        return Finding("wrong-key", "it is not the ledger of the key given")
    report.facts["identity"] = "pinned" if key.genesis_leaf else "key-only"
    return None


def leaf_finding(trusted, genesis_leaf):
    key = trusted.key
    if key and key.genesis_leaf not in (None, genesis_leaf):
        return Finding("wrong-genesis", "the pin's ledger begins differently")
    return None


class LedgerJudge:
    """Judges one ledger directory; the steps are those of "Judging a ledger"."""

    def __init__(self, path, trusted):
        self.path, self.trusted, self.report = path, trusted, Report()
        self.cosigned, self.time_stamps, self.orphans = [], [], []
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
        self.cosigned = self._beside_notes("cosigned")[:COSIGNED_SOUGHT]
        self.time_stamps = self._beside_notes("tsr")[:TIME_STAMPS_SOUGHT]
        genesis = self._read_genesis()
        if head_problem:
            raise head_problem
        self._add(key_finding(self.report, self.trusted, genesis))
        slots, bad = read_slots(self.head, genesis.ledger_id)
        gaps = (self.head[HEAD_SLOT.size:BLOCK], self.head[BLOCK + HEAD_SLOT.size:])
        if not all(map(is_zero, gaps)):
            self.report.add(Finding("head-reserved", "bytes outside the slots", file="HEAD"))
        lost = self._read_loss(genesis, slots)
        walk = self._walk(genesis, slots, bad, lost)
        self._judge_ledger_json(genesis, walk)
        self._judge_head_generation(walk)
        self._judge_names(walk.copies)
        self._judge_cosigned(walk.checkpoints.taken)
        self._judge_time_stamps(walk.checkpoints.taken)
        if self.report.verdict() in ("FAILED", "UNSUPPORTED", "IO_ERROR"):
            self.report.facts.update(witnesses=[], quorum_size=None, time_stamps=[])

    def _beside_notes(self, suffix):
        """Numbers of such files, newest first; a file beside no note is none of the ledger's."""
        numbers, notes = numbered(self.notes, suffix), set(self.note_numbers)
        self.orphans += [f"{number:020d}.{suffix}" for number in numbers if number not in notes]
        return [number for number in reversed(numbers) if number in notes]

    def _judge_cosigned(self, taken):
        judge = WitnessJudge(self.trusted.policy, self.report)
        for number in filter(taken.get, self.cosigned):
            name = f"{number:020d}.cosigned"
            try:
                note = CosignedNote(self.notes.read(name, NOTE_MAX), taken[number])
                judge.note(note, f"checkpoints/{name}")
            except Finding as finding:
                self.report.add(finding.at(file=f"checkpoints/{name}"))
        judge.finish()

    def _judge_time_stamps(self, taken):
        shown = self.report.facts["time_stamps"]
        for number in filter(taken.get, self.time_stamps):
            name = f"{number:020d}.tsr"
            try:
                stamp = TimeStamp(self.notes.read(name, TIME_STAMP_MAX))
                stamp.judge(taken[number].text, self.trusted.authorities)
                shown.append({"checkpoint_size": taken[number].size,
                              "time": time_of_seconds(stamp.time),
                              "checked": self.trusted.authorities is not None})
            except Finding as finding:
                self.report.add(finding.at(file=f"checkpoints/{name}"))
        if shown and self.trusted.authorities is None:
            self.report.event("time-stamp-unchecked", "not checked against an authority")

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
        self._add(leaf_finding(self.trusted, walk.genesis_leaf))
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
                    if directory is self.notes and name in self.orphans:
                        known = None
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
        size = self.begin(name, least, most)
        return self.file.read(self.offset + TAR_BLOCK, size)

    def begin(self, name, least, most):
        """The size of the file that must stand next, which `parts` gives. `close_file` must follow."""
        found = self.next_name()
        require(found == name, "bundle-order", f"{name.decode()} must stand here")
        require(least <= self.header[1] <= most, "bundle-size", "not as long as it must be")
        require(self.offset + TAR_BLOCK + self.header[1] <= self.file.size, "bundle-container",
                "the archive is cut off")
        return self.header[1]

    def parts(self, size):
        """The bytes of the file that was begun, `size` at a time."""
        at, end = self.offset + TAR_BLOCK, self.offset + TAR_BLOCK + self.header[1]
        while at < end:
            part = min(size, end - at)
            yield self.file.read(at, part)
            at += part

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
NAME = re.compile(rb"[^ \n+]{1,255}")
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
    """A checkpoint note with any number of signature lines, of this origin (None: of whichever)."""

    def __init__(self, data, origin):
        kind = "checkpoint-malformed"
        require(text_is_clean(data.replace(b"\n", b"")), kind, "not a text")
        text, separator, lines = data.partition(b"\n\n")
        self.data, self.text = data, text + b"\n"
        match = CHECKPOINT_TEXT.fullmatch(self.text)
        require(separator and match, kind, "not a checkpoint")
        self.origin = match[1]
        require(NAME.fullmatch(self.origin) and not any(map(str.isspace, self.origin.decode())),
                kind, "not an origin")
        require(origin in (None, self.origin), "checkpoint-origin", "of another origin")
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
    """A C2SP tlog-proof: an inclusion proof and its checkpoint. In a bundle it has no extra line."""

    FIRST_LINE = b"c2sp.org/tlog-proof@v1\n"
    PATTERN = re.compile(re.escape(FIRST_LINE) + rb"(?:extra ([A-Za-z0-9+/]*={0,2})\n)?"
                         rb"index (0|[1-9][0-9]{0,19})\n((?:[A-Za-z0-9+/]{43}=\n)*)\n(.+)",
                         re.DOTALL)

    def __init__(self, data, may_have_extra=False):
        match = self.PATTERN.fullmatch(data)
        require(match and (may_have_extra or match[1] is None), "bundle-proof", "not a tlog-proof")
        base64_in_its_form(match[1] or b"", "bundle-proof")
        self.index, self.hashes = int(match[2]), hash_lines(match[3].split())
        require(self.index < 2**64, "bundle-proof", "no such record")
        self.note = match[4]

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


def path_size(index, size):
    """How many hashes the path of a leaf has (RFC 9162, 2.1.3.1)."""
    hashes = 0
    while size > 1:
        left = 1 << (size - 1).bit_length() - 1
        index, size = (index, left) if index < left else (index - left, size - left)
        hashes += 1
    return hashes


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


class BundleHead:
    """What every bundle begins with: its manifest, which tells the kind, the epochs from the pin on, and the
    checkpoint that they lead to ("Judging a bundle", 1 to 4)."""

    # How the manifests of each kind begin. What begins like none is judged as records.
    STARTS = {kind: b'{\n  "format": "counterfoil-%s",\n  "format_version": ' % name
              for kind, name in (("bundle", b"evidence"), ("checkpoint", b"checkpoint"),
                                 ("range", b"range"))}

    def __init__(self, archive, trusted, report):
        self.archive, self.trusted, self.report, self.kind = archive, trusted, report, "bundle"
        self.manifest = self.genesis = self.genesis_leaf = self.checkpoint = None
        self.epoch = None                       # The newest epoch.
        self.epoch_records, self.epoch_starts = array.array("Q"), array.array("Q")
        self.epoch_keys, self.start_roots = [], [None]  # The root at each epoch's start; 0 has none.

    def take(self):
        """`note` is the newest checkpoint that is proven, `path` leads from it to the next."""
        self._take_manifest()
        note, path = self._judge_genesis(), None
        while self.archive.next_name() == b"epochs/%020d/entry" % len(self.epoch_records):
            note, path = self._judge_epoch(note, path)
        data = self.archive.take(b"checkpoint.note", 1, NOTE_MAX)
        self.checkpoint = checkpoint = SignedNote(data, self.genesis.origin)
        require(checkpoint.size > self.epoch.start, "epoch-record", "the last epoch signs nothing")
        checkpoint.judge_signed_by(self.epoch.key)
        checkpoint.judge_line_of(self.genesis.identity_key)
        self._judge_step(note, path, checkpoint)

    def _take_manifest(self):
        """Its version is looked at before all that stands behind it."""
        self.manifest = text = self.archive.content(b"manifest.json", 1, NOTE_MAX)
        for kind, start in self.STARTS.items():
            if text.startswith(start):
                self.kind = self.report.facts["kind"] = kind
                version = re.match(rb"(0|[1-9][0-9]*),", text[len(start):])
                require(not version or version[1] == b"1", "bundle-version",
                        "another format version")
        self.archive.close_file()

    def manifest_text(self, more=b""):
        """What the manifest must be; `more` stands behind the number of epochs."""
        genesis, checkpoint = self.genesis, self.checkpoint
        return (self.STARTS[self.kind] + b"1,\n"
                b'  "ledger_id": "%s",\n  "origin": "%s",\n  "vkey": "%s",\n'
                b'  "genesis_leaf_hash": "%s",\n  "encryption": "%s",\n'
                b'  "checkpoint_size": %d,\n  "checkpoint_root": "%s",\n  "epochs": %d%s\n}\n' % (
                    genesis.ledger_id.hex().encode(), genesis.origin,
                    vkey_of(genesis.origin, genesis.identity_key), self.genesis_leaf.hex().encode(),
                    b"XAES-256-GCM" if genesis.sealed else b"none", checkpoint.size,
                    checkpoint.root.hex().encode(), len(self.epoch_records), more))

    def judge_note(self, note):
        """"Judging a note by a chain of epochs"."""
        note.judge_line_of(self.genesis.identity_key)
        require(note.size <= self.checkpoint.size, "epochs-unknown",
                "nobody knows whose key signs checkpoints of this size")
        note.judge_signed_by(self.epoch_keys[bisect.bisect_left(self.epoch_starts, note.size) - 1])
        require(note.size < self.checkpoint.size or note.root == self.checkpoint.root,
                "checkpoint-root", "two checkpoints of this size have different roots")

    # Epochs: from the pin to the key that signs the checkpoint ("Judging a bundle", 2 to 4).

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
        finding = (key_finding(self.report, self.trusted, self.genesis)
                   or leaf_finding(self.trusted, self.genesis_leaf))
        if finding and finding.severity == "failure":
            raise finding
        if finding:
            self.report.add(finding)
        self._begin_epoch(Epoch(0, 0, 0, self.genesis.fields.epoch_key))
        return self._take_epoch_proof(self.genesis_leaf, 0, self.epoch.key)

    def _begin_epoch(self, epoch):
        self.epoch = epoch
        self.epoch_records.append(epoch.record)
        self.epoch_starts.append(epoch.start)
        self.epoch_keys.append(epoch.key)

    def _take_epoch_proof(self, leaf, sequence, signed_by):
        """The checkpoint that a proof under `epochs/` holds; the proof is right for it."""
        name = b"epochs/%020d/inclusion.tlog-proof" % self.epoch.number
        proof = TlogProof(self.archive.take(name, 1, PROOF_MAX))
        note = SignedNote(proof.note, self.genesis.origin)
        note.judge_signed_by(signed_by)
        proof.judge(leaf, sequence, note)
        return note

    def _judge_epoch(self, note, path):
        before, place = self.epoch, b"epochs/%020d/" % len(self.epoch_records)
        data, entry, body = self.take_record(place)
        fields = self.next_epoch(entry, body)
        require(fields, "epoch-record", "not this epoch's record")
        self._begin_epoch(Epoch(fields.epoch, fields.epoch_start, entry.sequence,
                                fields.public_key))
        end = self._take_epoch_proof(sha256(b"\0", data), entry.sequence, before.key)
        require(end.size == fields.epoch_start and len(end.lines) == 1, "checkpoint-size",
                "not the commit that ends the epoch before")
        self.start_roots.append(end.root)
        self._judge_step(note, path, end)
        lines = self.archive.take(place + b"consistency", 1, PROOF_MAX)
        require(lines.endswith(b"\n"), "bundle-consistency", "not lines of hashes")
        return end, hash_lines(lines[:-1].split(b"\n"))

    def next_epoch(self, entry, body):
        """What begins the epoch behind the newest, if the record is one that begins an epoch."""
        fields = (BodyForm(entry, body, self.genesis).key_form()
                  if entry.type == KEY and body else None)
        if fields:
            require(fields.epoch == self.epoch.number + 1, "epoch-record", "epochs have a gap")
            require(fields.previous_record == self.epoch.record, "epoch-record",
                    "names another record for the epoch before")
            require(fields.epoch_start > self.epoch.start, "epoch-record", "epochs do not ascend")
        return fields

    def take_record(self, place):
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

    def take_stream(self, number):
        """Takes a stream's files. Where its record is, and its name."""
        place = b"streams/%010d/" % number
        data, entry, body = self.take_record(place)
        require(entry.type == STREAM, "bundle-stream", "not a stream's record")
        fields = STREAM_BODY.read(body)
        require(fields.stream_id == number, "bundle-stream", "another stream's record")
        self.take_proof(place, data, entry)
        name = body[STREAM_BODY.size:]
        if self.genesis.sealed:
            name = self.archive.take(place + b"name", 1, 255)
            name_key = self.archive.take(place + b"name-key", 32, 32)
            message = b"counterfoil/stream-name/v1\n" + self.genesis.ledger_id + name
            require(name_is_allowed(name) and hmac.digest(name_key, message, "sha256")
                    == fields.name_mac, "stream-name", "not the name that the record is bound to")
        return entry.sequence, name.decode()

    def take_proof(self, place, data, entry):
        proof = TlogProof(self.archive.take(place + b"inclusion.tlog-proof", 1, PROOF_MAX))
        require(proof.note == self.checkpoint.data, "bundle-proof", "under another checkpoint")
        proof.judge(sha256(b"\0", data), entry.sequence, self.checkpoint)

    def next_number(self, kind, digits):
        """The number in the name of the file that stands next, of a record or a stream."""
        match = re.fullmatch(rb"%s/([0-9]{%d})/entry" % (kind, digits),
                             self.archive.next_name() or b"")
        require(match, "bundle-order", f"{kind.decode()} must stand here")
        return int(match[1])

    def stream_is_next(self):
        return (self.archive.next_name() or b"").startswith(b"streams/")


class BundleJudge:
    """Judges one evidence bundle of any kind, file by file ("Judging a bundle")."""

    def __init__(self, file, trusted):
        self.trusted, self.report = trusted, Report("bundle")
        self.head = BundleHead(Archive(file), trusted, self.report)

    def judge(self):
        head, facts = self.head, self.report.facts
        try:
            head.take()
            facts.update(tree_size=head.checkpoint.size, root=head.checkpoint.root.hex())
            content = CONTENTS[head.kind](head)
            content.judge()
            require(head.manifest == head.manifest_text(content.manifest_part()), "bundle-manifest",
                    "not what the other files say", file="manifest.json", offset=0)
            self._judge_cosignatures()
            if "failure" in self.report.severities:
                facts.update(witnesses=[], quorum_size=None)
            else:  # Nothing is shown of a bundle that does not hold.
                facts.update(content.shown_facts())
        except Finding as finding:
            self.report.add(finding.at(**head.archive.here()))
        return self.report

    def _judge_cosignatures(self):
        """Those of the checkpoint, by the policy ("Cosignatures")."""
        judge = WitnessJudge(self.trusted.policy, self.report)
        judge.note(self.head.checkpoint, "checkpoint.note")
        judge.finish()


class CheckpointContent:
    """A bundle that proves a checkpoint and nothing under it ("Checkpoint bundle")."""

    def __init__(self, head):
        self.archive = head.archive

    def judge(self):
        require(self.archive.next_name() is None, "bundle-order", "a file behind the checkpoint")

    def manifest_part(self):
        return b""

    def shown_facts(self):
        return {}


class RangeContent:
    """All entries of a range, and that there are no others ("Range bundle")."""

    TIME = rb'"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{9}Z)"'
    TIMES = re.compile(rb'.*,\n  "from": (?:null,\n  "to": null|%s,\n  "to": %s)\n}\n' % (TIME, TIME),
                       re.DOTALL)
    ENTRIES_MAX = (8 << 30) - 1
    AT_ONCE = 1024

    def __init__(self, head):
        self.head, self.archive, self.genesis = head, head.archive, head.genesis
        self.times = self.stream = self.stream_record = self.stream_name = None
        self.lower = self.first = self.first_time = None
        self.tree, self.before, self.leaf = Frontier(), [], None
        self.last_time = self.upper = None
        self.events, self.in_time, self.numbers = 0, 0, []  # First and last number in the stream,
        self.stream_records = 0                             # and how many there are.
        self.next_in_stream = {}

    def judge(self):
        head, archive = self.head, self.archive
        self.times = self._times()
        if head.stream_is_next():
            self.stream = head.next_number(b"streams", 10)
            require(self.stream > 0, "bundle-order", "stream 0 has no name")
            self.stream_record, self.stream_name = head.take_stream(self.stream)
        if archive.next_name() == b"range/before":
            self.before = self._hashes(archive.take(b"range/before", 1, PROOF_MAX))
        self.lower = self._bracket(b"range/lower.note")
        self._judge_entries()
        self.upper = self._bracket(b"range/upper.note")
        self._judge_bracket(self.upper, self.tree.size < head.checkpoint.size,
                            lambda: self.last_time > self.times[1])
        if self.tree.size < head.checkpoint.size:
            path = self._hashes(archive.take(b"range/consistency", 1, PROOF_MAX))
            continues = is_consistent(self.tree.size, self.tree.root(), head.checkpoint.size,
                                      head.checkpoint.root, path)
        else:
            continues = self.tree.root() == head.checkpoint.root
        require(continues, "bundle-consistency", "not a part of the checkpoint's tree")
        require(archive.next_name() is None, "bundle-order", "a file behind the range")

    def _times(self):
        match = self.TIMES.fullmatch(self.head.manifest)
        require(match, "bundle-manifest", "it ends with no times", file="manifest.json")
        if match[1] is None:
            return None
        times = [time_of(match[i].decode()) for i in (1, 2)]
        require(None not in times and times[0] <= times[1], "bundle-manifest", "no such times",
                file="manifest.json")
        return times

    @staticmethod
    def _hashes(lines):
        require(lines.endswith(b"\n"), "bundle-proof", "not lines of hashes")
        hashes = hash_lines(lines[:-1].split(b"\n"))
        require(len(hashes) <= 65, "bundle-proof", "more hashes than a path has")
        return hashes

    def _bracket(self, name):
        """A bracket's note, if it stands next. Without times it has no place."""
        if self.times is None or self.archive.next_name() != name:
            return None
        note = SignedNote(self.archive.take(name, 1, NOTE_MAX), self.genesis.origin)
        require(note.size <= self.head.checkpoint.size, "checkpoint-size", "larger than C")
        self.head.judge_note(note)
        return note

    def _judge_bracket(self, note, must_be_there, holds):
        if self.times is None:
            return
        require((note is not None) == must_be_there, "range-bracket", "missing, or too many")
        if note:
            require(note.size == self.tree.size, "range-bracket", "of another size")
            require(note.root == self.tree.root(), "checkpoint-root", "of another root")
            require(holds(), "range-bracket", "its last record is of the times asked for")

    def _judge_entries(self):
        size = self.archive.begin(b"range/entries", ENTRY.size, self.ENTRIES_MAX)
        require(size % ENTRY.size == 0, "bundle-size", "not whole entries")
        for part in self.archive.parts(self.AT_ONCE * ENTRY.size):
            for at in range(0, len(part), ENTRY.size):
                self._judge_entry(part[at:at + ENTRY.size], size // ENTRY.size)
        self.archive.close_file()

    def _judge_entry(self, data, count):
        entry = read_entry(data)
        if self.first is None:
            self.first, self.first_time = entry.sequence, entry.time_ns
            require(self.first + count <= self.head.checkpoint.size, "checkpoint-size",
                    "ends behind the checkpoint")
            require(len(self.before) == self.first.bit_count(), "bundle-proof",
                    "the tree before it is of another size")
            self.tree.size, self.tree.hashes = self.first, list(self.before)
        else:
            require(entry.previous == self.leaf, "chain", "does not name the record before")
        require(entry.sequence == self.tree.size, "sequence", "another record")
        judge_entry_alone(entry, self.genesis)
        self._judge_numbers(entry)
        if self.last_time is not None and entry.time_ns < self.last_time:
            self.head.report.event("time-went-back", "the clock went back", entry.sequence)
        self.last_time, self.leaf = entry.time_ns, sha256(b"\0", data)
        self.tree.append(self.leaf)
        self.events += entry.type == EVENT
        if self.stream in (None, entry.stream_id):
            self.in_time += bool(self.times and self.times[0] <= entry.time_ns <= self.times[1])
            self.numbers = [*self.numbers[:1], entry.stream_sequence]
            self.stream_records += 1
        if self.tree.size == self.first + 1:
            self._judge_bracket(self.lower, self.first > 0, lambda: self.first_time < self.times[0])

    def _judge_numbers(self, entry):
        first = 0 if self.first == 0 else entry.stream_sequence
        expected = self.next_in_stream.get(entry.stream_id, first)
        require(entry.stream_sequence == expected, "stream-sequence", "not the stream's next")
        self.next_in_stream[entry.stream_id] = expected + 1
        require(entry.stream_id != self.stream or self.stream_record < entry.sequence,
                "entry-stream", "the stream's record stands behind its event")

    def manifest_part(self):
        times = [b'"%s"' % timestamp(time).encode() for time in self.times or ()] or [b"null"] * 2
        return (b',\n  "first": %d,\n  "end": %d,\n  "stream": %s,\n  "from": %s,\n  "to": %s' % (
            self.first, self.tree.size,
            b"null" if self.stream is None else b"%d" % self.stream, *times))

    def shown_facts(self):
        asked, numbers = self.stream is not None, self.numbers or [None]
        times = [timestamp(time) for time in self.times or ()] or [None] * 2
        return {"first_record": self.first, "records_verified": self.tree.size - self.first,
                "event_records": self.events, "range": {
                    "end": self.tree.size, "stream_id": self.stream, "stream": self.stream_name,
                    "stream_records": self.stream_records if asked else None,
                    "stream_first": numbers[0] if asked else None,
                    "stream_last": numbers[-1] if asked else None,
                    "from": times[0], "to": times[1], "in_time": self.in_time if self.times else None,
                    "lower_size": self.lower and self.lower.size,
                    "upper_size": self.upper and self.upper.size,
                    "first_time": timestamp(self.first_time),
                    "last_time": timestamp(self.last_time)}}


class RecordsContent:
    """A bundle of some records, each with its body and proof ("Judging a bundle", 4 to 6)."""

    def __init__(self, head):
        self.head, self.archive, self.genesis = head, head.archive, head.genesis
        self.disclosed = 0           # Records whose key is there.
        self.shown, self.shown_total, self.shown_bytes = [], 0, 0
        self.stream_records, self.stream_names = {}, {}  # Sequence of each stream's record.
        self.next_in_stream = {}     # Of each stream that was seen among the records.
        self.first = self.count = 0

    def judge(self):
        while self.head.stream_is_next():
            number = self.head.next_number(b"streams", 10)
            require(number > max(self.stream_records, default=0), "bundle-order", "streams ascend")
            self.stream_records[number], self.stream_names[number] = self.head.take_stream(number)
        self._judge_records()
        unused = self.stream_records.keys() - self.next_in_stream.keys()
        require(not unused, "bundle-stream", "a stream without an event in the bundle")

    def manifest_part(self):
        return (b',\n  "streams": %d,\n  "first_record": %d,\n  "record_count": %d,\n'
                b'  "disclosed_records": %d' % (len(self.stream_records), self.first, self.count,
                                                self.disclosed))

    def shown_facts(self):
        """Nothing of it is shown of a bundle that does not hold."""
        return {"first_record": self.first, "disclosed_total": self.shown_total,
                "disclosed": self.shown}

    def _judge_records(self):
        self.first = self.head.next_number(b"records", 20)
        before, before_leaf = None, None
        while self.archive.next_name() is not None:
            place = b"records/%020d/" % (self.first + self.count)
            data, entry, body = self.head.take_record(place)
            require(entry.sequence == self.first + self.count, "sequence", "another record")
            self._judge_neighbours(entry, before, before_leaf)
            self._judge_epoch_record(entry, body)
            self.head.take_proof(place, data, entry)
            self._open(place, data, entry, body)
            before, before_leaf = entry, sha256(b"\0", data)
            self.count += 1
            facts = self.head.report.facts
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
                self.head.report.event("time-went-back", "the clock went back", entry.sequence)

    def _judge_epoch_record(self, entry, body):
        """No epoch begins among the records that `epochs/` does not tell of; one may behind C."""
        at = bisect.bisect_left(self.head.epoch_records, entry.sequence)
        if self.head.epoch_records[at:at + 1] != array.array("Q", [entry.sequence]):
            require(not self.head.next_epoch(entry, body) or entry.sequence == self.head.checkpoint.size - 1,
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


class Slice:
    """A part of a file, as a file of its own."""

    def __init__(self, file, begin, size):
        self.file, self.begin, self.size = file, begin, size

    def read(self, offset, length):
        require(offset + length <= self.size, "file-short", "the part ends too early")
        return self.file.read(self.begin + offset, length)


class ForkJudge:
    """Judges evidence that two histories of one ledger were signed ("Evidence of a fork")."""

    START = b'{\n  "format": "counterfoil-fork",\n  "format_version": '

    def __init__(self, file, trusted):
        self.file, self.archive, self.trusted = file, Archive(file), trusted
        self.report = Report("fork")

    @classmethod
    def is_one(cls, file):
        begin = TAR_BLOCK
        return (file.size >= begin + len(cls.START)
                and file.read(begin, len(cls.START)) == cls.START)

    def judge(self):
        try:
            self._judge()
        except Finding as finding:
            self.report.add(finding.at(**self.archive.here()))
        return self.report

    def _judge(self):
        manifest = self.archive.content(b"manifest.json", 1, NOTE_MAX)
        version = re.match(rb"(0|[1-9][0-9]*),", manifest[len(self.START):])
        require(not version or version[1] == b"1", "bundle-version", "another format version")
        self.archive.close_file()
        then, now = (self._take_bundle(name) for name in (b"remembered.tar", b"shown.tar"))
        require(then.genesis_leaf == now.genesis_leaf, "ledger-id", "of different ledgers")
        old, new = then.checkpoint, now.checkpoint
        self.report.facts.update(tree_size=new.size, root=new.root.hex())
        path = []
        if self.archive.next_name() == b"consistency":
            lines = self.archive.take(b"consistency", 1, PROOF_MAX)
            require(lines.endswith(b"\n"), "bundle-consistency", "not lines of hashes")
            path = hash_lines(lines[:-1].split(b"\n"))
        require(self.archive.next_name() is None, "bundle-order", "a file behind the proof")
        told = re.fullmatch(rb'.*\n  "shown_beginning": "([0-9a-f]{64})"\n}\n', manifest, re.DOTALL)
        require(told and manifest == self._manifest(now, old, told[1]), "bundle-manifest",
                "not what the other files say", file="manifest.json")
        beginning = bytes.fromhex(told[1].decode())
        require(is_consistent(old.size, beginning, new.size, new.root, path), "fork-unproven",
                "the beginning is not that of the ledger shown")
        require(beginning != old.root, "fork-unproven", "there is no fork")
        self.report.event("fork-proven", "two histories of this ledger were signed")

    def _take_bundle(self, name):
        """The head of a checkpoint bundle, which is all of it."""
        size = self.archive.begin(name, 1, self.file.size)
        head = BundleHead(Archive(Slice(self.file, self.archive.offset + TAR_BLOCK, size)),
                          self.trusted, Report())
        head.take()
        self.report.facts.update(
            {fact: head.report.facts[fact] for fact in ("ledger_id", "origin", "identity")})
        CheckpointContent(head).judge()
        require(head.manifest == head.manifest_text(), "bundle-manifest", "not what the files say")
        if not self.report.findings:  # A missing key is told once.
            self.report.include(head.report)
        self.archive.close_file()
        return head

    def _manifest(self, head, old, beginning):
        genesis = head.genesis
        return self.START + (
            b'1,\n  "ledger_id": "%s",\n  "origin": "%s",\n  "vkey": "%s",\n  "genesis_leaf_hash": "%s",\n'
            b'  "remembered_size": %d,\n  "remembered_root": "%s",\n  "shown_size": %d,\n'
            b'  "shown_root": "%s",\n  "shown_beginning": "%s"\n}\n' % (
                genesis.ledger_id.hex().encode(), genesis.origin,
                vkey_of(genesis.origin, genesis.identity_key), head.genesis_leaf.hex().encode(),
                old.size, old.root.hex().encode(), head.checkpoint.size,
                head.checkpoint.root.hex().encode(), beginning))


CONTENTS = {"bundle": RecordsContent, "range": RangeContent, "checkpoint": CheckpointContent}


# ---- What others say of a checkpoint ("Cosignatures", "Time stamps") ----

class CosignedNote(SignedNote):
    """A published note with more signature lines behind it."""

    def __init__(self, data, note):
        require(data.startswith(note.data) and data != note.data, "cosigned-note",
                "not the note with more lines")
        try:
            super().__init__(data, note.text.partition(b"\n")[0])
        except Finding as finding:
            raise Finding("cosigned-note", finding.message)


class Policy:
    """Whose cosignatures count, and how many are enough (C2SP tlog-policy)."""

    def __init__(self, text):
        self.logs, self.witnesses = [], []  # Origin and key; name, name of the key, key.
        self.voters = {}   # By name: a witness's index, or a group's threshold and members.
        self.members, self.quorum = set(), None
        lines = text.split(b"\n")
        if lines.pop():
            raise ValueError("the policy's last line does not end")
        for number, line in enumerate(lines, 1):
            try:
                self._take(line)
            except ValueError as error:
                raise ValueError(f"policy, line {number}: {error}")
        if self.quorum is None:
            raise ValueError("the policy has no quorum line")

    def _take(self, line):
        if re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line):
            raise ValueError("a control character")
        items = [item for item in re.split(rb"[ \t]+", line) if item]
        if not items or items[0].startswith(b"#"):
            return
        match items:
            case [b"log", vkey] | [b"log", vkey, _]:
                name, key = self._key(vkey, 0x01)
                if any(key == other for _, other in self.logs):
                    raise ValueError("a key twice")
                self.logs.append((name, key))
            case [b"witness", name, vkey] | [b"witness", name, vkey, _]:
                key_name, key = self._key(vkey, 0x04)
                if any(key == other for _, _, other in self.witnesses):
                    raise ValueError("a key twice")
                self._define(name, len(self.witnesses))
                self.witnesses.append((name, key_name, key))
            case [b"group", name, threshold, first, *more]:
                members = [first, *more]
                if self.members & {*members} or len({*members}) != len(members):
                    raise ValueError("a member twice")
                if not self.voters.keys() >= {*members}:
                    raise ValueError("no such member")
                number = {b"any": b"1", b"all": b"%d" % len(members)}.get(threshold, threshold)
                if not re.fullmatch(rb"[1-9][0-9]{0,5}", number) or int(number) > len(members):
                    raise ValueError("no such number of members")
                self.members.update(members)
                self._define(name, (int(number), members))
            case [b"quorum", name]:
                if self.quorum is not None or name not in (*self.voters, b"none"):
                    raise ValueError("a second quorum line, or one of nobody")
                self.quorum = name
            case _:
                raise ValueError("no such line")
        if len(self.logs) + len(self.voters) > POLICY_NAMES_MAX:
            raise ValueError("too many names")

    def _define(self, name, voter):
        if name in self.voters or name == b"none":
            raise ValueError("a name twice")
        self.voters[name] = voter

    @staticmethod
    def _key(vkey, type_):
        """Name and public key of a vkey of this type."""
        name, _, rest = vkey.partition(b"+")
        key_id, _, encoded = rest.partition(b"+")
        data = base64.b64decode(encoded, validate=True)
        if (base64.b64encode(data) != encoded or len(data) != 33 or data[0] != type_
                or not key_name_is_allowed(name)
                or key_id != sha256(name, b"\n", data)[:4].hex().encode()):
            raise ValueError("not a vkey of its type")
        return name, data[1:]

    def is_met_by(self, cosigned):
        """Whether the witnesses of these indexes are enough."""
        met = {b"none": True}
        for name, voter in self.voters.items():
            if isinstance(voter, int):
                met[name] = voter in cosigned
            else:
                met[name] = sum(met[member] for member in voter[1]) >= voter[0]
        return met[self.quorum]


def key_name_is_allowed(name):
    return (1 <= len(name) <= 255 and text_is_clean(name) and b"+" not in name
            and not any(letter.isspace() for letter in name.decode()))


class WitnessJudge:
    """Goes from the newest cosigned note to older ones, until one is enough. Without a policy none is."""

    def __init__(self, policy, report):
        self.policy, self.report = policy, report
        self.latest = time.time() + CLOCKS_DIFFER_MAX
        self.is_over, self.seen = policy is None, set()

    def note(self, note, file):
        if self.is_over:
            return
        cosigned = set()
        for index, (name, key_name, key) in enumerate(self.policy.witnesses):
            try:
                moment = self._time_of(note, key_name, key)
            except Finding as finding:
                self.is_over = True
                return self.report.add(finding.at(file=file))
            if moment is None:
                continue
            if moment > self.latest:
                self.report.event("cosignature-from-future", f"at {time_of_seconds(moment)}")
                continue
            cosigned.add(index)
            if index not in self.seen:
                self.report.facts["witnesses"].append({
                    "name": "".join(chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}"
                                    for byte in name),
                    "time": time_of_seconds(moment), "checkpoint_size": note.size})
            self.seen.add(index)
        if self.policy.quorum != b"none" and self.policy.is_met_by(cosigned):
            self.report.facts["quorum_size"], self.is_over = note.size, True

    @staticmethod
    def _time_of(note, name, key):
        """When this witness cosigned the note, in seconds; None when it did not."""
        key_id = sha256(name, b"\n\x04", key)[:4]
        lines = [payload for *whose, payload in note.lines if whose == [name, key_id]]
        if not lines:
            return None
        require(len(lines) == 1 and len(lines[0]) == 8 + 64, "cosignature", "not one cosignature")
        moment = int.from_bytes(lines[0][:8], "big")
        message = b"cosignature/v1\ntime %d\n%s" % (moment, note.text)
        require(signature_is_right(key, lines[0][8:], message), "cosignature", "a wrong signature")
        return moment

    def finish(self):
        if not self.is_over and self.policy.quorum != b"none":
            self.report.add(Finding("quorum", "too few witnesses cosigned a checkpoint"))


class Der:
    """A value in DER: its tag, its content, and what stands behind it."""

    def __init__(self, data):
        require(len(data) >= 2 and data[0] & 0x1F != 0x1F, "time-stamp-malformed", "no tag")
        length, start = data[1], 2
        if length >= 0x80:
            start += length & 0x7F
            length = int.from_bytes(data[2:start], "big")
            require(2 < start <= min(6, len(data)) and data[2] and length >= 0x80,
                    "time-stamp-malformed", "no length in its one form")
        require(start + length <= len(data), "time-stamp-malformed", "cut short")
        self.tag, self.content = data[0], data[start:start + length]
        self.rest = data[start + length:]


def der_items(data, tags):
    """The contents of the values with these tags that `data` begins with; more may stand behind."""
    contents = []
    for tag in tags:
        value = Der(data)
        require(value.tag == tag, "time-stamp-malformed", "another value must stand there")
        contents.append(value.content)
        data = value.rest
    return contents


class TimeStamp:
    """A TimeStampResp of RFC 3161: what it is over and of when, read down to the TSTInfo."""

    INTEGER, OCTETS, OBJECT, TIME, SEQUENCE, SET, FIRST = 0x02, 0x04, 0x06, 0x18, 0x30, 0x31, 0xA0
    SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
    TST_INFO = bytes.fromhex("2a864886f70d0109100104")
    SHA256 = bytes.fromhex("608648016503040201")

    def __init__(self, data):
        self.data = data
        kind, reply = "time-stamp-malformed", Der(data)
        require(reply.tag == self.SEQUENCE and not reply.rest, kind, "not a reply")
        status, token = der_items(reply.content, (self.SEQUENCE, self.SEQUENCE))
        require(der_items(status, (self.INTEGER,))[0] in (b"\0", b"\1"), kind, "not granted")
        type_, token = der_items(token, (self.OBJECT, self.FIRST))
        signed, = der_items(token, (self.SEQUENCE,))
        _, _, content = der_items(signed, (self.INTEGER, self.SET, self.SEQUENCE))
        content_type, content = der_items(content, (self.OBJECT, self.FIRST))
        require((type_, content_type) == (self.SIGNED_DATA, self.TST_INFO), kind, "not a token")
        info, = der_items(der_items(content, (self.OCTETS,))[0], (self.SEQUENCE,))
        _, _, imprint, _, moment = der_items(info, (self.INTEGER, self.OBJECT, self.SEQUENCE,
                                                    self.INTEGER, self.TIME))
        algorithm, self.digest = der_items(imprint, (self.SEQUENCE, self.OCTETS))
        require(der_items(algorithm, (self.OBJECT,)) == [self.SHA256] and len(self.digest) == 32,
                kind, "not over SHA-256")
        self.time = self._seconds(moment)

    @staticmethod
    def _seconds(text):
        match = re.fullmatch(rb"([0-9]{14})(?:\.[0-9]+)?Z", text)
        require(match, "time-stamp-malformed", "no time")
        try:
            moment = datetime.datetime.strptime(match[1].decode(), "%Y%m%d%H%M%S")
        except ValueError:
            raise Finding("time-stamp-malformed", "no time")
        seconds = (moment - datetime.datetime(1970, 1, 1)) // datetime.timedelta(seconds=1)
        require(seconds >= 0, "time-stamp-malformed", "before 1970")
        return seconds

    def judge(self, text, authorities):
        """Over this text, and with a file of authorities by one of them, at its own time."""
        require(self.digest == sha256(text), "time-stamp-digest", "not over this checkpoint")
        if authorities is None:
            return
        asked = subprocess.run(
            ["openssl", "ts", "-verify", "-digest", self.digest.hex(), "-in", "/dev/stdin",
             "-CAfile", authorities, "-attime", str(self.time), "-auth_level", "2"],
            input=self.data, capture_output=True, check=False)
        require(asked.returncode == 0, "time-stamp-authority", "openssl does not verify it")


# ---- Proofs: "Judging a proof" ----

NOTE_FILE_MAX, PROOF_FILE_MAX, PATH_MAX = 1 << 20, 4 << 20, 64


def read_given(path, most):
    """All of a file that was named; it is a regular one."""
    file = regular_file(path)
    if file is None:
        exists = os.path.lexists(path)
        raise Finding("not-a-file" if exists else "read-error", f"{path}: no file", file=path)
    with file:
        require(file.size <= most, "file-too-large", "longer than its kind may be", file=path)
        return file.read(0, file.size) if file.size else b""


class NoteEvidence:
    """By what a note is judged: a chain of epochs, or else only the key that was given."""

    def __init__(self, path, key, report):
        self.path, self.key, self.report, self.chain = path, key, report, None

    def take(self):
        if self.path is None:
            if self.key is None:
                self.report.add(Finding("no-key", "no key was given"))
            return
        kind, file = self.report.facts["kind"], regular_file(self.path)
        if file is None:
            exists = os.path.lexists(self.path)
            raise Finding("not-a-file" if exists else "read-error", f"{self.path}: no file")
        with file:
            archive = Archive(file)
            self.chain = BundleHead(archive, Trusted(self.key), self.report)
            try:
                self.chain.take()
            except Finding as finding:
                raise finding.at(**archive.here())
            finally:
                self.report.facts["kind"] = kind

    def judge(self, note):
        """Whose it is; what is not known is added and does not end it."""
        if self.chain:
            require(note.origin == self.chain.genesis.origin, "checkpoint-origin", "another origin")
        elif self.key:
            require(note.origin == self.key.origin, "checkpoint-origin", "another origin")
            note.judge_line_of(self.key.public_key)
        try:
            require(self.chain, "epochs-unknown", "nothing says whose key signs")
            self.chain.judge_note(note)
        except Finding as finding:
            if finding.severity != "incomplete":
                raise
            self.report.add(finding)


def judge_record_proof(path, key, evidence=None, entry_path=None):
    """The report on a .tlog-proof."""
    report = Report("proof")
    try:
        proof = TlogProof(read_given(path, PROOF_FILE_MAX), may_have_extra=True)
        require(len(proof.hashes) <= PATH_MAX, "bundle-proof", "more hashes than a path has")
        note = SignedNote(proof.note, None)
        require(proof.index < note.size and len(proof.hashes) == path_size(proof.index, note.size),
                "bundle-inclusion", "no such record under this checkpoint")
        report.facts.update(tree_size=note.size, root=note.root.hex(), first_record=proof.index)
        by = NoteEvidence(evidence, key, report)
        by.take()
        by.judge(note)
        require(entry_path is not None, "entry-unknown", "whose entry it is, nobody said")
        data = read_given(entry_path, ENTRY.size)
        require(len(data) == ENTRY.size, "bundle-size", "no entry")
        entry = read_entry(data)
        require(entry.sequence == proof.index, "sequence", "the entry of another record")
        if by.chain:
            judge_entry_alone(entry, by.chain.genesis)
        proof.judge(sha256(b"\0", data), proof.index, note)
        report.facts.update(records_verified=1, event_records=int(entry.type == EVENT))
    except Finding as finding:
        report.add(finding.at(file=path))
    return report


def judge_consistency(path, older, newer, key, evidence=None):
    """The report on a proof that the newer of two notes continues the older."""
    report = Report("consistency")
    try:
        notes = [SignedNote(read_given(file, NOTE_FILE_MAX), None) for file in (older, newer)]
        old, new = notes
        report.facts.update(tree_size=new.size, root=new.root.hex(), old_size=old.size)
        require(old.origin == new.origin, "checkpoint-origin", "of two ledgers")
        require(old.size <= new.size, "checkpoint-order", "the older one is larger")
        lines = read_given(path, PROOF_MAX)
        require(lines.endswith(b"\n") or not lines, "bundle-proof", "not lines of hashes")
        hashes = hash_lines(lines[:-1].split(b"\n")) if lines else []
        require(len(hashes) <= PATH_MAX + 1, "bundle-proof", "more hashes than a path has")
        equal = old.size == new.size
        require(not hashes and old.root == new.root if equal
                else is_consistent(old.size, old.root, new.size, new.root, hashes),
                "bundle-consistency", "the newer one does not continue the older")
        by = NoteEvidence(evidence, key, report)
        by.take()
        for note in notes:
            by.judge(note)
    except Finding as finding:
        report.add(finding.at(file=path))
    return report


# ---- Tile trees ("Tiles") ----

TILE_WIDTH, TILE_LEVELS = 256, 8
BUNDLED_SIZE = 2 + ENTRY.size
TILE_PATH = re.compile(r"tile/([0-7]|entries)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?",
                       re.ASCII)


class Tile(collections.namedtuple("Tile", "level index width")):
    """A tile of hashes, or an entry bundle: then the level is None."""

    @staticmethod
    def at(path):
        """What bears this path, or None."""
        match = TILE_PATH.fullmatch(path)
        if not match:
            return None
        level = None if match[1] == "entries" else int(match[1])
        index = int(match[2].replace("x", "").replace("/", ""))
        tile = Tile(level, index, int(match[3] or TILE_WIDTH))
        is_one = tile.path() == path and tile.width <= TILE_WIDTH and index < 2**64
        return tile if is_one else None

    def path(self):
        rest, number = divmod(self.index, 1000)
        groups = [f"{number:03}"]
        while rest:
            rest, number = divmod(rest, 1000)
            groups.insert(0, f"x{number:03}")
        level = "entries" if self.level is None else self.level
        partial = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{level}/{'/'.join(groups)}{partial}"

    def item_size(self):
        return BUNDLED_SIZE if self.level is None else 32

    def needed(self, size):
        """The tile that a tree of this size has at the same place, or None."""
        width = min(TILE_WIDTH, (size >> 8 * (self.level or 0)) - TILE_WIDTH * self.index)
        return self._replace(width=width) if width > 0 else None


def is_directory_of_tiles(path):
    return Tile.at(path + ("/1" if path.endswith(".p") else "/000")) is not None


class TileTree:
    """The files of a tile tree, by their paths."""

    def __init__(self, root):
        self.root = root

    def find(self, path):
        """The file at this path, or None. No link is followed on the way."""
        *above, name = path.split("/")
        directory = self.root
        try:
            for part in above:
                below = directory.directory(part)
                if directory is not self.root:
                    directory.close()
                directory = below
                if directory is None:
                    return None
            return directory.find(name)
        finally:
            if directory not in (None, self.root):
                directory.close()

    def read(self, tile, width):
        """The first hashes or entries of a file, which has the length of its name; None: missing."""
        file = self.find(tile.path())
        if file is None:
            return None
        with file:
            require(file.size == tile.width * tile.item_size(), "tile-size", "another length",
                    file=tile.path())
            return file.read(0, width * tile.item_size())

    def read_needed(self, tile):
        """All of a tile, or as much of the full one when that has replaced it ("Judging a tile tree", 6)."""
        content = self.read(tile, tile.width)
        if content is None and tile.width < TILE_WIDTH:
            try:
                content = self.read(tile._replace(width=TILE_WIDTH), tile.width)
            except Finding:
                content = None
        require(content is not None, "file-missing", "the tree needs it", file=tile.path())
        return content


class TileEdge:
    """The partial tiles at the right edge of a tree, and the tree's frontier."""

    def __init__(self):
        self.levels = [[] for _ in range(TILE_LEVELS)]
        self.tree = Frontier()

    def append(self, leaf):
        """Yields the tiles that become full, with their hashes."""
        self.tree.append(leaf)
        hash_ = leaf
        for level, hashes in enumerate(self.levels):
            hashes.append(hash_)
            if len(hashes) < TILE_WIDTH:
                return
            yield Tile(level, (self.tree.size >> 8 * (level + 1)) - 1, TILE_WIDTH), hashes
            above = Frontier()
            for each in hashes:
                above.append(each)
            hash_ = above.root()
            self.levels[level] = []

    def partial_tiles(self):
        for level, hashes in enumerate(self.levels):
            if hashes:
                yield Tile(level, self.tree.size >> 8 * (level + 1), len(hashes)), hashes


class TilesJudge:
    """Judges one tile tree ("Judging a tile tree")."""

    def __init__(self, path, key):
        self.key, self.report = key, Report("tiles")
        self.root = Directory(os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
        self.files = TileTree(self.root)
        self.note = self.head = None
        self.edge, self.behind, self.epochs_passed = TileEdge(), 0, 1
        self.rules = None                       # What genesis says, or the entries themselves.
        self.next_in_stream = array.array("Q", [0])
        self.last, self.last_leaf = None, ZERO_HASH

    def judge(self):
        try:
            self._judge()
        except Finding as finding:
            self.report.add(finding)
        finally:
            self.root.close()
        return self.report

    def _is_over(self):
        return bool(self.report.severities & {"failure", "unsupported", "io-error"})

    def _judge(self):
        data = self.root.read("checkpoint", NOTE_MAX)
        self.note = note = SignedNote(data, data.partition(b"\n")[0])
        self.report.facts.update(origin=note.origin.decode(errors="replace"), tree_size=note.size,
                                 root=note.root.hex(), checkpoint_count=1)
        evidence = self.root.find("evidence.tar")
        if evidence is None:
            self._judge_without_evidence()
        else:
            self._judge_evidence(evidence)
        if self._is_over():
            return
        self._judge_names()
        self._judge_entries()
        for tile, hashes in self.edge.partial_tiles():
            self._judge_tile(tile, hashes)
        require(self.edge.tree.root() == note.root, "root-mismatch", "not the root of the tiles",
                file="checkpoint")

    def _judge_evidence(self, file):
        with file:
            judge = BundleJudge(file, Trusted(self.key))
            self.report.include(judge.judge())
        if self._is_over():
            return
        self.head = head = judge.head
        require(head.kind == "checkpoint", "evidence-kind", "not a checkpoint bundle",
                file="evidence.tar")
        facts = self.report.facts
        facts.update({name: judge.report.facts[name] for name in ("ledger_id", "origin", "identity")})
        require(self.note.origin == head.genesis.origin, "checkpoint-origin", "of another ledger",
                file="checkpoint")
        self.rules = head.genesis
        self._judge_note(head.judge_note)

    def _judge_note(self, judge_it):
        try:
            judge_it(self.note)
        except Finding as finding:
            if finding.severity != "incomplete":
                raise
            self.report.add(finding)

    def _judge_without_evidence(self):
        if self.key is None:
            self.report.add(Finding("no-key", "no key was given"))
        else:
            require(self.key.origin == self.note.origin, "wrong-key", "of another origin")
            self.note.judge_line_of(self.key.public_key)
        self.report.add(Finding("epochs-unknown", "there is no evidence.tar", file="evidence.tar"))

    # Names ("Judging a tile tree", 2).

    def _judge_names(self):
        for name in self.root.names():
            if name in ("checkpoint", "evidence.tar"):
                self._close(self.root.find(name))
            elif name == "tile":
                self._walk(self.root.directory(name), name)
            elif name not in ("lock", "export.tmp"):
                self.report.event("unknown-file", f"{name} is no part of a tile tree")
        if self.behind:
            self.report.event("tiles-behind-checkpoint", f"{self.behind} tiles are not judged")

    @staticmethod
    def _close(file):
        if file:
            os.close(file.descriptor)

    def _walk(self, directory, path):
        if directory is None:
            return
        try:
            for name in directory.names():
                below = f"{path}/{name}"
                if tile := Tile.at(below):
                    self._close(directory.find(name))
                    self._judge_beside(tile)
                elif is_directory_of_tiles(below):
                    self._walk(directory.directory(name), below)
                else:
                    self.report.event("unknown-file", f"{below} is no part of a tile tree")
        finally:
            directory.close()

    def _judge_beside(self, tile):
        """A tile of another width than the tree needs."""
        needed = tile.needed(self.note.size)
        if tile == needed:
            return
        self.behind += needed is None or tile.width > needed.width
        if needed is None:
            return
        width = min(tile.width, needed.width)
        content = self.files.read(tile, width)
        if content is None:
            return  # Removed since it was listed, as an export does with what it has replaced.
        require(self.files.read_needed(needed)[:width * tile.item_size()] == content,
                "tile-beginning", "does not begin as the tile of the tree does", file=tile.path())

    # Entries and tiles ("Judging a tile tree", 4 to 6).

    def _judge_entries(self):
        index = 0
        while needed := Tile(None, index, TILE_WIDTH).needed(self.note.size):
            content = self.files.read_needed(needed)
            for offset in range(0, len(content), BUNDLED_SIZE):
                sequence = self.edge.tree.size
                try:
                    require(content[offset:offset + 2] == bytes([0, ENTRY.size]), "tile-entry",
                            "an entry of another length")
                    self._judge_entry(content[offset + 2:offset + BUNDLED_SIZE])
                except Finding as finding:
                    raise finding.at(file=needed.path(), sequence=sequence)
            index += 1

    def _judge_entry(self, data):
        entry = read_entry(data)
        self._learn(entry)
        sequence = self.edge.tree.size
        require(sequence or entry.type == GENESIS, "record-order", "genesis comes first")
        require(EVENT <= entry.type <= ANCHOR, "entry-type", f"type {entry.type}")
        require(entry.flags in ((0, 1) if sequence else (1,)), "entry-flags", f"flags {entry.flags}")
        require(entry.ledger_id == self.rules.ledger_id, "ledger-id", "another ledger's")
        require(entry.sequence == sequence, "sequence", "not the next record")
        self._judge_order(entry)
        require((entry.stream_id != 0) == (entry.type == EVENT), "entry-stream", "the wrong stream")
        require(entry.stream_id < len(self.next_in_stream), "entry-stream",
                "nobody defined this stream")
        require(entry.stream_sequence == self.next_in_stream[entry.stream_id], "stream-sequence",
                "not the stream's next")
        require(entry.previous == self.last_leaf, "chain", "does not name the record before")
        judge_sealing(entry, self.rules)
        require(ENTRY.size + entry.body_length <= self.rules.record_max, "record-too-large",
                "over the ledger's limit")
        self._go_on(data, entry)

    def _learn(self, entry):
        """Without evidence the ledger's rules are taken from the entries that show them."""
        if self.rules is None:
            self.rules = types.SimpleNamespace(ledger_id=entry.ledger_id, sealed=None,
                                               record_max=RECORD_MAX)
            self.report.facts["ledger_id"] = entry.ledger_id.hex()
        if self.rules.sealed is None and entry.type == EVENT:
            self.rules.sealed = entry.key_id != 0

    def _judge_order(self, entry):
        last_type = self.last.type if self.last else None
        must = {0: GENESIS, 1: SEGMENT, 2: OPEN}.get(entry.sequence)
        if must is None and last_type == RECOVERY:
            must = OPEN
        require(must in (None, entry.type), "record-order", "another type must stand here")
        if must is None:
            behind_segment = last_type == SEGMENT
            allowed = {GENESIS: False, RECOVERY: behind_segment,
                       OPEN: entry.flags == 1 or behind_segment}
            require(allowed.get(entry.type, True), "record-order", "must not stand here")

    def _go_on(self, data, entry):
        leaf, facts = sha256(b"\0", data), self.report.facts
        self.next_in_stream[entry.stream_id] += 1
        if entry.type == STREAM:
            self.next_in_stream.append(0)
        if self.last and entry.time_ns < self.last.time_ns:
            self.report.event("time-went-back", "the clock went back", entry.sequence)
        self.last, self.last_leaf = entry, leaf
        for tile, hashes in self.edge.append(leaf):
            self._judge_tile(tile, hashes)
        facts["records_verified"] += 1
        facts["event_records"] += entry.type == EVENT
        self._judge_history(leaf)

    def _judge_history(self, leaf):
        """Genesis, and the root at the start of each epoch ("Judging a tile tree", 5)."""
        size, head = self.edge.tree.size, self.head
        if size == 1:
            genesis_leaf = head.genesis_leaf if head else self.key and self.key.genesis_leaf
            require(genesis_leaf in (None, leaf), "wrong-genesis", "begins differently")
            if genesis_leaf and not head:
                self.report.facts["identity"] = "pinned"
        elif head and self.epochs_passed < len(head.start_roots) and (
                head.epoch_starts[self.epochs_passed] == size):
            require(self.edge.tree.root() == head.start_roots[self.epochs_passed],
                    "bundle-consistency", "another past than the epoch signed")
            self.epochs_passed += 1

    def _judge_tile(self, tile, hashes):
        require(self.files.read_needed(tile) == b"".join(hashes), "tile-hash", "other hashes",
                file=tile.path())


# ---- Ledger, bundle, proof or tile tree ----

def is_tile_tree(path):
    def has(name):
        return os.path.lexists(os.path.join(os.fsencode(path), name))
    return os.path.isdir(path) and has(b"checkpoint") and has(b"tile") and not has(b"HEAD")


def regular_file(path):
    """The open file, or None where no regular one is. A link is followed."""
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


def begins_as_proof(file):
    length = len(TlogProof.FIRST_LINE)
    return file.size >= length and file.read(0, length) == TlogProof.FIRST_LINE


def judge(path, key=None, policy=None, authorities=None, evidence=None, entry=None):
    """The report. A regular file is a proof or a bundle; whatever else lies there is for the judge of
    ledgers. A live ledger is judged again when HEAD changed under a bad verdict."""
    trusted = Trusted(key, policy, authorities)
    if file := regular_file(path):
        with file:
            if ForkJudge.is_one(file):
                return ForkJudge(file, trusted).judge()
            if not begins_as_proof(file):
                return BundleJudge(file, trusted).judge()
        return judge_record_proof(path, key, evidence, entry)
    if is_tile_tree(path):
        return TilesJudge(path, key).judge()
    return judge_ledger(lambda: LedgerJudge(path, trusted))


def judge_ledger(look):
    """The report. A live ledger is judged again when HEAD changed under a bad verdict."""
    for _ in range(5):
        ledger = look()
        report = ledger.judge()
        if EXIT_CODES[report.verdict()] == 0 or not ledger.head_changed:
            break
    return report


# ---- The command line ----

def read_argument(path, size_max):
    with open(path, "rb") as file:
        data = file.read(size_max + 1)
    if len(data) > size_max:
        raise ValueError(f"{path} is too long")
    return data


def require_certificates(pem):
    """`openssl` says only that it does not verify; that the file is none must be told apart."""
    blocks = re.findall(rb"-----BEGIN CERTIFICATE-----.*?(?:-----END CERTIFICATE-----\n?|\Z)", pem,
                        re.DOTALL)
    for block in blocks:
        x509.load_pem_x509_certificate(block)
    if not blocks:
        raise ValueError("no certificates in PEM")


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


def judge_batch(source, key, out, policy=None, authorities=None):
    """A verdict a line, for each line PATH or PATH TAB KEY."""
    for line in source:
        path, _, key_argument = line.rstrip(b"\n").partition(b"\t")
        if not path:
            continue
        report = judge(path, Key.find(key_argument) if key_argument else key, policy, authorities)
        kind = report.findings[0].kind if report.findings else "-"
        out.write(b"%s\t%s\t%s\n" % (report.verdict().encode(), path, kind.encode()))
        out.flush()


def main():
    parser = argparse.ArgumentParser(
        description="The second verifier of Counterfoil's ledgers, bundles, proofs and tile trees.")
    parser.add_argument("path", nargs="?", help="the directory of a ledger or tile tree, a bundle or a proof")
    parser.add_argument("--key", help="a vkey, or a file with a vkey or a pin")
    parser.add_argument("--policy", metavar="FILE", help="a C2SP policy: logs, witnesses, quorum")
    parser.add_argument("--timestamp-ca", metavar="FILE",
                        help="PEM certificates of authorities that every time stamp must be by")
    parser.add_argument("--entry", metavar="FILE", help="for a .tlog-proof: the record's entry")
    parser.add_argument("--evidence", metavar="BUNDLE",
                        help="for a proof: a bundle that tells the ledger's epochs")
    parser.add_argument("--consistency", nargs=2, metavar=("OLD", "NEW"),
                        help="the path is a proof that the second of these notes continues the first")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--batch", metavar="LIST",
                        help="a file (or -) of lines PATH [TAB KEY]; prints a verdict for each")
    arguments = parser.parse_args()
    if (arguments.path is None) == (arguments.batch is None):
        parser.error("give either a path or --batch")
    try:
        key = Key.find(arguments.key) if arguments.key is not None else None
        policy = authorities = None
        if arguments.policy is not None:
            policy = Policy(read_argument(arguments.policy, POLICY_MAX))
        if arguments.timestamp_ca is not None:
            authorities = arguments.timestamp_ca
            require_certificates(read_argument(authorities, AUTHORITIES_MAX))
        if arguments.batch is not None:
            source = sys.stdin.buffer if arguments.batch == "-" else open(arguments.batch, "rb")
            with source:
                judge_batch(source, key, sys.stdout.buffer, policy, authorities)
            return 0
    except (OSError, ValueError) as error:
        parser.error(str(error))
    if arguments.consistency:
        report = judge_consistency(arguments.path, *arguments.consistency, key, arguments.evidence)
    else:
        report = judge(arguments.path, key, policy, authorities, arguments.evidence, arguments.entry)
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
