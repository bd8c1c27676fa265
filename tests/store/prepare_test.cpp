// SPDX-License-Identifier: Apache-2.0
// Frames that are made while another is written: in one call, and for the next call.

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/faulty_storage.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::store {
namespace {

using test::event;
using test::FaultyStorage;
using test::TestLedger;

// Counts the draws: each frame that is made takes one, for its nonces.
class CountedRandom : public platform::Random {
  public:
    explicit CountedRandom(platform::Random& under) : under_(under) {}
    void fill(MutableByteView into) override {
        ++draws;
        under_.fill(into);
    }
    int draws = 0;

  private:
    platform::Random& under_;
};

class Prepare : public testing::Test {
  protected:
    explicit Prepare(CreateOptions options = {}) : ledger_(std::move(options)) {
        storage_.fault = [this](test::Operation operation, const std::string& path) -> Status {
            const bool segment = path.ends_with(".segment");
            if (operation != test::Operation::kSync || !segment || !while_syncing_) return {};
            // On another thread, as the appender does it.
            std::thread beside(std::exchange(while_syncing_, nullptr));
            beside.join();
            return failure_;
        };
        reopen();
        append(texts("first", 3, 10));  // So that the segment and the streams are there.
    }

    void reopen() {
        writer_.reset();
        writer_ = TestLedger::made(LedgerWriter::open({storage_, ledger_.machine.clock, random_},
                                                      ledger_.writer_options()));
    }
    static std::vector<std::string> texts(const std::string& name, std::size_t count,
                                          std::size_t size) {
        std::vector<std::string> made;
        for (std::size_t i = 0; i < count; ++i) {
            made.push_back(name + " " + std::to_string(i) + std::string(size, 'x'));
        }
        return made;
    }
    static std::vector<Event> events_of(const std::vector<std::string>& texts) {
        std::vector<Event> events;
        for (const std::string& text : texts) events.push_back(event("s", text));
        return events;
    }
    void append(const std::vector<std::string>& texts) {
        const std::vector<Event> events = events_of(texts);
        append(events);
    }
    void append(const std::vector<Event>& events) {
        const auto receipts = TestLedger::made(writer_->append(events));
        ASSERT_EQ(receipts.size(), events.size());
        for (std::size_t i = 0; i < events.size(); ++i) {
            expected_.emplace_back(receipts[i].sequence, as_text(events[i].content));
        }
    }
    // Appends `now` and has `next` prepared meanwhile; whether that made a frame.
    bool append_preparing(const std::vector<Event>& now, const std::vector<Event>& next) {
        int made = 0;
        while_syncing_ = [&] {
            const int before = random_.draws;
            writer_->prepare(next);
            made = random_.draws - before;
        };
        append(now);
        EXPECT_FALSE(while_syncing_);
        return made == 1;
    }
    [[nodiscard]] int draws_of(const std::function<void()>& act) {
        const int before = random_.draws;
        act();
        return random_.draws - before;
    }
    void close_and_expect_all() {
        ASSERT_TRUE(writer_->close());
        const auto report = ledger_.verify();
        // A rotation that somebody asked for is an event.
        EXPECT_TRUE(report.verdict == verifier::Verdict::kVerified ||
                    report.verdict == verifier::Verdict::kVerifiedWithEvents)
            << verifier::report_text(report);
        for (const auto& [sequence, content] : expected_) {
            ASSERT_EQ(ledger_.content(sequence), content) << sequence;
        }
    }

    TestLedger ledger_;
    FaultyStorage storage_;
    CountedRandom random_{ledger_.machine.random};
    std::unique_ptr<LedgerWriter> writer_;
    std::function<void()> while_syncing_;
    Status failure_;
    std::vector<std::pair<std::uint64_t, std::string>> expected_;
};

TEST_F(Prepare, TheNextCallFindsItsFrameMade) {
    const auto one = texts("one", 100, 50);
    const auto two = texts("two", 300, 50);
    const auto three = texts("three", 1, 50);
    const std::vector<Event> first = events_of(one);
    const std::vector<Event> second = events_of(two);
    const std::vector<Event> third = events_of(three);
    EXPECT_TRUE(append_preparing(first, second));
    EXPECT_EQ(draws_of([&] { EXPECT_TRUE(append_preparing(second, third)); }), 1);
    EXPECT_EQ(draws_of([&] { append(third); }), 0);
    EXPECT_EQ(draws_of([&] { append(third); }), 1);
    close_and_expect_all();
}

TEST_F(Prepare, AnotherCallThanTheNextMakesItsOwn) {
    const auto one = texts("one", 10, 50);
    const auto two = texts("two", 10, 50);
    const std::vector<Event> first = events_of(one);
    const std::vector<Event> second = events_of(two);
    EXPECT_TRUE(append_preparing(first, second));
    EXPECT_EQ(draws_of([&] { append(first); }), 1);
    // What was prepared is forgotten by then, not kept for later.
    EXPECT_EQ(draws_of([&] { append(second); }), 1);
    close_and_expect_all();
}

TEST_F(Prepare, AFrameThatSomethingCameInFrontOfIsMadeAgain) {
    const auto one = texts("one", 10, 50);
    const auto two = texts("two", 10, 50);
    const std::vector<Event> first = events_of(one);
    const std::vector<Event> second = events_of(two);

    EXPECT_TRUE(append_preparing(first, second));
    ASSERT_TRUE(writer_->rotate_epoch());
    EXPECT_EQ(draws_of([&] { append(second); }), 1);

    EXPECT_TRUE(append_preparing(first, second));
    ASSERT_TRUE(writer_->rotate_data_key("s"));
    EXPECT_EQ(draws_of([&] { append(second); }), 1);

    EXPECT_TRUE(append_preparing(first, second));
    ASSERT_TRUE(writer_->publish_checkpoint());
    EXPECT_EQ(draws_of([&] { append(second); }), 0) << "a checkpoint is no record";
    close_and_expect_all();
}

TEST_F(Prepare, WhatNeedsSomethingNewIsLeftToItsOwnCall) {
    const auto one = texts("one", 10, 50);
    const std::vector<Event> first = events_of(one);
    std::vector<Event> elsewhere = first;
    elsewhere[4].stream = "a new one";
    EXPECT_FALSE(append_preparing(first, elsewhere));
    append(elsewhere);
    EXPECT_TRUE(append_preparing(first, elsewhere));
    append(elsewhere);

    std::vector<Event> about_somebody = first;
    about_somebody[9].attributes.subjects = {"somebody"};
    EXPECT_FALSE(append_preparing(first, about_somebody));
    append(about_somebody);

    std::vector<Event> never_taken = first;
    never_taken[2].stream = "";
    EXPECT_FALSE(append_preparing(first, never_taken));
    EXPECT_FALSE(writer_->append(never_taken));
    close_and_expect_all();
}

TEST_F(Prepare, AFrameForWhichTheSegmentHasNoRoomIsMadeInTheNextOne) {
    // The first segment has a mebibyte.
    const auto one = texts("one", 1, 500'000);
    const auto two = texts("two", 1, 600'000);
    const std::vector<Event> first = events_of(one);
    const std::vector<Event> second = events_of(two);
    EXPECT_FALSE(append_preparing(first, second));
    append(second);
    close_and_expect_all();
}

TEST_F(Prepare, BesideNoCallItDoesNothing) {
    const auto one = texts("one", 10, 50);
    const std::vector<Event> first = events_of(one);
    EXPECT_EQ(draws_of([&] { writer_->prepare(first); }), 0);
    append(first);
    close_and_expect_all();
}

TEST_F(Prepare, AfterAFailedSyncNothingOfItIsWritten) {
    const auto one = texts("one", 10, 50);
    const auto two = texts("two", 10, 50);
    const std::vector<Event> first = events_of(one);
    const std::vector<Event> second = events_of(two);
    failure_ = Error{ErrorCode::kIo, "planted: input/output error"};
    while_syncing_ = [&] { writer_->prepare(second); };
    EXPECT_FALSE(writer_->append(first));
    failure_ = {};
    EXPECT_FALSE(writer_->append(second));
    EXPECT_EQ(writer_->size(), expected_.back().first + 1);
}

// One call of more than a frame holds: whatever comes between two frames.
class Shares : public testing::TestWithParam<CreateOptions> {};

TEST_P(Shares, OfACallAreCommittedInTheirOrder) {
    TestLedger ledger(GetParam());
    auto writer = ledger.open();
    std::vector<std::string> contents;
    for (int i = 0; i < 6000; ++i) {
        contents.push_back(std::to_string(i) +
                           std::string(static_cast<std::size_t>(i % 1500), 'y'));
    }
    std::vector<Event> events;
    for (const std::string& content : contents) {
        events.push_back(event(events.size() % 100 == 99 ? "t" : "s", content));
    }
    std::vector<std::uint64_t> sequences;
    for (int call = 0; call < 3; ++call) {
        std::vector<Receipt> receipts;
        ASSERT_TRUE(writer->append(events, receipts));
        ASSERT_EQ(receipts.size(), events.size());
        for (std::size_t i = 1; i < receipts.size(); ++i) {
            ASSERT_GT(receipts[i].sequence, receipts[i - 1].sequence);
            ASSERT_GE(receipts[i].tree_size, receipts[i - 1].tree_size);
        }
        if (call == 2) {
            for (const Receipt& receipt : receipts) sequences.push_back(receipt.sequence);
        }
    }
    ASSERT_TRUE(writer->close());
    const auto report = ledger.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << verifier::report_text(report);
    EXPECT_EQ(report.event_records, 3 * events.size());
    for (std::size_t i = 0; i < sequences.size(); i += 97) {
        EXPECT_EQ(ledger.content(sequences[i]), contents[i]);
    }
}

CreateOptions with(const std::function<void(CreateOptions&)>& change) {
    CreateOptions options;
    change(options);
    return options;
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, Shares,
    testing::Values(CreateOptions{}, with([](CreateOptions& o) { o.encrypted = false; }),
                    with([](CreateOptions& o) { o.segment_size_limit = 4U << 20U; }),
                    with([](CreateOptions& o) { o.epoch_records = 900; }),
                    with([](CreateOptions& o) { o.checkpoint_records = 500; }),
                    with([](CreateOptions& o) { o.sync_policy = format::SyncPolicy::kNone; })));

}  // namespace
}  // namespace counterfoil::store
