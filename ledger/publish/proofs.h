// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "ledger/base/result.h"
#include "ledger/merkle/proof.h"
#include "ledger/reader/ledger_reader.h"

namespace counterfoil::publish {

// One BASE64 hash a line, as consistency proofs are written.
[[nodiscard]] std::string hash_lines(const merkle::Path& path);

// The newest published checkpoint note. kNotFound when none is published.
[[nodiscard]] Result<std::string> newest_checkpoint(reader::LedgerReader& reader);

// The .tlog-proof file of a record against the newest published checkpoint. kNotFound when no
// published checkpoint covers the record yet.
[[nodiscard]] Result<std::string> inclusion_proof_file(reader::LedgerReader& reader,
                                                       std::uint64_t sequence);

// The consistency proof between two sizes, up to the ledger's: one BASE64 hash a line. Nothing but
// an empty text when the sizes are equal.
[[nodiscard]] Result<std::string> consistency_proof_text(reader::LedgerReader& reader,
                                                         std::uint64_t old_size,
                                                         std::uint64_t new_size);

}  // namespace counterfoil::publish
