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

// Published checkpoint `number`, with its cosignatures if there are any. kDamaged when it is no
// checkpoint.
[[nodiscard]] Result<CheckpointNote> published_checkpoint(reader::LedgerReader& reader,
                                                          std::uint64_t number);

// The published checkpoint of this size, else what the commit that ends there signed. kNotFound
// when no frame ends there.
[[nodiscard]] Result<CheckpointNote> checkpoint_of_size(reader::LedgerReader& reader,
                                                        std::uint64_t size);

// The checkpoint that proofs of the records below `end` lead to: the newest published one if it
// covers them, with its cosignatures if there are any, else the commit that HEAD names.
[[nodiscard]] Result<CheckpointNote> checkpoint_covering(reader::LedgerReader& reader,
                                                         std::uint64_t end);

}  // namespace counterfoil::publish
