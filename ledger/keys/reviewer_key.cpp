// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/reviewer_key.h"

#include <fmt/format.h>

#include "ledger/base/unknown_version.h"
#include "ledger/crypto/encoding.h"
#include "ledger/crypto/secret.h"
#include "ledger/keys/secret_file.h"
#include "ledger/notes/text.h"

namespace counterfoil::keys {
namespace {

constexpr std::string_view kTitle = "counterfoil-reviewer-key v1";

}  // namespace

Result<ReviewerKey> create_reviewer_key(platform::Storage& storage, platform::Random& random,
                                        const std::string& path, const std::string& name) {
    if (!notes::is_key_name(name)) {
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("\"{}\" cannot name a key: 1 to 255 bytes without spaces, control "
                                 "characters and \"+\"",
                                 name)};
    }
    crypto::Secret256 seed;
    random.fill(seed.writable());
    const std::string head = fmt::format("{}\n{}\n", kTitle, name);
    const crypto::SecretBytes encoded = crypto::base64_of_secret(seed.view());
    crypto::SecretBytes text(head.size() + encoded.size() + 1);
    text.append(as_bytes(head));
    text.append(encoded.view());
    text.append(as_bytes("\n"));
    if (Status written = platform::write_new_file(storage, path, text.view()); !written) {
        return written.error();
    }
    if (Status synced = storage.sync_directory(platform::parent(path)); !synced) {
        return synced.error();
    }
    return ReviewerKey{name, crypto::SigningKey(seed)};
}

Result<ReviewerKey> read_reviewer_key(platform::Storage& storage, const std::string& path) {
    const Result<crypto::SecretBytes> content = read_secret_file(storage, path, false);
    if (!content) return content.error();
    const Error not_one{ErrorCode::kDamaged,
                        fmt::format("{}: is no reviewer key; make one with `counterfoil report "
                                    "new-key NAME --output FILE`",
                                    path)};
    std::string_view text = as_text(content->view());
    const auto title = notes::take_line(text);
    if (const auto version = other_version_of(kTitle, title.value_or(""))) {
        return unknown_version(path, *version, 1);
    }
    if (title != kTitle) return not_one;
    const auto name = notes::take_line(text);
    const auto line = notes::take_line(text);
    if (!name || !notes::is_key_name(*name) || !line || !text.empty()) return not_one;
    const std::optional<crypto::Secret256> seed = crypto::secret_from_base64(*line);
    if (!seed) return not_one;
    return ReviewerKey{std::string(*name), crypto::SigningKey(*seed)};
}

}  // namespace counterfoil::keys
