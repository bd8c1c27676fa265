// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "ledger/base/bytes.h"
#include "ledger/base/little_endian.h"
#include "ledger/format/entry.h"
#include "ledger/format/field_table.h"
#include "ledger/format/labels.h"
#include "ledger/format/limits.h"

// docs/FORMAT.md, "Frame": header ‖ entries ‖ bodies ‖ zero padding ‖ trailer.
namespace counterfoil::format {

struct FrameHeader {
    Magic magic{};
    Le16 version;
    Le16 flags;
    Le32 record_count;
    Le64 frame_number;
    Le64 first_sequence;
    Le64 incarnation;
    Le64 bodies_length;
    Le64 frame_length;
    Le32 reserved;
    Le32 header_crc;
};
inline constexpr std::size_t kFrameHeaderSize = 64;
inline constexpr std::array kFrameHeaderFields = {
    COUNTERFOIL_FIELD(FrameHeader, magic),        COUNTERFOIL_FIELD(FrameHeader, version),
    COUNTERFOIL_FIELD(FrameHeader, flags),        COUNTERFOIL_FIELD(FrameHeader, record_count),
    COUNTERFOIL_FIELD(FrameHeader, frame_number), COUNTERFOIL_FIELD(FrameHeader, first_sequence),
    COUNTERFOIL_FIELD(FrameHeader, incarnation),  COUNTERFOIL_FIELD(FrameHeader, bodies_length),
    COUNTERFOIL_FIELD(FrameHeader, frame_length), COUNTERFOIL_FIELD(FrameHeader, reserved),
    COUNTERFOIL_FIELD(FrameHeader, header_crc),
};
COUNTERFOIL_LAYOUT(FrameHeader, kFrameHeaderSize, kFrameHeaderFields);

struct FrameTrailer {
    Le64 tree_size;
    Hash root{};
    Hash chain_head{};
    Le64 epoch;
    std::array<std::uint8_t, 4> epoch_key_id{};
    std::array<std::uint8_t, 64> signature{};
    Le32 reserved;
    Le32 bodies_crc;
    Le32 frame_crc;
};
inline constexpr std::size_t kFrameTrailerSize = 160;
inline constexpr std::array kFrameTrailerFields = {
    COUNTERFOIL_FIELD(FrameTrailer, tree_size),    COUNTERFOIL_FIELD(FrameTrailer, root),
    COUNTERFOIL_FIELD(FrameTrailer, chain_head),   COUNTERFOIL_FIELD(FrameTrailer, epoch),
    COUNTERFOIL_FIELD(FrameTrailer, epoch_key_id), COUNTERFOIL_FIELD(FrameTrailer, signature),
    COUNTERFOIL_FIELD(FrameTrailer, reserved),     COUNTERFOIL_FIELD(FrameTrailer, bodies_crc),
    COUNTERFOIL_FIELD(FrameTrailer, frame_crc),
};
COUNTERFOIL_LAYOUT(FrameTrailer, kFrameTrailerSize, kFrameTrailerFields);

// The length of a frame; no overflow for counts below 2^32 and bodies below 2^62.
[[nodiscard]] constexpr std::uint64_t frame_length(std::uint64_t record_count,
                                                   std::uint64_t bodies_length) {
    return round_up_to_block(kFrameHeaderSize + record_count * kEntrySize + bodies_length +
                             kFrameTrailerSize);
}

}  // namespace counterfoil::format
