// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>

namespace counterfoil::metrics {

// The percentiles that have a name.
inline constexpr std::array kNamedPercentiles = {50.0, 90.0, 99.0, 99.9, 99.99, 99.999, 100.0};

// For people: "850 ns", "12.3 µs", "1.05 ms", "2.5 s".
[[nodiscard]] std::string latency_text(double ns);

}  // namespace counterfoil::metrics
