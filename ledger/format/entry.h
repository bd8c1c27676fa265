// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "ledger/base/bytes.h"
#include "ledger/base/little_endian.h"
#include "ledger/format/field_table.h"

// docs/FORMAT.md, "Entry".
namespace counterfoil::format {

enum class RecordType : std::uint8_t {
    kEvent = 1,
    kGenesis = 2,
    kOpen = 3,
    kSegment = 4,
    kStream = 5,
    kKey = 6,
    kHold = 7,
    kErasure = 8,
    kDestroyed = 9,
    kRecovery = 10,
    kDrop = 11,
    kHeartbeat = 12,
    kAnchor = 13,
};
inline constexpr std::uint8_t kRecordTypeLast = 13;

// "event", "genesis", …; "unknown" for a number that format v1 does not have.
[[nodiscard]] const char* record_type_name(std::uint8_t type);

inline constexpr std::uint16_t kEntryFirstOfFrame = 1U << 0U;
inline constexpr std::uint16_t kEntryFlagsKnown = kEntryFirstOfFrame;

// All records but events belong to this stream; events belong to streams from 1 on.
inline constexpr std::uint32_t kAdministrationStream = 0;

struct Entry {
    Le8 version;
    Le8 type;
    Le16 flags;
    Le32 stream_id;
    Le64 sequence;
    Le64 stream_sequence;
    Le64 time_ns;
    Le32 body_length;
    Le64 key_id;
    LedgerId ledger_id{};
    std::array<std::uint8_t, 24> nonce{};
    Hash key_commitment{};
    Hash body_digest{};
    Hash previous{};
};
inline constexpr std::size_t kEntrySize = 180;
inline constexpr std::array kEntryFields = {
    COUNTERFOIL_FIELD(Entry, version),     COUNTERFOIL_FIELD(Entry, type),
    COUNTERFOIL_FIELD(Entry, flags),       COUNTERFOIL_FIELD(Entry, stream_id),
    COUNTERFOIL_FIELD(Entry, sequence),    COUNTERFOIL_FIELD(Entry, stream_sequence),
    COUNTERFOIL_FIELD(Entry, time_ns),     COUNTERFOIL_FIELD(Entry, body_length),
    COUNTERFOIL_FIELD(Entry, key_id),      COUNTERFOIL_FIELD(Entry, ledger_id),
    COUNTERFOIL_FIELD(Entry, nonce),       COUNTERFOIL_FIELD(Entry, key_commitment),
    COUNTERFOIL_FIELD(Entry, body_digest), COUNTERFOIL_FIELD(Entry, previous),
};
COUNTERFOIL_LAYOUT(Entry, kEntrySize, kEntryFields);

// The Merkle leaf data; borrowed from `entry`.
[[nodiscard]] inline ByteView bytes_of(const Entry& entry) {
    return {reinterpret_cast<const std::uint8_t*>(&entry), sizeof entry};
}
[[nodiscard]] inline bool is_event(const Entry& entry) {
    return entry.type == static_cast<std::uint8_t>(RecordType::kEvent);
}

}  // namespace counterfoil::format
