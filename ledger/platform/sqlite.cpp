// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/sqlite.h"

#include <array>
#include <cerrno>
#include <cstdlib>

#include <fmt/format.h>
#include <sqlite3.h>

#include "ledger/platform/posix_error.h"
#include "ledger/platform/posix_file.h"
#include "ledger/platform/storage.h"

namespace counterfoil::platform {
namespace {

constexpr int kBusyTimeoutMs = 5'000;
constexpr int kValueSizeMax = 16 * 1024 * 1024;
constexpr int kStatementSizeMax = 1024 * 1024;
constexpr int kParametersMax = 32'766;

// What may stay open after the Database when a Statement is left over.
struct Connection {
    sqlite3* handle = nullptr;
    std::string path;

    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { ::sqlite3_close_v2(handle); }
};

ErrorCode code_of(int result, int system_error) {
    // A full device is SQLITE_FULL when a write says so, but an I/O error when a sync does.
    const bool is_full = system_error == ENOSPC || system_error == EDQUOT;
    if (is_full && (result & 0xff) == SQLITE_IOERR) return ErrorCode::kNoSpace;
    switch (result) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID:
            return ErrorCode::kExists;
        default:
            break;
    }
    switch (result & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return ErrorCode::kBusy;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return ErrorCode::kDamaged;
        case SQLITE_FULL:
            return ErrorCode::kNoSpace;
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return ErrorCode::kPermission;
        case SQLITE_TOOBIG:
            return ErrorCode::kTooLarge;
        case SQLITE_ERROR:
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
        case SQLITE_RANGE:
            return ErrorCode::kInvalidArgument;
        case SQLITE_CANTOPEN:
            return system_error == EACCES || system_error == EROFS ? ErrorCode::kPermission
                                                                   : ErrorCode::kIo;
        default:
            return ErrorCode::kIo;
    }
}

// SQLite takes what the disk cannot give (EIO) for a page that is malformed. Reads through SQLite's
// own open file: closing another one would drop the locks on it.
bool can_be_read(const Connection& connection) {
    sqlite3_file* file = nullptr;
    const int found =
        ::sqlite3_file_control(connection.handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (found != SQLITE_OK || file == nullptr || file->pMethods == nullptr) return true;
    sqlite3_int64 size = 0;
    if (file->pMethods->xFileSize(file, &size) != SQLITE_OK) return false;
    std::array<std::uint8_t, 64U << 10U> chunk{};
    for (sqlite3_int64 offset = 0; offset < size; offset += static_cast<int>(chunk.size())) {
        const int wanted = static_cast<int>(chunk.size());
        const int read = file->pMethods->xRead(file, chunk.data(), wanted, offset);
        if (read != SQLITE_OK && read != SQLITE_IOERR_SHORT_READ) return false;
    }
    return true;
}

Error sqlite_error(std::string_view action, const Connection& connection, int result) {
    if ((result & 0xff) == SQLITE_CORRUPT && !can_be_read(connection)) {
        return posix_error("read", connection.path, EIO);
    }
    const int system_error = ::sqlite3_system_errno(connection.handle);
    // The connection's own words are more exact, but only while they are about this result.
    const bool is_latest = ::sqlite3_extended_errcode(connection.handle) == result;
    const char* said = is_latest ? ::sqlite3_errmsg(connection.handle) : ::sqlite3_errstr(result);
    return {code_of(result, system_error),
            fmt::format("cannot {} {}: {}", action, printable(connection.path), printable(said))};
}

// The path for SQLite: absolute, so that it is neither a URI ("file:...") nor a special name
// (":memory:"), and without links in its directories, which SQLITE_OPEN_NOFOLLOW refuses as well
// as one in the last place.
Result<std::string> plain_path(const std::string& path) {
    const std::size_t slash = path.find_last_of('/');
    const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
    const std::unique_ptr<char, decltype(&std::free)> directory(
        ::realpath(parent(path).c_str(), nullptr), &std::free);
    if (!directory) return posix_error("open", path, errno);
    return join(directory.get(), name);
}

// Makes the file, or checks it by its name only: opening and closing it here would drop the locks
// that another connection of this process has on it.
Status prepare_file(const std::string& path, Database::Mode mode) {
    if (mode == Database::Mode::kCreate) {
        const Result<Descriptor> created = open_regular_file(path, OpenMode::kCreateNew);
        return created ? Status() : Status(created.error());
    }
    const Result<EntryKind> kind = posix_storage()->kind(path);
    if (!kind) return kind.error();
    if (*kind == EntryKind::kFile) return {};
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("cannot open {}: it is not a regular file", printable(path))};
}

// The first column of the first row, as text; nothing when there is no row.
Result<std::string> ask(const Connection& connection, const std::string& sql) {
    sqlite3_stmt* raw = nullptr;
    int result = ::sqlite3_prepare_v2(connection.handle, sql.c_str(), -1, &raw, nullptr);
    const std::unique_ptr<sqlite3_stmt, decltype(&::sqlite3_finalize)> statement(
        raw, &::sqlite3_finalize);
    if (result != SQLITE_OK) return sqlite_error("open", connection, result);
    result = ::sqlite3_step(raw);
    if (result == SQLITE_DONE) return std::string();
    if (result != SQLITE_ROW) return sqlite_error("open", connection, result);
    const unsigned char* text = ::sqlite3_column_text(raw, 0);
    return std::string(text == nullptr ? "" : reinterpret_cast<const char*>(text));
}

struct Pragma {
    const char* name;
    const char* value;
    const char* reads_back;
};

// Read back each, because SQLite says nothing of a pragma that it does not take.
constexpr Pragma kPragmas[] = {
    {"secure_delete", "ON", "1"},    // What is deleted is overwritten with zeros.
    {"synchronous", "EXTRA", "3"},   // Also the removal of the journal is durable.
    {"cell_size_check", "ON", "1"},  // Damage is found early, also made on purpose.
    {"foreign_keys", "ON", "1"},
    {"mmap_size", "0", "0"},        // A file that shrinks must not end the program.
    {"temp_store", "MEMORY", "2"},  // No row in a temporary file outside the ledger.
    {"trusted_schema", "OFF", "0"},
};

Error not_hardened(const Connection& connection, const std::string& what) {
    return {ErrorCode::kUnsupported,
            fmt::format("cannot open {}: this build of SQLite ({}) does not take {}",
                        printable(connection.path), ::sqlite3_libversion(), what)};
}

Status harden(const Connection& connection) {
    ::sqlite3_limit(connection.handle, SQLITE_LIMIT_LENGTH, kValueSizeMax);
    ::sqlite3_limit(connection.handle, SQLITE_LIMIT_SQL_LENGTH, kStatementSizeMax);
    ::sqlite3_limit(connection.handle, SQLITE_LIMIT_VARIABLE_NUMBER, kParametersMax);
    ::sqlite3_busy_timeout(connection.handle, kBusyTimeoutMs);
    constexpr std::pair<int, int> kSwitches[] = {{SQLITE_DBCONFIG_DEFENSIVE, 1},
                                                 {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                                 {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                                                 {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                                                 {SQLITE_DBCONFIG_DQS_DDL, 0},
                                                 {SQLITE_DBCONFIG_DQS_DML, 0},
                                                 {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0}};
    for (const auto& [option, wanted] : kSwitches) {
        int now = -1;
        const int result = ::sqlite3_db_config(connection.handle, option, wanted, &now);
        if (result != SQLITE_OK) return sqlite_error("harden", connection, result);
        if (now != wanted) return not_hardened(connection, fmt::format("setting {}", option));
    }
    for (const Pragma& pragma : kPragmas) {
        const auto set = ask(connection, fmt::format("PRAGMA {}={}", pragma.name, pragma.value));
        if (!set) return set.error();
        const Result<std::string> now = ask(connection, fmt::format("PRAGMA {}", pragma.name));
        if (!now) return now.error();
        if (*now != pragma.reads_back) {
            return not_hardened(connection, fmt::format("PRAGMA {}", pragma.name));
        }
    }
    return {};
}

Status check_it_is_a_database(const Connection& connection, bool writable) {
    const Result<std::string> tables = ask(connection, "SELECT count(*) FROM sqlite_schema");
    if (!tables) return tables.error();
    const Result<std::string> journal =
        ask(connection, writable ? "PRAGMA journal_mode=DELETE" : "PRAGMA journal_mode");
    if (!journal) return journal.error();
    if (*journal == "delete") return {};
    return Error{ErrorCode::kDamaged, fmt::format("cannot use {}: its journal mode is {}, not "
                                                  "delete as we write it",
                                                  printable(connection.path), *journal)};
}

Status connect(Connection& connection, Database::Mode mode) {
    const Result<std::string> plain = plain_path(connection.path);
    if (!plain) return plain.error();
    const bool writable = mode != Database::Mode::kRead;
    const int flags = (writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) |
                      SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_FULLMUTEX |
                      SQLITE_OPEN_PRIVATECACHE;
    const int result = ::sqlite3_open_v2(plain->c_str(), &connection.handle, flags, nullptr);
    if (result != SQLITE_OK) return sqlite_error("open", connection, result);
    // SQLite falls back to reading in silence.
    if (writable && ::sqlite3_db_readonly(connection.handle, "main") != 0) {
        return posix_error("open for writing", connection.path, EACCES);
    }
    if (const Status hardened = harden(connection); !hardened) return hardened;
    return check_it_is_a_database(connection, writable);
}

}  // namespace

struct Statement::State {
    std::shared_ptr<Connection> connection;
    sqlite3_stmt* statement = nullptr;
    std::optional<Error> failure;
    bool done = false;

    State(std::shared_ptr<Connection> owner, sqlite3_stmt* prepared)
        : connection(std::move(owner)), statement(prepared) {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { ::sqlite3_finalize(statement); }

    void bound(int result) {
        if (result == SQLITE_OK || failure) return;
        failure = sqlite_error("bind a value for", *connection, result);
    }
};

Statement::Statement(std::unique_ptr<State> state) : state_(std::move(state)) {}
Statement::~Statement() = default;
Statement::Statement(Statement&&) noexcept = default;
Statement& Statement::operator=(Statement&&) noexcept = default;

// SQLite counts parameters from 1; an index that is out of range either way is its to refuse.
static int parameter(int index) {
    return index >= 0 && index < kParametersMax ? index + 1 : 0;
}

Statement& Statement::bind(int index, std::uint64_t value) {
    state_->bound(::sqlite3_bind_int64(state_->statement, parameter(index),
                                       static_cast<sqlite3_int64>(value)));
    return *this;
}

Statement& Statement::bind(int index, ByteView blob) {
    // A null pointer would bind NULL; empty is a value.
    const int result = blob.empty()
                           ? ::sqlite3_bind_zeroblob(state_->statement, parameter(index), 0)
                           : ::sqlite3_bind_blob64(state_->statement, parameter(index), blob.data(),
                                                   blob.size(), SQLITE_TRANSIENT);
    state_->bound(result);
    return *this;
}

Statement& Statement::bind_text(int index, std::string_view text) {
    const char* data = text.empty() ? "" : text.data();
    state_->bound(::sqlite3_bind_text64(state_->statement, parameter(index), data, text.size(),
                                        SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Result<bool> Statement::step() {
    if (state_->failure) return *state_->failure;
    // SQLite would run it once more.
    if (state_->done) return false;
    const int result = ::sqlite3_step(state_->statement);
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) {
        state_->done = true;
        return false;
    }
    state_->failure = sqlite_error("use", *state_->connection, result);
    return *state_->failure;
}

void Statement::reset() {
    ::sqlite3_reset(state_->statement);
    ::sqlite3_clear_bindings(state_->statement);
    state_->failure.reset();
    state_->done = false;
}

std::uint64_t Statement::integer(int column) const {
    return static_cast<std::uint64_t>(::sqlite3_column_int64(state_->statement, column));
}

Bytes Statement::blob(int column) const {
    const void* data = ::sqlite3_column_blob(state_->statement, column);
    const int size = ::sqlite3_column_bytes(state_->statement, column);
    if (data == nullptr || size <= 0) return {};
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    return Bytes(bytes, bytes + size);
}

std::string Statement::text(int column) const {
    const unsigned char* data = ::sqlite3_column_text(state_->statement, column);
    const int size = ::sqlite3_column_bytes(state_->statement, column);
    if (data == nullptr || size <= 0) return {};
    return std::string(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size));
}

struct Database::State {
    std::shared_ptr<Connection> connection;
};

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::~Database() = default;
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;

Result<Database> Database::open(const std::string& path, Mode mode) {
    if (const Status prepared = prepare_file(path, mode); !prepared) return prepared.error();
    auto connection = std::make_shared<Connection>();
    connection->path = path;
    if (const Status connected = connect(*connection, mode); !connected) {
        connection.reset();
        if (mode == Mode::kCreate) (void)posix_storage()->remove_file(path);
        return connected.error();
    }
    auto state = std::make_unique<State>();
    state->connection = std::move(connection);
    return Database(std::move(state));
}

Status Database::execute(std::string_view sql) {
    if (sql.find('\0') != std::string_view::npos) {
        return Error{ErrorCode::kInvalidArgument, "cannot run SQL with a zero byte in it"};
    }
    const Connection& connection = *state_->connection;
    const int result =
        ::sqlite3_exec(connection.handle, std::string(sql).c_str(), nullptr, nullptr, nullptr);
    if (result != SQLITE_OK) return sqlite_error("change", connection, result);
    return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
    const Connection& connection = *state_->connection;
    if (sql.size() > static_cast<std::size_t>(kStatementSizeMax)) {
        return sqlite_error("use", connection, SQLITE_TOOBIG);
    }
    sqlite3_stmt* prepared = nullptr;
    const char* rest = nullptr;
    const int result = ::sqlite3_prepare_v2(connection.handle, sql.data(),
                                            static_cast<int>(sql.size()), &prepared, &rest);
    auto state = std::make_unique<Statement::State>(state_->connection, prepared);
    if (result != SQLITE_OK) return sqlite_error("use", connection, result);
    const std::string_view left =
        sql.empty() ? sql : sql.substr(static_cast<std::size_t>(rest - sql.data()));
    if (prepared == nullptr || left.find_first_not_of(" \t\r\n;") != std::string_view::npos) {
        return Error{
            ErrorCode::kInvalidArgument,
            fmt::format("cannot use {}: one SQL statement at a time", printable(connection.path))};
    }
    return Statement(std::move(state));
}

std::string sqlite_version() {
    return ::sqlite3_libversion();
}

}  // namespace counterfoil::platform
