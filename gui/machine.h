// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "ledger/platform/clock.h"
#include "ledger/platform/random.h"
#include "ledger/platform/storage.h"

namespace counterfoil::gui {

// The real machine. Safe for all threads.
struct Machine {
    std::unique_ptr<platform::Storage> storage = platform::posix_storage();
    std::unique_ptr<platform::Clock> clock = platform::system_clock();
    std::unique_ptr<platform::Random> random = platform::system_random();
};

}  // namespace counterfoil::gui
