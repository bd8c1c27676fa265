// SPDX-License-Identifier: Apache-2.0
#include "verifier/tile_entries.h"

#include <cstring>
#include <utility>

#include "ledger/format/limits.h"
#include "ledger/merkle/hashing.h"
#include "verifier/entry_judge.h"

namespace counterfoil::verifier {
namespace {

// Segment 0 begins with genesis, its segment record and an open record. Where later segments begin
// cannot be told from entries.
constexpr std::uint64_t kPlacesKnown = 3;

bool is(const format::Entry& entry, format::RecordType type) {
    return entry.type == static_cast<std::uint8_t>(type);
}

}  // namespace

TileEntries::TileEntries(std::optional<LedgerFacts> facts)
    : facts_known_(facts.has_value()),
      encryption_known_(facts_known_),
      facts_(facts ? std::move(*facts) : LedgerFacts()),
      streams_{{format::kAdministrationStream, std::uint64_t{0}}} {
    if (!facts_known_) facts_.genesis.fixed.segment_size_limit = format::kSegmentSizeMax;
}

// What genesis would say is taken from the first entry that shows it, and holds from there on.
void TileEntries::learn(const format::Entry& entry) {
    if (facts_known_) return;
    if (records_ == 0) facts_.id = entry.ledger_id;
    if (!encryption_known_ && format::is_event(entry)) {
        facts_.encrypted = entry.key_id != 0;
        encryption_known_ = true;
    }
}

std::optional<Finding> TileEntries::take(ByteView bytes, const Place& place, Hash& leaf) {
    format::Entry entry;
    require(bytes.size() == sizeof entry, "an entry has one length");
    std::memcpy(&entry, bytes.data(), sizeof entry);
    learn(entry);
    const bool first_of_frame = records_ == 0 || (entry.flags & format::kEntryFirstOfFrame) != 0;
    const EntryContext context{facts_,
                               records_,
                               0,
                               records_,
                               records_ < kPlacesKnown,
                               first_of_frame,
                               previous_type_,
                               previous_,
                               std::span<const format::StreamPosition>(streams_)};
    if (entry.version != format::kVersion) {
        return version_finding("entry-version", place, "this record", entry.version);
    }
    if (records_ == 0 && !is(entry, format::RecordType::kGenesis)) {
        return failure("record-order", place, "record 0 is genesis",
                       {"genesis", format::record_type_name(entry.type)});
    }
    if (auto problem = judge_entry(entry, context, place)) return problem;

    leaf = merkle::leaf_hash(bytes);
    if (records_ == 0) genesis_leaf_ = leaf;
    format::StreamPosition& stream = streams_[entry.stream_id];
    stream.next_sequence = stream.next_sequence + 1;
    if (is(entry, format::RecordType::kStream)) {
        streams_.push_back({static_cast<std::uint32_t>(streams_.size()), std::uint64_t{0}});
    }
    if (format::is_event(entry)) ++event_records_;
    if (records_ > 0 && entry.time_ns < previous_time_ns_) {
        if (time_steps_back_++ == 0) first_time_step_back_ = records_;
    }
    previous_type_ = entry.type;
    previous_ = leaf;
    previous_time_ns_ = entry.time_ns;
    ++records_;
    return std::nullopt;
}

}  // namespace counterfoil::verifier
