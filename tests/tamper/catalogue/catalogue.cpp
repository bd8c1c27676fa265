// SPDX-License-Identifier: Apache-2.0
#include "tests/tamper/catalogue/catalogue.h"

namespace counterfoil::tamper {

const std::vector<Row>& rows() {
    static const std::vector<Row> all = {
        {"M01",
         "every single bit of every byte of a small, cleanly closed ledger (two segments, two "
         "streams, two epochs; also one with a recovery): headers, entries, bodies, trailers, "
         "padding, zero fill, footers, HEAD, checkpoints, ledger.json; not lock, keys/, "
         "keyring.db, index.db, metrics/, which are not evidence",
         "FAILED (version bits: UNSUPPORTED; one HEAD slot: an event)", ""},
        {"M02", "every byte to 00, FF, random", "FAILED", ""},
        {"M03",
         "swap two records, two frames, two equal-length bodies, also in one stream; merge or "
         "split frames with right CRCs",
         "FAILED", ""},
        {"M04", "delete a record, batch, segment: first, middle, last", "FAILED", ""},
        {"M05", "duplicate or replay a record, batch, segment", "FAILED", ""},
        {"M06", "insert a forged record with right CRC and recomputed links, no key", "FAILED", ""},
        {"M07", "rewrite the whole ledger from the start, valid chain and tree, no signing key",
         "FAILED", ""},
        {"M08", "M07 with all signatures and checkpoints dropped", "FAILED (a key was given)", ""},
        {"M09", "verify with a wrong key", "FAILED", ""},
        {"M10", "a file's length changed; zeros from every byte on",
         "FAILED; below HEAD FAILED, beyond it INCOMPLETE, or an open tail at a frame's border",
         ""},
        {"M11", "truncate, then go on with valid records under the current epoch key",
         "FAILED below either bound; beyond it undetectable, and the report prints the bound", ""},
        {"M12", "sign an old range again with a newer epoch key", "FAILED", ""},
        {"M13", "remove an epoch without events or a run of heartbeats", "FAILED", ""},
        {"M14", "chain intact but another leaf in the tree, and the reverse", "FAILED", ""},
        {"M15", "another ledger's segment, checkpoint or HEAD spliced in; ledger id changed",
         "FAILED", ""},
        {"M16",
         "a whole older consistent copy restored, while the verifier remembers a newer checkpoint",
         "FAILED rollback",
         "what a trust store finds is tried in tests/verifier/memory_test.cpp and "
         "tests/cli/trust_test.py"},
        {"M17", "two forks of a common prefix, both validly signed",
         "FAILED fork, with the evidence",
         "what a trust store finds is tried there too, and the evidence on both verifiers in "
         "tests/conformance/second_fork_test.py"},
        {"M18",
         "checkpoint size off by one, root of another size, consistency proof of another pair",
         "FAILED", ""},
        {"M19",
         "malformed notes: CRLF, spaces, leading zeros, sloppy base64, 1 MB lines, NUL, not UTF-8, "
         "duplicate signatures by a known key",
         "FAILED (signatures by unknown keys are ignored in foreign notes; our own notes hold only "
         "our lines)",
         ""},
        {"M20",
         "Ed25519: S ≥ L, non-canonical A or R, small-order A or R (libsodium's rule, "
         "cofactorless; OpenSSL accepts the identity point, so the second verifier adds the "
         "checks)",
         "FAILED", ""},
        {"M21", "proofs with nodes missing, extra, reordered; index ≥ size; sizes 0, 1, 2^k, 2^k±1",
         "FAILED", ""},
        {"M22", "leaf taken for node and the reverse", "FAILED", ""},
        {"M23", "nonce, AAD, tag, key commitment changed; tag cut short",
         "FAILED on decrypting; by digest without keys", ""},
        {"M24", "one ciphertext valid under two keys", "FAILED by the commitment",
         "the ciphertext itself is made in tests/keys/two_keys_test.cpp"},
        {"M25", "a disclosed record key or field changed in a bundle", "FAILED", ""},
        {"M26", "times going back, in the future, equal; clock steps",
         "a time event; FAILED only where brackets are broken", ""},
        {"M27", "an incarnation used twice; a boot id that returns after another",
         "FAILED; an event", ""},
        {"M28", "a torn tail inside W after a power loss",
         "INCOMPLETE until recovered, then VERIFIED_WITH_EVENTS", ""},
        {"M29",
         "damage in the attested range or after a clean shutdown; bad bytes beyond C+W of an "
         "unclean ledger",
         "FAILED; INCOMPLETE for an auditor, refused by the writer", ""},
        {"M30", "a quarantine file altered or missing", "FAILED / INCOMPLETE", ""},
        {"M31", "HEAD: one slot damaged, both damaged", "event / FAILED", ""},
        {"M32", "index rows hidden, altered, added; triggers and views planted in index.db",
         "same answers as from a rebuilt index", "there is no index yet"},
        {"M33",
         "key records removed, reordered; a rotation not signed by its predecessor; an earlier "
         "epoch's key used later; an epoch certificate replayed at another size",
         "FAILED", ""},
        {"M34", "a subject erased", "VERIFIED; the body shown as erased, with the erasure record",
         ""},
        {"M35", "unknown version, unknown mandatory flag, non-zero reserved bytes",
         "FAILED or UNSUPPORTED", ""},
        {"M36",
         "length fields 0, maximal, overflowing, overlapping, past the end; 10^7 tiny records",
         "FAILED in bounded time and memory",
         "ten million records are tried on both verifiers by scripts/verify-many-records"},
        {"M37",
         "symlink, FIFO, device, directory, huge sparse file, `..` in a bundle, duplicate names",
         "FAILED; nothing written outside the target", ""},
        {"M38", "a file shrinks or changes in the attested range while it is being verified",
         "IO_ERROR or FAILED; no crash, no VERIFIED",
         "files of a real disk that shrink under a verification: "
         "tests/verifier/meanwhile_test.cpp"},
        {"M39", "cosignature from an unlisted key, from the future, below the quorum",
         "ignored → INCOMPLETE",
         "tried on both verifiers in tests/conformance/second_witnesses_test.py"},
        {"M40", "time stamp for another digest, expired certificate, wrong key usage", "FAILED",
         "tried on both verifiers in tests/conformance/second_witnesses_test.py, with a real "
         "authority"},
        {"M41", "bidirectional, control, ANSI and HTML characters in fields shown to people",
         "neutralised", ""},
        {"M42", "a drop counter that decreases or skips in heartbeats", "FAILED", ""},
        {"M43", "two to eight of the above at random", "FAILED unless all are benign", ""},
        {"benign",
         "what crashes, rotations, erasures, clock steps, restores of the newest state and "
         "reopenings leave",
         "no FAILED", ""},
    };
    return all;
}

Families catalogue(std::uint64_t seed) {
    Families all;
    add_bits_and_bytes(all, seed);
    add_order_and_membership(all, seed);
    add_forgery_with_keys(all, seed);
    add_lies_in_fields(all);
    add_identity(all, seed);
    add_rollback_and_fork(all, seed);
    add_notes_and_signatures(all, seed);
    add_proofs(all, seed);
    add_sealing_and_disclosure(all, seed);
    add_times_and_writers(all, seed);
    add_recovery(all, seed);
    add_keys_and_epochs(all, seed);
    add_kinds_of_files(all, seed);
    add_combinations(all, seed);
    add_benign_states(all, seed);
    return all;
}

}  // namespace counterfoil::tamper
