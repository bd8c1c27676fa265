// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "cli/latency_data.h"

namespace counterfoil::cli {

// The percentiles that have a name.
inline constexpr std::array kNamedPercentiles = {50.0, 90.0, 99.0, 99.9, 99.99, 99.999, 100.0};

// For people: "850 ns", "12.3 µs", "1.05 ms", "2.5 s".
[[nodiscard]] std::string latency_text(double ns);

// One series for a terminal of so many columns (60 at least are used): how many, the named
// percentiles, and over a logarithmic axis of time the histogram beside the cumulative
// distribution.
[[nodiscard]] std::string latency_chart(const LatencySeries& series, std::size_t columns);
// One line.
[[nodiscard]] std::string queue_text(const metrics::QueueLevel& level);

}  // namespace counterfoil::cli
