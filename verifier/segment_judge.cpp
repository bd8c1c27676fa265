// SPDX-License-Identifier: Apache-2.0
#include "verifier/segment_judge.h"

#include <fmt/format.h>

#include <cstring>

#include "ledger/crypto/crc32c.h"
#include "ledger/crypto/encoding.h"
#include "ledger/crypto/hash.h"
#include "ledger/format/directory.h"
#include "verifier/file_bytes.h"

namespace counterfoil::verifier {
namespace {

using format::SegmentHeader;

std::optional<Finding> judge_header(const SegmentHeader& header, ByteView rest,
                                    std::uint64_t number, std::uint64_t file_size,
                                    const LedgerFacts& facts) {
    const Place place{segment_path(number), number, 0, std::nullopt};
    if (header.magic != format::kSegmentMagic) {
        return failure("segment-magic", place, "a segment starts with the bytes CFSEGMNT");
    }
    if (header.version != format::kVersion) {
        return version_finding("segment-version", place, "this segment", header.version);
    }
    const std::uint32_t crc = crypto::crc32c(
        bytes_of(header).first(format::kSegmentHeaderSize - sizeof header.header_crc));
    if (crc != header.header_crc) {
        return failure("segment-header-crc", place,
                       "the segment's header was damaged: its checksum does not fit its bytes");
    }
    if (header.reserved0 != 0 || header.reserved1 != 0 || !all_zero(rest)) {
        return failure("segment-reserved", place,
                       "reserved bytes of a segment's first block must be zero");
    }
    if (header.ledger_id != facts.id) {
        return wrong_bytes("ledger-id", place, "the segment belongs to another ledger", facts.id,
                           header.ledger_id);
    }
    if (header.segment_number != number) {
        return wrong_number("segment-number", place, "the segment has another number than its file",
                            number, header.segment_number);
    }
    if (header.segment_size != file_size) {
        return wrong_number("segment-size", place,
                            "the file was cut or grew: it has another length than its header says",
                            header.segment_size, file_size);
    }
    if (!format::is_segment_size(header.segment_size) ||
        header.segment_size > facts.genesis.fixed.segment_size_limit) {
        return failure(
            "segment-size", place, "a segment's size is a power of two within the ledger's limit",
            {fmt::format("at most {}", std::uint64_t{facts.genesis.fixed.segment_size_limit}),
             std::to_string(header.segment_size)});
    }
    if (header.sync_policy == 0 || header.sync_policy > 4) {
        return failure("segment-policy", place, "there is no such sync policy",
                       {"1 to 4", std::to_string(header.sync_policy)});
    }
    return std::nullopt;
}

}  // namespace

std::string segment_path(std::uint64_t number) {
    return std::string(format::kSegmentsDirectory) + "/" + format::segment_file_name(number);
}

Finding segments_missing(std::uint64_t first, std::uint64_t last) {
    return failure("segment-missing", {segment_path(first), first, {}, {}},
                   fmt::format("segments {} to {} are not there", first, last));
}

Place SegmentRun::place(std::uint64_t offset) const {
    return {segment_path(number()), number(), offset, std::nullopt};
}

HeaderRead read_segment_header(const platform::File& file, std::uint64_t number,
                               std::uint64_t file_size, const LedgerFacts& facts) {
    HeaderRead read;
    const Place place{segment_path(number), number, 0, std::nullopt};
    std::array<std::uint8_t, format::kBlockSize> block{};
    if (const Status status = read_exact(file, 0, block); !status) {
        read.problem = from_error(status.error(), place);
        if (read.problem->severity == Severity::kIoError) read.io_error = status.error();
        return read;
    }
    std::memcpy(&read.start.header, block.data(), format::kSegmentHeaderSize);
    read.start.digest = crypto::sha256(block);
    read.problem =
        judge_header(read.start.header, ByteView(block).subspan(format::kSegmentHeaderSize), number,
                     file_size, facts);
    return read;
}

std::optional<Finding> judge_continuation(const SegmentHeader& header, const LedgerState& state,
                                          std::optional<std::uint64_t> previous_end) {
    const bool first = header.segment_number == 0;
    SegmentHeader expected = header;
    expected.base_sequence = state.tree.size();
    expected.base_frame = state.next_frame;
    if (previous_end) expected.previous_end = *previous_end;
    expected.previous_chain_head = state.chain_head;
    expected.previous_root = first ? Hash{} : state.tree.root();
    const auto difference =
        first_difference(format::kSegmentHeaderFields, bytes_of(expected), bytes_of(header));
    if (!difference) return std::nullopt;
    const std::uint64_t number = header.segment_number;
    return failure("segment-continuity", {segment_path(number), number, difference->offset, {}},
                   fmt::format("the segment's {} is not that of the records before it: a segment "
                               "or its end was removed, added or exchanged",
                               difference->field),
                   difference->values);
}

Bytes footer_of(const SegmentRun& run, const LedgerState& state) {
    const SegmentHeader& header = run.start.header;
    format::SegmentFooter footer{};
    footer.magic = format::kFooterMagic;
    footer.version = format::kVersion;
    footer.ledger_id = header.ledger_id;
    footer.segment_number = header.segment_number;
    footer.base_sequence = header.base_sequence;
    footer.record_count = state.tree.size() - header.base_sequence;
    footer.event_count = run.events;
    footer.frame_count = run.frames.size();
    footer.footer_length = format::footer_length(run.frames.size());
    footer.chain_head = state.chain_head;
    footer.root = state.tree.root();
    footer.header_digest = run.start.digest;
    Bytes bytes;
    const auto add = [&](ByteView part) { bytes.insert(bytes.end(), part.begin(), part.end()); };
    add(bytes_of(footer));
    for (const format::FramePosition& position : run.frames) add(bytes_of(position));
    add(crypto::sha256(bytes));
    bytes.resize(static_cast<std::size_t>(std::uint64_t{footer.footer_length}));
    return bytes;
}

Result<std::optional<Finding>> judge_footer(const platform::File& file, const SegmentRun& run,
                                            const LedgerState& state) {
    const Place place = run.place(run.end_offset);
    const Bytes expected = footer_of(run, state);
    if (run.end_offset + expected.size() > run.size) {
        return std::optional(failure("footer-missing", place, "there is no room for the footer"));
    }
    Bytes found(expected.size());
    if (const Status read = read_exact(file, run.end_offset, found); !read) return read.error();
    if (all_zero(found)) {
        return std::optional(failure(
            "footer-missing", place,
            "behind the last frame stands neither a footer nor a tail that a recovery names"));
    }
    if (const auto difference = first_difference(
            format::kSegmentFooterFields, ByteView(expected).first(format::kSegmentFooterSize),
            ByteView(found).first(format::kSegmentFooterSize))) {
        format::SegmentFooter footer;
        std::memcpy(&footer, found.data(), sizeof footer);
        if (footer.magic == format::kFooterMagic && footer.version != format::kVersion) {
            return std::optional(
                version_finding("footer-version", place, "this footer", footer.version));
        }
        return std::optional(
            failure("footer", place,
                    fmt::format("the footer's {} is not that of the segment", difference->field),
                    difference->values));
    }
    if (found != expected) {
        return std::optional(failure("footer", place,
                                     "the footer's list of frames, its digest or the zeros behind "
                                     "them are not those of the segment"));
    }
    const auto behind = first_nonzero(file, run.end_offset + expected.size(), run.size);
    if (!behind) return behind.error();
    if (*behind) {
        return std::optional(failure("segment-fill", run.place(**behind),
                                     "behind the footer the segment must be zero"));
    }
    return std::optional<Finding>();
}

}  // namespace counterfoil::verifier
