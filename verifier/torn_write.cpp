// SPDX-License-Identifier: Apache-2.0
#include "verifier/torn_write.h"

#include <algorithm>
#include <cstring>

#include "ledger/crypto/crc32c.h"
#include "ledger/crypto/hash.h"
#include "ledger/merkle/hashing.h"
#include "ledger/notes/checkpoint.h"
#include "verifier/entry_judge.h"
#include "verifier/file_bytes.h"
#include "verifier/frame_reader.h"

namespace counterfoil::verifier {
namespace {

// Whether `found` agrees with `expected` as far as it goes.
bool begins(ByteView found, ByteView expected) {
    return found.size() <= expected.size() &&
           std::equal(found.begin(), found.end(), expected.begin());
}

// A frame of which only the first `used` bytes were written; behind them the buffer is zero.
class Beginning {
  public:
    Beginning(const Frame& frame, std::size_t used, const LedgerFacts& facts,
              const LedgerState& state)
        : frame_(frame), used_(used), facts_(facts), state_(state), tree_(state.tree) {}

    [[nodiscard]] bool holds() {
        return numbers_hold() && entries_hold() && bodies_hold() && padding_holds() &&
               trailer_holds() && checksums_hold();
    }

  private:
    [[nodiscard]] bool has(std::size_t end) const { return end <= used_; }
    [[nodiscard]] std::size_t entries_end(std::size_t count) const {
        return format::kFrameHeaderSize + count * format::kEntrySize;
    }
    [[nodiscard]] std::size_t bodies_begin() const { return entries_end(frame_.record_count()); }
    [[nodiscard]] std::size_t bodies_end() const { return bodies_begin() + frame_.bodies().size(); }
    [[nodiscard]] std::size_t trailer_begin() const {
        return frame_.bytes.size() - format::kFrameTrailerSize;
    }
    [[nodiscard]] format::Entry entry(std::size_t index) const {
        format::Entry entry;
        std::memcpy(&entry, frame_.entry(index).data(), sizeof entry);
        return entry;
    }

    [[nodiscard]] bool numbers_hold() const {
        return frame_.header.frame_number == state_.next_frame &&
               frame_.header.first_sequence == state_.tree.size() &&
               frame_.header.incarnation >= state_.incarnation;
    }

    [[nodiscard]] bool entries_hold() {
        chain_head_ = state_.chain_head;
        std::uint8_t previous_type = 0;
        for (std::size_t i = 0; i < frame_.record_count() && has(entries_end(i + 1)); ++i) {
            const format::Entry each = entry(i);
            // Streams and the place in the segment are not followed here: the links bind them.
            const EntryContext context{
                facts_, state_.tree.size() + i, frame_.segment, 0,           false,
                i == 0, previous_type,          chain_head_,    std::nullopt};
            if (judge_entry(each, context, frame_.place())) return false;
            previous_type = each.type;
            chain_head_ = merkle::leaf_hash(frame_.entry(i));
            tree_.append(chain_head_);
        }
        return true;
    }

    [[nodiscard]] bool bodies_hold() const {
        if (!has(bodies_begin())) return true;
        ByteView rest = frame_.bodies();
        std::size_t end = bodies_begin();
        for (std::size_t i = 0; i < frame_.record_count(); ++i) {
            const format::Entry each = entry(i);
            if (each.body_length > rest.size()) return false;
            end += each.body_length;
            if (!has(end)) return true;
            if (crypto::sha256(rest.first(each.body_length)) != each.body_digest) return false;
            rest = rest.subspan(each.body_length);
        }
        return rest.empty();
    }

    [[nodiscard]] bool padding_holds() const {
        const ByteView padding =
            ByteView(frame_.bytes).subspan(bodies_end(), trailer_begin() - bodies_end());
        return !has(bodies_end()) || all_zero(padding);
    }

