// SPDX-License-Identifier: Apache-2.0
// What is left of an erased subject in the ledger's directory: nothing. Looked for byte by byte in
// every file, pages that SQLite has given up and journals included.
#include <gtest/gtest.h>

#include <filesystem>
#include <string_view>

#include <fmt/format.h>

#include "ledger/crypto/hash.h"
#include "ledger/format/labels.h"
#include "ledger/platform/forwarding_storage.h"
#include "tests/admin/administered.h"

namespace counterfoil::admin {
namespace {

namespace fs = std::filesystem;
using test::Administered;

// The same disk with SQLite's secure_delete switched off: what others forget.
class ForgetfulStorage : public platform::ForwardingStorage {
  public:
    using ForwardingStorage::ForwardingStorage;
    Result<platform::Database> open_database(const std::string& path,
                                             platform::Database::Mode mode) override {
        auto database = ForwardingStorage::open_database(path, mode);
        if (database) {
            auto pragma = database->prepare("PRAGMA secure_delete = OFF");
            require(pragma.ok() && pragma->step().ok(), "secure_delete can be switched off");
        }
        return database;
    }
};

// Rows of the keyring that belong to a subject, as they stand in the file.
struct Traces {
    std::vector<Bytes> blobs;

    static Traces of(platform::Storage& storage, const std::string& directory,
                     std::uint64_t key_id) {
        Traces traces;
        auto database = Administered::made(
            storage.open_database(directory + "/keyring.db", platform::Database::Mode::kRead));
        auto row = Administered::made(database.prepare(
            "SELECT wrapped_key, wrapped_name, name_mac FROM subject WHERE key_id = ?"));
        row.bind(0, key_id);
        require(Administered::made(row.step()), "the subject has a row");
        for (int column = 0; column < 3; ++column) traces.blobs.push_back(row.blob(column));
        return traces;
    }

    // How many 16-byte pieces of them stand anywhere below the directory.
    [[nodiscard]] std::size_t found_below(const std::string& directory) const {
        std::size_t found = 0;
        for (const auto& entry : fs::recursive_directory_iterator(directory)) {
            if (!entry.is_regular_file()) continue;
            const auto disk = platform::posix_storage();
            const Bytes file =
                Administered::made(platform::read_file(*disk, entry.path().string(), 1U << 30U));
            for (const Bytes& blob : blobs) {
                for (std::size_t at = 0; at + 16 <= blob.size(); at += 16) {
                    const std::string_view piece = as_text(blob).substr(at, 16);
                    if (as_text(file).find(piece) != std::string_view::npos) ++found;
                }
            }
        }
        return found;
    }
};

std::string name(int number) {
    return fmt::format("subject-with-a-name-{}", number);
}

class ErasedSubject : public testing::Test {
  protected:
    // So many that the keyring's pages were split, and rows moved, while they came.
    static constexpr int kSubjects = 200;

    ErasedSubject() {
        auto writer = ledger_.open();
        for (int i = 0; i < kSubjects; ++i) {
            const std::string content = fmt::format("event {}", i);
            const store::Event one = Administered::about({name(i)}, content);
            require(writer->append({&one, 1}).ok(), "the event is appended");
        }
        ledger_.closed(*writer);
    }
    [[nodiscard]] std::uint64_t key_of(const std::string& subject) {
        return Administered::made(ledger_.unlocked()->keyring().subjects().find(subject)).value();
    }

    Administered ledger_;
};

TEST_F(ErasedSubject, LeavesNoTraceInTheDirectory) {
    for (const int number : {0, 17, 100, kSubjects - 1}) {
        const Traces traces =
            Traces::of(*ledger_.machine.storage, ledger_.directory(), key_of(name(number)));
        ASSERT_GT(traces.found_below(ledger_.directory()), 0U) << "the search finds what is there";
        ASSERT_TRUE(ledger_.erase(name(number)));
        EXPECT_EQ(traces.found_below(ledger_.directory()), 0U) << number;
    }
    // Nor is anybody's name anywhere in clear.
    Traces names;
    for (int i = 0; i < kSubjects; ++i) {
        const std::string each = name(i);
        names.blobs.emplace_back(each.begin(), each.end());
    }
    EXPECT_EQ(names.found_below(ledger_.directory()), 0U);
}

// The crash between the deletion and the rewriting of the file.
TEST_F(ErasedSubject, LosesItsLastTracesWhenTheLedgerIsOpenedAgain) {
    const std::uint64_t key_id = key_of(name(3));
    const Traces traces = Traces::of(*ledger_.machine.storage, ledger_.directory(), key_id);
    {
        auto writer = ledger_.open();
        format::Erasure record{};
        record.fixed.record_count = 1;
        record.key_ids = {key_id};
        const ExplainingEvent why("erase", name(3), test::kWhy);
        const auto sequence = writer->administer(record, why.event());
        ASSERT_TRUE(sequence);
        ASSERT_TRUE(writer->keys().keyring().apply(*sequence, record));
        // And here the process ends.
    }
    ledger_.closed(*ledger_.open());
    EXPECT_EQ(traces.found_below(ledger_.directory()), 0U);
    EXPECT_EQ(ledger_.verify().verdict, verifier::Verdict::kVerifiedWithEvents);
}

// A test of the test: were SQLite not to overwrite what it deletes, this search would find it.
TEST_F(ErasedSubject, WouldBeFoundWithoutSecureDelete) {
    const std::uint64_t key_id = key_of(name(60));
    const Traces traces = Traces::of(*ledger_.machine.storage, ledger_.directory(), key_id);
    ForgetfulStorage forgetful(*ledger_.machine.storage);
    {
        auto keys = Administered::made(keys::UnlockedKeys::open(
            forgetful, ledger_.machine.random,
            {ledger_.directory(), {ledger_.key_directory()}, ledger_.created().ledger_id, true},
            keys::Keyring::Mode::kReadWrite));
        format::Erasure record{};
        record.key_ids = {key_id};
        // The deletion alone, without the rewriting that follows it.
        ASSERT_TRUE(keys->keyring().apply(ledger_.size(), record));
        EXPECT_FALSE(keys->keyring().find_key(key_id));
    }
    EXPECT_GT(traces.found_below(ledger_.directory()), 0U);
}

}  // namespace
}  // namespace counterfoil::admin
