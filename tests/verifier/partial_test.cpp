// SPDX-License-Identifier: Apache-2.0
// Judging a ledger against what somebody knows of it already: what they remember, a checkpoint up
// to which they verified it, or only its seals.

#include <fmt/format.h>

#include "ledger/crypto/hash.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"
#include "tests/verifier/judged.h"

namespace counterfoil::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using verifier::KnownSize;
using verifier::LedgerProof;
using verifier::Report;
using verifier::Verdict;

#define EXPECT_VERDICT(report, wanted) \
    EXPECT_EQ((report).verdict, verifier::Verdict::wanted) << verifier::report_text(report)

Report judge_with(const Forge& forge, verifier::VerifyOptions options,
                  LedgerProof* proof = nullptr) {
    const TemporaryDirectory directory;
    forge.write(directory.path("ledger"));
    const auto storage = platform::posix_storage();
    const auto clock = platform::system_clock();
    options.pin = pin_of(forge);
    return verifier::verify_ledger(*storage, *clock, directory.path("ledger"), options, proof);
}

// A ledger that begins like every other of these, and goes on with `then`.
Forge story(const std::vector<std::string>& then, bool rotates = false) {
    Forge forge;
    forge.init();
    forge.open_writer();
    forge.frame({forge.stream(1), forge.event(1, "as ever")});
    for (const std::string& each : then) forge.frame({forge.event(1, each)});
    if (rotates) forge.frame({forge.rotation()});
    forge.close();
    return forge;
}

KnownSize known(const Forge& forge) {
    return {forge.size(), forge.root()};
}

Report judge_remembering(const Forge& forge, const KnownSize& remembered,
                         LedgerProof* proof = nullptr) {
    verifier::VerifyOptions options;
    options.remembered = remembered;
    return judge_with(forge, options, proof);
}

TEST(Memory, OfTheSameLedgerIsFine) {
    const Forge forge = story({"one", "two"});
    EXPECT_VERDICT(judge_remembering(forge, known(forge)), kVerified);
}

TEST(Memory, OfTheLedgerWhenItWasSmallerIsFine) {
    EXPECT_VERDICT(judge_remembering(story({"one", "two", "three"}), known(story({"one"}))),
                   kVerified);
}

TEST(Memory, OfMoreRecordsThanThereAreIsARollback) {
    const Report report = judge_remembering(story({"one"}), known(story({"one", "two"})));
    EXPECT_VERDICT(report, kFailed);
    EXPECT_THAT(kinds(report), ElementsAre("rollback"));
}

TEST(Memory, OfAnotherStoryOfTheSameKeysIsAFork) {
    for (const std::vector<std::string>& now : {std::vector<std::string>{"one", "other"},
                                                {"one", "other", "and more"},
                                                {"o", "t", "u"}}) {
        const Report report = judge_remembering(story(now), known(story({"one", "two"})));
        EXPECT_VERDICT(report, kFailed);
        EXPECT_THAT(kinds(report), ElementsAre("fork"));
    }
}

TEST(Memory, OfASizeWithinAFrameOfAnotherStoryIsAFork) {
    const Forge before = story({"one"});
    Forge now;
    now.init();
    now.open_writer();
    now.frame({now.stream(1), now.event(1, "as ever"), now.event(1, "1"), now.event(1, "2")});
    now.close();
    const Report report = judge_remembering(now, known(before));
    EXPECT_VERDICT(report, kFailed);
    EXPECT_THAT(kinds(report), ElementsAre("fork"));
}

TEST(Memory, OfAForkLeavesWhatProvesItToOthers) {
    const Forge before = story({"one", "two"});
    const Forge now = story({"one", "other", "and more"}, true);
    LedgerProof proof;
    EXPECT_VERDICT(judge_remembering(now, known(before), &proof), kFailed);
    ASSERT_TRUE(proof.checkpoint);
    ASSERT_TRUE(proof.watched && proof.watched_path);
    EXPECT_EQ(proof.checkpoint->checkpoint.size, now.size());
    EXPECT_EQ(proof.watched->size, before.size());
    EXPECT_NE(proof.watched->root, before.root());
    EXPECT_TRUE(merkle::verify_consistency(proof.watched->size, now.size(), *proof.watched_path,
                                           proof.watched->root, now.root()));
}

