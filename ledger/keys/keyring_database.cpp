// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/keyring_database.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "ledger/base/little_endian.h"
#include "ledger/base/unknown_version.h"

namespace counterfoil::keys {
namespace {

constexpr std::uint64_t kVersion = 2;

// Version 1 had these only.
constexpr std::string_view kFirstSchema =
    "CREATE TABLE ledger (keyring_version INTEGER NOT NULL, ledger_id BLOB NOT NULL, "
    "applied_size INTEGER NOT NULL);"
    "CREATE TABLE stream (stream_id INTEGER PRIMARY KEY, wrapped_name BLOB NOT NULL, "
    "wrapped_name_key BLOB NOT NULL);"
    "CREATE TABLE data_key (key_id INTEGER PRIMARY KEY, stream_id INTEGER NOT NULL, "
    "generation INTEGER NOT NULL, wrapped_key BLOB NOT NULL);";

// `sequence` is that of the record which names the key; NULL as long as none is known to be in the
// ledger, -1 when there was one in a later state of the ledger than the one at hand: such a key
// opens what it sealed, and seals nothing. A stream's first key has the stream record for that. An
// empty wrapped_key is one that the ledger names and that this keyring, an older copy, does not
// have.
constexpr std::string_view kSecondSchema =
    "ALTER TABLE ledger ADD COLUMN traces_due INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE ledger ADD COLUMN wrapped_lookup_key BLOB;"
    "ALTER TABLE data_key ADD COLUMN sequence INTEGER;"
    "UPDATE data_key SET sequence = 0;"
    "CREATE TABLE subject (key_id INTEGER PRIMARY KEY, name_mac BLOB NOT NULL UNIQUE, "
    "wrapped_name BLOB NOT NULL, wrapped_key BLOB NOT NULL);"
    "CREATE TABLE joint (key_id INTEGER PRIMARY KEY, members BLOB NOT NULL, sequence INTEGER);"
    "CREATE INDEX joint_members ON joint (members);"
    "CREATE TABLE erased (key_id INTEGER PRIMARY KEY, sequence INTEGER NOT NULL);"
    "CREATE TABLE hold (hold_id BLOB PRIMARY KEY, key_id INTEGER NOT NULL, "
    "added INTEGER NOT NULL, released INTEGER);"
    "UPDATE ledger SET keyring_version = 2;";

template <class Integer>
Bytes stored(Integer value) {
    const LittleEndian<Integer> bytes = value;
    Bytes context(sizeof bytes);
    std::memcpy(context.data(), &bytes, sizeof bytes);
    return context;
}

}  // namespace

Bytes wrap_context(std::uint32_t id) {
    return stored(id);
}

Bytes wrap_context(std::uint64_t id) {
    return stored(id);
}

KeyringDatabase::KeyringDatabase(platform::Database database, Mode mode, const LedgerId& ledger_id,
                                 const Wrapping& wrapping, platform::Random& random)
    : database_(std::move(database)),
      mode_(mode),
      ledger_id_(ledger_id),
      wrapping_(wrapping),
      random_(random) {}

Status KeyringDatabase::create(platform::Storage& storage, const std::string& path,
                               const LedgerId& ledger_id) {
    Result<platform::Database> database =
        storage.open_database(path, platform::Database::Mode::kCreate);
    if (!database) return database.error();
    for (const std::string_view schema : {kFirstSchema, kSecondSchema}) {
        if (Status made = database->execute(schema); !made) return made;
    }
    Result<platform::Statement> insert =
        database->prepare("INSERT INTO ledger VALUES (?, ?, 0, 0, NULL)");
    if (!insert) return insert.error();
    insert->bind(0, kVersion).bind(1, ledger_id);
    const Result<bool> inserted = insert->step();
    return inserted ? Status() : Status(inserted.error());
}

Result<std::unique_ptr<KeyringDatabase>> KeyringDatabase::open(platform::Storage& storage,
                                                               const std::string& path, Mode mode,
                                                               const LedgerId& ledger_id,
                                                               const Wrapping& wrapping,
                                                               platform::Random& random) {
    Result<platform::Database> database =
        storage.open_database(path, mode == Mode::kRead ? platform::Database::Mode::kRead
                                                        : platform::Database::Mode::kReadWrite);
    if (!database) return database.error();
    std::unique_ptr<KeyringDatabase> keyring(
        new KeyringDatabase(std::move(*database), mode, ledger_id, wrapping, random));
    if (Status loaded = keyring->load(path); !loaded) return loaded.error();
    return keyring;
}

Status KeyringDatabase::load(const std::string& path) {
    Result<platform::Statement> ledger =
        database_.prepare("SELECT keyring_version, ledger_id, applied_size FROM ledger");
    if (!ledger) return ledger.error();
    const Result<bool> row = ledger->step();
    if (!row) return row.error();
    const Bytes id = *row ? ledger->blob(1) : Bytes();
    if (!*row || !std::equal(id.begin(), id.end(), ledger_id_.begin(), ledger_id_.end())) {
        return Error{ErrorCode::kDamaged,
                     fmt::format("{}: is not the keyring of this ledger", path)};
    }
    version_ = ledger->integer(0);
    applied_size_ = ledger->integer(2);
    if (version_ == 0 || version_ > kVersion) return unknown_version(path, version_, kVersion);
    ledger->reset();
    if (version_ == 1) {
        if (!writable()) return {};
        version_ = kVersion;
        return in_transaction([this] {
            Status begun = begin_writing();
            return begun ? database_.execute(kSecondSchema) : begun;
        });
    }
    Result<platform::Statement> due = database_.prepare("SELECT traces_due FROM ledger");
    if (!due) return due.error();
    if (const Result<bool> found = due->step(); !found) return found.error();
    traces_due_ = due->integer(0) != 0;
    return {};
}

Result<platform::Statement> KeyringDatabase::prepare(std::string_view sql) {
    return database_.prepare(sql);
}

Status KeyringDatabase::begin_writing() {
    require(depth_ > 0, "the keyring is written in transactions");
    if (writing_) return {};
    Status begun = database_.execute("BEGIN IMMEDIATE");
    if (begun) writing_ = true;
    return begun;
}

Status KeyringDatabase::in_transaction(const std::function<Status()>& change) {
    ++depth_;
    Status done = change();
    --depth_;
    if (depth_ > 0 || !writing_) return done;
    if (done) done = database_.execute("COMMIT");
    // The first error is the one to report.
    if (!done) static_cast<void>(database_.execute("ROLLBACK"));
    writing_ = false;
    return done;
}

crypto::Secret256 KeyringDatabase::random_key() {
    crypto::Secret256 key;
    random_.fill(key.writable());
    return key;
}

Result<std::uint64_t> KeyringDatabase::fresh_key_id() {
    for (;;) {
        Le64 drawn;
        random_.fill({reinterpret_cast<std::uint8_t*>(&drawn), sizeof drawn});
        if (drawn == 0) continue;
        const Result<bool> taken = is_taken(drawn);
        if (!taken) return taken.error();
        if (!*taken) return static_cast<std::uint64_t>(drawn);
    }
}

Result<bool> KeyringDatabase::is_taken(std::uint64_t key_id) {
    Result<platform::Statement> rows = database_.prepare(
        "SELECT 1 FROM data_key WHERE key_id = ?1 UNION ALL SELECT 1 FROM subject WHERE key_id = "
        "?1 UNION ALL SELECT 1 FROM joint WHERE key_id = ?1 UNION ALL SELECT 1 FROM erased WHERE "
        "key_id = ?1");
    if (!rows) return rows.error();
    rows->bind(0, key_id);
    return rows->step();
}

Status KeyringDatabase::set_applied_size(std::uint64_t size) {
    Status done = in_transaction([&] { return write("UPDATE ledger SET applied_size = ?", size); });
    if (done) applied_size_ = size;
    return done;
}

Status KeyringDatabase::traces_are_due() {
    Status done = write("UPDATE ledger SET traces_due = 1");
    if (done) traces_due_ = true;
    return done;
}

Status KeyringDatabase::remove_traces() {
    require(depth_ == 0, "the keyring is written anew outside of transactions");
    if (Status compacted = database_.execute("VACUUM"); !compacted) return compacted;
    Status done = database_.execute("UPDATE ledger SET traces_due = 0");
    if (done) traces_due_ = false;
    return done;
}

}  // namespace counterfoil::keys
