// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/bench/environment.h"
#include "ledger/base/result.h"
#include "ledger/metrics/histogram.h"

namespace counterfoil::cli::bench {

// What is done again and again, which decides what counts in a comparison: the rate, or for reads
// the 99th percentile of the latency. A yardstick is not ours: others are held against it.
enum class Kind { kMicro, kAppend, kRead, kVerify, kYardstick };
[[nodiscard]] const char* kind_name(
    Kind kind);  // "micro", "append", "read", "verify", "yardstick".

// One round of one row.
struct Sample {
    double rate = 0;  // In the row's unit.
    metrics::Histogram latencies;
    std::vector<std::pair<std::string, double>> details;
};

// Something to measure.
struct Job {
    std::string id;  // Stable, for comparing reports: "append.batch100.256".
    std::string title;
    Kind kind = Kind::kMicro;
    std::string unit;       // What the rate counts: "records/s", "bytes/s".
    std::string yardstick;  // Id of the row that it is held against; empty: none.
    std::function<Result<Sample>()> run;
};

// All rounds of a job.
struct Row {
    std::string id;
    std::string title;
    Kind kind = Kind::kMicro;
    std::string unit;
    std::string yardstick;
    std::vector<double> rates;
    std::vector<double> p99s_ns;   // Empty when latencies were not taken.
    metrics::Histogram latencies;  // Of all rounds together.
    std::vector<std::pair<std::string, std::vector<double>>> details;

    [[nodiscard]] bool has_latencies() const { return !p99s_ns.empty(); }
};

struct Spread {
    double median = 0;
    double lowest = 0;
    double highest = 0;
};
// `values` must not be empty. Of an even number of values the median is the mean of the middle two.
[[nodiscard]] Spread spread_of(std::vector<double> values);

// Where a figure of targets.md stands.
struct Target {
    std::string row;
    std::string must;  // For people.
    std::string measured;
    bool met = false;
};

struct Results {
    std::string mode;
    Environment environment;
    std::vector<std::pair<std::string, std::string>> settings;  // What was asked for.
    unsigned rounds = 0;
    std::vector<Row> rows;
    std::vector<std::string> notes;
    std::vector<Target> targets;

    [[nodiscard]] const Row* find(const std::string& id) const;
};

// Which figure of two rows is compared, in each round: rates, or for reads the 99th percentiles.
enum class Measure { kRate, kP99 };
[[nodiscard]] inline Measure measure_of(Kind kind) {
    return kind == Kind::kRead ? Measure::kP99 : Measure::kRate;
}
[[nodiscard]] const char* measure_name(Measure measure);  // "rate", "p99".
[[nodiscard]] const std::vector<double>& figures_of(const Row& row, Measure measure);

// The row's figure divided by its yardstick's, round by round; empty without one.
[[nodiscard]] std::vector<double> ratios_of(const Results& results, const Row& row);

// Runs all jobs in each round, one after the other, so that what disturbs the machine for a while
// disturbs all of them. Adds one row for each job. `show` says what is being measured. Ends with
// kInterrupted when somebody asks to stop.
[[nodiscard]] Status run_rounds(const std::vector<Job>& jobs, unsigned rounds,
                                const std::function<void(const std::string&)>& show,
                                Results& results);

}  // namespace counterfoil::cli::bench
