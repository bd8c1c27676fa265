// SPDX-License-Identifier: Apache-2.0
// Checkpoint bundles, and notes judged by the chain of epochs in a bundle.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"
#include "ledger/notes/proof_file.h"
#include "tests/support/bundle_files.h"
#include "tests/support/fixed_machine.h"
#include "tests/support/memory_storage.h"
#include "tests/support/sanitized_step.h"
#include "tests/support/sealed_forge.h"
#include "tests/verifier/judged.h"
#include "verifier/epoch_chain.h"

namespace counterfoil::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using verifier::Report;
using verifier::Verdict;

const std::string kEpoch1 = "epochs/00000000000000000001/";
const std::string kEpoch2 = "epochs/00000000000000000002/";

// Epochs start at 0, 10 and 14; the checkpoint is of 16 records.
SealedForge& honest() {
    static SealedForge& sealed = []() -> SealedForge& {
        static SealedForge made;
        three_epochs(made);
        return made;
    }();
    return sealed;
}
verifier::Pin honest_pin() {
    return pin_of(honest().forge);
}

Report judge_bytes(const Bytes& archive, std::optional<verifier::Pin> pin) {
    MemoryStorage storage;
    storage.files["bundle"] = archive;
    FixedClock clock;
    verifier::VerifyOptions options;
    options.pin = std::move(pin);
    return verifier::verify_bundle(storage, clock, "bundle", options);
}

TEST(CheckpointBundle, IsVerifiedForEveryCommit) {
    for (const std::uint64_t size : {3U, 9U, 10U, 13U, 14U, 16U}) {
        const Report report = judge_bytes(honest().checkpoint_bundle(size), honest_pin());
        EXPECT_EQ(report.verdict, Verdict::kVerified) << size << verifier::report_text(report);
        EXPECT_EQ(report.evidence, verifier::Evidence::kCheckpoint);
        EXPECT_EQ(report.tree_size, size);
        EXPECT_EQ(report.epochs, size > 14 ? 3U : size > 10 ? 2U : 1U);
        EXPECT_EQ(report.records_verified, 0U);
    }
}

TEST(CheckpointBundle, HoldsThePublishedNote) {
    const BundleFiles files(honest().checkpoint_bundle());
    EXPECT_EQ(notes::parse_note(files.text("checkpoint.note"))->signatures.size(), 2U);
    EXPECT_EQ(files.files.back().name, "checkpoint.note");
}

TEST(CheckpointBundle, IsUntrustedWithoutAKeyAndFailsUnderAnother) {
    EXPECT_EQ(judge_bytes(honest().checkpoint_bundle(), std::nullopt).verdict, Verdict::kUntrusted);
    ForgeOptions other;
    other.seed = 2;
    Forge foreign(other);
    foreign.init();
    EXPECT_THAT(kinds(judge_bytes(honest().checkpoint_bundle(), pin_of(foreign))),
                ElementsAre("wrong-key"));
}

struct Broken {
    const char* what;
    std::function<void(BundleFiles&)> change;
    const char* kind;
};
const Broken kBroken[] = {
    {"a file is added",
     [](BundleFiles& b) {
         b.files.push_back({"README", {'x'}});
     },
     "bundle-order"},
    {"a record is added",
     [](BundleFiles& b) {
         b.files.push_back({"records/00000000000000000000/entry", Bytes(180)});
     },
     "bundle-order"},
    {"the checkpoint is missing", [](BundleFiles& b) { b.erase("checkpoint.note"); },
     "bundle-order"},
    {"the last epoch is missing",
     [](BundleFiles& b) {
         for (const char* file : {"entry", "body", "inclusion.tlog-proof", "consistency"}) {
             b.erase(kEpoch2 + file);
         }
     },
     "checkpoint-signature"},
    {"an epoch's consistency is another's",
     [](BundleFiles& b) {
         b.content(kEpoch1 + "consistency") = b.content(kEpoch2 + "consistency");
     },
     "bundle-consistency"},
    {"the manifest names another kind",
     [](BundleFiles& b) {
         b.replace("manifest.json", "counterfoil-checkpoint", "counterfoil-evidence");
     },
     "bundle-order"},
    {"the manifest names a kind that nobody knows",
     [](BundleFiles& b) {
         b.replace("manifest.json", "counterfoil-checkpoint", "counterfoil-whatever");
     },
     "bundle-order"},
    {"the manifest counts other epochs",
     [](BundleFiles& b) { b.replace("manifest.json", "\"epochs\": 3", "\"epochs\": 4"); },
     "bundle-manifest"},
    {"the manifest is of a later format",
     [](BundleFiles& b) {
         b.replace("manifest.json", "\"format_version\": 1,", "\"format_version\": 2,");
     },
     "bundle-version"},
};

TEST(CheckpointBundle, ThatIsBrokenIsFound) {
    for (const Broken& each : kBroken) {
        SCOPED_TRACE(each.what);
        BundleFiles files(honest().checkpoint_bundle());
        each.change(files);
        const Report report = judge_bytes(files.archive(), honest_pin());
        EXPECT_THAT(kinds(report), ElementsAre(each.kind)) << verifier::report_text(report);
        EXPECT_NE(report.verdict, Verdict::kVerified);
        static_cast<void>(verifier::report_json(report));
    }
}

