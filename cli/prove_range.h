// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/key_places.h"
#include "cli/options.h"

namespace counterfoil::cli {

// What a person asks to have proven complete; empty for what they did not say.
struct RangeRequest {
    std::string directory;
    std::string range;
    std::string stream;
    std::string from;
    std::string to;
    std::string output;
    KeyPlaces keys;
    bool quiet = false;
    bool json = false;
};

void range_options(Options& options, RangeRequest& request);
// Whether a range was asked for at all, rightly or not.
[[nodiscard]] bool asks_for(const RangeRequest& request);

// Writes the bundle to --output, or to standard output if that is no terminal. Returns the exit
// code, and has said what is wrong.
[[nodiscard]] int prove_range(const Options& options, RangeRequest& request);

}  // namespace counterfoil::cli
