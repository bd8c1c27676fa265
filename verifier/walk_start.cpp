// SPDX-License-Identifier: Apache-2.0
#include "verifier/walk_start.h"

#include <cstring>

#include "ledger/crypto/hash.h"
#include "ledger/format/body_codec.h"
#include "verifier/body_judge.h"
#include "verifier/segment_judge.h"

namespace counterfoil::verifier {

using format::RecordType;

std::optional<LedgerState> state_told_by(const Frame& frame, const format::SegmentHeader& header,
                                         const LedgerFacts& facts) {
    format::Entry entry;
    std::memcpy(&entry, frame.entry(0).data(), sizeof entry);
    if (entry.type != static_cast<std::uint8_t>(RecordType::kSegment)) return std::nullopt;
    if (entry.body_length > frame.bodies().size()) return std::nullopt;
    const auto body =
        format::decode_body(RecordType::kSegment, frame.bodies().first(entry.body_length));
    if (!body) return std::nullopt;
    std::optional<LedgerState> state = state_from(std::get<format::Segment>(*body), header);
    if (!state) return std::nullopt;
    // Epoch 0 is certified by genesis; a later one by a record that we may not have seen.
    if (state->epoch == 0 && state->epoch_key != facts.genesis.fixed.epoch_key) return std::nullopt;
    return state;
}

std::optional<WalkStart> read_walk_start(platform::Storage& storage, const std::string& directory,
                                         std::uint64_t segment, const LedgerFacts& facts) {
    const auto file =
        storage.open(platform::join(directory, segment_path(segment)), platform::OpenMode::kRead);
    if (!file) return std::nullopt;
    const Result<std::uint64_t> size = (*file)->size();
    if (!size) return std::nullopt;
    const HeaderRead header = read_segment_header(**file, segment, *size, facts);
    if (header.problem) return std::nullopt;
    Frame frame;
    if (read_frame(**file, segment, format::kBlockSize, *size, frame).problem) return std::nullopt;
    std::optional<LedgerState> state = state_told_by(frame, header.start.header, facts);
    if (!state) return std::nullopt;
    WalkStart start;
    start.segment = segment;
    start.previous_end = header.start.header.previous_end;
    start.epochs.push_back(
        {state->epoch, state->epoch_start, state->epoch_record, state->epoch_key});
    start.state = std::move(*state);
    return start;
}

std::optional<WalkStart> read_walk_start_below(platform::Storage& storage,
                                               const std::string& directory,
                                               const std::vector<std::uint64_t>& segments,
                                               std::uint64_t size, const LedgerFacts& facts) {
    for (auto number = segments.rbegin(); number != segments.rend() && *number > 0; ++number) {
        std::optional<WalkStart> start = read_walk_start(storage, directory, *number, facts);
        if (start && start->state.tree.size() < size) return start;
    }
    return std::nullopt;
}

Hash digest_of(const LedgerState& state) {
    crypto::Sha256 hash;
    const auto number = [&](std::uint64_t value) {
        const Le64 bytes(value);
        hash.update(bytes_of(bytes));
    };
    number(state.tree.size());
    for (const Hash& node : state.tree.nodes()) hash.update(node);
    hash.update(state.chain_head);
    for (const std::uint64_t each :
         {state.next_frame, state.incarnation, state.event_count, state.epoch, state.epoch_start,
          state.epoch_record, state.drop_total, state.heartbeat_count, state.last_erasure,
          state.last_destroyed, state.last_time_ns}) {
        number(each);
    }
    hash.update(state.epoch_key);
    for (const format::StreamPosition& stream : state.streams) hash.update(bytes_of(stream));
    return hash.finish();
}

}  // namespace counterfoil::verifier
