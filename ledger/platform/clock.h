// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"

namespace counterfoil::platform {

// Safe for all threads.
class Clock {
  public:
    virtual ~Clock() = default;
    // Nanoseconds since 1970-01-01 UTC; may step in both directions.
    [[nodiscard]] virtual std::uint64_t now_ns() = 0;
    // Nanoseconds from some fixed moment of this boot; never goes back, and counts while the
    // machine sleeps.
    [[nodiscard]] virtual std::uint64_t monotonic_ns() = 0;
    // The random id that the kernel drew at this boot.
    [[nodiscard]] virtual Result<BootId> boot_id() = 0;
};

// The system's clocks and /proc/sys/kernel/random/boot_id.
[[nodiscard]] std::unique_ptr<Clock> system_clock();

}  // namespace counterfoil::platform
