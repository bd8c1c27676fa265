// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/subject_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "ledger/base/little_endian.h"
#include "ledger/crypto/derive.h"
#include "ledger/crypto/hash.h"
#include "ledger/crypto/secret_bytes.h"

#include "ledger/format/labels.h"

namespace counterfoil::keys {
namespace {

constexpr std::size_t kCachedIdsMax = 65'536;
constexpr std::size_t kCachedKeysMax = 16'384;  // Half a MiB of locked memory.
constexpr std::size_t kCachedJointsMax = 16'384;

Bytes stored_members(std::span<const std::uint64_t> members) {
    Bytes bytes;
    for (const std::uint64_t member : members) {
        const Bytes id = wrap_context(member);
        bytes.insert(bytes.end(), id.begin(), id.end());
    }
    return bytes;
}

std::vector<std::uint64_t> members_from(ByteView bytes) {
    std::vector<std::uint64_t> members(bytes.size() / sizeof(Le64));
    for (std::size_t i = 0; i < members.size(); ++i) {
        Le64 id;
        std::memcpy(&id, bytes.data() + i * sizeof id, sizeof id);
        members[i] = id;
    }
    return members;
}

Error not_here(std::uint64_t key_id) {
    return {ErrorCode::kNotFound,
            fmt::format("key {:016x} is not in the keyring (erased, or the keyring is an older "
                        "copy)",
                        key_id)};
}

template <class Map>
void make_room(Map& cache, std::size_t size_max) {
    if (cache.size() >= size_max) cache.clear();
}

}  // namespace

Status SubjectKeys::load() {
    forget_cached();
    erased_.clear();
    lookup_key_.reset();
    if (!database_->has_subjects()) return {};
    Result<platform::Statement> rows = database_->prepare("SELECT key_id, sequence FROM erased");
    if (!rows) return rows.error();
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return row.error();
        if (!*row) return {};
        erased_.emplace(rows->integer(0), rows->integer(1));
    }
}

void SubjectKeys::forget_cached() {
    ids_.clear();
    keys_.clear();
    joints_.clear();
    joint_ids_.clear();
}

// Null when none was drawn yet: then there are no subjects.
Result<const crypto::Secret256*> SubjectKeys::lookup_key() {
    if (lookup_key_) return &*lookup_key_;
    const crypto::Secret256* const none = nullptr;
    if (!database_->has_subjects()) return none;
    Result<platform::Statement> row = database_->prepare(
        "SELECT wrapped_lookup_key FROM ledger WHERE wrapped_lookup_key NOTNULL");
    if (!row) return row.error();
    const Result<bool> found = row->step();
    if (!found) return found.error();
    if (!*found) return none;
    Result<crypto::Secret256> key =
        database_->wrapping().unwrap_secret(format::kLookupKeyWrapLabel, {}, row->blob(0));
    if (!key) return key.error();
    lookup_key_.emplace(std::move(*key));
    return &*lookup_key_;
}

Status SubjectKeys::draw_lookup_key() {
    crypto::Secret256 key = database_->random_key();
    const Bytes wrapped = database_->wrapping().wrap(format::kLookupKeyWrapLabel, {}, key.view());
    Status kept = database_->in_transaction(
        [&] { return database_->write("UPDATE ledger SET wrapped_lookup_key = ?", wrapped); });
    if (kept) lookup_key_.emplace(std::move(key));
    return kept;
}

Result<std::optional<std::uint64_t>> SubjectKeys::find(std::string_view subject) {
    const Result<const crypto::Secret256*> key = lookup_key();
    if (!key) return key.error();
    if (*key == nullptr) return std::optional<std::uint64_t>();
    const Hash mac = crypto::hmac_sha256(
        (*key)->view(),
        {as_bytes(format::kSubjectLookupLabel), database_->ledger_id(), as_bytes(subject)});
    if (const auto known = ids_.find(mac); known != ids_.end()) return std::optional(known->second);
    Result<platform::Statement> row =
        database_->prepare("SELECT key_id FROM subject WHERE name_mac = ?");
    if (!row) return row.error();
    row->bind(0, mac);
    const Result<bool> found = row->step();
    if (!found) return found.error();
    // One that the ledger says was erased, in a keyring that is only read and has the key still.
    if (!*found || erased_.contains(row->integer(0))) return std::optional<std::uint64_t>();
    make_room(ids_, kCachedIdsMax);
    ids_.emplace(mac, row->integer(0));
    return std::optional(row->integer(0));
}

Result<std::uint64_t> SubjectKeys::find_or_draw(std::string_view subject) {
    const Result<std::optional<std::uint64_t>> known = find(subject);
    if (!known) return known.error();
    if (*known) return **known;
    if (!lookup_key_) {
        if (Status drawn = draw_lookup_key(); !drawn) return drawn.error();
    }
    const Result<std::uint64_t> key_id = database_->fresh_key_id();
    if (!key_id) return key_id.error();
    const Hash mac = crypto::hmac_sha256(
        lookup_key_->view(),
        {as_bytes(format::kSubjectLookupLabel), database_->ledger_id(), as_bytes(subject)});
    if (Status kept = insert(*key_id, subject, mac); !kept) return kept.error();
    make_room(ids_, kCachedIdsMax);
    ids_.emplace(mac, *key_id);
    return *key_id;
}

