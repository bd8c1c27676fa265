// SPDX-License-Identifier: Apache-2.0
// How the writer goes from one segment to the next, and what stands in front of a frame's records.
#include "ledger/store/writer.h"

namespace counterfoil::store {

std::uint64_t LedgerWriter::records_in_front() const {
    return (segment_->is_empty() ? 1U : 0U) + (announces() ? 1U : 0U);
}

// Rolls when a frame with these records does not fit behind the last one.
Status LedgerWriter::make_room(std::span<const Draft> drafts) {
    if (segment_->is_empty()) return {};
    std::uint64_t records_length = announces() ? format::kEntrySize + format::kOpenBodySize : 0;
    for (const Draft& draft : drafts) {
        records_length += format::kEntrySize + stored_length(draft, keys_->sealer());
    }
    const bool other_policy = segment_->sync_policy() != sync_policy_;
    if (!other_policy && segment_->fits(format::frame_length(0, records_length))) return {};
    records_length += segment_record_size_max(position_.next_in_stream.size());
    return roll(format::frame_length(0, records_length));
}

Draft LedgerWriter::segment_draft(std::uint64_t now_ns, Bytes& memory) const {
    // Generations never descend: the open record behind it names the HEAD that announced us.
    const std::uint64_t generation = announces() ? opened_generation_ : head_.generation();
    memory = format::encode_body(
        segment_record(position_, segment_->number(), segment_->header_digest(), generation));
    return {format::RecordType::kSegment, format::kAdministrationStream, now_ns, {}, memory};
}

Draft LedgerWriter::open_draft(std::uint64_t now_ns, Bytes& memory) const {
    memory =
        format::encode_body(open_record(incarnation_, boot_id_, sync_policy_, opened_generation_));
    return {format::RecordType::kOpen, format::kAdministrationStream, now_ns, {}, memory};
}

Status LedgerWriter::begin_segment(std::uint64_t number, std::uint64_t size,
                                   std::uint64_t previous_end) {
    auto file = spare_.take(size);
    if (!file) return file.error();
    format::SegmentHeader header{};
    header.sync_policy = static_cast<std::uint8_t>(sync_policy_);
    header.ledger_id = ledger_id_;
    header.segment_number = number;
    header.base_sequence = position_.size();
    header.base_frame = position_.next_frame;
    header.segment_size = size;
    header.window = genesis_.fixed.window;
    header.previous_end = previous_end;
    header.previous_chain_head = position_.chain_head;
    header.previous_root = position_.tree.root();
    Result<SegmentFile> segment = SegmentFile::create(platform_.storage, segments_directory_,
                                                      spare_.path(), std::move(*file), header);
    if (!segment) return poison(segment.error());
    segment_.emplace(std::move(*segment));
    head_is_due_ = true;
    return {};
}

Status LedgerWriter::roll(std::uint64_t frame_length) {
    const std::uint64_t size =
        rolled_segment_size(segment_->size(), frame_length, genesis_.fixed.segment_size_limit);
    // The next segment's memory first: a full disk must leave this one as it is.
    if (Status ready = spare_.ensure(size); !ready) return ready;
    if (Status synced = sync_segment(); !synced) return synced;
    if (Status sealed = segment_->write_footer(position_); !sealed) return poison(sealed);
    return begin_segment(segment_->number() + 1, size, segment_->end_offset());
}

void LedgerWriter::prepare_spare() {
    if (!long_lived_) return;
    // The size that a roll will most likely choose; another is made when it is needed.
    spare_.prepare(
        rolled_segment_size(segment_->size(), 0, genesis_.fixed.segment_size_limit),
        static_cast<double>(segment_->end_offset()) / static_cast<double>(segment_->size()));
}

}  // namespace counterfoil::store
