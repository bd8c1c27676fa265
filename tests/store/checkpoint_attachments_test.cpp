// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/checkpoint_attachments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "ledger/format/directory.h"
#include "ledger/notes/note.h"
#include "tests/support/faulty_storage.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::store {
namespace {

namespace fs = std::filesystem;
using test::event;
using test::FaultyStorage;
using test::Operation;
using test::TestLedger;
using testing::HasSubstr;

crypto::SigningKey key_of(std::uint8_t number) {
    crypto::Secret256 seed;
    for (std::uint8_t& byte : seed.writable()) byte = number;
    return crypto::SigningKey(seed);
}

class AttachmentsTest : public testing::Test {
  protected:
    AttachmentsTest() {
        auto writer = ledger_.open();
        const Event one = event("s", "kept");
        require(writer->append({&one, 1}).ok(), "an event is appended");
        require(writer->publish_checkpoint().ok(), "a checkpoint is published");
        require(writer->close().ok(), "the ledger is closed");
        note_ = TestLedger::made(reader().checkpoint_note(0));
    }
    [[nodiscard]] reader::LedgerReader reader() {
        return TestLedger::made(
            reader::LedgerReader::open(*ledger_.machine.storage, ledger_.directory()));
    }
    [[nodiscard]] std::string cosigned_by(std::uint8_t number, std::uint64_t time = 1000) const {
        notes::Note note = notes::parse_note(note_).value();
        note.signatures.push_back(
            notes::cosign_note("witness.example/w", note.text, time, key_of(number)));
        return note.serialize();
    }
    [[nodiscard]] Result<AttachedCosignatures> attach(platform::Storage& storage,
                                                      const std::string& note) {
        return attach_cosignatures(storage, ledger_.directory(), reader(), note, {});
    }
    [[nodiscard]] std::size_t lines() {
        const Result<std::string> cosigned = reader().cosigned_note(0);
        return cosigned ? notes::parse_note(*cosigned)->signatures.size() : 0;
    }

    TestLedger ledger_;
    std::string note_;
};

TEST_F(AttachmentsTest, AddUpBesideTheNoteThatStaysAsItIs) {
    const std::size_t own = notes::parse_note(note_)->signatures.size();
    for (std::uint8_t number = 1; number <= 3; ++number) {
        const auto attached = attach(*ledger_.machine.storage, cosigned_by(number));
        ASSERT_TRUE(attached) << attached.error().message;
        EXPECT_EQ(attached->added, 1U);
        EXPECT_EQ(attached->ignored, own);
        EXPECT_EQ(lines(), own + number);
    }
    EXPECT_EQ(TestLedger::made(reader().checkpoint_note(0)), note_);
    EXPECT_EQ(ledger_.verify().verdict, verifier::Verdict::kVerified)
        << test::findings_of(ledger_.verify());
}

// Whatever fails, what was there before is there, or the new file is, whole; and it can be tried
// again.
TEST_F(AttachmentsTest, AreThereWholeOrNotWhenTheDiskFails) {
    ASSERT_TRUE(attach(*ledger_.machine.storage, cosigned_by(1)).ok());
    const std::size_t before = lines();
    for (const Operation failing : {Operation::kOpen, Operation::kWrite, Operation::kSync,
                                    Operation::kRename, Operation::kSyncDirectory}) {
        FaultyStorage storage;
        storage.fault = [&](Operation operation, const std::string& path) {
            if (operation != failing || path.ends_with(format::kAttachLockFile)) return Status();
            return Status(Error{ErrorCode::kNoSpace, path + ": no space"});
        };
        const auto attached = attach(storage, cosigned_by(2));
        ASSERT_FALSE(attached);
        EXPECT_EQ(attached.error().code, ErrorCode::kNoSpace);
        const bool renamed = failing == Operation::kSyncDirectory;
        EXPECT_EQ(lines(), before + (renamed ? 1 : 0));
        EXPECT_EQ(ledger_.verify().verdict, verifier::Verdict::kVerified)
            << test::findings_of(ledger_.verify());
    }
    EXPECT_EQ(attach(*ledger_.machine.storage, cosigned_by(3))->added, 1U);
}

TEST_F(AttachmentsTest, AreRefusedWhileAnotherProcessAddsSome) {
    ASSERT_TRUE(attach(*ledger_.machine.storage, cosigned_by(1)).ok());
    const auto lock = TestLedger::made(ledger_.machine.storage->open(
        ledger_.directory() + "/checkpoints/" + std::string(format::kAttachLockFile),
        platform::OpenMode::kReadWrite));
    ASSERT_TRUE(TestLedger::made(lock->try_lock()));
    const auto attached = attach(*ledger_.machine.storage, cosigned_by(2));
    ASSERT_FALSE(attached);
    EXPECT_EQ(attached.error().code, ErrorCode::kBusy);
}

TEST_F(AttachmentsTest, NeedNoLockOfTheWriter) {
    auto writer = ledger_.open();
    const Event one = event("s", "more");
    ASSERT_TRUE(writer->append({&one, 1}).ok());
    EXPECT_TRUE(attach(*ledger_.machine.storage, cosigned_by(1)).ok());
    ASSERT_TRUE(writer->append({&one, 1}).ok());
    ASSERT_TRUE(writer->publish_checkpoint().ok());
    ASSERT_TRUE(writer->close().ok());
    EXPECT_EQ(ledger_.verify().verdict, verifier::Verdict::kVerified)
        << test::findings_of(ledger_.verify());
}

TEST_F(AttachmentsTest, AreFoundAmongManyCheckpoints) {
    auto writer = ledger_.open();
    for (int i = 0; i < 20; ++i) {
        const Event one = event("s", "more");
        ASSERT_TRUE(writer->append({&one, 1}).ok());
        ASSERT_TRUE(writer->publish_checkpoint().ok());
    }
    ASSERT_TRUE(writer->close().ok());
    const std::uint64_t count = reader().head().checkpoint_count;
    ASSERT_GT(count, 20U);
    for (std::uint64_t number = 0; number < count; ++number) {
        note_ = TestLedger::made(reader().checkpoint_note(number));
        ASSERT_TRUE(attach(*ledger_.machine.storage, cosigned_by(1)).ok());
        EXPECT_TRUE(
            fs::exists(ledger_.directory() + "/checkpoints/" + format::cosigned_file_name(number)));
    }
}

}  // namespace
}  // namespace counterfoil::store
