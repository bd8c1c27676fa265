// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"
#include "ledger/crypto/xaes_gcm.h"
#include "ledger/platform/random.h"

namespace counterfoil::keys {

// Wraps secrets under the master key: XAES-256-GCM with AAD = label ‖ ledger id ‖ context
// (docs/FORMAT.md, "Secrets in the ledger directory"). A wrapped secret is nonce ‖ ciphertext ‖
// tag. The master key is borrowed and must outlive this object.
class Wrapping {
  public:
    // Of a wrapped 256-bit secret.
    static constexpr std::size_t kWrappedSecretSize =
        sizeof(crypto::Nonce192) + crypto::Secret256::kSize + crypto::kTagSize;

    Wrapping(const crypto::Secret256& master, const LedgerId& ledger_id, platform::Random& random)
        : master_(master), ledger_id_(ledger_id), random_(random) {}

    [[nodiscard]] Bytes wrap(std::string_view label, ByteView context, ByteView secret) const;
    // kDamaged when it was not wrapped under this key for this place.
    // Into ordinary memory, so for what is no key, such as a name.
    [[nodiscard]] Result<Bytes> unwrap(std::string_view label, ByteView context,
                                       ByteView wrapped) const;
    // The same for a 256-bit secret, which never leaves locked memory.
    [[nodiscard]] Result<crypto::Secret256> unwrap_secret(std::string_view label, ByteView context,
                                                          ByteView wrapped) const;

  private:
    const crypto::Secret256& master_;
    LedgerId ledger_id_;
    platform::Random& random_;
};

}  // namespace counterfoil::keys
