// SPDX-License-Identifier: Apache-2.0
#include "ledger/publish/range_writer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "ledger/publish/checkpoint_evidence.h"
#include "ledger/publish/stream_records.h"
#include "ledger/publish/time_brackets.h"
#include "tests/support/sealed_forge.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::publish {
namespace {

namespace fs = std::filesystem;
using test::SealedForge;
using test::TemporaryDirectory;
using test::TestLedger;

// A forged ledger of three epochs on the disk, and a place for bundles beside it.
class RangeWriterTest : public testing::Test {
  protected:
    RangeWriterTest() {
        test::three_epochs(sealed_);
        sealed_.forge.write(place_.path("ledger"));
        reader_.emplace(
            TestLedger::made(reader::LedgerReader::open(*storage_, place_.path("ledger"))));
        options_.end = 16;
        options_.disclosure = &sealed_;
    }
    [[nodiscard]] Result<WrittenRange> write() {
        return write_range(*reader_, *storage_, bundle_, options_);
    }
    [[nodiscard]] ErrorCode refused() {
        const auto written = write();
        EXPECT_FALSE(written.ok());
        EXPECT_FALSE(fs::exists(bundle_ + ".tmp"));
        return written ? ErrorCode::kIo : written.error().code;
    }

    TemporaryDirectory place_;
    SealedForge sealed_;
    std::string bundle_ = place_.path("bundle");
    std::unique_ptr<platform::Storage> storage_ = platform::posix_storage();
    std::optional<reader::LedgerReader> reader_;
    RangeOptions options_;
};

TEST_F(RangeWriterTest, WritesTheSameToAFileAsToASink) {
    options_.first = 3;
    options_.end = 14;
    options_.stream = 1;
    const WrittenRange written = TestLedger::made(write());
    EXPECT_EQ(written.first, 3U);
    EXPECT_EQ(written.end, 14U);
    EXPECT_EQ(written.stream_records, 3U);
    EXPECT_EQ(written.checkpoint_size, 16U);
    EXPECT_EQ(written.epochs, 3U);
    Bytes bytes;
    const auto again = write_range(
        *reader_,
        [&](ByteView part) -> Status {
            bytes.insert(bytes.end(), part.begin(), part.end());
            return {};
        },
        options_);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->bytes, bytes.size());
    EXPECT_EQ(bytes, TestLedger::made(platform::read_file(*storage_, bundle_, 1U << 20U)));
}

TEST_F(RangeWriterTest, RefusesWhatIsNotThere) {
    for (const auto& [first, end] : {std::pair<std::uint64_t, std::uint64_t>{3, 3},
                                     {4, 3},
                                     {0, 17},
                                     {16, 17},
                                     {UINT64_MAX - 1, UINT64_MAX}}) {
        options_.first = first;
        options_.end = end;
        EXPECT_EQ(refused(), ErrorCode::kNotFound) << first << " to " << end;
    }
    options_.first = 0;
    options_.end = 16;
    options_.stream = 3;
    EXPECT_EQ(refused(), ErrorCode::kDamaged);
    options_.stream = 1;
    sealed_.unnamed = {1};
    EXPECT_EQ(refused(), ErrorCode::kNotFound);
}

TEST_F(RangeWriterTest, NeverOverwritesAndLeavesNothingWhenItIsStopped) {
    int polls = 0;
    for (int stop_at = 1;; ++stop_at) {
        polls = 0;
        options_.cancelled = [&] { return ++polls >= stop_at; };
        if (write().ok()) break;
        EXPECT_FALSE(fs::exists(bundle_) || fs::exists(bundle_ + ".tmp"));
    }
    EXPECT_GT(polls, 1);
    options_.cancelled = {};
    EXPECT_EQ(refused(), ErrorCode::kExists);
}

TEST_F(RangeWriterTest, TellsWhatASinkCannotTake) {
    const auto failed = write_range(
        *reader_,
        [](ByteView) -> Status {
            return Error{ErrorCode::kNoSpace, "full"};
        },
        options_);
    ASSERT_FALSE(failed.ok());
    EXPECT_EQ(failed.error().code, ErrorCode::kNoSpace);
}

TEST_F(RangeWriterTest, FindsAStreamByItsClearName) {
    EXPECT_EQ(TestLedger::made(stream_of_name(*reader_, "stream 2")), std::nullopt);
    test::ForgeOptions clear;
    clear.encrypted = false;
    SealedForge open(clear);
    test::three_epochs(open);
    open.forge.write(place_.path("open"));
    auto reader = TestLedger::made(reader::LedgerReader::open(*storage_, place_.path("open")));
    EXPECT_EQ(TestLedger::made(stream_of_name(reader, "stream 2")), 2U);
    EXPECT_EQ(TestLedger::made(stream_of_name(reader, "stream 3")), std::nullopt);
}

TEST_F(RangeWriterTest, TakesAllTimesThatThereAre) {
    const TimeBrackets all = TestLedger::made(time_brackets(*reader_, {0, UINT64_MAX}));
    EXPECT_EQ(all.first, 0U);
    EXPECT_EQ(all.end, 16U);
    EXPECT_FALSE(all.lower || all.upper);
}

TEST_F(RangeWriterTest, CheckpointsAreOfSizesAtWhichACommitEnds) {
    CheckpointEvidenceOptions options;
    for (const std::uint64_t size : {0U, 1U, 4U, 15U, 17U}) {
        options.size = size;
        const auto refused = write_checkpoint_evidence(*reader_, *storage_, bundle_, options);
        ASSERT_FALSE(refused.ok()) << size;
        EXPECT_EQ(refused.error().code, ErrorCode::kNotFound);
        EXPECT_FALSE(fs::exists(bundle_));
    }
    options.size = 10;
    EXPECT_EQ(
        TestLedger::made(write_checkpoint_evidence(*reader_, *storage_, bundle_, options)).epochs,
        1U);
}

}  // namespace
}  // namespace counterfoil::publish