TEST(Memory, IsNotOfferedByALedgerWithoutItsBeginning) {
    Forge forge = story({"one"});
    forge.files[kFirstSegment][5000] ^= 1U;
    LedgerProof proof;
    EXPECT_VERDICT(judge_remembering(forge, known(forge), &proof), kFailed);
    EXPECT_FALSE(proof.checkpoint);
}

verifier::GivenCheckpoint note_of(const Forge& forge, const std::string& name) {
    return *verifier::GivenCheckpoint::parse(as_text(forge.files.at(name)));
}

// Six segments, each with a checkpoint, and not closed yet.
Forge open_story(int altered = -1) {
    Forge forge;
    forge.init();
    forge.open_writer();
    forge.frame({forge.stream(1), forge.event(1, "first")});
    for (int i = 0; i < 5; ++i) {
        forge.frame({forge.event(1, i == altered ? "altered" : "event")});
        forge.publish();
        if (i == 2) forge.frame({forge.rotation()});
        forge.roll();
        forge.head(false);
        forge.frame({forge.event(1, "in the next segment")});
    }
    forge.frame({forge.event(1, "last")});
    return forge;
}

Forge long_story(int altered = -1) {
    Forge forge = open_story(altered);
    forge.close();
    return forge;
}

std::string note_name(int number) {
    return "checkpoints/0000000000000000000" + std::to_string(number) + ".note";
}

Report judge_since(const Forge& forge, const verifier::GivenCheckpoint& since) {
    verifier::VerifyOptions options;
    options.since = since;
    return judge_with(forge, options);
}

TEST(Since, ACheckpointOnlyWhatIsNewIsRead) {
    const Forge forge = long_story();
    const Report whole = judge_with(forge, {});
    EXPECT_VERDICT(whole, kVerified);
    std::uint64_t before = whole.records_verified + 1;
    for (int note = 0; note < 5; ++note) {
        const Report report = judge_since(forge, note_of(forge, note_name(note)));
        EXPECT_VERDICT(report, kVerified);
        EXPECT_LT(report.records_verified, before) << note;
        EXPECT_EQ(report.tree_size, forge.size());
        EXPECT_EQ(report.root, forge.root());
        if (note > 0) {
            EXPECT_THAT(report.not_proven, Contains(HasSubstr("were not read again")));
        }
        before = report.records_verified;
    }
}

TEST(Since, ACheckpointWhatStandsBeforeIsNotJudgedAndSaidSo) {
    Forge forge = long_story();
    forge.files[kFirstSegment][8292] ^= 1U;  // In the second frame.
    EXPECT_VERDICT(judge_since(forge, note_of(forge, note_name(4))), kVerified);
    EXPECT_VERDICT(judge_since(forge, note_of(forge, note_name(0))), kFailed);
}

TEST(Since, ACheckpointWhatIsNewIsJudged) {
    Forge forge = long_story();
    const verifier::GivenCheckpoint since = note_of(forge, note_name(3));
    forge.files["segments/00000000000000000005.segment"][4500] ^= 1U;
    EXPECT_VERDICT(judge_since(forge, since), kFailed);
}

TEST(Since, ACheckpointOfAnotherStoryIsAFork) {
    const Report report = judge_since(long_story(2), note_of(long_story(), note_name(4)));
    EXPECT_VERDICT(report, kFailed);
    EXPECT_THAT(kinds(report), Contains("fork"));
}

TEST(Since, ACheckpointOfMoreRecordsIsARollback) {
    const Report report = judge_since(story({"one"}), note_of(long_story(), note_name(4)));
    EXPECT_VERDICT(report, kFailed);
    EXPECT_THAT(kinds(report), Contains("rollback"));
}

TEST(Since, ACheckpointOfAnotherLedgerIsRefused) {
    ForgeOptions other;
    other.origin = "example.org/other";
    const Report report = judge_since(long_story(), note_of(forge_ledger(1, other), kFirstNote));
    EXPECT_VERDICT(report, kFailed);
    EXPECT_THAT(kinds(report), Contains("since-origin"));
}

