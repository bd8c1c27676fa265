// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/sqlite.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/platform/random.h"
#include "ledger/platform/storage.h"
#include "tests/platform/child_process.h"
#include "tests/support/temporary_directory.h"

namespace counterfoil::platform {
namespace {

using test::ChildEnd;
using test::ChildProcess;
using testing::HasSubstr;
using Mode = Database::Mode;

template <class T>
void expect_error(const Result<T>& result, ErrorCode code, const std::string& path) {
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, code) << result.error().message;
    EXPECT_THAT(result.error().message, HasSubstr(path));
}

class SqliteDatabase : public testing::Test {
  protected:
    Database create(const std::string& path) {
        Result<Database> database = Database::open(path, Mode::kCreate);
        require(database.ok(), database.ok() ? "" : database.error().message.c_str());
        return std::move(*database);
    }
    Database create_with_table() {
        Database database = create(path_);
        const Status status = database.execute(
            "CREATE TABLE keys (id INTEGER PRIMARY KEY, name TEXT UNIQUE, value BLOB)");
        require(status.ok(), "the table is made");
        return database;
    }
    static std::string ask(Database& database, const std::string& sql) {
        Result<Statement> statement = database.prepare(sql);
        if (!statement) return statement.error().message;
        const Result<bool> row = statement->step();
        if (!row) return row.error().message;
        return *row ? statement->text(0) : "(no row)";
    }
    static Status insert(Database& database, std::uint64_t id, ByteView value) {
        Result<Statement> statement =
            database.prepare("INSERT INTO keys (id, name, value) VALUES (?, ?, ?)");
        if (!statement) return statement.error();
        statement->bind(0, id).bind_text(1, "name " + std::to_string(id)).bind(2, value);
        const Result<bool> row = statement->step();
        return row ? Status() : Status(row.error());
    }
    bool file_holds(ByteView needle) {
        const Bytes content = read_file(*storage_, path_, 100'000'000).value();
        return std::search(content.begin(), content.end(), needle.begin(), needle.end()) !=
               content.end();
    }

