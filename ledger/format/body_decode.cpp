// SPDX-License-Identifier: Apache-2.0
#include "ledger/format/body_codec.h"

#include <algorithm>
#include <cstring>

#include "ledger/format/limits.h"
#include "ledger/format/segment.h"

namespace counterfoil::format {
namespace {

constexpr std::uint64_t kBodySizeMax = kRecordSizeMax - kEntrySize;
constexpr std::uint16_t kRecoveryRowLast = 9;
constexpr std::uint16_t kDropReasonLast = 4;
constexpr std::uint32_t kFrontierCountMax = 64;  // One for each one bit of a size.

// Takes values from the front. Nothing is allocated for a list before its bytes are known to be
// there, so that a count that lies costs nothing.
class Reader {
  public:
    explicit Reader(ByteView bytes) : rest_(bytes) {}

    template <class T>
    [[nodiscard]] bool take(T& value) {
        static_assert(std::is_trivially_copyable_v<T> && alignof(T) == 1);
        if (rest_.size() < sizeof value) return false;
        std::memcpy(&value, rest_.data(), sizeof value);
        rest_ = rest_.subspan(sizeof value);
        return true;
    }

    template <class T>
    [[nodiscard]] bool take_each(std::size_t count, std::vector<T>& values) {
        static_assert(std::is_trivially_copyable_v<T> && alignof(T) == 1);
        if (count > rest_.size() / sizeof(T)) return false;
        values.resize(count);
        if (count > 0) std::memcpy(values.data(), rest_.data(), count * sizeof(T));
        rest_ = rest_.subspan(count * sizeof(T));
        return true;
    }

    [[nodiscard]] bool take_text(std::size_t size, std::string& text) {
        if (rest_.size() < size) return false;
        text = as_text(rest_.first(size));
        rest_ = rest_.subspan(size);
        return true;
    }

    // For a body that is its fixed part only.
    template <class T>
    [[nodiscard]] bool take_all(T& value) {
        return take(value) && at_end();
    }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

