// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/crash/simulated/history.h"

namespace counterfoil::crash {

// A mistake that a store could make, and how to make it: at the seam, by what stands between store
// and disk, or in the store itself, by what switches the mistake on and off. What is not needed is
// empty.
struct PlantedFault {
    std::string name;
    Plant at_the_seam;
    std::function<void()> begin;
    std::function<void()> end;
};

// The table: a fault that is added here is tried by planted_faults_test.
[[nodiscard]] std::vector<PlantedFault> planted_faults();

}  // namespace counterfoil::crash
