// SPDX-License-Identifier: Apache-2.0
#include "ledger/reader/ledger_reader.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "ledger/format/directory.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::reader {
namespace {

using test::event;
using test::TestLedger;

class LedgerReaderTest : public testing::Test {
  protected:
    LedgerReaderTest() : ledger_(small()) {}
    static store::CreateOptions small() {
        store::CreateOptions options;
        options.segment_size_limit = format::kSegmentSizeMin;
        return options;
    }
    void append(int count, bool close) {
        auto writer = ledger_.open();
        const std::string content(1500, 'x');
        for (int i = 0; i < count; ++i) {
            const store::Event three[] = {event("a", content), event("b", content),
                                          event("a", "short")};
            ASSERT_TRUE(writer->append(three));
        }
        if (close) {
            ASSERT_TRUE(writer->close());
        }
    }
    [[nodiscard]] Result<LedgerReader> open() {
        return LedgerReader::open(*ledger_.machine.storage, ledger_.directory());
    }
    void overwrite(const std::string& file, std::uint64_t offset, const std::string& bytes) {
        std::fstream stream(ledger_.directory() + "/" + file,
                            std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(static_cast<std::streamoff>(offset));
        stream << bytes;
    }

    TestLedger ledger_;
};

TEST_F(LedgerReaderTest, FindsEveryRecordInAnyOrder) {
    append(40, true);
    LedgerReader reader = TestLedger::made(open());
    EXPECT_GT(reader.segments().size(), 2U);
    const std::uint64_t size = reader.size();
    for (std::uint64_t i = 0; i < size; ++i) {
        const std::uint64_t sequence = i * 7919 % size;  // 7919 is prime and larger than size.
        const StoredRecord record = TestLedger::made(reader.record(sequence));
        EXPECT_EQ(record.entry.sequence, sequence);
        EXPECT_EQ(record.body.size(), record.entry.body_length);
        EXPECT_EQ(TestLedger::made(reader.entry(sequence)).body_digest, record.entry.body_digest);
    }
}

TEST_F(LedgerReaderTest, ReadsAcrossASegmentThatRecoveryEnded) {
    append(3, false);
    append(3, false);
    append(30, true);
    LedgerReader reader = TestLedger::made(open());
    for (std::uint64_t sequence = 0; sequence < reader.size(); ++sequence) {
        EXPECT_TRUE(reader.record(sequence)) << sequence;
    }
}

TEST_F(LedgerReaderTest, ShowsNothingBeyondHead) {
    append(2, true);
    const std::uint64_t before = TestLedger::made(open()).size();
    append(1, false);  // HEAD was written when the ledger was opened, before these.
    LedgerReader reader = TestLedger::made(open());
    EXPECT_EQ(reader.size(), before);
    const auto beyond = reader.record(before);
    ASSERT_FALSE(beyond);
    EXPECT_EQ(beyond.error().code, ErrorCode::kNotFound);
}

TEST_F(LedgerReaderTest, RefusesABodyThatWasChanged) {
    append(1, true);
    // The last record is short; its body ends before the trailer's block does.
    LedgerReader before = TestLedger::made(open());
    const std::uint64_t last = before.size() - 1;
    const SegmentReader* segment = TestLedger::made(before.segment(0));
    const FrameSummary frame = TestLedger::made(segment->frame(segment->frame_count() - 1));
    const std::uint64_t bodies =
        frame.offset + format::kFrameHeaderSize + frame.record_count * format::kEntrySize;
    overwrite("segments/" + format::segment_file_name(0), bodies + 200, "X");
    LedgerReader reader = TestLedger::made(open());
    bool refused = false;
    for (std::uint64_t sequence = frame.first_sequence; sequence <= last; ++sequence) {
        const auto record = reader.record(sequence);
        if (!record) {
            EXPECT_EQ(record.error().code, ErrorCode::kDamaged);
            refused = true;
        }
    }
    EXPECT_TRUE(refused);
}

// The segment is mapped when it is cut.
TEST_F(LedgerReaderTest, SaysWhichSegmentBecameShorterWhileItWasRead) {
    append(40, true);
    LedgerReader reader = TestLedger::made(open());
    ASSERT_GT(reader.segments().size(), 2U);
    const std::string name = format::segment_file_name(reader.segments()[1].number);
    const std::uint64_t first = reader.segments()[1].base_sequence;
    const std::uint64_t last = reader.segments()[2].base_sequence - 1;
    ASSERT_TRUE(reader.record(last));
    std::filesystem::resize_file(ledger_.directory() + "/segments/" + name, 2 * format::kBlockSize);
    const auto expect_said = [&](const Error& error) {
        EXPECT_EQ(error.code, ErrorCode::kIo) << error.message;
        EXPECT_NE(error.message.find(name), std::string::npos) << error.message;
        EXPECT_NE(error.message.find("became shorter"), std::string::npos) << error.message;
    };
    const auto record = reader.record(last);
    ASSERT_FALSE(record);
    expect_said(record.error());
    const auto entry = reader.entry(last);
    ASSERT_FALSE(entry);
    expect_said(entry.error());
    const SegmentReader* segment = TestLedger::made(reader.segment(1));
    const auto frame = segment->frame(segment->frame_count() - 1);
    ASSERT_FALSE(frame);
    expect_said(frame.error());
    EXPECT_TRUE(reader.record(first - 1)) << "the segment before is whole";
    EXPECT_TRUE(reader.record(last + 1)) << "and so is the one behind";
}

TEST_F(LedgerReaderTest, RefusesWhatIsNoLedgerOrOfANewerFormat) {
    test::TemporaryDirectory empty;
    const auto nothing = LedgerReader::open(*ledger_.machine.storage, empty.path());
    ASSERT_FALSE(nothing);
    EXPECT_EQ(nothing.error().code, ErrorCode::kNotFound);

    append(1, true);
    overwrite("segments/" + format::segment_file_name(0), 8, "\x02");
    const auto newer = open();
    ASSERT_FALSE(newer);
    EXPECT_EQ(newer.error().code, ErrorCode::kUnsupported);

    overwrite("HEAD", 0, "XX");
    overwrite("HEAD", format::kBlockSize, "XX");
    const auto headless = open();
    ASSERT_FALSE(headless);
    EXPECT_EQ(headless.error().code, ErrorCode::kDamaged);
}

TEST_F(LedgerReaderTest, TellsHowManyOfTheRecordsThatHeadNamesCanBeRead) {
    append(20, true);
    LedgerReader whole = TestLedger::made(open());
    EXPECT_EQ(whole.readable_size(), whole.size());
    ASSERT_GT(whole.size(), 20U);
    // The header of the last segment stays, and nothing behind it.
    const std::uint64_t last = whole.segments().back().number;
    std::filesystem::resize_file(
        ledger_.directory() + "/segments/" + format::segment_file_name(last), format::kBlockSize);
    LedgerReader cut = TestLedger::made(open());
    EXPECT_EQ(cut.readable_size(), whole.segments().back().base_sequence);
}

}  // namespace
}  // namespace counterfoil::reader
