// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/format/entry.h"
#include "ledger/format/frame.h"
#include "ledger/format/segment.h"
#include "ledger/platform/storage.h"

namespace counterfoil::reader {

// A record as it lies in the segment.
struct StoredRecord {
    format::Entry entry;
    Bytes body;
};

// The same for readers that go on where a body was destroyed.
struct KeptRecord {
    format::Entry entry;
    std::optional<Bytes> body;
};

// One frame of a segment, for those who want to show what is on disk.
struct FrameSummary {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    std::uint64_t frame_number = 0;
    std::uint64_t first_sequence = 0;
    std::uint32_t record_count = 0;
    std::uint64_t incarnation = 0;
    std::uint64_t epoch = 0;
};

// Random access into one segment by its batch table: the footer's, or for a segment without one a
// table made once by stepping over its frame headers. Reads through the mapping, and gives kIo for
// a file that was cut meanwhile; believes no length before checking it against the file. It judges
// nothing: that is the verifier's.
class SegmentReader {
  public:
    // `frames_end`: where the frames end (a footer may follow).
    [[nodiscard]] static Result<SegmentReader> open(platform::Storage& storage,
                                                    const std::string& path,
                                                    std::uint64_t frames_end);

    [[nodiscard]] const format::SegmentHeader& header() const { return header_; }
    // The sequence after the last record up to frames_end.
    [[nodiscard]] std::uint64_t end_sequence() const { return end_sequence_; }
    [[nodiscard]] bool has_footer() const { return has_footer_; }
    [[nodiscard]] std::size_t frame_count() const { return frames_.size(); }
    [[nodiscard]] Result<FrameSummary> frame(std::size_t index) const;
    // kNotFound when the sequence is not here; kDamaged when the frame is not what it says, or the
    // body does not have the digest that its entry names.
    [[nodiscard]] Result<StoredRecord> record(std::uint64_t sequence) const;
    [[nodiscard]] Result<format::Entry> entry(std::uint64_t sequence) const;
    // As record(), whatever the body's digest: for those who show what is on disk.
    [[nodiscard]] Result<StoredRecord> stored_record(std::uint64_t sequence) const;
    // As record(), but an event whose body was destroyed (zero throughout) comes without one.
    [[nodiscard]] Result<KeptRecord> kept_record(std::uint64_t sequence) const;
    // The trailer of the frame that ends at this tree size. kNotFound when none of this segment
    // does.
    [[nodiscard]] Result<format::FrameTrailer> commit(std::uint64_t tree_size) const;

  private:
    struct Frame;
    SegmentReader(std::string path, std::unique_ptr<platform::Mapping> mapping);
    [[nodiscard]] Status load(std::uint64_t frames_end);
    [[nodiscard]] Result<bool> load_footer(std::uint64_t offset);
    [[nodiscard]] Status step_over_frames(std::uint64_t frames_end);
    // The position in frames_ of the frame that should hold it.
    [[nodiscard]] Result<std::size_t> position_of(std::uint64_t sequence) const;
    void announce(std::uint64_t sequence, std::size_t position) const;
    [[nodiscard]] Result<Frame> frame_at(std::uint64_t offset) const;
    [[nodiscard]] Result<Frame> frame_of(std::uint64_t sequence) const;
    [[nodiscard]] Result<Frame> frame_of(std::uint64_t sequence, std::size_t position) const;
    [[nodiscard]] Result<format::FrameTrailer> trailer_of(const Frame& frame) const;
    [[nodiscard]] Error wrong_digest(std::uint64_t sequence) const;
    [[nodiscard]] Error unknown_entry(std::uint64_t sequence, const format::Entry& entry) const;

    std::string path_;
    std::unique_ptr<platform::Mapping> mapping_;
    format::SegmentHeader header_{};
    std::vector<format::FramePosition> frames_;
    std::uint64_t frames_end_ = 0;
    std::uint64_t end_sequence_ = 0;
    bool has_footer_ = false;
};

}  // namespace counterfoil::reader
