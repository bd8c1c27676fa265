// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/xaes_gcm.h"
#include "ledger/format/entry.h"

namespace counterfoil::keys {

// Turns the plaintext of an event into its body as stored. One object serves one thread.
class Sealer {
  public:
    virtual ~Sealer() = default;

    // Bytes of the body for so many bytes of plaintext.
    [[nodiscard]] virtual std::uint64_t body_length(std::uint64_t plaintext_length) const = 0;

    // `entry` has all that precedes sealing, with the id of the key that is to seal it, or 0 for
    // its stream's current one; this sets key id, nonce, key commitment and body length, and fills
    // `body`, whose size is body_length(plaintext.size()). `body` may begin where `plaintext`
    // begins. `nonce` must be fresh and random. kNotFound: there is no such key.
    [[nodiscard]] virtual Status seal(format::Entry& entry, const crypto::Nonce192& nonce,
                                      ByteView plaintext, MutableByteView body) = 0;
};

// The way back.
class Opener {
  public:
    virtual ~Opener() = default;

    // The plaintext of the body that belongs to `entry`. kNotFound: its key is not here (erased, or
    // never was); kDamaged: the key commitment does not hold or the body does not authenticate.
    [[nodiscard]] virtual Result<Bytes> open(const format::Entry& entry, ByteView body) = 0;
};

}  // namespace counterfoil::keys
