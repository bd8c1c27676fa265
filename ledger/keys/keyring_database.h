// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"
#include "ledger/keys/wrapping.h"
#include "ledger/platform/random.h"
#include "ledger/platform/sqlite.h"
#include "ledger/platform/storage.h"

namespace counterfoil::keys {

// The file keyring.db: whose it is, its version, its transactions, and how far it has followed the
// ledger. What its tables mean is known to those who use it (stream_keys.h, subject_keys.h,
// hold_register.h). Stays where it is, as they refer to it. One thread at a time.
class KeyringDatabase {
  public:
    enum class Mode { kRead, kReadWrite };

    // Makes the file, with no stream, subject or hold.
    [[nodiscard]] static Status create(platform::Storage& storage, const std::string& path,
                                       const LedgerId& ledger_id);
    // kDamaged: it is another ledger's; kUnsupported: a newer version. An older version is brought
    // up to this one in kReadWrite. `wrapping` and `random` must outlive the object.
    [[nodiscard]] static Result<std::unique_ptr<KeyringDatabase>> open(
        platform::Storage& storage, const std::string& path, Mode mode, const LedgerId& ledger_id,
        const Wrapping& wrapping, platform::Random& random);
    KeyringDatabase(const KeyringDatabase&) = delete;
    KeyringDatabase& operator=(const KeyringDatabase&) = delete;

    [[nodiscard]] bool writable() const { return mode_ == Mode::kReadWrite; }
    // False for an old file that is only read: then only streams are in it.
    [[nodiscard]] bool has_subjects() const { return version_ > 1; }
    [[nodiscard]] const LedgerId& ledger_id() const { return ledger_id_; }
    [[nodiscard]] const Wrapping& wrapping() const { return wrapping_; }

    // Exactly one statement, to read by.
    [[nodiscard]] Result<platform::Statement> prepare(std::string_view sql);

    // All that `change` does to the database, or nothing. One inside another belongs to the outer
    // one. A change that turns out to write nothing costs nothing.
    [[nodiscard]] Status in_transaction(const std::function<Status()>& change);
    // Runs one statement that writes, with these values for its parameters in order; only in a
    // transaction.
    template <class... Values>
    [[nodiscard]] Status write(std::string_view sql, const Values&... values) {
        if (Status begun = begin_writing(); !begun) return begun;
        Result<platform::Statement> statement = prepare(sql);
        if (!statement) return statement.error();
        [[maybe_unused]] int index = 0;
        (statement->bind(index++, values), ...);
        const Result<bool> done = statement->step();
        return done ? Status() : Status(done.error());
    }

    [[nodiscard]] crypto::Secret256 random_key();
    // Random, not zero, and in no table.
    [[nodiscard]] Result<std::uint64_t> fresh_key_id();

    // The records below this sequence have been applied to the tables.
    [[nodiscard]] std::uint64_t applied_size() const { return applied_size_; }
    [[nodiscard]] Status set_applied_size(std::uint64_t size);

    // Something was deleted that must leave no trace (in the transaction that deletes it).
    [[nodiscard]] Status traces_are_due();
    [[nodiscard]] bool has_traces() const { return traces_due_; }
    // Writes the file anew: SQLite overwrites what it deletes (secure_delete), but not the copies
    // that pages keep of rows which were moved to other pages before. May be repeated.
    [[nodiscard]] Status remove_traces();

  private:
    KeyringDatabase(platform::Database database, Mode mode, const LedgerId& ledger_id,
                    const Wrapping& wrapping, platform::Random& random);
    [[nodiscard]] Status load(const std::string& path);
    [[nodiscard]] Status begin_writing();
    [[nodiscard]] Result<bool> is_taken(std::uint64_t key_id);

    platform::Database database_;
    Mode mode_;
    LedgerId ledger_id_;
    const Wrapping& wrapping_;
    platform::Random& random_;
    std::uint64_t version_ = 0;
    std::uint64_t applied_size_ = 0;
    bool traces_due_ = false;
    int depth_ = 0;
    bool writing_ = false;
};

// Integers as they are bound to what is wrapped: little-endian.
[[nodiscard]] Bytes wrap_context(std::uint32_t id);
[[nodiscard]] Bytes wrap_context(std::uint64_t id);

}  // namespace counterfoil::keys
