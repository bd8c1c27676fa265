// SPDX-License-Identifier: Apache-2.0
#include "verifier/given_checkpoint.h"

#include "ledger/notes/verifier_key.h"

namespace counterfoil::verifier {

Result<GivenCheckpoint> GivenCheckpoint::parse(std::string_view text) {
    Result<notes::Note> note = notes::parse_note(text);
    if (!note) return note.error();
    Result<notes::Checkpoint> checkpoint = notes::parse_checkpoint(note->text);
    if (!checkpoint) return checkpoint.error();
    return GivenCheckpoint{std::move(*note), std::move(*checkpoint)};
}

std::optional<Finding> judge_given(const GivenCheckpoint& given, const LedgerFacts& facts,
                                   std::span<const EpochKey> epochs) {
    if (given.checkpoint.origin != facts.genesis.origin) {
        return failure("since-origin", {}, "the checkpoint that was given is of another ledger",
                       {plain(facts.genesis.origin), plain(given.checkpoint.origin)});
    }
    const EpochKey* signer = nullptr;
    for (const EpochKey& epoch : epochs) {
        if (epoch.start < given.checkpoint.size) signer = &epoch;
    }
    if (signer == nullptr) return std::nullopt;
    const notes::VerifierKey key{facts.genesis.origin, notes::kTypeEd25519, signer->key};
    if (notes::judge_signature(given.note, key) == notes::SignatureVerdict::kVerified) {
        return std::nullopt;
    }
    return failure("since-signature", {},
                   "the checkpoint that was given is not signed by the key that the ledger has for "
                   "its size");
}

}  // namespace counterfoil::verifier
