// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace counterfoil::crypto {

// Slots of 32 bytes for secrets, cut from slabs that have guard pages on both sides, are left out
// of core dumps and are locked against swapping as far as RLIMIT_MEMLOCK allows (libsodium's
// sodium_malloc). A slab for each secret would cost four pages and a locked one. Grows by slabs and
// keeps them. Safe for all threads. Needs `start()` first.
class SecretPool {
  public:
    static constexpr std::size_t kSlotSize = 32;

    SecretPool() = default;
    ~SecretPool();  // No slot may be out.
    SecretPool(const SecretPool&) = delete;
    SecretPool& operator=(const SecretPool&) = delete;

    // A slot, all zero. Aborts when the system has no memory left.
    [[nodiscard]] std::uint8_t* take();
    // Wipes it, in constant time and without allocating.
    void give_back(std::uint8_t* slot) noexcept;

  private:
    void grow();

    std::mutex mutex_;
    std::vector<std::uint8_t*> slabs_;
    std::size_t slot_count_ = 0;
    std::vector<std::uint8_t*> free_;  // Has room for every slot there is.
};

// The pool of this process. It outlives every static object.
[[nodiscard]] SecretPool& secret_pool();

}  // namespace counterfoil::crypto
