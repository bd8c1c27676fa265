// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/bench/results.h"

namespace counterfoil::cli::bench {

// Two reports, row by row: by how much the later one is worse. Where both have the row's yardstick,
// the ratios to it are compared, since those carry over from machine to machine and minute to
// minute; else the figures themselves.
struct Comparison {
    struct Line {
        std::string id;
        std::string measure;  // "rate", "p99", "ratio" or "p99 ratio".
        double before = 0;
        double after = 0;
        double worse_percent = 0;  // Negative: it is better.
        double allowed_percent = 0;
        [[nodiscard]] bool regressed() const { return worse_percent > allowed_percent; }
    };
    std::vector<Line> lines;
    std::vector<std::string> only_before;  // Rows that only one of the two has.
    std::vector<std::string> only_after;

    [[nodiscard]] bool regressed() const;
};

// Allowed are 10 % of micro rows, 20 % of appends, 50 % of the 99th percentile of reads, 10 % of
// verifications; of yardsticks nothing is asked.
[[nodiscard]] Comparison compare(const Results& before, const Results& after);

[[nodiscard]] std::string comparison_text(const Comparison& comparison);
[[nodiscard]] std::string comparison_json(const Comparison& comparison);

}  // namespace counterfoil::cli::bench
