// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/reader/ledger_reader.h"

namespace counterfoil::gui {

// One segment, as the map draws it: a cell a batch.
struct SegmentSummary {
    std::size_t index = 0;  // In LedgerReader::segments().
    std::uint64_t number = 0;
    std::uint64_t first_sequence = 0;
    std::uint64_t end_sequence = 0;
    std::uint64_t batches = 0;
    std::uint64_t size_bytes = 0;
    bool sealed = false;
    bool readable = true;
};

// When the ledger was at which record: up to so many points, evenly spread, the first and the last
// among them.
struct TimePoint {
    std::uint64_t time_ns = 0;
    std::uint64_t sequence = 0;
};

// Both open every segment, which takes a while for a large ledger: they poll `stopping`, and return
// what they have.
[[nodiscard]] std::vector<SegmentSummary> segmentSummaries(reader::LedgerReader& reader,
                                                           const std::function<bool()>& stopping);
[[nodiscard]] std::vector<TimePoint> timePoints(reader::LedgerReader& reader, std::size_t count,
                                                const std::function<bool()>& stopping);

}  // namespace counterfoil::gui
