// SPDX-License-Identifier: Apache-2.0
#include "ledger/publish/bundle_writer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "ledger/format/directory.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"
#include "ledger/publish/stream_records.h"
#include "ledger/reader/epochs.h"
#include "tests/support/bundle_files.h"
#include "tests/support/sealed_forge.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::publish {
namespace {

namespace fs = std::filesystem;
using test::BundleFiles;
using test::SealedForge;
using test::TemporaryDirectory;
using test::TestLedger;

// A forged ledger on the disk, and a place for bundles beside it.
class BundleWriterTest : public testing::Test {
  protected:
    void put(const test::Forge& forge) {
        forge.write(ledger_);
        reader_.emplace(TestLedger::made(reader::LedgerReader::open(*storage_, ledger_)));
    }
    [[nodiscard]] Result<WrittenBundle> write(std::uint64_t first, std::uint64_t count) {
        options_.first = first;
        options_.count = count;
        return write_bundle(*reader_, *storage_, bundle_, options_);
    }
    [[nodiscard]] Bytes bytes() const {
        return TestLedger::made(platform::read_file(*storage_, bundle_, 1U << 30U));
    }
    [[nodiscard]] verifier::Report judge(const test::Forge& forge) {
        verifier::VerifyOptions options;
        options.pin = verifier::Pin{*notes::VerifierKey::parse(forge.vkey()), forge.genesis_leaf()};
        test::FixedClock clock;
        return verifier::verify_bundle(*storage_, clock, bundle_, options);
    }

    TemporaryDirectory place_;
    std::string ledger_ = place_.path("ledger");
    std::string bundle_ = place_.path("bundle");
    std::unique_ptr<platform::Storage> storage_ = platform::posix_storage();
    std::optional<reader::LedgerReader> reader_;
    BundleOptions options_;
};

TEST_F(BundleWriterTest, WritesTheSameBytesEachTime) {
    SealedForge sealed;
    test::three_epochs(sealed);
    put(sealed.forge);
    options_.disclosure = &sealed;
    const WrittenBundle written = TestLedger::made(write(6, 3));
    const Bytes first = bytes();
    EXPECT_EQ(written.bytes, first.size());
    EXPECT_EQ(written.epochs, 3U);
    EXPECT_EQ(written.events, 3U);
    EXPECT_EQ(written.disclosed_records, 3U);
    EXPECT_EQ(written.streams, 2U);
    EXPECT_EQ(written.checkpoint_size, sealed.forge.size());
    EXPECT_EQ(BundleFiles(first).archive(), first);
    fs::remove(bundle_);
    ASSERT_TRUE(write(6, 3).ok());
    EXPECT_EQ(bytes(), first);
}

TEST_F(BundleWriterTest, NeverOverwrites) {
    SealedForge sealed;
    test::three_epochs(sealed);
    put(sealed.forge);
    std::ofstream(bundle_) << "mine";
    const auto refused = write(6, 1);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::kExists);
    EXPECT_EQ(as_text(bytes()), "mine");
    EXPECT_FALSE(fs::exists(bundle_ + ".tmp"));

    fs::remove(bundle_);
    std::ofstream(bundle_ + ".tmp") << "of an earlier try";
    ASSERT_TRUE(write(6, 1).ok());
    EXPECT_FALSE(fs::exists(bundle_ + ".tmp"));
}

TEST_F(BundleWriterTest, LeavesNothingWhenItIsStopped) {
    SealedForge sealed;
    test::three_epochs(sealed);
    put(sealed.forge);
    int polls = 0;
    for (int stop_at = 1;; ++stop_at) {
        polls = 0;
        options_.cancelled = [&] { return ++polls >= stop_at; };
        const auto stopped = write(6, 3);
        if (stopped.ok()) break;
        EXPECT_EQ(stopped.error().code, ErrorCode::kInterrupted);
        EXPECT_FALSE(fs::exists(bundle_) || fs::exists(bundle_ + ".tmp"));
    }
    EXPECT_GT(polls, 3);
}

TEST_F(BundleWriterTest, RefusesRecordsThatAreNotThere) {
    SealedForge sealed;
    test::three_epochs(sealed);
    put(sealed.forge);
    const std::uint64_t size = sealed.forge.size();
    for (const auto& [first, count] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{
             {0, 0}, {size, 1}, {size - 1, 2}, {0, size + 1}, {1, UINT64_MAX}}) {
        const auto refused = write(first, count);
        ASSERT_FALSE(refused.ok());
        EXPECT_EQ(refused.error().code, ErrorCode::kNotFound);
    }
}

