// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/store/writer.h"
#include "tests/support/faulty_storage.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::store {
namespace {

using test::event;
using test::Operation;
using test::TestLedger;

class FaultsTest : public testing::Test {
  protected:
    FaultsTest() : ledger_(small()) {}
    static CreateOptions small() {
        CreateOptions options;
        options.segment_size_limit = format::kSegmentSizeMin;
        return options;
    }
    [[nodiscard]] std::unique_ptr<LedgerWriter> open() {
        return TestLedger::made(LedgerWriter::open(
            {storage_, ledger_.machine.clock, ledger_.machine.random}, ledger_.writer_options()));
    }
    [[nodiscard]] std::size_t count_acknowledged(const std::vector<Receipt>& receipts) {
        std::size_t found = 0;
        auto reader = TestLedger::made(
            reader::LedgerReader::open(*ledger_.machine.storage, ledger_.directory()));
        for (const Receipt& receipt : receipts) {
            const auto record = reader.record(receipt.sequence);
            if (record && record->entry.stream_sequence == receipt.stream_sequence) ++found;
        }
        return found;
    }

    TestLedger ledger_;
    test::FaultyStorage storage_;
};

TEST_F(FaultsTest, NoSpaceForANewSegmentIsRefusedAndTheLedgerStaysUsable) {
    auto writer = open();
    const std::string content(3000, 'x');
    std::vector<Receipt> receipts;
    bool full = true;
    storage_.fault = [&](Operation operation, const std::string& path) -> Status {
        const bool spare = path.ends_with("spare.tmp");
        if (full && spare && operation == Operation::kWrite) {
            return Error{ErrorCode::kNoSpace, "planted: no space"};
        }
        return {};
    };
    const Event one = event("s", content);
    ErrorCode refused = ErrorCode::kIo;
    for (int i = 0; i < 30; ++i) {
        const auto appended = writer->append({&one, 1});
        if (!appended) {
            refused = appended.error().code;
            break;
        }
        receipts.push_back((*appended)[0]);
    }
    EXPECT_EQ(refused, ErrorCode::kNoSpace);
    full = false;
    const auto again = writer->append({&one, 1});
    ASSERT_TRUE(again) << again.error().message;
    receipts.push_back((*again)[0]);
    ASSERT_TRUE(writer->close());
    EXPECT_EQ(count_acknowledged(receipts), receipts.size());
    const auto report = ledger_.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << test::findings_of(report);
}

// An operation fails while events are appended: whatever was acknowledged is there, the writer
// takes nothing more, and the next opening goes on. tests/crash/simulated tries every operation.
TEST_F(FaultsTest, NothingAcknowledgedIsLostWhenAnyWriteOrSyncFails) {
    for (int failing = 0; failing < 60; failing += 7) {
        std::vector<Receipt> receipts;
        {
            storage_.fault = [](Operation, const std::string&) { return Status(); };
            auto writer = open();
            int count = 0;
            storage_.fault = [&](Operation operation, const std::string&) -> Status {
                if (operation != Operation::kWrite && operation != Operation::kSync) return {};
                if (count++ < failing) return {};
                return Error{ErrorCode::kIo, "planted: input/output error"};
            };
            const std::string content(2500, 'x');
            const Event one = event("s", content);
            for (int i = 0; i < 40; ++i) {
                const auto appended = writer->append({&one, 1});
                if (!appended) break;
                receipts.push_back((*appended)[0]);
            }
            const auto refused = writer->append({&one, 1});
            EXPECT_FALSE(refused) << "operation " << failing;
        }
        storage_.fault = [](Operation, const std::string&) { return Status(); };
        EXPECT_TRUE(open()->close());
        ASSERT_EQ(count_acknowledged(receipts), receipts.size()) << "operation " << failing;
        const auto report = ledger_.verify();
        ASSERT_EQ(report.verdict, verifier::Verdict::kVerifiedWithEvents)
            << "operation " << failing << ": " << test::findings_of(report);
    }
}

TEST_F(FaultsTest, ABatchThatEndsInTheMiddleSaysWhichOfItsEventsAreIn) {
    auto writer = open();
    storage_.fault = [](Operation operation, const std::string& path) -> Status {
        if (path.ends_with("spare.tmp") && operation == Operation::kWrite) {
            return Error{ErrorCode::kNoSpace, "planted: no space"};
        }
        return {};
    };
    const std::string content(3000, 'x');
    const std::vector<Event> events(40, event("s", content));
    std::vector<Receipt> receipts;
    const Status appended = writer->append(events, receipts);
    ASSERT_FALSE(appended);
    EXPECT_EQ(appended.error().code, ErrorCode::kNoSpace);
    EXPECT_GT(receipts.size(), 0U);
    EXPECT_LT(receipts.size(), events.size());
    ASSERT_TRUE(writer->close());
    EXPECT_EQ(ledger_.verify().event_records, receipts.size());
}

TEST_F(FaultsTest, NoRoomForACheckpointStillClosesCleanly) {
    auto options = ledger_.writer_options();
    options.long_lived = true;
    auto writer = TestLedger::made(
        LedgerWriter::open({storage_, ledger_.machine.clock, ledger_.machine.random}, options));
    const Event one = event("s", "x");
    ASSERT_TRUE(writer->append({&one, 1}));
    storage_.fault = [](Operation operation, const std::string& path) -> Status {
        if (path.ends_with(".note.tmp") && operation == Operation::kWrite) {
            return Error{ErrorCode::kNoSpace, "planted: no space"};
        }
        return {};
    };
    const Status closed = writer->close();
    ASSERT_FALSE(closed);
    EXPECT_EQ(closed.error().code, ErrorCode::kNoSpace);
    const auto report = ledger_.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << test::findings_of(report);
}

}  // namespace
}  // namespace counterfoil::store
