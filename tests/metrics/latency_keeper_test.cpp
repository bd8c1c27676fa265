// SPDX-License-Identifier: Apache-2.0
#include "ledger/metrics/latency_keeper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "ledger/metrics/interval_log.h"
#include "ledger/platform/source.h"
#include "tests/support/fixed_machine.h"
#include "tests/support/temporary_directory.h"

namespace counterfoil::metrics {
namespace {

using testing::HasSubstr;

class Latencies : public testing::Test {
  protected:
    std::unique_ptr<LatencyKeeper> keeper(bool live = false) {
        return std::make_unique<LatencyKeeper>(*storage_, clock_, ledger_, live);
    }
    // How many were seen of each operation, in all intervals of a file.
    static std::map<std::string, std::uint64_t> counts_of(const std::string& path) {
        std::map<std::string, std::uint64_t> counts;
        auto source = platform::open_source(path);
        EXPECT_TRUE(source) << source.error().message;
        if (!source) return counts;
        IntervalLogReader reader(std::move(*source));
        for (;;) {
            const auto interval = reader.next();
            EXPECT_TRUE(interval) << interval.error().message;
            if (!interval || !*interval) return counts;
            counts[(*interval)->tag] += (*interval)->histogram.count();
        }
    }
    [[nodiscard]] std::string text_of(const std::string& path) const {
        const auto bytes = platform::read_file(*storage_, path, 10U << 20U);
        return bytes ? std::string(as_text(*bytes)) : "";
    }

    const test::TemporaryDirectory directory_;
    const std::string ledger_ = directory_.path("ledger");
    const std::vector<std::string> files_ = latency_files(ledger_);
    const std::string& newest_ = files_[1];
    std::unique_ptr<platform::Storage> storage_ = platform::posix_storage();
    test::FixedClock clock_;
};

TEST_F(Latencies, AreLeftAtTheEnd) {
    {
        const auto keeper = this->keeper();
        keeper->record(Operation::kAppend, 1000);
        keeper->record(Operation::kAppend, 2000);
        keeper->record(Operation::kSync, 3000);
    }
    EXPECT_EQ(counts_of(newest_),
              (std::map<std::string, std::uint64_t>{{"append", 2}, {"sync", 1}}));
    EXPECT_THAT(text_of(newest_), HasSubstr("#[Logged with counterfoil "));
}

TEST_F(Latencies, OfLaterWritersStandBehindThoseBefore) {
    for (int i = 0; i < 3; ++i) keeper()->record(Operation::kCommit, 1000);
    EXPECT_EQ(counts_of(newest_)["commit"], 3U);
    EXPECT_EQ(text_of(newest_).find("#[Logged"), text_of(newest_).rfind("#[Logged"));
}

TEST_F(Latencies, OfAThreadAreLeftToo) {
    {
        const auto keeper = this->keeper(true);
        for (int i = 0; i < 1000; ++i) keeper->record(Operation::kHash, 500);
    }
    EXPECT_EQ(counts_of(newest_)["hash"], 1000U);
}

TEST_F(Latencies, WithoutAnyLeaveNothing) {
    keeper().reset();
    EXPECT_FALSE(storage_->kind(newest_));
}

TEST_F(Latencies, StandBesideTheLevelOfTheQueue) {
    {
        const auto keeper = this->keeper();
        keeper->note_queue({2, 3, 10});
        keeper->record(Operation::kWait, 500);
        keeper->note_queue({1, 9, 10});
    }
    EXPECT_THAT(text_of(newest_), HasSubstr("\n#[Queue: 1 of 10, 9 at most]\n"));
    ASSERT_TRUE(storage_->remove_file(newest_));
    keeper()->record(Operation::kAppend, 500);
    EXPECT_THAT(text_of(newest_), testing::Not(HasSubstr("Queue")));
}

TEST_F(Latencies, GoOnBehindALineThatACrashCut) {
    keeper()->record(Operation::kAppend, 1000);
    const std::string whole = text_of(newest_);
    for (const std::string& torn : {whole.substr(0, whole.size() - 10), whole + "Tag=append,17",
                                    whole + std::string(100, '\0')}) {
        ASSERT_TRUE(storage_->remove_file(newest_));
        ASSERT_TRUE(platform::write_new_file(*storage_, newest_, as_bytes(torn)));
        keeper()->record(Operation::kSync, 1000);
        EXPECT_EQ(counts_of(newest_)["sync"], 1U);
    }
    ASSERT_TRUE(storage_->remove_file(newest_));
    ASSERT_TRUE(platform::write_new_file(*storage_, newest_, as_bytes(std::string_view("#[Log"))));
    keeper()->record(Operation::kSync, 1000);
    EXPECT_EQ(counts_of(newest_)["sync"], 1U);
}

TEST_F(Latencies, GiveUpTheOlderFileForTheNewer) {
    keeper()->record(Operation::kAppend, 1000);
    const std::string line = text_of(newest_);
    for (const std::uint64_t size : {kLatencyFileSizeMax - 10, kLatencyFileSizeMax + 10}) {
        std::string full = line;
        while (full.size() < size) full += "# full\n";
        ASSERT_TRUE(storage_->remove_file(newest_));
        ASSERT_TRUE(platform::write_new_file(*storage_, newest_, as_bytes(full)));
        keeper()->record(Operation::kSync, 1000);
        EXPECT_EQ(text_of(files_[0]), full);
        EXPECT_EQ(counts_of(newest_), (std::map<std::string, std::uint64_t>{{"sync", 1}}));
    }
}

TEST_F(Latencies, ThatCannotBeWrittenAreGivenUp) {
    // A file where the directory should be.
    ASSERT_TRUE(platform::make_directories(*storage_, ledger_));
    ASSERT_TRUE(platform::write_new_file(*storage_, platform::join(ledger_, "metrics"), {}));
    keeper()->record(Operation::kAppend, 1000);
    EXPECT_FALSE(storage_->kind(newest_));
}

}  // namespace
}  // namespace counterfoil::metrics
