// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/keys/signer.h"
#include "ledger/keys/wrapping.h"
#include "ledger/platform/storage.h"

namespace counterfoil::keys {

// The wrapped signing secrets in keys/ of a ledger directory (docs/FORMAT.md, "keys/epoch-N").
class EpochSecrets {
  public:
    // `directory` is the ledger's. All collaborators must outlive this object.
    EpochSecrets(platform::Storage& storage, const Wrapping& wrapping, const LedgerId& ledger_id,
                 std::string directory);

    // Keeps the seed of epoch `epoch`, durable with its directory when it returns.
    [[nodiscard]] Status create(std::uint64_t epoch, const crypto::Secret256& seed);
    // kNotFound: the secret is not here, so the ledger can be read and continued elsewhere, but not
    // written. kDamaged: it does not open, or is not the key that the ledger names.
    [[nodiscard]] Result<std::unique_ptr<Signer>> open(std::uint64_t epoch,
                                                       const crypto::PublicKey& expected) const;

  private:
    platform::Storage& storage_;
    const Wrapping& wrapping_;
    LedgerId ledger_id_;
    std::string directory_;
};

}  // namespace counterfoil::keys
