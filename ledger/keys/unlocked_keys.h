// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/sign.h"
#include "ledger/keys/epoch_secrets.h"
#include "ledger/keys/key_access.h"
#include "ledger/keys/key_file.h"
#include "ledger/keys/keyring.h"
#include "ledger/keys/record_cipher.h"
#include "ledger/keys/wrapping.h"
#include "ledger/platform/random.h"
#include "ledger/platform/storage.h"

namespace counterfoil::keys {

// Everything secret of one ledger, opened with its master key. Lives at a fixed address, as
// its parts refer to each other. One object serves one thread.
class UnlockedKeys {
  public:
    struct Place {
        std::string ledger_directory;
        KeyAccess keys;
        LedgerId ledger_id{};
        bool encrypted = true;
    };

    // kNotFound when the master key is missing, or behind a passphrase that nobody can give; the
    // message says where it was looked for. Else as KeyFiles::read.
    [[nodiscard]] static Result<std::unique_ptr<UnlockedKeys>> open(platform::Storage& storage,
                                                                    platform::Random& random,
                                                                    const Place& place,
                                                                    Keyring::Mode mode);

    [[nodiscard]] Keyring& keyring() { return *keyring_; }
    // Ends an erasure, whose records were applied to the keyring: nothing of the destroyed keys is
    // left in its file or in this process.
    [[nodiscard]] Status remove_traces();
    [[nodiscard]] Sealer& sealer();
    [[nodiscard]] Opener& opener();
    [[nodiscard]] EpochSecrets& epoch_secrets() { return epoch_secrets_; }
    // RecordCipher::record_key. Only for an encrypted ledger.
    [[nodiscard]] Result<crypto::Secret256> record_key(const format::Entry& entry);
    [[nodiscard]] Result<std::unique_ptr<Signer>> signer(std::uint64_t epoch,
                                                         const crypto::PublicKey& expected) const;
    // Null when the identity key is not at hand, which is normal: it may be kept offline.
    [[nodiscard]] const crypto::SigningKey* identity() const {
        return identity_ ? &*identity_ : nullptr;
    }

  private:
    UnlockedKeys(platform::Storage& storage, platform::Random& random, const Place& place,
                 crypto::Secret256 master);

    crypto::Secret256 master_;
    Wrapping wrapping_;
    EpochSecrets epoch_secrets_;
    std::optional<Keyring> keyring_;
    std::optional<RecordCipher> cipher_;
    ClearText clear_text_;
    std::optional<crypto::SigningKey> identity_;
};

}  // namespace counterfoil::keys
