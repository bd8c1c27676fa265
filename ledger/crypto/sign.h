// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>

#include "ledger/base/bytes.h"
#include "ledger/crypto/secret.h"

namespace counterfoil::crypto {

using PublicKey = std::array<std::uint8_t, 32>;  // Ed25519, RFC 8032.
using Signature = std::array<std::uint8_t, 64>;

// An Ed25519 key pair made from its 32-byte seed. Signing is deterministic. The expanded secret
// lies in locked memory.
class SigningKey {
  public:
    explicit SigningKey(const Secret256& seed);
    ~SigningKey();
    SigningKey(SigningKey&&) noexcept;
    SigningKey& operator=(SigningKey&&) noexcept;

    [[nodiscard]] const PublicKey& public_key() const { return public_key_; }
    [[nodiscard]] Signature sign(ByteView message) const;

  private:
    struct Expanded;
    std::unique_ptr<Expanded> expanded_;
    PublicKey public_key_{};
};

// libsodium's rule: cofactorless, and S >= L, a non-canonical A or R, and small-order points are
// all refused.
[[nodiscard]] bool verify(const PublicKey& key, ByteView message, const Signature& signature);

}  // namespace counterfoil::crypto
