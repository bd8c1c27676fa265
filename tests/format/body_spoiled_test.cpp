// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstring>
#include <functional>

#include <gtest/gtest.h>

#include "ledger/format/body_codec.h"
#include "tests/format/body_samples.h"

namespace counterfoil::format {
namespace {

using Spoil = std::function<void(Bytes&)>;

template <class T>
Spoil set(std::size_t offset, T value) {
    return [offset, value](Bytes& bytes) {
        const LittleEndian<T> stored(value);
        ASSERT_LE(offset + sizeof stored, bytes.size());
        std::memcpy(bytes.data() + offset, &stored, sizeof stored);
    };
}
Spoil set8(std::size_t offset, std::uint8_t value) {
    return set(offset, value);
}
Spoil set16(std::size_t offset, std::uint16_t value) {
    return set(offset, value);
}
Spoil set32(std::size_t offset, std::uint32_t value) {
    return set(offset, value);
}
Spoil set64(std::size_t offset, std::uint64_t value) {
    return set(offset, value);
}
Spoil add(std::size_t count) {
    return [count](Bytes& bytes) { bytes.resize(bytes.size() + count); };
}
Spoil cut(std::size_t count) {
    return [count](Bytes& bytes) { bytes.resize(bytes.size() - count); };
}
Spoil both(Spoil first, Spoil second) {
    return [first = std::move(first), second = std::move(second)](Bytes& bytes) {
        first(bytes);
        second(bytes);
    };
}

struct Row {
    const char* sample;
    const char* what;
    Spoil spoil;
};

// Offsets of the variable parts of the samples.
constexpr std::size_t kOrigin = kGenesisBodySize;
constexpr std::size_t kStreams = kSegmentBodySize + 2 * sizeof(Hash);
constexpr std::size_t kName = kStreamBodySize;

const std::vector<Row>& rows() {
    static const std::vector<Row> kRows = {
        {"genesis", "another version", set16(offsetof(GenesisBody, format_version), 2)},
        {"genesis", "unknown encryption", set8(offsetof(GenesisBody, encryption), 2)},
        {"genesis", "no sync policy", set8(offsetof(GenesisBody, sync_policy), 0)},
        {"genesis", "unknown sync policy", set8(offsetof(GenesisBody, sync_policy), 5)},
        {"genesis", "reserved0", set32(offsetof(GenesisBody, reserved0), 1)},
        {"genesis", "reserved1", set8(offsetof(GenesisBody, reserved1) + 5, 1)},
        {"genesis", "segment limit too small",
         set64(offsetof(GenesisBody, segment_size_limit), 1U << 15U)},
        {"genesis", "segment limit too large",
         set64(offsetof(GenesisBody, segment_size_limit), 1ULL << 31U)},
        {"genesis", "segment limit no power of two",
         set64(offsetof(GenesisBody, segment_size_limit), (1U << 20U) + 4096)},
        {"genesis", "no origin", set16(offsetof(GenesisBody, origin_length), 0)},
        {"genesis", "origin one too long", set16(offsetof(GenesisBody, origin_length), 23)},
        {"genesis", "origin one too short", set16(offsetof(GenesisBody, origin_length), 21)},
        {"genesis", "origin beyond the end", set16(offsetof(GenesisBody, origin_length), 65535)},
        {"genesis", "origin with a line feed", set8(kOrigin + 3, '\n')},
        {"genesis", "origin with a blank", set8(kOrigin, ' ')},
        {"genesis", "a byte behind the signature", add(1)},
        {"genesis", "signature cut short", cut(1)},
        {"open", "no sync policy", set8(offsetof(OpenBody, sync_policy), 0)},
        {"open", "unknown sync policy", set8(offsetof(OpenBody, sync_policy), 5)},
        {"open", "reserved", set8(offsetof(OpenBody, reserved), 1)},
        {"segment", "one frontier hash too many", set32(offsetof(SegmentBody, frontier_count), 3)},
        {"segment", "one stream too few", set32(offsetof(SegmentBody, stream_count), 2)},
        {"segment", "counts that wrap in 32 bits",
         both(set32(offsetof(SegmentBody, frontier_count), 0x08000002),
              set32(offsetof(SegmentBody, stream_count), 3))},
        {"segment", "largest counts",
         both(set32(offsetof(SegmentBody, frontier_count), 0xFFFFFFFF),
              set32(offsetof(SegmentBody, stream_count), 0xFFFFFFFF))},
        {"segment", "stream ids equal", set32(kStreams + kStreamPositionSize, 0)},
        {"segment", "stream ids descend", set32(kStreams, 2)},
        {"clear stream", "unknown name kind", set8(offsetof(StreamBody, name_kind), 2)},
        {"clear stream", "reserved", set8(offsetof(StreamBody, reserved), 1)},
        {"clear stream", "an HMAC beside a clear name", set8(offsetof(StreamBody, name_mac), 1)},
        {"clear stream", "name length too small", set16(offsetof(StreamBody, name_length), 1)},
        {"clear stream", "no name",
         both(set16(offsetof(StreamBody, name_length), 0), cut(sizeof("Löschung/payroll") - 1))},
        {"clear stream", "name not UTF-8", set8(kName, 0xFF)},
        {"clear stream", "name with a control character", set8(kName, 0x1B)},
        {"hidden stream", "a clear name beside the HMAC",
         both(set16(offsetof(StreamBody, name_length), 1), add(1))},
        {"hidden stream", "HMAC called clear", set8(offsetof(StreamBody, name_kind), 0)},
        {"epoch key", "kind zero", set16(offsetof(EpochKeyBody, kind), 0)},
        {"epoch key", "unknown kind", set16(offsetof(EpochKeyBody, kind), 4)},
        {"epoch key", "kind of another key", set16(offsetof(EpochKeyBody, kind), 3)},
        {"epoch key", "reserved0", set16(offsetof(EpochKeyBody, reserved0), 1)},
        {"epoch key", "reserved1", set32(offsetof(EpochKeyBody, reserved1), 1)},
        {"joint key", "reserved", set32(offsetof(JointKeyBody, reserved), 1)},
        {"joint key", "one subject",
         both(set16(offsetof(JointKeyBody, subject_count), 1), cut(16))},
        {"joint key", "one id too many", set16(offsetof(JointKeyBody, subject_count), 4)},
        {"joint key", "one id too few", set16(offsetof(JointKeyBody, subject_count), 2)},
        {"joint key", "ids equal", set64(kJointKeyBodySize, 8)},
        {"joint key", "ids descend", set64(kJointKeyBodySize, 9)},
        {"data key", "reserved0", set16(offsetof(DataKeyBody, reserved0), 1)},
        {"data key", "reserved1", set32(offsetof(DataKeyBody, reserved1), 1)},
        {"hold", "no action", set16(offsetof(HoldBody, action), 0)},
        {"hold", "unknown action", set16(offsetof(HoldBody, action), 3)},
        {"hold", "reserved", set8(offsetof(HoldBody, reserved) + 5, 1)},
        {"erasure", "no key", both(set32(offsetof(ErasureBody, key_count), 0), cut(16))},
        {"erasure", "one id too many", set32(offsetof(ErasureBody, key_count), 3)},
        {"erasure", "a count that wraps in 32 bits",
         set32(offsetof(ErasureBody, key_count), 0x20000002)},
        {"erasure", "reserved", set32(offsetof(ErasureBody, reserved), 1)},
        {"erasure", "ids equal", set64(kErasureBodySize, 9)},
        {"erasure", "ids descend", set64(kErasureBodySize, 10)},
        {"destroyed", "no reason", set16(offsetof(DestroyedBody, reason), 0)},
        {"destroyed", "unknown reason", set16(offsetof(DestroyedBody, reason), 3)},
        {"destroyed", "reserved", set16(offsetof(DestroyedBody, reserved), 1)},
        {"destroyed", "no range", both(set32(offsetof(DestroyedBody, range_count), 0), cut(32))},
        {"destroyed", "a count that wraps in 32 bits",
         set32(offsetof(DestroyedBody, range_count), 0x10000002)},
        {"destroyed", "an empty range", set64(kDestroyedBodySize, 8)},
        {"destroyed", "a range that ends before it begins", set64(kDestroyedBodySize, 9)},
        {"destroyed", "ranges that touch", set64(kDestroyedBodySize + 8, 9)},
        {"destroyed", "ranges that overlap", set64(kDestroyedBodySize + 8, 10)},
        {"destroyed", "ranges that descend",
         both(set64(kDestroyedBodySize, 20), set64(kDestroyedBodySize + 8, 21))},
        {"recovery", "row zero", set16(offsetof(RecoveryBody, row), 0)},
        {"recovery", "row ten", set16(offsetof(RecoveryBody, row), 10)},
        {"recovery", "an unknown flag", set16(offsetof(RecoveryBody, flags), 8 | 2)},
        {"recovery", "abandoned commit without its flag",
         set16(offsetof(RecoveryBody, flags), kRecoveryDirectReads)},
        {"recovery", "abandoned commit without its size",
         set64(offsetof(RecoveryBody, abandoned_size), 0)},
        {"recovery", "abandoned root without a commit",
         both(set16(offsetof(RecoveryBody, flags), 0),
              set64(offsetof(RecoveryBody, abandoned_size), 0))},
        {"recovery", "one tail too few", set32(offsetof(RecoveryBody, tail_count), 1)},
        {"recovery", "one tail too many", set32(offsetof(RecoveryBody, tail_count), 3)},
        {"recovery", "two tails of one segment", set64(kRecoveryBodySize, 2)},
        {"recovery", "tails that descend", set64(kRecoveryBodySize, 3)},
        {"drop", "no reason", set16(offsetof(DropBody, reason), 0)},
        {"drop", "unknown reason", set16(offsetof(DropBody, reason), 5)},
        {"drop", "reserved", set16(offsetof(DropBody, reserved), 1)},
        {"anchor", "kind zero", set16(offsetof(AnchorBody, kind), 0)},
        {"anchor", "unknown kind", set16(offsetof(AnchorBody, kind), 3)},
        {"anchor", "reserved", set16(offsetof(AnchorBody, reserved), 1)},
        {"anchor", "payload one too long", set32(offsetof(AnchorBody, payload_length), 6)},
        {"anchor", "payload one too short", set32(offsetof(AnchorBody, payload_length), 4)},
        {"anchor", "largest payload length",
         set32(offsetof(AnchorBody, payload_length), 0xFFFFFFFF)},
    };
    return kRows;
}

TEST(BodyCodec, RefusesASpoiledBody) {
    for (const Row& row : rows()) {
        const BodySample& sample = body_sample(row.sample);
        const Bytes whole = encode_body(sample.body);
        Bytes spoiled = whole;
        row.spoil(spoiled);
        EXPECT_NE(spoiled, whole) << row.sample << ": " << row.what;
        EXPECT_FALSE(decode_body(sample.type, spoiled).has_value())
            << row.sample << ": " << row.what;
    }
}

}  // namespace
}  // namespace counterfoil::format
