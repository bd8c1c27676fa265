// SPDX-License-Identifier: Apache-2.0
#include "ledger/reader/segment_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "ledger/crypto/hash.h"
#include "ledger/format/frame.h"

namespace counterfoil::reader {
namespace {

// A layout at `offset`, or nothing when it would reach beyond the bytes.
template <class T>
std::optional<T> layout_at(ByteView bytes, std::uint64_t offset) {
    if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
    T layout;
    std::memcpy(&layout, bytes.data() + offset, sizeof layout);
    return layout;
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
    const ByteView bytes = mapping_->bytes();
    const auto header = layout_at<format::SegmentHeader>(bytes, 0);
    if (!header || header->magic != format::kSegmentMagic) {
        return Error{ErrorCode::kDamaged, fmt::format("{}: is no segment", path_)};
    }
    if (header->version != format::kVersion) {
        return Error{
            ErrorCode::kUnsupported,
            fmt::format("{}: has format version {}; this program knows {}; use a newer one", path_,
                        static_cast<std::uint16_t>(header->version), format::kVersion)};
    }
    header_ = *header;
    frames_end_ = std::min<std::uint64_t>(frames_end, bytes.size());
    has_footer_ = load_footer(frames_end_);
    if (has_footer_) return {};
    return step_over_frames(frames_end_);
}

bool SegmentReader::load_footer(std::uint64_t offset) {
    const ByteView bytes = mapping_->bytes();
    const auto footer = layout_at<format::SegmentFooter>(bytes, offset);
    if (!footer || footer->magic != format::kFooterMagic || footer->version != format::kVersion) {
        return false;
    }
    const std::uint64_t table_offset = offset + sizeof *footer;
    const std::uint64_t room = (bytes.size() - table_offset) / format::kFramePositionSize;
    if (footer->frame_count > room) return false;
    const std::uint64_t digest_offset =
        table_offset + footer->frame_count * format::kFramePositionSize;
    const auto digest = layout_at<Hash>(bytes, digest_offset);
    if (!digest || *digest != crypto::sha256(bytes.subspan(offset, digest_offset - offset))) {
        return false;
    }
    frames_.resize(footer->frame_count);
    std::memcpy(frames_.data(), bytes.data() + table_offset,
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
    const auto header = layout_at<format::FrameHeader>(mapping_->bytes(), offset);
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

Result<SegmentReader::Frame> SegmentReader::frame_of(std::uint64_t sequence) const {
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
    const std::uint64_t block = std::prev(after)->block;
    Result<Frame> frame = frame_at(block * format::kBlockSize);
    if (frame && (sequence < frame->header.first_sequence || sequence >= frame->end_sequence())) {
        return Error{ErrorCode::kDamaged, fmt::format("{}: its batch table is wrong", path_)};
    }
    return frame;
}

Result<format::Entry> SegmentReader::entry(std::uint64_t sequence) const {
    const Result<Frame> frame = frame_of(sequence);
    if (!frame) return frame.error();
    const auto entry = layout_at<format::Entry>(
        mapping_->bytes(), frame->entry_offset(sequence - frame->header.first_sequence));
    require(entry.has_value(), "entries lie inside their frame");
    return *entry;
}

Result<StoredRecord> SegmentReader::record(std::uint64_t sequence) const {
    const Result<Frame> frame = frame_of(sequence);
    if (!frame) return frame.error();
    const ByteView bytes = mapping_->bytes();
    const std::uint64_t index = sequence - frame->header.first_sequence;
    std::uint64_t body_offset = frame->entry_offset(frame->header.record_count);
    const std::uint64_t bodies_end = body_offset + frame->header.bodies_length;
    for (std::uint64_t i = 0; i < index; ++i) {
        body_offset += layout_at<format::Entry>(bytes, frame->entry_offset(i))->body_length;
    }
    const format::Entry entry = *layout_at<format::Entry>(bytes, frame->entry_offset(index));
    if (body_offset + entry.body_length > bodies_end) {
        return Error{ErrorCode::kDamaged,
                     fmt::format("{}: record {} reaches beyond its frame", path_, sequence)};
    }
    const ByteView body = bytes.subspan(body_offset, entry.body_length);
    if (crypto::sha256(body) != entry.body_digest) {
        return Error{ErrorCode::kDamaged,
                     fmt::format("{}: the body of record {} does not have its digest (changed or "
                                 "destroyed); look with `counterfoil verify`",
                                 path_, sequence)};
    }
    return StoredRecord{entry, body};
}

Result<FrameSummary> SegmentReader::frame(std::size_t index) const {
    if (index >= frames_.size()) {
        return Error{ErrorCode::kNotFound, fmt::format("{}: has no frame {}", path_, index)};
    }
    const std::uint64_t block = frames_[index].block;
    const Result<Frame> frame = frame_at(block * format::kBlockSize);
    if (!frame) return frame.error();
    const format::FrameHeader& header = frame->header;
    const auto trailer = layout_at<format::FrameTrailer>(
        mapping_->bytes(), frame->offset + header.frame_length - format::kFrameTrailerSize);
    return FrameSummary{frame->offset,         header.frame_length, header.frame_number,
                        header.first_sequence, header.record_count, header.incarnation,
                        trailer->epoch};
}

}  // namespace counterfoil::reader
