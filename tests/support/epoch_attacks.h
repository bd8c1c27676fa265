// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/support/forge.h"

namespace counterfoil::test {

// A forged ledger of four signing epochs, and what somebody does to it who has some of its keys.
struct EpochAttack {
    std::string name;
    // What a verifier must find; empty for nothing.
    std::string kind;
    std::function<Forge()> make;
};

// The table: what is broken → what must be found. The first row is the ledger as it was.
[[nodiscard]] std::vector<EpochAttack> epoch_attacks();

}  // namespace counterfoil::test
