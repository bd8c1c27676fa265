// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/metrics/histogram.h"

namespace counterfoil::metrics {

// The empirical cumulative distribution of latencies: every step, up to the maximum.
struct Ecdf {
    struct Step {
        double percentile = 0;    // Of all values are at most
        std::uint64_t value = 0;  // this many nanoseconds.
        friend bool operator==(const Step&, const Step&) = default;
    };
    std::vector<Step> steps;  // Both ascend; the last percentile is 100. Empty: nothing was seen.

    // The value of the first step that reaches the percentile; 0 when nothing was seen.
    [[nodiscard]] std::uint64_t value_at(double percentile) const;
};
[[nodiscard]] Ecdf ecdf_of(const Histogram& histogram);

// As CSV: `percentile,latency_ns`, then a line for each step.
[[nodiscard]] std::string ecdf_csv(const Ecdf& ecdf);
// From elsewhere. kDamaged, naming the line, when it is not of that form, or does not ascend to
// 100.
[[nodiscard]] Result<Ecdf> parse_ecdf_csv(std::string_view text);

}  // namespace counterfoil::metrics
