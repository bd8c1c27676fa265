// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

#include "ledger/base/bytes.h"
#include "ledger/base/little_endian.h"
#include "ledger/format/field_table.h"
#include "ledger/format/labels.h"
#include "ledger/format/limits.h"

// docs/FORMAT.md, "Segment".
namespace counterfoil::format {

enum class SyncPolicy : std::uint8_t {
    kRecord = 1,  // One record a frame, synced before it is answered.
    kBatch = 2,   // One frame a batch of the caller, synced before it is answered.
    kGroup = 3,   // Waiting callers share a frame, synced before they are answered.
    kNone = 4,    // Not synced until the segment ends or the ledger is closed.
};
inline constexpr std::array kSyncPolicies = {SyncPolicy::kRecord, SyncPolicy::kBatch,
                                             SyncPolicy::kGroup, SyncPolicy::kNone};
// "record", "batch", "group", "none"; "unknown" for other numbers.
[[nodiscard]] const char* sync_policy_name(std::uint8_t policy);
[[nodiscard]] inline const char* sync_policy_name(SyncPolicy policy) {
    return sync_policy_name(static_cast<std::uint8_t>(policy));
}
// The other way round; nothing for any other text.
[[nodiscard]] std::optional<SyncPolicy> sync_policy_of(std::string_view name);

// At offset 0; the rest of the block is zero, and the first frame begins at kBlockSize.
struct SegmentHeader {
    Magic magic{};
    Le16 version;
    Le16 sync_policy;
    Le32 reserved0;
    LedgerId ledger_id{};
    Le64 segment_number;
    Le64 base_sequence;
    Le64 base_frame;
    Le64 segment_size;
    Le64 window;
    Le64 previous_end;
    Hash previous_chain_head{};
    Hash previous_root{};
    Le32 reserved1;
    Le32 header_crc;
};
inline constexpr std::size_t kSegmentHeaderSize = 152;
inline constexpr std::array kSegmentHeaderFields = {
    COUNTERFOIL_FIELD(SegmentHeader, magic),
    COUNTERFOIL_FIELD(SegmentHeader, version),
    COUNTERFOIL_FIELD(SegmentHeader, sync_policy),
    COUNTERFOIL_FIELD(SegmentHeader, reserved0),
    COUNTERFOIL_FIELD(SegmentHeader, ledger_id),
    COUNTERFOIL_FIELD(SegmentHeader, segment_number),
    COUNTERFOIL_FIELD(SegmentHeader, base_sequence),
    COUNTERFOIL_FIELD(SegmentHeader, base_frame),
    COUNTERFOIL_FIELD(SegmentHeader, segment_size),
    COUNTERFOIL_FIELD(SegmentHeader, window),
    COUNTERFOIL_FIELD(SegmentHeader, previous_end),
    COUNTERFOIL_FIELD(SegmentHeader, previous_chain_head),
    COUNTERFOIL_FIELD(SegmentHeader, previous_root),
    COUNTERFOIL_FIELD(SegmentHeader, reserved1),
    COUNTERFOIL_FIELD(SegmentHeader, header_crc),
};
COUNTERFOIL_LAYOUT(SegmentHeader, kSegmentHeaderSize, kSegmentHeaderFields);

// Directly behind the last frame of a full segment: this, then frame_count FramePosition, then the
// SHA-256 of all that, then zeros up to footer_length.
struct SegmentFooter {
    Magic magic{};
    Le16 version;
    Le16 reserved0;
    Le32 reserved1;
    LedgerId ledger_id{};
    Le64 segment_number;
    Le64 base_sequence;
    Le64 record_count;
    Le64 event_count;
    Le64 frame_count;
    Le64 footer_length;
    Hash chain_head{};
    Hash root{};
    Hash header_digest{};
};
inline constexpr std::size_t kSegmentFooterSize = 176;
inline constexpr std::array kSegmentFooterFields = {
    COUNTERFOIL_FIELD(SegmentFooter, magic),
    COUNTERFOIL_FIELD(SegmentFooter, version),
    COUNTERFOIL_FIELD(SegmentFooter, reserved0),
    COUNTERFOIL_FIELD(SegmentFooter, reserved1),
    COUNTERFOIL_FIELD(SegmentFooter, ledger_id),
    COUNTERFOIL_FIELD(SegmentFooter, segment_number),
    COUNTERFOIL_FIELD(SegmentFooter, base_sequence),
    COUNTERFOIL_FIELD(SegmentFooter, record_count),
    COUNTERFOIL_FIELD(SegmentFooter, event_count),
    COUNTERFOIL_FIELD(SegmentFooter, frame_count),
    COUNTERFOIL_FIELD(SegmentFooter, footer_length),
    COUNTERFOIL_FIELD(SegmentFooter, chain_head),
    COUNTERFOIL_FIELD(SegmentFooter, root),
    COUNTERFOIL_FIELD(SegmentFooter, header_digest),
};
COUNTERFOIL_LAYOUT(SegmentFooter, kSegmentFooterSize, kSegmentFooterFields);

struct FramePosition {
    Le32 block;         // Offset of the frame in the segment, in blocks of kBlockSize.
    Le32 first_record;  // Its first sequence less the segment's base sequence.
};
inline constexpr std::size_t kFramePositionSize = 8;
inline constexpr std::array kFramePositionFields = {
    COUNTERFOIL_FIELD(FramePosition, block),
    COUNTERFOIL_FIELD(FramePosition, first_record),
};
COUNTERFOIL_LAYOUT(FramePosition, kFramePositionSize, kFramePositionFields);

[[nodiscard]] constexpr std::uint64_t footer_length(std::uint64_t frame_count) {
    return round_up_to_block(kSegmentFooterSize + frame_count * kFramePositionSize + sizeof(Hash));
}

}  // namespace counterfoil::format
