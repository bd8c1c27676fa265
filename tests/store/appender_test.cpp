// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/appender.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/store/appender_fixture.h"

// Who shares a commit, and when it comes.
namespace counterfoil::store {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using test::AppenderTest;
using test::event;

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

}  // namespace
}  // namespace counterfoil::store