TEST(Since, ACheckpointThatNobodySignedIsRefused) {
    const Forge forge = long_story();
    verifier::GivenCheckpoint since = note_of(forge, note_name(3));
    since.note.signatures.front().signature[7] ^= 1U;
    const Report report = judge_since(forge, since);
    EXPECT_VERDICT(report, kFailed);
    EXPECT_THAT(kinds(report), Contains("since-signature"));
}

Report judge_quickly(const Forge& forge) {
    verifier::VerifyOptions options;
    options.quick = true;
    return judge_with(forge, options);
}

TEST(Quick, LookIsIncompleteAndSaysWhatItLeftOut) {
    const Forge forge = long_story();
    const Report report = judge_quickly(forge);
    EXPECT_VERDICT(report, kIncomplete);
    EXPECT_THAT(kinds(report), ElementsAre("quick"));
    EXPECT_LT(report.records_verified, judge_with(forge, {}).records_verified);
    EXPECT_THAT(report.not_proven, Contains(HasSubstr("a quick look does not read them")));
}

TEST(Quick, LookAtASingleSegmentIsAWholeOne) {
    Forge forge = story({"one", "two", "three"}, true);
    const Report whole = judge_with(forge, {});
    const Report report = judge_quickly(forge);
    EXPECT_VERDICT(report, kVerified);
    EXPECT_EQ(report.records_verified, forge.size());
    EXPECT_EQ(report.bytes_verified, whole.bytes_verified);
    EXPECT_EQ(report.not_proven, whole.not_proven);
    // Whatever is changed, it says what the whole run says.
    int tried = 0;
    for (auto& [name, content] : forge.files) {
        for (std::size_t at = 0; at < content.size(); at += 61) {
            if (name.starts_with("segments/") && content[at] == 0) continue;
            content[at] ^= 4U;
            EXPECT_EQ(judge_quickly(forge).verdict, judge_with(forge, {}).verdict)
                << name << " at " << at;
            content[at] ^= 4U;
            ++tried;
        }
    }
    EXPECT_GT(tried, 100);
}

TEST(Quick, LookAtALedgerThatRecoveredFindsNothingWrong) {
    const Report report = judge_quickly(forge_recovered());
    EXPECT_VERDICT(report, kIncomplete);
    EXPECT_THAT(kinds(report), ElementsAre("quick"));
}

struct Spoiled {
    const char* what;
    std::string file;
    std::size_t offset;
};

TEST(Quick, LookFindsWhatBreaksASealOrALink) {
    const Forge forge = long_story();
    const std::string third = "segments/00000000000000000002.segment";
    // Of the third segment: the header, the first frame, the last frame (the rotation), the footer.
    const Bytes& bytes = forge.files.at(third);
    std::size_t footer = 0;
    for (std::size_t at = 0; at < bytes.size(); at += 4096) {
        if (bytes[at] == 'C' && bytes[at + 7] != 'E') footer = at == 0 ? footer : at;
    }
    ASSERT_GT(footer, 0U);
    const Spoiled table[] = {
        {"the header's base", third, 33},       {"the first frame", third, 4096 + 100},
        {"the last frame", third, footer - 20}, {"the footer's root", third, footer + 120},
        {"its digest", third, footer + 176},    {"HEAD", "HEAD", 100},
    };
    for (const Spoiled& each : table) {
        Forge spoiled = long_story();
        spoiled.files[each.file][each.offset] ^= 1U;
        if (each.file == "HEAD") spoiled.files[each.file][each.offset + 4096] ^= 1U;
        EXPECT_VERDICT(judge_quickly(spoiled), kFailed) << each.what;
    }
    Forge missing = long_story();
    missing.files.erase(third);
    EXPECT_VERDICT(judge_quickly(missing), kFailed);
    Forge exchanged = long_story();
    exchanged.files[third] = long_story(1).files.at(third);
    EXPECT_VERDICT(judge_quickly(exchanged), kFailed);
    Forge no_note = long_story();
    no_note.files[note_name(1)] = forge.files.at(note_name(2));
    EXPECT_VERDICT(judge_quickly(no_note), kFailed);
}

