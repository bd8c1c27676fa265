// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/writer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

#include "ledger/merkle/hashing.h"
#include "ledger/notes/checkpoint.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::store {
namespace {

using test::event;
using test::TestLedger;

CreateOptions small_segments() {
    CreateOptions options;
    options.segment_size_limit = format::kSegmentSizeMin;
    return options;
}

std::vector<std::string> numbered(std::size_t count, std::size_t size) {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < count; ++i) {
        texts.push_back(std::to_string(i) + ":" +
                        std::string(size, static_cast<char>('a' + i % 26)));
    }
    return texts;
}

std::vector<Event> events_of(const std::vector<std::string>& texts, const std::string& stream) {
    std::vector<Event> events;
    for (const std::string& text : texts) events.push_back(event(stream, text));
    return events;
}

void replace_in(const std::string& path, const std::string& from, const std::string& to) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    std::string content = text.str();
    const auto at = content.find(from);
    ASSERT_NE(at, std::string::npos) << content;
    std::ofstream(path) << content.replace(at, from.size(), to);
}

TEST(Writer, RefusesALedgerWhoseLedgerJsonNamesAnotherFormat) {
    for (const char* version : {"2", "0", "18446744073709551615"}) {
        TestLedger ledger;
        const std::string json = ledger.directory() + "/ledger.json";
        const std::string there = std::string("\"format_version\": ") + version + ",";
        replace_in(json, "\"format_version\": 1,", there);
        const auto before = ledger.verify();
        EXPECT_EQ(before.verdict, verifier::Verdict::kUnsupported) << test::findings_of(before);
        const auto refused = LedgerWriter::open(ledger.machine.platform(), ledger.writer_options());
        ASSERT_FALSE(refused) << version;
        EXPECT_EQ(refused.error().code, ErrorCode::kUnsupported);
        EXPECT_NE(refused.error().message.find(json), std::string::npos);
        EXPECT_NE(refused.error().message.find(std::string("format version ") + version),
                  std::string::npos)
            << refused.error().message;
        // Nothing was changed: with the version that it has it is as it was.
        replace_in(json, there, "\"format_version\": 1,");
        const auto after = ledger.verify();
        EXPECT_EQ(after.verdict, verifier::Verdict::kVerified) << test::findings_of(after);
        EXPECT_EQ(after.root, before.root);
    }
}

TEST(Writer, LeavesItToVerificationWhatIsWrongWithLedgerJsonOtherwise) {
    TestLedger ledger;
    replace_in(ledger.directory() + "/ledger.json", "\"format_version\"", "\"no_version\"");
    EXPECT_TRUE(ledger.open()->close());
    std::filesystem::remove(ledger.directory() + "/ledger.json");
    EXPECT_TRUE(ledger.open()->close());
    EXPECT_EQ(ledger.verify().verdict, verifier::Verdict::kFailed);
}

TEST(Writer, GivesBackEveryEventByteForByte) {
    TestLedger ledger;
    const std::string contents[] = {"plain", "", "with\r", std::string("nul\0inside", 10),
                                    std::string(100'000, 'x')};
    std::vector<std::uint64_t> sequences;
    {
        auto writer = ledger.open();
        for (const std::string& content : contents) {
            const Event one = event("s", content);
            const auto receipts = TestLedger::made(writer->append({&one, 1}));
            ASSERT_EQ(receipts.size(), 1U);
            sequences.push_back(receipts[0].sequence);
        }
        ASSERT_TRUE(writer->close());
    }
    for (std::size_t i = 0; i < std::size(contents); ++i) {
        EXPECT_EQ(ledger.content(sequences[i]), contents[i]) << i;
    }
    const auto report = ledger.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << test::findings_of(report);
    EXPECT_EQ(report.event_records, std::size(contents));
}

TEST(Writer, PromisesInAReceiptWhatTheLedgerThenHolds) {
    TestLedger ledger;
    auto writer = ledger.open();
    const auto texts = numbered(20, 50);
    const auto receipts = TestLedger::made(writer->append(events_of(texts, "s")));
    ASSERT_EQ(receipts.size(), texts.size());
    ASSERT_TRUE(writer->close());

    auto reader =
        TestLedger::made(reader::LedgerReader::open(*ledger.machine.storage, ledger.directory()));
    for (std::size_t i = 0; i < receipts.size(); ++i) {
        const Receipt& receipt = receipts[i];
        EXPECT_EQ(receipt.stream_sequence, i);
        EXPECT_EQ(receipt.durability, Durability::kSynced);
        const format::Entry entry = TestLedger::made(reader.entry(receipt.sequence));
        EXPECT_EQ(merkle::leaf_hash(format::bytes_of(entry)), receipt.leaf_hash);
        const std::string text =
            notes::checkpoint_text(writer->origin(), receipt.tree_size, receipt.root);
        EXPECT_TRUE(
            crypto::verify(reader.genesis().fixed.epoch_key, as_bytes(text), receipt.signature));
    }
}

TEST(Writer, NumbersEveryStreamWithoutGaps) {
    TestLedger ledger;
    std::vector<Receipt> a;
    std::vector<Receipt> b;
    for (int round = 0; round < 3; ++round) {
        auto writer = ledger.open();
        for (int i = 0; i < 5; ++i) {
            const Event first = event("a", "x");
            a.push_back(TestLedger::made(writer->append({&first, 1}))[0]);
            const Event pair[] = {event("b", "y"), event("a", "z")};
            const auto receipts = TestLedger::made(writer->append(pair));
            b.push_back(receipts[0]);
            a.push_back(receipts[1]);
        }
        ASSERT_TRUE(writer->close());
    }
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].stream_sequence, i);
    for (std::size_t i = 0; i < b.size(); ++i) EXPECT_EQ(b[i].stream_sequence, i);
    const auto report = ledger.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << test::findings_of(report);
}

