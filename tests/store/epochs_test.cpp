// SPDX-License-Identifier: Apache-2.0
// A signing epoch's end: when it comes, what is there then, and what is left when it goes wrong.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "ledger/format/directory.h"
#include "ledger/reader/epochs.h"
#include "ledger/store/writer.h"
#include "tests/support/faulty_storage.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::store {
namespace {

using test::event;
using test::Operation;
using test::TestLedger;
using testing::ElementsAre;

constexpr std::uint64_t kHourNs = 3'600'000'000'000;

CreateOptions with_epochs(std::uint64_t records, std::uint64_t ns) {
    CreateOptions options;
    options.segment_size_limit = format::kSegmentSizeMin;
    options.epoch_records = records;
    options.epoch_ns = ns;
    return options;
}

void append(LedgerWriter& writer, int count = 1) {
    for (int i = 0; i < count; ++i) {
        const Event one = event("s", "hello");
        const auto appended = writer.append({&one, 1});
        ASSERT_TRUE(appended) << appended.error().message;
    }
}

// One process that appends one event.
std::uint64_t one_shot(TestLedger& ledger) {
    auto writer = ledger.open();
    append(*writer);
    EXPECT_TRUE(writer->close());
    return writer->epoch();
}

std::vector<std::string> secrets(const TestLedger& ledger) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(ledger.directory() + "/keys")) {
        names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

void expect_verified(TestLedger& ledger) {
    const auto report = ledger.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << test::findings_of(report);
}

TEST(Epochs, BeginOnRequestWithANewKeyAndTheOldSecretGone) {
    TestLedger ledger;
    auto writer = ledger.open();
    append(*writer);
    EXPECT_EQ(writer->epoch(), 0U);
    ASSERT_TRUE(writer->rotate_epoch());
    EXPECT_EQ(writer->epoch(), 1U);
    EXPECT_EQ(writer->epoch_start(), writer->size());
    EXPECT_THAT(secrets(ledger), ElementsAre("epoch-1"));
    const Event one = event("s", "in the new epoch");
    EXPECT_EQ(TestLedger::made(writer->append({&one, 1}))[0].epoch, 1U);
    ASSERT_TRUE(writer->close());
    expect_verified(ledger);
    EXPECT_EQ(ledger.verify().epochs, 2U);
    writer.reset();
    EXPECT_EQ(one_shot(ledger), 1U);
    expect_verified(ledger);
}

TEST(Epochs, BeginAsTheFirstOrLastThingThatAWriterDoes) {
    TestLedger ledger(with_epochs(0, 0));
    for (std::uint64_t epoch = 1; epoch <= 3; ++epoch) {
        auto writer = ledger.open();
        ASSERT_TRUE(writer->rotate_epoch());
        ASSERT_TRUE(writer->close());
        EXPECT_THAT(secrets(ledger), ElementsAre(format::epoch_file_name(epoch)));
        expect_verified(ledger);
    }
}

TEST(Epochs, EndInEveryPlaceOfASegmentAndBeforeARoll) {
    TestLedger ledger(with_epochs(0, 0));
    auto writer = ledger.open();
    for (int i = 0; i < 60; ++i) {
        if (i % 7 == 3) append(*writer);
        ASSERT_TRUE(writer->rotate_epoch()) << i;
    }
    ASSERT_TRUE(writer->close());
    auto reader =
        TestLedger::made(reader::LedgerReader::open(*ledger.machine.storage, ledger.directory()));
    EXPECT_GT(reader.segments().size(), 3U);
    EXPECT_EQ(ledger.verify().epochs, 61U);
    expect_verified(ledger);
}

TEST(Epochs, EndAfterSoManyRecords) {
    TestLedger ledger(with_epochs(10, 0));
    auto writer = ledger.open();
    append(*writer, 100);
    EXPECT_GE(writer->epoch(), 10U);
    // Within one call, too.
    const std::vector<Event> many(500, event("s", "hello"));
    std::vector<Receipt> receipts;
    ASSERT_TRUE(writer->append(many, receipts));
    EXPECT_EQ(receipts.size(), many.size());
    EXPECT_GT(receipts.back().epoch, receipts.front().epoch);
    ASSERT_TRUE(writer->close());
    auto reader =
        TestLedger::made(reader::LedgerReader::open(*ledger.machine.storage, ledger.directory()));
    const auto epochs = TestLedger::made(reader::epochs(reader));
    EXPECT_EQ(epochs.size(), writer->epoch() + 1);
    EXPECT_EQ(epochs.back().start, writer->epoch_start());
    // Ten, what stood in one frame with the tenth, and the key record: the segment record of a roll
    // in front of one event, at most.
    for (std::size_t i = 1; i < 10; ++i) {
        EXPECT_GE(epochs[i].start - epochs[i - 1].start, 11U);
        EXPECT_LE(epochs[i].start - epochs[i - 1].start, 13U);
    }
    EXPECT_EQ(secrets(ledger).size(), 1U);
    expect_verified(ledger);
}

TEST(Epochs, EndAfterSoLongWithActivityAndNotWithout) {
    TestLedger ledger(with_epochs(0, kHourNs));
    auto writer = ledger.open();
    append(*writer);
    ledger.machine.clock.pass(kHourNs / 2);
    append(*writer);
    EXPECT_EQ(writer->epoch(), 0U);
    ledger.machine.clock.pass(kHourNs / 2);
    ASSERT_TRUE(writer->idle());
    EXPECT_EQ(writer->epoch(), 0U);
    append(*writer);
    EXPECT_EQ(writer->epoch(), 1U);
    for (int hour = 0; hour < 10; ++hour) {
        ledger.machine.clock.pass(kHourNs);
        ASSERT_TRUE(writer->idle());
    }
    EXPECT_EQ(writer->epoch(), 1U);
    append(*writer, 3);
    EXPECT_EQ(writer->epoch(), 2U);
    ASSERT_TRUE(writer->close());
    expect_verified(ledger);
}

TEST(Epochs, LastAcrossProcessesThatAppendOneEventEach) {
    TestLedger ledger(with_epochs(0, kHourNs));
    for (int i = 0; i < 50; ++i) {
        one_shot(ledger);
        ledger.machine.clock.pass(kHourNs / 10);
    }
    EXPECT_EQ(one_shot(ledger), 5U);
    EXPECT_EQ(secrets(ledger).size(), 1U);
    expect_verified(ledger);
}

TEST(Epochs, LastWhateverTheSegmentInWhichTheyBegan) {
    TestLedger ledger(with_epochs(0, kHourNs));
    auto writer = ledger.open();
    ASSERT_TRUE(writer->rotate_epoch());
    ASSERT_TRUE(writer->close());
    writer.reset();
    for (int i = 0; i < 60; ++i) one_shot(ledger);
    auto reader =
        TestLedger::made(reader::LedgerReader::open(*ledger.machine.storage, ledger.directory()));
    ASSERT_GT(reader.segments().size(), 2U);
    EXPECT_EQ(one_shot(ledger), 1U);
    ledger.machine.clock.pass(kHourNs);
    EXPECT_EQ(one_shot(ledger), 2U);
}

TEST(Epochs, EndOnceForEachStepOfTheClockAtMost) {
    TestLedger ledger(with_epochs(0, kHourNs));
    const auto days = static_cast<std::int64_t>(24 * kHourNs);
    for (const std::int64_t step : {days, -days, days, -300 * days, 300 * days, -days}) {
        const std::uint64_t before = one_shot(ledger);
        ledger.machine.clock.move(step);
        one_shot(ledger);
        for (int i = 0; i < 5; ++i) one_shot(ledger);
        EXPECT_LE(one_shot(ledger), before + 1) << step;
    }
    // One who stays does not look at that clock.
    auto writer = ledger.open();
    append(*writer);
    const std::uint64_t epoch = writer->epoch();
    for (int i = 0; i < 5; ++i) {
        ledger.machine.clock.move(i % 2 == 0 ? 300 * days : -300 * days);
        append(*writer);
    }
    EXPECT_EQ(writer->epoch(), epoch);
}

TEST(Epochs, AreNeverEndedByALedgerThatSaysNever) {
    TestLedger ledger(with_epochs(0, 0));
    auto writer = ledger.open();
    append(*writer, 50);
    ledger.machine.clock.pass(1000 * kHourNs);
    append(*writer, 50);
    EXPECT_EQ(writer->epoch(), 0U);
}

// A commit's signature is that of the epoch that it ends, also in a note that is made later.
TEST(Epochs, PublishTheCommitAtTheirBorderWithTheSignatureOfItsFrame) {
    for (const bool reopens : {false, true}) {
        TestLedger ledger(with_epochs(0, 0));
        auto writer = ledger.open();
        append(*writer);
        ASSERT_TRUE(writer->rotate_epoch());
        if (reopens) {
            ASSERT_TRUE(writer->close());
            writer.reset();
            writer = ledger.open();
        }
        ASSERT_TRUE(writer->publish_checkpoint());
        ASSERT_TRUE(writer->close());
        expect_verified(ledger);
        EXPECT_EQ(ledger.verify().checkpoint_size, ledger.verify().tree_size);
    }
}

// Gives the bytes of every draw of a secret once more, when it is told to.
class RepeatingRandom : public platform::Random {
  public:
    void fill(MutableByteView into) override {
        if (into.size() == 32 && !again_.empty()) {
            std::copy(again_.front().begin(), again_.front().end(), into.begin());
            again_.erase(again_.begin());
            return;
        }
        fresh_.fill(into);
        if (into.size() == 32) drawn_.emplace_back(into.begin(), into.end());
    }
    void repeat() { again_ = drawn_; }
    [[nodiscard]] bool repeated() const { return again_.empty(); }

  private:
    test::FixedRandom fresh_{7};
    std::vector<Bytes> drawn_;
    std::vector<Bytes> again_;
};

TEST(Epochs, NeverUseAKeyAgain) {
    test::TemporaryDirectory place;
    test::FixedMachine machine;
    RepeatingRandom random;
    const platform::Platform platform{*machine.storage, machine.clock, random};
    CreateOptions create = with_epochs(0, 0);
    create.directory = place.path("ledger");
    create.keys.directory = place.path("keys");
    create.origin = "test.example/ledger";
    create.encrypted = false;
    const Created created = TestLedger::made(create_ledger(platform, create));
    const WriterOptions options{create.directory, create.keys, std::nullopt, false};
    for (int round = 0; round < 3; ++round) {
        auto writer = TestLedger::made(LedgerWriter::open(platform, options));
        for (int i = 0; i < 2; ++i) {
            random.repeat();
            ASSERT_TRUE(writer->rotate_epoch());
            // The master key is no signing key, and so is taken; nothing else is.
        }
        ASSERT_TRUE(writer->close());
    }
    auto reader = TestLedger::made(reader::LedgerReader::open(*machine.storage, create.directory));
    std::vector<Bytes> keys;
    const auto& genesis = reader.genesis().fixed;
    keys.emplace_back(genesis.identity_key.begin(), genesis.identity_key.end());
    keys.emplace_back(genesis.epoch_key.begin(), genesis.epoch_key.end());
    for (std::uint64_t sequence = 0; sequence < reader.size(); ++sequence) {
        const auto record = TestLedger::made(reader.record(sequence));
        if (record.entry.type != static_cast<std::uint8_t>(format::RecordType::kKey)) continue;
        const auto body = format::decode_body(format::RecordType::kKey, record.body);
        const auto& key = std::get<format::EpochKeyBody>(*body).public_key;
        keys.emplace_back(key.begin(), key.end());
    }
    EXPECT_EQ(keys.size(), 8U);
    std::sort(keys.begin(), keys.end());
    EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end());
}

