// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/segment_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "ledger/crypto/crc32c.h"
#include "ledger/crypto/hash.h"
#include "ledger/format/directory.h"
#include "ledger/store/planted_fault.h"

namespace counterfoil::store {
namespace {

constexpr std::uint64_t kZeroFillChunk = 256ULL << 10U;

std::uint64_t at_least(std::uint64_t wanted, std::uint64_t size_limit) {
    return std::min(std::bit_ceil(std::max(wanted, format::kSegmentSizeMin)), size_limit);
}

}  // namespace

std::uint64_t rolled_segment_size(std::uint64_t last_size, std::uint64_t frame_length,
                                  std::uint64_t size_limit) {
    return at_least(std::max(2 * last_size, 4 * frame_length), size_limit);
}

std::uint64_t fresh_segment_size(std::uint64_t frame_length, std::uint64_t size_limit) {
    return at_least(std::max(format::kSegmentSizeFirst, 4 * frame_length), size_limit);
}

Result<std::unique_ptr<platform::File>> zero_filled_file(platform::Storage& storage,
                                                         const std::string& path,
                                                         std::uint64_t size,
                                                         const BetweenChunks& between) {
    auto file = storage.open(path, platform::OpenMode::kCreateNew);
    if (!file) return file.error();
    for (std::uint64_t offset = 0; offset < size; offset += kZeroFillChunk) {
        const std::uint64_t length = std::min(kZeroFillChunk, size - offset);
        Status written = (*file)->write_zeros(offset, length);
        if (written && between) written = between(**file, offset + length);
        if (!written) {
            // What went wrong first is what a person must hear of.
            static_cast<void>(storage.remove_file(path));
            return written.error();
        }
    }
    return file;
}

SegmentFile::SegmentFile(std::unique_ptr<platform::File> file, Resumed resumed)
    : file_(std::move(file)),
      header_(resumed.header),
      header_digest_(resumed.header_digest),
      end_offset_(resumed.end_offset),
      frames_(std::move(resumed.frames)),
      event_count_(resumed.event_count) {
    // A frame is a block at least: so the table never has to move.
    frames_.reserve(static_cast<std::size_t>(header_.segment_size / format::kBlockSize));
}

Result<SegmentFile> SegmentFile::create(platform::Storage& storage, const std::string& directory,
                                        const std::string& path,
                                        std::unique_ptr<platform::File> file,
                                        format::SegmentHeader header) {
    header.magic = format::kSegmentMagic;
    header.version = format::kVersion;
    Bytes block(format::kBlockSize);
    std::memcpy(block.data(), &header, sizeof header);
    header.header_crc =
        crypto::crc32c(ByteView(block).first(offsetof(format::SegmentHeader, header_crc)));
    std::memcpy(block.data(), &header, sizeof header);
    if (Status written = file->write_at(0, block); !written) return written.error();
    if (Status synced = file->sync(); !synced) return synced.error();

    const std::string name =
        platform::join(directory, format::segment_file_name(header.segment_number));
    if (Status renamed = storage.rename_new(path, name); !renamed) return renamed.error();
    if (Status synced = storage.sync_directory(directory); !synced) return synced.error();
    // Opened again by its final name, which errors will show.
    auto renamed_file = storage.open(name, platform::OpenMode::kReadWrite);
    if (!renamed_file) return renamed_file.error();
    return SegmentFile(std::move(*renamed_file),
                       Resumed{header, crypto::sha256(block), format::kBlockSize, {}, 0});
}

Result<SegmentFile> SegmentFile::resume(platform::Storage& storage, const std::string& directory,
                                        Resumed resumed) {
    auto file = storage.open(
        platform::join(directory, format::segment_file_name(resumed.header.segment_number)),
        platform::OpenMode::kReadWrite);
    if (!file) return file.error();
    return SegmentFile(std::move(*file), std::move(resumed));
}

std::uint64_t SegmentFile::room(std::uint64_t behind_length) const {
    const std::size_t frames = frames_.size() + (behind_length == 0 ? 1 : 2);
    const std::uint64_t taken = end_offset_ + behind_length + format::footer_length(frames);
    return taken < size() ? size() - taken : 0;
}

Status SegmentFile::write(const SignedFrame& frame) {
    if (planted(PlantedFault::kAnswerBeforeSync)) {
        if (Status late = file_->sync(); !late) return late;
    }
    const ByteView bytes = frame.bytes();
    std::uint64_t written = 0;
    if (bytes.size() > header_.window) {
        // The header block tells recovery how far the torn part of a long frame may reach.
        written = format::kBlockSize;
        if (Status first = write_blocks(end_offset_, bytes.first(written)); !first) return first;
        if (Status synced = file_->sync(); !synced) return synced;
    }
    if (Status rest = write_blocks(end_offset_ + written, bytes.subspan(written)); !rest) {
        return rest;
    }
    frames_.push_back({static_cast<std::uint32_t>(end_offset_ / format::kBlockSize),
                       static_cast<std::uint32_t>(frame.first_sequence - header_.base_sequence)});
    end_offset_ += frame.length;
    for (const format::Entry& entry : frame.entries()) {
        if (format::is_event(entry)) ++event_count_;
    }
    return {};
}

// Past the kernel's memory when each frame is waited for: that is shorter then. What nobody waits
// for, the kernel writes in its own time.
Status SegmentFile::write_blocks(std::uint64_t offset, ByteView blocks) {
    if (sync_policy() == format::SyncPolicy::kNone) return file_->write_at(offset, blocks);
    return file_->write_blocks(offset, blocks);
}

Status SegmentFile::sync() {
    if (planted(PlantedFault::kAnswerBeforeSync)) return {};
    Status synced = file_->sync();
    if (!synced && planted(PlantedFault::kRetryFailedSync)) synced = file_->sync();
    return synced;
}

Status SegmentFile::write_footer(const Position& position) {
    format::SegmentFooter footer{};
    footer.magic = format::kFooterMagic;
    footer.version = format::kVersion;
    footer.ledger_id = header_.ledger_id;
    footer.segment_number = header_.segment_number;
    footer.base_sequence = header_.base_sequence;
    footer.record_count = position.size() - header_.base_sequence;
    footer.event_count = event_count_;
    footer.frame_count = frames_.size();
    footer.footer_length = format::footer_length(frames_.size());
    footer.chain_head = position.chain_head;
    footer.root = position.tree.root();
    footer.header_digest = header_digest_;

    Bytes bytes(footer.footer_length);
    const std::size_t table_length = frames_.size() * format::kFramePositionSize;
    const std::size_t digest_offset = sizeof footer + table_length;
    std::memcpy(bytes.data(), &footer, sizeof footer);
    std::memcpy(bytes.data() + sizeof footer, frames_.data(), table_length);
    const Hash digest = crypto::sha256(ByteView(bytes).first(digest_offset));
    std::copy(digest.begin(), digest.end(),
              bytes.begin() + static_cast<std::ptrdiff_t>(digest_offset));
    if (Status written = file_->write_at(end_offset_, bytes); !written) return written;
    return file_->sync();
}

Result<format::FrameTrailer> SegmentFile::last_trailer() const {
    require(!is_empty(), "the trailer of a frame that is there");
    Bytes bytes(format::kFrameTrailerSize);
    const Result<std::size_t> count = file_->read_at(end_offset_ - bytes.size(), bytes);
    if (!count) return count.error();
    if (*count != bytes.size()) {
        return Error{ErrorCode::kIo, fmt::format("{}: became shorter while it was read", path())};
    }
    format::FrameTrailer trailer;
    std::memcpy(&trailer, bytes.data(), sizeof trailer);
    return trailer;
}

format::SyncPolicy SegmentFile::sync_policy() const {
    return static_cast<format::SyncPolicy>(static_cast<std::uint16_t>(header_.sync_policy));
}

}  // namespace counterfoil::store
