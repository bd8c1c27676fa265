// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/appender.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/faulty_storage.h"
#include "tests/support/gate.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::store {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using test::event;
using test::Operation;
using test::TestLedger;
using testing::HasSubstr;

// A ledger whose syncs of segments can be held and made to fail.
class AppenderTest : public testing::Test {
  protected:
    explicit AppenderTest(CreateOptions options = {}) : ledger_(std::move(options)) {
        storage_.fault = [this](Operation operation, const std::string& path) -> Status {
            if (no_space_ && operation == Operation::kWrite && path.ends_with("spare.tmp")) {
                return Error{ErrorCode::kNoSpace, "planted: no space"};
            }
            if (operation != Operation::kSync || !path.ends_with(".segment")) return {};
            gate_.pass();
            if (failing_) return Error{ErrorCode::kIo, "planted: input/output error"};
            return {};
        };
        writer_ = TestLedger::made(LedgerWriter::open(
            {storage_, ledger_.machine.clock, ledger_.machine.random}, ledger_.writer_options()));
    }

    // Commits at once, and no wait ends by itself.
    static AppenderOptions without_clock() {
        AppenderOptions options;
        options.group_delay = nanoseconds(0);
        options.wait_max = hours(1);
        return options;
    }
    static AppenderOptions with_room_for(std::uint64_t count) {
        AppenderOptions options = without_clock();
        options.expected_rate = count;
        options.latency_max = std::chrono::seconds(1);
        return options;
    }
    // Keeps what it is answered.
    Appender::OnAnswer keep() {
        return [this](const Result<Receipt>& answer) {
            const std::lock_guard lock(mutex_);
            answers_.push_back(answer);
            changed_.notify_all();
        };
    }
    void wait_for_answers(std::size_t count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return answers_.size() >= count; });
    }
    static void wait_for_depth(const Appender& appender, std::size_t depth) {
        while (appender.queue_depth() != depth) std::this_thread::yield();
    }
    // How many frames the answers come from.
    [[nodiscard]] std::size_t frames() const {
        std::set<std::uint64_t> sizes;
        for (const Result<Receipt>& answer : answers_) sizes.insert(answer->tree_size);
        return sizes.size();
    }
    void close_and_expect(std::uint64_t events) {
        ASSERT_TRUE(writer_->close());
        const auto report = ledger_.verify();
        EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << test::findings_of(report);
        EXPECT_EQ(report.event_records, events);
    }

    TestLedger ledger_;
    test::FaultyStorage storage_;
    test::Gate gate_;
    std::atomic<bool> failing_ = false;
    std::atomic<bool> no_space_ = false;
    std::unique_ptr<LedgerWriter> writer_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Result<Receipt>> answers_;
};

TEST_F(AppenderTest, AnswersEveryCallerOnceAndKeepsEachCallersOrder) {
    constexpr int kCallers = 8;
    constexpr int kEvents = 50;
    std::vector<std::vector<Receipt>> receipts(kCallers);
    {
        AppenderOptions options = with_room_for(6);
        options.batch_events_max = 5;
        Appender appender(*writer_, options);
        std::vector<std::thread> callers;
        for (int caller = 0; caller < kCallers; ++caller) {
            callers.emplace_back([&, caller] {
                for (int i = 0; i < kEvents; ++i) {
                    const std::string text = std::to_string(caller) + "/" + std::to_string(i);
                    const Event one = event("stream-" + std::to_string(caller), text);
                    const Result<Receipt> receipt = appender.append(one);
                    require(receipt.ok(), "an event is taken");
                    receipts[static_cast<std::size_t>(caller)].push_back(*receipt);
                }
            });
        }
        for (std::thread& caller : callers) caller.join();
        EXPECT_LE(appender.queue_depth_peak(), 6U);
        EXPECT_EQ(appender.queue_depth(), 0U);
    }

    std::set<std::uint64_t> sequences;
    for (int caller = 0; caller < kCallers; ++caller) {
        const auto& own = receipts[static_cast<std::size_t>(caller)];
        for (std::size_t i = 0; i < own.size(); ++i) {
            EXPECT_EQ(own[i].stream_sequence, i);
            sequences.insert(own[i].sequence);
        }
    }
    EXPECT_EQ(sequences.size(), static_cast<std::size_t>(kCallers * kEvents));
    close_and_expect(kCallers * kEvents);
    for (int caller = 0; caller < kCallers; ++caller) {
        EXPECT_EQ(ledger_.content(receipts[static_cast<std::size_t>(caller)][7].sequence),
                  std::to_string(caller) + "/7");
    }
}

