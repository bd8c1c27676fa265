// SPDX-License-Identifier: Apache-2.0
#include "cli/bench/results_text.h"

#include <fmt/format.h>

#include <array>
#include <iterator>

#include "ledger/base/harmless.h"
#include "ledger/base/quantity_text.h"
#include "ledger/metrics/latency_text.h"

namespace counterfoil::cli::bench {
namespace {

std::string spread_text(const Spread& spread, const std::function<std::string(double)>& text) {
    if (spread.lowest == spread.highest) return text(spread.median);
    return fmt::format("{} ({} to {})", text(spread.median), text(spread.lowest),
                       text(spread.highest));
}

std::string environment_text(const Environment& machine) {
    std::string features;
    for (const std::string& each : machine.processor_features) features += " " + each;
    return fmt::format(
        "counterfoil {}, {}, {}, OpenSSL {}\n"
        "hashing: {}; sealing: {}\n"
        "{} x {}{}, {}, {}, {}\n"
        "{}\n",
        machine.version, machine.compiler, machine.build_type, machine.openssl, machine.hashing,
        machine.sealing, machine.processors, harmless(machine.processor), features,
        size_text(machine.memory_bytes), harmless(machine.kernel), harmless(machine.file_system),
        machine.date);
}

std::string row_text(const Results& results, const Row& row) {
    std::string text = fmt::format(
        "{}\n  {:<11}{}\n", harmless(row.title), "rate",
        spread_text(spread_of(row.rates), [&](double rate) { return rate_text(rate, row.unit); }));
    const auto out = std::back_inserter(text);
    const std::vector<double> ratios = ratios_of(results, row);
    if (!ratios.empty()) {
        fmt::format_to(out, "  {:<11}{} of {}\n",
                       measure_of(row.kind) == Measure::kP99 ? "p99 ratio" : "ratio",
                       spread_text(spread_of(ratios),
                                   [](double ratio) { return fmt::format("{:.2f}", ratio); }),
                       row.yardstick);
    }
    if (row.has_latencies()) {
        const metrics::Histogram& all = row.latencies;
        const auto at = [&](double percentile) {
            return metrics::latency_text(static_cast<double>(all.value_at_percentile(percentile)));
        };
        fmt::format_to(out, "  {:<11}p50 {}, p90 {}, p99 {}, p99.9 {}, p99.99 {}, max {}\n",
                       "latency", at(50), at(90), at(99), at(99.9), at(99.99), at(100));
    }
    for (const auto& [name, values] : row.details) {
        fmt::format_to(out, "  {}: {:.0f}\n", name, spread_of(values).median);
    }
    return text;
}

}  // namespace

std::string rate_text(double rate, const std::string& unit) {
    constexpr std::array kPrefixes = {"", "k", "M", "G"};
    std::size_t prefix = 0;
    while (rate >= 999.5 && prefix + 1 < kPrefixes.size()) {
        rate /= 1000;
        ++prefix;
    }
    if (unit == "bytes/s") return fmt::format("{:.3g} {}B/s", rate, kPrefixes[prefix]);
    return fmt::format("{:.3g}{}{} {}", rate, prefix == 0 ? "" : " ", kPrefixes[prefix], unit);
}

std::string results_text(const Results& results) {
    std::string text = environment_text(results.environment);
    const auto out = std::back_inserter(text);
    fmt::format_to(out, "median of {}; in brackets the lowest and the highest\n\n",
                   counted(results.rounds, "round"));
    for (const Row& row : results.rows) text += row_text(results, row);
    for (const std::string& note : results.notes) fmt::format_to(out, "note: {}\n", note);
    if (results.targets.empty()) return text;
    text += "\nwhat must be reached:\n";
    for (const Target& target : results.targets) {
        fmt::format_to(out, "  {:<9}{:<38}{:<42}{}\n", target.met ? "met" : "NOT MET", target.row,
                       target.must, target.measured);
    }
    return text;
}

}  // namespace counterfoil::cli::bench
