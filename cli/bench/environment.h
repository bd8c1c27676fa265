// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/places.h"

namespace counterfoil::cli::bench {

// All that a figure depends on beside the code. Two reports can be compared as absolute figures
// only when these agree.
struct Environment {
    std::string version;
    std::string compiler;
    std::string build_type;
    std::string openssl;
    std::string hashing;  // Which implementation hashes many messages, and which one seals.
    std::string sealing;
    std::string processor;
    std::vector<std::string> processor_features;  // Of those that make a difference here.
    unsigned processors = 0;
    std::uint64_t memory_bytes = 0;
    std::string kernel;
    std::string file_system;
    std::string date;  // UTC, RFC 3339.
};

// `directory`: on the disk that is measured.
[[nodiscard]] Environment environment_of(const Machine& machine, const std::string& directory);

}  // namespace counterfoil::cli::bench
