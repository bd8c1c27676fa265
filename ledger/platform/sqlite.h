// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"

namespace counterfoil::platform {

class Database;

// A prepared statement. Parameters and columns count from 0. Should not outlive its Database: what
// it holds open stays open until it goes too. One thread at a time.
class Statement {
  public:
    ~Statement();
    Statement(Statement&&) noexcept;
    Statement& operator=(Statement&&) noexcept;

    // Values are copied. A binding that is refused (kInvalidArgument, or kTooLarge over 16 MiB)
    // makes the next step fail. A number is stored as a signed 64-bit integer with the same bits.
    Statement& bind(int index, std::uint64_t value);
    Statement& bind(int index, ByteView blob);
    Statement& bind_text(int index, std::string_view text);

    // True: a row is there to be read. False: done. Once done or failed it stays so until reset.
    // kExists: the row is there already (a primary key or unique index). kBusy: another connection
    // held the database for more than 5 s.
    [[nodiscard]] Result<bool> step();
    // Makes it ready to be run again; bindings are cleared.
    void reset();

    // Of the row that step found; zero or empty when there is none, or no such column.
    [[nodiscard]] std::uint64_t integer(int column) const;
    [[nodiscard]] Bytes blob(int column) const;
    [[nodiscard]] std::string text(int column) const;

  private:
    friend class Database;
    struct State;
    explicit Statement(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// SQLite, hardened: secure_delete=ON, synchronous=EXTRA, journal_mode=DELETE, trusted_schema=OFF,
// cell_size_check=ON, defensive mode, no extensions, triggers or views, no memory-mapped I/O,
// temporary data in memory, foreign_keys=ON; values up to 16 MiB. A file that is no database gives
// kDamaged; SQL that the database does not take, as for a missing table, kInvalidArgument.
//
// secure_delete overwrites in the database file. The journal that SQLite removes after each
// transaction is not overwritten, so a copy of what was deleted may stay in free blocks of the
// device.
class Database {
  public:
    // kCreate: the file must not exist; access mode 0600.
    enum class Mode { kRead, kReadWrite, kCreate };

    [[nodiscard]] static Result<Database> open(const std::string& path, Mode mode);
    ~Database();
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;

    // Runs statements that return no rows; several may be separated by semicolons.
    [[nodiscard]] Status execute(std::string_view sql);
    // Exactly one statement.
    [[nodiscard]] Result<Statement> prepare(std::string_view sql);

  private:
    struct State;
    explicit Database(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// The run-time version, such as "3.40.1".
[[nodiscard]] std::string sqlite_version();

}  // namespace counterfoil::platform
