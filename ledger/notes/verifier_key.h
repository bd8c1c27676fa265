// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/sign.h"

// c2sp.org/signed-note v1.
namespace counterfoil::notes {

using KeyId = std::array<std::uint8_t, 4>;

// Signature types of signed-note.
inline constexpr std::uint8_t kTypeEd25519 = 0x01;
inline constexpr std::uint8_t kTypeCosignature = 0x04;

// 1 to 255 bytes of UTF-8 without a Unicode space, a control character or `+`.
[[nodiscard]] bool is_key_name(std::string_view name);

// SHA-256(NAME ‖ 0x0A ‖ type ‖ public key), first four bytes.
[[nodiscard]] KeyId key_id(std::string_view name, std::uint8_t type, const crypto::PublicKey& key);

// A public key with the name under which it signs. Text form ("vkey"): NAME+HEX(key id)+BASE64(type
// ‖ key).
struct VerifierKey {
    std::string name;
    std::uint8_t type = kTypeEd25519;
    crypto::PublicKey key{};

    [[nodiscard]] KeyId id() const { return key_id(name, type, key); }
    [[nodiscard]] std::string text() const;
    // Strict: refuses a wrong key id, unknown types, other lengths. The error says what was
    // expected.
    [[nodiscard]] static Result<VerifierKey> parse(std::string_view text);
    friend bool operator==(const VerifierKey&, const VerifierKey&) = default;
};

}  // namespace counterfoil::notes
