// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"

namespace counterfoil::crypto {

// HKDF-SHA-256 (RFC 5869), extract and expand, 32 bytes. `key` must not be empty. Nothing of it
// outlives the call.
[[nodiscard]] Secret256 hkdf_sha256(ByteView key, ByteView salt, ByteView info);

// What makes guessing a passphrase dear.
struct Argon2Cost {
    std::uint32_t passes = 0;      // At least 1.
    std::uint32_t memory_kib = 0;  // At least 8.
};
using Argon2Salt = std::array<std::uint8_t, 16>;

// Argon2id version 1.3 (RFC 9106) with one lane, 32 bytes. kIo when the memory is not to be had.
[[nodiscard]] Result<Secret256> argon2id(ByteView passphrase, const Argon2Salt& salt,
                                         const Argon2Cost& cost);

// Whether the passphrase is that of an encoded hash, "$argon2id$v=19$m=256,t=2,p=1$SALT$HASH".
[[nodiscard]] bool argon2id_opens(const char* encoded, ByteView passphrase);

}  // namespace counterfoil::crypto
