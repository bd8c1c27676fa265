// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/recovery.h"

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

// The beginning of a frame, with a header that was written in part.
const std::string kTorn = std::string("CF-FRAME\x01\0\0\0", 12) + "and no more than this";

class RecoveryTest : public testing::Test {
  protected:
    // The machine is started anew, as after a power loss.
    void restart() { ledger_.machine.clock.set_boot(2); }
    // Appends, and leaves the ledger as a killed process would.
    void append_and_crash(int count) {
        auto writer = ledger_.open();
        for (int i = 0; i < count; ++i) {
            const Event one = event("s", "before the crash");
            ASSERT_TRUE(writer->append({&one, 1}));
        }
        end_ = writer->size();
    }
    [[nodiscard]] std::string segment(std::uint64_t number) const {
        return ledger_.directory() + "/segments/" + format::segment_file_name(number);
    }
    void overwrite(const std::string& path, std::uint64_t offset, const std::string& bytes) {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(offset));
        file << bytes;
    }
    // Where the frames of the newest segment end.
    [[nodiscard]] std::uint64_t end_offset() {
        const auto end = verifier::find_end(*ledger_.machine.storage, ledger_.directory());
        require(end.ok(), "the end is found");
        return end->end_offset;
    }
    void expect_goes_on() {
        auto writer = ledger_.open();
        EXPECT_TRUE(writer->recovered());
        const Event one = event("s", "after the crash");
        const auto receipts = TestLedger::made(writer->append({&one, 1}));
        EXPECT_EQ(receipts[0].sequence, end_ + 3);  // segment, recovery, open
        ASSERT_TRUE(writer->close());
        const auto report = ledger_.verify();
        EXPECT_EQ(report.verdict, verifier::Verdict::kVerifiedWithEvents)
            << test::findings_of(report);
    }

    TestLedger ledger_;
    std::uint64_t end_ = 0;
};

TEST_F(RecoveryTest, KeepsEveryFrameThatIsWholeAfterAKill) {
    append_and_crash(10);
    const auto before = ledger_.verify();
    EXPECT_EQ(before.verdict, verifier::Verdict::kVerifiedWithEvents) << test::findings_of(before);
    EXPECT_EQ(before.event_records, 10U);
    expect_goes_on();
    EXPECT_EQ(ledger_.verify().event_records, 11U);
}

TEST_F(RecoveryTest, KeepsATornTailInQuarantineAndNamesIt) {
    append_and_crash(5);
    const std::uint64_t offset = end_offset();
    overwrite(segment(0), offset, kTorn);
    restart();
    const auto torn = ledger_.verify();
    EXPECT_EQ(torn.verdict, verifier::Verdict::kIncomplete) << test::findings_of(torn);
    expect_goes_on();
    const std::string copy =
        ledger_.directory() + "/quarantine/" + format::quarantine_file_name(0, offset);
    ASSERT_TRUE(fs::exists(copy));
    EXPECT_EQ(fs::file_size(copy), kTorn.size());

    overwrite(copy, 3, "X");
    EXPECT_EQ(ledger_.verify().verdict, verifier::Verdict::kFailed);
    fs::remove(copy);
    EXPECT_EQ(ledger_.verify().verdict, verifier::Verdict::kIncomplete);
}

TEST_F(RecoveryTest, FindsATornTailThatIsChangedAfterwards) {
    append_and_crash(5);
    const std::uint64_t offset = end_offset();
    overwrite(segment(0), offset, "torn");
    restart();
    expect_goes_on();
    overwrite(segment(0), offset + 100, "X");
    EXPECT_EQ(ledger_.verify().verdict, verifier::Verdict::kFailed);
}

TEST_F(RecoveryTest, RefusesOnTheSameBootWhatAnEndedProcessCannotLeave) {
    append_and_crash(5);
    overwrite(segment(0), end_offset() + 512, kTorn);
    const auto writer = LedgerWriter::open(ledger_.machine.platform(), ledger_.writer_options());
    ASSERT_FALSE(writer);
    EXPECT_EQ(writer.error().code, ErrorCode::kDamaged);
    EXPECT_NE(writer.error().message.find("(R8)"), std::string::npos) << writer.error().message;
    // For an auditor, who does not know the machine, it is an end that nobody has explained yet.
    EXPECT_EQ(ledger_.verify().verdict, verifier::Verdict::kIncomplete);
}

TEST_F(RecoveryTest, MayHappenAgainAndAgain) {
    for (int round = 0; round < 5; ++round) append_and_crash(3);
    expect_goes_on();
    EXPECT_EQ(ledger_.verify().event_records, 16U);
}

TEST_F(RecoveryTest, RefusesDamageThatNoCrashExplains) {
    append_and_crash(5);
    const auto end = verifier::find_end(*ledger_.machine.storage, ledger_.directory());
    ASSERT_TRUE(end);
    // Beyond the window of a one-mebibyte segment there is nothing; inside what HEAD attests there
    // is.
    overwrite(segment(0), format::kBlockSize + 200, "X");
    const auto writer = LedgerWriter::open(ledger_.machine.platform(), ledger_.writer_options());
    ASSERT_FALSE(writer);
    EXPECT_EQ(writer.error().code, ErrorCode::kDamaged);
    EXPECT_EQ(ledger_.verify().verdict, verifier::Verdict::kFailed);
}

TEST_F(RecoveryTest, RefusesACleanLedgerWhoseEndIsNotWhereHeadSays) {
    append_and_crash(2);
    expect_goes_on();
    const std::uint64_t offset = end_offset();
    overwrite(segment(1), offset + 512, "X");
    const auto writer = LedgerWriter::open(ledger_.machine.platform(), ledger_.writer_options());
    ASSERT_FALSE(writer);
    EXPECT_EQ(writer.error().code, ErrorCode::kDamaged);
    EXPECT_EQ(ledger_.verify().verdict, verifier::Verdict::kFailed);
}

}  // namespace
}  // namespace counterfoil::store
