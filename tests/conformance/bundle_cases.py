# SPDX-License-Identifier: Apache-2.0
"""Evidence bundles, right and wrong, each with the verdict that docs/FORMAT.md wants."""

import struct

import bundle_forge as forge
from bundle_forge import Forge, envelope, member, pack, sha256

F, U, T, E, V = "FAILED", "UNSUPPORTED", "UNTRUSTED", "VERIFIED_WITH_EVENTS", "VERIFIED"


# ---- The ledgers ----

def administration(ledger, stream):
    """A record of each type that may stand anywhere."""
    now = ledger.time_ns
    ids = sorted(int.from_bytes(sha256(name)[:8], "little") for name in (b"a", b"b"))
    number = len(ledger.records)
    ledger.add(forge.KEY, struct.pack("<HHIQQQ", 2, 2, 0, 77, *ids))
    ledger.add(forge.KEY, struct.pack("<HHIQII", 3, 0, stream, 99, 1, 0))
    ledger.add(forge.HOLD, struct.pack("<H6sQ16s", 1, bytes(6), ids[0], bytes(range(16))))
    ledger.add(forge.ERASURE, struct.pack("<QQQIIQ", now, 3, 0, 1, 0, ids[0]))
    ledger.add(forge.DESTROYED, struct.pack("<QQHHIQQ", now, 0, 1, 0, 1, number - 2, number - 1))
    ledger.add(forge.DROP, struct.pack("<QQQQIHH", 1, 4, now, now, stream, 1, 0))
    ledger.add(forge.HEARTBEAT, struct.pack("<QQQQ", 0, 4, 7, 12345))
    ledger.add(forge.ANCHOR, struct.pack("<HHIQ32s", 1, 0, 5, 3, bytes(32)) + b"note\n")
    ledger.commit()


def segment_body(number, frontier=(), streams=()):
    head = struct.pack("<32sQQQQ32sQQQQQQQQII", bytes(32), number, 0, 0, 0, bytes(32), 0, 0, 0, 0,
                       0, 0, 0, 0, len(frontier), len(streams))
    return head + b"".join(frontier) + b"".join(struct.pack("<IQ", *pair) for pair in streams)


def open_body(incarnation, policy=2):
    return struct.pack("<Q16sHHHBBQ", incarnation, bytes(range(16)), 1, 2, 3, policy, 0, 4)


def recovery_body(flags=0, size=0, tails=1, row=7):
    return struct.pack("<HHIQ16s16sQQ32s", row, flags, tails, 1, bytes(16), bytes(16), 3, size,
                       bytes(32)) + struct.pack("<QQQ32s", 0, 8192, 4096, bytes(32)) * tails


def make(sealed=True, third_event=b"third", later_event=b"later", rotations=2, steps=(), **genesis):
    """A ledger of three epochs. `steps` are done to it in the middle of its last epoch."""
    ledger = Forge(sealed, **genesis)
    ledger.add(forge.SEGMENT, segment_body(0))
    ledger.add(forge.OPEN, open_body(1))
    ledger.commit()
    ledger.stream(b"payments")
    ledger.stream("Zuf\u00e4lle".encode())
    ledger.event(1, b"first", (1, b"text/plain"), (5, b"anna"), (5, b"berta"))
    ledger.event(2, b"second", (2, bytes(8)), (3, b"id"), (4, b"login"), (6, bytes(16)))
    ledger.event(1, third_event)
    ledger.commit()
    if rotations:
        ledger.rotate()
    ledger.event(2, b"", (1, b"application/json"), (9, b"of a later version"))
    administration(ledger, 1)
    if rotations > 1:
        ledger.event(1, later_event)
        ledger.rotate()
    for step in steps:
        step(ledger)
    for number in range(5):
        ledger.event(1 + number % 2, b"event %d" % number)
        ledger.commit()
    ledger.add(forge.SEGMENT, segment_body(
        1, [bytes(32)] * bin(len(ledger.records)).count("1"), [(0, 9), (1, 5), (2, 5)]))
    ledger.add(forge.RECOVERY, recovery_body())
    ledger.add(forge.OPEN, open_body(2))
    ledger.commit()
    return ledger


LEDGER, CLEAR = make(), make(sealed=False)
SIZE = len(LEDGER.records)
EVENTS = [number for number, record in enumerate(LEDGER.records) if record.entry[1] == forge.EVENT]
EPOCHS = [epoch.start for epoch in LEDGER.epochs]


def witnessed(ledger, size):
    """A published note with the identity's line and lines of strangers."""
    lines = b"".join(b"\xe2\x80\x94 %s %s\n" % (name, forge.base64.b64encode(sha256(name) * 3))
                     for name in (b"witness.example/w1", "Z\u00fcrich".encode(), ledger.origin))
    return ledger.note(size, with_identity=True) + lines


def whole(ledger=LEDGER):
    """All records, all names, two events disclosed where there is something to disclose."""
    disclose = (EVENTS[0], EVENTS[-1]) if ledger.sealed else ()
    note = witnessed(ledger, len(ledger.records))
    return ledger.files(names=(1, 2), disclose=disclose, note=note)


WHOLE = whole()

# ---- Right bundles: name, ledger, files ----

