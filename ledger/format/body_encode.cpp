// SPDX-License-Identifier: Apache-2.0
#include "ledger/format/body_codec.h"

#include <limits>

#include "ledger/base/result.h"

namespace counterfoil::format {
namespace {

template <class T>
void append(Bytes& out, const T& value) {
    static_assert(std::is_trivially_copyable_v<T> && alignof(T) == 1);
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(&value);
    out.insert(out.end(), bytes, bytes + sizeof value);
}

void append(Bytes& out, std::string_view text) {
    out.insert(out.end(), text.begin(), text.end());
}

template <class T>
void append_each(Bytes& out, const std::vector<T>& values) {
    for (const T& value : values) append(out, value);
}

void append_each(Bytes& out, const std::vector<std::uint64_t>& values) {
    for (const std::uint64_t value : values) append(out, Le64(value));
}

template <class Count>
Count count_of(std::size_t size) {
    require(size <= std::numeric_limits<Count>::max(), "a body's list fits its count field");
    return static_cast<Count>(size);
}

// One overload for each alternative of Body. The fixed part is a copy, so that its counts and kind
// can be set.
void encode(Bytes& out, const Genesis& body) {
    const Bytes signed_part = genesis_signed_part(body);
    out.insert(out.end(), signed_part.begin(), signed_part.end());
    append(out, body.signature);
}

void encode(Bytes& out, const OpenBody& body) {
    append(out, body);
}

void encode(Bytes& out, const Segment& body) {
    SegmentBody fixed = body.fixed;
    fixed.frontier_count = count_of<std::uint32_t>(body.frontier.size());
    fixed.stream_count = count_of<std::uint32_t>(body.streams.size());
    append(out, fixed);
    append_each(out, body.frontier);
    append_each(out, body.streams);
}

void encode(Bytes& out, const Stream& body) {
    StreamBody fixed = body.fixed;
    fixed.name_length = count_of<std::uint16_t>(body.name.size());
    append(out, fixed);
    append(out, std::string_view(body.name));
}

void encode(Bytes& out, EpochKeyBody body) {
    body.kind = static_cast<std::uint16_t>(KeyKind::kEpoch);
    append(out, body);
}

void encode(Bytes& out, const JointKey& body) {
    JointKeyBody fixed = body.fixed;
    fixed.kind = static_cast<std::uint16_t>(KeyKind::kJoint);
    fixed.subject_count = count_of<std::uint16_t>(body.subject_key_ids.size());
    append(out, fixed);
    append_each(out, body.subject_key_ids);
}

void encode(Bytes& out, DataKeyBody body) {
    body.kind = static_cast<std::uint16_t>(KeyKind::kData);
    append(out, body);
}

void encode(Bytes& out, const HoldBody& body) {
    append(out, body);
}

void encode(Bytes& out, const Erasure& body) {
    ErasureBody fixed = body.fixed;
    fixed.key_count = count_of<std::uint32_t>(body.key_ids.size());
    append(out, fixed);
    append_each(out, body.key_ids);
}

void encode(Bytes& out, const Destroyed& body) {
    DestroyedBody fixed = body.fixed;
    fixed.range_count = count_of<std::uint32_t>(body.ranges.size());
    append(out, fixed);
    append_each(out, body.ranges);
}

void encode(Bytes& out, const Recovery& body) {
    RecoveryBody fixed = body.fixed;
    fixed.tail_count = count_of<std::uint32_t>(body.tails.size());
    append(out, fixed);
    append_each(out, body.tails);
}

void encode(Bytes& out, const DropBody& body) {
    append(out, body);
}

void encode(Bytes& out, const HeartbeatBody& body) {
    append(out, body);
}

void encode(Bytes& out, const Anchor& body) {
    AnchorBody fixed = body.fixed;
    fixed.payload_length = count_of<std::uint32_t>(body.payload.size());
    append(out, fixed);
    out.insert(out.end(), body.payload.begin(), body.payload.end());
}

struct TypeOf {
    RecordType operator()(const Genesis&) const { return RecordType::kGenesis; }
    RecordType operator()(const OpenBody&) const { return RecordType::kOpen; }
    RecordType operator()(const Segment&) const { return RecordType::kSegment; }
    RecordType operator()(const Stream&) const { return RecordType::kStream; }
    RecordType operator()(const EpochKeyBody&) const { return RecordType::kKey; }
    RecordType operator()(const JointKey&) const { return RecordType::kKey; }
    RecordType operator()(const DataKeyBody&) const { return RecordType::kKey; }
    RecordType operator()(const HoldBody&) const { return RecordType::kHold; }
    RecordType operator()(const Erasure&) const { return RecordType::kErasure; }
    RecordType operator()(const Destroyed&) const { return RecordType::kDestroyed; }
    RecordType operator()(const Recovery&) const { return RecordType::kRecovery; }
    RecordType operator()(const DropBody&) const { return RecordType::kDrop; }
    RecordType operator()(const HeartbeatBody&) const { return RecordType::kHeartbeat; }
    RecordType operator()(const Anchor&) const { return RecordType::kAnchor; }
};

}  // namespace

Bytes encode_body(const Body& body) {
    Bytes out;
    std::visit([&out](const auto& alternative) { encode(out, alternative); }, body);
    return out;
}

RecordType body_type(const Body& body) {
    return std::visit(TypeOf{}, body);
}

Bytes genesis_signed_part(const Genesis& genesis) {
    GenesisBody fixed = genesis.fixed;
    fixed.origin_length = count_of<std::uint16_t>(genesis.origin.size());
    Bytes out;
    append(out, fixed);
    append(out, std::string_view(genesis.origin));
    return out;
}

}  // namespace counterfoil::format
