// SPDX-License-Identifier: Apache-2.0
#include "ledger/reader/segment_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "ledger/base/unknown_version.h"
#include "ledger/crypto/hash.h"

namespace counterfoil::reader {
namespace {

// A layout at `offset`, or nothing when it would reach beyond the file.
template <class T>
Result<std::optional<T>> layout_at(const platform::Mapping& mapping, std::uint64_t offset) {
    T layout{};
    const MutableByteView bytes(reinterpret_cast<std::uint8_t*>(&layout), sizeof layout);
    const Result<std::size_t> count = mapping.read_at(offset, bytes);
    if (!count) return count.error();
    if (*count < bytes.size()) return std::optional<T>();
    return std::optional<T>(layout);
}

// Bytes that are known to lie inside the file.
Result<Bytes> bytes_at(const platform::Mapping& mapping, std::uint64_t offset, std::size_t size) {
    Bytes bytes(size);
    const Result<std::size_t> count = mapping.read_at(offset, bytes);
    if (!count) return count.error();
    require(*count == size, "what was checked against the size of the file lies in it");
    return bytes;
}

}  // namespace

// A frame whose header fits the file.
struct SegmentReader::Frame {
    std::uint64_t offset = 0;
    format::FrameHeader header;

    [[nodiscard]] std::uint64_t entry_offset(std::uint64_t index) const {
        return offset + format::kFrameHeaderSize + index * format::kEntrySize;
    }
    [[nodiscard]] std::uint64_t end_sequence() const {
        return header.first_sequence + header.record_count;
    }
};

SegmentReader::SegmentReader(std::string path, std::unique_ptr<platform::Mapping> mapping)
    : path_(std::move(path)), mapping_(std::move(mapping)) {}

Result<SegmentReader> SegmentReader::open(platform::Storage& storage, const std::string& path,
                                          std::uint64_t frames_end) {
    auto mapping = storage.map(path, platform::AccessPattern::kRandom);
    if (!mapping) return mapping.error();
    SegmentReader segment(path, std::move(*mapping));
    if (Status loaded = segment.load(frames_end); !loaded) return loaded.error();
    return segment;
}

Status SegmentReader::load(std::uint64_t frames_end) {
    const auto read = layout_at<format::SegmentHeader>(*mapping_, 0);
    if (!read) return read.error();
    const std::optional<format::SegmentHeader>& header = *read;
    if (!header || header->magic != format::kSegmentMagic) {
        return Error{ErrorCode::kDamaged, fmt::format("{}: is no segment", path_)};
    }
    if (header->version != format::kVersion) {
        return unknown_version(path_, header->version, format::kVersion);
    }
    header_ = *header;
    frames_end_ = std::min<std::uint64_t>(frames_end, mapping_->size());
    const Result<bool> has_footer = load_footer(frames_end_);
    if (!has_footer) return has_footer.error();
    has_footer_ = *has_footer;
    if (has_footer_) return {};
    return step_over_frames(frames_end_);
}

// False when there is none that checks.
Result<bool> SegmentReader::load_footer(std::uint64_t offset) {
    const auto read = layout_at<format::SegmentFooter>(*mapping_, offset);
    if (!read) return read.error();
    const std::optional<format::SegmentFooter>& footer = *read;
    if (!footer || footer->magic != format::kFooterMagic) return false;
    // Version 0 is a footer that does not check.
    if (footer->version > format::kVersion) {
        return unknown_version(fmt::format("{}: its footer", path_), footer->version,
                               format::kVersion);
    }
    const std::uint64_t table_offset = sizeof *footer;  // From the footer's begin.
    const std::uint64_t room =
        (mapping_->size() - offset - table_offset) / format::kFramePositionSize;
    if (footer->frame_count > room) return false;
    const std::uint64_t covered = table_offset + footer->frame_count * format::kFramePositionSize;
    const auto digest = layout_at<Hash>(*mapping_, offset + covered);
    if (!digest) return digest.error();
    if (!*digest) return false;
    const Result<Bytes> bytes = bytes_at(*mapping_, offset, covered);
    if (!bytes) return bytes.error();
    if (**digest != crypto::sha256(*bytes)) return false;
    frames_.resize(footer->frame_count);
    std::memcpy(frames_.data(), bytes->data() + table_offset,
                frames_.size() * format::kFramePositionSize);
    end_sequence_ = footer->base_sequence + footer->record_count;
    return true;
}

// Touches one block a frame. A segment that is still being written has no other table.
Status SegmentReader::step_over_frames(std::uint64_t frames_end) {
    end_sequence_ = header_.base_sequence;
    for (std::uint64_t offset = format::kBlockSize; offset < frames_end;) {
        const Result<Frame> frame = frame_at(offset);
        if (!frame) return frame.error();
        frames_.push_back(
            {static_cast<std::uint32_t>(offset / format::kBlockSize),
             static_cast<std::uint32_t>(frame->header.first_sequence - header_.base_sequence)});
        end_sequence_ = frame->end_sequence();
        offset += frame->header.frame_length;
    }
    return {};
}

Result<SegmentReader::Frame> SegmentReader::frame_at(std::uint64_t offset) const {
    const auto read = layout_at<format::FrameHeader>(*mapping_, offset);
    if (!read) return read.error();
    const std::optional<format::FrameHeader>& header = *read;
    if (header && header->magic == format::kFrameMagic && header->version != format::kVersion) {
        return unknown_version(fmt::format("{}: the frame at offset {}", path_, offset),
                               header->version, format::kVersion);
    }
    const std::uint64_t rest = offset < frames_end_ ? frames_end_ - offset : 0;
    const bool shaped =
        header && header->magic == format::kFrameMagic && header->bodies_length <= rest &&
        header->frame_length <= rest && header->record_count > 0 &&
        header->first_sequence >= header_.base_sequence &&
        header->frame_length == format::frame_length(header->record_count, header->bodies_length);
    if (!shaped) {
        return Error{ErrorCode::kDamaged,
                     fmt::format("{}: no frame at offset {}; look with `counterfoil verify`", path_,
                                 offset)};
    }
    return Frame{offset, *header};
}

Result<std::size_t> SegmentReader::position_of(std::uint64_t sequence) const {
    if (sequence < header_.base_sequence || sequence >= end_sequence_ || frames_.empty()) {
        return Error{ErrorCode::kNotFound, fmt::format("{}: has no record {}", path_, sequence)};
    }
    const std::uint64_t wanted = sequence - header_.base_sequence;
    const auto after =
        std::upper_bound(frames_.begin(), frames_.end(), wanted,
                         [](std::uint64_t value, const format::FramePosition& frame) {
                             return value < frame.first_record;
                         });
    if (after == frames_.begin()) {
        return Error{ErrorCode::kDamaged, fmt::format("{}: its batch table is wrong", path_)};
    }
    return static_cast<std::size_t>(after - frames_.begin()) - 1;
}

Result<SegmentReader::Frame> SegmentReader::frame_of(std::uint64_t sequence) const {
    const Result<std::size_t> position = position_of(sequence);
    if (!position) return position.error();
    return frame_of(sequence, *position);
}

Result<SegmentReader::Frame> SegmentReader::frame_of(std::uint64_t sequence,
                                                     std::size_t position) const {
    const std::uint64_t block = frames_[position].block;
    Result<Frame> frame = frame_at(block * format::kBlockSize);
    if (frame && (sequence < frame->header.first_sequence || sequence >= frame->end_sequence())) {
        return Error{ErrorCode::kDamaged, fmt::format("{}: its batch table is wrong", path_)};
    }
    return frame;
}

// A record is read from two places, one of which tells where the other is: for a device that is a
// wait for each page, one after the other. Where the body must be if all of the frame are of one
// length is known before; so both are asked for at once. A guess that is wrong costs a wait.
void SegmentReader::announce(std::uint64_t sequence, std::size_t position) const {
    const format::FramePosition& frame = frames_[position];
    const bool last = position + 1 == frames_.size();
    const std::uint64_t begin = std::uint64_t{frame.block} * format::kBlockSize;
    const std::uint64_t end =
        last ? frames_end_ : std::uint64_t{frames_[position + 1].block} * format::kBlockSize;
    const std::uint64_t records_end = last ? end_sequence_ - header_.base_sequence
                                           : std::uint64_t{frames_[position + 1].first_record};
    if (records_end <= frame.first_record) return;
    const std::uint64_t count = records_end - frame.first_record;
    const std::uint64_t index = sequence - header_.base_sequence - frame.first_record;
    const std::uint64_t entries = format::kFrameHeaderSize + (index + 1) * format::kEntrySize;
    mapping_->will_read(begin, entries);
    const std::uint64_t bodies = begin + format::kFrameHeaderSize + count * format::kEntrySize;
    if (bodies >= end || index >= count) return;
    const std::uint64_t each = (end - bodies) / count;
    const std::uint64_t slack = format::kBlockSize / 2;
    const std::uint64_t guess = bodies + index * each;
    mapping_->will_read(guess - std::min(guess, slack), each + 2 * slack);
}

Result<format::Entry> SegmentReader::entry(std::uint64_t sequence) const {
    const Result<Frame> frame = frame_of(sequence);
    if (!frame) return frame.error();
    const auto entry = layout_at<format::Entry>(
        *mapping_, frame->entry_offset(sequence - frame->header.first_sequence));
    if (!entry) return entry.error();
    require(entry->has_value(), "entries lie inside their frame");
    // Version 0 never was, which is the verifier's to say: what is read here is not judged.
    if ((*entry)->version > format::kVersion) return unknown_entry(sequence, **entry);
    return **entry;
}

Result<StoredRecord> SegmentReader::stored_record(std::uint64_t sequence) const {
    const Result<std::size_t> position = position_of(sequence);
    if (!position) return position.error();
    announce(sequence, *position);
    const Result<Frame> frame = frame_of(sequence, *position);
    if (!frame) return frame.error();
    const std::uint64_t index = sequence - frame->header.first_sequence;
    const Result<Bytes> table =
        bytes_at(*mapping_, frame->entry_offset(0), (index + 1) * format::kEntrySize);
    if (!table) return table.error();
    std::uint64_t body_offset = frame->entry_offset(frame->header.record_count);
    const std::uint64_t bodies_end = body_offset + frame->header.bodies_length;
    format::Entry entry;
    for (std::uint64_t i = 0;; ++i) {
        std::memcpy(&entry, table->data() + i * format::kEntrySize, sizeof entry);
        if (entry.version > format::kVersion) {
            return unknown_entry(frame->header.first_sequence + i, entry);
        }
        if (i == index) break;
        body_offset += entry.body_length;
    }
    // A length from a file decides how much memory is asked for.
    if (body_offset + entry.body_length > bodies_end ||
        entry.body_length > format::kRecordSizeMax) {
        return Error{ErrorCode::kDamaged,
                     fmt::format("{}: record {} reaches beyond its frame", path_, sequence)};
    }
    Result<Bytes> body = bytes_at(*mapping_, body_offset, entry.body_length);
    if (!body) return body.error();
    return StoredRecord{entry, std::move(*body)};
}

Error SegmentReader::unknown_entry(std::uint64_t sequence, const format::Entry& entry) const {
    return unknown_version(fmt::format("{}: record {}", path_, sequence), entry.version,
                           format::kVersion);
}

Error SegmentReader::wrong_digest(std::uint64_t sequence) const {
    return {ErrorCode::kDamaged,
            fmt::format("{}: the body of record {} does not have its digest (changed or "
                        "destroyed); look with `counterfoil verify`",
                        path_, sequence)};
}

Result<StoredRecord> SegmentReader::record(std::uint64_t sequence) const {
    Result<StoredRecord> stored = stored_record(sequence);
    if (stored && crypto::sha256(stored->body) != stored->entry.body_digest) {
        return wrong_digest(sequence);
    }
    return stored;
}

Result<KeptRecord> SegmentReader::kept_record(std::uint64_t sequence) const {
    Result<StoredRecord> stored = stored_record(sequence);
    if (!stored) return stored.error();
    if (crypto::sha256(stored->body) == stored->entry.body_digest) {
        return KeptRecord{stored->entry, std::move(stored->body)};
    }
    const bool destroyed =
        format::is_event(stored->entry) && !stored->body.empty() && all_zero(stored->body);
    if (!destroyed) return wrong_digest(sequence);
    return KeptRecord{stored->entry, std::nullopt};
}

Result<format::FrameTrailer> SegmentReader::trailer_of(const Frame& frame) const {
    const auto trailer = layout_at<format::FrameTrailer>(
        *mapping_, frame.offset + frame.header.frame_length - format::kFrameTrailerSize);
    if (!trailer) return trailer.error();
    require(trailer->has_value(), "a trailer lies inside its frame");
    return **trailer;
}

Result<format::FrameTrailer> SegmentReader::commit(std::uint64_t tree_size) const {
    const Error none{ErrorCode::kNotFound,
                     fmt::format("{}: no frame ends at {} records", path_, tree_size)};
    if (tree_size == 0) return none;
    const Result<Frame> frame = frame_of(tree_size - 1);
    if (!frame) return frame.error();
    if (frame->end_sequence() != tree_size) return none;
    return trailer_of(*frame);
}

Result<FrameSummary> SegmentReader::frame(std::size_t index) const {
    if (index >= frames_.size()) {
        return Error{ErrorCode::kNotFound, fmt::format("{}: has no frame {}", path_, index)};
    }
    const std::uint64_t block = frames_[index].block;
    const Result<Frame> frame = frame_at(block * format::kBlockSize);
    if (!frame) return frame.error();
    const format::FrameHeader& header = frame->header;
    const Result<format::FrameTrailer> trailer = trailer_of(*frame);
    if (!trailer) return trailer.error();
    return FrameSummary{frame->offset,         header.frame_length, header.frame_number,
                        header.first_sequence, header.record_count, header.incarnation,
                        trailer->epoch};
}

}  // namespace counterfoil::reader