RIGHT = {
    "all of a ledger": (LEDGER, WHOLE, V),
    "all of a ledger in clear": (CLEAR, whole(CLEAR), V),
    "one event": (LEDGER, LEDGER.files(EVENTS[3], 1), V),
    "one event, open": (LEDGER, LEDGER.files(EVENTS[3], 1, disclose=(EVENTS[3],), names=(2,)), V),
    "only genesis": (LEDGER, LEDGER.files(0, 1), V),
    "only the last record": (LEDGER, LEDGER.files(SIZE - 1, 1), V),
    "a body left out": (LEDGER, LEDGER.files(EVENTS[0], 3, destroyed=(EVENTS[1],)), V),
    "a body left out in clear": (CLEAR, CLEAR.files(EVENTS[0], 3, destroyed=(EVENTS[1],)), V),
    "a commit of the first epoch": (LEDGER, LEDGER.files(0, 4, size=5), V),
    "the end of the first epoch": (LEDGER, LEDGER.files(0, size=EPOCHS[1]), V),
    "one record behind the end of an epoch": (LEDGER, LEDGER.files(EPOCHS[1], 1, EPOCHS[1] + 1), V),
    "the end of the second epoch": (LEDGER, LEDGER.files(3, 4, size=EPOCHS[2]), V),
    "a tree of one record": (LEDGER, LEDGER.files(0, size=1), V),
    "no rotation": (make(rotations=0), make(rotations=0).files(names=(1,)), V),
    "one rotation": (make(rotations=1), make(rotations=1).files(names=(2,)), V),
    "one signature line of the identity": (
        LEDGER, LEDGER.files(3, note=LEDGER.note(SIZE, with_identity=True)), V),
}
for ledger_size in range(1, SIZE + 1):
    RIGHT[f"a tree of {ledger_size}"] = (
        LEDGER, LEDGER.files((ledger_size - 1) // 2, 1, size=ledger_size), V)


# ---- Wrong bundles whose files are wrong ----

def place_of(name, files):
    return [file for file, _ in files].index(name)


def put(name, change, files=WHOLE):
    """The files with another content of one of them."""
    at = place_of(name, files)
    data = change(files[at][1]) if callable(change) else change
    assert data != files[at][1], name
    return files[:at] + [(name, data)] + files[at + 1:]


def replace(old, new, count=1):
    def change(data):
        assert old in data, old
        return data.replace(old, new, count)
    return change


def flip(at, bit=1):
    def change(data):
        spoiled = bytearray(data)
        spoiled[at] ^= bit
        return bytes(spoiled)
    return change


def everywhere(old, new, files=WHOLE):
    """The files with a text replaced in each of them."""
    assert any(old in data for _, data in files), old
    return [(name, data.replace(old, new)) for name, data in files]


def without(*names, files=WHOLE):
    assert all(place_of(name, files) for name in names)
    return [file for file in files if file[0] not in names]


def insert(behind, *new, files=WHOLE):
    at = place_of(behind, files) + 1
    return files[:at] + list(new) + files[at:]


def record(number, file):
    return b"records/%020d/%s" % (number, file)


def epoch(number, file):
    return b"epochs/%020d/%s" % (number, file)


def with_manifest(change):
    return put(b"manifest.json", change)


def of_version_2(manifest):
    return manifest.replace(b'version": 1', b'version": 2')


FIRST, LAST = EVENTS[0], EVENTS[-1]
NOTE = WHOLE[place_of(b"checkpoint.note", WHOLE)][1]
OTHER_KEY = LEDGER.records[EVENTS[1]].key
MANIFEST_STREAMS = replace(b'"streams": 2', b'"streams": 3')
OTHER_LEDGER = make(origin=b"other.example")


def signed_twice():
    return everywhere(NOTE, NOTE + LEDGER.line(LEDGER.epochs[2].key, LEDGER.text(SIZE)))


def with_note(note, ledger=LEDGER):
    return ledger.files(3, 2, note=note)


WRONG_FILES = {
    "nothing": ([], F),
    "manifest of version 2": (with_manifest(of_version_2), U),
    "manifest of version 0": (with_manifest(replace(b'version": 1', b'version": 0')), U),
    "manifest of version 12345678901234567890123": (with_manifest(
        replace(b'version": 1', b'version": 12345678901234567890123')), U),
    "manifest of version 01": (with_manifest(replace(b'version": 1', b'version": 01')), F),
    "manifest of version -1": (with_manifest(replace(b'version": 1', b'version": -1')), F),
    "manifest of version 2 without a comma": (with_manifest(
        replace(b'version": 1,', b'version": 2')), F),
    "manifest of version 2, of another format": (with_manifest(
        lambda data: of_version_2(data).replace(b"-evidence", b"-ledger")), F),
    "manifest of version 2 and nothing else": (
        with_manifest(of_version_2)[:1], U),
    "manifest of version 2, too long": (with_manifest(
        lambda data: of_version_2(data).ljust(4097)), F),
    "manifest of version 2, as long as may be": (with_manifest(
        lambda data: of_version_2(data).ljust(4096)), U),
    "manifest's ledger": (with_manifest(flip(80)), F),
    "manifest's size one more": (with_manifest(
        replace(b'size": %d' % SIZE, b'size": %d' % (SIZE + 1))), F),
    "manifest's size one less": (with_manifest(
        replace(b'size": %d' % SIZE, b'size": %d' % (SIZE - 1))), F),
    "manifest's epochs one more": (with_manifest(replace(b'epochs": 3', b'epochs": 4')), F),
    "manifest's epochs one less": (with_manifest(replace(b'epochs": 3', b'epochs": 2')), F),
    "manifest's streams one more": (with_manifest(MANIFEST_STREAMS), F),
    "manifest's first record one more": (with_manifest(
        replace(b'first_record": 0', b'first_record": 1')), F),
    "manifest's records one more": (with_manifest(
        replace(b'count": %d' % SIZE, b'count": %d' % (SIZE + 1))), F),
    "manifest's records one less": (with_manifest(
        replace(b'count": %d' % SIZE, b'count": %d' % (SIZE - 1))), F),
    "manifest's disclosed records one less": (with_manifest(
        replace(b'records": 2', b'records": 1')), F),
    "manifest's encryption": (with_manifest(replace(b"XAES-256-GCM", b"none")), F),
    "manifest with a space": (with_manifest(replace(b'"epochs": 3', b'"epochs":  3')), F),
    "manifest without its last LF": (with_manifest(lambda data: data[:-1]), F),
    "manifest twice": ([WHOLE[0]] + WHOLE, F),
    "manifest empty": (with_manifest(b""), F),
    "no epochs": ([file for file in WHOLE if not file[0].startswith(b"epochs/")], F),
    "only the first epoch": ([file for file in WHOLE if not file[0].startswith(
        (b"epochs/%020d" % 1, b"epochs/%020d" % 2))], F),
    "without the last epoch": ([file for file in WHOLE if not file[0].startswith(
        b"epochs/%020d" % 2)], F),
    "without the epoch in the middle": ([file for file in WHOLE if not file[0].startswith(
        b"epochs/%020d" % 1)], F),
    "no records": ([file for file in WHOLE if not file[0].startswith(b"records/")], F),
    "an epoch behind the checkpoint": (insert(
        b"checkpoint.note", (epoch(3, b"entry"), LEDGER.records[5].entry)), F),
    "genesis proof under the whole tree": (put(epoch(0, b"inclusion.tlog-proof"),
                                               LEDGER.proof(0, SIZE, NOTE)), F),
    "genesis proof under a tree of one": (put(epoch(0, b"inclusion.tlog-proof"),
                                              LEDGER.proof(0, 1, LEDGER.note(1))), F),
    "epoch proof one record too early": (put(epoch(1, b"inclusion.tlog-proof"), LEDGER.proof(
        EPOCHS[1] - 2, EPOCHS[1] - 1, LEDGER.note(EPOCHS[1] - 1))), F),
    "epoch proof one record too late": (put(epoch(1, b"inclusion.tlog-proof"), LEDGER.proof(
        EPOCHS[1] - 1, EPOCHS[1] + 1, LEDGER.note(EPOCHS[1] + 1))), F),
    "epoch proof under the whole tree": (put(epoch(1, b"inclusion.tlog-proof"), LEDGER.proof(
        EPOCHS[1] - 1, SIZE, NOTE)), F),
    "epoch proof with the identity's line": (everywhere(
        LEDGER.note(EPOCHS[2]), LEDGER.note(EPOCHS[2], with_identity=True)), F),
    "the first two proofs with other notes": (put(epoch(0, b"inclusion.tlog-proof"), LEDGER.proof(
        0, EPOCHS[1], LEDGER.note(EPOCHS[1], with_identity=True))), F),
    "consistency from elsewhere": (put(epoch(2, b"consistency"), b"".join(map(
        forge.hash_line, LEDGER.tree.consistency(EPOCHS[2] - 1, 0, SIZE)))), F),
    "consistency to elsewhere": (put(epoch(1, b"consistency"), b"".join(map(
        forge.hash_line, LEDGER.tree.consistency(EPOCHS[1], 0, SIZE)))), F),
    "consistency empty": (put(epoch(1, b"consistency"), b""), F),
    "consistency with a line more": (put(
        epoch(1, b"consistency"), lambda data: data + forge.hash_line(bytes(32))), F),
    "consistency with an empty line": (put(epoch(1, b"consistency"), lambda data: data + b"\n"), F),
    "consistency without its last LF": (put(epoch(1, b"consistency"), lambda data: data[:-1]), F),
    "consistency with CRLF": (put(
        epoch(1, b"consistency"), lambda data: data.replace(b"\n", b"\r\n")), F),
    "consistency of the first epoch": (insert(
        epoch(0, b"inclusion.tlog-proof"),
        (epoch(0, b"consistency"), forge.hash_line(bytes(32)))), F),
    "proof with an extra line": (put(record(5, b"inclusion.tlog-proof"), replace(
        b"index", b"extra AAAA\nindex")), F),
    "proof of version 2": (put(record(5, b"inclusion.tlog-proof"), replace(b"@v1", b"@v2")), F),
    "proof of another index": (put(record(5, b"inclusion.tlog-proof"), replace(
        b"index 5", b"index 4")), F),
    "proof with a zero before its index": (put(record(5, b"inclusion.tlog-proof"), replace(
        b"index 5", b"index 05")), F),
    "proof with a hash more": (put(record(5, b"inclusion.tlog-proof"), replace(
        b"\n\n", b"\n" + forge.hash_line(bytes(32)) + b"\n")), F),
    "proof with CRLF": (put(record(5, b"inclusion.tlog-proof"), replace(b"\n", b"\r\n")), F),
    "proof of the record before": (put(record(5, b"inclusion.tlog-proof"), LEDGER.proof(
        4, SIZE, NOTE)), F),
    "proof under an older commit": (put(record(5, b"inclusion.tlog-proof"), LEDGER.proof(
        5, SIZE - 1, LEDGER.note(SIZE - 1))), F),
    "proof with fewer signatures": (put(record(5, b"inclusion.tlog-proof"), LEDGER.proof(
        5, SIZE, LEDGER.note(SIZE))), F),
    "proof with sloppy base64": (put(record(SIZE - 1, b"inclusion.tlog-proof"), sloppy := (
        lambda data: data[:data.index(b"=\n") - 1] + bytes([data[data.index(b"=\n") - 1] + 1])
        + data[data.index(b"=\n"):])), F),
    "proof as long as 16385 bytes": (put(
        record(5, b"inclusion.tlog-proof"), lambda data: data.ljust(16385, b"\n")), F),
    "checkpoint without signatures": (with_note(LEDGER.text(SIZE) + b"\n"), F),
    "checkpoint signed by the identity only": (with_note(
        LEDGER.text(SIZE) + b"\n" + LEDGER.line(LEDGER.identity, LEDGER.text(SIZE))), F),
    "checkpoint signed by an older epoch": (with_note(
        LEDGER.text(SIZE) + b"\n" + LEDGER.line(LEDGER.epochs[1].key, LEDGER.text(SIZE))), F),
    "checkpoint signed by the last epoch and wrongly by the identity": (with_note(
        LEDGER.note(SIZE) + LEDGER.line(LEDGER.identity, b"something else")), F),
    "checkpoint signed twice by the last epoch": (signed_twice(), F),
    "checkpoint signed twice by the identity": (with_note(
        LEDGER.note(SIZE, with_identity=True)
        + LEDGER.line(LEDGER.identity, LEDGER.text(SIZE))), F),
    "checkpoint signed by the last epoch and by an older one": (with_note(
        LEDGER.note(SIZE) + LEDGER.line(LEDGER.epochs[1].key, LEDGER.text(SIZE))), V),
    "checkpoint with an extension line": (with_note(
        (text := LEDGER.text(SIZE) + b"more\n") + b"\n"
        + LEDGER.line(LEDGER.epochs[2].key, text)), F),
    "checkpoint of another origin": (with_note(
        (text := b"x" + LEDGER.text(SIZE)) + b"\n" + LEDGER.line(LEDGER.epochs[2].key, text)), F),
    "checkpoint of one record more": (with_note(
        (text := LEDGER.text(SIZE).replace(b"\n%d\n" % SIZE, b"\n%d\n" % (SIZE + 1))) + b"\n"
        + LEDGER.line(LEDGER.epochs[2].key, text)), F),
    "checkpoint with a zero before its size": (with_note(
        (text := LEDGER.text(SIZE).replace(b"\n%d\n" % SIZE, b"\n0%d\n" % SIZE)) + b"\n"
        + LEDGER.line(LEDGER.epochs[2].key, text)), F),
    "checkpoint without its last LF": (with_note(NOTE[:-1]), F),
    "checkpoint with a line that is none": (with_note(NOTE + b"- x AAAAAAAA\n"), F),
    "checkpoint with a stranger of four bytes": (with_note(NOTE + "— x AAAAAA==\n".encode()), F),
    "checkpoint with a stranger of five bytes": (with_note(NOTE + "— x AAAAAAA=\n".encode()), V),
    "checkpoint with a stranger's sloppy base64": (with_note(NOTE + "— x AAAAAAB=\n".encode()), F),
    "checkpoint with a stranger without a name": (with_note(NOTE + "—  AAAAAAA=\n".encode()), F),
    "checkpoint with a stranger with a plus": (with_note(NOTE + "— x+y AAAAAAA=\n".encode()), F),
    "checkpoint with a stranger with a wide space": (with_note(
        NOTE + "— x\u2003y AAAAAAA=\n".encode()), F),
    "checkpoint with a control character": (with_note(NOTE + "— x\x01y AAAAAAA=\n".encode()), F),
    "checkpoint with a C1 control character": (with_note(
        NOTE + "— x\x85y AAAAAAA=\n".encode()), F),
    "checkpoint that is not UTF-8": (with_note(NOTE + "— x".encode() + b"\xff AAAAAAA=\n"), F),
    "checkpoint with 100 lines": (with_note(
        LEDGER.note(SIZE) + "— x AAAAAAA=\n".encode() * 99), V),
    "checkpoint with 101 lines": (with_note(
        LEDGER.note(SIZE) + "— x AAAAAAA=\n".encode() * 100), F),
    "record key of another record": (put(record(FIRST, b"record-key"), OTHER_KEY), F),
    "record key with one bit changed": (put(record(FIRST, b"record-key"), flip(31)), F),
    "record key of 31 bytes": (put(record(FIRST, b"record-key"), lambda data: data[:31]), F),
    "record key of 33 bytes": (put(record(FIRST, b"record-key"), lambda data: data + b"x"), F),
    "record key without a body": (without(record(FIRST, b"body")), F),
    "record key beside an administration record": (insert(
        record(0, b"inclusion.tlog-proof"), (record(0, b"record-key"), bytes(32))), F),
    "record key beside an event in clear": (insert(
        record(FIRST, b"inclusion.tlog-proof"), (record(FIRST, b"record-key"), bytes(32)),
        files=CLEAR.files()), F),
    "record key more than the manifest says": (insert(
        record(EVENTS[1], b"inclusion.tlog-proof"),
        (record(EVENTS[1], b"record-key"), OTHER_KEY)), F),
    "body of another record": (put(record(FIRST, b"body"), LEDGER.records[EVENTS[1]].body), F),
    "body of zeros": (put(record(FIRST, b"body"), lambda data: bytes(len(data))), F),
    "tag of the body": (put(record(FIRST, b"body"), flip(-1)), F),
    "tag of the body cut short": (put(record(FIRST, b"body"), lambda data: data[:-4]), F),
    "body of an administration record left out": (without(record(1, b"body")), F),
    "body of genesis left out": (without(epoch(0, b"body")), F),
    "body of an epoch's record left out": (without(epoch(1, b"body")), F),
    "body of a stream's record left out": (without(b"streams/0000000001/body"), F),
    "body of an undisclosed event left out": (without(record(EVENTS[1], b"body")), V),
    "a record left out in the middle": (without(
        *(record(EVENTS[1], file) for file in (b"entry", b"body", b"inclusion.tlog-proof"))), F),
    "stream's name": (put(b"streams/0000000001/name", b"payment"), F),
    "stream's name of 256 bytes": (put(b"streams/0000000001/name", b"x" * 256), F),
    "stream's key": (put(b"streams/0000000001/name-key", flip(0)), F),
    "stream's name left out": (without(b"streams/0000000001/name"), F),
    "stream's key left out": (without(b"streams/0000000001/name-key"), F),
    "stream's name and key left out": (without(
        b"streams/0000000001/name", b"streams/0000000001/name-key"), F),
    "streams left out": ([file for file in WHOLE if not file[0].startswith(b"streams/")], F),
    "stream of no event in the bundle": (LEDGER.files(EVENTS[0], 1, names=(1, 2)), F),
    "stream under the number of another": ([
        (name.replace(b"0000000002/", b"0000000003/"), data) for name, data in WHOLE], F),
    "streams descending": (LEDGER.files(names=(2, 1)), F),
    "stream twice": (LEDGER.files(names=(1, 1, 2)), F),
    "name of a stream in clear": (insert(
        b"streams/0000000002/inclusion.tlog-proof", (b"streams/0000000002/name", b"x"),
        (b"streams/0000000002/name-key", bytes(32)), files=whole(CLEAR)), F),
    "records numbered one higher": ([
        (record(int(name[8:28]) + 1, name[29:]) if name.startswith(b"records/") else name, data)
        for name, data in WHOLE], F),
    "records numbered one higher, the manifest as well": ([
        (record(int(name[8:28]) + 1, name[29:]) if name.startswith(b"records/") else name,
         data.replace(b'first_record": 3', b'first_record": 4'))
        for name, data in LEDGER.files(3, 2)], F),
    "record number of 19 digits": ([(name.replace(b"records/0", b"records/"), data)
                                    for name, data in WHOLE], F),
    "a file at the end": (WHOLE + [(b"more", b"x")], F),
    "a record's file at the end": (WHOLE + [(record(SIZE, b"entry"), WHOLE[-3][1])], F),
    "epoch's entry of version 2": (put(epoch(1, b"entry"), lambda data: b"\2" + data[1:]), U),
    "entry of version 2": (put(record(3, b"entry"), lambda data: b"\2" + data[1:]), U),
    "entry of version 0": (put(record(3, b"entry"), lambda data: b"\0" + data[1:]), F),
    "entry of version 2, but a wrong proof before": (put(record(3, b"entry"), lambda data: (
        b"\2" + data[1:]), put(record(2, b"inclusion.tlog-proof"), flip(60))), F),
    "entry of version 2, and a wrong proof behind": (put(record(3, b"entry"), lambda data: (
        b"\2" + data[1:]), put(record(4, b"inclusion.tlog-proof"), flip(60))), U),
    "genesis of version 2": (put(epoch(0, b"body"), lambda data: b"\2" + data[1:]), U),
    "genesis of version 0": (put(epoch(0, b"body"), lambda data: b"\0" + data[1:]), U),
    "genesis of version 2 and another length": (put(epoch(0, b"body"), b"\2\0" + bytes(2000)), U),
    "genesis's entry of version 2": (put(epoch(0, b"entry"), lambda data: b"\2" + data[1:]), U),
    "genesis's signature": (put(epoch(0, b"body"), flip(-1)), F),
    "another's genesis": (put(epoch(0, b"entry"), OTHER_LEDGER.records[0].entry,
                              put(epoch(0, b"body"), OTHER_LEDGER.records[0].body)), F),
}
for byte in range(44, 180, 8):  # M23, M25: nonce, AAD fields, commitment, digest and the rest.
    WRONG_FILES[f"entry of a disclosed record, byte {byte}"] = (
        put(record(FIRST, b"entry"), flip(byte)), F)


# ---- Bundles whose container is wrong ----

def with_header(**other):
    """The whole bundle, one of its headers changed."""
    return b"".join(member(name, data, **(other if at == 3 else {}))
                    for at, (name, data) in enumerate(WHOLE)) + bytes(1024)


PACKED = pack(WHOLE)
SHORT = next(at for at, (_, data) in enumerate(WHOLE) if len(data) % 512)
WRONG_CONTAINERS = {
    "empty": (b"", F),
    "something else": (b"hello", F),
    "only the end": (bytes(1024), F),
    "zeros": (bytes(10240), F),
    "one block of zeros at the end": (PACKED[:-512], F),
    "no end": (PACKED[:-1024], F),
    "three blocks of zeros at the end": (PACKED + bytes(512), F),
    "padded to 10240 as tar does": (PACKED.ljust(-(-len(PACKED) // 10240) * 10240, b"\0")
                                    + bytes(10240), F),
    "a byte behind the end": (PACKED + b"\0", F),
    "a byte before": (b"\0" + PACKED, F),
    "a second archive behind the first": (PACKED + PACKED, F),
    "a block of zeros between": (PACKED[:1536] + bytes(512) + PACKED[1536:], F),
    "an archive in an archive": (pack([(b"bundle.tar", PACKED)]), F),
    "padding that is not zero": (b"".join(
        member(name, data, b"x" if at == SHORT else b"\0")
        for at, (name, data) in enumerate(WHOLE)) + bytes(1024), F),
    "mode": (with_header(mode=b"0000644"), F),
    "mode with a space": (with_header(mode=b"000444 "), F),
    "user": (with_header(user_id=b"0001750"), F),
    "group": (with_header(group_id=b"0001750"), F),
    "time": (with_header(modified=b"00000000001"), F),
    "a link": (with_header(type=b"2", link_name=b"/etc/passwd"), F),
    "a hard link": (with_header(type=b"1", link_name=b"manifest.json"), F),
    "a directory": (with_header(type=b"5"), F),
    "a FIFO": (with_header(type=b"6"), F),
    "a device": (with_header(type=b"3"), F),
    "a pax header": (with_header(type=b"x"), F),
    "a long name of GNU": (with_header(type=b"L"), F),
    "an old regular file": (with_header(type=b"\0"), F),
    "a link name": (with_header(link_name=b"x"), F),
    "magic of GNU": (with_header(magic=b"ustar ", version=b" \0"), F),
    "magic of none": (with_header(magic=b"", version=b""), F),
    "owner's name": (with_header(user_name=b"root"), F),
    "group's name": (with_header(group_name=b"root"), F),
    "device": (with_header(device_major=b"0000001"), F),
    "prefix": (with_header(prefix=b"epochs"), F),
    "reserved": (with_header(reserved=b"x"), F),
    "size with spaces": (with_header(size=b"%11o" % len(WHOLE[3][1])), F),
    "size with a space behind": (with_header(size=b"%011o " % len(WHOLE[3][1])), F),
    "size in base 256": (with_header(
        size=b"\x80" + bytes(9) + len(WHOLE[3][1]).to_bytes(2, "big")), F),
    "size of 8 GiB": (with_header(size=b"7" * 11), F),
    "size of zero": (with_header(size=b"0" * 11), F),
    "size that is no number": (with_header(size=b"0000000009x"), F),
    "checksum with zeros behind": (with_header(checksum=b"0" * 8), F),
    "checksum of spaces": (with_header(checksum=b" " * 8), F),
    "manifest of version 2 under a wrong header": (member(
        b"manifest.json", of_version_2(WHOLE[0][1]), mode=b"0000777") + pack(WHOLE[1:]), F),
    "manifest of version 2, its padding not zero": (member(
        b"manifest.json", of_version_2(WHOLE[0][1]), b"x"), U),
    "manifest of version 2, cut off": (member(
        b"manifest.json", of_version_2(WHOLE[0][1]))[:1000], F),
    "name of 100 bytes": (with_header(name=b"x" * 100), F),
    "name with a zero inside": (with_header(name=b"epochs\0x"), F),
    "no name": (with_header(name=b""), F),
}
for name in (b"../manifest.json", b"/etc/passwd", b"./" + WHOLE[3][0], WHOLE[3][0] + b"/",
             WHOLE[3][0].upper(), WHOLE[3][0].replace(b"/", b"//"), b"epochs/../" + WHOLE[3][0],
             b"\xff\xfe", WHOLE[4][0], WHOLE[2][0]):
    WRONG_CONTAINERS[f"a file named {name}"] = (with_header(name=name), F)


# ---- Bundles of ledgers that lie: all signatures are right, what is signed is not ----

def lie(step, **options):
    """A bundle of a ledger with one more record, and of what is around it."""
    ledger = make(steps=[step], **options)
    return ledger, ledger.files(EPOCHS[2] - 1, 4)


def alone(step, **options):
    """A bundle of one record, so that no neighbour tells."""
    ledger = make(steps=[step], **options)
    return ledger, ledger.files(EPOCHS[2], 1)


def record_lie(type_, body, **fields):
    return lie(lambda ledger: ledger.add(type_, body, **fields))


def event_lie(*fields, content=b"x", **entry):
    return lie(lambda ledger: ledger.event(1, content, *fields, **entry))


def opened_lie(data_key_opens, **fields):
    """A sealed event; its record key is in the bundle, or not."""
    ledger = make(steps=[lambda ledger: ledger.event(1, b"secret", **fields)])
    return ledger, ledger.files(EPOCHS[2], 1, disclose=(EPOCHS[2],) if data_key_opens else ())


def raw_lie(plaintext, sealed):
    """An event that is no envelope."""
    ledger = make(sealed, steps=[lambda ledger: ledger.add(
        forge.EVENT, plaintext, 1, forge.secret("data key 1") if sealed else None)])
    return ledger, ledger.files(EPOCHS[2], 1, disclose=(EPOCHS[2],) if sealed else ())


def with_rotation(**wrong):
    ledger = make(steps=[lambda ledger: ledger.rotate(**wrong)])
    return ledger, ledger.files(3, 2)


def genesis_lie(sealed=True, **options):
    ledger = make(sealed, **options)
    return ledger, ledger.files(0, 1)


def old_key(rotation):
    """The first epoch's key signs on, over a rotation that the records show."""
    ledger = make(third_event=b"third", rotations=0)
    ledger.rotate(**rotation)
    ledger.event(1, b"behind the rotation")
    del ledger.epochs[1:]
    return ledger, ledger.files(len(ledger.records) - 3, 3)


def next_epoch(**rotation):
    """The checkpoint is the one where the next epoch begins."""
    ledger = make(rotations=1)
    ledger.rotate(**rotation)
    del ledger.epochs[2:]
    return ledger, ledger.files(len(ledger.records) - 3, 3)


def data_key_as_epoch():
    ledger = make(rotations=1)
    number = next(at for at, one in enumerate(ledger.records)
                  if one.entry[1] == forge.KEY and one.body[0] == 3)
    ledger.epochs.append(forge.Epoch(number + 1, number, forge.signing_key("epoch 2")))
    return ledger, ledger.files(3, 2)


def stream_lie(shown, number, first=3, steps=()):
    """In a ledger in clear the record `number` is shown as that of a stream."""
    ledger = make(sealed=False, steps=steps)
    ledger.record_of_stream = lambda stream: number(ledger) if callable(number) else number
    return ledger, ledger.files(first, names=(shown,))


def late_stream(ledger):
    """An event before the record of its stream."""
    ledger.streams.append([b"late", 0])
    ledger.event(3, b"too early")
    ledger.add(forge.STREAM, struct.pack("<IBBH32s", 3, 0, 0, 4, bytes(32)) + b"late")


def time_goes_back(ledger):
    ledger.event(1, b"x", time_ns=1)


ids = struct.pack("<QQ", 1, 2)
OTHER = {"nonce": sha256(b"other")[:24]}
NO_COMMITMENT = {"key_commitment": bytes(32)}
LIES = {
    "right event": (event_lie(), V),
    "right record": (record_lie(forge.HOLD, struct.pack("<H6sQ16s", 2, bytes(6), 0, bytes(16))), V),
    "time that goes back": (lie(time_goes_back), E),
    "type 0": (record_lie(0, b"x"), F),
    "type 14": (record_lie(14, b"x"), F),
    "genesis again, as the first of a frame": (alone(lambda ledger: ledger.add(
        forge.GENESIS, LEDGER.records[0].body, flags=1, stream_sequence=0)), F),
    "genesis not the first of a frame": (genesis_lie(genesis={"flags": 0}), F),
    "genesis with flags 3": (genesis_lie(genesis={"flags": 3}), F),
    "genesis with a stream sequence": (genesis_lie(genesis={"stream_sequence": 1}), F),
    "genesis with a record before it": (genesis_lie(genesis={"previous": b"x" * 32}), F),
    "genesis with another's entry": (genesis_lie(genesis={"ledger_id": bytes(16)}), F),
    "genesis as another type": (genesis_lie(genesis={"type": forge.OPEN}), F),
    "genesis at another sequence": (genesis_lie(genesis={"sequence": 1}), F),
    "genesis with another's signature": (genesis_lie(
        change_genesis=lambda body: body[:-64] + LEDGER.identity.sign(b"x")), F),
    "genesis with reserved bytes": (genesis_lie(
        change_genesis=lambda body: body[:4] + b"x" + body[5:]), F),
    "genesis with a byte more": (genesis_lie(change_genesis=lambda body: body + b"x"), F),
    "genesis cut short": (genesis_lie(change_genesis=lambda body: body[:200]), F),
    "an event alone with stream 0": (alone(lambda ledger: ledger.event(1, b"x", stream_id=0)), F),
    "a heartbeat alone with stream 1": (alone(lambda ledger: ledger.add(
        forge.HEARTBEAT, bytes(32), stream_id=1)), F),
    "an event alone with any stream sequence": (alone(lambda ledger: ledger.event(
        1, b"x", stream_sequence=99)), V),
    "an event alone with any record before it": (alone(lambda ledger: ledger.event(
        1, b"x", previous=bytes(32))), V),
    "another record as that of a stream": (stream_lie(1, lambda ledger: next(
        at for at, one in enumerate(ledger.records) if one.entry[1] == forge.DROP),
        first=EPOCHS[2]), F),
    "another stream's record": (stream_lie(1, 4), F),
    "a stream's right record": (stream_lie(1, 3), V),
    "a stream's record behind its event": (stream_lie(
        3, EPOCHS[2] + 1, steps=[late_stream]), F),
    "the first key signs on over a rotation": (old_key({}), F),
    "the first key signs on over another rotation": (old_key({"epoch": 7}), F),
    "the next epoch begins at the checkpoint": (next_epoch(), V),
    "an epoch behind the next begins at the checkpoint": (next_epoch(epoch=3), F),
    "an epoch of another before begins at the checkpoint": (next_epoch(previous_record=5), F),
    "an epoch that starts elsewhere": (next_epoch(epoch_start=999), F),
    "an epoch that a data key begins": (data_key_as_epoch(), F),
    "genesis again": (record_lie(forge.GENESIS, LEDGER.records[0].body), F),
    "flags 2": (event_lie(flags=2), F),
    "flags 1 in a frame": (event_lie(flags=1), V),
    "another's ledger id": (event_lie(ledger_id=bytes(16)), F),
    "sequence": (event_lie(sequence=5), F),
    "stream sequence": (event_lie(stream_sequence=99), F),
    "stream 0 for an event": (event_lie(stream_id=0), F),
    "stream 1 for another record": (record_lie(
        forge.HEARTBEAT, bytes(32), stream_id=1), F),
    "previous": (event_lie(previous=bytes(32)), F),
    "version 2": (event_lie(version=2), U),
    "version 0": (event_lie(version=0), F),
    "event in clear in an encrypted ledger": (record_lie(
        forge.EVENT, envelope(b"a clear event of any length"), stream=1), F),
    "event without a commitment": (event_lie(spoil=NO_COMMITMENT), F),
    "event without a key id": (event_lie(key_id=0), F),
    "heartbeat with a key id": (record_lie(forge.HEARTBEAT, bytes(32), key_id=3), F),
    "heartbeat with a nonce": (record_lie(forge.HEARTBEAT, bytes(32), nonce=b"x"), F),
    "body length": (event_lie(spoil={"body_length": 99}), F),
    "body digest": (event_lie(body_digest=bytes(32)), F),
    "over the record limit": (lie(lambda ledger: ledger.event(1, bytes(16400)),
                                  segment_size_limit=64 << 10), F),
    "within the record limit": (lie(lambda ledger: ledger.event(1, bytes(16384 - 180 - 16 - 4)),
                                    segment_size_limit=64 << 10), V),
    "a heartbeat too long": (record_lie(forge.HEARTBEAT, bytes(33)), F),
    "a heartbeat too short": (record_lie(forge.HEARTBEAT, bytes(31)), F),
    "an open record without a policy": (record_lie(forge.OPEN, open_body(9, policy=0)), F),
    "an open record with policy 5": (record_lie(forge.OPEN, open_body(9, policy=5)), F),
    "a hold without an action": (record_lie(forge.HOLD, struct.pack(
        "<H6sQ16s", 3, bytes(6), 0, bytes(16))), F),
    "a hold with reserved bytes": (record_lie(forge.HOLD, struct.pack(
        "<H6sQ16s", 1, b"x" + bytes(5), 0, bytes(16))), F),
    "a key of kind 4": (record_lie(forge.KEY, struct.pack("<HHIQII", 4, 0, 1, 1, 0, 0)), F),
    "a key record of one byte": (record_lie(forge.KEY, b"\1"), F),
    "a joint key of one subject": (record_lie(
        forge.KEY, struct.pack("<HHIQQ", 2, 1, 0, 7, 1)), F),
    "a joint key with subjects that descend": (record_lie(
        forge.KEY, struct.pack("<HHIQQQ", 2, 2, 0, 7, 2, 1)), F),
    "a joint key with a subject missing": (record_lie(
        forge.KEY, struct.pack("<HHIQ", 2, 3, 0, 7) + ids), F),
    "an erasure of no key": (record_lie(forge.ERASURE, struct.pack("<QQQII", 1, 1, 0, 0, 0)), F),
    "an erasure with keys that descend": (record_lie(
        forge.ERASURE, struct.pack("<QQQIIQQ", 1, 1, 0, 2, 0, 2, 1)), F),
    "a destroyed record without a reason": (record_lie(
        forge.DESTROYED, struct.pack("<QQHHIQQ", 1, 0, 3, 0, 1, 5, 6)), F),
    "a destroyed record of an empty range": (record_lie(
        forge.DESTROYED, struct.pack("<QQHHIQQ", 1, 0, 1, 0, 1, 6, 6)), F),
    "a destroyed record of later records": (record_lie(
        forge.DESTROYED, struct.pack("<QQHHIQQ", 1, 0, 1, 0, 1, 6, 999)), F),
    "a destroyed record of ranges that touch": (record_lie(
        forge.DESTROYED, struct.pack("<QQHHIQQQQ", 1, 0, 1, 0, 2, 5, 6, 6, 7)), F),
    "a recovery without its flag": (record_lie(forge.RECOVERY, recovery_body(size=5)), F),
    "a recovery with tails that repeat": (record_lie(
        forge.RECOVERY, recovery_body(tails=2)), F),
    "a recovery of row 10": (record_lie(forge.RECOVERY, recovery_body(row=10)), F),
    "a recovery with flag 8": (record_lie(forge.RECOVERY, recovery_body(flags=8)), F),
    "a drop without a reason": (record_lie(
        forge.DROP, struct.pack("<QQQQIHH", 1, 1, 1, 1, 1, 5, 0)), F),
    "an anchor of kind 3": (record_lie(
        forge.ANCHOR, struct.pack("<HHIQ32s", 3, 0, 0, 1, bytes(32))), F),
    "an anchor of a later size": (record_lie(
        forge.ANCHOR, struct.pack("<HHIQ32s", 1, 0, 0, 999, bytes(32))), F),
    "an anchor of another length": (record_lie(
        forge.ANCHOR, struct.pack("<HHIQ32s", 1, 0, 3, 1, bytes(32)) + b"xx"), F),
    "a segment record with a hash missing": (record_lie(
        forge.SEGMENT, segment_body(1, [bytes(32)])[:-1]), F),
    "a segment record with streams that descend": (record_lie(
        forge.SEGMENT, segment_body(1, [], [(1, 1), (0, 1)])), F),
    "a stream in clear in an encrypted ledger": (record_lie(
        forge.STREAM, struct.pack("<IBBH32s", 3, 0, 0, 4, bytes(32)) + b"name"), F),
    "an HMAC in a ledger in clear": (lie(lambda ledger: ledger.add(
        forge.STREAM, struct.pack("<IBBH32s", 3, 1, 0, 0, bytes(32))), sealed=False), F),
    "a clear stream with an HMAC": (lie(lambda ledger: ledger.add(
        forge.STREAM, struct.pack("<IBBH32s", 3, 0, 0, 4, b"x" * 32) + b"name"), sealed=False), F),
    "a clear stream with another length": (lie(lambda ledger: ledger.add(
        forge.STREAM, struct.pack("<IBBH32s", 3, 0, 0, 5, bytes(32)) + b"name"), sealed=False), F),
    "a stream name with a control character": (lie(lambda ledger: ledger.add(
        forge.STREAM, struct.pack("<IBBH32s", 3, 0, 0, 2, bytes(32)) + b"a\n"), sealed=False), F),
    "an open event": (opened_lie(True), V),
    "nonce changed after sealing": (opened_lie(False, spoil=OTHER), V),
    "nonce changed after sealing, disclosed": (opened_lie(True, spoil=OTHER), F),
    "time changed after sealing": (opened_lie(False, spoil={"time_ns": 9 << 60}), V),
    "time changed after sealing, disclosed": (opened_lie(True, spoil={"time_ns": 9 << 60}), F),
    "key id changed after sealing, disclosed": (opened_lie(True, spoil={"key_id": 5}), F),
    "commitment changed after sealing": (opened_lie(False, spoil={"key_commitment": b"x" * 32}), V),
    "commitment changed after sealing, disclosed": (opened_lie(
        True, spoil={"key_commitment": b"x" * 32}), F),
    "commitment of another key, disclosed": (opened_lie(True, key_commitment=sha256(
        b"counterfoil/key-commitment/v1\n" + bytes(32))), F),
    "no envelope in clear": (raw_lie(b"\2\0\0\0xxxx", False), F),
    "no envelope behind the key": (raw_lie(b"\2\0\0\0xxxx", True), F),
    "an envelope of one byte too few": (raw_lie(b"\1\0\5\0abcd", True), F),
    "a field cut off": (raw_lie(b"\1\0\6\0\1\0\5\0ab", True), F),
    "fields that descend": (raw_lie(envelope(b"x", (4, b"a"), (1, b"b")), True), F),
    "a field twice": (raw_lie(envelope(b"x", (1, b"a"), (1, b"b")), True), F),
    "subjects, two": (raw_lie(envelope(b"x", (5, b"a"), (5, b"a")), True), V),
    "a content type of 256 bytes": (raw_lie(envelope(b"x", (1, b"a" * 256)), True), F),
    "a content type that is not UTF-8": (raw_lie(envelope(b"x", (1, b"\xff")), True), F),
    "a source time of 7 bytes": (raw_lie(envelope(b"x", (2, bytes(7))), True), F),
    "a peer with reserved bytes": (raw_lie(envelope(b"x", (6, b"x" * 16)), True), F),
    "an unknown field": (raw_lie(envelope(b"x", (7, b"a"), (8, b"b")), True), V),
    "a right rotation": (with_rotation(), V),
    "a rotation to a wrong number": (with_rotation(epoch=9), F),
    "a rotation that names another before": (with_rotation(previous_record=0), F),
    "a rotation of another kind": (with_rotation(kind=3), F),
    "a rotation of kind 257": (with_rotation(kind=257), F),
}


def thief(stolen, signs, event="third_event"):
    """Epoch `stolen`'s key signs in the place of those in `signs`; an event is another."""
    ledger = make(**{event: b"rewritten"})
    ledger.signers = {number: LEDGER.epochs[stolen].key for number in signs}
    return ledger


def mixed(ledger, names):
    """The thief's bundle with some true files."""
    true = dict(LEDGER.files(3, 5))
    return [(name, true[name] if name.startswith(names) else data)
            for name, data in ledger.files(3, 5)]


THEFTS = {
    "the true bundle": LEDGER.files(3, 5),
    "the last key signs all": thief(2, (0, 1)).files(3, 5),
    "the last key signs epoch 0's end": mixed(thief(2, (0, 1)), (b"epochs/%020d" % 1,)),
    "true epochs, and a false checkpoint": mixed(thief(2, (0, 1)), (b"epochs/",)),
    "true epochs but for the last consistency": mixed(
        thief(2, (0, 1)), (b"epochs/%020d" % 0, b"epochs/%020d" % 1, b"epochs/%020d/i" % 2,
                           b"epochs/%020d/e" % 2, b"epochs/%020d/b" % 2)),
    "true first epoch": mixed(thief(2, (0, 1)), (b"epochs/%020d" % 0,)),
    "true proofs": mixed(thief(2, (0, 1)), (b"epochs/%020d/i" % 0, b"epochs/%020d/i" % 1,
                                            b"epochs/%020d/i" % 2)),
    "the second key signs epoch 0's end": thief(1, (0,)).files(3, 5),
    "the second key, true first proofs": mixed(thief(1, (0,)), (
        b"epochs/%020d" % 0, b"epochs/%020d/i" % 1)),
    "the last key rewrites the second epoch": thief(2, (1,), "later_event").files(3, 5),
    "the last key rewrites the second epoch, its true end": mixed(
        thief(2, (1,), "later_event"), (b"epochs/%020d/i" % 2,)),
    "the last key rewrites the second epoch, its true record": mixed(
        thief(2, (1,), "later_event"), (b"epochs/%020d" % 1, b"epochs/%020d" % 2)),
    "the identity's key signs all": (lambda ledger: (ledger.signers.update(
        {number: ledger.identity for number in range(3)}), ledger.files(3, 5))[1])(thief(2, ())),
    "the first key signs on": (lambda ledger: (ledger.signers.update(
        {2: ledger.epochs[0].key}), ledger.files(3, 5))[1])(make()),
}
