// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/epoch_secrets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "ledger/base/unknown_version.h"
#include "ledger/format/directory.h"
#include "ledger/format/epoch_secret.h"
#include "ledger/format/limits.h"

namespace counterfoil::keys {
namespace {

// Magic and version: what every version begins with.
constexpr std::size_t kVersionedSize = offsetof(format::EpochSecret, reserved);

Bytes wrap_context(std::uint64_t epoch, const crypto::PublicKey& key) {
    const Le64 number = epoch;
    Bytes context(sizeof number + key.size());
    std::memcpy(context.data(), &number, sizeof number);
    std::copy(key.begin(), key.end(), context.begin() + sizeof number);
    return context;
}

}  // namespace

crypto::Secret256 draw_epoch_seed(platform::Random& random, const std::string& origin,
                                  std::span<const notes::KeyId> taken) {
    for (;;) {
        crypto::Secret256 seed;
        random.fill(seed.writable());
        const notes::KeyId id =
            notes::key_id(origin, notes::kTypeEd25519, crypto::SigningKey(seed).public_key());
        if (std::find(taken.begin(), taken.end(), id) == taken.end()) return seed;
    }
}

EpochSecrets::EpochSecrets(platform::Storage& storage, const Wrapping& wrapping,
                           const LedgerId& ledger_id, std::string directory)
    : storage_(storage),
      wrapping_(wrapping),
      ledger_id_(ledger_id),
      directory_(platform::join(directory, std::string(format::kKeysDirectory))) {}

std::string EpochSecrets::path_of(std::uint64_t epoch) const {
    return platform::join(directory_, format::epoch_file_name(epoch));
}

Status EpochSecrets::create(std::uint64_t epoch, const crypto::Secret256& seed) {
    const crypto::SigningKey key(seed);
    const Bytes wrapped = wrapping_.wrap(format::kEpochSecretWrapLabel,
                                         wrap_context(epoch, key.public_key()), seed.view());
    format::EpochSecret file{};
    file.magic = format::kEpochSecretMagic;
    file.version = format::kVersion;
    file.ledger_id = ledger_id_;
    file.epoch = epoch;
    file.public_key = key.public_key();
    require(wrapped.size() == file.nonce.size() + file.sealed_seed.size(),
            "a wrapped seed fills its fields");
    std::copy_n(wrapped.begin(), file.nonce.size(), file.nonce.begin());
    std::copy(wrapped.begin() + static_cast<std::ptrdiff_t>(file.nonce.size()), wrapped.end(),
              file.sealed_seed.begin());
    const ByteView bytes(reinterpret_cast<const std::uint8_t*>(&file), sizeof file);
    Status written = platform::write_new_file(storage_, path_of(epoch), bytes);
    if (!written) return written;
    return storage_.sync_directory(directory_);
}

Result<std::unique_ptr<Signer>> EpochSecrets::open(std::uint64_t epoch,
                                                   const crypto::PublicKey& expected) const {
    const std::string path = path_of(epoch);
    const Result<Bytes> bytes = platform::read_file(storage_, path, format::kBlockSize);
    if (!bytes) {
        if (bytes.error().code != ErrorCode::kNotFound) return bytes.error();
        return Error{ErrorCode::kNotFound,
                     fmt::format("{}: the signing key of epoch {} is not here (backups never hold "
                                 "it), so this copy is read-only; continue it with `counterfoil "
                                 "init NEW --continues OLD`",
                                 path, epoch)};
    }
    format::EpochSecret file{};
    const bool shaped = bytes->size() == sizeof file;
    // Another version may have another size.
    std::memcpy(&file, bytes->data(), std::min(bytes->size(), sizeof file));
    if (bytes->size() >= kVersionedSize && file.magic == format::kEpochSecretMagic &&
        file.version != format::kVersion) {
        return unknown_version(path, file.version, format::kVersion);
    }
    if (!shaped || file.magic != format::kEpochSecretMagic || file.ledger_id != ledger_id_ ||
        file.epoch != epoch || file.public_key != expected || !all_zero(file.reserved)) {
        return Error{
            ErrorCode::kDamaged,
            fmt::format("{}: is not the signing key of epoch {} of this ledger", path, epoch)};
    }
    Bytes wrapped(file.nonce.begin(), file.nonce.end());
    wrapped.insert(wrapped.end(), file.sealed_seed.begin(), file.sealed_seed.end());
    const Result<crypto::Secret256> seed = wrapping_.unwrap_secret(
        format::kEpochSecretWrapLabel, wrap_context(epoch, file.public_key), wrapped);
    if (!seed) return Error{seed.error().code, fmt::format("{}: {}", path, seed.error().message)};
    crypto::SigningKey key(*seed);
    if (key.public_key() != expected) {
        return Error{ErrorCode::kDamaged, fmt::format("{}: holds another key than it says", path)};
    }
    return std::unique_ptr<Signer>(std::make_unique<KeySigner>(epoch, std::move(key)));
}

Result<std::vector<std::uint64_t>> EpochSecrets::list() const {
    const auto entries = storage_.list(directory_);
    if (!entries) return entries.error();
    std::vector<std::uint64_t> epochs;
    for (const platform::DirectoryEntry& entry : *entries) {
        const auto epoch = format::epoch_number(entry.name);
        if (epoch && entry.kind == platform::EntryKind::kFile) epochs.push_back(*epoch);
    }
    std::sort(epochs.begin(), epochs.end());
    return epochs;
}

Status EpochSecrets::destroy_all_but(std::uint64_t epoch) {
    const auto epochs = list();
    if (!epochs) return epochs.error();
    bool any = false;
    for (const std::uint64_t other : *epochs) {
        if (other == epoch) continue;
        any = true;
        const std::string path = path_of(other);
        if (Status gone = overwrite(path); !gone) return gone;
        if (Status removed = storage_.remove_file(path); !removed) return removed;
    }
    return any ? storage_.sync_directory(directory_) : Status();
}

Status EpochSecrets::overwrite(const std::string& path) {
    const auto file = storage_.open(path, platform::OpenMode::kReadWrite);
    if (!file) return file.error();
    const Result<std::uint64_t> size = (*file)->size();
    if (!size) return size.error();
    // What is longer than a secret is none of ours behind it.
    const Bytes zeros(std::min<std::uint64_t>(*size, format::kBlockSize));
    if (Status written = (*file)->write_at(0, zeros); !written) return written;
    return (*file)->sync();
}

}  // namespace counterfoil::keys
