// SPDX-License-Identifier: Apache-2.0
// Holes that other logs had, each as a claim about this one. Where a whole class of cases belongs
// to a hole, tests/tamper/catalogue has it; here stands the one that was reported.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "ledger/format/directory.h"
#include "ledger/format/limits.h"
#include "ledger/notes/checkpoint.h"
#include "tests/support/test_ledger.h"
#include "tests/verifier/judged.h"
#include "verifier/ledger_end.h"

namespace counterfoil::test {
namespace {

namespace fs = std::filesystem;
using verifier::Verdict;

#define EXPECT_FOUND(report, kind)                                                      \
    do {                                                                                \
        const verifier::Report judged_ = (report);                                      \
        EXPECT_EQ(judged_.verdict, Verdict::kFailed) << verifier::report_text(judged_); \
        EXPECT_THAT(kinds(judged_), testing::Contains(kind));                           \
    } while (false)

void sign(format::FrameTrailer& trailer, const crypto::SigningKey& key) {
    trailer.signature = key.sign(
        as_bytes(notes::checkpoint_text(ForgeOptions().origin, trailer.tree_size, trailer.root)));
}

// immudb, CVE-2022-36111: a proof of the linear chain was not bound to the tree that was signed.
TEST(PeersHoles, AChainThatIsWholeDoesNotHideATreeOfOtherRecords) {
    ForgeHooks hooks;
    hooks.trailer = [](std::uint64_t frame, format::FrameTrailer& trailer) {
        if (frame == 2) trailer.root[0] ^= 1U;  // Signed as it is; the chain knows nothing of it.
    };
    EXPECT_FOUND(judge(forge_ledger(2, {}, hooks)), "root-mismatch");
}

TEST(PeersHoles, ATreeThatIsWholeDoesNotHideAChainOfOtherRecords) {
    ForgeHooks hooks;
    hooks.entry = [](std::uint64_t sequence, format::Entry& entry) {
        if (sequence == 8) entry.previous[0] ^= 1U;  // The tree is made of what stands there.
    };
    EXPECT_FOUND(judge(forge_ledger(2, {}, hooks)), "chain");
}

// immudb, CVE-2022-39199: a server could show another database, as clients did not pin its
// identity.
TEST(PeersHoles, AnotherLedgerInThePlaceOfThePinnedOneIsFound) {
    ForgeOptions other;
    other.seed = 2;
    other.id_of_seed = 1;
    const TemporaryDirectory place;
    forge_ledger(2, other).write(place.path("ledger"));
    EXPECT_FOUND(judge(place.path("ledger"), pin_of(forge_ledger(2))), "wrong-key");
    // And who pins nothing is not told that all is well.
    EXPECT_EQ(judge(place.path("ledger"), std::nullopt).verdict, Verdict::kUntrusted);
}

// journald, CVE-2023-31439: sealed again with a newer key, an old entry passed.
TEST(PeersHoles, AnOldRecordForgedAgainWithANewerKeyIsFound) {
    ForgeHooks hooks;
    hooks.body = [](std::uint64_t sequence, Bytes& body) {
        if (sequence == 7) body.back() ^= 1U;
    };
    hooks.signed_trailer = [](std::uint64_t, format::FrameTrailer& trailer) {
        sign(trailer, forged_epoch_key(ForgeOptions().seed, 1));
    };
    EXPECT_FOUND(judge(forge_ledger(2, {}, hooks)), "signature");
}

// journald, CVE-2023-31438: truncated, and gone on.
TEST(PeersHoles, ALedgerThatIsCutBelowItsEpochAndResumedIsFound) {
    ForgeHooks hooks;
    hooks.signed_trailer = [](std::uint64_t frame, format::FrameTrailer& trailer) {
        if (frame > 0) sign(trailer, forged_epoch_key(ForgeOptions().seed, 1));
    };
    Forge forge({}, hooks);
    forge.init();
    forge.open_writer();
    forge.frame({forge.stream(1), forge.event(1, "what should have been")});
    forge.frame({forge.rotation()});
    forge.frame({forge.event(1, "gone on")});
    forge.close();
    EXPECT_FOUND(judge(forge), "signature");
}

TEST(PeersHoles, ALedgerThatIsCutBelowAPublishedNoteAndResumedIsFound) {
    Forge honest = forge_ledger(1);
    Forge cut;
    cut.init();
    cut.open_writer();
    cut.frame({cut.stream(1), cut.event(1, "gone on")});
    cut.close();
    cut.files[kFirstNote] = honest.files.at(kSecondNote);
    EXPECT_FOUND(judge(cut), "checkpoint-beyond-end");
}

// journald, CVE-2023-31437: the index hid rows from whoever read through it.
TEST(PeersHoles, AnIndexCannotHideRecordsAsNoVerifierReadsOne) {
    Forge forge = forge_ledger(2);
    const verifier::Report before = judge(forge);
    forge.files["index.db"] = Bytes(4096, 0x5a);
    const verifier::Report after = judge(forge);
    EXPECT_EQ(before.verdict, Verdict::kVerified);
    EXPECT_EQ(after.verdict, Verdict::kVerified);
    EXPECT_EQ(after.records_verified, before.records_verified);
}

// systemd#15425: with a key given, a file without seals passed.
TEST(PeersHoles, ALedgerWithoutSignaturesIsNoLedgerOfTheKeyThatWasGiven) {
    ForgeHooks hooks;
    hooks.signed_trailer = [](std::uint64_t, format::FrameTrailer& trailer) {
        trailer.signature = {};
    };
    hooks.signed_head = [](std::uint64_t, format::HeadSlot& slot) { slot.signature = {}; };
    Forge forge = forge_ledger(2, {}, hooks);
    forge.files.erase(kFirstNote);
    forge.files.erase(kSecondNote);
    EXPECT_FOUND(judge(forge), "signature");
}

// systemd#11524: a wrong key passed.
TEST(PeersHoles, AWrongKeyIsRefused) {
    const TemporaryDirectory place;
    forge_ledger(2).write(place.path("ledger"));
    verifier::Pin pin = pin_of(forge_ledger(2));
    pin.key.key[31] ^= 1U;
    pin.genesis_leaf.reset();
    EXPECT_FOUND(judge(place.path("ledger"), pin), "wrong-key");
}

// Kimberlite: all of what follows was reproduced there.
TEST(PeersHoles, ATailThatIsCutOffIsFound) {
    Forge forge = forge_ledger(2);
    Bytes& last = forge.files.at(kSecondSegment);
    const auto end = static_cast<std::ptrdiff_t>(forge.end_offset());
    std::fill(last.begin() + end - format::kBlockSize, last.end(), std::uint8_t{0});
    EXPECT_FOUND(judge(forge), "ends-before-head");
}

TEST(PeersHoles, TwoStreamsThatAreSwappedAreFound) {
    ForgeHooks hooks;
    hooks.entry = [](std::uint64_t sequence, format::Entry& entry) {
        if (sequence == 7 || sequence == 8) entry.stream_id = 3 - entry.stream_id;
    };
    // By one who can sign: the numbers of the streams agree, but another record is pinned.
    const TemporaryDirectory place;
    Forge swapped = forge_ledger(1, {}, hooks);
    Forge honest = forge_ledger(1);
    // By one who cannot, the honest signatures and the swapped streams.
    Bytes& segment = honest.files.at(kFirstSegment);
    const Bytes& other = swapped.files.at(kFirstSegment);
    ASSERT_NE(segment, other);
    constexpr std::ptrdiff_t kEntries = 2 * 4096 + 64;
    std::copy_n(other.begin() + kEntries, 6 * 180, segment.begin() + kEntries);
    EXPECT_FOUND(judge(honest), "frame-crc");
}

TEST(PeersHoles, ALedgerWithoutItsFirstSegmentIsNotReadAsEmpty) {
    Forge forge = forge_ledger(3);
    forge.files.erase(kFirstSegment);
    EXPECT_FOUND(judge(forge), "file-missing");
}

TEST(PeersHoles, SegmentsAreNotOverlookedWhenWhatListsThemIsGone) {
    for (const char* name : {"HEAD", "ledger.json"}) {
        Forge forge = forge_ledger(3);
        forge.files.erase(name);
        const verifier::Report report = judge(forge);
        EXPECT_EQ(report.verdict, Verdict::kFailed) << name;
        EXPECT_THAT(kinds(report), testing::Contains("file-missing")) << name;
    }
}

TEST(PeersHoles, ANumberThatComesTwiceIsFound) {
    ForgeHooks hooks;
    hooks.entry = [](std::uint64_t sequence, format::Entry& entry) {
        if (sequence == 8) entry.sequence = 7;
    };
    EXPECT_FOUND(judge(forge_ledger(2, {}, hooks)), "sequence");
}

TEST(PeersHoles, OneFlippedBitOfALengthCutsNothingOff) {
    TestLedger ledger;
    {
        auto writer = ledger.open();
        // All in one segment: what is damaged is where recovery looks.
        for (int i = 0; i < 100; ++i) {
            const std::string content = "record of batch " + std::to_string(i);
            const std::vector<store::Event> batch(10, event("s", content));
            ASSERT_TRUE(writer->append(batch));
        }
        // And the process ends without closing.
    }
    const std::string path = ledger.directory() + "/segments/" + format::segment_file_name(0);
    const auto before = fs::file_size(path);
    const auto segments = [&] {
        const fs::directory_iterator all(ledger.directory() + "/segments");
        return std::distance(begin(all), end(all));
    };
    const auto segments_before = segments();
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    // The length in the header of the third frame.
    const std::streamoff at = 3 * 4096 + 48;
    file.seekg(at + 1);
    const int byte = file.get();
    file.seekp(at + 1);
    file.put(static_cast<char>(byte ^ 0x20));
    file.close();
    auto writer = store::LedgerWriter::open(ledger.machine.platform(), ledger.writer_options());
    EXPECT_FALSE(writer) << "a writer goes on behind a damage as if it were a torn tail";
    EXPECT_EQ(fs::file_size(path), before);
    EXPECT_EQ(segments(), segments_before);
}

TEST(PeersHoles, ARestartAndAnAppendContinueTheChain) {
    TestLedger ledger;
    for (int i = 0; i < 5; ++i) {
        auto writer = ledger.open();
        const store::Event one = event("s", "after a start");
        ASSERT_TRUE(writer->append({&one, 1}));
        if (i % 2 == 0) {
            ASSERT_TRUE(writer->close());  // Else the process ends without closing.
        }
    }
    const verifier::Report report = ledger.verify();
    EXPECT_TRUE(report.findings.empty()) << findings_of(report);
    EXPECT_EQ(report.event_records, 5U);
}

TEST(PeersHoles, ASecondWriterIsRefused) {
    TestLedger ledger;
    auto first = ledger.open();
    const auto second =
        store::LedgerWriter::open(ledger.machine.platform(), ledger.writer_options());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::kBusy) << second.error().message;
    const store::Event one = event("s", "by the first");
    EXPECT_TRUE(first->append({&one, 1}));
}

}  // namespace
}  // namespace counterfoil::test
