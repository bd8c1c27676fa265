// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ledger/base/result.h"
#include "ledger/crypto/sign.h"
#include "ledger/notes/verifier_key.h"
#include "ledger/platform/random.h"
#include "ledger/platform/storage.h"

namespace counterfoil::keys {

// The key of somebody who reads reports, under their own name; of no ledger. Its file:
// docs/FORMAT.md, "Files outside the ledger".
struct ReviewerKey {
    std::string name;
    crypto::SigningKey key;

    [[nodiscard]] notes::VerifierKey verifier_key() const {
        return {name, notes::kTypeEd25519, key.public_key()};
    }
};

// Makes one and its file, which must not exist. kInvalidArgument: the name is no key name.
[[nodiscard]] Result<ReviewerKey> create_reviewer_key(platform::Storage& storage,
                                                      platform::Random& random,
                                                      const std::string& path,
                                                      const std::string& name);
// kDamaged when the file is none; kPermission when others could read or change it.
[[nodiscard]] Result<ReviewerKey> read_reviewer_key(platform::Storage& storage,
                                                    const std::string& path);

}  // namespace counterfoil::keys
