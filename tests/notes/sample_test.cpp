// SPDX-License-Identifier: Apache-2.0
// The deterministic sample, made from its seeds and leaves by every layer of these rooms.

#include <gtest/gtest.h>

#include "ledger/merkle/frontier.h"
#include "ledger/merkle/hashing.h"
#include "ledger/notes/checkpoint.h"
#include "tests/notes/samples.h"
#include "tests/support/hex.h"

namespace counterfoil::notes {
namespace {

TEST(Sample, IsMadeByteForByte) {
    merkle::Frontier tree;
    for (const std::string_view leaf : {"", "00", "10", "2021", "3031", "40414243",
                                        "5051525354555657", "606162636465666768696a6b6c6d6e6f"}) {
        tree.append(merkle::leaf_hash(support::unhex(leaf)));
    }
    Note note;
    note.text = checkpoint_text(test::kLogName, tree.size(), tree.root());
    EXPECT_EQ(note.text, test::kCheckpointText);
    note.signatures.push_back(sign_note(test::kLogName, note.text, test::log_key()));
    note.signatures.push_back(
        cosign_note(test::kWitnessName, note.text, test::kTime, test::witness_key()));
    EXPECT_EQ(note.serialize(), test::kCheckpointNote);
}

TEST(Sample, HasTheStatedKeys) {
    EXPECT_EQ((VerifierKey{std::string(test::kLogName), kTypeEd25519, test::log_key().public_key()})
                  .text(),
              test::kLogKey);
    EXPECT_EQ((VerifierKey{std::string(test::kWitnessName), kTypeCosignature,
                           test::witness_key().public_key()})
                  .text(),
              test::kWitnessKey);
}

TEST(Sample, Verifies) {
    const Note note = parse_note(test::kCheckpointNote).value();
    EXPECT_EQ(judge_signature(note, test::parsed_key(test::kLogKey)), SignatureVerdict::kVerified);
    const CosignatureVerdict cosignature =
        judge_cosignature(note, test::parsed_key(test::kWitnessKey));
    EXPECT_EQ(cosignature.verdict, SignatureVerdict::kVerified);
    EXPECT_EQ(cosignature.time, test::kTime);
    const Checkpoint checkpoint = parse_checkpoint(note.text).value();
    EXPECT_EQ(checkpoint.origin, test::kLogName);
    EXPECT_EQ(checkpoint.size, 8U);
    EXPECT_EQ(crypto::hex(checkpoint.root),
              "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    EXPECT_TRUE(checkpoint.extensions.empty());
}

}  // namespace
}  // namespace counterfoil::notes
