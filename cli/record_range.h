// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/options.h"
#include "ledger/base/result.h"
#include "ledger/reader/ledger_reader.h"

namespace counterfoil::cli {

// What a person asked for: records first to last (none: to the end), or from the last so many
// events on.
struct RecordRange {
    std::uint64_t first = 0;
    std::optional<std::uint64_t> last;
    std::optional<std::uint64_t> last_events;
};

// N, N..M (M included), N.. or -N; nothing for other text.
[[nodiscard]] std::optional<RecordRange> parse_record_range(const std::string& text);
// Takes an argument such as -10 out, which looks like an option to a parser of options.
[[nodiscard]] std::optional<std::string> take_last_events(Arguments& arguments);

// The same for one ledger: records first to end - 1.
struct RecordSpan {
    std::uint64_t first = 0;
    std::uint64_t end = 0;
};
// kNotFound when the ledger does not have these records.
[[nodiscard]] Result<RecordSpan> resolve(const RecordRange& range, reader::LedgerReader& reader);

}  // namespace counterfoil::cli
