// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"
#include "verifier/findings.h"
#include "verifier/frame_facts.h"
#include "verifier/genesis_reader.h"

namespace counterfoil::verifier {

// A checkpoint that somebody kept, as `counterfoil checkpoint` prints it.
struct GivenCheckpoint {
    notes::Note note;
    notes::Checkpoint checkpoint;

    // The error says what it should be. Nothing in it is believed yet.
    [[nodiscard]] static Result<GivenCheckpoint> parse(std::string_view text);
};

// Whether it is signed by the key of the ledger's epoch for its size; of epochs that are not known,
// nothing is said.
[[nodiscard]] std::optional<Finding> judge_given(const GivenCheckpoint& given,
                                                 const LedgerFacts& facts,
                                                 std::span<const EpochKey> epochs);

}  // namespace counterfoil::verifier
