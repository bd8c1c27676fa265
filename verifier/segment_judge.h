// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/format/segment.h"
#include "ledger/platform/storage.h"
#include "verifier/body_judge.h"
#include "verifier/findings.h"
#include "verifier/genesis_reader.h"
#include "verifier/ledger_end.h"

namespace counterfoil::verifier {

// What was seen of one segment so far.
struct SegmentRun {
    SegmentStart start;
    std::uint64_t size = 0;        // Of the file.
    std::uint64_t end_offset = 0;  // Where the frames that check end; 0 when there are none.
    std::uint64_t events = 0;
    std::vector<format::FramePosition> frames;

    [[nodiscard]] std::uint64_t number() const { return start.header.segment_number; }
    [[nodiscard]] Place place(std::uint64_t offset) const;
};

[[nodiscard]] std::string segment_path(std::uint64_t number);  // Relative to the ledger.
// "segment-missing": these two and all between them.
[[nodiscard]] Finding segments_missing(std::uint64_t first, std::uint64_t last);

struct HeaderRead {
    SegmentStart start;
    std::optional<Finding> problem;
    std::optional<Error> io_error;
};
// Reads the first block and judges all that needs no state.
[[nodiscard]] HeaderRead read_segment_header(const platform::File& file, std::uint64_t number,
                                             std::uint64_t file_size, const LedgerFacts& facts);

// Judges the header against the state before it. `previous_end`: see FORMAT.md; nothing when not
// known.
[[nodiscard]] std::optional<Finding> judge_continuation(const format::SegmentHeader& header,
                                                        const LedgerState& state,
                                                        std::optional<std::uint64_t> previous_end);

// The footer that must stand behind these frames, byte for byte.
[[nodiscard]] Bytes footer_of(const SegmentRun& run, const LedgerState& state);

// Judges what stands at `run.end_offset`, which must be a right footer, and the zeros behind.
[[nodiscard]] Result<std::optional<Finding>> judge_footer(const platform::File& file,
                                                          const SegmentRun& run,
                                                          const LedgerState& state);

}  // namespace counterfoil::verifier
