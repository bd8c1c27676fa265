// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>

#include "ledger/base/bytes.h"
#include "ledger/crypto/accelerator.h"
#include "ledger/crypto/hash.h"

namespace counterfoil::crypto {

// SHA-256 of many messages that do not need one another. One of them after the other is bound by
// the latency of its rounds; independent ones can be computed side by side (accelerator.h), and
// with OpenSSL they are computed in order: the hashes are the same. No allocation in digest. One
// object serves one thread.
class HashLanes {
  public:
    HashLanes() : accelerated_(AcceleratedLanes::make()) {}

    // out[i] becomes the hash of messages[i]; there must be as many of both.
    void digest(std::span<const ByteView> messages, std::span<Hash> out);

  private:
    std::unique_ptr<AcceleratedLanes> accelerated_;
    Sha256 hash_;
};

}  // namespace counterfoil::crypto
