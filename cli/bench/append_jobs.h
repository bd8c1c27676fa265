// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/bench/load_run.h"
#include "cli/bench/results.h"

namespace counterfoil::cli::bench {

// The load, and the yardstick under the same plan ("plain" and the rest of the id). References must
// outlive the jobs.
[[nodiscard]] Job load_job(const Machine& machine, Scratch& scratch, const LoadPlan& plan,
                           const std::string& yardstick);
[[nodiscard]] Job plain_job(Scratch& scratch, const LoadPlan& plan);
// "append.clients1.batch100.256.batch" and the like; of the yardstick "plain.batch100.256.batch".
[[nodiscard]] std::string load_id(const LoadPlan& plan);
[[nodiscard]] std::string plain_id(const LoadPlan& plan);

}  // namespace counterfoil::cli::bench
