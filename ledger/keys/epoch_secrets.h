// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/keys/signer.h"
#include "ledger/keys/wrapping.h"
#include "ledger/notes/verifier_key.h"
#include "ledger/platform/random.h"
#include "ledger/platform/storage.h"

namespace counterfoil::keys {

// A seed of an epoch key whose key id under the origin is none of `taken`, which are those of the
// identity key and of all epochs so far: no two keys of a ledger may look the same in a note.
[[nodiscard]] crypto::Secret256 draw_epoch_seed(platform::Random& random, const std::string& origin,
                                                std::span<const notes::KeyId> taken);

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
    // The epochs whose secrets are here, ascending; with a crash behind us, not only the current.
    [[nodiscard]] Result<std::vector<std::uint64_t>> list() const;
    // Overwrites every secret but that of `epoch`, durably, then removes its file, durably: those
    // before it may sign nothing any more, and one after it never began.
    [[nodiscard]] Status destroy_all_but(std::uint64_t epoch);

  private:
    [[nodiscard]] std::string path_of(std::uint64_t epoch) const;
    [[nodiscard]] Status overwrite(const std::string& path);

    platform::Storage& storage_;
    const Wrapping& wrapping_;
    LedgerId ledger_id_;
    std::string directory_;
};

}  // namespace counterfoil::keys
