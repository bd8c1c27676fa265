// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/unlocked_keys.h"

#include "ledger/format/directory.h"

namespace counterfoil::keys {

UnlockedKeys::UnlockedKeys(platform::Storage& storage, platform::Random& random, const Place& place,
                           crypto::Secret256 master)
    : master_(std::move(master)),
      wrapping_(master_, place.ledger_id, random),
      epoch_secrets_(storage, wrapping_, place.ledger_id, place.ledger_directory) {}

Result<std::unique_ptr<UnlockedKeys>> UnlockedKeys::open(platform::Storage& storage,
                                                         platform::Random& random,
                                                         const Place& place, Keyring::Mode mode) {
    const KeyFiles files(storage, place.keys);
    Result<crypto::Secret256> master = files.read(KeyFiles::Kind::kMaster, place.ledger_id, random);
    if (!master) return master.error();
    std::unique_ptr<UnlockedKeys> keys(
        new UnlockedKeys(storage, random, place, std::move(*master)));
    Result<Keyring> keyring = Keyring::open(
        storage, platform::join(place.ledger_directory, std::string(format::kKeyringFile)), mode,
        place.ledger_id, place.encrypted, keys->wrapping_, random);
    if (!keyring) return keyring.error();
    keys->keyring_.emplace(std::move(*keyring));
    if (place.encrypted) keys->cipher_.emplace(*keys->keyring_);

    Result<crypto::Secret256> identity =
        files.read(KeyFiles::Kind::kIdentity, place.ledger_id, random);
    if (identity) {
        keys->identity_.emplace(*identity);
    } else if (identity.error().code != ErrorCode::kNotFound || !place.keys.identity_file.empty()) {
        // It may be away, but not when somebody says where it is.
        return identity.error();
    }
    return keys;
}

Status UnlockedKeys::remove_traces() {
    // Its contexts hold the schedules of the last keys.
    if (cipher_) cipher_.emplace(*keyring_);
    return keyring_->remove_traces();
}

Sealer& UnlockedKeys::sealer() {
    if (cipher_) return *cipher_;
    return clear_text_;
}

Opener& UnlockedKeys::opener() {
    if (cipher_) return *cipher_;
    return clear_text_;
}

Result<crypto::Secret256> UnlockedKeys::record_key(const format::Entry& entry) {
    require(cipher_.has_value(), "only sealed records have keys");
    return cipher_->record_key(entry);
}

Result<std::unique_ptr<Signer>> UnlockedKeys::signer(std::uint64_t epoch,
                                                     const crypto::PublicKey& expected) const {
    return epoch_secrets_.open(epoch, expected);
}

}  // namespace counterfoil::keys