TEST_F(AppenderTest, CallersWhoWaitTogetherShareAFrame) {
    constexpr std::size_t kCallers = 8;
    Appender appender(*writer_, without_clock());
    gate_.close();
    ASSERT_TRUE(appender.submit(event("s", "alone"), keep()));
    gate_.wait_until_held();
    std::vector<std::thread> callers;
    for (std::size_t i = 0; i < kCallers; ++i) {
        callers.emplace_back([&] { keep()(appender.append(event("s", "together"))); });
    }
    wait_for_depth(appender, 1 + kCallers);
    gate_.open();
    for (std::thread& caller : callers) caller.join();
    appender.stop();
    EXPECT_EQ(answers_.size(), 1 + kCallers);
    EXPECT_EQ(frames(), 2U);
    EXPECT_EQ(appender.queue_depth_peak(), 1 + kCallers);
    close_and_expect(1 + kCallers);
}

TEST_F(AppenderTest, AFullBatchDoesNotWaitForCompany) {
    AppenderOptions options = without_clock();
    options.group_delay = hours(1);
    options.batch_events_max = 4;
    Appender appender(*writer_, options);
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(appender.submit(event("s", "x"), keep()));
    wait_for_answers(4);
    EXPECT_EQ(frames(), 1U);
}

TEST_F(AppenderTest, ABatchOfManyBytesDoesNotWaitForCompany) {
    AppenderOptions options = without_clock();
    options.group_delay = hours(1);
    options.batch_bytes_max = 4000;
    Appender appender(*writer_, options);
    const std::string content(3000, 'x');
    ASSERT_TRUE(appender.submit(event("s", content), keep()));
    ASSERT_TRUE(appender.submit(event("s", content), keep()));
    wait_for_answers(1);  // The second one waits for company in a batch of its own.
    appender.drain();
    EXPECT_EQ(frames(), 2U);
}

TEST_F(AppenderTest, WhoeverCameDuringASyncDoesNotWaitForCompany) {
    AppenderOptions options = without_clock();
    options.group_delay = hours(1);
    options.batch_events_max = 2;
    Appender appender(*writer_, options);
    gate_.close();
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(appender.submit(event("s", "x"), keep()));
    gate_.wait_until_held();
    ASSERT_TRUE(appender.submit(event("s", "x"), keep()));
    gate_.open();
    wait_for_answers(3);
    EXPECT_EQ(frames(), 2U);
}

TEST_F(AppenderTest, NobodyWaitsForCompanyThatIsBack) {
    AppenderOptions options = without_clock();
    options.group_delay = hours(1);
    Appender appender(*writer_, options);
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(appender.submit(event("s", "x"), keep()));
    appender.drain();  // Nor for company that cannot come, since the caller waits.
    EXPECT_EQ(frames(), 1U);
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(appender.submit(event("s", "x"), keep()));
    wait_for_answers(6);
    EXPECT_EQ(frames(), 2U);
}

TEST_F(AppenderTest, ALoneEventWaitsForCompanyAsLongAsItIsTold) {
    AppenderOptions options = without_clock();
    options.group_delay = milliseconds(20);
    Appender appender(*writer_, options);
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_TRUE(appender.append(event("s", "x")));
    EXPECT_GE(std::chrono::steady_clock::now() - begin, options.group_delay);
}

TEST_F(AppenderTest, SubmittedEventsAreCopiedAndAnsweredInTheirOrder) {
    constexpr std::size_t kEvents = 500;
    AppenderOptions options = without_clock();
    options.batch_events_max = 7;
    Appender appender(*writer_, options);
    {
        std::string content;
        for (std::size_t i = 0; i < kEvents; ++i) {
            content = "event " + std::to_string(i);
            ASSERT_TRUE(appender.submit(event("s", content), keep()));
            content.assign(content.size(), '?');
        }
    }
    appender.drain();
    EXPECT_EQ(appender.queue_depth(), 0U);
    ASSERT_EQ(answers_.size(), kEvents);
    for (std::size_t i = 0; i < kEvents; ++i) {
        ASSERT_TRUE(answers_[i]);
        EXPECT_EQ(answers_[i]->stream_sequence, i);
        EXPECT_EQ(answers_[i]->durability, Durability::kSynced);
    }
    appender.stop();
    close_and_expect(kEvents);
    for (const std::size_t i : {std::size_t{0}, std::size_t{99}, kEvents - 1}) {
        EXPECT_EQ(ledger_.content(answers_[i]->sequence), "event " + std::to_string(i));
    }
}

