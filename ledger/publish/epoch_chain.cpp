// SPDX-License-Identifier: Apache-2.0
#include "ledger/publish/epoch_chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace counterfoil::publish {
namespace {

Error broken(std::uint64_t sequence, const char* what) {
    return {ErrorCode::kDamaged,
            fmt::format("record {}: {}; look with `counterfoil verify`", sequence, what)};
}

// How many frames of the segment were signed by epochs before `epoch`. Their epochs ascend.
Result<std::size_t> frames_before(const reader::SegmentReader& segment, std::uint64_t epoch) {
    std::size_t begin = 0;
    std::size_t end = segment.frame_count();
    while (begin < end) {
        const std::size_t middle = begin + (end - begin) / 2;
        const Result<reader::FrameSummary> frame = segment.frame(middle);
        if (!frame) return frame.error();
        if (frame->epoch < epoch) {
            begin = middle + 1;
        } else {
            end = middle;
        }
    }
    return begin;
}

// The record that names HEAD's epoch: it ends the last frame of the epoch before, or it lies before
// the last segment, whose first record knows it then.
Result<std::uint64_t> record_of_last_epoch(reader::LedgerReader& reader) {
    const std::uint64_t epoch = reader.head().epoch;
    if (epoch == 0) return std::uint64_t{0};
    const Result<const reader::SegmentReader*> segment =
        reader.segment(reader.segments().size() - 1);
    if (!segment) return segment.error();
    const Result<std::size_t> before = frames_before(**segment, epoch);
    if (!before) return before.error();
    if (*before > 0) {
        const Result<reader::FrameSummary> frame = (*segment)->frame(*before - 1);
        if (!frame) return frame.error();
        return frame->first_sequence + frame->record_count - 1;
    }
    const std::uint64_t base = reader.segments().back().base_sequence;
    const Result<reader::StoredRecord> first = reader.record(base);
    if (!first) return first.error();
    const auto body = format::decode_body(format::RecordType::kSegment, first->body);
    const auto* state = body ? std::get_if<format::Segment>(&*body) : nullptr;
    if (state == nullptr) return broken(base, "a segment must begin with its segment record");
    return std::uint64_t{state->fixed.epoch_record};
}

Result<format::EpochKeyBody> key_record(reader::LedgerReader& reader, std::uint64_t sequence,
                                        std::uint64_t epoch) {
    const Result<reader::StoredRecord> record = reader.record(sequence);
    if (!record) return record.error();
    const bool is_key = record->entry.type == static_cast<std::uint8_t>(format::RecordType::kKey);
    const auto body =
        is_key ? format::decode_body(format::RecordType::kKey, record->body) : std::nullopt;
    const auto* key = body ? std::get_if<format::EpochKeyBody>(&*body) : nullptr;
    const bool right = key != nullptr && key->epoch == epoch && key->epoch_start == sequence + 1 &&
                       key->previous_record < sequence;
    if (!right) return broken(sequence, "it does not begin the epoch that it should");
    return *key;
}

}  // namespace

Result<std::vector<Epoch>> epoch_chain(reader::LedgerReader& reader, std::uint64_t tree_size) {
    std::vector<Epoch> chain;
    const Result<std::uint64_t> last = record_of_last_epoch(reader);
    if (!last) return last.error();
    std::uint64_t sequence = *last;
    for (std::uint64_t number = reader.head().epoch; number > 0; --number) {
        const Result<format::EpochKeyBody> key = key_record(reader, sequence, number);
        if (!key) return key.error();
        if (key->epoch_start < tree_size) {
            chain.push_back({number, key->epoch_start, sequence, key->public_key});
        }
        sequence = key->previous_record;
    }
    if (sequence != 0) return broken(sequence, "epoch 0 begins with genesis");
    chain.push_back({0, 0, 0, reader.genesis().fixed.epoch_key});
    std::reverse(chain.begin(), chain.end());
    return chain;
}

}  // namespace counterfoil::publish
