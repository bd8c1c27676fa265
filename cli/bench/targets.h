// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "cli/bench/results.h"
#include "cli/bench/scratch.h"
#include "cli/places.h"

namespace counterfoil::cli::bench {

// What must be reached, by docs/PERFORMANCE.md: one row each, beside its yardstick in the same
// round. `records`: of the ledgers that are read and verified. References must outlive the jobs.
[[nodiscard]] std::vector<Job> target_jobs(const Machine& machine, Scratch& scratch,
                                           std::chrono::nanoseconds duration,
                                           std::uint64_t records);
// Holds the medians against what must be reached.
void judge_targets(Results& results);

}  // namespace counterfoil::cli::bench
