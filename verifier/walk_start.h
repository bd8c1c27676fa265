// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/platform/storage.h"
#include "verifier/frame_facts.h"
#include "verifier/frame_reader.h"
#include "verifier/genesis_reader.h"
#include "verifier/ledger_end.h"

namespace counterfoil::verifier {

// A tail that a recovery record named and whose digest is right.
struct NamedTail {
    format::RecoveredTail tail;
    std::uint64_t used = 0;  // Bytes up to the last that is not zero.
    std::uint64_t sequence = 0;
};

struct WalkTotals {
    std::uint64_t records = 0;
    std::uint64_t events = 0;
    std::uint64_t bytes = 0;
};

// Where a walk begins that does not begin with genesis: the state that a segment's own first record
// tells. Somebody must vouch for it: an earlier walk that came to the same state, or a checkpoint
// whose root covers that record.
struct WalkStart {
    std::uint64_t segment = 0;
    LedgerState state;                          // Before the segment's first record.
    std::optional<std::uint64_t> previous_end;  // Where the frames before end; as its header says.
    std::vector<EpochKey> epochs;               // Those that are known; the current one is last.
    std::vector<NamedTail> named_tails;         // What an earlier walk found before,
    WalkTotals totals;                          // and how much it was.
};

// The state that the record at the beginning of this frame tells, if it is a segment record that
// does not contradict itself, the header or genesis.
[[nodiscard]] std::optional<LedgerState> state_told_by(const Frame& frame,
                                                       const format::SegmentHeader& header,
                                                       const LedgerFacts& facts);

// Reads it from a segment; nothing when there is none to be read.
[[nodiscard]] std::optional<WalkStart> read_walk_start(platform::Storage& storage,
                                                       const std::string& directory,
                                                       std::uint64_t segment,
                                                       const LedgerFacts& facts);

// The start in the last segment that holds records below `size`, so that the root of that size
// covers its first record; nothing when that is the ledger's beginning, or cannot be read.
[[nodiscard]] std::optional<WalkStart> read_walk_start_below(
    platform::Storage& storage, const std::string& directory,
    const std::vector<std::uint64_t>& segments, std::uint64_t size, const LedgerFacts& facts);

// SHA-256 over a state, for comparing what a walk came to with what the segment record behind it
// tells. Without the generation of HEAD, of which that record may tell a later one.
[[nodiscard]] Hash digest_of(const LedgerState& state);

}  // namespace counterfoil::verifier
