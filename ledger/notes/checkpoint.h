// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"

// c2sp.org/tlog-checkpoint v1: ORIGIN LF SIZE LF BASE64(root) LF {extension LF}.
namespace counterfoil::notes {

struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Hash root{};
    std::vector<std::string> extensions;  // We write none, and accept them in others' notes.
    friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// The text that is signed, with its last LF. Writes into `text` (cleared first) to spare
// allocations.
void checkpoint_text_into(std::string_view origin, std::uint64_t size, const Hash& root,
                          std::string& text);
[[nodiscard]] std::string checkpoint_text(std::string_view origin, std::uint64_t size,
                                          const Hash& root);

// Strict: decimal size without leading zeros that fits 64 bits, canonical base64 of exactly 32
// bytes, no empty extension line, a valid key name as origin.
[[nodiscard]] Result<Checkpoint> parse_checkpoint(std::string_view text);

}  // namespace counterfoil::notes
