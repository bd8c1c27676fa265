// SPDX-License-Identifier: Apache-2.0
#include "cli/record_range.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/format/entry.h"

namespace counterfoil::cli {
namespace {

// The sequence of the event before which `count` - 1 others stand from the end.
Result<std::uint64_t> first_of_last(reader::LedgerReader& reader, std::uint64_t count) {
    std::uint64_t sequence = reader.size();
    std::uint64_t first = sequence;
    while (count > 0 && sequence > 0) {
        const Result<format::Entry> entry = reader.entry(--sequence);
        if (!entry) return entry.error();
        if (!format::is_event(*entry)) continue;
        first = sequence;
        --count;
    }
    return first;
}

}  // namespace

std::optional<RecordRange> parse_record_range(const std::string& text) {
    if (text.starts_with('-')) {
        const auto count = parse_number(text.substr(1));
        if (!count) return std::nullopt;
        return RecordRange{0, {}, count};
    }
    const std::size_t dots = text.find("..");
    const auto first = parse_number(text.substr(0, dots));
    if (!first) return std::nullopt;
    if (dots == std::string::npos) return RecordRange{*first, first, {}};
    if (dots + 2 == text.size()) return RecordRange{*first, {}, {}};
    const auto last = parse_number(text.substr(dots + 2));
    if (!last || *last < *first) return std::nullopt;
    return RecordRange{*first, last, {}};
}

std::optional<std::string> take_last_events(Arguments& arguments) {
    const auto found = std::find_if(arguments.begin(), arguments.end(), [](const auto& argument) {
        return argument.size() > 1 && argument[0] == '-' && parse_number(argument.substr(1));
    });
    if (found == arguments.end()) return std::nullopt;
    std::string range = *found;
    arguments.erase(found);
    return range;
}

Result<RecordSpan> resolve(const RecordRange& range, reader::LedgerReader& reader) {
    const std::uint64_t size = reader.size();
    if (range.last_events) {
        const Result<std::uint64_t> first = first_of_last(reader, *range.last_events);
        if (!first) return first.error();
        return RecordSpan{*first, size};
    }
    const std::uint64_t last = range.last.value_or(range.first);
    if (last >= size) {
        return Error{ErrorCode::kNotFound,
                     fmt::format("there is no record {}; the last one is {}", last, size - 1)};
    }
    return RecordSpan{range.first, range.last ? last + 1 : size};
}

}  // namespace counterfoil::cli
