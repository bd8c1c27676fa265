// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/record_filter.h"

#include <algorithm>

namespace counterfoil::gui {

bool RecordFilter::isEmpty() const {
    return stream.empty() && !record_type && !needsContent() && !from_ns && !to_ns && !sequences;
}

bool RecordFilter::matches(const format::Entry& entry, const std::string& stream_name) const {
    const std::uint64_t time_ns = entry.time_ns;
    if (record_type && *record_type != entry.type) return false;
    if (from_ns && time_ns < *from_ns) return false;
    if (to_ns && time_ns > *to_ns) return false;
    if (sequences && !sequences->contains(entry.sequence)) return false;
    if (stream.empty()) return true;
    return stream_name == stream ||
           std::to_string(static_cast<std::uint32_t>(entry.stream_id)) == stream;
}

bool RecordFilter::matches(const reader::RecordView& record) const {
    if (!needsContent()) return true;
    if (!record.content) return false;
    const format::EventAttributes& attributes = record.attributes;
    if (!event_type.empty() && attributes.event_type != event_type) return false;
    return subject.empty() || std::find(attributes.subjects.begin(), attributes.subjects.end(),
                                        subject) != attributes.subjects.end();
}

}  // namespace counterfoil::gui