// A note that nobody signed.
Bytes junk_note(std::uint64_t size) {
    notes::Note note;
    Hash root;
    root.fill(42);
    note.text = notes::checkpoint_text("example.org/forged", size, root);
    note.signatures.push_back({"example.org/forged", {1, 2, 3, 4}, Bytes(64, 7)});
    const std::string text = note.serialize();
    return {text.begin(), text.end()};
}

TEST(Since, ACheckpointAHeadOfAnEarlierEpochThatNobodySignedIsFound) {
    const Forge kept = open_story();
    Forge forge = open_story();
    forge.frame({forge.event(1, "cut off")});
    forge.frame({forge.event(1, "cut off too")});
    forge.hooks.signed_head = [&](std::uint64_t, format::HeadSlot& slot) {
        slot.end_offset = kept.end_offset();
        slot.tree_size = kept.size();
        slot.root = kept.root();
        slot.epoch = 0;
        slot.signature.fill(7);
    };
    forge.close();
    Bytes& last = forge.files.at("segments/00000000000000000005.segment");
    std::fill(last.begin() + static_cast<std::ptrdiff_t>(kept.end_offset()), last.end(),
              std::uint8_t{0});
    EXPECT_VERDICT(judge_with(forge, {}), kFailed);
    EXPECT_VERDICT(judge_since(forge, note_of(long_story(), note_name(4))), kFailed);
    EXPECT_VERDICT(judge_quickly(forge), kFailed);
}

TEST(Since, ACheckpointTheNotesBeforeItAreThoseThatHeadBinds) {
    for (const bool one_more : {false, true}) {
        Forge forge = long_story();
        const verifier::GivenCheckpoint since = note_of(forge, note_name(4));
        for (int i = 0; i < 5; ++i) {
            forge.files[note_name(i)] = junk_note(static_cast<std::uint64_t>(5 + i));
        }
        if (one_more) forge.files[note_name(5)] = junk_note(10);
        EXPECT_VERDICT(judge_with(forge, {}), kFailed);
        EXPECT_VERDICT(judge_since(forge, since), kFailed) << one_more;
        EXPECT_VERDICT(judge_quickly(forge), kFailed) << one_more;
    }
}

TEST(Since, ACheckpointANoteThatHeadDoesNotCountIsFound) {
    for (const bool clean : {false, true}) {
        Forge forge = open_story();
        const verifier::GivenCheckpoint since = note_of(forge, note_name(4));
        forge.hooks.head = [&](std::uint64_t, format::HeadSlot& slot) {
            slot.checkpoint_count = 3;
            slot.checkpoint_chain = {};
            for (int i = 0; i < 3; ++i) {
                slot.checkpoint_chain = crypto::sha256(
                    {slot.checkpoint_chain, crypto::sha256(forge.files.at(note_name(i)))});
            }
        };
        forge.head(clean);
        forge.head(clean);
        const Report report = judge_since(forge, since);
        EXPECT_EQ(report.verdict, clean ? Verdict::kFailed : Verdict::kIncomplete);
        EXPECT_THAT(kinds(report),
                    Contains(clean ? "checkpoint-behind-head" : "checkpoint-unread"));
        EXPECT_EQ(report.checkpoint_count, 3U);
    }
}

TEST(Since, ACheckpointSegmentsThatAreGoneAreMissed) {
    const verifier::GivenCheckpoint since = note_of(long_story(), note_name(4));
    for (const std::vector<int>& gone : std::vector<std::vector<int>>{{0}, {1, 2}, {3}}) {
        Forge forge = long_story();
        for (const int each : gone) {
            forge.files.erase(fmt::format("segments/{:020}.segment", each));
        }
        const Report report = judge_since(forge, since);
        EXPECT_VERDICT(report, kFailed);
    }
}

TEST(Since, ACheckpointOfAnEndThatWasLostIsIncomplete) {
    Forge kept = open_story();
    Forge lost = open_story();
    lost.frame({lost.event(1, "lost")});
    lost.publish();
    lost.head(false);
    const verifier::GivenCheckpoint since = note_of(lost, note_name(5));
    const std::string last = "segments/00000000000000000005.segment";
    std::fill(lost.files[last].begin() + static_cast<std::ptrdiff_t>(kept.end_offset()),
              lost.files[last].end(), std::uint8_t{0xee});
    lost.hooks.loss = [&](format::LossHeader& loss) {
        loss.tree_size = kept.size();
        loss.root = kept.root();
    };
    lost.lose(5, kept.end_offset(), "the disk broke");
    const Report report = judge_since(lost, since);
    EXPECT_VERDICT(report, kIncomplete);
    EXPECT_THAT(kinds(report), ElementsAre("loss"));
}

