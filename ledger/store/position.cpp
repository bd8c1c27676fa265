// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/position.h"

#include <algorithm>
#include <bit>

#include "ledger/base/version.h"
#include "ledger/format/entry.h"

namespace counterfoil::store {

std::uint32_t Position::next_stream_id() const {
    return static_cast<std::uint32_t>(std::max<std::size_t>(next_in_stream.size(), 1));
}

Position position_of(const verifier::LedgerState& state) {
    Position position;
    position.tree = state.tree;
    position.chain_head = state.chain_head;
    position.next_frame = state.next_frame;
    position.incarnation = state.incarnation;
    position.event_count = state.event_count;
    position.epoch = state.epoch;
    position.epoch_start = state.epoch_start;
    position.epoch_record = state.epoch_record;
    position.epoch_key = state.epoch_key;
    position.drop_total = state.drop_total;
    position.heartbeat_count = state.heartbeat_count;
    position.last_erasure = state.last_erasure;
    position.last_destroyed = state.last_destroyed;
    position.last_time_ns = state.last_time_ns;
    for (const format::StreamPosition& stream : state.streams) {
        position.next_in_stream.push_back(stream.next_sequence);
    }
    return position;
}

format::Segment segment_record(const Position& position, std::uint64_t segment_number,
                               const Hash& header_digest, std::uint64_t head_generation) {
    format::Segment segment{};
    segment.fixed.header_digest = header_digest;
    segment.fixed.segment_number = segment_number;
    segment.fixed.event_count = position.event_count;
    segment.fixed.epoch = position.epoch;
    segment.fixed.epoch_start = position.epoch_start;
    segment.fixed.epoch_key = position.epoch_key;
    segment.fixed.epoch_record = position.epoch_record;
    segment.fixed.head_generation = head_generation;
    segment.fixed.drop_total = position.drop_total;
    segment.fixed.heartbeat_count = position.heartbeat_count;
    segment.fixed.last_erasure = position.last_erasure;
    segment.fixed.last_destroyed = position.last_destroyed;
    segment.fixed.last_time_ns = position.last_time_ns;
    segment.fixed.incarnation = position.incarnation;
    segment.frontier.assign(position.tree.nodes().begin(), position.tree.nodes().end());
    for (std::size_t id = 0; id < position.next_in_stream.size(); ++id) {
        segment.streams.push_back({static_cast<std::uint32_t>(id), position.next_in_stream[id]});
    }
    return segment;
}

std::uint64_t segment_record_size_max(std::size_t streams) {
    constexpr std::uint64_t kFrontierMax = 64;
    return format::kEntrySize + format::kSegmentBodySize + kFrontierMax * sizeof(Hash) +
           streams * format::kStreamPositionSize;
}

format::OpenBody open_record(std::uint64_t incarnation, const BootId& boot_id,
                             format::SyncPolicy sync_policy, std::uint64_t head_generation) {
    format::OpenBody open{};
    open.incarnation = incarnation;
    open.boot_id = boot_id;
    open.version_major = kProgramVersion[0];
    open.version_minor = kProgramVersion[1];
    open.version_patch = kProgramVersion[2];
    open.sync_policy = static_cast<std::uint8_t>(sync_policy);
    open.head_generation = head_generation;
    return open;
}

}  // namespace counterfoil::store
