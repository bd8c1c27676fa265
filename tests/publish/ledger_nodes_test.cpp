// SPDX-License-Identifier: Apache-2.0
#include "ledger/reader/ledger_nodes.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/merkle/hashing.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::publish {
namespace {

using test::event;
using test::TestLedger;

// Some leaves in the last subtree of those that are remembered, and none of two that follow.
class LedgerNodesTest : public testing::Test {
  protected:
    LedgerNodesTest() {
        auto writer = ledger_.open();
        std::vector<store::Event> events(700, event("s", "an event"));
        require(writer->append(events).ok() && writer->close().ok(), "events are taken");
        reader_.emplace(TestLedger::made(
            reader::LedgerReader::open(*ledger_.machine.storage, ledger_.directory())));
        for (std::uint64_t i = 0; i < reader_->size(); ++i) {
            const format::Entry entry = TestLedger::made(reader_->entry(i));
            leaves_.push_back(merkle::leaf_hash(format::bytes_of(entry)));
        }
    }

    TestLedger ledger_;
    std::optional<reader::LedgerReader> reader_;
    std::vector<Hash> leaves_;
};

TEST_F(LedgerNodesTest, AreThoseOfTheLeavesInAnyOrder) {
    merkle::LeafNodes expected(leaves_);
    reader::LedgerNodes upwards(*reader_);
    reader::LedgerNodes downwards(*reader_);
    for (unsigned level = 0; level <= 9; ++level) {
        const std::uint64_t count = leaves_.size() >> level;
        for (std::uint64_t i = 0; i < count; ++i) {
            const Hash hash = TestLedger::made(expected.node(level, i));
            EXPECT_EQ(TestLedger::made(upwards.node(level, i)), hash) << level << ' ' << i;
        }
    }
    for (unsigned level = 10; level-- > 0;) {
        for (std::uint64_t i = leaves_.size() >> level; i-- > 0;) {
            const Hash hash = TestLedger::made(expected.node(level, i));
            EXPECT_EQ(TestLedger::made(downwards.node(level, i)), hash) << level << ' ' << i;
        }
    }
}

TEST_F(LedgerNodesTest, StopWhenAskedTo) {
    bool stop = false;
    reader::LedgerNodes nodes(*reader_, [&] { return stop; });
    EXPECT_TRUE(nodes.node(8, 0).ok());
    stop = true;
    EXPECT_TRUE(nodes.node(8, 0).ok());  // Known already.
    const auto refused = nodes.node(8, 1);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::kInterrupted);
    stop = false;
    EXPECT_TRUE(nodes.node(8, 1).ok());
}

TEST_F(LedgerNodesTest, RefuseLeavesThatAreNotThere) {
    reader::LedgerNodes nodes(*reader_);
    EXPECT_FALSE(nodes.node(0, leaves_.size()).ok());
    EXPECT_FALSE(nodes.node(8, 2).ok());
    EXPECT_TRUE(nodes.node(0, leaves_.size() - 1).ok());
}

}  // namespace
}  // namespace counterfoil::publish
