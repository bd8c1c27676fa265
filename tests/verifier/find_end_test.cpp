// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/hash.h"
#include "tests/verifier/judged.h"
#include "verifier/ledger_end.h"

namespace counterfoil::test {
namespace {

using verifier::LedgerEnd;

Result<LedgerEnd> find(const Forge& forge) {
    const TemporaryDirectory directory;
    forge.write(directory.path("ledger"));
    const auto storage = platform::posix_storage();
    return verifier::find_end(*storage, directory.path("ledger"));
}

void expect_end(const Forge& forge, const Result<LedgerEnd>& end, unsigned row) {
    ASSERT_TRUE(end.ok()) << end.error().message;
    EXPECT_EQ(end->row, row) << end->reason;
    EXPECT_EQ(end->reason.empty(), row == 0);
    EXPECT_EQ(end->state.tree.size(), forge.size());
    EXPECT_EQ(end->state.tree.root(), forge.root());
    EXPECT_EQ(std::uint64_t{end->segment.segment_number}, forge.segment());
    EXPECT_EQ(end->end_offset, forge.end_offset());
}

TEST(FindEnd, OfAClosedLedgerIsExact) {
    for (const std::size_t segments : {1U, 2U, 3U}) {
        const Forge forge = forge_ledger(segments);
        const auto end = find(forge);
        expect_end(forge, end, 0);
        EXPECT_TRUE(end->slots_agree);
        EXPECT_EQ(end->state.epoch, 1U);
        EXPECT_EQ(end->state.streams.size(), 3U);
        EXPECT_EQ(end->state.incarnation, 2U);
        EXPECT_EQ(end->checkpoint_count, 2U);
        EXPECT_EQ(end->checkpoint_size, forge.size());
        EXPECT_EQ(end->genesis_leaf, forge.genesis_leaf());
        EXPECT_EQ(end->frames.size(), segments == 1 ? 6U : 3U);
    }
}

TEST(FindEnd, KeepsFramesBehindAnUncleanHeadAndNamesTheTail) {
    Forge forge = forge_unclean();
    auto end = find(forge);
    expect_end(forge, end, 9);
    ASSERT_EQ(end->tails.size(), 1U);
    EXPECT_EQ(std::uint64_t{end->tails[0].offset}, forge.end_offset());
    EXPECT_EQ(std::uint64_t{end->tails[0].length}, forge.options.segment_size - forge.end_offset());
    EXPECT_FALSE(end->abandoned_size);

    const Bytes whole = forge.frame_bytes({forge.event(1, std::string(5000, 'x'))});
    forge.tear(ByteView(whole).first(4096));
    end = find(forge);
    expect_end(forge, end, 9);
    const Bytes& segment = forge.files[kFirstSegment];
    EXPECT_EQ(end->tails[0].digest, crypto::sha256(ByteView(segment).subspan(forge.end_offset())));
    EXPECT_FALSE(end->abandoned_size);

    Bytes hole = whole;  // The trailer was written, a block before it was not.
    std::fill(hole.begin() + 300, hole.begin() + 4096, std::uint8_t{0});
    forge.tear(hole);
    end = find(forge);
    expect_end(forge, end, 9);
    EXPECT_EQ(end->abandoned_size, forge.size() + 1);
}

TEST(FindEnd, OfALedgerWhoseCloseWasCutShortGoesOnInANewSegment) {
    Forge forge;
    forge.init();
    forge.open_writer();
    forge.frame({forge.stream(1), forge.event(1)});
    forge.head(true);
    const auto end = find(forge);
    expect_end(forge, end, 9);
    EXPECT_FALSE(end->slots_agree);
    EXPECT_EQ(end->tails.size(), 1U);
}

TEST(FindEnd, FindsAFooterWithNothingBehind) {
    Forge forge = forge_unclean();
    Forge rolled = forge_unclean();
    rolled.roll();
    forge.files[kFirstSegment] = rolled.files[kFirstSegment];
    const auto end = find(forge);
    expect_end(forge, end, 9);
    EXPECT_TRUE(end->has_footer);
    EXPECT_TRUE(end->tails.empty());
}

TEST(FindEnd, NamesASegmentThatWasOnlyBegun) {
    Forge forge = forge_unclean();
    Forge rolled = forge_unclean();
    rolled.roll();
    forge.files[kFirstSegment] = rolled.files[kFirstSegment];
    forge.files[kSecondSegment] = rolled.files[kSecondSegment];
    Bytes& second = forge.files[kSecondSegment];
    second[4096 + 100] ^= 1U;
    auto end = find(forge);
    expect_end(forge, end, 9);
    ASSERT_EQ(end->tails.size(), 1U);
    EXPECT_EQ(std::uint64_t{end->tails[0].segment_number}, 1U);
    EXPECT_EQ(std::uint64_t{end->tails[0].offset}, 0U);
    EXPECT_EQ(std::uint64_t{end->tails[0].length}, forge.options.segment_size);

    // The footer before it may be missing too; then both are tails.
    std::fill(forge.files[kFirstSegment].begin() + static_cast<std::ptrdiff_t>(forge.end_offset()),
              forge.files[kFirstSegment].end(), std::uint8_t{0});
    end = find(forge);
    expect_end(forge, end, 9);
    EXPECT_EQ(end->tails.size(), 2U);
}

TEST(FindEnd, TakesASegmentBehindTheOneThatHeadNames) {
    Forge forge = forge_unclean();
    forge.roll();
    const auto end = find(forge);
    expect_end(forge, end, 9);
    EXPECT_EQ(end->tails.size(), 1U);
}

struct Row {
    const char* name;
    unsigned row;
    std::function<void(Forge&)> spoil;
    bool closed = false;
};

TEST(FindEnd, NamesTheRowOfWhatIsWrong) {
    const std::vector<Row> rows = {
        {"both slots bad", 2,
         [](Forge& f) {
             f.files["HEAD"][50] ^= 1U;
             f.files["HEAD"][5000] ^= 1U;
             f.files["HEAD"][4096 + 50] ^= 1U;
         }},
        {"no HEAD", 2, [](Forge& f) { f.files.erase("HEAD"); }},
        {"clean, but a byte behind the end", 3,
         [](Forge& f) { f.files[kSecondSegment][f.end_offset() + 9000] = 1; }, true},
        {"clean, but a record changed", 3, [](Forge& f) { f.files[kSecondSegment][4500] ^= 1U; },
         true},
        {"clean, but the last segment is missing", 3,
         [](Forge& f) { f.files.erase(kSecondSegment); }, true},
        {"clean, but one more segment", 3,
         [](Forge& f) {
             f.files["segments/00000000000000000002.segment"] = f.files[kSecondSegment];
         },
         true},
        {"a frame below HEAD changed", 4,
         [](Forge& f) { f.files[kFirstSegment][2 * 4096 + 100] ^= 1U; }},
        {"a frame below HEAD zeroed", 4,
         [](Forge& f) {
             auto at = f.files[kFirstSegment].begin() + 2 * 4096;
             std::fill(at, f.files[kFirstSegment].end(), std::uint8_t{0});
         }},
        {"a checkpoint of more than there is", 5,
         [](Forge& f) {
             Forge longer = forge_unclean();
             longer.frame({longer.event(1, "gone")});
             longer.publish();
             f.files[kFirstNote] = longer.files[kFirstNote];
         }},
        {"a whole frame that the key did not sign", 6,
         [](Forge& f) {
             f.hooks.signed_trailer = [](std::uint64_t, format::FrameTrailer& trailer) {
                 trailer.signature[3] ^= 1U;
             };
             f.tear(f.frame_bytes({f.event(1, "forged")}));
         }},
        {"a whole frame that continues something else", 6,
         [](Forge& f) {
             f.hooks.entry = [](std::uint64_t, format::Entry& entry) { entry.previous[0] ^= 1U; };
             f.tear(f.frame_bytes({f.event(1, "forged")}));
         }},
        {"bytes beyond the window", 7,
         [](Forge& f) { f.files[kFirstSegment][f.end_offset() + f.options.window] = 1; }},
        {"bytes inside the window", 9,
         [](Forge& f) { f.files[kFirstSegment][f.end_offset() + f.options.window - 1] = 1; }},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.name);
        Forge forge = row.closed ? forge_ledger(2) : forge_unclean();
        row.spoil(forge);
        const auto end = find(forge);
        ASSERT_TRUE(end.ok()) << end.error().message;
        EXPECT_EQ(end->row, row.row) << end->reason;
        EXPECT_FALSE(end->reason.empty());
    }
}

TEST(FindEnd, TellsWhatIsNoLedger) {
    const TemporaryDirectory directory;
    const auto storage = platform::posix_storage();
    const auto end = verifier::find_end(*storage, directory.path());
    ASSERT_FALSE(end.ok());
    EXPECT_EQ(end.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace counterfoil::test