TEST(Writer, RollsThroughManySegmentsAndReopensInEach) {
    TestLedger ledger(small_segments());
    const auto texts = numbered(40, 900);
    std::size_t events = 0;
    for (int round = 0; round < 12; ++round) {
        auto writer = ledger.open();
        EXPECT_FALSE(writer->recovered());
        events += TestLedger::made(writer->append(events_of(texts, "s"))).size();
        ASSERT_TRUE(writer->close());
        const auto report = ledger.verify();
        ASSERT_EQ(report.verdict, verifier::Verdict::kVerified) << test::findings_of(report);
        ASSERT_EQ(report.event_records, events);
    }
    auto reader =
        TestLedger::made(reader::LedgerReader::open(*ledger.machine.storage, ledger.directory()));
    EXPECT_GT(reader.segments().size(), 5U);
}

TEST(Writer, FillsSegmentsUpToTheirLastBlock) {
    // Every record size around the borders of blocks, so that footers meet every kind of end.
    TestLedger ledger(small_segments());
    auto writer = ledger.open();
    for (std::size_t size = 3500; size < 3900; size += 7) {
        const std::string content(size, 'x');
        const Event one = event("s", content);
        ASSERT_TRUE(writer->append({&one, 1}));
    }
    ASSERT_TRUE(writer->close());
    const auto report = ledger.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << test::findings_of(report);
}

TEST(Writer, TakesRecordsUpToTheLimitAndRefusesALargerOneWithoutAnyChange) {
    TestLedger ledger(small_segments());
    auto writer = ledger.open();
    const std::size_t limit = format::record_size_max(format::kSegmentSizeMin);
    std::string content(limit, 'x');
    // The largest that fits: the limit less entry, envelope and tag.
    std::size_t fitting = 0;
    for (std::size_t size = limit; size > limit - 400; --size) {
        if (writer->check(event("s", std::string_view(content).substr(0, size)))) {
            fitting = size;
            break;
        }
    }
    ASSERT_GT(fitting, 0U);
    const Event two[] = {event("s", "small"),
                         event("s", std::string_view(content).substr(0, fitting + 1))};
    const auto refused = writer->append(two);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kTooLarge);
    EXPECT_NE(refused.error().message.find(std::to_string(limit)), std::string::npos);
    EXPECT_EQ(writer->size(), 3U);
    const Event largest = event("s", std::string_view(content).substr(0, fitting));
    ASSERT_TRUE(writer->append({&largest, 1}));
    ASSERT_TRUE(writer->close());
    const auto report = ledger.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << test::findings_of(report);
}

TEST(Writer, TakesARecordOfSixteenMebibytes) {
    TestLedger ledger;
    auto writer = ledger.open();
    const std::string content((16U << 20U) - 1000, 'x');
    const Event one = event("s", content);
    ASSERT_TRUE(writer->append({&one, 1}));
    const std::string over((16U << 20U), 'x');
    const Event large = event("s", over);
    const auto refused = writer->append({&large, 1});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kTooLarge);
    ASSERT_TRUE(writer->close());
    const auto report = ledger.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << test::findings_of(report);
}

TEST(Writer, IsTheOnlyOne) {
    TestLedger ledger;
    auto first = ledger.open();
    const auto second = LedgerWriter::open(ledger.machine.platform(), ledger.writer_options());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::kBusy);
    ASSERT_TRUE(first->close());
    first.reset();
    EXPECT_TRUE(ledger.open()->close());
}

TEST(Writer, RefusesADirectoryThatIsNoLedger) {
    test::TemporaryDirectory place;
    test::FixedMachine machine;
    WriterOptions options;
    options.directory = place.path();
    const auto writer = LedgerWriter::open(machine.platform(), options);
    ASSERT_FALSE(writer);
    EXPECT_EQ(writer.error().code, ErrorCode::kNotFound);
    EXPECT_TRUE(std::filesystem::is_empty(place.path()));
}

