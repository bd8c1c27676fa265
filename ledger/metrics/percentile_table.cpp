// SPDX-License-Identifier: Apache-2.0
#include "ledger/metrics/percentile_table.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace counterfoil::metrics {
namespace {

constexpr double kStepsInHalf = 5;  // Of what is left to 100 %.

double next_level(double level) {
    const double halvings = std::floor(std::log2(100.0 / (100.0 - level))) + 1;
    return level + 100.0 / (kStepsInHalf * std::exp2(halvings));
}

}  // namespace

std::string percentile_table(const Histogram& histogram, double unit) {
    const unsigned digits = histogram.layout().digits();
    std::string text = fmt::format("{:>12} {:>14} {:>10} {:>14}\n\n", "Value", "Percentile",
                                   "TotalCount", "1/(1-Percentile)");
    const auto out = std::back_inserter(text);
    const auto total = static_cast<double>(histogram.count());
    double level = 0;
    std::uint64_t seen = 0;
    std::uint64_t last = 0;
    for (std::size_t i = 0; i < histogram.layout().size() && seen < histogram.count(); ++i) {
        const std::uint64_t count = histogram.count_at(i);
        if (count == 0) continue;
        seen += count;
        last = histogram.layout().last_value(i);
        const double reached = 100.0 * static_cast<double>(seen) / total;
        // A bucket that reaches several steps has a line for each; what reaches all is the last.
        while (reached >= level && level < 100 && (seen < histogram.count() || level < reached)) {
            const double value = static_cast<double>(last) / unit;
            fmt::format_to(out, "{:12.{}f} {:2.12f} {:10} {:14.2f}\n", value, digits, level / 100,
                           seen, 1 / (1 - level / 100));
            const double next = next_level(level);
            if (next <= level) break;  // Finer than numbers are.
            level = next;
            if (seen == histogram.count()) break;
        }
    }
    if (histogram.count() > 0) {
        fmt::format_to(out, "{:12.{}f} {:2.12f} {:10}\n", static_cast<double>(last) / unit, digits,
                       1.0, histogram.count());
    }
    fmt::format_to(out, "#[Mean    = {:12.{}f}, StdDeviation   = {:12.{}f}]\n",
                   histogram.mean() / unit, digits, histogram.standard_deviation() / unit, digits);
    fmt::format_to(out, "#[Max     = {:12.{}f}, Total count    = {:12}]\n",
                   static_cast<double>(histogram.max()) / unit, digits, histogram.count());
    fmt::format_to(out, "#[Buckets = {:12}, SubBuckets     = {:12}]\n",
                   histogram.layout().buckets(), histogram.layout().sub_buckets());
    return text;
}

}  // namespace counterfoil::metrics