    test::TemporaryDirectory directory_;
    std::unique_ptr<Storage> storage_ = posix_storage();
    std::string path_ = directory_.path("database.db");
};

TEST_F(SqliteDatabase, IsHardenedInEveryMode) {
    create_with_table();
    const std::pair<const char*, const char*> expected[] = {
        {"secure_delete", "1"},   {"synchronous", "3"}, {"journal_mode", "delete"},
        {"trusted_schema", "0"},  {"mmap_size", "0"},   {"foreign_keys", "1"},
        {"cell_size_check", "1"}, {"temp_store", "2"},  {"busy_timeout", "5000"}};
    for (const Mode mode : {Mode::kRead, Mode::kReadWrite}) {
        Result<Database> database = Database::open(path_, mode);
        ASSERT_TRUE(database.ok()) << database.error().message;
        for (const auto& [pragma, value] : expected) {
            EXPECT_EQ(ask(*database, std::string("PRAGMA ") + pragma), value) << pragma;
        }
    }
}

TEST_F(SqliteDatabase, IsDefensiveAboutItsOwnFile) {
    Database database = create_with_table();
    EXPECT_FALSE(database.execute("UPDATE sqlite_schema SET sql = 'x'").ok());
    EXPECT_FALSE(database.execute("SELECT load_extension('x')").ok());
    EXPECT_FALSE(database.execute("SELECT \"not a column\" FROM keys").ok());
    ASSERT_TRUE(database.execute("CREATE VIEW seen AS SELECT id FROM keys").ok());
    EXPECT_FALSE(database.execute("SELECT * FROM seen").ok());
    ASSERT_TRUE(database
                    .execute("CREATE TRIGGER after_it AFTER INSERT ON keys BEGIN "
                             "DELETE FROM keys; END")
                    .ok());
    ASSERT_TRUE(insert(database, 1, as_bytes("x")).ok());
    EXPECT_EQ(ask(database, "SELECT count(*) FROM keys"), "1") << "the trigger did not run";
}

TEST_F(SqliteDatabase, IsCreatedOnceAndForItsOwnerOnly) {
    const mode_t before = ::umask(0);
    create_with_table();
    ::umask(before);
    struct stat about = {};
    ASSERT_EQ(::stat(path_.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 07777, 0600u);
    expect_error(Database::open(path_, Mode::kCreate), ErrorCode::kExists, path_);
    EXPECT_TRUE(Database::open(path_, Mode::kReadWrite).ok());
}

TEST_F(SqliteDatabase, OpensWhatIsThereOnly) {
    expect_error(Database::open(path_, Mode::kRead), ErrorCode::kNotFound, path_);
    expect_error(Database::open(path_, Mode::kReadWrite), ErrorCode::kNotFound, path_);
    EXPECT_EQ(storage_->kind(path_).error().code, ErrorCode::kNotFound) << "nothing was made";
    expect_error(Database::open("", Mode::kRead), ErrorCode::kNotFound, "");
    expect_error(Database::open(directory_.path("no/file"), Mode::kCreate), ErrorCode::kNotFound,
                 directory_.path("no/file"));
}

TEST_F(SqliteDatabase, IsNeverALinkAFifoOrADirectory) {
    create_with_table();
    const std::string link = directory_.path("link");
    const std::string fifo = directory_.path("fifo");
    ASSERT_EQ(::symlink(path_.c_str(), link.c_str()), 0);
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    for (const std::string& path : {link, fifo, directory_.path()}) {
        expect_error(Database::open(path, Mode::kRead), ErrorCode::kInvalidArgument, path);
        expect_error(Database::open(path, Mode::kReadWrite), ErrorCode::kInvalidArgument, path);
    }
}

TEST_F(SqliteDatabase, MayLieInADirectoryThatIsALink) {
    ASSERT_TRUE(storage_->make_directory(directory_.path("real")).ok());
    ASSERT_EQ(::symlink("real", directory_.path("link").c_str()), 0);
    create(directory_.path("link/database.db"));
    EXPECT_EQ(storage_->kind(directory_.path("real/database.db")).value(), EntryKind::kFile);
}

TEST_F(SqliteDatabase, TakesAPathAsAPathAndNotAsAUri) {
    ChildProcess child([&] {
        if (::chdir(directory_.path().c_str()) != 0) return 1;
        for (const char* name : {"file:x?mode=memory", ":memory:", "a%41?b#c"}) {
            if (!Database::open(name, Mode::kCreate)) return 2;
            if (!storage_->kind(directory_.path(name))) return 3;
            if (!Database::open(name, Mode::kRead)) return 4;
        }
        return 0;
    });
    EXPECT_EQ(child.wait(), (ChildEnd{0, 0}));
}

TEST_F(SqliteDatabase, IsDamagedWhenTheFileIsSomethingElse) {
    ASSERT_TRUE(write_new_file(*storage_, path_, Bytes(5'000, 'x')).ok());
    expect_error(Database::open(path_, Mode::kRead), ErrorCode::kDamaged, path_);
    expect_error(Database::open(path_, Mode::kReadWrite), ErrorCode::kDamaged, path_);
}

TEST_F(SqliteDatabase, IsDamagedWhenItsPagesAre) {
    {
        Database database = create_with_table();
        ASSERT_TRUE(database.execute("BEGIN").ok());
        for (std::uint64_t id = 0; id < 100; ++id) {
            ASSERT_TRUE(insert(database, id, Bytes(1'000, 'v')).ok());
        }
        ASSERT_TRUE(database.execute("COMMIT").ok());
    }
    const auto file = storage_->open(path_, OpenMode::kReadWrite);
    ASSERT_TRUE(file.ok());
    const std::uint64_t size = (*file)->size().value();
    for (std::uint64_t page = 4096; page < size; page += 4096) {
        ASSERT_TRUE((*file)->write_at(page, Bytes(64, 0xff)).ok());
    }
    Result<Database> database = Database::open(path_, Mode::kRead);
    ASSERT_TRUE(database.ok()) << database.error().message;
    Result<Statement> statement = database->prepare("SELECT sum(length(value)) FROM keys");
    ASSERT_TRUE(statement.ok());
    expect_error(statement->step(), ErrorCode::kDamaged, path_);
}

TEST_F(SqliteDatabase, InModeReadCannotBeChanged) {
    create_with_table();
    Result<Database> database = Database::open(path_, Mode::kRead);
    ASSERT_TRUE(database.ok());
    expect_error(insert(*database, 1, {}), ErrorCode::kPermission, path_);
}

TEST_F(SqliteDatabase, DoesNotOpenForWritingWhatItMayOnlyRead) {
    create_with_table();
    ASSERT_EQ(::chmod(path_.c_str(), 0444), 0);
    ChildProcess child([&] {
        if (::geteuid() == 0 &&
            (::chmod(directory_.path().c_str(), 0755) != 0 || ::setuid(65534) != 0)) {
            return 2;
        }
        if (!Database::open(path_, Mode::kRead)) return 3;
        const Result<Database> database = Database::open(path_, Mode::kReadWrite);
        return !database && database.error().code == ErrorCode::kPermission ? 0 : 1;
    });
    EXPECT_EQ(child.wait(), (ChildEnd{0, 0}));
}

TEST_F(SqliteDatabase, GivesBackIntegersBlobsAndText) {
    Database database = create(path_);
    // One transaction for all, because each would be synced.
    ASSERT_TRUE(database.execute("CREATE TABLE t (i INTEGER, b BLOB, s TEXT); BEGIN").ok());
    const std::uint64_t integers[] = {0,
                                      1,
                                      0x7fff'ffff'ffff'ffff,
                                      0x8000'0000'0000'0000,
                                      0x8000'0000'0000'0001,
                                      std::numeric_limits<std::uint64_t>::max()};
    Bytes every_byte(256);
    for (std::size_t i = 0; i < 256; ++i) every_byte[i] = static_cast<std::uint8_t>(i);
    const Bytes blobs[] = {{}, {0}, every_byte, Bytes(1'000'000, 'b')};
    const std::string texts[] = {"", "a", std::string("zero\0byte", 9), "ünïcode"};
    Result<Statement> in = database.prepare("INSERT INTO t VALUES (?, ?, ?)");
    Result<Statement> out = database.prepare("SELECT i, b, s, typeof(b), length(b) FROM t");
    ASSERT_TRUE(in.ok() && out.ok());
    for (const std::uint64_t integer : integers) {
        for (const Bytes& blob : blobs) {
            for (const std::string& text : texts) {
                ASSERT_TRUE(database.execute("DELETE FROM t").ok());
                EXPECT_FALSE(in->bind(0, integer).bind(1, blob).bind_text(2, text).step().value());
                in->reset();
                ASSERT_TRUE(out->step().value());
                EXPECT_EQ(out->integer(0), integer);
                EXPECT_EQ(out->blob(1), blob);
                EXPECT_EQ(out->text(2), text);
                EXPECT_EQ(out->text(3), "blob") << "also when empty";
                EXPECT_EQ(out->integer(4), blob.size());
                EXPECT_FALSE(out->step().value());
                out->reset();
            }
        }
    }
}

TEST_F(SqliteDatabase, LeavesNothingOfADeletedBlobInItsFile) {
    Bytes small(32);      // As long as a key; it lies within a page.
    Bytes large(20'000);  // Lies on pages of its own.
    const auto random = system_random();
    random->fill(small);
    random->fill(large);
    Database database = create_with_table();
    ASSERT_TRUE(database.execute("BEGIN").ok());
    for (std::uint64_t id = 0; id < 50; ++id) {
        ASSERT_TRUE(insert(database, id, Bytes(100, 'o')).ok());
    }
    ASSERT_TRUE(database.execute("COMMIT").ok());
    ASSERT_TRUE(insert(database, 100, small).ok());
    ASSERT_TRUE(insert(database, 101, large).ok());
    const ByteView inner = ByteView(large).subspan(10'000, 16);
    ASSERT_TRUE(file_holds(small));
    ASSERT_TRUE(file_holds(inner));
    ASSERT_TRUE(database.execute("DELETE FROM keys WHERE id >= 100").ok());
    EXPECT_FALSE(file_holds(small));
    EXPECT_FALSE(file_holds(ByteView(small).last(16)));
    EXPECT_FALSE(file_holds(inner));
    EXPECT_EQ(storage_->list(directory_.path()).value().size(), 1u) << "no journal is left";
}

TEST_F(SqliteDatabase, LeavesNothingOfAReplacedBlobInItsFile) {
    Bytes old(64);
    system_random()->fill(old);
    Database database = create_with_table();
    ASSERT_TRUE(insert(database, 1, old).ok());
    ASSERT_TRUE(file_holds(old));
    ASSERT_TRUE(database.execute("UPDATE keys SET value = x'00' WHERE id = 1").ok());
    EXPECT_FALSE(file_holds(ByteView(old).last(32)));
}

TEST_F(SqliteDatabase, SaysThatARowIsThereAlready) {
    Database database = create_with_table();
    ASSERT_TRUE(insert(database, 1, {}).ok());
    expect_error(insert(database, 1, {}), ErrorCode::kExists, path_);
    EXPECT_TRUE(insert(database, 2, {}).ok());
    const Status same_name = database.execute("UPDATE keys SET name = 'name 1' WHERE id = 2");
    expect_error(same_name, ErrorCode::kExists, path_);
}

TEST_F(SqliteDatabase, RunsSeveralStatementsAndUndoesATransaction) {
    Database database = create_with_table();
    ASSERT_TRUE(database
                    .execute("INSERT INTO keys (id) VALUES (1); INSERT INTO keys (id) "
                             "VALUES (2);")
                    .ok());
    ASSERT_TRUE(database.execute("BEGIN IMMEDIATE; DELETE FROM keys; ROLLBACK").ok());
    EXPECT_EQ(ask(database, "SELECT count(*) FROM keys"), "2");
    expect_error(database.execute("INSERT INTO keys (id) VALUES (3); nonsense"),
                 ErrorCode::kInvalidArgument, path_);
}

TEST_F(SqliteDatabase, PreparesExactlyOneStatement) {
    Database database = create_with_table();
    EXPECT_TRUE(database.prepare("SELECT 1;\n").ok());
    for (const std::string& sql :
         {std::string(), std::string(" "), std::string("-- nothing"), std::string("nonsense"),
          std::string("SELECT 1; SELECT 2"), std::string("SELECT 1\0SELECT 2", 17),
          std::string("SELECT * FROM missing")}) {
        const Result<Statement> statement = database.prepare(sql);
        ASSERT_FALSE(statement.ok()) << sql;
        EXPECT_EQ(statement.error().code, ErrorCode::kInvalidArgument) << sql;
    }
    const Result<Statement> longest = database.prepare(std::string(2'000'000, ' '));
    expect_error(longest, ErrorCode::kTooLarge, path_);
    EXPECT_FALSE(database.execute(std::string_view("SELECT 1;\0 nonsense", 19)).ok());
}

TEST_F(SqliteDatabase, TakesAPartOfALongerTextAsSql) {
    Database database = create(path_);
    const std::string_view sql = std::string_view("SELECT 42 nonsense follows").substr(0, 9);
    Result<Statement> statement = database.prepare(sql);
    ASSERT_TRUE(statement.ok()) << statement.error().message;
    ASSERT_TRUE(statement->step().value());
    EXPECT_EQ(statement->integer(0), 42u);
    EXPECT_TRUE(database.execute(sql).ok());
}

TEST_F(SqliteDatabase, RefusesBadBindingsAtTheNextStep) {
    Database database = create_with_table();
    Result<Statement> statement = database.prepare("SELECT ?");
    ASSERT_TRUE(statement.ok());
    for (const int index :
         {-1, 1, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
        statement->bind(index, std::uint64_t{1});
        expect_error(statement->step(), ErrorCode::kInvalidArgument, path_);
        expect_error(statement->step(), ErrorCode::kInvalidArgument, path_);
        statement->reset();
        EXPECT_TRUE(statement->step().value());
        statement->reset();
    }
    statement->bind(0, Bytes(16 * 1024 * 1024 + 1));
    expect_error(statement->step(), ErrorCode::kTooLarge, path_);
}

TEST_F(SqliteDatabase, DoesNotRunAStatementAgainWithoutAReset) {
    Database database = create_with_table();
    Result<Statement> statement = database.prepare("INSERT INTO keys (name) VALUES (NULL)");
    ASSERT_TRUE(statement.ok());
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(statement->step().value());
    EXPECT_EQ(ask(database, "SELECT count(*) FROM keys"), "1");
    statement->reset();
    EXPECT_FALSE(statement->step().value());
    EXPECT_EQ(ask(database, "SELECT count(*) FROM keys"), "2");
}

TEST_F(SqliteDatabase, GivesEmptyValuesWhereThereIsNoRowOrColumn) {
    Database database = create_with_table();
    Result<Statement> statement = database.prepare("SELECT id, name, value FROM keys");
    ASSERT_TRUE(statement.ok());
    const auto expect_nothing = [&](int column) {
        EXPECT_EQ(statement->integer(column), 0u);
        EXPECT_TRUE(statement->blob(column).empty());
        EXPECT_TRUE(statement->text(column).empty());
    };
    expect_nothing(0);
    EXPECT_FALSE(statement->step().value());
    expect_nothing(0);
    statement->reset();
    ASSERT_TRUE(insert(database, 1, {}).ok());
    ASSERT_TRUE(statement->step().value());
    expect_nothing(3);
    expect_nothing(-1);
}

TEST_F(SqliteDatabase, SurvivesAStatementThatOutlivesIt) {
    std::optional<Statement> left;
    {
        Database database = create_with_table();
        ASSERT_TRUE(insert(database, 7, {}).ok());
        Result<Statement> statement = database.prepare("SELECT id FROM keys");
        ASSERT_TRUE(statement.ok());
        ASSERT_TRUE(statement->step().value());
        left = std::move(*statement);
    }
    EXPECT_EQ(left->integer(0), 7u);
    EXPECT_FALSE(left->step().value());
    left.reset();
    EXPECT_TRUE(Database::open(path_, Mode::kReadWrite)->execute("DROP TABLE keys").ok());
}

TEST_F(SqliteDatabase, IsUsableAfterAMove) {
    Database first = create_with_table();
    Database second = std::move(first);
    Result<Statement> statement = second.prepare("SELECT 5");
    ASSERT_TRUE(statement.ok());
    Statement moved = std::move(*statement);
    moved = second.prepare("SELECT 6").value();
    ASSERT_TRUE(moved.step().value());
    EXPECT_EQ(moved.integer(0), 6u);
}

TEST_F(SqliteDatabase, IsBusyWhileAnotherConnectionWrites) {
    Database writer = create_with_table();
    ASSERT_TRUE(writer.execute("BEGIN EXCLUSIVE").ok());
    Result<Database> other = Database::open(path_, Mode::kReadWrite);  // Waits out the 5 s.
    expect_error(other, ErrorCode::kBusy, path_);
    ASSERT_TRUE(writer.execute("COMMIT").ok());
    EXPECT_TRUE(Database::open(path_, Mode::kReadWrite).ok());
}

TEST_F(SqliteDatabase, SaysNoSpaceWhenItIsFull) {
    Database database = create_with_table();
    EXPECT_EQ(ask(database, "PRAGMA max_page_count=10"), "10");
    expect_error(insert(database, 1, Bytes(100'000)), ErrorCode::kNoSpace, path_);
    EXPECT_TRUE(insert(database, 1, Bytes(1'000)).ok());
}

TEST_F(SqliteDatabase, KeepsWhatItHadWhenItsFileCannotGrow) {
    {
        Database database = create_with_table();
        ASSERT_TRUE(insert(database, 1, as_bytes("kept")).ok());
    }
    ChildProcess child([&] {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit = {60'000, 60'000};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 2;
        Result<Database> database = Database::open(path_, Mode::kReadWrite);
        // SQLite says "disk I/O error" and no longer knows the reason when it has rolled back.
        return insert(*database, 2, Bytes(200'000)).ok() ? 1 : 0;
    });
    EXPECT_EQ(child.wait(), (ChildEnd{0, 0}));
    Result<Database> database = Database::open(path_, Mode::kReadWrite);
    ASSERT_TRUE(database.ok()) << database.error().message;
    EXPECT_EQ(ask(*database, "SELECT count(*) FROM keys"), "1");
    EXPECT_EQ(ask(*database, "PRAGMA integrity_check"), "ok");
}

TEST(Sqlite, TellsItsVersion) {
    EXPECT_THAT(sqlite_version(), testing::StartsWith("3."));
}

}  // namespace
}  // namespace counterfoil::platform
