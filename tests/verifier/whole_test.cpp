// SPDX-License-Identifier: Apache-2.0
#include "tests/verifier/judged.h"

namespace counterfoil::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using verifier::Identity;
using verifier::Report;
using verifier::Verdict;

#define EXPECT_VERDICT(report, wanted) \
    EXPECT_EQ((report).verdict, verifier::Verdict::wanted) << verifier::report_text(report)

TEST(WholeLedger, OfOneSegmentIsVerified) {
    const Forge forge = forge_ledger(1);
    const Report report = judge(forge);
    EXPECT_VERDICT(report, kVerified);
    EXPECT_EQ(report.identity, Identity::kPinned);
    EXPECT_EQ(report.tree_size, forge.size());
    EXPECT_EQ(report.root, forge.root());
    EXPECT_EQ(report.records_verified, forge.size());
    EXPECT_EQ(report.event_records, 4U);
    EXPECT_EQ(report.checkpoint_count, 2U);
    EXPECT_EQ(report.checkpoint_size, forge.size());
    EXPECT_EQ(report.epochs, 2U);
    EXPECT_THAT(event_kinds(report), ElementsAre("hold", "rotation"));
    EXPECT_THAT(report.not_proven, Not(IsEmpty()));
}

TEST(WholeLedger, OfThreeSegmentsIsVerified) {
    const Report report = judge(forge_ledger(3));
    EXPECT_VERDICT(report, kVerified);
    EXPECT_THAT(event_kinds(report), ElementsAre("hold", "rotation", "erasure", "erasure"));
}

TEST(WholeLedger, WithoutEncryptionIsVerified) {
    ForgeOptions options;
    options.encrypted = false;
    EXPECT_VERDICT(judge(forge_ledger(2, options)), kVerified);
}

TEST(WholeLedger, JustMadeIsVerified) {
    Forge forge;
    forge.init();
    EXPECT_VERDICT(judge(forge), kVerified);
}

TEST(WholeLedger, ThatRecoveredIsVerifiedWithTheRecoveryAsAnEvent) {
    const Report report = judge(forge_recovered());
    EXPECT_VERDICT(report, kVerifiedWithEvents);
    EXPECT_THAT(event_kinds(report), ElementsAre("recovery"));
}

TEST(WholeLedger, ThatWasNotClosedIsVerifiedUpToItsLastFrame) {
    const Forge forge = forge_unclean();
    const Report report = judge(forge);
    EXPECT_VERDICT(report, kVerifiedWithEvents);
    EXPECT_EQ(report.tree_size, forge.size());
    EXPECT_THAT(event_kinds(report), Contains("not-closed"));
}

TEST(WholeLedger, WithATornTailThatNobodyRecoveredIsIncomplete) {
    Forge forge = forge_unclean();
    Bytes torn = forge.frame_bytes({forge.event(1, std::string(5000, 'x'))});
    torn.resize(4096);
    forge.tear(torn);
    const Report report = judge(forge);
    EXPECT_VERDICT(report, kIncomplete);
    EXPECT_THAT(kinds(report), ElementsAre("tail-unrecovered"));
    EXPECT_EQ(report.tree_size, forge.size());
}

TEST(WholeLedger, MayHaveRolledBehindHead) {
    for (const bool with_footer : {true, false}) {
        Forge forge = forge_unclean();
        const std::uint64_t end = forge.end_offset();
        forge.roll();
        if (!with_footer) {
            Bytes& first = forge.files[kFirstSegment];
            std::fill(first.begin() + static_cast<std::ptrdiff_t>(end), first.end(),
                      std::uint8_t{0});
        }
        const Report report = judge(forge);
        EXPECT_VERDICT(report, kVerifiedWithEvents);
        EXPECT_EQ(report.tree_size, forge.size());
    }
}

TEST(WholeLedger, MayHaveACopyOfATailThatIsZerosOnly) {
    Forge forge = forge_unclean();
    forge.recover();
    forge.close();
    EXPECT_VERDICT(judge(forge), kVerifiedWithEvents);
}

