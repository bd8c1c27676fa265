// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "ledger/store/appender.h"
#include "tests/store/appender_fixture.h"

// Who is taken, and who is refused with what.
namespace counterfoil::store {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using test::AppenderTest;
using test::event;
using testing::HasSubstr;

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

TEST_F(AppenderTest, WorkBetweenCommitsSeesWhatWasAnsweredAndStopsNobody) {
    Appender appender(*writer_, without_clock());
    std::atomic<bool> done = false;
    std::vector<std::thread> callers;
    for (int i = 0; i < 3; ++i) {
        callers.emplace_back([&] {
            while (!done) EXPECT_TRUE(appender.append(event("s", "beside the work")));
        });
    }
    for (int i = 0; i < 20; ++i) {
        const Result<Receipt> before = appender.append(event("s", "before"));
        ASSERT_TRUE(before);
        EXPECT_TRUE(appender.between_commits([&](LedgerWriter& writer) -> Status {
            EXPECT_GT(writer.size(), before->sequence);
            return i % 2 == 0 ? writer.publish_checkpoint() : writer.rotate_epoch();
        }));
    }
    done = true;
    for (std::thread& caller : callers) caller.join();
    appender.stop();
    EXPECT_EQ(writer_->epoch(), 10U);
    EXPECT_GE(writer_->checkpoint_count(), 10U);
    EXPECT_TRUE(writer_->close());
    const auto report = ledger_.verify();
    EXPECT_EQ(verifier::exit_code(report.verdict), 0) << test::findings_of(report);
}

TEST_F(AppenderTest, WorkBetweenCommitsIsAnsweredWithItsErrorAndNotDoneAfterTheEnd) {
    Appender appender(*writer_, without_clock());
    const Status refused = appender.between_commits([](LedgerWriter&) -> Status {
        return Error{ErrorCode::kExists, "planted"};
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kExists);
    EXPECT_TRUE(appender.append(event("s", "it goes on")));
    appender.stop();
    bool done = false;
    const Status late = appender.between_commits([&](LedgerWriter&) -> Status {
        done = true;
        return {};
    });
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::kInterrupted);
    EXPECT_FALSE(done);
    close_and_expect(1);
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