TEST(CheckpointBundle, WithAnyByteChangedIsFound) {
    SealedForge sealed;
    sealed.forge.init();
    sealed.forge.close();
    const Bytes right = sealed.checkpoint_bundle();
    const verifier::Pin pin = pin_of(sealed.forge);
    ASSERT_EQ(judge_bytes(right, pin).verdict, Verdict::kVerified);
    for (std::size_t bit = 0; bit < 8 * right.size(); bit += kSanitizedStep) {
        Bytes wrong = right;
        wrong[bit / 8] = static_cast<std::uint8_t>(wrong[bit / 8] ^ (1U << bit % 8));
        const Verdict verdict = judge_bytes(wrong, pin).verdict;
        ASSERT_TRUE(verdict == Verdict::kFailed || verdict == Verdict::kUnsupported) << bit;
    }
}

// The chain of a bundle, and what it says of notes.
class ChainTest : public testing::Test {
  protected:
    [[nodiscard]] verifier::EpochChain chain(const Bytes& archive) {
        MemoryStorage storage;
        storage.files["bundle"] = archive;
        verifier::EpochChainRead read = verifier::read_epoch_chain(storage, "bundle", honest_pin());
        EXPECT_THAT(read.findings, IsEmpty());
        require(read.chain.has_value(), "a test asks the chain of a right bundle");
        return std::move(*read.chain);
    }
    // The note of the commit at a size, as an honest ledger has it.
    [[nodiscard]] std::string note(std::uint64_t size) {
        return BundleFiles(honest().checkpoint_bundle(size)).text("checkpoint.note");
    }
    [[nodiscard]] std::string found(const verifier::EpochChain& chain, const std::string& text) {
        verifier::BundleNote note;
        auto problem = verifier::read_bundle_note(text, chain.facts.genesis.origin, {}, note);
        if (!problem) problem = verifier::judge_note(chain, note, {});
        return problem ? problem->kind : "";
    }
};

TEST_F(ChainTest, IsThatOfABundleOfAnyKind) {
    for (const Bytes& archive : {honest().checkpoint_bundle(), honest().bundle(6, 8)}) {
        const verifier::EpochChain known = chain(archive);
        ASSERT_EQ(known.epochs.size(), 3U);
        EXPECT_EQ(known.epochs[1].start, 10U);
        EXPECT_EQ(known.epochs[2].start, 14U);
        EXPECT_EQ(known.identity, verifier::Identity::kPinned);
        EXPECT_EQ(known.checkpoint.checkpoint.size, 16U);
    }
}

TEST_F(ChainTest, KnowsWhoSignsEverySizeUpToItsCheckpoint) {
    const verifier::EpochChain known = chain(honest().checkpoint_bundle(14));
    for (const std::uint64_t size : {3U, 9U, 10U, 13U, 14U}) {
        EXPECT_EQ(found(known, note(size)), "") << size;
    }
    EXPECT_EQ(found(known, note(16)), "epochs-unknown");
}

TEST_F(ChainTest, FindsNotesThatAreSignedOtherwise) {
    const verifier::EpochChain known = chain(honest().checkpoint_bundle());
    const std::string& origin = honest().forge.options.origin;
    // Epoch 2's key signs a size of epoch 1, and another root of its own size.
    const crypto::SigningKey& late = honest().forge.epoch_key();
    const auto signed_note = [&](std::uint64_t size, const Hash& root) {
        notes::Note made;
        made.text = notes::checkpoint_text(origin, size, root);
        made.signatures = {notes::sign_note(origin, made.text, late)};
        return made.serialize();
    };
    EXPECT_EQ(found(known, signed_note(13, Hash{})), "checkpoint-signature");
    EXPECT_EQ(found(known, signed_note(16, Hash{})), "checkpoint-root");
    EXPECT_EQ(found(known, signed_note(15, Hash{})), "");
    std::string other = note(16);
    other.replace(0, 7, "another");
    EXPECT_EQ(found(known, other), "checkpoint-origin");
}

TEST_F(ChainTest, IsNotGivenByABundleThatIsWrong) {
    BundleFiles files(honest().checkpoint_bundle());
    files.content(kEpoch1 + "body")[20] ^= 1;
    MemoryStorage storage;
    storage.files["bundle"] = files.archive();
    const auto read = verifier::read_epoch_chain(storage, "bundle", honest_pin());
    EXPECT_FALSE(read.chain.has_value());
    ASSERT_EQ(read.findings.size(), 1U);
    EXPECT_EQ(read.findings[0].kind, "body-digest");
    EXPECT_EQ(read.findings[0].file, "bundle: " + kEpoch1 + "body");
}

TEST_F(ChainTest, IsThereWithoutAKeyButNobodyVouchesForIt) {
    MemoryStorage storage;
    storage.files["bundle"] = honest().checkpoint_bundle();
    const auto read = verifier::read_epoch_chain(storage, "bundle", std::nullopt);
    ASSERT_TRUE(read.chain.has_value());
    ASSERT_EQ(read.findings.size(), 1U);
    EXPECT_EQ(read.findings[0].severity, verifier::Severity::kUntrusted);
}

}  // namespace
}  // namespace counterfoil::test
