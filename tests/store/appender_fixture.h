// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "ledger/store/appender.h"
#include "tests/support/faulty_storage.h"
#include "tests/support/gate.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::test {

// A ledger whose syncs of segments can be held and made to fail.
class AppenderTest : public testing::Test {
  protected:
    explicit AppenderTest(store::CreateOptions options = {}) : ledger_(std::move(options)) {
        storage_.fault = [this](Operation operation, const std::string& path) -> Status {
            if (no_space_ && operation == Operation::kWrite && path.ends_with("spare.tmp")) {
                return Error{ErrorCode::kNoSpace, "planted: no space"};
            }
            if (operation != Operation::kSync || !path.ends_with(".segment")) return {};
            gate_.pass();
            if (failing_) return Error{ErrorCode::kIo, "planted: input/output error"};
            return {};
        };
        writer_ = TestLedger::made(store::LedgerWriter::open(
            {storage_, ledger_.machine.clock, ledger_.machine.random}, ledger_.writer_options()));
    }

    // Commits at once, and no wait ends by itself.
    static store::AppenderOptions without_clock() {
        store::AppenderOptions options;
        options.group_delay = std::chrono::nanoseconds(0);
        options.wait_max = std::chrono::hours(1);
        return options;
    }
    static store::AppenderOptions with_room_for(std::uint64_t count) {
        store::AppenderOptions options = without_clock();
        options.expected_rate = count;
        options.latency_max = std::chrono::seconds(1);
        return options;
    }
    // Keeps what it is answered.
    store::Appender::OnAnswer keep() {
        return [this](const Result<store::Receipt>& answer) {
            const std::lock_guard lock(mutex_);
            answers_.push_back(answer);
            changed_.notify_all();
        };
    }
    void wait_for_answers(std::size_t count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return answers_.size() >= count; });
    }
    static void wait_for_depth(const store::Appender& appender, std::size_t depth) {
        while (appender.queue_depth() != depth) std::this_thread::yield();
    }
    // How many frames the answers come from.
    [[nodiscard]] std::size_t frames() const {
        std::set<std::uint64_t> sizes;
        for (const Result<store::Receipt>& answer : answers_) sizes.insert(answer->tree_size);
        return sizes.size();
    }
    void close_and_expect(std::uint64_t events) {
        ASSERT_TRUE(writer_->close());
        const auto report = ledger_.verify();
        EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << findings_of(report);
        EXPECT_EQ(report.event_records, events);
    }

    TestLedger ledger_;
    FaultyStorage storage_;
    Gate gate_;
    std::atomic<bool> failing_ = false;
    std::atomic<bool> no_space_ = false;
    std::unique_ptr<store::LedgerWriter> writer_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Result<store::Receipt>> answers_;
};

}  // namespace counterfoil::test
