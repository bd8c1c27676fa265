// SPDX-License-Identifier: Apache-2.0
#include "verifier/judgement.h"

#include <utility>
#include <vector>

#include "ledger/crypto/encoding.h"
#include "verifier/memory.h"
#include "verifier/trust_store.h"

namespace counterfoil::verifier {
namespace {

Result<LedgerId> claimed_id(platform::Storage& storage, const std::string& path,
                            EvidenceKind kind) {
    switch (kind) {
        case EvidenceKind::kLedger:
            return claimed_ledger_id(storage, path);
        case EvidenceKind::kTiles:
            return claimed_tiles_id(storage, path);
        case EvidenceKind::kBundle:
        case EvidenceKind::kProof:  // Says no id, and is known by its origin.
            break;
    }
    return claimed_bundle_id(storage, path);
}

Result<Report> judge_ledger(platform::Storage& storage, platform::Clock& clock,
                            Question& question) {
    // What cannot be told here is told by the report.
    const Result<LedgerId> ledger = claimed_ledger_id(storage, question.path);
    if (!ledger || question.trust_directory.empty()) {
        return verify_ledger(storage, clock, question.path, question.how);
    }
    if (!question.state_directory.empty()) {
        question.how.resume_file =
            platform::join(question.state_directory, crypto::hex(*ledger) + ".state");
    }
    TrustStore store(storage, question.trust_directory);
    return verify_and_remember(storage, clock, question.path, question.how, store, *ledger);
}

// A tile tree or a bundle.
Result<Report> judge_copy(platform::Storage& storage, platform::Clock& clock, Question& question) {
    const Result<LedgerId> claimed = claimed_id(storage, question.path, question.kind);
    if (claimed && !question.trust_directory.empty()) {
        const TrustStore store(storage, question.trust_directory);
        const auto remembered = remembered_of(store, *claimed, question.how.pin);
        if (!remembered) return remembered.error();
        question.how.remembered = *remembered;
    }
    return question.kind == EvidenceKind::kTiles
               ? verify_tiles(storage, clock, question.path, question.how)
               : verify_bundle(storage, clock, question.path, question.how);
}

Result<Report> judge_proof(platform::Storage& storage, platform::Clock& clock, Question& question) {
    const Result<ProofClaim> claim = claimed_proof(storage, question.path);
    // Else the report says what is wrong with it.
    if (claim) {
        const Result<std::size_t> known = take_remembered(storage, claim->origin, question);
        if (!known) return known.error();
    }
    return verify_proof(storage, clock, question.path,
                        {question.how.pin, question.evidence_path, question.entry_path});
}

}  // namespace

Result<std::optional<Pin>> remembered_pin(platform::Storage& storage, const std::string& path,
                                          EvidenceKind kind, const std::string& trust_directory) {
    const Result<LedgerId> claimed = claimed_id(storage, path, kind);
    if (!claimed) {
        // A ledger of which we could not read whose it is, is not one that nobody knows.
        if (claimed.error().code == ErrorCode::kIo) return claimed.error();
        return std::optional<Pin>();  // The report says what is wrong there.
    }
    // Nowhere to remember is as good as nothing remembered.
    if (trust_directory.empty()) return std::optional<Pin>();
    return TrustStore(storage, trust_directory).find(*claimed);
}

Result<std::size_t> take_remembered(platform::Storage& storage, const std::string& origin,
                                    Question& question) {
    std::optional<Pin>& pin = question.how.pin;
    if (question.trust_directory.empty() || (pin && !question.evidence_path.empty())) return 0;
    const TrustStore store(storage, question.trust_directory);
    Result<std::vector<TrustStore::Known>> known = store.of_origin(origin);
    if (!known) return known.error();
    if (pin) {
        std::erase_if(*known, [&](const auto& each) {
            return each.pin.key != pin->key || (pin->genesis_leaf && each.pin != *pin);
        });
    }
    if (known->size() != 1) return known->size();
    pin = known->front().pin;
    const std::string evidence = store.memory_path(known->front().ledger);
    if (question.evidence_path.empty() && storage.kind(evidence)) {
        question.evidence_path = evidence;
    }
    return 1;
}

Result<Report> judge(platform::Storage& storage, platform::Clock& clock, Question question) {
    switch (question.kind) {
        case EvidenceKind::kLedger:
            return judge_ledger(storage, clock, question);
        case EvidenceKind::kProof:
            return judge_proof(storage, clock, question);
        case EvidenceKind::kBundle:
        case EvidenceKind::kTiles:
            break;
    }
    return judge_copy(storage, clock, question);
}

}  // namespace counterfoil::verifier
