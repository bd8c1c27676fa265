// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ledger/base/result.h"
#include "ledger/crypto/secret_bytes.h"
#include "ledger/platform/storage.h"

namespace counterfoil::keys {

inline constexpr std::size_t kSecretFileSizeMax = 4096;

// A file that holds a secret, never through memory that is not wiped; what is longer than
// kSecretFileSizeMax is cut there. kPermission unless only its own user or the superuser can read
// or change it. `is_credential`: from a service manager, which may leave it with the superuser.
[[nodiscard]] Result<crypto::SecretBytes> read_secret_file(platform::Storage& storage,
                                                           const std::string& path,
                                                           bool is_credential);

}  // namespace counterfoil::keys
