// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/format/body_codec.h"
#include "ledger/format/envelope.h"
#include "ledger/format/head.h"
#include "ledger/platform/storage.h"
#include "ledger/reader/segment_reader.h"

namespace counterfoil::reader {

// Reads the records of a ledger that HEAD names, by sequence, beside a writer or without one. Opens
// without a scan; segments are mapped when they are first touched. One thread at a time.
class LedgerReader {
  public:
    struct Segment {
        std::uint64_t number = 0;
        std::uint64_t base_sequence = 0;
        std::uint64_t size_bytes = 0;
        std::uint64_t frames_end = 0;
    };

    // kNotFound: no ledger there; kUnsupported: a newer format; kDamaged: HEAD or a header is not
    // what it must be, so that nothing can be found.
    [[nodiscard]] static Result<LedgerReader> open(platform::Storage& storage,
                                                   const std::string& directory);

    [[nodiscard]] const format::Genesis& genesis() const { return genesis_; }
    [[nodiscard]] const Hash& genesis_leaf() const { return genesis_leaf_; }
    [[nodiscard]] const LedgerId& ledger_id() const { return genesis_.fixed.ledger_id; }
    [[nodiscard]] bool encrypted() const;
    [[nodiscard]] const format::HeadSlot& head() const { return head_; }
    [[nodiscard]] std::uint64_t size() const { return head_.tree_size; }
    // As many of these records as segments hold, by the last one that can be read: HEAD of a
    // hostile or a damaged ledger may name any size.
    [[nodiscard]] std::uint64_t readable_size();
    // Those with records, ascending; dead segments (all tail) are left out.
    [[nodiscard]] const std::vector<Segment>& segments() const { return segments_; }
    [[nodiscard]] Result<const SegmentReader*> segment(std::size_t index);

    [[nodiscard]] Result<StoredRecord> record(std::uint64_t sequence);
    [[nodiscard]] Result<format::Entry> entry(std::uint64_t sequence);
    [[nodiscard]] Result<StoredRecord> stored_record(std::uint64_t sequence);
    [[nodiscard]] Result<KeptRecord> kept_record(std::uint64_t sequence);
    // The trailer of the frame that ends at this tree size; kNotFound when none does.
    [[nodiscard]] Result<format::FrameTrailer> commit(std::uint64_t tree_size);
    // Of published checkpoint `number`, verbatim.
    [[nodiscard]] Result<std::string> checkpoint_note(std::uint64_t number) const;
    // The same note with the cosignatures that lie beside it; kNotFound when there are none.
    [[nodiscard]] Result<std::string> cosigned_note(std::uint64_t number) const;

  private:
    LedgerReader(platform::Storage& storage, std::string directory)
        : storage_(&storage), directory_(std::move(directory)) {}
    [[nodiscard]] Status read_head();
    [[nodiscard]] Status list_segments();
    [[nodiscard]] Status read_genesis();
    [[nodiscard]] Result<std::size_t> segment_of(std::uint64_t sequence) const;
    [[nodiscard]] Result<const SegmentReader*> segment_with(std::uint64_t sequence);
    [[nodiscard]] Result<std::string> note_file(const std::string& name) const;

    platform::Storage* storage_;
    std::string directory_;
    format::HeadSlot head_{};
    format::Genesis genesis_;
    Hash genesis_leaf_{};
    std::vector<Segment> segments_;
    std::map<std::size_t, std::unique_ptr<SegmentReader>> opened_;
};

}  // namespace counterfoil::reader