TEST(WholeLedger, MayHaveCrashedTwiceWhileItRecovered) {
    Forge forge = forge_unclean();
    forge.recover();
    forge.frame({forge.event(1, "again")});
    forge.recover();
    forge.close();
    EXPECT_VERDICT(judge(forge), kVerifiedWithEvents);
}

TEST(WholeLedger, MayHaveDestroyedBodies) {
    Forge forge(ForgeOptions{}, ForgeHooks{});
    forge.hooks.stored_body = [](std::uint64_t sequence, Bytes& body) {
        if (sequence == 5 || sequence == 6) std::fill(body.begin(), body.end(), std::uint8_t{0});
    };
    forge.init();
    forge.open_writer();
    forge.frame({forge.stream(1), forge.event(1, "a"), forge.event(1, "b"), forge.event(1, "c")});
    forge.frame({forge.destroyed(5, 7)});
    forge.close();
    const Report report = judge(forge);
    EXPECT_VERDICT(report, kVerified);
    EXPECT_THAT(event_kinds(report), ElementsAre("destroyed"));
}

TEST(WholeLedger, WithAClockThatWentBackIsVerifiedWithAnEvent) {
    Forge forge;
    forge.init();
    forge.open_writer();
    forge.time_ns -= 1'000'000'000;
    forge.frame({forge.stream(1), forge.event(1)});
    forge.close();
    const Report report = judge(forge);
    EXPECT_VERDICT(report, kVerifiedWithEvents);
    EXPECT_THAT(event_kinds(report), ElementsAre("time-went-back"));
}

TEST(WholeLedger, WithOneBadHeadSlotIsVerifiedWithAnEvent) {
    for (const std::size_t slot : {0U, 4096U}) {
        Forge forge = forge_ledger(2);
        forge.files["HEAD"][slot + 100] ^= 1U;
        const Report report = judge(forge);
        EXPECT_VERDICT(report, kVerifiedWithEvents);
        EXPECT_THAT(event_kinds(report), Contains("head-slot-bad"));
    }
}

TEST(WholeLedger, WithOneHeadSlotSignedByAnotherKeyIsVerifiedWithAnEvent) {
    for (const std::uint64_t which : {4U, 5U}) {
        ForgeHooks hooks;
        hooks.signed_head = [&](std::uint64_t generation, format::HeadSlot& slot) {
            if (generation == which) slot.signature[0] ^= 1U;
        };
        const Report report = judge(forge_ledger(2, {}, hooks));
        EXPECT_VERDICT(report, kVerifiedWithEvents);
        EXPECT_THAT(event_kinds(report), Contains("head-slot-bad"));
    }
}

TEST(WholeLedger, WithABadHeadSlotBesideAnUncleanOneIsIncomplete) {
    Forge forge = forge_unclean();
    forge.files["HEAD"][4096 + 100] ^= 1U;  // Generations 2 and 3: the newer lies in slot 1.
    EXPECT_VERDICT(judge(forge), kIncomplete);
}

TEST(WholeLedger, NamesFilesThatAreNoPartOfIt) {
    Forge forge = forge_ledger(1);
    forge.files["no\x1b[31mtes.txt"] = {1};
    forge.files["index.db"] = {1};
    forge.files["segments/spare.tmp"] = {0};
    const Report report = judge(forge);
    EXPECT_VERDICT(report, kVerifiedWithEvents);
    ASSERT_THAT(event_kinds(report), Contains("unknown-file"));
    EXPECT_THAT(report.events.back().message, testing::HasSubstr("no\\x1b[31mtes.txt"));
}

