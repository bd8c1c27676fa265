// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "ledger/platform/platform.h"

namespace counterfoil::platform {

// The real machine, for whoever is not handed one. Safe for all threads.
class Machine {
  public:
    [[nodiscard]] Platform platform() const { return {*storage_, *clock_, *random_}; }
    [[nodiscard]] Storage& storage() const { return *storage_; }
    [[nodiscard]] Clock& clock() const { return *clock_; }
    [[nodiscard]] Random& random() const { return *random_; }

  private:
    std::unique_ptr<Storage> storage_ = posix_storage();
    std::unique_ptr<Clock> clock_ = system_clock();
    std::unique_ptr<Random> random_ = system_random();
};

}  // namespace counterfoil::platform
