// SPDX-License-Identifier: Apache-2.0
#include "ledger/metrics/ecdf.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace counterfoil::metrics {
namespace {

constexpr std::string_view kCsvHead = "percentile,latency_ns";

template <class Number>
bool parse_whole(std::string_view text, Number& number) {
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    return parsed.ec == std::errc() && parsed.ptr == end;
}

}  // namespace

std::uint64_t Ecdf::value_at(double percentile) const {
    const auto step = std::find_if(steps.begin(), steps.end(),
                                   [&](const Step& each) { return each.percentile >= percentile; });
    if (step != steps.end()) return step->value;
    return steps.empty() ? 0 : steps.back().value;
}

Ecdf ecdf_of(const Histogram& histogram) {
    Ecdf ecdf;
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < histogram.layout().size(); ++i) {
        const std::uint64_t count = histogram.count_at(i);
        if (count == 0) continue;
        seen += count;
        const double percentile =
            100.0 * static_cast<double>(seen) / static_cast<double>(histogram.count());
        ecdf.steps.push_back({percentile, histogram.layout().last_value(i)});
    }
    if (!ecdf.steps.empty()) ecdf.steps.back().percentile = 100;
    return ecdf;
}

std::string ecdf_csv(const Ecdf& ecdf) {
    std::string text = std::string(kCsvHead) + '\n';
    for (const Ecdf::Step& step : ecdf.steps) {
        fmt::format_to(std::back_inserter(text), "{},{}\n", step.percentile, step.value);
    }
    return text;
}

Result<Ecdf> parse_ecdf_csv(std::string_view text) {
    Ecdf ecdf;
    std::size_t number = 0;
    while (!text.empty()) {
        ++number;
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        const auto refuse = [&](const char* why) {
            return Error{ErrorCode::kDamaged, fmt::format("line {}: {}", number, why)};
        };
        if (number == 1) {
            if (line != kCsvHead)
                return refuse("a latency table begins with percentile,latency_ns");
            continue;
        }
        const std::size_t comma = line.find(',');
        Ecdf::Step step;
        if (comma == std::string_view::npos ||
            !parse_whole(line.substr(0, comma), step.percentile) ||
            !parse_whole(line.substr(comma + 1), step.value)) {
            return refuse("this is no percentile and nanoseconds");
        }
        const Ecdf::Step before = ecdf.steps.empty() ? Ecdf::Step{} : ecdf.steps.back();
        // Not a number is not in order either.
        const bool ascends = step.percentile > before.percentile && step.percentile <= 100 &&
                             step.value >= before.value;
        if (!ascends) return refuse("percentiles ascend to 100, and their latencies with them");
        ecdf.steps.push_back(step);
    }
    if (number == 0) return Error{ErrorCode::kDamaged, "it is empty"};
    if (!ecdf.steps.empty() && ecdf.steps.back().percentile != 100) {
        return Error{ErrorCode::kDamaged, "it does not reach the maximum, percentile 100"};
    }
    return ecdf;
}

}  // namespace counterfoil::metrics