TEST_F(AppenderTest, RefusesOneEventWithoutHarmToItsNeighbours) {
    Appender appender(*writer_, {});
    const std::string large(17U << 20U, 'x');
    std::atomic<int> good = 0;
    std::thread neighbour([&] {
        for (int i = 0; i < 20; ++i) {
            const Event one = event("s", "fine");
            if (appender.append(one)) ++good;
        }
    });
    const Result<Receipt> refused = appender.append(event("s", large));
    const Status also_refused = appender.submit(event("s", large), keep());
    neighbour.join();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kTooLarge);
    ASSERT_FALSE(also_refused);
    EXPECT_EQ(also_refused.error().code, ErrorCode::kTooLarge);
    EXPECT_TRUE(answers_.empty());
    EXPECT_EQ(good, 20);
    appender.stop();
    close_and_expect(20);
}

TEST_F(AppenderTest, AFullQueueRefusesWhoeverWaitedTooLong) {
    AppenderOptions options = with_room_for(2);
    options.wait_max = milliseconds(20);
    Appender appender(*writer_, options);
    EXPECT_EQ(appender.queue_capacity(), 2U);
    gate_.close();
    // The one that is being committed takes a place too.
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(appender.submit(event("s", "taken"), keep()));
    gate_.wait_until_held();
    const auto begin = std::chrono::steady_clock::now();
    const Result<Receipt> refused = appender.append(event("s", "refused"));
    EXPECT_GE(std::chrono::steady_clock::now() - begin, options.wait_max);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kBusy);
    for (const char* part : {"0.02", "2 events", "expected_rate", "latency_max", "wait_max"}) {
        EXPECT_THAT(refused.error().message, HasSubstr(part));
    }
    const Status also_refused = appender.submit(event("s", "refused"), keep());
    ASSERT_FALSE(also_refused);
    EXPECT_EQ(also_refused.error().code, ErrorCode::kBusy);
    EXPECT_EQ(appender.queue_depth(), 2U);

    gate_.open();
    appender.drain();
    EXPECT_EQ(appender.queue_depth_peak(), 2U);
    EXPECT_EQ(answers_.size(), 2U);
    EXPECT_TRUE(appender.append(event("s", "there is room again")));
    appender.stop();
    close_and_expect(3);
}

TEST_F(AppenderTest, AFullQueueTakesWhoeverWaitsUntilThereIsRoom) {
    Appender appender(*writer_, with_room_for(1));
    gate_.close();
    ASSERT_TRUE(appender.submit(event("s", "first"), keep()));
    gate_.wait_until_held();
    std::vector<std::thread> callers;
    for (int i = 0; i < 4; ++i) {
        callers.emplace_back([&] { keep()(appender.append(event("s", "waits"))); });
    }
    gate_.open();
    for (std::thread& caller : callers) caller.join();
    appender.stop();
    EXPECT_EQ(appender.queue_depth_peak(), 1U);
    EXPECT_EQ(frames(), 5U);
    close_and_expect(5);
}

TEST_F(AppenderTest, TheQueueIsBoundedInBytesToo) {
    AppenderOptions options = without_clock();
    options.queue_bytes_max = 2000;
    options.wait_max = nanoseconds(0);
    Appender appender(*writer_, options);
    gate_.close();
    const std::string larger_than_the_queue(3000, 'x');
    ASSERT_TRUE(appender.submit(event("s", larger_than_the_queue), keep()));
    const Status refused = appender.submit(event("s", "x"), keep());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kBusy);
    EXPECT_THAT(refused.error().message, HasSubstr("2000 bytes (queue_bytes_max)"));
    gate_.open();
    appender.drain();
    appender.stop();
    close_and_expect(1);
}

TEST_F(AppenderTest, AFailedSyncIsAnErrorForEverybodyWhoWaits) {
    Appender appender(*writer_, with_room_for(4));
    gate_.close();
    ASSERT_TRUE(appender.submit(event("s", "in the sync"), keep()));
    gate_.wait_until_held();
    std::vector<std::thread> callers;
    for (int i = 0; i < 3; ++i) {
        callers.emplace_back([&] { keep()(appender.append(event("s", "queued"))); });
    }
    wait_for_depth(appender, 4);
    callers.emplace_back([&] { keep()(appender.append(event("s", "waits for a place"))); });
    failing_ = true;
    gate_.open();
    for (std::thread& caller : callers) caller.join();
    appender.drain();
    ASSERT_EQ(answers_.size(), 5U);
    for (const Result<Receipt>& answer : answers_) {
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, ErrorCode::kIo);
        EXPECT_THAT(answer.error().message, HasSubstr("planted"));
    }
    EXPECT_FALSE(appender.append(event("s", "later")));
    EXPECT_FALSE(appender.submit(event("s", "later"), keep()));
    EXPECT_EQ(answers_.size(), 5U);
    appender.stop();

    // Only what was in the sync may be there.
    failing_ = false;
    writer_.reset();
    EXPECT_TRUE(ledger_.open()->close());
    EXPECT_LE(ledger_.verify().event_records, 1U);
}