TEST(Epochs, LeaveNoOtherSecretOnceTheLedgerWasOpened) {
    TestLedger ledger(with_epochs(0, 0));
    const std::string keys = ledger.directory() + "/keys/";
    std::filesystem::copy_file(keys + "epoch-0", ledger.directory() + "/kept");
    auto writer = ledger.open();
    ASSERT_TRUE(writer->rotate_epoch());
    ASSERT_TRUE(writer->close());
    writer.reset();
    for (const char* name : {"epoch-0", "epoch-2", "epoch-18446744073709551615"}) {
        std::filesystem::copy_file(ledger.directory() + "/kept", keys + name);
    }
    std::ofstream(keys + "epoch-3");  // Torn: nothing of it was written.
    std::filesystem::copy_file(ledger.directory() + "/kept", keys + "epoch-02");  // Not ours.
    writer = ledger.open();
    EXPECT_THAT(secrets(ledger), ElementsAre("epoch-02", "epoch-1"));
    EXPECT_FALSE(writer->recovered());
}

// What opens a ledger must not destroy the one key that fits it.
TEST(Epochs, DestroyNothingInALedgerThatDoesNotOpen) {
    TestLedger ledger(with_epochs(0, 0));
    const std::string keys = ledger.directory() + "/keys/";
    std::filesystem::rename(keys + "epoch-0", keys + "epoch-5");
    EXPECT_FALSE(LedgerWriter::open(ledger.machine.platform(), ledger.writer_options()));
    EXPECT_THAT(secrets(ledger), ElementsAre("epoch-5"));
}

