// SPDX-License-Identifier: Apache-2.0
#include "ledger/metrics/latency_text.h"

#include <fmt/format.h>

#include <cstddef>

namespace counterfoil::metrics {

std::string latency_text(double ns) {
    constexpr std::array kUnits = {"ns", "µs", "ms", "s"};
    std::size_t unit = 0;
    while (ns >= 999.5 && unit + 1 < kUnits.size()) {
        ns /= 1000;
        ++unit;
    }
    return unit == 0 ? fmt::format("{:.0f} ns", ns) : fmt::format("{:.3g} {}", ns, kUnits[unit]);
}

}  // namespace counterfoil::metrics
