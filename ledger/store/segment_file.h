// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/format/segment.h"
#include "ledger/platform/storage.h"
#include "ledger/store/pipeline.h"

namespace counterfoil::store {

// The sizes that a roll chooses: docs/FORMAT.md, "Segment".
[[nodiscard]] std::uint64_t rolled_segment_size(std::uint64_t last_size, std::uint64_t frame_length,
                                                std::uint64_t size_limit);
[[nodiscard]] std::uint64_t fresh_segment_size(std::uint64_t frame_length,
                                               std::uint64_t size_limit);

// Fills a new file with zeros up to `size`, not yet synced. On failure the file is removed again.
// `between` is called after each quarter of a mebibyte with how much there is, and its error ends
// the filling: whoever fills ahead can sync and rest there.
using BetweenChunks = std::function<Status(platform::File& file, std::uint64_t filled)>;
[[nodiscard]] Result<std::unique_ptr<platform::File>> zero_filled_file(
    platform::Storage& storage, const std::string& path, std::uint64_t size,
    const BetweenChunks& between = {});

// The segment that is being written. Frames go behind one another; nothing durable is written
// twice.
class SegmentFile {
  public:
    struct Resumed {  // What reopening in place knows of it.
        format::SegmentHeader header;
        Hash header_digest{};
        std::uint64_t end_offset = 0;
        std::vector<format::FramePosition> frames;
        std::uint64_t event_count = 0;
    };

    // Turns the zero-filled `file` at `path` into the segment that `header` describes (its magic,
    // version and CRC are set here): header, sync, rename to its name in `directory`, sync of the
    // directory.
    [[nodiscard]] static Result<SegmentFile> create(platform::Storage& storage,
                                                    const std::string& directory,
                                                    const std::string& path,
                                                    std::unique_ptr<platform::File> file,
                                                    format::SegmentHeader header);
    [[nodiscard]] static Result<SegmentFile> resume(platform::Storage& storage,
                                                    const std::string& directory, Resumed resumed);

    // True when a frame of this length, and a footer after it, have room.
    [[nodiscard]] bool fits(std::uint64_t frame_length) const { return frame_length <= room(0); }
    // How long a frame may be behind one of this length, or behind the last one for 0.
    [[nodiscard]] std::uint64_t room(std::uint64_t behind_length) const;
    // One write of the whole frame; not synced. A frame longer than the window is synced in two
    // steps, its first block before the rest.
    [[nodiscard]] Status write(const SignedFrame& frame);
    [[nodiscard]] Status sync();
    // Writes and syncs the footer: the segment is full.
    [[nodiscard]] Status write_footer(const Position& position);

    // Of the last frame, which must be there.
    [[nodiscard]] Result<format::FrameTrailer> last_trailer() const;

    [[nodiscard]] std::uint64_t number() const { return header_.segment_number; }
    [[nodiscard]] std::uint64_t size() const { return header_.segment_size; }
    [[nodiscard]] std::uint64_t end_offset() const { return end_offset_; }
    [[nodiscard]] std::uint64_t base_sequence() const { return header_.base_sequence; }
    [[nodiscard]] const Hash& header_digest() const { return header_digest_; }
    [[nodiscard]] format::SyncPolicy sync_policy() const;
    [[nodiscard]] bool is_empty() const { return frames_.empty(); }
    [[nodiscard]] const std::string& path() const { return file_->path(); }

  private:
    SegmentFile(std::unique_ptr<platform::File> file, Resumed resumed);
    [[nodiscard]] Status write_blocks(std::uint64_t offset, ByteView blocks);

    std::unique_ptr<platform::File> file_;
    format::SegmentHeader header_;
    Hash header_digest_;
    std::uint64_t end_offset_;
    std::vector<format::FramePosition> frames_;
    std::uint64_t event_count_;
};

}  // namespace counterfoil::store
