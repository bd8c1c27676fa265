// SPDX-License-Identifier: Apache-2.0
#include "verifier/bundle_records.h"

#include <cstring>

#include "ledger/crypto/hash.h"
#include "ledger/format/labels.h"
#include "ledger/merkle/hashing.h"
#include "verifier/body_judge.h"
#include "verifier/entry_judge.h"

namespace counterfoil::verifier {

std::optional<Finding> take_entry(BundleReader& reader, const std::string& name,
                                  format::Entry& entry) {
    Bytes bytes;
    if (auto problem = reader.take(name, kEntryLimits, bytes)) return problem;
    std::memcpy(&entry, bytes.data(), sizeof entry);
    return judge_entry_version(entry, reader.place());
}

std::optional<Finding> judge_entry_version(const format::Entry& entry, const Place& place) {
    if (entry.version == format::kVersion) return std::nullopt;
    return version_finding("entry-version", place, "this record", entry.version);
}

std::optional<Finding> judge_lone_entry(const format::Entry& entry, const LedgerFacts& facts,
                                        std::uint64_t sequence, const std::optional<Hash>& previous,
                                        const Place& place) {
    const bool genesis = entry.type == static_cast<std::uint8_t>(format::RecordType::kGenesis);
    if (sequence == 0 && !genesis) {
        return failure("record-order", place, "record 0 is genesis",
                       {"genesis", format::record_type_name(entry.type)});
    }
    if (genesis && entry.stream_sequence != 0) {
        return wrong_number("stream-sequence", place, "genesis is the first of its stream", 0,
                            entry.stream_sequence);
    }
    // Whether it was the first of its frame is not known, but for genesis.
    const bool first_of_frame = genesis || (entry.flags & format::kEntryFirstOfFrame) != 0;
    const EntryContext context{
        facts,       sequence,       0, 0,
        false,       first_of_frame, 0, previous ? *previous : entry.previous,
        std::nullopt};
    return judge_entry(entry, context, place);
}

std::optional<Finding> judge_lone_body(const format::Entry& entry, ByteView body,
                                       const LedgerFacts& facts, const Place& place,
                                       FrameFacts& said) {
    if (body.size() != entry.body_length) {
        return wrong_number("body-length", place, "the body is not as long as its entry says",
                            entry.body_length, body.size());
    }
    const Hash digest = crypto::sha256(body);
    if (digest != entry.body_digest) {
        return wrong_bytes("body-digest", place,
                           "the record's body was changed: its digest is another",
                           entry.body_digest, digest);
    }
    // Where its frame and segment begin and end is not known, and no state and no keys before it.
    const SegmentStart segment{};
    const KeyIds no_keys;
    LedgerState state;
    return judge_body(entry, body, {facts, segment, false, true, std::nullopt, no_keys}, place,
                      state, said);
}

std::optional<Finding> take_inclusion(BundleReader& reader, const std::string& name,
                                      const format::Entry& entry, const BundleNote& checkpoint) {
    Bytes text;
    if (auto problem = reader.take(name, kProofLimits, text)) return problem;
    Place place = reader.place();
    place.sequence = entry.sequence;
    notes::ProofFile proof;
    if (auto problem = read_bundle_proof(as_text(text), entry.sequence, place, proof)) {
        return problem;
    }
    if (proof.checkpoint != checkpoint.text) {
        return failure("bundle-proof", place, "the proof leads to another checkpoint",
                       {plain(checkpoint.text), plain(proof.checkpoint)});
    }
    return judge_inclusion(merkle::leaf_hash(format::bytes_of(entry)), proof, checkpoint.checkpoint,
                           place);
}

std::optional<Finding> RecordOpener::open(const format::Entry& entry, ByteView body,
                                          const crypto::Secret256& key, const Place& place,
                                          Bytes& plaintext) {
    const Hash commitment = crypto::sha256({as_bytes(format::kKeyCommitmentLabel), key.view()});
    if (commitment != entry.key_commitment) {
        return failure("record-key", place,
                       "the key is not the one that the record commits to: it is another "
                       "record's, or was changed");
    }
    format::Entry associated = entry;
    associated.body_digest = {};
    associated.previous = {};
    plaintext.resize(body.size() - crypto::kTagSize);
    if (!cipher_.open(key, entry.nonce, format::bytes_of(associated), body, plaintext)) {
        return failure("record-key", place,
                       "the key is the one that the record commits to, but does not open it");
    }
    return std::nullopt;
}

}  // namespace counterfoil::verifier
