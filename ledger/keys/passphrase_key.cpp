// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/passphrase_key.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "ledger/base/little_endian.h"
#include "ledger/crypto/encoding.h"
#include "ledger/format/body_codec.h"
#include "ledger/format/labels.h"
#include "ledger/keys/wrapping.h"
#include "ledger/notes/text.h"

namespace counterfoil::keys {
namespace {

// What the wrapping binds besides the ledger: how the key that opens it is made.
Bytes wrap_context(const crypto::Argon2Cost& cost, const crypto::Argon2Salt& salt) {
    const Le32 passes = cost.passes;
    const Le32 memory_kib = cost.memory_kib;
    Bytes context(sizeof passes + sizeof memory_kib + salt.size());
    std::memcpy(context.data(), &passes, sizeof passes);
    std::memcpy(context.data() + sizeof passes, &memory_kib, sizeof memory_kib);
    std::copy(salt.begin(), salt.end(), context.end() - static_cast<std::ptrdiff_t>(salt.size()));
    return context;
}

std::optional<crypto::Argon2Cost> parse_cost(std::string_view line) {
    if (!notes::take_prefix(line, "argon2id ")) return std::nullopt;
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    const auto passes = notes::parse_decimal(line.substr(0, space));
    const auto memory_kib = notes::parse_decimal(line.substr(space + 1));
    constexpr std::uint64_t kMax = std::numeric_limits<std::uint32_t>::max();
    if (!passes || !memory_kib || *passes > kMax || *memory_kib > kMax) return std::nullopt;
    return crypto::Argon2Cost{static_cast<std::uint32_t>(*passes),
                              static_cast<std::uint32_t>(*memory_kib)};
}

bool within_limits(const crypto::Argon2Cost& cost) {
    using Key = PassphraseKey;
    return cost.passes >= Key::kCostMin.passes && cost.passes <= Key::kCostMax.passes &&
           cost.memory_kib >= Key::kCostMin.memory_kib &&
           cost.memory_kib <= Key::kCostMax.memory_kib;
}

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U;
    }));
}

}  // namespace

Result<std::string> PassphraseKey::seal(const crypto::Secret256& master, const LedgerId& ledger_id,
                                        ByteView passphrase, platform::Random& random,
                                        const crypto::Argon2Cost& cost) {
    require(within_limits(cost), "a passphrase's key is made at a cost that can be read again");
    const std::string_view text = as_text(passphrase);
    if (text.size() > kPassphraseSizeMax || !format::is_plain_utf8(text) ||
        characters(text) < kPassphraseCharactersMin) {
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("a passphrase is at least {} characters and at most {} bytes of "
                                 "UTF-8 without control characters",
                                 kPassphraseCharactersMin, kPassphraseSizeMax)};
    }
    crypto::Argon2Salt salt;
    random.fill(salt);
    const Result<crypto::Secret256> key = crypto::argon2id(passphrase, salt, cost);
    if (!key) return key.error();
    const Bytes wrapped =
        Wrapping(*key, ledger_id, random)
            .wrap(format::kMasterKeyWrapLabel, wrap_context(cost, salt), master.view());
    return fmt::format("{}\n{}\nargon2id {} {}\n{}\n{}\n", kTitle, crypto::hex(ledger_id),
                       cost.passes, cost.memory_kib, crypto::base64(salt), crypto::base64(wrapped));
}

bool PassphraseKey::is_one(std::string_view text) {
    const auto title = notes::take_line(text);
    return title == kTitle;
}

Result<PassphraseKey> PassphraseKey::parse(std::string_view text, const LedgerId& ledger_id) {
    const auto title = notes::take_line(text);
    const auto id = notes::take_line(text);
    const auto cost_text = notes::take_line(text);
    const auto salt_text = notes::take_line(text);
    const auto wrapped_text = notes::take_line(text);
    const bool shaped =
        title == kTitle && id == crypto::hex(ledger_id) && wrapped_text && text.empty();
    PassphraseKey key;
    key.ledger_id_ = ledger_id;
    const auto cost = shaped ? parse_cost(*cost_text) : std::nullopt;
    const auto salt = shaped ? crypto::exactly<crypto::Argon2Salt>(crypto::from_base64(*salt_text))
                             : std::nullopt;
    auto wrapped = shaped ? crypto::from_base64(*wrapped_text) : std::nullopt;
    if (!cost || !salt || !wrapped || wrapped->size() != Wrapping::kWrappedSecretSize) {
        return Error{ErrorCode::kDamaged,
                     "is no passphrase key of this ledger; restore it from its backup"};
    }
    if (!within_limits(*cost)) {
        return Error{ErrorCode::kUnsupported,
                     fmt::format("asks for Argon2id with {} passes over {} KiB; {} to {} passes "
                                 "over {} to {} KiB are taken",
                                 cost->passes, cost->memory_kib, kCostMin.passes, kCostMax.passes,
                                 kCostMin.memory_kib, kCostMax.memory_kib)};
    }
    key.cost_ = *cost;
    key.salt_ = *salt;
    key.wrapped_ = std::move(*wrapped);
    return key;
}

Result<crypto::Secret256> PassphraseKey::open(ByteView passphrase, platform::Random& random) const {
    const Result<crypto::Secret256> key = crypto::argon2id(passphrase, salt_, cost_);
    if (!key) return key.error();
    Result<crypto::Secret256> master =
        Wrapping(*key, ledger_id_, random)
            .unwrap_secret(format::kMasterKeyWrapLabel, wrap_context(cost_, salt_), wrapped_);
    if (!master) {
        return Error{ErrorCode::kPermission,
                     "does not open: the passphrase is wrong, or the file was altered"};
    }
    return master;
}

}  // namespace counterfoil::keys
