// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/crash/simulated/crash_image.h"
#include "tests/crash/simulated/simulated_disk.h"

namespace counterfoil::crash {

// Where a machine stops: with so many entries of its disk's journal done.
struct CrashPoint {
    std::size_t operations = 0;
    bool power_loss = true;
    Choice choice;             // Of a power loss.
    std::uint64_t prefix = 0;  // Of a kill: bytes that the next operation, a write, still wrote.
};

// One life of the machine, and how it ended.
struct Step {
    std::optional<Fault> fault;
    CrashPoint crash;
};

// A state by how it came about: the workload of a seed, or what recovered from the state before,
// ran until it stopped; once for each step. As text, such as "7/o120:p:01101/o33:k:512" or
// "7/f:sync:4:lose-all/o88:p:0": what --replay takes.
struct StateName {
    std::uint64_t seed = 0;
    std::vector<Step> steps;

    [[nodiscard]] std::string text() const;
    [[nodiscard]] static std::optional<StateName> parse(std::string_view text);
};

[[nodiscard]] std::string text_of(const Fault& fault);

}  // namespace counterfoil::crash
