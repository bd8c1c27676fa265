// SPDX-License-Identifier: Apache-2.0
#include "ledger/metrics/percentile_table.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <iterator>

namespace counterfoil::metrics {
namespace {

constexpr double kStepsInHalf = 5;  // Of what is left to 100 %.

double next_level(double level) {
    const double halvings = std::floor(std::log2(100.0 / (100.0 - level))) + 1;
    return level + 100.0 / (kStepsInHalf * std::exp2(halvings));
}

// As Java rounds: a half goes up, in the decimal form that a number is shown in. printf() rounds
// the number itself, which lies a little above or below that.
std::string decimal(double number, std::size_t decimals) {
    std::array<char, 400> shown{};  // The largest has 309 digits.
    const auto end =
        std::to_chars(shown.data(), shown.data() + shown.size(), number, std::chars_format::fixed);
    require(end.ec == std::errc(), "a number that is shown has at most 400 digits");
    const std::string_view text(shown.data(), static_cast<std::size_t>(end.ptr - shown.data()));
    const std::size_t point = std::min(text.find('.'), text.size());
    std::string digits(text.substr(0, point));
    std::string_view part = text.substr(std::min(point + 1, text.size()));
    const bool up = part.size() > decimals && part[decimals] >= '5';
    part = part.substr(0, decimals);
    digits += part;
    digits.append(decimals - part.size(), '0');
    for (std::size_t i = digits.size(); up && i-- > 0;) {
        if (digits[i] != '9') {
            ++digits[i];
            break;
        }
        digits[i] = '0';
        if (i == 0) digits.insert(0, 1, '1');
    }
    return digits.insert(digits.size() - decimals, 1, '.');
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
            fmt::format_to(out, "{:>12} {} {:10} {:>14}\n", decimal(value, digits),
                           decimal(level / 100, 12), seen, decimal(1 / (1 - level / 100), 2));
            const double next = next_level(level);
            if (next <= level) break;  // Finer than numbers are.
            level = next;
            if (seen == histogram.count()) break;
        }
    }
    if (histogram.count() > 0) {
        fmt::format_to(out, "{:>12} {} {:10}\n", decimal(static_cast<double>(last) / unit, digits),
                       decimal(1, 12), histogram.count());
    }
    fmt::format_to(out, "#[Mean    = {:>12}, StdDeviation   = {:>12}]\n",
                   decimal(histogram.mean() / unit, digits),
                   decimal(histogram.standard_deviation() / unit, digits));
    fmt::format_to(out, "#[Max     = {:>12}, Total count    = {:12}]\n",
                   decimal(static_cast<double>(histogram.max()) / unit, digits), histogram.count());
    fmt::format_to(out, "#[Buckets = {:12}, SubBuckets     = {:12}]\n",
                   histogram.layout().buckets(), histogram.layout().sub_buckets());
    return text;
}

}  // namespace counterfoil::metrics
