// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/keyring.h"

#include <fmt/format.h>

#include <cstring>

#include "ledger/crypto/hash.h"
#include "ledger/format/labels.h"

namespace counterfoil::keys {
namespace {

constexpr std::string_view kSchema =
    "CREATE TABLE ledger (keyring_version INTEGER NOT NULL, ledger_id BLOB NOT NULL, "
    "applied_size INTEGER NOT NULL);"
    "CREATE TABLE stream (stream_id INTEGER PRIMARY KEY, wrapped_name BLOB NOT NULL, "
    "wrapped_name_key BLOB NOT NULL);"
    "CREATE TABLE data_key (key_id INTEGER PRIMARY KEY, stream_id INTEGER NOT NULL, "
    "generation INTEGER NOT NULL, wrapped_key BLOB NOT NULL);";
constexpr std::uint64_t kKeyringVersion = 1;

template <class Integer>
Bytes context_of(Integer value) {
    const LittleEndian<Integer> stored = value;
    Bytes context(sizeof stored);
    std::memcpy(context.data(), &stored, sizeof stored);
    return context;
}

Status run(platform::Statement& statement) {
    const Result<bool> stepped = statement.step();
    if (!stepped) return stepped.error();
    return {};
}

}  // namespace

Status Keyring::create(platform::Storage& storage, const std::string& path,
                       const LedgerId& ledger_id) {
    Result<platform::Database> database =
        storage.open_database(path, platform::Database::Mode::kCreate);
    if (!database) return database.error();
    if (Status made = database->execute(kSchema); !made) return made;
    Result<platform::Statement> insert = database->prepare("INSERT INTO ledger VALUES (?, ?, 0)");
    if (!insert) return insert.error();
    insert->bind(0, kKeyringVersion).bind(1, ledger_id);
    return run(*insert);
}

Keyring::Keyring(platform::Database database, bool encrypted, const Wrapping& wrapping,
                 platform::Random& random, const LedgerId& ledger_id)
    : database_(std::move(database)),
      encrypted_(encrypted),
      wrapping_(&wrapping),
      random_(&random),
      ledger_id_(ledger_id) {}

Result<Keyring> Keyring::open(platform::Storage& storage, const std::string& path, Mode mode,
                              const LedgerId& ledger_id, bool encrypted, const Wrapping& wrapping,
                              platform::Random& random) {
    Result<platform::Database> database =
        storage.open_database(path, mode == Mode::kRead ? platform::Database::Mode::kRead
                                                        : platform::Database::Mode::kReadWrite);
    if (!database) return database.error();
    Keyring keyring(std::move(*database), encrypted, wrapping, random, ledger_id);
    if (Status loaded = keyring.load(); !loaded) {
        return Error{loaded.error().code, fmt::format("{}: {}", path, loaded.error().message)};
    }
    return keyring;
}

Status Keyring::load() {
    Result<platform::Statement> ledger =
        database_.prepare("SELECT keyring_version, ledger_id FROM ledger");
    if (!ledger) return ledger.error();
    const Result<bool> row = ledger->step();
    if (!row) return row.error();
    const Bytes id = *row ? ledger->blob(1) : Bytes();
    if (!*row || !std::equal(id.begin(), id.end(), ledger_id_.begin(), ledger_id_.end())) {
        return Error{ErrorCode::kDamaged, "is not the keyring of this ledger"};
    }
    if (ledger->integer(0) != kKeyringVersion) {
        return Error{ErrorCode::kUnsupported,
                     fmt::format("has keyring version {}; this program knows {}; use a newer one",
                                 ledger->integer(0), kKeyringVersion)};
    }
    if (Status loaded = load_streams(); !loaded) return loaded;
    return load_data_keys();
}

Status Keyring::load_streams() {
    Result<platform::Statement> rows =
        database_.prepare("SELECT stream_id, wrapped_name FROM stream");
    if (!rows) return rows.error();
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return row.error();
        if (!*row) return {};
        const auto stream_id = static_cast<std::uint32_t>(rows->integer(0));
        const Result<Bytes> name =
            wrapping_->unwrap(format::kNameWrapLabel, context_of(stream_id), rows->blob(1));
        if (!name) return name.error();
        ids_by_name_.emplace(as_text(*name), stream_id);
        streams_[stream_id].name = as_text(*name);
    }
}

Status Keyring::load_data_keys() {
    Result<platform::Statement> rows = database_.prepare(
        "SELECT key_id, stream_id, wrapped_key FROM data_key ORDER BY stream_id, generation");
    if (!rows) return rows.error();
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return row.error();
        if (!*row) return {};
        const std::uint64_t key_id = rows->integer(0);
        Result<crypto::Secret256> key =
            wrapping_->unwrap_secret(format::kDataKeyWrapLabel, context_of(key_id), rows->blob(2));
        if (!key) return key.error();
        data_keys_.insert_or_assign(key_id, std::move(*key));
        const auto stream = streams_.find(static_cast<std::uint32_t>(rows->integer(1)));
        if (stream != streams_.end()) stream->second.key_id = key_id;
    }
}

