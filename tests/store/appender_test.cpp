// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/appender.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/test_ledger.h"

namespace counterfoil::store {
namespace {

using test::event;
using test::TestLedger;

TEST(Appender, AnswersEveryCallerOnceAndKeepsEachCallersOrder) {
    constexpr int kCallers = 8;
    constexpr int kEvents = 50;
    TestLedger ledger;
    auto writer = ledger.open();
    std::vector<std::vector<Receipt>> receipts(kCallers);
    {
        Appender appender(*writer, {16, 5});
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
    }
    ASSERT_TRUE(writer->close());

    std::set<std::uint64_t> sequences;
    for (int caller = 0; caller < kCallers; ++caller) {
        const auto& own = receipts[static_cast<std::size_t>(caller)];
        for (std::size_t i = 0; i < own.size(); ++i) {
            EXPECT_EQ(own[i].stream_sequence, i);
            sequences.insert(own[i].sequence);
        }
        EXPECT_EQ(ledger.content(own[7].sequence), std::to_string(caller) + "/7");
    }
    EXPECT_EQ(sequences.size(), static_cast<std::size_t>(kCallers * kEvents));
    const auto report = ledger.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << test::findings_of(report);
}

TEST(Appender, RefusesOneEventWithoutHarmToItsNeighbours) {
    TestLedger ledger;
    auto writer = ledger.open();
    Appender appender(*writer, {});
    const std::string large(17U << 20U, 'x');
    std::atomic<int> good = 0;
    std::thread neighbour([&] {
        for (int i = 0; i < 20; ++i) {
            const Event one = event("s", "fine");
            if (appender.append(one)) ++good;
        }
    });
    const Result<Receipt> refused = appender.append(event("s", large));
    neighbour.join();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kTooLarge);
    EXPECT_EQ(good, 20);
    appender.stop();
    EXPECT_TRUE(writer->close());
}

TEST(Appender, TakesNothingAfterItsEnd) {
    TestLedger ledger;
    auto writer = ledger.open();
    Appender appender(*writer, {});
    appender.stop();
    const Result<Receipt> refused = appender.append(event("s", "late"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kInterrupted);
    EXPECT_TRUE(writer->close());
}

}  // namespace
}  // namespace counterfoil::store
