// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "ledger/metrics/latency_data.h"

namespace counterfoil::cli {

// One series for a terminal of so many columns (60 at least are used): how many, the named
// percentiles, and over a logarithmic axis of time the histogram beside the cumulative
// distribution.
[[nodiscard]] std::string latency_chart(const metrics::LatencySeries& series, std::size_t columns);
// One line.
[[nodiscard]] std::string queue_text(const metrics::QueueLevel& level);

}  // namespace counterfoil::cli
