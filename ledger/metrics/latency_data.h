// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/metrics/ecdf.h"
#include "ledger/metrics/histogram.h"
#include "ledger/metrics/queue_level.h"
#include "ledger/platform/storage.h"

namespace counterfoil::metrics {

// What was measured of one operation.
struct LatencySeries {
    std::string operation;  // Harmless; "latency" when its source names none.
    // Nothing when only the distribution is known, and not how many there were.
    std::optional<Histogram> histogram;
    Ecdf ecdf;
    std::uint64_t first_ns = 0;  // Since 1970, of the first interval and
    std::uint64_t end_ns = 0;    // of the end of the last; both 0 when nobody says.
};

struct Latencies {
    // In the order in which operations are known, then by name.
    std::vector<LatencySeries> series;
    std::optional<QueueLevel> queue;  // Where events shared their commits.
};

// Of the intervals that begin within these times only: nanoseconds since 1970, `to_ns` excluded.
struct LatencySpan {
    std::uint64_t from_ns = 0;
    std::uint64_t to_ns = 0;
};

// Of a ledger's directory, an interval log (.hlog) or a table of percentiles (.csv). Errors name
// the file, the line and the remedy. A table knows no times: kInvalidArgument with a span, and so
// is a span without any interval.
[[nodiscard]] Result<Latencies> read_latencies(platform::Storage& storage, const std::string& path,
                                               const std::optional<LatencySpan>& span = {});

}  // namespace counterfoil::metrics
