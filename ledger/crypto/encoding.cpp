// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/encoding.h"

#include <sodium.h>

namespace counterfoil::crypto {

std::string hex(ByteView bytes) {
    std::string text(bytes.size() * 2 + 1, '\0');  // libsodium writes a final NUL.
    sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
    text.pop_back();
    return text;
}

std::optional<Bytes> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    Bytes bytes(text.size() / 2);
    if (text.empty()) return bytes;
    // Without a pointer for the end, libsodium fails unless it has used every character.
    if (sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, nullptr,
                       nullptr) != 0) {
        return std::nullopt;
    }
    return bytes;
}

void append_base64(std::string& text, ByteView bytes) {
    const std::size_t start = text.size();
    // The length that libsodium states, and writes, has a final NUL.
    const std::size_t length =
        sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL);
    text.resize(start + length);
    sodium_bin2base64(text.data() + start, length, bytes.data(), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    text.pop_back();
}

std::string base64(ByteView bytes) {
    std::string text;
    append_base64(text, bytes);
    return text;
}

std::optional<Bytes> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    Bytes bytes(text.size() / 4 * 3);
    if (text.empty()) return bytes;
    std::size_t size = 0;
    // Without a pointer for the end, libsodium fails unless it has used every character.
    if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &size,
                          nullptr, sodium_base64_VARIANT_ORIGINAL) != 0) {
        return std::nullopt;
    }
    bytes.resize(size);
    // libsodium 1.0.18 takes some bytes above 127 for letters. Only what we would write ourselves
    // is canonical, whatever the library lets pass.
    if (base64(bytes) != text) return std::nullopt;
    return bytes;
}

SecretBytes base64_of_secret(ByteView secret) {
    SecretBytes text(sodium_base64_encoded_len(secret.size(), sodium_base64_VARIANT_ORIGINAL));
    sodium_bin2base64(reinterpret_cast<char*>(text.room().data()), text.capacity(), secret.data(),
                      secret.size(), sodium_base64_VARIANT_ORIGINAL);
    text.resize(text.capacity() - 1);
    return text;
}

std::optional<Secret256> secret_from_base64(std::string_view text) {
    Secret256 secret;
    std::size_t size = 0;
    if (sodium_base642bin(secret.writable().data(), Secret256::kSize, text.data(), text.size(),
                          nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0 ||
        size != Secret256::kSize) {
        return std::nullopt;
    }
    // As above.
    if (as_text(base64_of_secret(secret.view()).view()) != text) return std::nullopt;
    return secret;
}

}  // namespace counterfoil::crypto