TEST_F(BundleWriterTest, TakesThePublishedCheckpointOrTheLastCommit) {
    SealedForge sealed;
    test::Forge& forge = sealed.forge;
    forge.init();
    forge.open_writer();
    forge.frame({sealed.stream(1), sealed.event(1, "a")});  // 3 open, 4 stream, 5 event.
    forge.publish();                                        // At 6.
    forge.frame({sealed.event(1, "b")});                    // 6.
    forge.close();
    put(forge);
    EXPECT_EQ(TestLedger::made(write(5, 1)).checkpoint_size, 6U);
    EXPECT_EQ(notes::parse_note(BundleFiles(bytes()).text("checkpoint.note"))->signatures.size(),
              2U);
    fs::remove(bundle_);
    EXPECT_EQ(TestLedger::made(write(5, 2)).checkpoint_size, 7U);
    EXPECT_EQ(notes::parse_note(BundleFiles(bytes()).text("checkpoint.note"))->signatures.size(),
              1U);
    EXPECT_EQ(judge(forge).verdict, verifier::Verdict::kVerified);

    // With cosignatures beside the note; but never what is another text, or lacks its lines.
    const std::string cosigned = ledger_ + "/checkpoints/" + format::cosigned_file_name(0);
    const std::string note = TestLedger::made(reader_->checkpoint_note(0));
    const std::string line = "\u2014 witness.example AQIDBAUGBwg=\n";
    for (const bool right : {true, false}) {
        std::ofstream(cosigned) << (right ? note + line
                                          : note.substr(0, note.find("\n\n") + 2) + line);
        fs::remove(bundle_);
        ASSERT_TRUE(write(5, 1).ok());
        EXPECT_EQ(BundleFiles(bytes()).text("checkpoint.note"), right ? note + line : note);
        EXPECT_EQ(judge(forge).verdict, verifier::Verdict::kVerified);
    }
}

TEST_F(BundleWriterTest, LeavesOutTheEpochThatBeginsAtTheCheckpointsEnd) {
    SealedForge sealed;
    test::Forge& forge = sealed.forge;
    forge.init();
    forge.open_writer();
    forge.frame({sealed.stream(1), sealed.event(1, "a")});
    forge.frame({forge.rotation()});  // 6.
    forge.close();
    put(forge);
    const auto chain = TestLedger::made(reader::epochs(*reader_));
    ASSERT_EQ(chain.size(), 2U);
    EXPECT_EQ(chain[1].start, 7U);
    EXPECT_EQ(TestLedger::made(write(5, 2)).epochs, 1U);
    EXPECT_EQ(judge(forge).verdict, verifier::Verdict::kVerified)
        << verifier::report_text(judge(forge));
}

TEST_F(BundleWriterTest, FindsEpochsThatBeganInEarlierSegments) {
    SealedForge sealed;
    test::Forge& forge = sealed.forge;
    forge.init();
    forge.open_writer();
    forge.frame({sealed.stream(1), sealed.event(1, "a")});
    forge.frame({forge.rotation()});
    forge.roll();
    forge.frame({sealed.event(1, "b")});
    forge.frame({forge.rotation()});
    forge.frame({sealed.event(1, "c")});
    forge.roll();
    forge.frame({sealed.event(1, "d")});
    forge.close();
    put(forge);
    EXPECT_EQ(TestLedger::made(reader::epochs(*reader_)).size(), 3U);
    ASSERT_TRUE(write(5, 1).ok());
    EXPECT_EQ(judge(forge).verdict, verifier::Verdict::kVerified)
        << verifier::report_text(judge(forge));
}

TEST_F(BundleWriterTest, RefusesALedgerWhoseRecordsAreNotUnderItsCheckpoint) {
    SealedForge sealed;
    sealed.forge.hooks.trailer = [](std::uint64_t, format::FrameTrailer& trailer) {
        trailer.root[0] ^= 1;
    };
    test::Forge& forge = sealed.forge;
    forge.init();
    forge.close();
    put(forge);
    const auto refused = write(1, 1);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::kDamaged);
    EXPECT_FALSE(fs::exists(bundle_ + ".tmp"));
}

TEST(StreamRecords, AreFoundInWhateverSegmentDefinesThem) {
    store::CreateOptions create;
    create.segment_size_limit = format::kSegmentSizeMin;
    TestLedger ledger(create);
    auto writer = ledger.open();
    const std::string text(3000, 'x');
    for (int i = 0; i < 40; ++i) {
        const store::Event one = test::event("s" + std::to_string(i / 3), text);
        ASSERT_TRUE(writer->append({&one, 1}).ok());
    }
    ASSERT_TRUE(writer->close().ok());
    auto reader =
        TestLedger::made(reader::LedgerReader::open(*ledger.machine.storage, ledger.directory()));
    ASSERT_GT(reader.segments().size(), 2U);
    const auto found = TestLedger::made(stream_records(reader, {1, 2, 5, 9, 14}));
    ASSERT_EQ(found.size(), 5U);
    for (const auto& [stream, sequence] : found) {
        const auto record = TestLedger::made(reader.record(sequence));
        const auto body = format::decode_body(format::RecordType::kStream, record.body);
        ASSERT_TRUE(body.has_value());
        EXPECT_EQ(std::get<format::Stream>(*body).fixed.stream_id, stream);
    }
    EXPECT_FALSE(stream_records(reader, {15}).ok());
}

}  // namespace
}  // namespace counterfoil::publish
