// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "cli/bench/results.h"
#include "cli/bench/scratch.h"
#include "cli/places.h"

namespace counterfoil::cli::bench {

// The inner work, one operation at a time: hashing, sealing, laying out, checksums, and appends in
// batches of 100 with and without sync. Each runs for about `duration`. References must outlive the
// jobs.
[[nodiscard]] std::vector<Job> micro_jobs(const Machine& machine, Scratch& scratch,
                                          std::chrono::nanoseconds duration);

}  // namespace counterfoil::cli::bench
