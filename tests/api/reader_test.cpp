// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/api/own_ledger.h"

namespace counterfoil {
namespace {

using test::event;
using test::made;
using test::OwnLedger;

class Reading : public OwnLedger {};

TEST_F(Reading, GivesBackAllThatWasGiven) {
    const Created created = create();
    Event given = event("payments", std::string_view("\0{}\xff", 4));
    given.attributes = {.type = "paid",
                        .content_type = "application/octet-stream",
                        .subjects = {"ada"},
                        .source_ns = 42,
                        .idempotency_id = {1, 2, 3}};
    Ledger ledger = open();
    const std::uint64_t sequence = made(ledger.append(given)).sequence;
    ASSERT_TRUE(ledger.close());

    Reader read = reader();
    EXPECT_EQ(read.id(), created.id);
    EXPECT_EQ(read.origin(), created.origin);
    EXPECT_EQ(read.why_closed(), "");
    const Record record = made(read.record(sequence));
    EXPECT_TRUE(record.is_event);
    EXPECT_EQ(record.sequence, sequence);
    EXPECT_GT(record.time_ns, 1'600'000'000'000'000'000U);
    EXPECT_EQ(record.stream, "payments");
    EXPECT_EQ(record.attributes.type, "paid");
    EXPECT_EQ(record.attributes.content_type, "application/octet-stream");
    EXPECT_EQ(record.attributes.subjects, std::vector<std::string>{"ada"});
    EXPECT_EQ(record.attributes.source_ns, 42U);
    EXPECT_EQ(record.attributes.idempotency_id, (Bytes{1, 2, 3}));
    ASSERT_TRUE(record.content);
    EXPECT_EQ(as_text(*record.content), as_text(given.content));
    EXPECT_FALSE(made(read.record(0)).is_event);
    EXPECT_NE(made(read.record_json(sequence)).find("\"payments\""), std::string::npos);
}

TEST_F(Reading, WithoutKeysEventsStayClosedAndSayWhy) {
    create();
    Ledger ledger = open();
    const std::uint64_t sequence = made(ledger.append(event("s", "secret"))).sequence;
    ASSERT_TRUE(ledger.publish_checkpoint());
    // Beside the writer, which still holds it.
    places.keys = place.path("no keys");
    const auto expect_closed = [&](Reader read) {
        EXPECT_NE(read.why_closed(), "");
        const Record record = made(read.record(sequence));
        EXPECT_TRUE(record.is_event);
        EXPECT_EQ(record.content, std::nullopt);
        EXPECT_EQ(record.closed, read.why_closed());
        EXPECT_FALSE(record.erased);
    };
    expect_closed(made(Reader::open(directory, places)));
    expect_closed(made(Reader::open_without_keys(directory)));
}

TEST_F(Reading, ALedgerWithoutEncryptionNeedsNoKeys) {
    create({.encrypted = false});
    Ledger ledger = open();
    const std::uint64_t sequence = made(ledger.append(event("s", "for all to read"))).sequence;
    ASSERT_TRUE(ledger.close());
    Reader read = made(Reader::open_without_keys(directory));
    EXPECT_EQ(as_text(*made(read.record(sequence)).content), "for all to read");
}

TEST_F(Reading, WhatIsNotThereIsNotFound) {
    const Result<Reader> nothing = Reader::open(place.path("nothing"), places);
    ASSERT_FALSE(nothing);
    EXPECT_EQ(nothing.error().code, ErrorCode::kNotFound);
    create();
    Reader read = reader();
    const Result<Record> beyond = read.record(read.size());
    ASSERT_FALSE(beyond);
    EXPECT_EQ(beyond.error().code, ErrorCode::kNotFound);
    EXPECT_FALSE(read.record_json(read.size()));
}

}  // namespace
}  // namespace counterfoil
