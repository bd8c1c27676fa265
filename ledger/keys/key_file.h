// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"
#include "ledger/platform/storage.h"

namespace counterfoil::keys {

// The files outside the ledger directory that hold one secret each: docs/FORMAT.md, "Files outside
// the ledger". They lie in one directory for all ledgers of a user, under the ledger's id.
class KeyFiles {
  public:
    enum class Kind { kMaster, kIdentity };

    KeyFiles(platform::Storage& storage, std::string directory)
        : storage_(storage), directory_(std::move(directory)) {}

    [[nodiscard]] std::string path(Kind kind, const LedgerId& ledger_id) const;
    // Creates the directory too; durable when it returns. kExists: never overwritten.
    [[nodiscard]] Status create(Kind kind, const LedgerId& ledger_id,
                                const crypto::Secret256& secret);
    // kNotFound when there is none; kDamaged when it is no such file or is another ledger's.
    [[nodiscard]] Result<crypto::Secret256> read(Kind kind, const LedgerId& ledger_id) const;

  private:
    platform::Storage& storage_;
    std::string directory_;
};

}  // namespace counterfoil::keys
