// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/loss.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "ledger/format/directory.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::store {
namespace {

namespace fs = std::filesystem;
using test::event;
using test::TestLedger;
using testing::HasSubstr;

class LossTest : public testing::Test {
  protected:
    LossTest() {
        auto writer = ledger_.open();
        for (int i = 0; i < 10; ++i) {
            const Event one = event("s", "kept");
            require(writer->append({&one, 1}).ok(), "an event is appended");
        }
        require(writer->close().ok(), "the ledger is closed");
    }
    void overwrite(const std::string& name, std::uint64_t offset, const std::string& bytes) {
        std::fstream file(ledger_.directory() + "/" + name,
                          std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(offset));
        file << bytes;
    }
    [[nodiscard]] Result<Opening> look() {
        return look_before_writing(ledger_.machine.platform(), ledger_.writer_options());
    }
    [[nodiscard]] Status acknowledge(const std::string& reason) {
        const Result<Opening> opening = look();
        if (!opening) return opening.error();
        return acknowledge_loss(ledger_.machine.platform(), ledger_.writer_options(), *opening,
                                reason);
    }

    TestLedger ledger_;
    const std::string segment_ = "segments/" + format::segment_file_name(0);
};

TEST_F(LossTest, EndsALedgerThatLostRecordsAndLeavesTheDamageAsItIs) {
    overwrite(segment_, 4 * format::kBlockSize + 300, "damage");
    EXPECT_EQ(ledger_.verify().verdict, verifier::Verdict::kFailed);
    const auto before = fs::last_write_time(ledger_.directory() + "/" + segment_);
    const Status ended = acknowledge("the disk died");
    ASSERT_TRUE(ended) << ended.error().message;
    EXPECT_EQ(fs::last_write_time(ledger_.directory() + "/" + segment_), before);

    const auto report = ledger_.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kIncomplete) << test::findings_of(report);
    EXPECT_THAT(test::findings_of(report), HasSubstr("the disk died"));
    const auto writer = LedgerWriter::open(ledger_.machine.platform(), ledger_.writer_options());
    ASSERT_FALSE(writer);
    EXPECT_EQ(writer.error().code, ErrorCode::kDamaged);
    EXPECT_THAT(writer.error().message, HasSubstr("--continues"));
}

TEST_F(LossTest, EndsALedgerWithBytesThatNoCrashExplains) {
    overwrite(segment_, 900'000, "where did this come from");
    const Status ended = acknowledge("unknown bytes behind the end");
    ASSERT_TRUE(ended) << ended.error().message;
    const auto report = ledger_.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kIncomplete) << test::findings_of(report);
    EXPECT_EQ(report.event_records, 10U);
}

TEST_F(LossTest, IsRefusedWhereNothingIsLost) {
    const Status closed = acknowledge("no reason");
    ASSERT_FALSE(closed);
    EXPECT_EQ(closed.error().code, ErrorCode::kInvalidArgument);
    static_cast<void>(ledger_.open());  // Not closed: a crash.
    EXPECT_FALSE(acknowledge("no reason"));
    EXPECT_FALSE(fs::exists(ledger_.directory() + "/LOSS"));
}

TEST_F(LossTest, IsRefusedWithoutAHeadOrAReason) {
    overwrite(segment_, 4 * format::kBlockSize + 300, "damage");
    EXPECT_FALSE(acknowledge(""));
    EXPECT_FALSE(acknowledge("two\nlines"));
    EXPECT_FALSE(acknowledge(std::string(4097, 'x')));
    overwrite("HEAD", 50, "damage");
    overwrite("HEAD", 4096 + 50, "damage");
    EXPECT_FALSE(acknowledge("a good one"));
    EXPECT_FALSE(fs::exists(ledger_.directory() + "/LOSS"));
}

TEST_F(LossTest, CannotBeForgedWithoutTheKey) {
    overwrite(segment_, 4 * format::kBlockSize + 300, "damage");
    ASSERT_TRUE(acknowledge("the disk died"));
    overwrite("LOSS", format::kLossHeaderSize, "THE");
    EXPECT_EQ(ledger_.verify().verdict, verifier::Verdict::kFailed);
}

}  // namespace
}  // namespace counterfoil::store