TEST(WholeLedger, EndedByALossIsIncomplete) {
    Forge forge;
    forge.init();
    forge.open_writer();
    forge.frame({forge.stream(1), forge.event(1, "kept")});
    const std::uint64_t size = forge.size();
    const std::uint64_t end = forge.end_offset();
    Forge lost = std::move(forge);
    lost.frame({lost.event(1, "lost")});
    lost.head(false);
    std::fill(lost.files[kFirstSegment].begin() + static_cast<std::ptrdiff_t>(end),
              lost.files[kFirstSegment].end(), std::uint8_t{0xee});
    EXPECT_VERDICT(judge(lost), kFailed);
    lost.hooks.loss = [&](format::LossHeader& loss) { loss.tree_size = size; };
    lost.lose(0, end, "the disk broke");
    EXPECT_VERDICT(judge(lost), kFailed);  // The root is that of another size.

    Forge kept;
    kept.init();
    kept.open_writer();
    kept.frame({kept.stream(1), kept.event(1, "kept")});
    const Hash root = kept.root();
    lost.hooks.loss = [&](format::LossHeader& loss) {
        loss.tree_size = size;
        loss.root = root;
    };
    lost.lose(0, end, "the disk broke");
    const Report report = judge(lost);
    EXPECT_VERDICT(report, kIncomplete);
    EXPECT_EQ(report.tree_size, size);
    EXPECT_THAT(kinds(report), ElementsAre("loss"));
    lost.files["LOSS"].back() ^= 1U;
    EXPECT_VERDICT(judge(lost), kFailed);
}

TEST(Identity, DecidesBetweenTrustAndNone) {
    const Forge forge = forge_ledger(1);
    const TemporaryDirectory directory;
    forge.write(directory.path("ledger"));
    const std::string path = directory.path("ledger");

    Report report = judge(path, std::nullopt);
    EXPECT_VERDICT(report, kUntrusted);
    EXPECT_EQ(report.identity, Identity::kUnpinned);
    EXPECT_THAT(kinds(report), ElementsAre("no-key"));

    verifier::Pin key_only = pin_of(forge);
    key_only.genesis_leaf.reset();
    report = judge(path, key_only);
    EXPECT_VERDICT(report, kVerified);
    EXPECT_EQ(report.identity, Identity::kKeyOnly);
    EXPECT_THAT(report.not_proven, Contains(testing::HasSubstr("kept offline")));

    ForgeOptions other_seed;
    other_seed.seed = 2;
    report = judge(path, pin_of(forge_ledger(1, other_seed)));
    EXPECT_VERDICT(report, kFailed);
    EXPECT_THAT(kinds(report), ElementsAre("wrong-key"));

    verifier::Pin other_genesis = pin_of(forge);
    (*other_genesis.genesis_leaf)[0] ^= 1U;
    report = judge(path, other_genesis);
    EXPECT_VERDICT(report, kFailed);
    EXPECT_THAT(kinds(report), ElementsAre("wrong-genesis"));
}

TEST(WholeLedger, ThatIsNotThereIsNotTampering) {
    const TemporaryDirectory directory;
    Report report = judge(directory.path("nothing"), std::nullopt);
    EXPECT_VERDICT(report, kIoError);
    report = judge(directory.path(), std::nullopt);
    EXPECT_VERDICT(report, kIoError);
    EXPECT_THAT(kinds(report), ElementsAre("no-ledger"));
}

TEST(WholeLedger, OfWhichOnlyEmptyDirectoriesAreLeftIsTampering) {
    Forge forge = forge_ledger(2);
    forge.files.clear();
    const Report report = judge(forge);
    EXPECT_VERDICT(report, kFailed);
}

TEST(WholeLedger, CanBeInterruptedAndSaysSo) {
    const Forge forge = forge_ledger(3);
    const TemporaryDirectory directory;
    forge.write(directory.path("ledger"));
    const auto storage = platform::posix_storage();
    const auto clock = platform::system_clock();
    verifier::VerifyOptions options;
    options.pin = pin_of(forge);
    std::uint64_t seen = 0;
    options.progress = [&](const verifier::Progress& progress) { seen = progress.records_done; };
    options.cancelled = [&] { return seen > 5; };
    const Report report =
        verifier::verify_ledger(*storage, *clock, directory.path("ledger"), options);
    EXPECT_VERDICT(report, kIncomplete);
    EXPECT_THAT(kinds(report), ElementsAre("interrupted"));
}

}  // namespace
}  // namespace counterfoil::test
