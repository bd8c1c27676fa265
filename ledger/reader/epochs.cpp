// SPDX-License-Identifier: Apache-2.0
#include "ledger/reader/epochs.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "ledger/format/body_codec.h"

namespace counterfoil::reader {
namespace {

template <class Body>
std::optional<Body> body_of(const StoredRecord& record) {
    const auto type = static_cast<format::RecordType>(std::uint8_t{record.entry.type});
    const auto body = format::decode_body(type, record.body);
    const auto* found = body ? std::get_if<Body>(&*body) : nullptr;
    return found ? std::optional<Body>(*found) : std::nullopt;
}

Error leads_nowhere(std::uint64_t record) {
    return {ErrorCode::kDamaged,
            fmt::format("record {} is named as the beginning of a signing epoch and is none; look "
                        "with `counterfoil verify`",
                        record)};
}

// The record that began the epoch in which the ledger ends: the last one of a frame of the newest
// segment, or what that segment's own record names.
Result<std::uint64_t> newest_epoch_record(LedgerReader& ledger) {
    const auto segment = ledger.segment(ledger.segments().size() - 1);
    if (!segment) return segment.error();
    for (std::size_t i = (*segment)->frame_count(); i > 0; --i) {
        const auto frame = (*segment)->frame(i - 1);
        if (!frame) return frame.error();
        const std::uint64_t last = frame->first_sequence + frame->record_count - 1;
        const auto entry = (*segment)->entry(last);
        if (!entry) return entry.error();
        if (entry->type != static_cast<std::uint8_t>(format::RecordType::kKey)) continue;
        const auto record = (*segment)->record(last);
        if (!record) return record.error();
        if (body_of<format::EpochKeyBody>(*record)) return last;
    }
    const std::uint64_t base = (*segment)->header().base_sequence;
    const std::uint64_t sequence = base == 0 ? 1 : base;
    const auto record = (*segment)->record(sequence);
    if (!record) return record.error();
    const auto state = body_of<format::Segment>(*record);
    if (!state) return leads_nowhere(sequence);
    return std::uint64_t{state->fixed.epoch_record};
}

}  // namespace

Result<std::vector<Epoch>> epochs(LedgerReader& ledger) {
    const Result<std::uint64_t> newest = newest_epoch_record(ledger);
    if (!newest) return newest.error();
    return epochs_up_to(ledger, *newest);
}

Result<std::vector<Epoch>> epochs_up_to(LedgerReader& ledger, std::uint64_t record) {
    std::vector<Epoch> found;
    while (record != 0) {
        const auto stored = ledger.record(record);
        if (!stored) return stored.error();
        const auto key = body_of<format::EpochKeyBody>(*stored);
        // Each names one before it, so the way ends.
        if (!key || key->previous_record >= record) return leads_nowhere(record);
        found.push_back(
            {key->epoch, key->epoch_start, key->public_key, record, stored->entry.time_ns});
        record = key->previous_record;
    }
    const auto genesis = ledger.entry(0);
    if (!genesis) return genesis.error();
    found.push_back({0, 0, ledger.genesis().fixed.epoch_key, 0, genesis->time_ns});
    std::reverse(found.begin(), found.end());
    return found;
}

}  // namespace counterfoil::reader