Status SubjectKeys::insert(std::uint64_t key_id, std::string_view subject, const Hash& mac) {
    crypto::Secret256 key = database_->random_key();
    const Wrapping& wrapping = database_->wrapping();
    const Bytes context = wrap_context(key_id);
    const Bytes wrapped_name = wrapping.wrap(format::kSubjectWrapLabel, context, as_bytes(subject));
    const Bytes wrapped_key = wrapping.wrap(format::kDataKeyWrapLabel, context, key.view());
    Status kept = database_->in_transaction([&] {
        return database_->write("INSERT INTO subject VALUES (?, ?, ?, ?)", key_id, mac,
                                wrapped_name, wrapped_key);
    });
    if (!kept) return kept;
    make_room(keys_, kCachedKeysMax);
    keys_.insert_or_assign(key_id, std::move(key));
    return {};
}

Result<std::optional<std::string>> SubjectKeys::name(std::uint64_t key_id) {
    if (!database_->has_subjects() || erased_.contains(key_id)) return std::optional<std::string>();
    Result<platform::Statement> row =
        database_->prepare("SELECT wrapped_name FROM subject WHERE key_id = ?");
    if (!row) return row.error();
    row->bind(0, key_id);
    const Result<bool> found = row->step();
    if (!found) return found.error();
    if (!*found) return std::optional<std::string>();
    const Result<Bytes> name =
        database_->wrapping().unwrap(format::kSubjectWrapLabel, wrap_context(key_id), row->blob(0));
    if (!name) return name.error();
    return std::optional<std::string>(as_text(*name));
}

Result<std::uint64_t> SubjectKeys::count() {
    if (!database_->has_subjects()) return std::uint64_t{0};
    Result<platform::Statement> row = database_->prepare("SELECT count(*) FROM subject");
    if (!row) return row.error();
    if (const Result<bool> found = row->step(); !found) return found.error();
    return row->integer(0);
}

Result<std::optional<SubjectKeys::Members>> SubjectKeys::members_of(std::uint64_t joint_id) {
    const auto known = joints_.find(joint_id);
    if (known != joints_.end()) return std::optional(known->second);
    if (!database_->has_subjects()) return std::optional<Members>();
    Result<platform::Statement> row =
        database_->prepare("SELECT members FROM joint WHERE key_id = ?");
    if (!row) return row.error();
    row->bind(0, joint_id);
    const Result<bool> found = row->step();
    if (!found) return found.error();
    if (!*found) return std::optional<Members>();
    // A keyring that is only read keeps here what the ledger has told it beyond the database.
    if (database_->writable()) make_room(joints_, kCachedJointsMax);
    return std::optional(joints_.emplace(joint_id, members_from(row->blob(0))).first->second);
}

Result<std::optional<std::uint64_t>> SubjectKeys::find_joint(const Members& members) {
    if (!database_->has_subjects()) return std::optional<std::uint64_t>();
    const auto known = joint_ids_.find(members);
    if (known != joint_ids_.end()) return std::optional(known->second);
    Result<platform::Statement> row = database_->prepare(
        "SELECT key_id FROM joint WHERE members = ? AND (sequence IS NULL OR sequence >= 0) ORDER "
        "BY "
        "key_id LIMIT 1");
    if (!row) return row.error();
    row->bind(0, stored_members(members));
    const Result<bool> found = row->step();
    if (!found) return found.error();
    if (!*found) return std::optional<std::uint64_t>();
    make_room(joint_ids_, kCachedJointsMax);
    joint_ids_.emplace(members, row->integer(0));
    return std::optional(row->integer(0));
}

Result<SubjectKeys::Joint> SubjectKeys::joint(std::span<const std::uint64_t> members) {
    require(members.size() > 1, "a joint key is of several subjects");
    const Members ids(members.begin(), members.end());
    const Result<std::optional<std::uint64_t>> known = find_joint(ids);
    if (!known) return known.error();
    if (*known) return Joint{**known, std::nullopt};
    const Result<std::uint64_t> key_id = database_->fresh_key_id();
    if (!key_id) return key_id.error();
    if (Status kept = insert_joint(*key_id, ids); !kept) return kept.error();
    format::JointKey record{};
    record.fixed.key_id = *key_id;
    record.subject_key_ids = ids;
    return Joint{*key_id, std::move(record)};
}

Status SubjectKeys::insert_joint(std::uint64_t key_id, const Members& members) {
    Status kept = database_->in_transaction([&] {
        return database_->write("INSERT INTO joint VALUES (?, ?, NULL)", key_id,
                                stored_members(members));
    });
    if (!kept) return kept;
    make_room(joints_, kCachedJointsMax);
    joints_.insert_or_assign(key_id, members);
    return {};
}

