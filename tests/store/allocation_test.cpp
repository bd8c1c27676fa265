// SPDX-License-Identifier: Apache-2.0
// In the steady state nothing is allocated: neither for a record, nor for a commit.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/allocation_count.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::store {
namespace {

constexpr int kRounds = 50;

// Appends a batch over and over, in one segment that is large enough for all.
test::AllocationCount of_appending(bool encrypted, bool about_people) {
    CreateOptions options;
    options.encrypted = encrypted;
    test::TestLedger ledger(options);
    WriterOptions measuring = ledger.writer_options();
    measuring.measure = true;
    auto writer = ledger.open(measuring);
    const std::string content(500, 'x');
    std::vector<Event> events(100, test::event("payments", content));
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (i % 2 != 0) events[i].attributes.event_type = "login";
        if (about_people && i % 3 == 0)
            events[i].attributes.subjects = {"a person with a long name " + std::to_string(i % 9)};
        if (i % 7 == 0) events[i].stream = "another stream with a long name";
    }
    std::vector<Receipt> receipts;
    // Until the segments are so large that a new one is not needed while we count.
    while (writer->size() < 60'000) {
        receipts.clear();
        EXPECT_TRUE(writer->append(events, receipts).ok());
    }
    bool done = true;
    const auto counted = test::count_allocations(kRounds, [&] {
        receipts.clear();
        done = done && writer->append(events, receipts).ok();
    });
    EXPECT_TRUE(done);
    return counted;
}

TEST(Allocation, AppendingToAnEncryptedLedgerAllocatesNothing) {
    ASSERT_TRUE(test::openssl_is_counted);
    const auto counted = of_appending(true, false);
    EXPECT_EQ(counted.ours, 0);
    EXPECT_EQ(counted.openssls, 0);
}

TEST(Allocation, OfEventsAboutPeopleIsOpensslsForTheirNamesOnly) {
    const auto counted = of_appending(true, true);
    EXPECT_EQ(counted.ours, 0);
    EXPECT_LE(counted.openssls, 34 * kRounds * 12);  // An HMAC finds a person's key.
}

TEST(Allocation, AppendingInClearAllocatesNothing) {
    const auto counted = of_appending(false, false);
    EXPECT_EQ(counted.ours, 0);
    EXPECT_EQ(counted.openssls, 0);
}

}  // namespace
}  // namespace counterfoil::store
