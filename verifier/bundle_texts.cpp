// SPDX-License-Identifier: Apache-2.0
#include "verifier/bundle_texts.h"

#include "ledger/crypto/encoding.h"
#include "ledger/notes/text.h"

namespace counterfoil::verifier {
namespace {

constexpr std::size_t kPathMax = 64 + 1;  // A consistency proof has one hash more than levels.

notes::SignatureVerdict line_of(const BundleNote& note, const crypto::PublicKey& key) {
    return notes::judge_signature(note.note, {note.checkpoint.origin, notes::kTypeEd25519, key});
}

}  // namespace

std::optional<Finding> read_bundle_note(std::string_view text, const std::string& origin,
                                        const Place& place, BundleNote& note) {
    if (auto problem = read_note(text, place, note)) return problem;
    if (note.checkpoint.origin == origin) return std::nullopt;
    return failure("checkpoint-origin", place, "the checkpoint is of another ledger",
                   {plain(origin), plain(note.checkpoint.origin)});
}

std::optional<Finding> read_note(std::string_view text, const Place& place, BundleNote& note) {
    const auto malformed = [&](std::string message) {
        return failure("checkpoint-malformed", place, std::move(message));
    };
    Result<notes::Note> parsed = notes::parse_note(text);
    if (!parsed) return malformed(plain(parsed.error().message));
    if (parsed->serialize() != text) return malformed("the note is not in its one form");
    Result<notes::Checkpoint> checkpoint = notes::parse_checkpoint(parsed->text);
    if (!checkpoint) return malformed(plain(checkpoint.error().message));
    if (!checkpoint->extensions.empty()) {
        return malformed("the ledger's own checkpoints have no extension lines");
    }
    if (checkpoint->size == 0) return malformed("a checkpoint of no records proves nothing");
    note = {std::string(text), std::move(*parsed), std::move(*checkpoint)};
    return std::nullopt;
}

std::optional<Finding> judge_line_of(const BundleNote& note, const crypto::PublicKey& key,
                                     const Place& place) {
    switch (line_of(note, key)) {
        case notes::SignatureVerdict::kVerified:
            return std::nullopt;
        case notes::SignatureVerdict::kAbsent:
            return failure("checkpoint-signature", place,
                           "the checkpoint is not signed by the key of the epoch that its size "
                           "belongs to");
        case notes::SignatureVerdict::kBad:
            break;
    }
    return failure("checkpoint-signature", place,
                   "the signature of the epoch's key does not fit the checkpoint");
}

std::optional<Finding> judge_line_if_any(const BundleNote& note, const crypto::PublicKey& key,
                                         const Place& place) {
    if (line_of(note, key) != notes::SignatureVerdict::kBad) return std::nullopt;
    return failure("checkpoint-signature", place,
                   "the signature of the identity key does not fit the checkpoint");
}

std::optional<Finding> read_bundle_proof(std::string_view text, std::uint64_t sequence,
                                         const Place& place, notes::ProofFile& proof) {
    Result<notes::ProofFile> parsed = notes::parse_proof(text);
    if (!parsed) return failure("bundle-proof", place, plain(parsed.error().message));
    if (parsed->extra || notes::serialize_proof(*parsed) != text) {
        return failure("bundle-proof", place, "the proof is not in the one form that it has here");
    }
    if (parsed->index != sequence) {
        return wrong_number("bundle-proof", place, "the proof is of another record", sequence,
                            parsed->index);
    }
    proof = std::move(*parsed);
    return std::nullopt;
}

std::optional<Finding> read_bundle_hashes(std::string_view text, const Place& place,
                                          merkle::Path& path) {
    path.clear();
    while (!text.empty()) {
        const std::optional<std::string_view> line = notes::take_line(text);
        const auto hash = line ? crypto::exactly<Hash>(crypto::from_base64(*line)) : std::nullopt;
        if (!hash || path.size() == kPathMax) {
            return failure("bundle-proof", place,
                           "a consistency proof is at most 65 lines, each the base64 of 32 bytes");
        }
        path.push_back(*hash);
    }
    return std::nullopt;
}

std::optional<Finding> judge_inclusion(const Hash& leaf, const notes::ProofFile& proof,
                                       const notes::Checkpoint& checkpoint, const Place& place) {
    if (merkle::verify_inclusion(proof.index, checkpoint.size, leaf, proof.path, checkpoint.root)) {
        return std::nullopt;
    }
    return failure("bundle-inclusion", place,
                   "the record is not proven to be under the checkpoint: one of the two, or the "
                   "proof, was changed");
}

}  // namespace counterfoil::verifier
