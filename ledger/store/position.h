// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/crypto/sign.h"
#include "ledger/format/body_codec.h"
#include "ledger/format/segment.h"
#include "ledger/merkle/frontier.h"
#include "verifier/ledger_end.h"

namespace counterfoil::store {

// Where the ledger stands: all that the next record must continue. A value: a frame is built on a
// copy, and the copy takes its place when the frame is durable.
struct Position {
    merkle::Frontier tree;
    Hash chain_head{};
    std::uint64_t next_frame = 0;
    std::uint64_t incarnation = 0;
    std::uint64_t event_count = 0;
    std::uint64_t epoch = 0;
    std::uint64_t epoch_start = 0;
    std::uint64_t epoch_record = 0;
    crypto::PublicKey epoch_key{};
    std::uint64_t drop_total = 0;
    std::uint64_t heartbeat_count = 0;
    std::uint64_t last_erasure = 0;  // Sequence + 1; 0 for none.
    std::uint64_t last_destroyed = 0;
    std::uint64_t last_time_ns = 0;
    std::vector<std::uint64_t> next_in_stream;  // By stream id, which are dense.

    [[nodiscard]] std::uint64_t size() const { return tree.size(); }
    // The id that the next new stream gets.
    [[nodiscard]] std::uint32_t next_stream_id() const;
};

// Where the verifier found that a ledger ends.
[[nodiscard]] Position position_of(const verifier::LedgerState& state);

// The body of the segment record that opens a segment at this position. In segment 0 `epoch_key`
// is genesis's and all else is empty.
[[nodiscard]] format::Segment segment_record(const Position& position, std::uint64_t segment_number,
                                             const Hash& header_digest,
                                             std::uint64_t head_generation);

// Entry and body of a segment record at most, for this many streams at any size of the tree.
[[nodiscard]] std::uint64_t segment_record_size_max(std::size_t streams);

// The body of the record with which a writer announces itself. `head_generation` is that of the
// HEAD that announced its incarnation; 0 at init.
[[nodiscard]] format::OpenBody open_record(std::uint64_t incarnation, const BootId& boot_id,
                                           format::SyncPolicy sync_policy,
                                           std::uint64_t head_generation);

}  // namespace counterfoil::store
