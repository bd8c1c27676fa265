// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "ledger/base/bytes.h"
#include "ledger/base/little_endian.h"
#include "ledger/format/field_table.h"
#include "ledger/format/labels.h"
#include "ledger/format/limits.h"

// docs/FORMAT.md, "HEAD" and "LOSS".
namespace counterfoil::format {

struct HeadSlot {
    Magic magic{};
    Le16 version;
    Le16 clean;  // 1: closed cleanly, and the end is exactly here.
    Le32 reserved0;
    LedgerId ledger_id{};
    Le64 generation;  // Lies in slot generation mod 2.
    BootId boot_id{};
    Le64 incarnation;
    Le64 segment_number;
    Le64 end_offset;
    Le64 tree_size;
    Hash root{};
    Le64 checkpoint_count;
    Hash checkpoint_chain{};
    Le64 epoch;
    std::array<std::uint8_t, 64> signature{};
    Le32 reserved1;
    Le32 slot_crc;
};
inline constexpr std::size_t kHeadSlotSize = 240;
inline constexpr std::size_t kHeadSignedSize = 168;  // The bytes before the signature.
inline constexpr std::array kHeadSlotFields = {
    COUNTERFOIL_FIELD(HeadSlot, magic),
    COUNTERFOIL_FIELD(HeadSlot, version),
    COUNTERFOIL_FIELD(HeadSlot, clean),
    COUNTERFOIL_FIELD(HeadSlot, reserved0),
    COUNTERFOIL_FIELD(HeadSlot, ledger_id),
    COUNTERFOIL_FIELD(HeadSlot, generation),
    COUNTERFOIL_FIELD(HeadSlot, boot_id),
    COUNTERFOIL_FIELD(HeadSlot, incarnation),
    COUNTERFOIL_FIELD(HeadSlot, segment_number),
    COUNTERFOIL_FIELD(HeadSlot, end_offset),
    COUNTERFOIL_FIELD(HeadSlot, tree_size),
    COUNTERFOIL_FIELD(HeadSlot, root),
    COUNTERFOIL_FIELD(HeadSlot, checkpoint_count),
    COUNTERFOIL_FIELD(HeadSlot, checkpoint_chain),
    COUNTERFOIL_FIELD(HeadSlot, epoch),
    COUNTERFOIL_FIELD(HeadSlot, signature),
    COUNTERFOIL_FIELD(HeadSlot, reserved1),
    COUNTERFOIL_FIELD(HeadSlot, slot_crc),
};
COUNTERFOIL_LAYOUT(HeadSlot, kHeadSlotSize, kHeadSlotFields);
static_assert(offsetof(HeadSlot, signature) == kHeadSignedSize);

// The file LOSS: this, then reason_length bytes of text, then the signature (64 bytes).
struct LossHeader {
    Magic magic{};
    Le16 version;
    Le16 reason_length;
    Le32 reserved;
    LedgerId ledger_id{};
    HeadSlot head;
    Le64 segment_number;
    Le64 end_offset;
    Le64 tree_size;
    Hash root{};
    Le64 time_ns;
};
inline constexpr std::size_t kLossHeaderSize = 336;
inline constexpr std::array kLossHeaderFields = {
    COUNTERFOIL_FIELD(LossHeader, magic),          COUNTERFOIL_FIELD(LossHeader, version),
    COUNTERFOIL_FIELD(LossHeader, reason_length),  COUNTERFOIL_FIELD(LossHeader, reserved),
    COUNTERFOIL_FIELD(LossHeader, ledger_id),      COUNTERFOIL_FIELD(LossHeader, head),
    COUNTERFOIL_FIELD(LossHeader, segment_number), COUNTERFOIL_FIELD(LossHeader, end_offset),
    COUNTERFOIL_FIELD(LossHeader, tree_size),      COUNTERFOIL_FIELD(LossHeader, root),
    COUNTERFOIL_FIELD(LossHeader, time_ns),
};
COUNTERFOIL_LAYOUT(LossHeader, kLossHeaderSize, kLossHeaderFields);

}  // namespace counterfoil::format
