// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "ledger/base/bytes.h"

namespace counterfoil::platform {

// Safe for all threads.
class Random {
  public:
    virtual ~Random() = default;
    // Fills `into` with random bytes fit for keys. Never fails: the program ends when the system
    // has none.
    virtual void fill(MutableByteView into) = 0;
};

// The kernel's getrandom.
[[nodiscard]] std::unique_ptr<Random> system_random();

}  // namespace counterfoil::platform
