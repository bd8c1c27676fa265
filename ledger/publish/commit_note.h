// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/reader/ledger_reader.h"

namespace counterfoil::publish {

// A checkpoint as a signed note, verbatim.
struct CheckpointNote {
    std::uint64_t size = 0;
    Hash root{};
    std::string text;
};

// What the commit that ends at `tree_size` signed, as a note of one line. kNotFound when no frame
// ends there.
[[nodiscard]] Result<CheckpointNote> commit_note(reader::LedgerReader& reader,
                                                 std::uint64_t tree_size);

// The checkpoint that proofs of the records below `end` lead to: the newest published one if it
// covers them, with its cosignatures if there are any, else the commit that HEAD names.
[[nodiscard]] Result<CheckpointNote> checkpoint_covering(reader::LedgerReader& reader,
                                                         std::uint64_t end);

}  // namespace counterfoil::publish
