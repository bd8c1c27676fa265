// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_set>

#include "ledger/format/entry.h"
#include "ledger/format/segment.h"
#include "verifier/findings.h"
#include "verifier/frame_facts.h"
#include "verifier/genesis_reader.h"
#include "verifier/ledger_end.h"

namespace counterfoil::verifier {

// Key ids under the ledger's origin, as numbers.
using KeyIds = std::unordered_set<std::uint32_t>;
[[nodiscard]] std::uint32_t key_id_number(const LedgerFacts& facts, const crypto::PublicKey& key);

// A segment as its header describes it.
struct SegmentStart {
    format::SegmentHeader header;
    Hash digest{};  // SHA-256 of its first block.
};

struct BodyContext {
    const LedgerFacts& facts;
    const SegmentStart& segment;
    bool state_known = true;
    bool last_of_frame = false;
    // Records name no later generation of HEAD than this; nothing when that cannot be said.
    std::optional<std::uint64_t> head_generation_max;
    // Of the epochs so far.
    const KeyIds& key_ids;
};

// Judges a body whose digest is right, by its type and against the state before it, and moves the
// state on. Without a known state only the body's own structure is judged. What the record says is
// noted in `facts`.
[[nodiscard]] std::optional<Finding> judge_body(const format::Entry& entry, ByteView body,
                                                const BodyContext& context, const Place& place,
                                                LedgerState& state, FrameFacts& facts);

// The state before a segment, as its segment record tells it; nothing when that contradicts the
// header or itself.
[[nodiscard]] std::optional<LedgerState> state_from(const format::Segment& record,
                                                    const format::SegmentHeader& header);

// The state of a ledger without records.
[[nodiscard]] LedgerState state_at_genesis(const LedgerFacts& facts);

}  // namespace counterfoil::verifier
