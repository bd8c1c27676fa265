// SPDX-License-Identifier: Apache-2.0
#include "cli/bench/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "ledger/base/harmless.h"

namespace counterfoil::cli::bench {
namespace {

double allowed_percent(Kind kind) {
    switch (kind) {
        case Kind::kAppend:
            return 20;
        case Kind::kRead:
            return 50;
        case Kind::kMicro:
        case Kind::kVerify:
        case Kind::kYardstick:
            break;
    }
    return 10;
}

Comparison::Line line_of(const Results& before, const Row& left, const Results& after,
                         const Row& right) {
    const Measure measure = measure_of(left.kind);
    std::vector<double> old_figures = ratios_of(before, left);
    std::vector<double> new_figures = ratios_of(after, right);
    const bool by_ratio = !old_figures.empty() && !new_figures.empty();
    if (!by_ratio) {
        old_figures = figures_of(left, measure);
        new_figures = figures_of(right, measure);
    }
    Comparison::Line line;
    line.id = left.id;
    line.measure = measure_name(measure);
    if (by_ratio) line.measure = measure == Measure::kP99 ? "p99 ratio" : "ratio";
    line.allowed_percent = allowed_percent(left.kind);
    if (old_figures.empty() || new_figures.empty()) return line;
    line.before = spread_of(old_figures).median;
    line.after = spread_of(new_figures).median;
    // Of a rate less is worse, of a latency more.
    const double better = measure == Measure::kRate ? line.after : line.before;
    const double worse = measure == Measure::kRate ? line.before : line.after;
    if (better > 0) {
        line.worse_percent = measure == Measure::kRate ? 100 * (worse - better) / worse
                                                       : 100 * (worse - better) / better;
    }
    return line;
}

}  // namespace

bool Comparison::regressed() const {
    return std::any_of(lines.begin(), lines.end(),
                       [](const Line& each) { return each.regressed(); });
}

Comparison compare(const Results& before, const Results& after) {
    Comparison comparison;
    for (const Row& row : before.rows) {
        if (row.kind == Kind::kYardstick) continue;
        const Row* const same = after.find(row.id);
        if (same == nullptr) {
            comparison.only_before.push_back(row.id);
        } else {
            comparison.lines.push_back(line_of(before, row, after, *same));
        }
    }
    for (const Row& row : after.rows) {
        if (row.kind != Kind::kYardstick && before.find(row.id) == nullptr) {
            comparison.only_after.push_back(row.id);
        }
    }
    return comparison;
}

std::string comparison_text(const Comparison& comparison) {
    std::string text;
    const auto out = std::back_inserter(text);
    for (const Comparison::Line& line : comparison.lines) {
        fmt::format_to(out, "{:<10}{:<40}{:<10}{:>12.4g} -> {:<12.4g}{:>+7.1f} % ({} % allowed)\n",
                       line.regressed() ? "WORSE" : "ok", harmless(line.id), line.measure,
                       line.before, line.after,
                       line.measure.starts_with("p99") ? line.worse_percent : -line.worse_percent,
                       line.allowed_percent);
    }
    for (const std::string& id : comparison.only_before) {
        fmt::format_to(out, "{:<10}{}: only the first report has it\n", "", harmless(id));
    }
    for (const std::string& id : comparison.only_after) {
        fmt::format_to(out, "{:<10}{}: only the second report has it\n", "", harmless(id));
    }
    return text;
}

std::string comparison_json(const Comparison& comparison) {
    using Json = nlohmann::ordered_json;
    Json lines = Json::array();
    for (const Comparison::Line& line : comparison.lines) {
        lines.push_back({{"id", line.id},
                         {"measure", line.measure},
                         {"before", line.before},
                         {"after", line.after},
                         {"worse_percent", line.worse_percent},
                         {"allowed_percent", line.allowed_percent},
                         {"regressed", line.regressed()}});
    }
    const Json json{{"schema_version", 1},
                    {"mode", "compare"},
                    {"regressed", comparison.regressed()},
                    {"lines", std::move(lines)},
                    {"only_before", comparison.only_before},
                    {"only_after", comparison.only_after}};
    return json.dump() + '\n';
}

}  // namespace counterfoil::cli::bench
