// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/segment_summary.h"

#include <algorithm>

namespace counterfoil::gui {

std::vector<SegmentSummary> segmentSummaries(reader::LedgerReader& reader,
                                             const std::function<bool()>& stopping) {
    std::vector<SegmentSummary> summaries;
    const std::vector<reader::LedgerReader::Segment>& segments = reader.segments();
    for (std::size_t i = 0; i < segments.size() && !stopping(); ++i) {
        SegmentSummary summary;
        summary.index = i;
        summary.number = segments[i].number;
        summary.first_sequence = segments[i].base_sequence;
        summary.end_sequence =
            i + 1 < segments.size() ? segments[i + 1].base_sequence : reader.size();
        summary.size_bytes = segments[i].size_bytes;
        const Result<const reader::SegmentReader*> segment = reader.segment(i);
        summary.readable = segment.ok();
        if (segment) {
            summary.batches = (*segment)->frame_count();
            summary.sealed = (*segment)->has_footer();
        }
        summaries.push_back(summary);
    }
    return summaries;
}

std::vector<TimePoint> timePoints(reader::LedgerReader& reader, std::size_t count,
                                  const std::function<bool()>& stopping) {
    std::vector<TimePoint> points;
    const std::uint64_t size = reader.readable_size();
    if (size == 0 || count < 2) return points;
    const std::uint64_t last = size - 1;
    const std::uint64_t steps = std::min<std::uint64_t>(count - 1, last);
    for (std::uint64_t i = 0; i <= steps && !stopping(); ++i) {
        const std::uint64_t sequence =
            i == steps
                ? last
                : static_cast<std::uint64_t>(static_cast<double>(last) *
                                             (static_cast<double>(i) / static_cast<double>(steps)));
        if (const Result<format::Entry> entry = reader.entry(sequence)) {
            points.push_back({entry->time_ns, sequence});
        }
    }
    return points;
}

}  // namespace counterfoil::gui
