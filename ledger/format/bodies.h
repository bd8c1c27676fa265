// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "ledger/base/bytes.h"
#include "ledger/base/little_endian.h"
#include "ledger/format/field_table.h"

// The fixed parts of the bodies of administration records: docs/FORMAT.md, "Bodies". The variable
// parts follow them; ledger/format/body_codec.h reads and writes whole bodies.
namespace counterfoil::format {

enum class Encryption : std::uint8_t { kNone = 0, kXaes256Gcm = 1 };

struct GenesisBody {
    Le16 format_version;
    Le8 encryption;
    Le8 sync_policy;
    Le32 reserved0;
    LedgerId ledger_id{};
    Le64 created_ns;
    Le64 segment_size_limit;
    Le64 window;
    Le64 checkpoint_records;
    Le64 checkpoint_ns;
    Le64 epoch_records;
    Le64 epoch_ns;
    std::array<std::uint8_t, 32> identity_key{};
    std::array<std::uint8_t, 32> epoch_key{};
    LedgerId predecessor_id{};
    Le64 predecessor_size;
    Hash predecessor_root{};
    Hash predecessor_genesis{};
    Le16 origin_length;
    std::array<std::uint8_t, 6> reserved1{};
};
inline constexpr std::size_t kGenesisBodySize = 240;
inline constexpr std::array kGenesisBodyFields = {
    COUNTERFOIL_FIELD(GenesisBody, format_version),
    COUNTERFOIL_FIELD(GenesisBody, encryption),
    COUNTERFOIL_FIELD(GenesisBody, sync_policy),
    COUNTERFOIL_FIELD(GenesisBody, reserved0),
    COUNTERFOIL_FIELD(GenesisBody, ledger_id),
    COUNTERFOIL_FIELD(GenesisBody, created_ns),
    COUNTERFOIL_FIELD(GenesisBody, segment_size_limit),
    COUNTERFOIL_FIELD(GenesisBody, window),
    COUNTERFOIL_FIELD(GenesisBody, checkpoint_records),
    COUNTERFOIL_FIELD(GenesisBody, checkpoint_ns),
    COUNTERFOIL_FIELD(GenesisBody, epoch_records),
    COUNTERFOIL_FIELD(GenesisBody, epoch_ns),
    COUNTERFOIL_FIELD(GenesisBody, identity_key),
    COUNTERFOIL_FIELD(GenesisBody, epoch_key),
    COUNTERFOIL_FIELD(GenesisBody, predecessor_id),
    COUNTERFOIL_FIELD(GenesisBody, predecessor_size),
    COUNTERFOIL_FIELD(GenesisBody, predecessor_root),
    COUNTERFOIL_FIELD(GenesisBody, predecessor_genesis),
    COUNTERFOIL_FIELD(GenesisBody, origin_length),
    COUNTERFOIL_FIELD(GenesisBody, reserved1),
};
COUNTERFOIL_LAYOUT(GenesisBody, kGenesisBodySize, kGenesisBodyFields);

struct OpenBody {
    Le64 incarnation;
    BootId boot_id{};
    Le16 version_major;
    Le16 version_minor;
    Le16 version_patch;
    Le8 sync_policy;
    Le8 reserved;
    Le64 head_generation;
};
inline constexpr std::size_t kOpenBodySize = 40;
inline constexpr std::array kOpenBodyFields = {
    COUNTERFOIL_FIELD(OpenBody, incarnation),   COUNTERFOIL_FIELD(OpenBody, boot_id),
    COUNTERFOIL_FIELD(OpenBody, version_major), COUNTERFOIL_FIELD(OpenBody, version_minor),
    COUNTERFOIL_FIELD(OpenBody, version_patch), COUNTERFOIL_FIELD(OpenBody, sync_policy),
    COUNTERFOIL_FIELD(OpenBody, reserved),      COUNTERFOIL_FIELD(OpenBody, head_generation),
};
COUNTERFOIL_LAYOUT(OpenBody, kOpenBodySize, kOpenBodyFields);

struct SegmentBody {
    Hash header_digest{};
    Le64 segment_number;
    Le64 event_count;
    Le64 epoch;
    Le64 epoch_start;
    std::array<std::uint8_t, 32> epoch_key{};
    Le64 epoch_record;
    Le64 head_generation;
    Le64 drop_total;
    Le64 heartbeat_count;
    Le64 last_erasure;
    Le64 last_destroyed;
    Le64 last_time_ns;
    Le64 incarnation;
    Le32 frontier_count;
    Le32 stream_count;
};
inline constexpr std::size_t kSegmentBodySize = 168;
inline constexpr std::array kSegmentBodyFields = {
    COUNTERFOIL_FIELD(SegmentBody, header_digest),  COUNTERFOIL_FIELD(SegmentBody, segment_number),
    COUNTERFOIL_FIELD(SegmentBody, event_count),    COUNTERFOIL_FIELD(SegmentBody, epoch),
    COUNTERFOIL_FIELD(SegmentBody, epoch_start),    COUNTERFOIL_FIELD(SegmentBody, epoch_key),
    COUNTERFOIL_FIELD(SegmentBody, epoch_record),   COUNTERFOIL_FIELD(SegmentBody, head_generation),
    COUNTERFOIL_FIELD(SegmentBody, drop_total),     COUNTERFOIL_FIELD(SegmentBody, heartbeat_count),
    COUNTERFOIL_FIELD(SegmentBody, last_erasure),   COUNTERFOIL_FIELD(SegmentBody, last_destroyed),
    COUNTERFOIL_FIELD(SegmentBody, last_time_ns),   COUNTERFOIL_FIELD(SegmentBody, incarnation),
    COUNTERFOIL_FIELD(SegmentBody, frontier_count), COUNTERFOIL_FIELD(SegmentBody, stream_count),
};
COUNTERFOIL_LAYOUT(SegmentBody, kSegmentBodySize, kSegmentBodyFields);

struct StreamPosition {
    Le32 stream_id;
    Le64 next_sequence;
};
inline constexpr std::size_t kStreamPositionSize = 12;
inline constexpr std::array kStreamPositionFields = {
    COUNTERFOIL_FIELD(StreamPosition, stream_id),
    COUNTERFOIL_FIELD(StreamPosition, next_sequence),
};
COUNTERFOIL_LAYOUT(StreamPosition, kStreamPositionSize, kStreamPositionFields);

enum class StreamNameKind : std::uint8_t { kClear = 0, kHmac = 1 };

struct StreamBody {
    Le32 stream_id;
    Le8 name_kind;
    Le8 reserved;
    Le16 name_length;
    Hash name_mac{};
};
inline constexpr std::size_t kStreamBodySize = 40;
inline constexpr std::array kStreamBodyFields = {
    COUNTERFOIL_FIELD(StreamBody, stream_id), COUNTERFOIL_FIELD(StreamBody, name_kind),
    COUNTERFOIL_FIELD(StreamBody, reserved),  COUNTERFOIL_FIELD(StreamBody, name_length),
    COUNTERFOIL_FIELD(StreamBody, name_mac),
};
COUNTERFOIL_LAYOUT(StreamBody, kStreamBodySize, kStreamBodyFields);

enum class KeyKind : std::uint16_t { kEpoch = 1, kJoint = 2, kData = 3 };

struct EpochKeyBody {
    Le16 kind;
    Le16 reserved0;
    Le32 reserved1;
    Le64 epoch;
    std::array<std::uint8_t, 32> public_key{};
    Le64 previous_record;
    Le64 epoch_start;
};
inline constexpr std::size_t kEpochKeyBodySize = 64;
inline constexpr std::array kEpochKeyBodyFields = {
    COUNTERFOIL_FIELD(EpochKeyBody, kind),        COUNTERFOIL_FIELD(EpochKeyBody, reserved0),
    COUNTERFOIL_FIELD(EpochKeyBody, reserved1),   COUNTERFOIL_FIELD(EpochKeyBody, epoch),
    COUNTERFOIL_FIELD(EpochKeyBody, public_key),  COUNTERFOIL_FIELD(EpochKeyBody, previous_record),
    COUNTERFOIL_FIELD(EpochKeyBody, epoch_start),
};
COUNTERFOIL_LAYOUT(EpochKeyBody, kEpochKeyBodySize, kEpochKeyBodyFields);

struct JointKeyBody {
    Le16 kind;
    Le16 subject_count;
    Le32 reserved;
    Le64 key_id;
};
inline constexpr std::size_t kJointKeyBodySize = 16;
inline constexpr std::array kJointKeyBodyFields = {
    COUNTERFOIL_FIELD(JointKeyBody, kind),
    COUNTERFOIL_FIELD(JointKeyBody, subject_count),
    COUNTERFOIL_FIELD(JointKeyBody, reserved),
    COUNTERFOIL_FIELD(JointKeyBody, key_id),
};
COUNTERFOIL_LAYOUT(JointKeyBody, kJointKeyBodySize, kJointKeyBodyFields);

struct DataKeyBody {
    Le16 kind;
    Le16 reserved0;
    Le32 stream_id;
    Le64 key_id;
    Le32 generation;
    Le32 reserved1;
};
inline constexpr std::size_t kDataKeyBodySize = 24;
inline constexpr std::array kDataKeyBodyFields = {
    COUNTERFOIL_FIELD(DataKeyBody, kind),       COUNTERFOIL_FIELD(DataKeyBody, reserved0),
    COUNTERFOIL_FIELD(DataKeyBody, stream_id),  COUNTERFOIL_FIELD(DataKeyBody, key_id),
    COUNTERFOIL_FIELD(DataKeyBody, generation), COUNTERFOIL_FIELD(DataKeyBody, reserved1),
};
COUNTERFOIL_LAYOUT(DataKeyBody, kDataKeyBodySize, kDataKeyBodyFields);

enum class HoldAction : std::uint16_t { kAdd = 1, kRelease = 2 };

struct HoldBody {
    Le16 action;
    std::array<std::uint8_t, 6> reserved{};
    Le64 key_id;
    std::array<std::uint8_t, 16> hold_id{};
};
inline constexpr std::size_t kHoldBodySize = 32;
inline constexpr std::array kHoldBodyFields = {
    COUNTERFOIL_FIELD(HoldBody, action),
    COUNTERFOIL_FIELD(HoldBody, reserved),
    COUNTERFOIL_FIELD(HoldBody, key_id),
    COUNTERFOIL_FIELD(HoldBody, hold_id),
};
COUNTERFOIL_LAYOUT(HoldBody, kHoldBodySize, kHoldBodyFields);

struct ErasureBody {
    Le64 time_ns;
    Le64 record_count;
    Le64 previous_erasure;
    Le32 key_count;
    Le32 reserved;
};
inline constexpr std::size_t kErasureBodySize = 32;
inline constexpr std::array kErasureBodyFields = {
    COUNTERFOIL_FIELD(ErasureBody, time_ns),          COUNTERFOIL_FIELD(ErasureBody, record_count),
    COUNTERFOIL_FIELD(ErasureBody, previous_erasure), COUNTERFOIL_FIELD(ErasureBody, key_count),
    COUNTERFOIL_FIELD(ErasureBody, reserved),
};
COUNTERFOIL_LAYOUT(ErasureBody, kErasureBodySize, kErasureBodyFields);

enum class DestroyedReason : std::uint16_t { kRetention = 1, kErasure = 2 };

struct DestroyedBody {
    Le64 time_ns;
    Le64 previous_destroyed;
    Le16 reason;
    Le16 reserved;
    Le32 range_count;
};
inline constexpr std::size_t kDestroyedBodySize = 24;
inline constexpr std::array kDestroyedBodyFields = {
    COUNTERFOIL_FIELD(DestroyedBody, time_ns),
    COUNTERFOIL_FIELD(DestroyedBody, previous_destroyed),
    COUNTERFOIL_FIELD(DestroyedBody, reason),
    COUNTERFOIL_FIELD(DestroyedBody, reserved),
    COUNTERFOIL_FIELD(DestroyedBody, range_count),
};
COUNTERFOIL_LAYOUT(DestroyedBody, kDestroyedBodySize, kDestroyedBodyFields);

struct SequenceRange {
    Le64 first;
    Le64 end;  // One past the last.
};
inline constexpr std::size_t kSequenceRangeSize = 16;
inline constexpr std::array kSequenceRangeFields = {
    COUNTERFOIL_FIELD(SequenceRange, first),
    COUNTERFOIL_FIELD(SequenceRange, end),
};
COUNTERFOIL_LAYOUT(SequenceRange, kSequenceRangeSize, kSequenceRangeFields);

inline constexpr std::uint16_t kRecoveryPoisoned = 1U << 0U;
inline constexpr std::uint16_t kRecoveryAbandonedCommit = 1U << 1U;
inline constexpr std::uint16_t kRecoveryDirectReads = 1U << 2U;
inline constexpr std::uint16_t kRecoveryFlagsKnown = 7;

struct RecoveryBody {
    Le16 row;
    Le16 flags;
    Le32 tail_count;
    Le64 crashed_incarnation;
    BootId crashed_boot_id{};
    BootId boot_id{};
    Le64 head_generation;
    Le64 abandoned_size;
    Hash abandoned_root{};
};
inline constexpr std::size_t kRecoveryBodySize = 96;
inline constexpr std::array kRecoveryBodyFields = {
    COUNTERFOIL_FIELD(RecoveryBody, row),
    COUNTERFOIL_FIELD(RecoveryBody, flags),
    COUNTERFOIL_FIELD(RecoveryBody, tail_count),
    COUNTERFOIL_FIELD(RecoveryBody, crashed_incarnation),
    COUNTERFOIL_FIELD(RecoveryBody, crashed_boot_id),
    COUNTERFOIL_FIELD(RecoveryBody, boot_id),
    COUNTERFOIL_FIELD(RecoveryBody, head_generation),
    COUNTERFOIL_FIELD(RecoveryBody, abandoned_size),
    COUNTERFOIL_FIELD(RecoveryBody, abandoned_root),
};
COUNTERFOIL_LAYOUT(RecoveryBody, kRecoveryBodySize, kRecoveryBodyFields);

struct RecoveredTail {
    Le64 segment_number;
    Le64 offset;
    Le64 length;
    Hash digest{};
};
inline constexpr std::size_t kRecoveredTailSize = 56;
inline constexpr std::array kRecoveredTailFields = {
    COUNTERFOIL_FIELD(RecoveredTail, segment_number),
    COUNTERFOIL_FIELD(RecoveredTail, offset),
    COUNTERFOIL_FIELD(RecoveredTail, length),
    COUNTERFOIL_FIELD(RecoveredTail, digest),
};
COUNTERFOIL_LAYOUT(RecoveredTail, kRecoveredTailSize, kRecoveredTailFields);

struct DropBody {
    Le64 count;
    Le64 drop_total;
    Le64 first_time_ns;
    Le64 last_time_ns;
    Le32 stream_id;
    Le16 reason;
    Le16 reserved;
};
inline constexpr std::size_t kDropBodySize = 40;
inline constexpr std::array kDropBodyFields = {
    COUNTERFOIL_FIELD(DropBody, count),         COUNTERFOIL_FIELD(DropBody, drop_total),
    COUNTERFOIL_FIELD(DropBody, first_time_ns), COUNTERFOIL_FIELD(DropBody, last_time_ns),
    COUNTERFOIL_FIELD(DropBody, stream_id),     COUNTERFOIL_FIELD(DropBody, reason),
    COUNTERFOIL_FIELD(DropBody, reserved),
};
COUNTERFOIL_LAYOUT(DropBody, kDropBodySize, kDropBodyFields);

struct HeartbeatBody {
    Le64 heartbeat_number;
    Le64 drop_total;
    Le64 event_count;
    Le64 monotonic_ns;
};
inline constexpr std::size_t kHeartbeatBodySize = 32;
inline constexpr std::array kHeartbeatBodyFields = {
    COUNTERFOIL_FIELD(HeartbeatBody, heartbeat_number),
    COUNTERFOIL_FIELD(HeartbeatBody, drop_total),
    COUNTERFOIL_FIELD(HeartbeatBody, event_count),
    COUNTERFOIL_FIELD(HeartbeatBody, monotonic_ns),
};
COUNTERFOIL_LAYOUT(HeartbeatBody, kHeartbeatBodySize, kHeartbeatBodyFields);

enum class AnchorKind : std::uint16_t { kCosignedNote = 1, kTimestamp = 2 };

struct AnchorBody {
    Le16 kind;
    Le16 reserved;
    Le32 payload_length;
    Le64 tree_size;
    Hash root{};
};
inline constexpr std::size_t kAnchorBodySize = 48;
inline constexpr std::array kAnchorBodyFields = {
    COUNTERFOIL_FIELD(AnchorBody, kind),           COUNTERFOIL_FIELD(AnchorBody, reserved),
    COUNTERFOIL_FIELD(AnchorBody, payload_length), COUNTERFOIL_FIELD(AnchorBody, tree_size),
    COUNTERFOIL_FIELD(AnchorBody, root),
};
COUNTERFOIL_LAYOUT(AnchorBody, kAnchorBodySize, kAnchorBodyFields);

}  // namespace counterfoil::format
