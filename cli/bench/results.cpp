// SPDX-License-Identifier: Apache-2.0
#include "cli/bench/results.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/platform/interrupt.h"
#include "ledger/platform/process.h"

namespace counterfoil::cli::bench {
namespace {

void add_sample(Row& row, Sample& sample) {
    row.rates.push_back(sample.rate);
    if (sample.latencies.count() > 0) {
        row.p99s_ns.push_back(static_cast<double>(sample.latencies.value_at_percentile(99)));
        const Status merged = row.latencies.merge(sample.latencies);
        require(merged.ok(), "histograms of latencies have one layout");
    }
    for (auto& [name, value] : sample.details) {
        const auto known = std::find_if(row.details.begin(), row.details.end(),
                                        [&](const auto& detail) { return detail.first == name; });
        if (known != row.details.end()) {
            known->second.push_back(value);
        } else {
            row.details.push_back({name, {value}});
        }
    }
}

}  // namespace

const char* kind_name(Kind kind) {
    switch (kind) {
        case Kind::kMicro:
            return "micro";
        case Kind::kAppend:
            return "append";
        case Kind::kRead:
            return "read";
        case Kind::kVerify:
            return "verify";
        case Kind::kYardstick:
            break;
    }
    return "yardstick";
}

const char* measure_name(Measure measure) {
    return measure == Measure::kRate ? "rate" : "p99";
}

Spread spread_of(std::vector<double> values) {
    require(!values.empty(), "a spread is of at least one value");
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    const double median =
        values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    return {median, values.front(), values.back()};
}

const Row* Results::find(const std::string& id) const {
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&](const Row& each) { return each.id == id; });
    return row == rows.end() ? nullptr : &*row;
}

const std::vector<double>& figures_of(const Row& row, Measure measure) {
    return measure == Measure::kRate ? row.rates : row.p99s_ns;
}

std::vector<double> ratios_of(const Results& results, const Row& row) {
    std::vector<double> ratios;
    const Row* yardstick = row.yardstick.empty() ? nullptr : results.find(row.yardstick);
    if (yardstick == nullptr) return ratios;
    const Measure measure = measure_of(row.kind);
    const std::vector<double>& ours = figures_of(row, measure);
    const std::vector<double>& theirs = figures_of(*yardstick, measure);
    for (std::size_t i = 0; i < std::min(ours.size(), theirs.size()); ++i) {
        if (theirs[i] > 0) ratios.push_back(ours[i] / theirs[i]);
    }
    return ratios;
}

Status run_rounds(const std::vector<Job>& jobs, unsigned rounds,
                  const std::function<void(const std::string&)>& show, Results& results) {
    results.rounds = rounds;
    const std::size_t first = results.rows.size();
    for (const Job& job : jobs) {
        Row row;
        row.id = job.id;
        row.title = job.title;
        row.kind = job.kind;
        row.unit = job.unit;
        row.yardstick = job.yardstick;
        results.rows.push_back(std::move(row));
    }
    for (unsigned round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            show(fmt::format("round {} of {}: {}", round + 1, rounds, jobs[i].title));
            Result<Sample> sample = jobs[i].run();
            if (platform::interrupted()) return platform::interrupted_error();
            if (!sample) return sample.error();
            add_sample(results.rows[first + i], *sample);
        }
    }
    return {};
}

}  // namespace counterfoil::cli::bench
