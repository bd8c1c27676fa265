// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"
#include "ledger/keys/key_access.h"
#include "ledger/platform/random.h"
#include "ledger/platform/storage.h"

namespace counterfoil::keys {

// The files outside the ledger directory that hold one secret each: docs/FORMAT.md, "Files outside
// the ledger". They lie in one directory for all ledgers of a user, under the ledger's id, but for
// an identity key and credentials that are elsewhere.
class KeyFiles {
  public:
    enum class Kind { kMaster, kIdentity };

    KeyFiles(platform::Storage& storage, KeyAccess access)
        : storage_(storage), access_(std::move(access)) {}

    // Where a new one goes.
    [[nodiscard]] std::string path(Kind kind, const LedgerId& ledger_id) const;
    // Creates the key directory too; durable when it returns. kExists: never overwritten.
    [[nodiscard]] Status create(Kind kind, const LedgerId& ledger_id,
                                const crypto::Secret256& secret);
    // The same with a text that was made of the secret.
    [[nodiscard]] Status create(Kind kind, const LedgerId& ledger_id, ByteView text);

    // Where one is read: the master key from the credentials if it is there. kNotFound: nowhere.
    [[nodiscard]] Result<std::string> find(Kind kind, const LedgerId& ledger_id) const;
    // kNotFound when there is none, or when it is behind a passphrase and nobody can be asked;
    // kDamaged when it is no such file or is another ledger's; kPermission when others could read
    // or change it, or the passphrase is wrong.
    [[nodiscard]] Result<crypto::Secret256> read(Kind kind, const LedgerId& ledger_id,
                                                 platform::Random& random) const;

  private:
    platform::Storage& storage_;
    KeyAccess access_;
};

}  // namespace counterfoil::keys
