// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "ledger/base/result.h"
#include "ledger/notes/evidence.h"
#include "ledger/publish/commit_note.h"
#include "ledger/reader/ledger_reader.h"

namespace counterfoil::publish {

// The records among which those of some times are, and the checkpoints that show it: the range
// begins with the last record under `lower`, which is of before, and ends with the last one under
// `upper`, which is of after.
struct TimeBrackets {
    std::uint64_t first = 0;
    std::uint64_t end = 0;                // More than first.
    std::optional<CheckpointNote> lower;  // Nothing: the range begins with the ledger.
    std::optional<CheckpointNote> upper;  // Nothing: it ends with the ledger.
};

// Found by bisection, as the clock went forwards; where it went back the brackets are right all the
// same, but may not be the narrowest. Published checkpoints, but the last commit of before where
// none was published yet.
[[nodiscard]] Result<TimeBrackets> time_brackets(reader::LedgerReader& reader,
                                                 const notes::TimeSpan& times);

}  // namespace counterfoil::publish
