// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "ledger/format/bodies.h"
#include "ledger/format/entry.h"
#include "verifier/findings.h"
#include "verifier/genesis_reader.h"

namespace counterfoil::verifier {

// What an entry must continue.
struct EntryContext {
    const LedgerFacts& facts;
    std::uint64_t sequence = 0;
    std::uint64_t segment_number = 0;
    std::uint64_t position_in_segment = 0;  // Records of this segment before it.
    bool position_known = true;
    bool first_of_frame = false;
    std::uint8_t previous_type = 0;  // 0 when there is none or nobody knows.
    const Hash& previous;
    // The next number of each stream, ascending and dense; nothing when they are not known.
    std::optional<std::span<const format::StreamPosition>> streams;
};

// Judges all of an entry but its body digest.
[[nodiscard]] std::optional<Finding> judge_entry(const format::Entry& entry,
                                                 const EntryContext& context, const Place& place);

}  // namespace counterfoil::verifier
