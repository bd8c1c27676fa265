// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/stream_keys.h"

#include <fmt/format.h>

#include "ledger/crypto/hash.h"
#include "ledger/format/labels.h"

namespace counterfoil::keys {

Status StreamKeys::load() {
    streams_.clear();
    ids_by_name_.clear();
    data_keys_.clear();
    if (Status loaded = load_streams(); !loaded) return loaded;
    return load_data_keys();
}

Status StreamKeys::load_streams() {
    Result<platform::Statement> rows =
        database_->prepare("SELECT stream_id, wrapped_name FROM stream");
    if (!rows) return rows.error();
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return row.error();
        if (!*row) return {};
        const auto stream_id = static_cast<std::uint32_t>(rows->integer(0));
        const Result<Bytes> name = database_->wrapping().unwrap(
            format::kNameWrapLabel, wrap_context(stream_id), rows->blob(1));
        if (!name) return name.error();
        ids_by_name_.emplace(as_text(*name), stream_id);
        streams_[stream_id].name = as_text(*name);
    }
}

Status StreamKeys::load_data_keys() {
    Result<platform::Statement> rows = database_->prepare(
        database_->has_subjects()
            ? "SELECT key_id, stream_id, wrapped_key, generation, sequence >= 0 FROM data_key "
              "ORDER BY stream_id, generation"
            : "SELECT key_id, stream_id, wrapped_key, generation, 1 FROM data_key ORDER BY "
              "stream_id, generation");
    if (!rows) return rows.error();
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return row.error();
        if (!*row) return {};
        const std::uint64_t key_id = rows->integer(0);
        const Bytes wrapped = rows->blob(2);
        if (!wrapped.empty()) {
            Result<crypto::Secret256> key = database_->wrapping().unwrap_secret(
                format::kDataKeyWrapLabel, wrap_context(key_id), wrapped);
            if (!key) return key.error();
            data_keys_.insert_or_assign(key_id, std::move(*key));
        }
        const auto stream = streams_.find(static_cast<std::uint32_t>(rows->integer(1)));
        const bool confirmed = rows->integer(4) != 0;
        if (stream == streams_.end() || !confirmed) continue;
        stream->second.key_id = key_id;
        stream->second.generation = static_cast<std::uint32_t>(rows->integer(3));
    }
}

std::optional<std::uint32_t> StreamKeys::find(std::string_view name) const {
    const auto found = ids_by_name_.find(name);
    if (found == ids_by_name_.end()) return std::nullopt;
    return found->second;
}

std::optional<std::string> StreamKeys::name(std::uint32_t stream_id) const {
    const auto found = streams_.find(stream_id);
    if (found == streams_.end()) return std::nullopt;
    return found->second.name;
}

std::vector<std::string> StreamKeys::names() const {
    std::vector<std::string> names;
    for (const auto& [id, stream] : streams_) names.push_back(stream.name);
    return names;
}

Result<crypto::Secret256> StreamKeys::name_key(std::uint32_t stream_id) const {
    Result<platform::Statement> rows =
        database_->prepare("SELECT wrapped_name_key FROM stream WHERE stream_id = ?");
    if (!rows) return rows.error();
    rows->bind(0, stream_id);
    const Result<bool> row = rows->step();
    if (!row) return row.error();
    if (!*row) {
        return Error{ErrorCode::kNotFound,
                     fmt::format("stream {} is not in the keyring; restore keyring.db", stream_id)};
    }
    return database_->wrapping().unwrap_secret(format::kNameKeyWrapLabel, wrap_context(stream_id),
                                               rows->blob(0));
}

std::uint64_t StreamKeys::current_key_id(std::uint32_t stream_id) const {
    const auto stream = streams_.find(stream_id);
    return stream == streams_.end() ? 0 : stream->second.key_id;
}

const crypto::Secret256* StreamKeys::find_key(std::uint64_t key_id) const {
    const auto key = data_keys_.find(key_id);
    return key == data_keys_.end() ? nullptr : &key->second;
}

Result<std::vector<StreamKeys::Generation>> StreamKeys::generations() const {
    std::vector<Generation> found;
    Result<platform::Statement> rows = database_->prepare(
        database_->has_subjects()
            ? "SELECT stream_id, generation, key_id, sequence FROM data_key WHERE sequence >= 0 "
              "ORDER BY stream_id, generation"
            : "SELECT stream_id, generation, key_id, 0 FROM data_key ORDER BY stream_id, "
              "generation");
    if (!rows) return rows.error();
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return row.error();
        if (!*row) return found;
        Generation each{static_cast<std::uint32_t>(rows->integer(0)),
                        static_cast<std::uint32_t>(rows->integer(1)), rows->integer(2),
                        std::nullopt};
        if (each.generation > 0) each.sequence = rows->integer(3);
        found.push_back(each);
    }
}