TEST(Since, ACheckpointDoesNotStandInForTheMemory) {
    const Forge before = story({"one", "two"});
    verifier::VerifyOptions options;
    options.remembered = known(before);
    const Forge now = long_story();
    options.since = note_of(now, note_name(4));
    LedgerProof proof;
    const Report fork = judge_with(now, options, &proof);
    EXPECT_VERDICT(fork, kFailed);
    EXPECT_THAT(kinds(fork), ElementsAre("fork"));
    options.remembered = KnownSize{options.since->checkpoint.size, options.since->checkpoint.root};
    EXPECT_VERDICT(judge_with(now, options, &proof), kVerified);
    EXPECT_TRUE(proof.watched);
}

TEST(Since, ACheckpointWhatIsReadIsJudgedAsInAWholeRun) {
    Forge forge = long_story();
    const verifier::GivenCheckpoint since = note_of(forge, note_name(3));
    int tried = 0;
    for (auto& [name, content] : forge.files) {
        // Those before the segment in which the checkpoint lies are not read.
        if (name.starts_with("segments/") && name < "segments/00000000000000000003") continue;
        for (std::size_t at = 0; at < content.size(); at += name == "HEAD" ? 13 : 97) {
            if (name.starts_with("segments/") && content[at] == 0) continue;
            content[at] ^= 4U;
            const Report whole = judge_with(forge, {});
            const Report report = judge_since(forge, since);
            EXPECT_EQ(report.verdict, whole.verdict) << name << " at " << at << "\n"
                                                     << verifier::report_text(report);
            content[at] ^= 4U;
            ++tried;
        }
    }
    EXPECT_GT(tried, 500);
}

TEST(Quick, LookFindsABadEndOfTheNewestFullSegmentOfAnOpenLedger) {
    Forge forge = open_story();
    forge.head(false);
    EXPECT_VERDICT(judge_quickly(forge), kIncomplete);
    const std::string before_last = "segments/00000000000000000004.segment";
    const Bytes& bytes = forge.files.at(before_last);
    std::size_t footer = 0;
    for (std::size_t at = 4096; at < bytes.size(); at += 4096) {
        if (std::equal(format::kFooterMagic.begin(), format::kFooterMagic.end(),
                       bytes.begin() + static_cast<std::ptrdiff_t>(at))) {
            footer = at;
        }
    }
    ASSERT_GT(footer, 0U);
    Bytes& segment = forge.files[before_last];
    segment[footer - 50] ^= 1U;  // In the last frame's signature.
    EXPECT_VERDICT(judge_quickly(forge), kFailed);
    segment[footer - 50] ^= 1U;
    // A footer may be torn as long as the ledger is open.
    std::fill_n(segment.begin() + static_cast<std::ptrdiff_t>(footer), 4096, std::uint8_t{0});
    EXPECT_VERDICT(judge_quickly(forge), kIncomplete);
}

TEST(Quick, LookSaysThatItTakesTheKeysOfLaterEpochsFromTheLedger) {
    EXPECT_THAT(judge_quickly(long_story()).not_proven,
                Contains(HasSubstr("that the keys of epochs 1 to 1 are the ledger's")));
}

TEST(Quick, LookDoesNotCompareWithWhatItDoesNotRead) {
    const Forge forge = long_story();
    verifier::VerifyOptions options;
    options.quick = true;
    options.remembered = known(story({"one"}));
    LedgerProof proof;
    const Report report = judge_with(forge, options, &proof);
    EXPECT_VERDICT(report, kIncomplete);
    EXPECT_FALSE(proof.watched);
    EXPECT_THAT(report.not_proven, Contains(HasSubstr("they were not compared")));
}

}  // namespace
}  // namespace counterfoil::test