TEST(Writer, RefusesBadStreamNamesAndForgetsTheGoodOnesOfTheSameCall) {
    TestLedger ledger;
    auto writer = ledger.open();
    const Event two[] = {event("new", "x"), event("bad\nname", "y")};
    const auto refused = writer->append(two);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    const Event good = event("new", "x");
    ASSERT_TRUE(writer->append({&good, 1}));
    ASSERT_TRUE(writer->close());
    const auto report = ledger.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << test::findings_of(report);
}

TEST(Writer, RollsWhenItIsOpenedWithAnotherSyncPolicy) {
    TestLedger ledger;
    const Event one = event("s", "x");
    for (const format::SyncPolicy policy :
         {format::SyncPolicy::kBatch, format::SyncPolicy::kNone, format::SyncPolicy::kRecord,
          format::SyncPolicy::kGroup}) {
        WriterOptions options = ledger.writer_options();
        options.sync_policy = policy;
        auto writer = ledger.open(options);
        const Event two[] = {one, one};
        const auto receipts = TestLedger::made(writer->append(two));
        const bool synced = policy != format::SyncPolicy::kNone;
        EXPECT_EQ(receipts[0].durability, synced ? Durability::kSynced : Durability::kNotSynced);
        // With one record a frame the first answer is of a smaller tree than the second.
        EXPECT_EQ(receipts[0].tree_size != receipts[1].tree_size,
                  policy == format::SyncPolicy::kRecord);
        ASSERT_TRUE(writer->close());
    }
    auto reader =
        TestLedger::made(reader::LedgerReader::open(*ledger.machine.storage, ledger.directory()));
    EXPECT_EQ(reader.segments().size(), 4U);
    const auto report = ledger.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << test::findings_of(report);
}

TEST(Writer, PublishesACheckpointOnceForASize) {
    TestLedger ledger;
    WriterOptions options = ledger.writer_options();
    options.long_lived = true;
    for (int round = 0; round < 2; ++round) {
        auto writer = ledger.open(options);
        const Event one = event("s", "x");
        ASSERT_TRUE(writer->append({&one, 1}));
        ASSERT_TRUE(writer->publish_checkpoint());
        ASSERT_TRUE(writer->publish_checkpoint());
        ASSERT_TRUE(writer->close());
    }
    const auto report = ledger.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << test::findings_of(report);
    EXPECT_EQ(report.checkpoint_count, 2U);
    EXPECT_EQ(report.checkpoint_size, report.tree_size);
}

TEST(Writer, PublishesByItselfAfterTheRecordsThatGenesisSays) {
    CreateOptions create;
    create.checkpoint_records = 10;
    TestLedger ledger(create);
    auto writer = ledger.open();
    for (int i = 0; i < 25; ++i) {
        const Event one = event("s", "x");
        ASSERT_TRUE(writer->append({&one, 1}));
    }
    // 25 events, and the genesis, segment, open (twice) and stream records.
    EXPECT_EQ(writer->checkpoint_count(), 3U);
    ASSERT_TRUE(writer->close());
    EXPECT_EQ(ledger.verify().verdict, verifier::Verdict::kVerified);
}

TEST(Writer, LeavesNoSpareSegmentBehind) {
    TestLedger ledger(small_segments());
    WriterOptions options = ledger.writer_options();
    options.long_lived = true;
    auto writer = ledger.open(options);
    const auto texts = numbered(200, 900);
    ASSERT_TRUE(writer->append(events_of(texts, "s")));
    ASSERT_TRUE(writer->close());
    EXPECT_FALSE(std::filesystem::exists(ledger.directory() + "/segments/spare.tmp"));
    EXPECT_EQ(ledger.verify().verdict, verifier::Verdict::kVerified);
}

TEST(Writer, HidesEveryByteOfItsEvents) {
    TestLedger ledger;
    const std::string secret = "a sentence that nobody may find in the ledger directory";
    {
        auto writer = ledger.open();
        const Event one = event("a stream that nobody may see", secret);
        ASSERT_TRUE(writer->append({&one, 1}));
        ASSERT_TRUE(writer->close());
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(ledger.directory())) {
        if (!entry.is_regular_file()) continue;
        const Bytes bytes = TestLedger::made(
            platform::read_file(*ledger.machine.storage, entry.path().string(), 100U << 20U));
        EXPECT_EQ(as_text(bytes).find(secret.substr(0, 16)), std::string_view::npos)
            << entry.path();
        EXPECT_EQ(as_text(bytes).find("stream that nobo"), std::string_view::npos) << entry.path();
    }
}

}  // namespace
}  // namespace counterfoil::store
