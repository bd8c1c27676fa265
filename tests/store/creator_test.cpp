// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/creator.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/faulty_storage.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::store {
namespace {

namespace fs = std::filesystem;

TEST(Creator, MakesALedgerThatVerifiesUnderItsPin) {
    test::TestLedger ledger;
    const verifier::Report report = ledger.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << test::findings_of(report);
    EXPECT_EQ(report.identity, verifier::Identity::kPinned);
    EXPECT_EQ(report.tree_size, 3U);
    EXPECT_EQ(report.event_records, 0U);
}

TEST(Creator, MakesUnencryptedLedgersThatSayso) {
    CreateOptions options;
    options.encrypted = false;
    test::TestLedger ledger(options);
    EXPECT_EQ(ledger.verify().verdict, verifier::Verdict::kVerified);
    auto reader = test::TestLedger::made(
        reader::LedgerReader::open(*ledger.machine.storage, ledger.directory()));
    EXPECT_FALSE(reader.encrypted());
}

class CreatorRefuses : public testing::Test {
  protected:
    CreatorRefuses() {
        options_.directory = place_.path("ledger");
        options_.keys.directory = place_.path("keys");
        options_.origin = "test.example/ledger";
    }
    [[nodiscard]] Result<Created> create() {
        return create_ledger({storage_, machine_.clock, machine_.random}, options_);
    }
    [[nodiscard]] std::size_t files_left() const {
        std::size_t count = 0;
        for (const auto& entry : fs::recursive_directory_iterator(place_.path())) {
            if (entry.is_regular_file()) ++count;
        }
        return count;
    }

    test::TemporaryDirectory place_;
    test::FixedMachine machine_;
    test::FaultyStorage storage_;
    CreateOptions options_;
};

TEST_F(CreatorRefuses, OriginsAndSizesOutsideTheirLimits) {
    const char* origins[] = {"",     "a b",           "a+b",      "counterfoil/x",
                             "a\"b", "cosignature/y", "\xc3\xa9", "line\nbreak"};
    for (const char* origin : origins) {
        options_.origin = origin;
        const auto created = create();
        ASSERT_FALSE(created) << origin;
        EXPECT_EQ(created.error().code, ErrorCode::kInvalidArgument) << origin;
    }
    options_.origin = std::string(256, 'a');
    EXPECT_FALSE(create());
    options_.origin = "fine";
    for (const std::uint64_t size : {0ULL, 1ULL << 15U, 65537ULL, 1ULL << 31U}) {
        options_.segment_size_limit = size;
        EXPECT_FALSE(create()) << size;
    }
    EXPECT_EQ(files_left(), 0U);
}

TEST_F(CreatorRefuses, APlaceThatIsTakenAndLeavesItAlone) {
    fs::create_directory(options_.directory);
    std::ofstream(options_.directory + "/precious") << "content";
    const auto created = create();
    ASSERT_FALSE(created);
    EXPECT_EQ(created.error().code, ErrorCode::kExists);
    EXPECT_EQ(files_left(), 1U);
}

TEST_F(CreatorRefuses, NothingWhenThePlaceIsAnEmptyDirectory) {
    fs::create_directory(options_.directory);
    EXPECT_TRUE(create());
}

TEST_F(CreatorRefuses, ToLeaveAnythingBehindWhenTheDiskFailsAnywhere) {
    // The n-th operation fails, for every n until there is one that succeeds as a whole.
    for (int failing = 0;; ++failing) {
        int count = 0;
        storage_.fault = [&](test::Operation operation, const std::string& path) -> Status {
            // The last sync is of the parent: the ledger is there by then.
            if (operation == test::Operation::kSyncDirectory && path == place_.path()) {
                return {};
            }
            if (count++ != failing) return {};
            return Error{ErrorCode::kNoSpace, "planted"};
        };
        const auto created = create();
        if (created) {
            EXPECT_GT(failing, 20);
            return;
        }
        ASSERT_EQ(created.error().code, ErrorCode::kNoSpace) << created.error().message;
        ASSERT_EQ(files_left(), 0U) << "operation " << failing;
    }
}

TEST(Creator, ADefaultOriginIsOneWhateverTheMachineIsCalled) {
    struct Case {
        std::string host;
        std::string directory;
        std::string origin;
    };
    for (const Case& each : {
             Case{"ada.example", "/var/lib/audit", "ada.example/audit"},
             Case{"ada", "/var/lib/my audit+", "ada/my-audit-"},
             Case{"counterfoil", "/audit", "counterfoil-audit"},
             Case{"", "/", "/"},
             Case{"ada", "/" + std::string(300, 'x'), "ada/" + std::string(251, 'x')},
         }) {
        const std::string origin = default_origin(each.host, each.directory);
        EXPECT_EQ(origin, each.origin);
        EXPECT_TRUE(format::is_origin(origin)) << origin;
    }
}

}  // namespace
}  // namespace counterfoil::store
