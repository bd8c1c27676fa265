// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "ledger/base/bytes.h"

namespace counterfoil::crypto {

// A 256-bit secret (a key or an Ed25519 seed) in memory that is left out of core dumps, locked
// against swapping as far as RLIMIT_MEMLOCK allows, apart from all other data, and wiped when it is
// given back (secret_pool.h). Move-only, so that copies of a secret are always on purpose (`copy`).
// Aborts when the system has no memory left. Needs `start()` first.
class Secret256 {
  public:
    static constexpr std::size_t kSize = 32;

    Secret256();  // All zero.
    explicit Secret256(std::span<const std::uint8_t, kSize> bytes);
    ~Secret256();
    Secret256(Secret256&&) noexcept;
    Secret256& operator=(Secret256&&) noexcept;
    Secret256(const Secret256&) = delete;
    Secret256& operator=(const Secret256&) = delete;

    [[nodiscard]] Secret256 copy() const;
    [[nodiscard]] std::span<const std::uint8_t, kSize> view() const;
    [[nodiscard]] std::span<std::uint8_t, kSize> writable();

  private:
    struct Free {
        void operator()(std::uint8_t* bytes) const;
    };
    std::unique_ptr<std::uint8_t[], Free> bytes_;  // Null only after a move.
};

// Overwrites memory in a way that the compiler keeps.
void wipe(MutableByteView bytes);

// Compares without telling by its time where the first difference is. False when the lengths
// differ.
[[nodiscard]] bool equal_in_constant_time(ByteView left, ByteView right);

}  // namespace counterfoil::crypto
