// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/api/own_ledger.h"

namespace counterfoil {
namespace {

using test::event;
using test::made;
using test::OwnLedger;

class Appending : public OwnLedger {};

TEST_F(Appending, EveryReceiptOfEveryThreadIsTheRecordsOwn) {
    constexpr int kThreads = 4;
    constexpr int kEvents = 50;
    create();
    Ledger ledger = open();
    struct Kept {
        std::string content;
        Receipt receipt;
    };
    std::vector<std::vector<Kept>> kept(kThreads);
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
        threads.emplace_back([&, i] {
            for (int n = 0; n < kEvents; ++n) {
                const std::string content = std::to_string(i) + " says " + std::to_string(n);
                auto receipt = ledger.append(event("of " + std::to_string(i), content));
                ASSERT_TRUE(receipt) << receipt.error().message;
                kept[static_cast<std::size_t>(i)].push_back({content, *receipt});
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    ASSERT_TRUE(ledger.close());

    Reader read = reader();
    for (const std::vector<Kept>& of_thread : kept) {
        ASSERT_EQ(of_thread.size(), static_cast<std::size_t>(kEvents));
        for (std::size_t n = 0; n < of_thread.size(); ++n) {
            const Receipt& receipt = of_thread[n].receipt;
            EXPECT_EQ(receipt.stream_sequence, n);
            EXPECT_EQ(receipt.durability, Durability::kSynced);
            const Record record = made(read.record(receipt.sequence));
            EXPECT_EQ(record.leaf_hash, receipt.leaf_hash);
            EXPECT_EQ(record.stream_sequence, n);
            ASSERT_TRUE(record.content) << record.closed;
            EXPECT_EQ(as_text(*record.content), of_thread[n].content);
        }
    }
    const Verification verification = verified(directory);
    EXPECT_EQ(verification.verdict, Verdict::kVerified) << verification.text;
    EXPECT_EQ(verification.size, read.size());
}

TEST_F(Appending, ABatchStandsTogetherAndIsRefusedWhole) {
    create();
    Ledger ledger = open();
    std::vector<Event> events = {event("s", "one"), event("s", "two"), event("s", "three")};
    std::vector<Receipt> receipts;
    ASSERT_TRUE(ledger.append(events, receipts));
    ASSERT_EQ(receipts.size(), 3U);
    EXPECT_EQ(receipts[1].sequence, receipts[0].sequence + 1);
    EXPECT_EQ(receipts[2].sequence, receipts[0].sequence + 2);
    EXPECT_EQ(receipts[0].root, receipts[2].root);

    events[1].stream = "";
    const Status refused = ledger.append(events, receipts);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(receipts.size(), 3U);
    EXPECT_TRUE(ledger.append(std::span<const Event>(), receipts));
}

TEST_F(Appending, SubmittedEventsAreCopiedAndAnsweredInTheirOrder) {
    create();
    Ledger ledger = open();
    std::vector<std::uint64_t> sequences;
    for (int i = 0; i < 100; ++i) {
        const std::string content = "event " + std::to_string(i);
        Event one = event("s", content);
        one.attributes.type = "counted";
        ASSERT_TRUE(ledger.submit(one, [&](const Result<Receipt>& answer) {
            ASSERT_TRUE(answer) << answer.error().message;
            sequences.push_back(answer->sequence);
        }));
    }
    ledger.drain();
    ASSERT_EQ(sequences.size(), 100U);
    ASSERT_TRUE(ledger.close());
    Reader read = reader();
    for (std::size_t i = 0; i < sequences.size(); ++i) {
        EXPECT_TRUE(i == 0 || sequences[i] > sequences[i - 1]);
        const Record record = made(read.record(sequences[i]));
        EXPECT_EQ(as_text(*record.content), "event " + std::to_string(i));
        EXPECT_EQ(record.attributes.type, "counted");
    }
}

TEST_F(Appending, CheckpointsArePublishedBesideIt) {
    create();
    Ledger ledger = open();
    std::atomic<bool> done = false;
    std::thread other([&] {
        while (!done) ASSERT_TRUE(ledger.append(event("s", "beside")));
    });
    for (int i = 0; i < 10; ++i) {
        ASSERT_TRUE(ledger.append(event("s", "before")));
        EXPECT_TRUE(ledger.publish_checkpoint());
    }
    done = true;
    other.join();
    ASSERT_TRUE(ledger.close());
    const std::filesystem::path notes = std::filesystem::path(directory) / "checkpoints";
    const auto count = std::distance(std::filesystem::directory_iterator(notes), {});
    EXPECT_GE(count, 10);
    EXPECT_EQ(verified(directory).verdict, Verdict::kVerified);
}

TEST_F(Appending, WhatNoLedgerTakesIsAnErrorAndTheLedgerGoesOn) {
    create();
    Ledger ledger = open();
    const std::string large((16U << 20U) + 1, 'x');
    Event bad_subject = event("s", "x");
    bad_subject.attributes.subjects = {""};
    Event bad_id = event("s", "x");
    bad_id.attributes.idempotency_id = Bytes(65);
    Event bad_type = event("s", "x");
    bad_type.attributes.type = "two\nlines";
    struct Case {
        const char* what;
        Event event;
        ErrorCode code;
    };
    for (const Case& each : {
             Case{"content", event("s", large), ErrorCode::kTooLarge},
             Case{"no stream", event("", "x"), ErrorCode::kInvalidArgument},
             Case{"long stream", event(std::string(256, 's'), "x"), ErrorCode::kInvalidArgument},
             Case{"no UTF-8", event("\xff", "x"), ErrorCode::kInvalidArgument},
             Case{"subject", bad_subject, ErrorCode::kTooLarge},
             Case{"idempotency id", bad_id, ErrorCode::kTooLarge},
             Case{"type", bad_type, ErrorCode::kTooLarge},
         }) {
        const Result<Receipt> appended = ledger.append(each.event);
        ASSERT_FALSE(appended) << each.what;
        EXPECT_EQ(appended.error().code, each.code) << each.what << appended.error().message;
        const Status submitted = ledger.submit(each.event, [](const Result<Receipt>&) { FAIL(); });
        ASSERT_FALSE(submitted) << each.what;
        EXPECT_EQ(submitted.error().code, each.code) << each.what;
    }
    const Status nobody = ledger.submit(event("s", "x"), nullptr);
    ASSERT_FALSE(nobody);
    EXPECT_EQ(nobody.error().code, ErrorCode::kInvalidArgument);
    EXPECT_TRUE(ledger.append(event("s", "fine")));
    EXPECT_TRUE(ledger.close());
    EXPECT_EQ(verified(directory).verdict, Verdict::kVerified);
}

}  // namespace
}  // namespace counterfoil
