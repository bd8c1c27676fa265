// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "ledger/base/result.h"
#include "ledger/platform/clock.h"
#include "ledger/platform/storage.h"
#include "verifier/evidence_kind.h"
#include "verifier/pin.h"
#include "verifier/report.h"
#include "verifier/verify.h"

// A verdict as a person asks for it, whatever it is that they have: against what this user
// remembers of the ledger, and remembering more.
namespace counterfoil::verifier {

struct Question {
    std::string path;
    EvidenceKind kind = EvidenceKind::kLedger;
    // The trust store (trust_store.h); empty: nothing is remembered.
    std::string trust_directory;
    // Where an interrupted verification of a ledger is kept; empty: nowhere.
    std::string state_directory;
    // Its `remembered` and `resume_file` are set by whoever judges.
    VerifyOptions how;
    // Of the proof of a record, as in ProofOptions.
    std::string evidence_path;
    std::string entry_path;
};

// Who this user remembers the ledger to be, by what it says of itself; nothing for one that is not
// known, or that says nothing. An error: it could not be looked up, so that nobody may say that the
// ledger is unknown.
[[nodiscard]] Result<std::optional<Pin>> remembered_pin(platform::Storage& storage,
                                                        const std::string& path, EvidenceKind kind,
                                                        const std::string& trust_directory);

// Gives a question about a proof the pin and the evidence that are remembered of its ledger, where
// it names none. Returns how many remembered ledgers of this name there are: nothing is taken
// unless it is one.
[[nodiscard]] Result<std::size_t> take_remembered(platform::Storage& storage,
                                                  const std::string& origin, Question& question);

// Judges it. The only error is a memory that cannot be read: kDamaged when it is none, else it says
// nothing of what was to be judged.
[[nodiscard]] Result<Report> judge(platform::Storage& storage, platform::Clock& clock,
                                   Question question);

}  // namespace counterfoil::verifier
