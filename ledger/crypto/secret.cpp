// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/secret.h"

#include <algorithm>

#include <sodium.h>

#include "ledger/base/result.h"
#include "ledger/crypto/secret_pool.h"

namespace counterfoil::crypto {

void Secret256::Free::operator()(std::uint8_t* bytes) const {
    secret_pool().give_back(bytes);
}

static_assert(Secret256::kSize == SecretPool::kSlotSize);

Secret256::Secret256() : bytes_(secret_pool().take()) {}
Secret256::Secret256(std::span<const std::uint8_t, kSize> bytes) : Secret256() {
    std::copy(bytes.begin(), bytes.end(), bytes_.get());
}
Secret256::~Secret256() = default;
Secret256::Secret256(Secret256&&) noexcept = default;
Secret256& Secret256::operator=(Secret256&&) noexcept = default;

Secret256 Secret256::copy() const {
    return Secret256(view());
}

std::span<const std::uint8_t, Secret256::kSize> Secret256::view() const {
    require(bytes_ != nullptr, "use of a secret that was moved away");
    return std::span<const std::uint8_t, kSize>(bytes_.get(), kSize);
}

std::span<std::uint8_t, Secret256::kSize> Secret256::writable() {
    require(bytes_ != nullptr, "use of a secret that was moved away");
    return std::span<std::uint8_t, kSize>(bytes_.get(), kSize);
}

void wipe(MutableByteView bytes) {
    sodium_memzero(bytes.data(), bytes.size());
}

bool equal_in_constant_time(ByteView left, ByteView right) {
    if (left.size() != right.size()) return false;
    return sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace counterfoil::crypto
