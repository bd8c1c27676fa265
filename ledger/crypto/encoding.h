// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/crypto/secret.h"
#include "ledger/crypto/secret_bytes.h"

namespace counterfoil::crypto {

// Lower-case hexadecimal.
[[nodiscard]] std::string hex(ByteView bytes);

// Strict: an even number of hexadecimal digits of either case and nothing else, or nothing.
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);

// Standard base64 with padding (RFC 4648 section 4).
[[nodiscard]] std::string base64(ByteView bytes);
// The same at the end of `text`, whose capacity is used again.
void append_base64(std::string& text, ByteView bytes);

// Strict and canonical: refuses missing padding, spaces, the URL alphabet and non-zero trailing
// bits.
[[nodiscard]] std::optional<Bytes> from_base64(std::string_view text);

// The same for secrets, of which no copy is left behind.
[[nodiscard]] SecretBytes base64_of_secret(ByteView secret);
[[nodiscard]] std::optional<Secret256> secret_from_base64(std::string_view text);

// from_hex / from_base64 into an array of exactly N bytes, or nothing.
template <class Array>
[[nodiscard]] std::optional<Array> exactly(const std::optional<Bytes>& bytes) {
    Array array{};
    if (!bytes || bytes->size() != array.size()) return std::nullopt;
    for (std::size_t i = 0; i < array.size(); ++i) array[i] = (*bytes)[i];
    return array;
}

}  // namespace counterfoil::crypto
