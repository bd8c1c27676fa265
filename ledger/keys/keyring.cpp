// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/keyring.h"

#include <fmt/format.h>

namespace counterfoil::keys {

Status Keyring::create(platform::Storage& storage, const std::string& path,
                       const LedgerId& ledger_id) {
    return KeyringDatabase::create(storage, path, ledger_id);
}

Keyring::Keyring(std::unique_ptr<KeyringDatabase> database, bool encrypted)
    : database_(std::move(database)),
      streams_(std::make_unique<StreamKeys>(*database_, encrypted)),
      subjects_(std::make_unique<SubjectKeys>(*database_)),
      holds_(std::make_unique<HoldRegister>(*database_)) {}

Result<Keyring> Keyring::open(platform::Storage& storage, const std::string& path, Mode mode,
                              const LedgerId& ledger_id, bool encrypted, const Wrapping& wrapping,
                              platform::Random& random) {
    auto database = KeyringDatabase::open(storage, path, mode, ledger_id, wrapping, random);
    if (!database) return database.error();
    Keyring keyring(std::move(*database), encrypted);
    if (Status loaded = keyring.load(); !loaded) {
        return Error{loaded.error().code, fmt::format("{}: {}", path, loaded.error().message)};
    }
    return keyring;
}

Status Keyring::load() {
    if (Status loaded = streams_->load(); !loaded) return loaded;
    if (Status loaded = subjects_->load(); !loaded) return loaded;
    return holds_->load();
}

Result<bool> Keyring::has_unconfirmed() {
    if (!database_->has_subjects()) return false;
    Result<platform::Statement> waiting = database_->prepare(
        "SELECT 1 FROM joint WHERE sequence IS NULL UNION ALL SELECT 1 FROM data_key WHERE "
        "sequence IS NULL");
    if (!waiting) return waiting.error();
    return waiting->step();
}

Status Keyring::in_transaction(const std::function<Status()>& change) {
    Status done = database_->in_transaction(change);
    if (done) return done;
    // What memory knows of a change that did not happen is forgotten; the first error is told.
    const Status kept = keep_confirmed();
    if (kept) static_cast<void>(load());
    return done;
}

Status Keyring::apply(std::uint64_t sequence, const format::Body& body) {
    if (const auto* erasure = std::get_if<format::Erasure>(&body)) {
        return subjects_->erase(sequence, erasure->key_ids);
    }
    if (const auto* hold = std::get_if<format::HoldBody>(&body)) {
        return holds_->apply(sequence, *hold);
    }
    if (const auto* joint = std::get_if<format::JointKey>(&body))
        return apply_key(sequence, *joint);
    if (const auto* key = std::get_if<format::DataKeyBody>(&body)) return apply_key(sequence, *key);
    return {};
}

Status Keyring::apply_key(std::uint64_t sequence, const format::JointKey& body) {
    confirmed_.push_back({body.fixed.key_id, sequence, true});
    return subjects_->confirm(body);
}

Status Keyring::apply_key(std::uint64_t sequence, const format::DataKeyBody& body) {
    confirmed_.push_back({body.key_id, sequence, false});
    return streams_->confirm(sequence, body);
}

Status Keyring::keep_confirmed() {
    Status done = database_->in_transaction([this] { return note_confirmed(); });
    if (done) confirmed_.clear();
    return done;
}

Status Keyring::note_confirmed() {
    for (const Confirmed& each : confirmed_) {
        Status noted = each.joint ? subjects_->note_confirmed(each.sequence, each.key_id)
                                  : streams_->note_confirmed(each.sequence, each.key_id);
        if (!noted) return noted;
    }
    return {};
}

Status Keyring::applied(std::uint64_t size) {
    Status done = database_->in_transaction([&]() -> Status {
        if (Status noted = note_confirmed(); !noted) return noted;
        return database_->set_applied_size(size);
    });
    if (done) confirmed_.clear();
    return done;
}

Status Keyring::rewind(std::uint64_t size) {
    if (!database_->has_subjects()) return {};
    Result<platform::Statement> beyond = database_->prepare(
        "SELECT 1 FROM data_key WHERE generation > 0 AND sequence >= ?1 UNION ALL SELECT 1 FROM "
        "joint WHERE sequence >= ?1 UNION ALL SELECT 1 FROM erased WHERE sequence >= ?1 UNION ALL "
        "SELECT 1 FROM hold WHERE added >= ?1 OR released >= ?1");
    if (!beyond) return beyond.error();
    beyond->bind(0, size);
    const Result<bool> found = beyond->step();
    if (!found) return found.error();
    beyond->reset();
    if (!*found && size >= applied_size()) return {};
    Status done = in_transaction([&]() -> Status {
        for (const char* sql :
             {"UPDATE data_key SET sequence = -1 WHERE generation > 0 AND sequence >= ?",
              "UPDATE joint SET sequence = -1 WHERE sequence >= ?",
              "UPDATE erased SET sequence = -1 WHERE sequence >= ?",
              "DELETE FROM hold WHERE added >= ?",
              "UPDATE hold SET released = NULL WHERE released >= ?"}) {
            if (Status ran = database_->write(sql, size); !ran) return ran;
        }
        return database_->set_applied_size(size);
    });
    return done ? load() : done;
}

Status Keyring::discard_unconfirmed() {
    const Result<bool> waiting = has_unconfirmed();
    if (!waiting) return waiting.error();
    if (!*waiting) return {};
    Status done = in_transaction([&]() -> Status {
        if (Status noted = note_confirmed(); !noted) return noted;
        for (const char* sql : {"DELETE FROM joint WHERE sequence IS NULL",
                                "DELETE FROM data_key WHERE sequence IS NULL"}) {
            if (Status ran = database_->write(sql); !ran) return ran;
        }
        return {};
    });
    if (!done) return done;
    confirmed_.clear();
    return load();
}

Status Keyring::remove_traces() {
    if (!database_->has_traces()) return {};
    return database_->remove_traces();
}

Result<DataKeySource::StreamKey> Keyring::current_key(std::uint32_t stream_id) {
    const std::uint64_t key_id = streams_->current_key_id(stream_id);
    const crypto::Secret256* const key = streams_->find_key(key_id);
    if (key != nullptr) return StreamKey{key_id, key};
    return Error{
        ErrorCode::kNotFound,
        fmt::format("the data key of stream {} is not in the keyring, which may be an older "
                    "copy; restore keyring.db, or begin a new key with `counterfoil keys "
                    "DIR rotate-data`",
                    stream_id)};
}

Result<const crypto::Secret256*> Keyring::find_key(std::uint64_t key_id) {
    if (const crypto::Secret256* const key = streams_->find_key(key_id)) return key;
    return subjects_->key(key_id);
}

}  // namespace counterfoil::keys
