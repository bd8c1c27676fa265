// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/platform/clock.h"
#include "ledger/platform/random.h"
#include "ledger/platform/storage.h"

namespace counterfoil::platform {

// The machine under the ledger, handed down through constructors. The parts outlive whoever borrows
// them.
struct Platform {
    Storage& storage;
    Clock& clock;
    Random& random;
};

}  // namespace counterfoil::platform
