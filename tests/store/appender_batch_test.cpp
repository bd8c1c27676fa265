// SPDX-License-Identifier: Apache-2.0
// Callers who bring many events at once.
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/store/appender_fixture.h"

namespace counterfoil::store {
namespace {

using test::AppenderTest;
using test::event;
using test::TestLedger;

std::vector<std::string> numbered(const std::string& name, std::size_t count, std::size_t size) {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < count; ++i) {
        texts.push_back(name + "/" + std::to_string(i) + std::string(size, '.'));
    }
    return texts;
}

std::vector<Event> events_of(const std::vector<std::string>& texts, const std::string& stream) {
    std::vector<Event> events;
    for (const std::string& text : texts) events.push_back(event(stream, text));
    return events;
}

TEST_F(AppenderTest, ABatchStandsTogetherInTheLedgerAndInItsOrder) {
    constexpr std::size_t kCallers = 6;
    constexpr std::size_t kBatches = 30;
    std::map<std::uint64_t, std::string> expected;
    {
        Appender appender(*writer_, AppenderOptions());
        std::vector<std::thread> callers;
        for (std::size_t caller = 0; caller < kCallers; ++caller) {
            callers.emplace_back([&, caller] {
                std::mt19937 random(static_cast<std::uint32_t>(caller));
                for (std::size_t i = 0; i < kBatches; ++i) {
                    const std::string name = std::to_string(caller) + "." + std::to_string(i);
                    const auto texts = numbered(name, 1 + random() % 300, random() % 900);
                    // Now and then a new stream, or an event about somebody.
                    auto events = events_of(texts, "stream " + std::to_string(random() % 9));
                    if (random() % 5 == 0) events[0].attributes.subjects = {"somebody"};
                    std::vector<Receipt> receipts(3);
                    require(appender.append(events, receipts).ok(), "a batch is taken");
                    require(receipts.size() == 3 + events.size(), "each event has a receipt");
                    const std::lock_guard lock(mutex_);
                    for (std::size_t k = 0; k < events.size(); ++k) {
                        const Receipt& receipt = receipts[3 + k];
                        EXPECT_EQ(receipt.durability, Durability::kSynced);
                        if (k > 0) {
                            EXPECT_EQ(receipt.stream_sequence, receipts[2 + k].stream_sequence + 1);
                        }
                        expected[receipt.sequence] = texts[k];
                    }
                }
            });
        }
        for (std::thread& caller : callers) caller.join();
    }
    close_and_expect(expected.size());
    std::size_t at = 0;
    for (const auto& [sequence, text] : expected) {
        if (++at % 53 == 0) {
            EXPECT_EQ(ledger_.content(sequence), text);
        }
    }
}

TEST_F(AppenderTest, ABatchWithAnEventThatNobodyTakesIsRefusedWhole) {
    Appender appender(*writer_, AppenderOptions());
    const auto texts = numbered("x", 10, 10);
    std::vector<Event> events = events_of(texts, "s");
    events[7].stream = "";
    std::vector<Receipt> receipts;
    EXPECT_EQ(appender.append(events, receipts).error().code, ErrorCode::kInvalidArgument);
    EXPECT_TRUE(receipts.empty());
    EXPECT_TRUE(appender.append(std::span<const Event>(), receipts));
    events[7].stream = "s";
    EXPECT_TRUE(appender.append(events, receipts));
    EXPECT_EQ(receipts.size(), 10U);
    appender.stop();
    close_and_expect(10);
}

TEST_F(AppenderTest, ABatchLargerThanTheQueueIsTakenWhenThatIsEmpty) {
    Appender appender(*writer_, with_room_for(5));
    const auto texts = numbered("x", 40, 10);
    std::vector<std::thread> callers;
    for (int i = 0; i < 4; ++i) {
        callers.emplace_back([&] {
            std::vector<Receipt> receipts;
            EXPECT_TRUE(appender.append(events_of(texts, "s"), receipts));
            EXPECT_EQ(receipts.size(), 40U);
        });
    }
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(appender.queue_depth_peak(), 40U);
    appender.stop();
    close_and_expect(160);
}

// Whatever is under way when a sync fails: who has a receipt is in the ledger, and is found there.
TEST(AppenderFaults, NoReceiptIsLostHoweverASyncFails) {
    for (int failing_at = 1; failing_at <= 24; ++failing_at) {
        TestLedger ledger;
        test::FaultyStorage storage;
        std::atomic<int> syncs = 0;
        storage.fault = [&](test::Operation operation, const std::string& path) -> Status {
            const bool counts = operation == test::Operation::kSync && path.ends_with(".segment");
            if (!counts || ++syncs < failing_at) return {};
            return Error{ErrorCode::kIo, "planted: input/output error"};
        };
        std::mutex mutex;
        std::map<std::uint64_t, std::string> promised;
        {
            auto writer = ledger.open(ledger.writer_options());
            writer.reset();
            auto opened = LedgerWriter::open({storage, ledger.machine.clock, ledger.machine.random},
                                             ledger.writer_options());
            if (!opened) continue;
            Appender appender(**opened, AppenderOptions());
            std::vector<std::thread> callers;
            for (int caller = 0; caller < 4; ++caller) {
                callers.emplace_back([&, caller] {
                    for (int i = 0; i < 12; ++i) {
                        const std::string name = std::to_string(caller) + "." + std::to_string(i);
                        const auto texts = numbered(name, 90, 700);
                        std::vector<Receipt> receipts;
                        const Status done = appender.append(events_of(texts, "s"), receipts);
                        const std::lock_guard lock(mutex);
                        for (std::size_t k = 0; k < receipts.size(); ++k) {
                            promised[receipts[k].sequence] = texts[k];
                        }
                        if (!done) return;
                        require(receipts.size() == texts.size(), "all have receipts");
                    }
                });
            }
            for (std::thread& caller : callers) caller.join();
        }
        // After a restart.
        ledger.machine.clock.set_boot(2);
        auto writer = ledger.open();
        ASSERT_TRUE(writer->close());
        const auto report = ledger.verify();
        EXPECT_TRUE(report.verdict == verifier::Verdict::kVerified ||
                    report.verdict == verifier::Verdict::kVerifiedWithEvents)
            << verifier::report_text(report);
        auto reader = TestLedger::made(
            reader::LedgerReader::open(*ledger.machine.storage, ledger.directory()));
        std::size_t at = 0;
        for (const auto& [sequence, text] : promised) {
            ASSERT_LT(sequence, reader.size()) << "sync " << failing_at;
            if (++at % 101 == 0) {
                EXPECT_EQ(ledger.content(sequence), text);
            }
        }
    }
}

}  // namespace
}  // namespace counterfoil::store
