// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/key_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/crypto/encoding.h"
#include "ledger/notes/text.h"

namespace counterfoil::keys {
namespace {

constexpr std::uint64_t kKeyFileSizeMax = 4096;

std::string_view title(KeyFiles::Kind kind) {
    return kind == KeyFiles::Kind::kMaster ? "counterfoil-master-key v1"
                                           : "counterfoil-identity-key v1";
}

std::string_view suffix(KeyFiles::Kind kind) {
    return kind == KeyFiles::Kind::kMaster ? "master" : "identity";
}

}  // namespace

std::string KeyFiles::path(Kind kind, const LedgerId& ledger_id) const {
    return platform::join(directory_, fmt::format("{}.{}", crypto::hex(ledger_id), suffix(kind)));
}

Status KeyFiles::create(Kind kind, const LedgerId& ledger_id, const crypto::Secret256& secret) {
    if (Status made = platform::make_directories(storage_, directory_); !made) return made;
    std::string encoded = crypto::base64(secret.view());
    std::string text = fmt::format("{}\n{}\n{}\n", title(kind), crypto::hex(ledger_id), encoded);
    Status written = platform::write_new_file(storage_, path(kind, ledger_id), as_bytes(text));
    crypto::wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
    crypto::wipe({reinterpret_cast<std::uint8_t*>(encoded.data()), encoded.size()});
    if (!written) return written;
    return storage_.sync_directory(directory_);
}

Result<crypto::Secret256> KeyFiles::read(Kind kind, const LedgerId& ledger_id) const {
    const std::string file = path(kind, ledger_id);
    Result<Bytes> content = platform::read_file(storage_, file, kKeyFileSizeMax);
    if (!content) return content.error();

    const Error not_a_key{
        ErrorCode::kDamaged,
        fmt::format("{}: is no {} file of this ledger; restore it from its backup", file,
                    suffix(kind))};
    std::string_view text = as_text(*content);
    const auto first = notes::take_line(text);
    const auto second = notes::take_line(text);
    const auto third = notes::take_line(text);
    const bool shaped =
        first == title(kind) && second == crypto::hex(ledger_id) && third && text.empty();
    std::optional<Bytes> seed = shaped ? crypto::from_base64(*third) : std::nullopt;
    crypto::wipe(*content);
    if (!seed || seed->size() != crypto::Secret256::kSize) return not_a_key;
    crypto::Secret256 secret;
    std::copy(seed->begin(), seed->end(), secret.writable().begin());
    crypto::wipe(*seed);
    return secret;
}

}  // namespace counterfoil::keys