std::optional<std::uint32_t> Keyring::find_stream(std::string_view name) const {
    const auto found = ids_by_name_.find(name);
    if (found == ids_by_name_.end()) return std::nullopt;
    return found->second;
}

std::optional<std::string> Keyring::stream_name(std::uint32_t stream_id) const {
    const auto found = streams_.find(stream_id);
    if (found == streams_.end()) return std::nullopt;
    return found->second.name;
}

Result<crypto::Secret256> Keyring::stream_name_key(std::uint32_t stream_id) {
    Result<platform::Statement> rows =
        database_.prepare("SELECT wrapped_name_key FROM stream WHERE stream_id = ?");
    if (!rows) return rows.error();
    rows->bind(0, stream_id);
    const Result<bool> row = rows->step();
    if (!row) return row.error();
    if (!*row) {
        return Error{ErrorCode::kNotFound,
                     fmt::format("stream {} is not in the keyring; restore keyring.db", stream_id)};
    }
    return wrapping_->unwrap_secret(format::kNameKeyWrapLabel, context_of(stream_id),
                                    rows->blob(0));
}

Result<format::Stream> Keyring::add_stream(std::uint32_t stream_id, std::string_view name) {
    crypto::Secret256 name_key;
    crypto::Secret256 data_key;
    random_->fill(name_key.writable());
    random_->fill(data_key.writable());
    std::uint64_t key_id = 0;
    while (encrypted_ && (key_id == 0 || data_keys_.contains(key_id))) {
        Le64 drawn;
        random_->fill({reinterpret_cast<std::uint8_t*>(&drawn), sizeof drawn});
        key_id = drawn;
    }
    if (Status kept = insert_stream(stream_id, name, name_key, key_id, data_key); !kept) {
        return kept.error();
    }
    streams_[stream_id] = {std::string(name), key_id};
    ids_by_name_.insert_or_assign(std::string(name), stream_id);
    if (encrypted_) data_keys_.insert_or_assign(key_id, std::move(data_key));

    format::Stream stream{};
    stream.fixed.stream_id = stream_id;
    if (encrypted_) {
        stream.fixed.name_kind = static_cast<std::uint8_t>(format::StreamNameKind::kHmac);
        stream.fixed.name_mac = crypto::hmac_sha256(
            name_key.view(), {as_bytes(format::kStreamNameLabel), ledger_id_, as_bytes(name)});
    } else {
        stream.name = name;
    }
    return stream;
}

Status Keyring::insert_stream(std::uint32_t stream_id, std::string_view name,
                              const crypto::Secret256& name_key, std::uint64_t key_id,
                              const crypto::Secret256& data_key) {
    return in_transaction([&]() -> Status {
        Result<platform::Statement> stream =
            database_.prepare("INSERT INTO stream VALUES (?, ?, ?)");
        if (!stream) return stream.error();
        const Bytes context = context_of(stream_id);
        stream->bind(0, stream_id)
            .bind(1, wrapping_->wrap(format::kNameWrapLabel, context, as_bytes(name)))
            .bind(2, wrapping_->wrap(format::kNameKeyWrapLabel, context, name_key.view()));
        if (Status done = run(*stream); !done || !encrypted_) return done;
        Result<platform::Statement> key =
            database_.prepare("INSERT INTO data_key VALUES (?, ?, 0, ?)");
        if (!key) return key.error();
        key->bind(0, key_id)
            .bind(1, stream_id)
            .bind(2,
                  wrapping_->wrap(format::kDataKeyWrapLabel, context_of(key_id), data_key.view()));
        return run(*key);
    });
}

// All that `change` does to the database, or nothing.
Status Keyring::in_transaction(const std::function<Status()>& change) {
    if (Status begun = database_.execute("BEGIN IMMEDIATE"); !begun) return begun;
    Status done = change();
    if (done) done = database_.execute("COMMIT");
    // The first error is the one to report.
    if (!done) static_cast<void>(database_.execute("ROLLBACK"));
    return done;
}

Status Keyring::discard_streams_from(std::uint32_t stream_id) {
    const auto first = streams_.lower_bound(stream_id);
    if (first == streams_.end()) return {};
    Status deleted = in_transaction([&] {
        return database_.execute(
            fmt::format("DELETE FROM data_key WHERE stream_id >= {0};"
                        "DELETE FROM stream WHERE stream_id >= {0}",
                        stream_id));
    });
    if (!deleted) return deleted;
    for (auto stream = first; stream != streams_.end(); ++stream) {
        ids_by_name_.erase(stream->second.name);
        data_keys_.erase(stream->second.key_id);
    }
    streams_.erase(first, streams_.end());
    return {};
}

DataKeySource::StreamKey Keyring::current_key(std::uint32_t stream_id) const {
    const auto stream = streams_.find(stream_id);
    if (stream == streams_.end()) return {};
    const std::uint64_t key_id = stream->second.key_id;
    return {key_id, find_key(key_id)};
}

const crypto::Secret256* Keyring::find_key(std::uint64_t key_id) const {
    const auto key = data_keys_.find(key_id);
    return key == data_keys_.end() ? nullptr : &key->second;
}

}  // namespace counterfoil::keys
