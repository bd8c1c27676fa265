// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"
#include "ledger/format/body_codec.h"
#include "ledger/keys/hold_register.h"
#include "ledger/keys/keyring_database.h"
#include "ledger/keys/record_cipher.h"
#include "ledger/keys/stream_keys.h"
#include "ledger/keys/subject_keys.h"
#include "ledger/keys/wrapping.h"
#include "ledger/platform/random.h"
#include "ledger/platform/storage.h"

namespace counterfoil::keys {

// After so many records the keyring notes how far it has followed, so that nobody reads them again.
inline constexpr std::uint64_t kFollowedAfter = 1024;

// keyring.db: the streams, subjects and holds of a ledger, and their keys, all wrapped under the
// master key. Unwrapped keys live in locked memory while the object lives.
//
// The keyring follows the ledger. A new key is durable here before the record that names it, and
// counts only once that record is in the ledger; what the ledger's key, hold and erasure records
// say is applied here after them. applied_size() says how far: whoever opens the ledger applies the
// records from there on (again), so that a crash between any two steps, and a keyring that was
// restored from a copy, come to the same. One object serves one thread.
class Keyring : public DataKeySource {
  public:
    using Mode = KeyringDatabase::Mode;

    // `wrapping` and `random` must outlive the keyring.
    [[nodiscard]] static Status create(platform::Storage& storage, const std::string& path,
                                       const LedgerId& ledger_id);
    [[nodiscard]] static Result<Keyring> open(platform::Storage& storage, const std::string& path,
                                              Mode mode, const LedgerId& ledger_id, bool encrypted,
                                              const Wrapping& wrapping, platform::Random& random);

    [[nodiscard]] StreamKeys& streams() { return *streams_; }
    [[nodiscard]] SubjectKeys& subjects() { return *subjects_; }
    [[nodiscard]] HoldRegister& holds() { return *holds_; }
    [[nodiscard]] const StreamKeys& streams() const { return *streams_; }

    // All that `change` does, or nothing: several new keys become durable together.
    [[nodiscard]] Status in_transaction(const std::function<Status()>& change);

    // Following the ledger. A record that is in it, in order and whole; types that say nothing of
    // keys are ignored, and so is one that was applied before.
    [[nodiscard]] Status apply(std::uint64_t sequence, const format::Body& body);
    // All records below `size` have been applied. With this what they confirmed becomes durable.
    [[nodiscard]] Status applied(std::uint64_t size);
    [[nodiscard]] std::uint64_t applied_size() const { return database_->applied_size(); }
    // Takes back what was noted of records from `size` on, which the ledger may not have (it was
    // restored from an older copy than the keyring, or they were lost in a crash), so that they can
    // be applied anew. Keys are kept, so that what they sealed can be read if it comes back; what
    // is destroyed stays destroyed.
    [[nodiscard]] Status rewind(std::uint64_t size);
    // Whether some key waits for a record that names it.
    [[nodiscard]] Result<bool> has_unconfirmed();
    // Forgets the keys that no record names: their records never became durable.
    [[nodiscard]] Status discard_unconfirmed();
    // After an erasure: leaves nothing of what was deleted in the file. Nothing to do when it has
    // been done.
    [[nodiscard]] Status remove_traces();

    // DataKeySource.
    [[nodiscard]] Result<StreamKey> current_key(std::uint32_t stream_id) override;
    [[nodiscard]] Result<const crypto::Secret256*> find_key(std::uint64_t key_id) override;

  private:
    explicit Keyring(std::unique_ptr<KeyringDatabase> database, bool encrypted);
    [[nodiscard]] Status load();
    [[nodiscard]] Status apply_key(std::uint64_t sequence, const format::JointKey& body);
    [[nodiscard]] Status apply_key(std::uint64_t sequence, const format::DataKeyBody& body);
    [[nodiscard]] Status keep_confirmed();
    [[nodiscard]] Status note_confirmed();

    struct Confirmed {
        std::uint64_t key_id = 0;
        std::uint64_t sequence = 0;
        bool joint = false;
    };

    std::unique_ptr<KeyringDatabase> database_;
    // At fixed addresses, as they refer to the database.
    std::unique_ptr<StreamKeys> streams_;
    std::unique_ptr<SubjectKeys> subjects_;
    std::unique_ptr<HoldRegister> holds_;
    std::vector<Confirmed> confirmed_;  // Not yet durable here.
};

}  // namespace counterfoil::keys
