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

// How many frames of the segment were signed by epochs before this one. Their epochs ascend.
Result<std::size_t> frames_before(const SegmentReader& segment, std::uint64_t epoch) {
    std::size_t begin = 0;
    std::size_t end = segment.frame_count();
    while (begin < end) {
        const std::size_t middle = begin + (end - begin) / 2;
        const Result<FrameSummary> frame = segment.frame(middle);
        if (!frame) return frame.error();
        if (frame->epoch < epoch) {
            begin = middle + 1;
        } else {
            end = middle;
        }
    }
    return begin;
}

// The record that began HEAD's epoch: it ends the last frame of the epoch before, or it lies before
// the newest segment, whose own record names it then.
Result<std::uint64_t> newest_epoch_record(LedgerReader& ledger) {
    const std::uint64_t epoch = ledger.head().epoch;
    if (epoch == 0) return std::uint64_t{0};
    const auto segment = ledger.segment(ledger.segments().size() - 1);
    if (!segment) return segment.error();
    const Result<std::size_t> before = frames_before(**segment, epoch);
    if (!before) return before.error();
    if (*before > 0) {
        const Result<FrameSummary> frame = (*segment)->frame(*before - 1);
        if (!frame) return frame.error();
        return frame->first_sequence + frame->record_count - 1;
    }
    const std::uint64_t base = (*segment)->header().base_sequence;
    const auto record = (*segment)->record(base);
    if (!record) return record.error();
    const auto state = body_of<format::Segment>(*record);
    if (!state) return leads_nowhere(base);
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
