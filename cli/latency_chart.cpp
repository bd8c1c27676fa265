// SPDX-License-Identifier: Apache-2.0
#include "cli/latency_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

#include "ledger/base/quantity_text.h"
#include "ledger/metrics/latency_text.h"
#include "ledger/notes/time_text.h"

namespace counterfoil::cli {
namespace {

constexpr std::size_t kColumnsMin = 60;
constexpr std::size_t kColumnsMax = 120;
// The words of a line: "  up to 12.3 µs ", two percentages, and what stands between the bars.
constexpr std::size_t kWordColumns = 36;
constexpr std::size_t kRowsMax = 24;

// Columns, not bytes: µ is two of these.
std::string padded(std::string text, std::size_t columns) {
    const auto taken = static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char each) { return (each & 0xc0) != 0x80; }));
    if (taken < columns) text.insert(0, columns - taken, ' ');
    return text;
}

std::string bar(double share, std::size_t columns) {
    const auto full = static_cast<std::size_t>(share * static_cast<double>(columns) + 0.5);
    std::string text(std::min(columns, std::max<std::size_t>(full, share > 0 ? 1 : 0)), '#');
    text.resize(columns, ' ');
    return text;
}

struct Row {
    double bound = 0;       // Nanoseconds.
    double cumulative = 0;  // Per cent up to there.
};

// Equal steps of the logarithm between the smallest and the largest value, at most kRowsMax of
// them, at 1, 2, 5 or at powers of ten.
std::vector<Row> rows_of(const metrics::Ecdf& ecdf) {
    const auto first = static_cast<double>(std::max<std::uint64_t>(ecdf.steps.front().value, 1));
    const auto last = static_cast<double>(std::max<std::uint64_t>(ecdf.steps.back().value, 1));
    const double decades = std::log10(last / first);
    const std::vector<double> within =
        decades > static_cast<double>(kRowsMax) / 3 ? std::vector<double>{10}
        : decades > static_cast<double>(kRowsMax) / 8
            ? std::vector<double>{2, 5, 10}
            : std::vector<double>{1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8, 10};
    std::vector<Row> rows;
    std::size_t step = 0;
    for (double decade = std::pow(10, std::floor(std::log10(first)));; decade *= 10) {
        for (const double factor : within) {
            const double bound = decade * factor;
            if (bound < first) continue;
            double cumulative = rows.empty() ? 0 : rows.back().cumulative;
            while (step < ecdf.steps.size() &&
                   static_cast<double>(ecdf.steps[step].value) <= bound) {
                cumulative = ecdf.steps[step++].percentile;
            }
            rows.push_back({bound, cumulative});
            if (step == ecdf.steps.size()) return rows;
        }
    }
}

}  // namespace

std::string latency_chart(const metrics::LatencySeries& series, std::size_t columns) {
    std::string text = series.operation;
    const auto out = std::back_inserter(text);
    if (series.histogram) {
        fmt::format_to(out, ": {}", counted(series.histogram->count(), "time"));
        if (series.end_ns > 0) {
            fmt::format_to(out, ", from {} to {}",
                           notes::rfc3339_seconds(series.first_ns / 1'000'000'000),
                           notes::rfc3339_seconds(series.end_ns / 1'000'000'000));
        }
    }
    text += '\n';
    if (series.ecdf.steps.empty()) return text + "  nothing was measured\n";
    if (series.histogram) {
        fmt::format_to(out, "  mean {}", metrics::latency_text(series.histogram->mean()));
    } else {
        text += ' ';
    }
    for (const double each : metrics::kNamedPercentiles) {
        const double value = static_cast<double>(series.ecdf.value_at(each));
        if (each == 100) {
            fmt::format_to(out, "  max {}\n", metrics::latency_text(value));
        } else {
            fmt::format_to(out, "  p{} {}", each, metrics::latency_text(value));
        }
    }
    const std::vector<Row> rows = rows_of(series.ecdf);
    double most = 0;
    double before = 0;
    for (const Row& row : rows) {
        most = std::max(most, row.cumulative - before);
        before = row.cumulative;
    }
    const std::size_t bars = std::clamp(columns, kColumnsMin, kColumnsMax) - kWordColumns;
    const std::size_t left = bars / 2;
    fmt::format_to(out, "  {:>14} {:<{}} {:>8} | {:<{}}\n", "up to", "share", left, "",
                   "cumulative", bars - left);
    before = 0;
    for (const Row& row : rows) {
        const double share = row.cumulative - before;
        before = row.cumulative;
        fmt::format_to(out, "  {} {} {:>7.3f}% | {} {:>7.3f}%\n",
                       padded(metrics::latency_text(row.bound), 14), bar(share / most, left), share,
                       bar(row.cumulative / 100, bars - left), row.cumulative);
    }
    return text;
}

std::string queue_text(const metrics::QueueLevel& level) {
    return fmt::format("queue: at most {} of {}, {} at the last commit\n",
                       count_text(level.depth_max), counted(level.capacity, "event"),
                       count_text(level.depth));
}

}  // namespace counterfoil::cli
