// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"
#include "ledger/format/body_codec.h"
#include "ledger/keys/keyring_database.h"

namespace counterfoil::keys {

// The keys of subjects (persons that events are about), and the joint ids of records that are about
// several. In the ledger a subject is only its key's random id; who that is, only the keyring can
// tell. Found by an HMAC of the subject's id, and read when they are needed: people may be many.
// `database` must outlive it.
class SubjectKeys {
  public:
    static constexpr std::uint64_t kUnknownRecord = ~std::uint64_t{0};

    explicit SubjectKeys(KeyringDatabase& database) : database_(&database) {}

    // Reads anew what is kept in memory.
    [[nodiscard]] Status load();

    // Nothing when the subject has no key: it never had one, or it was erased.
    [[nodiscard]] Result<std::optional<std::uint64_t>> find(std::string_view subject);
    // Its key's id; a new key when it has none.
    [[nodiscard]] Result<std::uint64_t> find_or_draw(std::string_view subject);
    // Who it is; nothing when the key is not here.
    [[nodiscard]] Result<std::optional<std::string>> name(std::uint64_t key_id);
    [[nodiscard]] Result<std::uint64_t> count();

    struct Joint {
        std::uint64_t key_id = 0;
        // The key record that must be committed before its first use.
        std::optional<format::JointKey> to_announce;
    };
    // Of two or more key ids, ascending.
    [[nodiscard]] Result<Joint> joint(std::span<const std::uint64_t> members);
    struct JointMembers {
        std::uint64_t key_id = 0;
        std::vector<std::uint64_t> members;
    };
    // All joint keys that this key is part of.
    [[nodiscard]] Result<std::vector<JointMembers>> joints_with(std::uint64_t key_id);

    // The key of a subject, or that of a joint id, derived from its members' (docs/FORMAT.md,
    // "Sealing"). Valid until the next call. kNotFound: it, or a member's, is not here.
    [[nodiscard]] Result<const crypto::Secret256*> key(std::uint64_t key_id);
    // The erasure record that destroyed this key, or a member's; nothing when none did.
    // kUnknownRecord when that record is not in the ledger, which is an older copy than the
    // keyring.
    [[nodiscard]] Result<std::optional<std::uint64_t>> erased_by(std::uint64_t key_id);

    // The joint key's record is in the ledger. To be made durable by note_confirmed.
    [[nodiscard]] Status confirm(const format::JointKey& joint);
    [[nodiscard]] Status note_confirmed(std::uint64_t sequence, std::uint64_t key_id);

    // Destroys these keys, in memory and in the database, in a transaction; the copies that old
    // pages may hold go with KeyringDatabase::remove_traces. Harmless when repeated.
    [[nodiscard]] Status erase(std::uint64_t sequence, std::span<const std::uint64_t> key_ids);

  private:
    using Members = std::vector<std::uint64_t>;
    [[nodiscard]] Result<const crypto::Secret256*> lookup_key();
    [[nodiscard]] Status draw_lookup_key();
    [[nodiscard]] Status insert(std::uint64_t key_id, std::string_view subject, const Hash& mac);
    [[nodiscard]] Result<std::optional<Members>> members_of(std::uint64_t joint_id);
    [[nodiscard]] Result<std::optional<std::uint64_t>> find_joint(const Members& members);
    [[nodiscard]] Status insert_joint(std::uint64_t key_id, const Members& members);
    [[nodiscard]] Result<const crypto::Secret256*> stored_key(std::uint64_t key_id);
    [[nodiscard]] Result<const crypto::Secret256*> derived_key(std::uint64_t joint_id,
                                                               const Members& members);
    void forget_cached();

    KeyringDatabase* database_;
    std::optional<crypto::Secret256> lookup_key_;
    std::unordered_map<std::uint64_t, std::uint64_t> erased_;  // By which record.
    // What was used last; emptied when full.
    std::map<Hash, std::uint64_t> ids_;
    std::unordered_map<std::uint64_t, crypto::Secret256> keys_;
    std::unordered_map<std::uint64_t, Members> joints_;
    std::map<Members, std::uint64_t> joint_ids_;
};

}  // namespace counterfoil::keys
