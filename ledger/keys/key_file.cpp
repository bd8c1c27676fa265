// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/key_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "ledger/base/unknown_version.h"
#include "ledger/crypto/encoding.h"
#include "ledger/keys/passphrase_key.h"
#include "ledger/keys/secret_file.h"
#include "ledger/notes/text.h"

namespace counterfoil::keys {
namespace {

std::string_view title(KeyFiles::Kind kind) {
    return kind == KeyFiles::Kind::kMaster ? "counterfoil-master-key v1"
                                           : "counterfoil-identity-key v1";
}

std::string_view suffix(KeyFiles::Kind kind) {
    return kind == KeyFiles::Kind::kMaster ? "master" : "identity";
}

// Of a key file, or of one behind a passphrase, that a later program wrote.
std::optional<std::uint64_t> other_version(KeyFiles::Kind kind, std::string_view text) {
    const auto first = notes::take_line(text);
    if (!first) return std::nullopt;
    const auto version = other_version_of(title(kind), *first);
    if (version || kind != KeyFiles::Kind::kMaster) return version;
    return other_version_of(PassphraseKey::kTitle, *first);
}

// The passphrase's owner may mistype; a descriptor says the same again.
Result<crypto::Secret256> open_by_passphrase(const std::string& path, const PassphraseKey& key,
                                             PassphraseSource* source, platform::Random& random) {
    if (source == nullptr) {
        return Error{ErrorCode::kNotFound,
                     fmt::format("{}: the master key is behind a passphrase, and nobody can be "
                                 "asked; give it with --passphrase-fd",
                                 path)};
    }
    for (unsigned wrong = 0;;) {
        const Result<crypto::SecretBytes> passphrase = source->ask(path);
        if (!passphrase) return passphrase.error();
        Result<crypto::Secret256> master = key.open(passphrase->view(), random);
        if (master) return master;
        if (master.error().code != ErrorCode::kPermission || !source->ask_again(++wrong)) {
            return Error{master.error().code, fmt::format("{}: {}", path, master.error().message)};
        }
    }
}

}  // namespace

std::string KeyFiles::path(Kind kind, const LedgerId& ledger_id) const {
    if (kind == Kind::kIdentity && !access_.identity_file.empty()) return access_.identity_file;
    return platform::join(access_.directory,
                          fmt::format("{}.{}", crypto::hex(ledger_id), suffix(kind)));
}

Status KeyFiles::create(Kind kind, const LedgerId& ledger_id, const crypto::Secret256& secret) {
    const std::string head = fmt::format("{}\n{}\n", title(kind), crypto::hex(ledger_id));
    const crypto::SecretBytes encoded = crypto::base64_of_secret(secret.view());
    crypto::SecretBytes text(head.size() + encoded.size() + 1);
    text.append(as_bytes(head));
    text.append(encoded.view());
    text.append(as_bytes("\n"));
    return create(kind, ledger_id, text.view());
}

Status KeyFiles::create(Kind kind, const LedgerId& ledger_id, ByteView text) {
    const std::string file = path(kind, ledger_id);
    // The place of a key that is kept elsewhere is not made: it may be a medium that is not there.
    if (kind != Kind::kIdentity || access_.identity_file.empty()) {
        Status made = platform::make_directories(storage_, access_.directory);
        if (!made) return made;
    }
    if (Status written = platform::write_new_file(storage_, file, text); !written) return written;
    return storage_.sync_directory(platform::parent(file));
}

Result<std::string> KeyFiles::find(Kind kind, const LedgerId& ledger_id) const {
    std::vector<std::string> places;
    if (kind == Kind::kMaster && !access_.credentials.empty()) {
        for (const std::string& name :
             {fmt::format("counterfoil.{}.master", crypto::hex(ledger_id)),
              std::string("counterfoil.master")}) {
            places.push_back(platform::join(access_.credentials, name));
        }
    }
    places.push_back(path(kind, ledger_id));
    for (const std::string& place : places) {
        const Result<platform::EntryKind> there = storage_.kind(place);
        if (there) return place;
        if (there.error().code != ErrorCode::kNotFound) return there.error();
    }
    return Error{ErrorCode::kNotFound,
                 fmt::format("{}: the {} key of this ledger is not there; restore it from its "
                             "backup or name its directory with --key-dir",
                             places.back(), suffix(kind))};
}

Result<crypto::Secret256> KeyFiles::read(Kind kind, const LedgerId& ledger_id,
                                         platform::Random& random) const {
    const Result<std::string> file = find(kind, ledger_id);
    if (!file) return file.error();
    const Result<crypto::SecretBytes> content =
        read_secret_file(storage_, *file, *file != path(kind, ledger_id));
    if (!content) return content.error();

    std::string_view text = as_text(content->view());
    if (const auto version = other_version(kind, text)) return unknown_version(*file, *version, 1);
    if (kind == Kind::kMaster && PassphraseKey::is_one(text)) {
        const Result<PassphraseKey> key = PassphraseKey::parse(text, ledger_id);
        if (!key) {
            return Error{key.error().code, fmt::format("{}: {}", *file, key.error().message)};
        }
        return open_by_passphrase(*file, *key, access_.passphrase, random);
    }
    const auto first = notes::take_line(text);
    const auto second = notes::take_line(text);
    const auto third = notes::take_line(text);
    const bool shaped =
        first == title(kind) && second == crypto::hex(ledger_id) && third && text.empty();
    std::optional<crypto::Secret256> secret =
        shaped ? crypto::secret_from_base64(*third) : std::nullopt;
    if (secret) return std::move(*secret);
    return Error{ErrorCode::kDamaged,
                 fmt::format("{}: is no {} key file of this ledger; restore it from its backup",
                             *file, suffix(kind))};
}

}  // namespace counterfoil::keys