Result<std::vector<SubjectKeys::JointMembers>> SubjectKeys::joints_with(std::uint64_t key_id) {
    std::vector<JointMembers> found;
    if (!database_->has_subjects()) return found;
    Result<platform::Statement> rows = database_->prepare("SELECT key_id, members FROM joint");
    if (!rows) return rows.error();
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return row.error();
        if (!*row) return found;
        Members members = members_from(rows->blob(1));
        if (std::find(members.begin(), members.end(), key_id) != members.end()) {
            found.push_back({rows->integer(0), std::move(members)});
        }
    }
}

Result<const crypto::Secret256*> SubjectKeys::key(std::uint64_t key_id) {
    if (const auto known = keys_.find(key_id); known != keys_.end()) return &known->second;
    const Result<std::optional<Members>> members = members_of(key_id);
    if (!members) return members.error();
    return *members ? derived_key(key_id, **members) : stored_key(key_id);
}

Result<const crypto::Secret256*> SubjectKeys::stored_key(std::uint64_t key_id) {
    if (!database_->has_subjects() || erased_.contains(key_id)) return not_here(key_id);
    if (const auto known = keys_.find(key_id); known != keys_.end()) return &known->second;
    Result<platform::Statement> row =
        database_->prepare("SELECT wrapped_key FROM subject WHERE key_id = ?");
    if (!row) return row.error();
    row->bind(0, key_id);
    const Result<bool> found = row->step();
    if (!found) return found.error();
    if (!*found) return not_here(key_id);
    Result<crypto::Secret256> key = database_->wrapping().unwrap_secret(
        format::kDataKeyWrapLabel, wrap_context(key_id), row->blob(0));
    if (!key) return key.error();
    make_room(keys_, kCachedKeysMax);
    return &keys_.insert_or_assign(key_id, std::move(*key)).first->second;
}

Result<const crypto::Secret256*> SubjectKeys::derived_key(std::uint64_t joint_id,
                                                          const Members& members) {
    crypto::SecretBytes parts(members.size() * crypto::Secret256::kSize);
    // Of single keys only: a record that names itself, or another joint key, leads nowhere.
    for (const std::uint64_t member : members) {
        const Result<const crypto::Secret256*> part = stored_key(member);
        if (!part) return part.error();
        const auto bytes = (*part)->view();
        std::copy(bytes.begin(), bytes.end(), parts.room().subspan(parts.size()).begin());
        parts.resize(parts.size() + bytes.size());
    }
    Bytes info(format::kJointKeyLabel.begin(), format::kJointKeyLabel.end());
    const Bytes id = wrap_context(joint_id);
    const Bytes ids = stored_members(members);
    info.insert(info.end(), database_->ledger_id().begin(), database_->ledger_id().end());
    info.insert(info.end(), id.begin(), id.end());
    info.insert(info.end(), ids.begin(), ids.end());
    crypto::Secret256 derived = crypto::hkdf_sha256(parts.view(), {}, info);
    make_room(keys_, kCachedKeysMax);
    return &keys_.insert_or_assign(joint_id, std::move(derived)).first->second;
}

Result<std::optional<std::uint64_t>> SubjectKeys::erased_by(std::uint64_t key_id) {
    const auto found = erased_.find(key_id);
    if (found != erased_.end()) return std::optional(found->second);
    const Result<std::optional<Members>> members = members_of(key_id);
    if (!members) return members.error();
    if (*members) {
        for (const std::uint64_t member : **members) {
            const auto gone = erased_.find(member);
            if (gone != erased_.end()) return std::optional(gone->second);
        }
    }
    return std::optional<std::uint64_t>();
}

Status SubjectKeys::confirm(const format::JointKey& joint) {
    const std::uint64_t key_id = joint.fixed.key_id;
    const Result<std::optional<Members>> known = members_of(key_id);
    if (!known) return known.error();
    if (*known) return {};
    // The ledger knows more than this keyring, which is an older copy.
    if (database_->writable()) return insert_joint(key_id, joint.subject_key_ids);
    joints_.insert_or_assign(key_id, joint.subject_key_ids);
    return {};
}

Status SubjectKeys::note_confirmed(std::uint64_t sequence, std::uint64_t key_id) {
    return database_->write("UPDATE joint SET sequence = ? WHERE key_id = ?", sequence, key_id);
}

Status SubjectKeys::erase(std::uint64_t sequence, std::span<const std::uint64_t> key_ids) {
    if (database_->writable()) {
        Status deleted = database_->in_transaction([&]() -> Status {
            for (const std::uint64_t key_id : key_ids) {
                Status done = database_->write("INSERT OR REPLACE INTO erased VALUES (?, ?)",
                                               key_id, sequence);
                if (done) done = database_->write("DELETE FROM subject WHERE key_id = ?", key_id);
                if (!done) return done;
            }
            return database_->traces_are_due();
        });
        if (!deleted) return deleted;
    }
    for (const std::uint64_t key_id : key_ids) erased_.insert_or_assign(key_id, sequence);
    // Derived keys and names go too; all that is left is read again when it is needed.
    ids_.clear();
    keys_.clear();
    return {};
}

}  // namespace counterfoil::keys
