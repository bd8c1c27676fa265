// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/bench/results.h"

namespace counterfoil::cli::bench {

// "631 k records/s", "1.25 GB/s".
[[nodiscard]] std::string rate_text(double rate, const std::string& unit);

// For people: the machine, then each row with the median of its rounds and their spread.
[[nodiscard]] std::string results_text(const Results& results);

// The object that schemas/bench.schema.json describes.
[[nodiscard]] std::string results_json(const Results& results);
// Reads it again, as far as a comparison needs it. kInvalidArgument when it is none.
[[nodiscard]] Result<Results> parse_results(const std::string& name, std::string_view json);

}  // namespace counterfoil::cli::bench
