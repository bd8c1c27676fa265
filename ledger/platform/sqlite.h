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

// A prepared statement. Parameters and columns count from 0. Must not outlive its Database; one
// thread at a time.
class Statement {
  public:
    ~Statement();
    Statement(Statement&&) noexcept;
    Statement& operator=(Statement&&) noexcept;

    Statement& bind(int index,
                    std::uint64_t value);       // As a signed 64-bit integer with the same bits.
    Statement& bind(int index, ByteView blob);  // Copied.
    Statement& bind_text(int index, std::string_view text);

    // True: a row is there to be read. False: done.
    [[nodiscard]] Result<bool> step();
    // Makes it ready to be run again; bindings are cleared.
    void reset();

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
// cell_size_check=ON, defensive mode, no extensions, no memory-mapped I/O, foreign_keys=ON. A file
// that is no database gives kDamaged.
class Database {
  public:
    enum class Mode {
        kRead,
        kReadWrite,
        kCreate
    };  // kCreate: the file must not exist; access mode 0600.

    [[nodiscard]] static Result<Database> open(const std::string& path, Mode mode);
    ~Database();
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;

    // Runs statements that return no rows; several may be separated by semicolons.
    [[nodiscard]] Status execute(std::string_view sql);
    [[nodiscard]] Result<Statement> prepare(std::string_view sql);

  private:
    struct State;
    explicit Database(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// The run-time version, such as "3.40.1".
[[nodiscard]] std::string sqlite_version();

}  // namespace counterfoil::platform
