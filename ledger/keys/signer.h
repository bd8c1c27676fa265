// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "ledger/base/bytes.h"
#include "ledger/crypto/sign.h"

namespace counterfoil::keys {

// Signs with the key of the current epoch. One object serves one thread.
class Signer {
  public:
    virtual ~Signer() = default;
    [[nodiscard]] virtual std::uint64_t epoch() const = 0;
    [[nodiscard]] virtual const crypto::PublicKey& public_key() const = 0;
    [[nodiscard]] virtual crypto::Signature sign(ByteView message) const = 0;
};

// A signer over a key in memory.
class KeySigner : public Signer {
  public:
    KeySigner(std::uint64_t epoch, crypto::SigningKey key) : epoch_(epoch), key_(std::move(key)) {}
    [[nodiscard]] std::uint64_t epoch() const override { return epoch_; }
    [[nodiscard]] const crypto::PublicKey& public_key() const override { return key_.public_key(); }
    [[nodiscard]] crypto::Signature sign(ByteView message) const override;

  private:
    std::uint64_t epoch_;
    crypto::SigningKey key_;
};

}  // namespace counterfoil::keys