class EpochFaults : public testing::Test {
  protected:
    [[nodiscard]] std::unique_ptr<LedgerWriter> open(TestLedger& ledger) {
        return TestLedger::made(LedgerWriter::open(
            {storage_, ledger.machine.clock, ledger.machine.random}, ledger.writer_options()));
    }
    void heal() {
        storage_.fault = [](Operation, const std::string&) { return Status(); };
    }

    test::FaultyStorage storage_;
};

TEST_F(EpochFaults, WithoutSpaceForANewSecretTheOldEpochGoesOnAndEndsLater) {
    TestLedger ledger(with_epochs(10, 0));
    auto writer = open(ledger);
    storage_.fault = [](Operation operation, const std::string& path) -> Status {
        const bool secret = path.find("/keys/epoch-") != std::string::npos;
        if (!secret || operation != Operation::kWrite) return {};
        return Error{ErrorCode::kNoSpace, "planted: no space"};
    };
    append(*writer, 30);
    EXPECT_EQ(writer->epoch(), 0U);
    ASSERT_FALSE(writer->last_rotation());
    EXPECT_EQ(writer->last_rotation().error().code, ErrorCode::kNoSpace);
    EXPECT_EQ(writer->rotate_epoch().error().code, ErrorCode::kNoSpace);
    EXPECT_THAT(secrets(ledger), ElementsAre("epoch-0"));
    heal();
    ledger.machine.clock.pass(60'000'000'000);
    append(*writer);
    EXPECT_EQ(writer->epoch(), 1U);
    EXPECT_TRUE(writer->last_rotation());
    ASSERT_TRUE(writer->close());
    expect_verified(ledger);
}

TEST_F(EpochFaults, WithoutSpaceForTheSegmentOfTheKeyRecordNothingHasChanged) {
    TestLedger ledger(with_epochs(0, 0));
    auto writer = open(ledger);
    storage_.fault = [](Operation operation, const std::string& path) -> Status {
        if (!path.ends_with("spare.tmp") || operation != Operation::kWrite) return {};
        return Error{ErrorCode::kNoSpace, "planted: no space"};
    };
    Status rotated;
    std::uint64_t epoch = 0;
    while (rotated) {
        epoch = writer->epoch();
        rotated = writer->rotate_epoch();
    }
    EXPECT_EQ(rotated.error().code, ErrorCode::kNoSpace);
    EXPECT_EQ(writer->epoch(), epoch);
    EXPECT_THAT(secrets(ledger), ElementsAre(format::epoch_file_name(epoch)));
    heal();
    append(*writer);
    ASSERT_TRUE(writer->rotate_epoch());
    ASSERT_TRUE(writer->close());
    expect_verified(ledger);
}

// Every operation of a rotation is the last one that succeeds: whatever is left, the ledger opens,
// has one secret, writes and rotates again. tests/crash/simulated forgets what was not synced, too.
TEST_F(EpochFaults, StoppedAtAnyOperationTheLedgerGoesOnInOneEpoch) {
    int count = 0;
    int epochs_begun = 0;
    for (int failing = 0; failing == 0 || count > failing - 1; ++failing) {
        TestLedger ledger(with_epochs(0, 0));
        {
            auto writer = open(ledger);
            append(*writer);
            count = 0;
            storage_.fault = [&](Operation, const std::string&) -> Status {
                if (count++ < failing) return {};
                return Error{ErrorCode::kIo, "planted: input/output error"};
            };
            const Status rotated = writer->rotate_epoch();
            if (count > failing) {
                ASSERT_FALSE(rotated) << failing;
                const Event one = event("s", "refused");
                EXPECT_FALSE(writer->append({&one, 1})) << failing;
            }
        }
        heal();
        auto writer = open(ledger);
        epochs_begun += static_cast<int>(writer->epoch());
        EXPECT_THAT(secrets(ledger), ElementsAre(format::epoch_file_name(writer->epoch())))
            << failing;
        append(*writer);
        ASSERT_TRUE(writer->rotate_epoch()) << failing;
        ASSERT_TRUE(writer->close());
        EXPECT_EQ(secrets(ledger).size(), 1U);
        const auto report = ledger.verify();
        EXPECT_EQ(report.verdict, verifier::Verdict::kVerifiedWithEvents)
            << failing << ": " << test::findings_of(report);
    }
    EXPECT_GE(count, 10);
    EXPECT_GT(epochs_begun, 0);
}

}  // namespace
}  // namespace counterfoil::store
