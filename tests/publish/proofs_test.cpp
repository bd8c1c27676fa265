// SPDX-License-Identifier: Apache-2.0
#include "ledger/publish/proofs.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "ledger/crypto/encoding.h"
#include "ledger/merkle/hashing.h"
#include "ledger/merkle/proof.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"
#include "ledger/notes/proof_file.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::publish {
namespace {

using test::event;
using test::TestLedger;

class ProofsTest : public testing::Test {
  protected:
    // Appends and publishes; returns the checkpoint.
    notes::Checkpoint grow(int count) {
        auto writer = ledger_.open();
        for (int i = 0; i < count; ++i) {
            const std::string text = "event " + std::to_string(i);
            const store::Event one = event("s", text);
            require(writer->append({&one, 1}).ok(), "an event is taken");
        }
        require(writer->publish_checkpoint().ok() && writer->close().ok(), "it is published");
        auto reader = open();
        const notes::Note note =
            TestLedger::made(notes::parse_note(TestLedger::made(newest_checkpoint(reader))));
        EXPECT_EQ(notes::judge_signature(note, ledger_.created().vkey),
                  notes::SignatureVerdict::kVerified);
        return TestLedger::made(notes::parse_checkpoint(note.text));
    }
    [[nodiscard]] reader::LedgerReader open() {
        return TestLedger::made(
            reader::LedgerReader::open(*ledger_.machine.storage, ledger_.directory()));
    }

    TestLedger ledger_;
};

TEST_F(ProofsTest, ProveEveryRecordUnderTheNewestCheckpoint) {
    grow(10);
    const notes::Checkpoint checkpoint = grow(23);
    auto reader = open();
    for (std::uint64_t sequence = 0; sequence < checkpoint.size; ++sequence) {
        const notes::ProofFile proof = TestLedger::made(
            notes::parse_proof(TestLedger::made(inclusion_proof_file(reader, sequence))));
        const format::Entry entry = TestLedger::made(reader.entry(sequence));
        const Hash leaf = merkle::leaf_hash(format::bytes_of(entry));
        EXPECT_EQ(proof.index, sequence);
        EXPECT_TRUE(
            merkle::verify_inclusion(sequence, checkpoint.size, leaf, proof.path, checkpoint.root));
    }
}

TEST_F(ProofsTest, ProveEveryCheckpointAPrefixOfEveryLaterOne) {
    std::vector<notes::Checkpoint> checkpoints;
    for (int count = 1; count < 8; ++count) checkpoints.push_back(grow(count));
    auto reader = open();
    for (const notes::Checkpoint& older : checkpoints) {
        for (const notes::Checkpoint& newer : checkpoints) {
            const auto text = consistency_proof_text(reader, older.size, newer.size);
            ASSERT_EQ(text.ok(), older.size <= newer.size);
            if (!text) continue;
            merkle::Path path;
            std::istringstream lines(*text);
            for (std::string line; std::getline(lines, line);) {
                path.push_back(*crypto::exactly<Hash>(crypto::from_base64(line)));
            }
            EXPECT_TRUE(
                merkle::verify_consistency(older.size, newer.size, path, older.root, newer.root));
        }
    }
}

TEST_F(ProofsTest, SayWhyThereIsNone) {
    auto empty = open();
    const auto unpublished = inclusion_proof_file(empty, 0);
    ASSERT_FALSE(unpublished);
    EXPECT_EQ(unpublished.error().code, ErrorCode::kNotFound);

    const notes::Checkpoint checkpoint = grow(2);
    auto reader = open();
    EXPECT_FALSE(inclusion_proof_file(reader, checkpoint.size));
    EXPECT_FALSE(consistency_proof_text(reader, 0, checkpoint.size));
    EXPECT_FALSE(consistency_proof_text(reader, 1, checkpoint.size + 1));
}

}  // namespace
}  // namespace counterfoil::publish
