// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "ledger/store/writer.h"
#include "tests/support/faulty_storage.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::store {
namespace {

using test::event;
using test::Operation;
using test::TestLedger;
using testing::HasSubstr;

class PoisonTest : public testing::Test {
  protected:
    [[nodiscard]] WriterOptions options(bool read_device = false) const {
        WriterOptions options = ledger_.writer_options();
        options.state_directory = place_.path("state");
        options.read_device = read_device;
        return options;
    }
    [[nodiscard]] Result<std::unique_ptr<LedgerWriter>> open(bool read_device = false) {
        return LedgerWriter::open({storage_, ledger_.machine.clock, ledger_.machine.random},
                                  options(read_device));
    }
    // One event is committed; then a sync of its segment fails, once.
    void fail_a_sync() {
        auto writer = TestLedger::made(open());
        ASSERT_TRUE(writer->append({&event_, 1}));
        bool failed = false;
        storage_.fault = [&](Operation operation, const std::string& path) -> Status {
            if (operation != Operation::kSync || !path.ends_with(".segment") || failed) return {};
            failed = true;
            return Error{ErrorCode::kIo, "planted: input/output error"};
        };
        const auto refused = writer->append({&event_, 1});
        ASSERT_FALSE(refused);
        message_ = refused.error().message;
        EXPECT_FALSE(writer->append({&event_, 1})) << "the sync would succeed now, and lie";
        storage_.fault = [](Operation, const std::string&) { return Status(); };
    }
    [[nodiscard]] std::vector<std::string> marks() const {
        std::vector<std::string> names;
        if (!std::filesystem::exists(place_.path("state"))) return names;
        for (const auto& entry : std::filesystem::directory_iterator(place_.path("state"))) {
            names.push_back(entry.path().filename());
        }
        return names;
    }

    TestLedger ledger_;
    test::TemporaryDirectory place_;
    test::FaultyStorage storage_;
    Event event_ = event("s", "x");
    std::string message_;
};

TEST_F(PoisonTest, AFailedSyncIsFinalForThisBootWhoeverOpensTheLedger) {
    fail_a_sync();
    EXPECT_THAT(message_, HasSubstr("planted"));
    EXPECT_THAT(message_, HasSubstr("recover"));
    EXPECT_EQ(marks().size(), 1U);
    for (int again = 0; again < 2; ++again) {
        const auto opened = open();
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().code, ErrorCode::kIo);
        EXPECT_THAT(opened.error().message, HasSubstr("planted"));
        EXPECT_THAT(opened.error().message, HasSubstr("--direct"));
    }
}

TEST_F(PoisonTest, ARestartEndsItAndTheRecordSaysSo) {
    fail_a_sync();
    ledger_.machine.clock.set_boot(2);
    auto writer = TestLedger::made(open());
    EXPECT_TRUE(writer->recovered());
    EXPECT_TRUE(marks().empty());
    ASSERT_TRUE(writer->append({&event_, 1}));
    ASSERT_TRUE(writer->close());
    const auto report = ledger_.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerifiedWithEvents) << test::findings_of(report);
    EXPECT_THAT(test::findings_of(report), HasSubstr("after a failed write or sync"));
}

TEST_F(PoisonTest, ReadingTheDeviceEndsItWithoutARestart) {
    fail_a_sync();
    auto writer = open(true);
    if (!writer) {  // A file system that cannot: said, and still refused.
        EXPECT_EQ(writer.error().code, ErrorCode::kUnsupported) << writer.error().message;
        EXPECT_FALSE(open());
        return;
    }
    EXPECT_TRUE((*writer)->recovered());
    ASSERT_TRUE((*writer)->close());
    writer->reset();
    EXPECT_TRUE(marks().empty());
    ASSERT_TRUE(TestLedger::made(open())->close());
    EXPECT_THAT(test::findings_of(ledger_.verify()), HasSubstr("from the disk itself"));
}

TEST_F(PoisonTest, AMarkThatCannotBeReadCountsAsOneOfThisBoot) {
    fail_a_sync();
    const std::string mark = place_.path("state") + "/" + marks().at(0);
    std::filesystem::resize_file(mark, 3);
    ledger_.machine.clock.set_boot(2);
    EXPECT_FALSE(open());
}

TEST_F(PoisonTest, ALedgerWithoutFailuresLeavesNoMark) {
    auto writer = TestLedger::made(open());
    ASSERT_TRUE(writer->append({&event_, 1}));
    ASSERT_TRUE(writer->close());
    EXPECT_TRUE(marks().empty());
}

// HEAD, checkpoints and new segments count as much as frames.
TEST_F(PoisonTest, EveryFailedWriteOrSyncOfTheLedgerLeavesAMark) {
    int marked = 0;
    for (int failing = 0; failing < 40; ++failing) {
        TestLedger ledger;
        WriterOptions where = ledger.writer_options();
        where.state_directory = place_.path("state-" + std::to_string(failing));
        where.long_lived = true;
        int count = 0;
        std::string failed;
        storage_.fault = [&](Operation operation, const std::string& path) -> Status {
            const bool counts = operation == Operation::kWrite || operation == Operation::kSync ||
                                operation == Operation::kSyncDirectory;
            const bool ours = path.starts_with(ledger.directory()) && !path.ends_with(".tmp");
            if (!counts || !ours || count++ != failing) return {};
            failed = path;
            return Error{ErrorCode::kIo, "planted: input/output error"};
        };
        {
            auto writer =
                LedgerWriter::open({storage_, ledger.machine.clock, ledger.machine.random}, where);
            if (writer && (*writer)->append({&event_, 1})) {
                static_cast<void>((*writer)->close());
            }
        }
        storage_.fault = [](Operation, const std::string&) { return Status(); };
        if (failed.empty()) break;
        ++marked;
        const auto again =
            LedgerWriter::open({storage_, ledger.machine.clock, ledger.machine.random}, where);
        ASSERT_FALSE(again) << failed;
        EXPECT_EQ(again.error().code, ErrorCode::kIo) << failed;
    }
    EXPECT_GE(marked, 7);  // HEAD at opening, the frame, the note's directory, HEAD three times.
}

}  // namespace
}  // namespace counterfoil::store
