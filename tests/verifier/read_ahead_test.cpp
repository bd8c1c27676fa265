// SPDX-License-Identifier: Apache-2.0
// However many threads judge, the answer is the same, finding by finding.

#include "verifier/read_ahead.h"

#include <random>

#include "tests/verifier/judged.h"

namespace counterfoil::test {
namespace {

using verifier::Report;
using verifier::Verdict;

// Three segments of many frames, with rotations in between.
Forge many_frames() {
    ForgeOptions options;
    options.segment_size = 256U << 10U;
    Forge forge(options);
    forge.init();
    forge.open_writer();
    forge.frame({forge.stream(1), forge.event(1, "first")});
    for (int segment = 0; segment < 3; ++segment) {
        for (int i = 0; i < 30; ++i) {
            std::vector<ForgeRecord> records;
            for (int j = 0; j <= i % 4; ++j)
                records.push_back(forge.event(1, std::string(i * 9, 'x')));
            forge.frame(std::move(records));
            if (i % 10 == 9) forge.frame({forge.rotation()});
        }
        forge.roll();
        forge.head(false);
        forge.frame({forge.event(1, "in the next segment")});
    }
    forge.close();
    return forge;
}

std::string essence(const Report& report) {
    Report copy = report;
    copy.duration_seconds = 0;
    copy.judged_ns = 0;
    return verifier::report_json(copy);
}

class Threads : public testing::Test {
  protected:
    Threads() { forge_.write(ledger_); }
    [[nodiscard]] Report judge_by(unsigned threads) const {
        verifier::VerifyOptions options;
        options.pin = pin_of(forge_);
        options.threads = threads;
        return verifier::verify_ledger(*storage_, *clock_, ledger_, options);
    }
    void put(const std::string& name, ByteView bytes) const {
        (void)storage_->remove_file(ledger_ + "/" + name);
        ASSERT_TRUE(platform::write_new_file(*storage_, ledger_ + "/" + name, bytes));
    }

    Forge forge_ = many_frames();
    const TemporaryDirectory directory_;
    const std::string ledger_ = directory_.path("ledger");
    std::unique_ptr<platform::Storage> storage_ = platform::posix_storage();
    std::unique_ptr<platform::Clock> clock_ = platform::system_clock();
};

TEST_F(Threads, ComeToTheSameVerdictOnAWholeLedger) {
    const Report alone = judge_by(1);
    EXPECT_EQ(alone.verdict, Verdict::kVerified) << verifier::report_text(alone);
    EXPECT_GT(alone.epochs, 5U);
    for (const unsigned threads : {2U, 3U, 8U}) {
        EXPECT_EQ(essence(judge_by(threads)), essence(alone)) << threads;
    }
}

TEST_F(Threads, ComeToTheSameFindingsOnSpoiledOnes) {
    std::mt19937_64 random(7);
    for (int i = 0; i < 60; ++i) {
        const std::string name = i % 3 == 0 ? kFirstSegment : kSecondSegment;
        Bytes spoiled = forge_.files.at(name);
        const std::size_t at = random() % (spoiled.size() / 2);
        spoiled[at] ^= static_cast<std::uint8_t>(1 + random() % 255);
        put(name, spoiled);
        EXPECT_EQ(essence(judge_by(4)), essence(judge_by(1))) << name << " at " << at;
        put(name, forge_.files.at(name));
    }
}

TEST_F(Threads, StopWhenTheyAreTold) {
    for (int polls = 1; polls < 40; polls += 3) {
        verifier::VerifyOptions options;
        options.pin = pin_of(forge_);
        options.threads = 4;
        int asked = 0;
        options.cancelled = [&] { return ++asked >= polls; };
        const Report report = verifier::verify_ledger(*storage_, *clock_, ledger_, options);
        EXPECT_EQ(report.verdict, Verdict::kIncomplete);
        EXPECT_THAT(kinds(report), testing::Contains("interrupted"));
    }
}

TEST(ReadAhead, GivesWhatReadingGives) {
    const Forge forge = many_frames();
    const TemporaryDirectory directory;
    forge.write(directory.path("ledger"));
    const auto storage = platform::posix_storage();
    const auto file =
        storage->open(directory.path("ledger") + "/" + kSecondSegment, platform::OpenMode::kRead);
    ASSERT_TRUE(file);
    const std::uint64_t size = *(*file)->size();
    verifier::ReadAhead ahead(3, "example.org/forged");
    for (int round = 0; round < 20; ++round) {
        ahead.begin(**file, 1, format::kBlockSize, size, size);
        std::uint64_t offset = format::kBlockSize;
        verifier::HashedFrame given;
        int frames = 0;
        while (ahead.take(offset, given)) {
            verifier::Frame read;
            ASSERT_FALSE(verifier::read_frame(**file, 1, offset, size, read).problem);
            crypto::HashLanes lanes;
            verifier::FrameHashes hashes;
            verifier::hash_frame(read, lanes, hashes);
            ASSERT_EQ(given.frame.bytes, read.bytes);
            ASSERT_EQ(given.hashes.leaves, hashes.leaves);
            ASSERT_EQ(given.hashes.bodies, hashes.bodies);
            offset += read.length();
            ++frames;
            if (round % 2 == 1 && frames == round) break;  // Forgotten in the middle.
        }
        EXPECT_TRUE(round % 2 == 1 || frames > 25) << frames;
        ahead.stop();
        EXPECT_FALSE(ahead.take(offset, given));
    }
}

}  // namespace
}  // namespace counterfoil::test
