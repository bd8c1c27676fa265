// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ledger/format/entry.h"
#include "ledger/format/frame.h"
#include "ledger/format/segment.h"
#include "tests/tamper/catalogue/family.h"

namespace counterfoil::tamper {

// A ledger taken apart into records and put together again, by somebody without any key: lengths,
// counts and checksums come out right, signatures stay what they were.

struct EditedRecord {
    format::Entry entry;
    Bytes body;
};
struct EditedFrame {
    format::FrameHeader header;
    std::vector<EditedRecord> records;
    format::FrameTrailer trailer;

    // Counts, lengths and checksums anew.
    [[nodiscard]] Bytes bytes() const;
};
struct EditedSegment {
    std::string path;
    format::SegmentHeader header;
    std::vector<EditedFrame> frames;
    bool has_footer = false;
    std::size_t size = 0;
    Bytes tail;  // What stood behind the frames of a segment without a footer.

    // Nothing when there is no room for the frames.
    [[nodiscard]] std::optional<Bytes> bytes() const;
};

class EditedLedger {
  public:
    explicit EditedLedger(const Files& files);

    std::vector<EditedSegment> segments;

    // Numbers, digests, links, sizes, roots: all that needs no key is as if the records had always
    // been these.
    void relink();
    // Takes the place of the ledger's segments in `files`. False when a segment has no room.
    [[nodiscard]] bool put_into(Files& files) const;

    // All frames in order, as segment and number in it.
    [[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> frame_places() const;
    [[nodiscard]] EditedFrame& frame(std::size_t number);
    // The record of that sequence, as frame and number in it.
    struct RecordPlace {
        std::size_t frame;
        std::size_t record;
    };
    [[nodiscard]] std::vector<RecordPlace> record_places() const;
    [[nodiscard]] EditedRecord& record(const RecordPlace& place);
};

// Where a ledger's files hold the number of the format's version: path and offset of a byte.
[[nodiscard]] std::set<std::pair<std::string, std::size_t>> version_places(const Files& files);

}  // namespace counterfoil::tamper
