// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/verifier_key.h"

#include <algorithm>

#include <fmt/format.h>

#include "ledger/crypto/encoding.h"
#include "ledger/crypto/hash.h"
#include "ledger/notes/text.h"

namespace counterfoil::notes {

namespace {

constexpr std::size_t kNameSizeMax = 255;

bool is_known_type(std::uint8_t type) {
    return type == kTypeEd25519 || type == kTypeCosignature;
}

Error not_a_key(std::string_view why) {
    return {ErrorCode::kInvalidArgument,
            fmt::format("not a verifier key (NAME+KEYID+BASE64, as `init` prints it): {}", why)};
}

}  // namespace

bool is_key_name(std::string_view name) {
    if (name.empty() || name.size() > kNameSizeMax) return false;
    while (!name.empty()) {
        const std::optional<char32_t> code_point = take_code_point(name);
        if (!code_point || is_control(*code_point) || is_space(*code_point) ||
            *code_point == U'+') {
            return false;
        }
    }
    return true;
}

KeyId key_id(std::string_view name, std::uint8_t type, const crypto::PublicKey& key) {
    const std::uint8_t separator_and_type[] = {0x0a, type};
    const Hash hash = crypto::sha256({as_bytes(name), separator_and_type, key});
    KeyId id;
    std::copy_n(hash.begin(), id.size(), id.begin());
    return id;
}

std::string VerifierKey::text() const {
    std::string text = fmt::format("{}+{}+", name, crypto::hex(id()));
    Bytes typed_key{type};
    typed_key.insert(typed_key.end(), key.begin(), key.end());
    crypto::append_base64(text, typed_key);
    return text;
}

Result<VerifierKey> VerifierKey::parse(std::string_view text) {
    // The name has no `+`; the base64 may have some.
    const std::size_t first = text.find('+');
    if (first == std::string_view::npos) return not_a_key("there is no +");
    const std::size_t second = text.find('+', first + 1);
    if (second == std::string_view::npos) return not_a_key("there is only one +");

    const std::string_view name = text.substr(0, first);
    if (!is_key_name(name)) {
        return not_a_key("the name is empty, over 255 bytes, or has a space or control character");
    }
    const std::string_view id_text = text.substr(first + 1, second - first - 1);
    const std::optional<Bytes> typed_key = crypto::from_base64(text.substr(second + 1));
    if (!typed_key) return not_a_key("what follows the second + is not base64");
    if (typed_key->size() != 1 + std::tuple_size_v<crypto::PublicKey>) {
        return not_a_key(
            fmt::format("the key is {} bytes with its type, not 33", typed_key->size()));
    }
    VerifierKey key{std::string(name), typed_key->front(), {}};
    if (!is_known_type(key.type)) {
        return not_a_key(fmt::format(
            "its type is 0x{:02x}; known are 0x01 (Ed25519) and 0x04 (cosignature)", key.type));
    }
    std::copy(typed_key->begin() + 1, typed_key->end(), key.key.begin());
    const std::string id = crypto::hex(key.id());
    if (id_text != id) {
        return not_a_key(fmt::format(
            "the key id of {} with this key is {}, and another is stated; a character was changed",
            name, id));
    }
    return key;
}

}  // namespace counterfoil::notes
