// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/crash/simulated/simulated_disk.h"

namespace counterfoil::crash {

// The epochs whose secrets stand in the ledger's keys/, ascending. A file of zeros holds none.
[[nodiscard]] std::vector<std::uint64_t> epoch_secrets_left(SimulatedDisk& disk);

// The first secret that lost its name on this disk and whose bytes the device still holds; empty
// when there is none.
[[nodiscard]] std::string secret_not_overwritten(SimulatedDisk& disk);

}  // namespace counterfoil::crash
