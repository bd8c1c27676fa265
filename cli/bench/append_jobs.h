// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/bench/load_run.h"
#include "cli/bench/results.h"

namespace counterfoil::cli::bench {

// The load ("append.clients1.batch100.256.batch" and the like), and the yardstick under the same
// plan. References must outlive the jobs.
[[nodiscard]] Job load_job(const Machine& machine, Scratch& scratch, const LoadPlan& plan,
                           const std::string& yardstick);
[[nodiscard]] Job plain_job(Scratch& scratch, const LoadPlan& plan);
// Of the yardstick: "plain.batch100.256.batch".
[[nodiscard]] std::string plain_id(const LoadPlan& plan);

}  // namespace counterfoil::cli::bench