  private:
    ByteView rest_;
};

bool is_sync_policy(std::uint8_t policy) {
    return policy >= static_cast<std::uint8_t>(SyncPolicy::kRecord) &&
           policy <= static_cast<std::uint8_t>(SyncPolicy::kNone);
}

// From 1 to the last number of an enumeration that FORMAT.md knows.
bool is_known(std::uint16_t number, std::uint16_t last) {
    return number >= 1 && number <= last;
}

template <class T, class Before>
bool each_before_the_next(const std::vector<T>& values, Before before) {
    const auto fails = [&before](const T& left, const T& right) { return !before(left, right); };
    return std::adjacent_find(values.begin(), values.end(), fails) == values.end();
}

bool take_ascending_ids(Reader& reader, std::size_t count, std::vector<std::uint64_t>& ids) {
    std::vector<Le64> stored;
    if (!reader.take_each(count, stored)) return false;
    ids.assign(stored.begin(), stored.end());
    return each_before_the_next(
        ids, [](std::uint64_t left, std::uint64_t right) { return left < right; });
}

std::optional<Body> decode_genesis(Reader reader) {
    Genesis body;
    const GenesisBody& fixed = body.fixed;
    if (!reader.take(body.fixed)) return std::nullopt;
    if (fixed.format_version != kVersion) return std::nullopt;
    if (fixed.encryption > static_cast<std::uint8_t>(Encryption::kXaes256Gcm)) return std::nullopt;
    if (!is_sync_policy(fixed.sync_policy)) return std::nullopt;
    if (fixed.reserved0 != 0 || !all_zero(fixed.reserved1)) return std::nullopt;
    if (!is_segment_size(fixed.segment_size_limit)) return std::nullopt;
    if (!reader.take_text(fixed.origin_length, body.origin)) return std::nullopt;
    if (!is_origin(body.origin)) return std::nullopt;
    if (!reader.take_all(body.signature)) return std::nullopt;
    return body;
}

std::optional<Body> decode_open(Reader reader) {
    OpenBody body;
    if (!reader.take_all(body)) return std::nullopt;
    if (!is_sync_policy(body.sync_policy) || body.reserved != 0) return std::nullopt;
    return body;
}

std::optional<Body> decode_segment(Reader reader) {
    Segment body;
    if (!reader.take(body.fixed)) return std::nullopt;
    if (body.fixed.frontier_count > kFrontierCountMax) return std::nullopt;
    if (!reader.take_each(body.fixed.frontier_count, body.frontier)) return std::nullopt;
    if (!reader.take_each(body.fixed.stream_count, body.streams)) return std::nullopt;
    if (!reader.at_end()) return std::nullopt;
    const bool ascending = each_before_the_next(
        body.streams, [](const StreamPosition& left, const StreamPosition& right) {
            return left.stream_id < right.stream_id;
        });
    if (!ascending) return std::nullopt;
    return body;
}

std::optional<Body> decode_stream(Reader reader) {
    Stream body;
    const StreamBody& fixed = body.fixed;
    if (!reader.take(body.fixed) || fixed.reserved != 0) return std::nullopt;
    if (!reader.take_text(fixed.name_length, body.name) || !reader.at_end()) return std::nullopt;
    switch (static_cast<StreamNameKind>(static_cast<std::uint8_t>(fixed.name_kind))) {
        case StreamNameKind::kClear:
            if (!is_stream_name(body.name) || !all_zero(fixed.name_mac)) return std::nullopt;
            return body;
        case StreamNameKind::kHmac:
            if (!body.name.empty()) return std::nullopt;
            return body;
    }
    return std::nullopt;
}

std::optional<Body> decode_epoch_key(Reader reader) {
    EpochKeyBody body;
    if (!reader.take_all(body)) return std::nullopt;
    if (body.reserved0 != 0 || body.reserved1 != 0) return std::nullopt;
    return body;
}

std::optional<Body> decode_joint_key(Reader reader) {
    JointKey body;
    const JointKeyBody& fixed = body.fixed;
    if (!reader.take(body.fixed)) return std::nullopt;
    if (fixed.subject_count < 2 || fixed.reserved != 0) return std::nullopt;
    if (!take_ascending_ids(reader, fixed.subject_count, body.subject_key_ids)) return std::nullopt;
    if (!reader.at_end()) return std::nullopt;
    return body;
}

std::optional<Body> decode_data_key(Reader reader) {
    DataKeyBody body;
    if (!reader.take_all(body)) return std::nullopt;
    if (body.reserved0 != 0 || body.reserved1 != 0) return std::nullopt;
    return body;
}

std::optional<Body> decode_key(Reader reader) {
    Le16 kind;
    Reader ahead = reader;
    if (!ahead.take(kind)) return std::nullopt;
    switch (static_cast<KeyKind>(static_cast<std::uint16_t>(kind))) {
        case KeyKind::kEpoch:
            return decode_epoch_key(reader);
        case KeyKind::kJoint:
            return decode_joint_key(reader);
        case KeyKind::kData:
            return decode_data_key(reader);
    }
    return std::nullopt;
}

std::optional<Body> decode_hold(Reader reader) {
    HoldBody body;
    if (!reader.take_all(body)) return std::nullopt;
    if (!is_known(body.action, static_cast<std::uint16_t>(HoldAction::kRelease))) {
        return std::nullopt;
    }
    if (!all_zero(body.reserved)) return std::nullopt;
    return body;
}

std::optional<Body> decode_erasure(Reader reader) {
    Erasure body;
    const ErasureBody& fixed = body.fixed;
    if (!reader.take(body.fixed)) return std::nullopt;
    if (fixed.key_count < 1 || fixed.reserved != 0) return std::nullopt;
    if (!take_ascending_ids(reader, fixed.key_count, body.key_ids)) return std::nullopt;
    if (!reader.at_end()) return std::nullopt;
    return body;
}

std::optional<Body> decode_destroyed(Reader reader) {
    Destroyed body;
    const DestroyedBody& fixed = body.fixed;
    if (!reader.take(body.fixed)) return std::nullopt;
    if (!is_known(fixed.reason, static_cast<std::uint16_t>(DestroyedReason::kErasure))) {
        return std::nullopt;
    }
    if (fixed.range_count < 1 || fixed.reserved != 0) return std::nullopt;
    if (!reader.take_each(fixed.range_count, body.ranges) || !reader.at_end()) return std::nullopt;
    for (const SequenceRange& range : body.ranges) {
        if (range.first >= range.end) return std::nullopt;
    }
    const bool apart = each_before_the_next(
        body.ranges, [](const SequenceRange& left, const SequenceRange& right) {
            return left.end < right.first;
        });
    if (!apart) return std::nullopt;
    return body;
}

std::optional<Body> decode_recovery(Reader reader) {
    Recovery body;
    const RecoveryBody& fixed = body.fixed;
    if (!reader.take(body.fixed)) return std::nullopt;
    if (!is_known(fixed.row, kRecoveryRowLast)) return std::nullopt;
    if ((fixed.flags & ~kRecoveryFlagsKnown) != 0) return std::nullopt;
    const bool abandoned = (fixed.flags & kRecoveryAbandonedCommit) != 0;
    if (abandoned != (fixed.abandoned_size != 0)) return std::nullopt;
    if (!abandoned && !all_zero(fixed.abandoned_root)) return std::nullopt;
    if (!reader.take_each(fixed.tail_count, body.tails) || !reader.at_end()) return std::nullopt;
    const bool ascending =
        each_before_the_next(body.tails, [](const RecoveredTail& left, const RecoveredTail& right) {
            return left.segment_number < right.segment_number;
        });
    if (!ascending) return std::nullopt;
    return body;
}

std::optional<Body> decode_drop(Reader reader) {
    DropBody body;
    if (!reader.take_all(body)) return std::nullopt;
    if (!is_known(body.reason, kDropReasonLast) || body.reserved != 0) return std::nullopt;
    return body;
}

std::optional<Body> decode_heartbeat(Reader reader) {
    HeartbeatBody body;
    if (!reader.take_all(body)) return std::nullopt;
    return body;
}

std::optional<Body> decode_anchor(Reader reader) {
    Anchor body;
    const AnchorBody& fixed = body.fixed;
    if (!reader.take(body.fixed)) return std::nullopt;
    if (!is_known(fixed.kind, static_cast<std::uint16_t>(AnchorKind::kTimestamp))) {
        return std::nullopt;
    }
    if (fixed.reserved != 0) return std::nullopt;
    if (!reader.take_each(fixed.payload_length, body.payload)) return std::nullopt;
    if (!reader.at_end()) return std::nullopt;
    return body;
}

}  // namespace

std::optional<Body> decode_body(RecordType type, ByteView bytes) {
    if (bytes.size() > kBodySizeMax) return std::nullopt;
    const Reader reader(bytes);
    switch (type) {
        case RecordType::kEvent:
            return std::nullopt;
        case RecordType::kGenesis:
            return decode_genesis(reader);
        case RecordType::kOpen:
            return decode_open(reader);
        case RecordType::kSegment:
            return decode_segment(reader);
        case RecordType::kStream:
            return decode_stream(reader);
        case RecordType::kKey:
            return decode_key(reader);
        case RecordType::kHold:
            return decode_hold(reader);
        case RecordType::kErasure:
            return decode_erasure(reader);
        case RecordType::kDestroyed:
            return decode_destroyed(reader);
        case RecordType::kRecovery:
            return decode_recovery(reader);
        case RecordType::kDrop:
            return decode_drop(reader);
        case RecordType::kHeartbeat:
            return decode_heartbeat(reader);
        case RecordType::kAnchor:
            return decode_anchor(reader);
    }
    return std::nullopt;
}

}  // namespace counterfoil::format
