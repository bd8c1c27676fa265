// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/epoch_secrets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "ledger/format/directory.h"
#include "ledger/format/epoch_secret.h"
#include "ledger/format/limits.h"

namespace counterfoil::keys {
namespace {

Bytes wrap_context(std::uint64_t epoch, const crypto::PublicKey& key) {
    const Le64 number = epoch;
    Bytes context(sizeof number + key.size());
    std::memcpy(context.data(), &number, sizeof number);
    std::copy(key.begin(), key.end(), context.begin() + sizeof number);
    return context;
}

}  // namespace

EpochSecrets::EpochSecrets(platform::Storage& storage, const Wrapping& wrapping,
                           const LedgerId& ledger_id, std::string directory)
    : storage_(storage),
      wrapping_(wrapping),
      ledger_id_(ledger_id),
      directory_(platform::join(directory, std::string(format::kKeysDirectory))) {}

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
    const std::string path = platform::join(directory_, format::epoch_file_name(epoch));
    if (Status written = platform::write_new_file(storage_, path, bytes); !written) return written;
    return storage_.sync_directory(directory_);
}

Result<std::unique_ptr<Signer>> EpochSecrets::open(std::uint64_t epoch,
                                                   const crypto::PublicKey& expected) const {
    const std::string path = platform::join(directory_, format::epoch_file_name(epoch));
    const Result<Bytes> bytes = platform::read_file(storage_, path, format::kBlockSize);
    if (!bytes) {
        if (bytes.error().code != ErrorCode::kNotFound) return bytes.error();
        return Error{ErrorCode::kNotFound,
                     fmt::format("{}: the signing key of epoch {} is not here (backups never hold "
                                 "it), so this copy is read-only; continue it with `counterfoil "
                                 "init NEW --continues OLD`",
                                 path, epoch)};
    }
    format::EpochSecret file;
    const bool shaped = bytes->size() == sizeof file;
    if (shaped) std::memcpy(&file, bytes->data(), sizeof file);
    if (!shaped || file.magic != format::kEpochSecretMagic || file.version != format::kVersion ||
        file.ledger_id != ledger_id_ || file.epoch != epoch || file.public_key != expected ||
        !all_zero(file.reserved)) {
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

}  // namespace counterfoil::keys
