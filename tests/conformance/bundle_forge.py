# SPDX-License-Identifier: Apache-2.0
"""Makes ledgers in memory and evidence bundles of them, from docs/FORMAT.md alone.

It shares no code with Counterfoil nor with schemas/reference_verifier.py, whose judgement of bundles
it serves to test. Keys and nonces follow from names: a bundle is the same bytes each time.
"""

import base64
import collections
import datetime
import hashlib
import hmac
import struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

EVENT, GENESIS, OPEN, SEGMENT, STREAM, KEY, HOLD = 1, 2, 3, 4, 5, 6, 7
ERASURE, DESTROYED, RECOVERY, DROP, HEARTBEAT, ANCHOR = 8, 9, 10, 11, 12, 13
ENTRY_FIELDS = ("version", "type", "flags", "stream_id", "sequence", "stream_sequence", "time_ns",
                "body_length", "key_id", "ledger_id", "nonce", "key_commitment", "body_digest",
                "previous")
ENTRY = struct.Struct("<BBHIQQQIQ16s24s32s32s32s")
Record = collections.namedtuple("Record", "entry body key")
Epoch = collections.namedtuple("Epoch", "start record key")


def sha256(data):
    return hashlib.sha256(data).digest()


def secret(name):
    return sha256(b"bundle forge, " + name.encode())


def signing_key(name):
    return Ed25519PrivateKey.from_private_bytes(secret(name))


def public(key):
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def aes_cmac(key, data):
    cmac = CMAC(algorithms.AES(key))
    cmac.update(data)
    return cmac.finalize()


def xaes_record_key(data_key, nonce):
    """"Sealing": the key of one record."""
    return b"".join(aes_cmac(data_key, b"\0" + bytes([i]) + b"\x58\0" + nonce[:12]) for i in (1, 2))


def xaes_seal(data_key, nonce, associated, plaintext):
    return AESGCM(xaes_record_key(data_key, nonce)).encrypt(nonce[12:], plaintext, associated)


def envelope(content, *fields):
    """"Event"; fields are pairs of tag and value."""
    packed = b"".join(struct.pack("<HH", tag, len(value)) + value for tag, value in fields)
    return struct.pack("<HH", 1, len(packed)) + packed + content


# RFC 6962, 2.1, word by word: slow, and nothing to get wrong.

def split(count):
    return 1 << (count - 1).bit_length() - 1


class Tree:
    def __init__(self):
        self.leaves, self.known = [], {}

    def root(self, start, end):
        if end - start == 1:
            return self.leaves[start]
        if (start, end) not in self.known:
            middle = start + split(end - start)
            self.known[start, end] = sha256(
                b"\1" + self.root(start, middle) + self.root(middle, end))
        return self.known[start, end]

    def inclusion(self, index, start, end):
        if end - start == 1:
            return []
        middle = start + split(end - start)
        if index < middle:
            return self.inclusion(index, start, middle) + [self.root(middle, end)]
        return self.inclusion(index, middle, end) + [self.root(start, middle)]

    def consistency(self, size, start, end, is_whole=True):
        if size == end:
            return [] if is_whole else [self.root(start, end)]
        middle = start + split(end - start)
        if size <= middle:
            return self.consistency(size, start, middle, is_whole) + [self.root(middle, end)]
        return self.consistency(size, middle, end, False) + [self.root(start, middle)]