TEST_F(AppenderTest, StopCommitsWhatIsQueuedAndRefusesWhoWaitsForAPlace) {
    Appender appender(*writer_, with_room_for(2));
    gate_.close();
    ASSERT_TRUE(appender.submit(event("s", "in the sync"), keep()));
    gate_.wait_until_held();
    ASSERT_TRUE(appender.submit(event("s", "queued"), keep()));
    Result<Receipt> refused = Error{};
    std::thread caller([&] { refused = appender.append(event("s", "waits for a place")); });
    // Long enough for it to wait, most likely; it is refused in any case.
    std::this_thread::sleep_for(milliseconds(5));
    std::thread stopper([&] { appender.stop(); });
    caller.join();  // While the sync is still held.
    gate_.open();
    stopper.join();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kInterrupted);
    EXPECT_THAT(refused.error().message, HasSubstr("being closed"));
    EXPECT_EQ(frames(), 2U);
    close_and_expect(2);
}

TEST_F(AppenderTest, TakesNothingAfterItsEnd) {
    Appender appender(*writer_, {});
    appender.stop();
    const Result<Receipt> refused = appender.append(event("s", "late"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kInterrupted);
    EXPECT_FALSE(appender.submit(event("s", "late"), keep()));
    appender.drain();
    close_and_expect(0);
}

// A segment is full after a few events.
class SmallSegments : public AppenderTest {
  protected:
    SmallSegments() : AppenderTest(small()) {}
    static CreateOptions small() {
        CreateOptions options;
        options.segment_size_limit = format::kSegmentSizeMin;
        return options;
    }
};

TEST_F(SmallSegments, BehindARefusedEventNothingOfItsCallerIsTakenUntilItKnows) {
    Appender appender(*writer_, without_clock());
    no_space_ = true;
    const std::string large(10000, 'x');
    std::size_t submitted = 0;
    while (submitted < 20 && appender.submit(event("s", large), keep())) ++submitted;
    // This would fit. It is refused at once, or later if it overtook the refusal in the queue.
    if (appender.submit(event("s", "small"), keep())) ++submitted;
    // Of another caller.
    EXPECT_TRUE(appender.append(event("s", "small")));
    appender.drain();
    ASSERT_EQ(answers_.size(), submitted);
    std::size_t taken = 0;
    while (answers_[taken]) ++taken;
    EXPECT_GT(taken, 0U);
    EXPECT_LT(taken, 20U);
    for (std::size_t i = taken; i < answers_.size(); ++i) {
        ASSERT_FALSE(answers_[i]) << i;
        EXPECT_EQ(answers_[i].error().code, ErrorCode::kNoSpace);
    }
    no_space_ = false;
    ASSERT_TRUE(appender.submit(event("s", large), keep()));
    appender.drain();
    EXPECT_TRUE(answers_.back());
    appender.stop();
    close_and_expect(taken + 2);
}

TEST(LittlesCapacity, IsTheRateTimesTheLatencyRoundedUp) {
    struct Case {
        std::uint64_t rate;
        nanoseconds latency;
        std::size_t capacity;
    };
    for (const Case& row : {Case{100'000, milliseconds(100), 10'000},
                            {1'000'000, milliseconds(1), 1'000},
                            {300, milliseconds(10), 3},
                            {100, milliseconds(70), 7},
                            {301, milliseconds(10), 4},
                            {1, milliseconds(1), 1},
                            {0, milliseconds(1), 1},
                            {5, nanoseconds(0), 1},
                            {1'000'000'000, hours(1), 3'600'000'000'000},
                            {999'999'999, hours(1) - nanoseconds(1), 3'599'999'996'400}}) {
        EXPECT_EQ(littles_capacity(row.rate, row.latency), row.capacity)
            << row.rate << "/s x " << row.latency.count() << " ns";
    }
}

}  // namespace
}  // namespace counterfoil::store
