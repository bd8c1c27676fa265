// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <memory>

#include "ledger/base/bytes.h"

namespace counterfoil::crypto {

// SHA-256 (FIPS 180-4) through OpenSSL, with a context that is reused: no allocation after
// construction. One object serves one thread.
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    // Incremental: any number of updates, then finish, which makes the object ready for the next
    // message.
    void update(ByteView bytes);
    [[nodiscard]] Hash finish();

    // The hash of the parts, one after the other. Must not be called between update and finish.
    [[nodiscard]] Hash digest(std::initializer_list<ByteView> parts);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// The hash of the parts in order, on a context of the calling thread.
[[nodiscard]] Hash sha256(std::initializer_list<ByteView> parts);
[[nodiscard]] inline Hash sha256(ByteView bytes) {
    return sha256({bytes});
}

// HMAC-SHA-256 (RFC 2104) of the parts in order. Nothing of the key outlives the call.
[[nodiscard]] Hash hmac_sha256(ByteView key, std::initializer_list<ByteView> parts);

}  // namespace counterfoil::crypto