Result<format::Stream> StreamKeys::add(std::uint32_t stream_id, std::string_view name) {
    const crypto::Secret256 name_key = database_->random_key();
    const crypto::Secret256 data_key = database_->random_key();
    std::uint64_t key_id = 0;
    if (encrypted_) {
        const Result<std::uint64_t> fresh = database_->fresh_key_id();
        if (!fresh) return fresh.error();
        key_id = *fresh;
    }
    const Status kept = database_->in_transaction([&]() -> Status {
        const Bytes context = wrap_context(stream_id);
        const Wrapping& wrapping = database_->wrapping();
        const Bytes wrapped_name = wrapping.wrap(format::kNameWrapLabel, context, as_bytes(name));
        const Bytes wrapped_key =
            wrapping.wrap(format::kNameKeyWrapLabel, context, name_key.view());
        Status done = database_->write("INSERT INTO stream VALUES (?, ?, ?)", stream_id,
                                       wrapped_name, wrapped_key);
        if (!done || !encrypted_) return done;
        done = insert_key(key_id, stream_id, 0, data_key);
        return done ? note_confirmed(0, key_id) : done;
    });
    if (!kept) return kept.error();
    streams_[stream_id] = {std::string(name), key_id, 0};
    ids_by_name_.insert_or_assign(std::string(name), stream_id);
    if (encrypted_) data_keys_.insert_or_assign(key_id, data_key.copy());

    format::Stream stream{};
    stream.fixed.stream_id = stream_id;
    if (encrypted_) {
        stream.fixed.name_kind = static_cast<std::uint8_t>(format::StreamNameKind::kHmac);
        stream.fixed.name_mac = crypto::hmac_sha256(
            name_key.view(),
            {as_bytes(format::kStreamNameLabel), database_->ledger_id(), as_bytes(name)});
    } else {
        stream.name = name;
    }
    return stream;
}

Status StreamKeys::insert_key(std::uint64_t key_id, std::uint32_t stream_id,
                              std::uint32_t generation, const crypto::Secret256& key) {
    const Bytes wrapped =
        database_->wrapping().wrap(format::kDataKeyWrapLabel, wrap_context(key_id), key.view());
    return database_->write("INSERT INTO data_key VALUES (?, ?, ?, ?, NULL)", key_id, stream_id,
                            generation, wrapped);
}

Status StreamKeys::discard_from(std::uint32_t stream_id) {
    const auto first = streams_.lower_bound(stream_id);
    if (first == streams_.end()) return {};
    Status deleted = database_->in_transaction([&]() -> Status {
        // Their keys are kept: the ledger may be an older copy, and what they sealed come back.
        for (const char* sql :
             {"UPDATE data_key SET stream_id = 0, sequence = -1 WHERE stream_id >= ?",
              "DELETE FROM stream WHERE stream_id >= ?"}) {
            if (Status done = database_->write(sql, stream_id); !done) return done;
        }
        return {};
    });
    return deleted ? load() : deleted;
}

Result<format::DataKeyBody> StreamKeys::draw_next(std::uint32_t stream_id) {
    const auto stream = streams_.find(stream_id);
    if (stream == streams_.end()) {
        return Error{ErrorCode::kNotFound,
                     fmt::format("stream {} is not in the keyring", stream_id)};
    }
    const Result<std::uint64_t> key_id = database_->fresh_key_id();
    if (!key_id) return key_id.error();
    crypto::Secret256 key = database_->random_key();
    const std::uint32_t generation = stream->second.generation + 1;
    const Status kept =
        database_->in_transaction([&] { return insert_key(*key_id, stream_id, generation, key); });
    if (!kept) return kept.error();
    data_keys_.insert_or_assign(*key_id, std::move(key));
    format::DataKeyBody body{};
    body.stream_id = stream_id;
    body.key_id = *key_id;
    body.generation = generation;
    return body;
}

Status StreamKeys::confirm(std::uint64_t sequence, const format::DataKeyBody& body) {
    const auto stream = streams_.find(body.stream_id);
    if (stream == streams_.end()) return {};
    stream->second.key_id = body.key_id;
    stream->second.generation = body.generation;
    if (data_keys_.contains(body.key_id) || !database_->writable()) return {};
    return database_->in_transaction([&] {
        return database_->write("INSERT OR IGNORE INTO data_key VALUES (?, ?, ?, x'', ?)",
                                body.key_id, std::uint32_t{body.stream_id},
                                std::uint32_t{body.generation}, sequence);
    });
}

Status StreamKeys::note_confirmed(std::uint64_t sequence, std::uint64_t key_id) {
    return database_->write("UPDATE data_key SET sequence = ? WHERE key_id = ?", sequence, key_id);
}

}  // namespace counterfoil::keys