class Forge:
    """A ledger: genesis, and what is added to it. Attributes may be changed to make it lie."""

    def __init__(self, sealed=True, origin=b"forge.example/log", segment_size_limit=64 << 20,
                 format_version=1, genesis=None, change_genesis=lambda body: body):
        self.sealed, self.origin = sealed, origin
        self.ledger_id, self.identity = secret("ledger")[:16], signing_key("identity")
        self.tree, self.records, self.streams = Tree(), [], [[None, 0]]  # Name and next number.
        self.epochs = [Epoch(0, 0, signing_key("epoch 0"))]
        self.signers = {}         # Who signs in an epoch's place: a thief.
        self.is_first = True      # The next record is the first of its frame.
        self.time_ns = 1767323045 * 10**9
        body = struct.pack("<HBBI16s7Q32s32s16sQ32s32sH6s", format_version, sealed, 2, 0,
                           self.ledger_id, self.time_ns, segment_size_limit, 1 << 20, 0, 0, 0, 0,
                           public(self.identity), public(self.epochs[0].key), bytes(16), 0,
                           bytes(32), bytes(32), len(origin), bytes(6)) + origin
        signature = self.identity.sign(b"counterfoil/genesis/v1\n" + self.ledger_id + body)
        self.add(GENESIS, change_genesis(body + signature), **(genesis or {}))

    def add(self, type_, body, stream=0, data_key=None, spoil=None, **fields):
        """Appends a record. `fields` replace the entry's before sealing, `spoil` after it."""
        number = len(self.records)
        self.time_ns += 1000
        entry = dict(version=1, type=type_, flags=int(self.is_first), stream_id=stream,
                     sequence=number, stream_sequence=self.streams[stream][1],
                     time_ns=self.time_ns, body_length=len(body), key_id=0,
                     ledger_id=self.ledger_id, nonce=bytes(24), key_commitment=bytes(32),
                     body_digest=bytes(32), previous=bytes(32))
        key = None
        if data_key:
            entry["nonce"] = secret(f"nonce {number}")[:24]
            key = xaes_record_key(data_key, entry["nonce"])
            entry.update(key_id=int.from_bytes(sha256(data_key)[:8], "little") | 1,
                         body_length=len(body) + 16,
                         key_commitment=sha256(b"counterfoil/key-commitment/v1\n" + key))
        entry.update({name: value for name, value in fields.items() if name in ENTRY_FIELDS})
        if data_key:
            body = xaes_seal(data_key, entry["nonce"], self.pack(entry), body)
        entry["body_digest"] = sha256(body)
        entry["previous"] = self.tree.leaves[-1] if self.tree.leaves else bytes(32)
        entry.update({name: value for name, value in fields.items()
                      if name in ("body_digest", "previous", "body_length")})
        entry.update(spoil or {})
        self.records.append(Record(self.pack(entry), body, key))
        self.tree.leaves.append(sha256(b"\0" + self.records[-1].entry))
        self.streams[stream][1] += 1
        self.is_first = False
        return number

    @staticmethod
    def pack(entry):
        return ENTRY.pack(*(entry[name] for name in ENTRY_FIELDS))

    def commit(self):
        self.is_first = True
        return len(self.records)

    def event(self, stream, content, *fields, **entry):
        return self.add(EVENT, envelope(content, *fields), stream,
                        secret(f"data key {stream}") if self.sealed else None, **entry)

    def stream(self, name, **entry):
        number = len(self.streams)
        self.streams.append([name, 0])
        if self.sealed:
            mac = hmac.digest(self.name_key(number), b"counterfoil/stream-name/v1\n"
                              + self.ledger_id + name, "sha256")
            self.add(STREAM, struct.pack("<IBBH32s", number, 1, 0, 0, mac), **entry)
        else:
            self.add(STREAM, struct.pack("<IBBH32s", number, 0, 0, len(name), bytes(32)) + name,
                     **entry)
        return number

    @staticmethod
    def name_key(stream):
        return secret(f"name key {stream}")

    def rotate(self, **wrong):
        """The record that begins an epoch ends its frame. `wrong` replaces fields of its body."""
        number, record = len(self.epochs), len(self.records)
        key = signing_key(f"epoch {number}")
        body = dict(kind=1, epoch=number, public_key=public(key),
                    previous_record=self.epochs[-1].record, epoch_start=record + 1)
        body.update(wrong)
        self.add(KEY, struct.pack("<HHIQ32sQQ", body["kind"], 0, 0, body["epoch"],
                                  body["public_key"], body["previous_record"],
                                  body["epoch_start"]))
        self.epochs.append(Epoch(body["epoch_start"], record, key))
        self.commit()

    # What is signed.

    def key_id(self, key):
        return sha256(self.origin + b"\n\1" + public(key))[:4]

    def vkey(self):
        return b"%s+%s+%s" % (self.origin, self.key_id(self.identity).hex().encode(),
                              base64.b64encode(b"\1" + public(self.identity)))

    def pin(self, leaf=None):
        return b"counterfoil-pin v1\n%s\n%s\n" % (
            self.vkey(), (leaf or self.tree.leaves[0]).hex().encode())

    def line(self, key, text):
        return b"\xe2\x80\x94 %s %s\n" % (
            self.origin, base64.b64encode(self.key_id(key) + key.sign(text)))

    def text(self, size):
        root = base64.b64encode(self.tree.root(0, size))
        return b"%s\n%d\n%s\n" % (self.origin, size, root)

    def epoch_of(self, size):
        return max(i for i, epoch in enumerate(self.epochs) if epoch.start < size)

    def note(self, size, with_identity=False):
        epoch, text = self.epoch_of(size), self.text(size)
        lines = self.line(self.signers.get(epoch, self.epochs[epoch].key), text)
        if with_identity:
            lines += self.line(self.identity, text)
        return text + b"\n" + lines

    # The files of a bundle.

    def proof(self, index, size, note):
        hashes = b"".join(map(hash_line, self.tree.inclusion(index, 0, size)))
        return b"c2sp.org/tlog-proof@v1\nindex %d\n%s\n%s" % (index, hashes, note)

    def files(self, first=0, count=None, size=None, note=None, disclose=(), names=(), destroyed=()):
        """Pairs of name and bytes, in order. `note` is C if it is more than a signed commit."""
        size = size or len(self.records)
        count = size - first if count is None else count
        note = note or self.note(size)
        last = self.epoch_of(size)
        files = []
        for number, epoch in enumerate(self.epochs[:last + 1]):
            end = self.epochs[number + 1].start if number < last else size
            under = epoch.start if number else end
            holds = note if under == size else self.note(under)
            files += self.record_files(b"epochs/%020d" % number, epoch.record, under, holds)
            if number:
                files.append((b"epochs/%020d/consistency" % number, b"".join(
                    map(hash_line, self.tree.consistency(epoch.start, 0, end)))))
        files.append((b"checkpoint.note", note))
        for stream in names:
            place = b"streams/%010d" % stream
            files += self.record_files(place, self.record_of_stream(stream), size, note)
            if self.sealed:
                files += [(place + b"/name", self.streams[stream][0]),
                          (place + b"/name-key", self.name_key(stream))]
        for number in range(first, first + count):
            place, record = b"records/%020d" % number, self.records[number]
            files += [file for file in self.record_files(place, number, size, note)
                      if number not in destroyed or not file[0].endswith(b"/body")]
            if number in disclose:
                files.append((place + b"/record-key", record.key))
        manifest = self.manifest(size, last + 1, len(names), first, count, len(disclose))
        return [(b"manifest.json", manifest)] + files

    def checkpoint_files(self, size=None, note=None):
        """The bundle of a checkpoint alone."""
        files = self.files(0, 0, size, note)
        text = files[0][1].replace(b"counterfoil-evidence", b"counterfoil-checkpoint")
        return [(b"manifest.json", text[:text.index(b',\n  "streams"')] + b"\n}\n")] + files[1:]

    def range_files(self, first, end, size=None, stream=None, times=None, lower=None, upper=None):
        """The bundle of records first to end - 1. `times` are texts; `lower` and `upper` notes."""
        size = size or len(self.records)
        files = self.files(0, 0, size, names=[stream] if stream else [])
        head = files[0][1].replace(b"counterfoil-evidence", b"counterfoil-range")
        from_, to = (b'"%s"' % time for time in times) if times else (b"null", b"null")
        manifest = head[:head.index(b',\n  "streams"')] + (
            b',\n  "first": %d,\n  "end": %d,\n  "stream": %s,\n  "from": %s,\n  "to": %s\n}\n'
            % (first, end, b"%d" % stream if stream else b"null", from_, to))
        before, at = [], 0
        while at < first:
            width = 1 << (first - at).bit_length() - 1
            before.append(self.tree.root(at, at + width))
            at += width
        entries = b"".join(record.entry for record in self.records[first:end])
        path = self.tree.consistency(end, 0, size) if end < size else []
        parts = [(b"range/before", b"".join(map(hash_line, before))),
                 (b"range/lower.note", lower), (b"range/entries", entries),
                 (b"range/upper.note", upper),
                 (b"range/consistency", b"".join(map(hash_line, path)))]
        return [(b"manifest.json", manifest)] + files[1:] + [part for part in parts if part[1]]

    def time_text(self, number, more=0):
        """The time of a record, or so many nanoseconds later."""
        time_ns = int.from_bytes(self.records[number].entry[24:32], "little") + more
        moment = datetime.datetime.fromtimestamp(time_ns // 10**9, datetime.timezone.utc)
        return f"{moment:%Y-%m-%dT%H:%M:%S}.{time_ns % 10**9:09d}Z".encode()

    def record_files(self, place, number, size, note):
        record = self.records[number]
        return [(place + b"/entry", record.entry), (place + b"/body", record.body),
                (place + b"/inclusion.tlog-proof", self.proof(number, size, note))]

    def record_of_stream(self, stream):
        number = stream.to_bytes(4, "little")
        return next(at for at, record in enumerate(self.records)
                    if record.entry[1] == STREAM and record.body[:4] == number)

    def manifest(self, size, epochs, streams, first, count, disclosed):
        return b"""{
  "format": "counterfoil-evidence",
  "format_version": 1,
  "ledger_id": "%s",
  "origin": "%s",
  "vkey": "%s",
  "genesis_leaf_hash": "%s",
  "encryption": "%s",
  "checkpoint_size": %d,
  "checkpoint_root": "%s",
  "epochs": %d,
  "streams": %d,
  "first_record": %d,
  "record_count": %d,
  "disclosed_records": %d
}
""" % (self.ledger_id.hex().encode(), self.origin, self.vkey(), self.tree.leaves[0].hex().encode(),
            b"XAES-256-GCM" if self.sealed else b"none", size,
            self.tree.root(0, size).hex().encode(), epochs, streams, first, count, disclosed)


def hash_line(hash_):
    return base64.b64encode(hash_) + b"\n"


# The container.

TAR_FIELDS = {"name": (0, 100), "mode": (100, 8), "user_id": (108, 8), "group_id": (116, 8),
              "size": (124, 12), "modified": (136, 12), "checksum": (148, 8), "type": (156, 1),
              "link_name": (157, 100), "magic": (257, 6), "version": (263, 2),
              "user_name": (265, 32), "group_name": (297, 32), "device_major": (329, 8),
              "device_minor": (337, 8), "prefix": (345, 155), "reserved": (500, 12)}


def header(name, size, /, **other):
    """A ustar header. `other` replaces fields; the checksum fits if it is not among them."""
    values = {"name": name, "mode": b"0000444", "user_id": b"0000000", "group_id": b"0000000",
              "size": b"%011o" % size, "modified": b"00000000000", "checksum": b" " * 8,
              "type": b"0", "magic": b"ustar", "version": b"00", "device_major": b"0000000",
              "device_minor": b"0000000"}
    checksum = other.pop("checksum", None)
    values.update(other)
    block = bytearray(512)
    for field, value in values.items():
        at, length = TAR_FIELDS[field]
        assert len(value) <= length, field
        block[at:at + len(value)] = value
    block[148:156] = checksum or b"%06o\0 " % sum(block)
    return bytes(block)


def member(name, data, padding=b"\0", /, **other):
    return header(name, len(data), **other) + data + padding * (-len(data) % 512)


def pack(files):
    return b"".join(member(name, data) for name, data in files) + bytes(1024)