    [[nodiscard]] bool trailer_holds() const {
        const format::FrameTrailer& trailer = frame_.trailer;
        const std::size_t signed_end = trailer_begin() + offsetof(format::FrameTrailer, reserved);
        if (!has(signed_end)) return true;
        return trailer.tree_size == tree_.size() && trailer.root == tree_.root() &&
               trailer.chain_head == chain_head_ && trailer.epoch == state_.epoch &&
               trailer.reserved == 0 &&
               crypto::verify(state_.epoch_key,
                              as_bytes(notes::checkpoint_text(facts_.genesis.origin,
                                                              trailer.tree_size, trailer.root)),
                              trailer.signature);
    }

    // What was written of the two checksums must be theirs; written whole, the frame is no
    // beginning, and something in it is wrong.
    [[nodiscard]] bool checksums_hold() const {
        const ByteView bytes = frame_.bytes;
        const std::size_t begin = trailer_begin() + offsetof(format::FrameTrailer, bodies_crc);
        if (has(bytes.size())) return false;
        if (used_ <= begin) return true;
        format::FrameTrailer right = frame_.trailer;
        right.bodies_crc = crypto::crc32c(frame_.bodies());
        const ByteView checksums = bytes_of(right).subspan(
            offsetof(format::FrameTrailer, bodies_crc), sizeof right.bodies_crc);
        const std::size_t last = begin + sizeof right.bodies_crc;
        if (!begins(bytes.subspan(begin, std::min(used_, last) - begin), checksums)) return false;
        if (used_ <= last) return true;
        right.frame_crc = crypto::crc32c(bytes.subspan(bodies_end(), last - bodies_end()),
                                         crypto::crc32c(bytes.first(bodies_begin())));
        return begins(bytes.subspan(last, used_ - last),
                      bytes_of(right).last(sizeof right.frame_crc));
    }

    const Frame& frame_;
    const std::size_t used_;
    const LedgerFacts& facts_;
    const LedgerState& state_;
    merkle::Frontier tree_;
    Hash chain_head_{};
};

// As far as a torn header goes, the fields that are known before it is read.
bool begins_header(ByteView found, const LedgerState& state) {
    format::FrameHeader header{};
    std::memcpy(&header, found.data(), found.size());
    format::FrameHeader known = header;
    known.magic = format::kFrameMagic;
    known.version = format::kVersion;
    known.flags = 0;
    known.frame_number = state.next_frame;
    known.first_sequence = state.tree.size();
    known.reserved = 0;
    return begins(found, bytes_of(known));
}

}  // namespace

Result<bool> begins_next_frame(const platform::File& file, std::uint64_t segment,
                               std::uint64_t offset, std::uint64_t size, const LedgerFacts& facts,
                               const LedgerState& state) {
    const Result<RangeDigest> range = digest_range(file, offset, size);
    if (!range) return range.error();
    const std::uint64_t used = range->used;
    if (used < format::kFrameHeaderSize) {
        Bytes found(used);
        if (Status read = read_exact(file, offset, found); !read) return read.error();
        // A header that is written whole may end with a zero byte; then it is right as well.
        if (begins_header(found, state)) return true;
    }
    Frame frame;
    const FrameRead read = read_frame(file, segment, offset, size, frame);
    if (read.io_error) return *read.io_error;
    if (!read.header_right || !read.trailer_read || used > frame.length()) return false;
    return Beginning(frame, static_cast<std::size_t>(used), facts, state).holds();
}

Result<bool> begins_footer(const platform::File& file, const SegmentRun& run,
                           const LedgerState& state) {
    const Result<RangeDigest> range = digest_range(file, run.end_offset, run.size);
    if (!range) return range.error();
    const Bytes expected = footer_of(run, state);
    if (range->used > expected.size()) return false;
    Bytes found(range->used);
    if (Status read = read_exact(file, run.end_offset, found); !read) return read.error();
    return begins(found, expected);
}

}  // namespace counterfoil::verifier
