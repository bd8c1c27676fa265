// SPDX-License-Identifier: Apache-2.0
// Range bundles: that nothing can be left out of them, and what brackets times.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "ledger/crypto/encoding.h"
#include "ledger/merkle/hashing.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"
#include "ledger/notes/time_text.h"
#include "tests/support/bundle_files.h"
#include "tests/support/fixed_machine.h"
#include "tests/support/memory_storage.h"
#include "tests/support/sanitized_step.h"
#include "tests/support/sealed_forge.h"
#include "tests/verifier/judged.h"

namespace counterfoil::test {
namespace {

using publish::RangeOptions;
using testing::ElementsAre;
using verifier::Report;
using verifier::Verdict;

constexpr std::size_t kEntry = format::kEntrySize;

Report judge_bytes(const Bytes& archive, const Forge& forge) {
    MemoryStorage storage;
    storage.files["bundle"] = archive;
    FixedClock clock;
    verifier::VerifyOptions options;
    options.pin = pin_of(forge);
    return verifier::verify_bundle(storage, clock, "bundle", options);
}

RangeOptions records(std::uint64_t first, std::uint64_t end,
                     std::optional<std::uint32_t> stream = {}) {
    RangeOptions options;
    options.first = first;
    options.end = end;
    options.stream = stream;
    return options;
}

// 16 records in three epochs (three_epochs).
SealedForge& honest() {
    static SealedForge& sealed = []() -> SealedForge& {
        static SealedForge made;
        three_epochs(made);
        return made;
    }();
    return sealed;
}
const Bytes& honest_bundle() {
    static const Bytes archive = honest().range_bundle(records(5, 13, 1));
    return archive;
}

TEST(RangeBundle, OfAnyRangeIsVerified) {
    // 0, 1, 2^k and 2^k ± 1, and the borders of epochs.
    const std::uint64_t sizes[] = {0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 14, 15, 16};
    for (const std::uint64_t first : sizes) {
        for (const std::uint64_t end : sizes) {
            if (first >= end) continue;
            const Report report =
                judge_bytes(honest().range_bundle(records(first, end)), honest().forge);
            ASSERT_EQ(report.verdict, Verdict::kVerified)
                << first << " to " << end << verifier::report_text(report);
            EXPECT_EQ(report.first_record, first);
            EXPECT_EQ(report.range->end, end);
        }
    }
}

TEST(RangeBundle, SaysWhichRecordsOfAStreamItHolds) {
    const Report report = judge_bytes(honest_bundle(), honest().forge);
    EXPECT_EQ(report.verdict, Verdict::kVerified) << verifier::report_text(report);
    EXPECT_EQ(report.evidence, verifier::Evidence::kRange);
    EXPECT_EQ(report.records_verified, 8U);
    EXPECT_EQ(report.event_records, 5U);
    ASSERT_TRUE(report.range.has_value());
    EXPECT_EQ(report.range->stream_id, 1U);
    EXPECT_EQ(report.range->stream, "stream 1");
    EXPECT_EQ(report.range->stream_records, 3U);
    EXPECT_EQ(report.range->stream_first, 0U);
    EXPECT_EQ(report.range->stream_last, 2U);

    const Report none = judge_bytes(honest().range_bundle(records(9, 11, 2)), honest().forge);
    EXPECT_EQ(none.verdict, Verdict::kVerified);
    EXPECT_EQ(none.range->stream_records, 0U);
    // The stream's record may stand behind the range.
    EXPECT_EQ(judge_bytes(honest().range_bundle(records(0, 3, 2)), honest().forge).verdict,
              Verdict::kVerified);
}

TEST(RangeBundle, OfAnUnencryptedLedgerNamesItsStreamInClear) {
    ForgeOptions options;
    options.encrypted = false;
    SealedForge sealed(options);
    three_epochs(sealed);
    const Bytes archive = sealed.range_bundle(records(5, 13, 2));
    EXPECT_FALSE(BundleFiles(archive).has("streams/0000000002/name"));
    const Report report = judge_bytes(archive, sealed.forge);
    EXPECT_EQ(report.verdict, Verdict::kVerified) << verifier::report_text(report);
    EXPECT_EQ(report.range->stream, "stream 2");
}

TEST(RangeBundle, TellsTimesThatGoBack) {
    SealedForge sealed;
    sealed.forge.time_step_ns = static_cast<std::uint64_t>(-1000);
    three_epochs(sealed);
    const Report report = judge_bytes(sealed.range_bundle(records(5, 13)), sealed.forge);
    EXPECT_EQ(report.verdict, Verdict::kVerifiedWithEvents) << verifier::report_text(report);
    EXPECT_THAT(event_kinds(report), ElementsAre("time-went-back"));
}

format::Entry entry_at(const Bytes& entries, std::size_t index) {
    format::Entry entry;
    std::memcpy(&entry, entries.data() + index * kEntry, sizeof entry);
    return entry;
}
void set_entry(Bytes& entries, std::size_t index, const format::Entry& entry) {
    std::memcpy(entries.data() + index * kEntry, &entry, sizeof entry);
}
// Links the entries anew from `index` on, as whoever writes another history must.
void relink(Bytes& entries, std::size_t index) {
    for (; index < entries.size() / kEntry; ++index) {
        format::Entry entry = entry_at(entries, index);
        const format::Entry before = entry_at(entries, index - 1);
        entry.previous = merkle::leaf_hash(format::bytes_of(before));
        entry.sequence = std::uint64_t{before.sequence} + 1;
        set_entry(entries, index, entry);
    }
}
void drop_entry(Bytes& entries, std::size_t index) {
    const auto begin = entries.begin() + static_cast<std::ptrdiff_t>(index * kEntry);
    entries.erase(begin, begin + static_cast<std::ptrdiff_t>(kEntry));
}
std::vector<std::string> lines(const BundleFiles& files, const char* name) {
    std::vector<std::string> found;
    std::string text = files.text(name);
    for (std::size_t end; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1)) {
        found.push_back(text.substr(0, end + 1));
    }
    return found;
}
void set_lines(BundleFiles& files, const char* name, const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line;
    files.set_text(name, text);
}

struct Broken {
    const char* what;
    std::function<void(BundleFiles&)> change;
    const char* kind;
};
constexpr const char* kEntries = "range/entries";
constexpr const char* kBefore = "range/before";
constexpr const char* kConsistency = "range/consistency";

const Broken kBroken[] = {
    {"an entry is left out", [](BundleFiles& b) { drop_entry(b.content(kEntries), 3); },
     "sequence"},
    {"an event is left out and the rest linked anew",
     [](BundleFiles& b) {
         drop_entry(b.content(kEntries), 2);
         relink(b.content(kEntries), 2);
     },
     "bundle-consistency"},
    {"the last entry is left out", [](BundleFiles& b) { drop_entry(b.content(kEntries), 7); },
     "bundle-consistency"},
    {"the first entry is left out", [](BundleFiles& b) { drop_entry(b.content(kEntries), 0); },
     "bundle-consistency"},
    {"an entry comes twice",
     [](BundleFiles& b) {
         Bytes& entries = b.content(kEntries);
         entries.insert(entries.end(), entries.end() - 180, entries.end());
     },
     "sequence"},
    {"two entries change places",
     [](BundleFiles& b) {
         Bytes& entries = b.content(kEntries);
         const format::Entry left = entry_at(entries, 2);
         set_entry(entries, 2, entry_at(entries, 3));
         set_entry(entries, 3, left);
     },
     "sequence"},
    {"an event goes to another stream",
     [](BundleFiles& b) {
         Bytes& entries = b.content(kEntries);
         format::Entry entry = entry_at(entries, 2);
         entry.stream_id = 1;
         set_entry(entries, 2, entry);
         relink(entries, 3);
     },
     "stream-sequence"},
    {"a body's digest is another",
     [](BundleFiles& b) {
         Bytes& entries = b.content(kEntries);
         format::Entry entry = entry_at(entries, 3);
         entry.body_digest[0] ^= 1;
         set_entry(entries, 3, entry);
         relink(entries, 4);
     },
     "bundle-consistency"},
    {"an entry is of another ledger",
     [](BundleFiles& b) {
         Bytes& entries = b.content(kEntries);
         format::Entry entry = entry_at(entries, 3);
         entry.ledger_id[0] ^= 1;
         set_entry(entries, 3, entry);
     },
     "ledger-id"},
    {"an entry is of a later version", [](BundleFiles& b) { b.content(kEntries)[3 * kEntry] = 2; },
     "entry-version"},
    {"an entry is of version 0", [](BundleFiles& b) { b.content(kEntries)[3 * kEntry] = 0; },
     "entry-version"},
    {"an entry is cut short", [](BundleFiles& b) { b.content(kEntries).pop_back(); },
     "bundle-size"},
    {"there is no entry", [](BundleFiles& b) { b.erase(kEntries); }, "bundle-order"},
    {"entries of another range stand there",
     [](BundleFiles& b) {
         b.content(kEntries) = BundleFiles(honest().range_bundle(records(6, 14))).content(kEntries);
     },
     "bundle-consistency"},
    {"the range reaches behind the checkpoint",
     [](BundleFiles& b) {
         Bytes& entries = b.content(kEntries);
         format::Entry entry = entry_at(entries, 0);
         entry.sequence = UINT64_MAX - 3;
         set_entry(entries, 0, entry);
     },
     "checkpoint-size"},
    {"the tree before it is missing", [](BundleFiles& b) { b.erase(kBefore); }, "bundle-proof"},
    {"the tree before it is another's of the same form",
     [](BundleFiles& b) {
         b.content(kBefore) = BundleFiles(honest().range_bundle(records(6, 14))).content(kBefore);
     },
     "bundle-consistency"},
    {"the tree before it is in another order",
     [](BundleFiles& b) {
         auto hashes = lines(b, kBefore);
         std::swap(hashes[0], hashes[1]);
         set_lines(b, kBefore, hashes);
     },
     "bundle-consistency"},
    {"the tree before it has a hash more",
     [](BundleFiles& b) {
         auto hashes = lines(b, kBefore);
         hashes.push_back(hashes[0]);
         set_lines(b, kBefore, hashes);
     },
     "bundle-proof"},
    {"the tree before it ends in a leaf's data instead of its hash",
     [](BundleFiles& b) {
         auto hashes = lines(b, kBefore);
         const BundleFiles before(honest().range_bundle(records(4, 5)));
         BundleFiles copy = before;
         hashes.back() = crypto::base64(crypto::sha256(copy.content(kEntries))) + "\n";
         set_lines(b, kBefore, hashes);
     },
     "bundle-consistency"},
    {"the consistency is missing", [](BundleFiles& b) { b.erase(kConsistency); }, "bundle-order"},
    {"the consistency has a node less",
     [](BundleFiles& b) {
         auto hashes = lines(b, kConsistency);
         hashes.pop_back();
         set_lines(b, kConsistency, hashes);
     },
     "bundle-consistency"},
    {"the consistency has a node more",
     [](BundleFiles& b) {
         auto hashes = lines(b, kConsistency);
         hashes.push_back(hashes[0]);
         set_lines(b, kConsistency, hashes);
     },
     "bundle-consistency"},
    {"the consistency's nodes change places",
     [](BundleFiles& b) {
         auto hashes = lines(b, kConsistency);
         std::swap(hashes[0], hashes[1]);
         set_lines(b, kConsistency, hashes);
     },
     "bundle-consistency"},
    {"the consistency is of another pair of sizes",
     [](BundleFiles& b) {
         b.content(kConsistency) =
             BundleFiles(honest().range_bundle(records(5, 12))).content(kConsistency);
     },
     "bundle-consistency"},
    {"a bracket that nobody asked for",
     [](BundleFiles& b) {
         b.insert_behind(kBefore, {"range/lower.note", b.content("checkpoint.note")});
     },
     "bundle-order"},
    {"a file stands behind it",
     [](BundleFiles& b) {
         b.files.push_back({"README", {'x'}});
     },
     "bundle-order"},
    {"two streams",
     [](BundleFiles& b) {
         const BundleFiles other(honest().range_bundle(records(5, 13, 2)));
         for (const BundleFiles::File& file : other.files) {
             if (file.name.starts_with("streams/")) {
                 b.files.insert(b.files.begin() + static_cast<std::ptrdiff_t>(b.index(kBefore)),
                                file);
             }
         }
     },
     "bundle-order"},
    {"the stream's name is another",
     [](BundleFiles& b) { b.set_text("streams/0000000001/name", "stream 9"); }, "stream-name"},
    {"the manifest names another stream",
     [](BundleFiles& b) { b.replace("manifest.json", "\"stream\": 1", "\"stream\": 2"); },
     "bundle-manifest"},
    {"the manifest names no stream",
     [](BundleFiles& b) { b.replace("manifest.json", "\"stream\": 1", "\"stream\": null"); },
     "bundle-manifest"},
    {"the manifest ends elsewhere",
     [](BundleFiles& b) { b.replace("manifest.json", "\"end\": 13", "\"end\": 14"); },
     "bundle-manifest"},
    {"the manifest names one time",
     [](BundleFiles& b) {
         b.replace("manifest.json", "\"from\": null",
                   "\"from\": \"2026-01-02T03:04:05.000000000Z\"");
     },
     "bundle-manifest"},
};

TEST(RangeBundle, ThatIsBrokenIsFound) {
    for (const Broken& each : kBroken) {
        SCOPED_TRACE(each.what);
        BundleFiles files(honest_bundle());
        each.change(files);
        const Report report = judge_bytes(files.archive(), honest().forge);
        EXPECT_THAT(kinds(report), ElementsAre(each.kind)) << verifier::report_text(report);
        const bool unsupported = std::string(each.what).ends_with("later version");
        EXPECT_EQ(report.verdict, unsupported ? Verdict::kUnsupported : Verdict::kFailed);
        EXPECT_FALSE(report.range.has_value());
        static_cast<void>(verifier::report_json(report));
    }
}

// Whoever has every key writes the ledger again without one event: the streams' numbers, links and
// signatures are all right. What was signed before does not continue it.
TEST(RangeBundle, CannotHideARecordFromWhomeverHasTheCheckpointNotEvenWithEveryKey) {
    SealedForge without;
    Forge& forge = without.forge;
    forge.init();
    forge.open_writer();
    forge.frame({without.stream(1), without.stream(2), without.event(1, "early"),
                 without.event(1, "paid 7")});
    forge.frame({forge.rotation()});
    forge.frame({forge.heartbeat(), without.event(1, "paid 8"), without.event(2, "logout")});
    forge.frame({forge.rotation()});
    forge.frame({without.event(1, "paid 9"), without.event(1, "paid 10")});
    forge.close();
    const Bytes forged = without.range_bundle(records(5, 12, 1));
    EXPECT_EQ(judge_bytes(forged, honest().forge).verdict, Verdict::kVerified);
    // Under the checkpoint that others have it does not hold, with whatever of the two proofs.
    for (const bool honest_proof : {false, true}) {
        BundleFiles files(honest_bundle());
        BundleFiles lie(forged);
        files.content(kEntries) = lie.content(kEntries);
        if (!honest_proof) files.content(kConsistency) = lie.content(kConsistency);
        EXPECT_THAT(kinds(judge_bytes(files.archive(), honest().forge)),
                    ElementsAre("bundle-consistency"));
    }
}

TEST(RangeBundle, FromTheBeginningBeginsEveryStream) {
    SealedForge sealed;
    sealed.forge.hooks.entry = [seal = sealed.forge.hooks.entry](std::uint64_t sequence,
                                                                 format::Entry& entry) {
        if (entry.stream_id == 2) entry.stream_sequence = std::uint64_t{entry.stream_sequence} + 5;
        seal(sequence, entry);
    };
    three_epochs(sealed);
    EXPECT_THAT(kinds(judge_bytes(sealed.range_bundle(records(0, 13)), sealed.forge)),
                ElementsAre("stream-sequence"));
    EXPECT_EQ(judge_bytes(sealed.range_bundle(records(1, 13)), sealed.forge).verdict,
              Verdict::kVerified);
}

TEST(RangeBundle, WithAnyBitFlippedIsFound) {
    SealedForge sealed;
    Forge& forge = sealed.forge;
    forge.init();
    forge.open_writer();
    forge.frame({sealed.stream(1), sealed.event(1, "a"), sealed.event(1, "b")});
    forge.close();
    const Bytes right = sealed.range_bundle(records(5, 6, 1));
    ASSERT_EQ(judge_bytes(right, forge).verdict, Verdict::kVerified);
    MemoryStorage storage;
    Bytes& bytes = storage.files["bundle"];
    bytes = right;
    FixedClock clock;
    verifier::VerifyOptions options;
    options.pin = pin_of(forge);
    for (std::size_t bit = 0; bit < 8 * right.size(); bit += kSanitizedStep) {
        const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
        bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ mask);
        const Report report = verifier::verify_bundle(storage, clock, "bundle", options);
        ASSERT_TRUE(report.verdict == Verdict::kFailed || report.verdict == Verdict::kUnsupported)
            << "bit " << bit << ": " << verifier::report_text(report);
        bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ mask);
    }
}

// Ten seconds, one record each from 4 on, a checkpoint behind each second one.
class TimeRange : public testing::Test {
  protected:
    static constexpr std::uint64_t kSecond = 1'000'000'000;

    void make(const std::vector<int>& seconds) {
        Forge& forge = sealed_.forge;
        forge.init();
        forge.open_writer();
        forge.frame({sealed_.stream(1)});
        start_ = forge.time_ns / kSecond * kSecond + kSecond;
        for (std::size_t i = 0; i < seconds.size(); ++i) {
            forge.time_ns = at(seconds[i]);
            forge.frame({sealed_.event(1, std::to_string(i))});
            if (i % 2 == 1) forge.publish();
        }
        forge.close();
    }
    // What is really in the ledger's entries may lie a step beside it.
    [[nodiscard]] std::uint64_t at(int second) const {
        return start_ + static_cast<std::uint64_t>(second) * kSecond;
    }
    [[nodiscard]] Bytes bundle(std::uint64_t from_ns, std::uint64_t to_ns) {
        RangeOptions options;
        options.times = notes::TimeSpan{from_ns, to_ns};
        options.stream = 1;
        return sealed_.range_bundle(options);
    }

    SealedForge sealed_;
    std::uint64_t start_ = 0;
};

constexpr std::uint64_t kHalf = 500'000'000;

TEST_F(TimeRange, IsBracketedByCheckpoints) {
    make({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    struct {
        std::uint64_t from, to;
        std::uint64_t first, end, in_time;
        bool lower, upper;
    } const cases[] = {
        // Second s is record 4 + s; a checkpoint ends with each even one.
        {at(4) + kHalf, at(7) + kHalf, 8, 13, 3, true, true},
        {at(5) + kHalf, at(5) + kHalf, 8, 11, 0, true, true},
        {at(0), at(10) + kHalf, 4, 15, 10, true, false},
        {at(9) + kHalf, at(60), 12, 15, 1, true, false},
        {at(60), at(61), 14, 15, 0, true, false},
        {0, 1, 0, 7, 0, false, true},
    };
    for (const auto& each : cases) {
        const Bytes archive = bundle(each.from, each.to);
        const Report report = judge_bytes(archive, sealed_.forge);
        ASSERT_EQ(report.verdict, Verdict::kVerified) << verifier::report_text(report);
        SCOPED_TRACE(verifier::report_text(report));
        EXPECT_EQ(report.first_record, each.first);
        EXPECT_EQ(report.range->end, each.end);
        EXPECT_EQ(report.range->lower_size.has_value(), each.lower);
        EXPECT_EQ(report.range->upper_size.has_value(), each.upper);
        EXPECT_EQ(BundleFiles(archive).has("range/lower.note"), each.lower);
        EXPECT_EQ(BundleFiles(archive).has("range/upper.note"), each.upper);
        EXPECT_EQ(report.range->in_time, each.in_time);
    }
}

TEST_F(TimeRange, OfAClockThatWentBackIsAnEventAndItsBracketsHold) {
    make({1, 2, 3, 9, 4, 5, 6, 7, 8, 10});
    const Report report = judge_bytes(bundle(at(2) + kHalf, at(7) + kHalf), sealed_.forge);
    EXPECT_EQ(report.verdict, Verdict::kVerifiedWithEvents) << verifier::report_text(report);
    EXPECT_THAT(event_kinds(report), ElementsAre("time-went-back"));
}

TEST_F(TimeRange, OfEqualTimesHoldsAllOfThem) {
    make({1, 2, 5, 5, 5, 5, 5, 5, 9, 10});
    sealed_.forge.time_step_ns = 0;
    const Report report = judge_bytes(bundle(at(4), at(6)), sealed_.forge);
    EXPECT_TRUE(report.verdict == Verdict::kVerified ||
                report.verdict == Verdict::kVerifiedWithEvents)
        << verifier::report_text(report);
    EXPECT_EQ(report.range->in_time, 6U);
}

TEST_F(TimeRange, WhoseBracketsAreBrokenIsFound) {
    make({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    const Bytes right = bundle(at(4) + kHalf, at(7) + kHalf);
    const auto text = [&](std::uint64_t time_ns) { return notes::rfc3339(time_ns); };
    const auto note_of = [&](std::uint64_t size) {
        return BundleFiles(sealed_.checkpoint_bundle(size)).text("checkpoint.note");
    };
    const Broken broken[] = {
        {"times that begin before the lower checkpoint's last record",
         [&](BundleFiles& b) {
             b.replace("manifest.json", text(at(4) + kHalf), text(at(3) + kHalf));
         },
         "range-bracket"},
        {"times that end behind the upper checkpoint's last record",
         [&](BundleFiles& b) {
             b.replace("manifest.json", text(at(7) + kHalf), text(at(8) + kHalf));
         },
         "range-bracket"},
        {"times in the other order",
         [&](BundleFiles& b) { b.replace("manifest.json", text(at(7) + kHalf), text(at(4))); },
         "bundle-manifest"},
        {"a time that is no date",
         [&](BundleFiles& b) {
             b.replace("manifest.json", text(at(7) + kHalf), "2026-02-30T03:04:05.000000000Z");
         },
         "bundle-manifest"},
        {"the lower checkpoint is missing", [](BundleFiles& b) { b.erase("range/lower.note"); },
         "range-bracket"},
        {"the upper checkpoint is missing", [](BundleFiles& b) { b.erase("range/upper.note"); },
         "range-bracket"},
        {"the lower checkpoint is another",
         [&](BundleFiles& b) { b.set_text("range/lower.note", note_of(7)); }, "range-bracket"},
        {"the upper checkpoint is another",
         [&](BundleFiles& b) { b.set_text("range/upper.note", note_of(14)); }, "range-bracket"},
        {"the upper checkpoint is not in its form",
         [](BundleFiles& b) { b.content("range/upper.note").push_back('\n'); },
         "checkpoint-malformed"},
        {"the lower checkpoint has another root",
         [&](BundleFiles& b) {
             notes::Note note;
             const std::string& origin = sealed_.forge.options.origin;
             note.text = notes::checkpoint_text(origin, 9, Hash{});
             note.signatures = {notes::sign_note(origin, note.text, sealed_.forge.epoch_key())};
             b.set_text("range/lower.note", note.serialize());
         },
         "checkpoint-root"},
        {"the lower checkpoint is signed by somebody else",
         [&](BundleFiles& b) {
             notes::Note note = *notes::parse_note(b.text("range/lower.note"));
             note.signatures[0].signature[5] ^= 1;
             b.set_text("range/lower.note", note.serialize());
         },
         "checkpoint-signature"},
    };
    for (const Broken& each : broken) {
        SCOPED_TRACE(each.what);
        BundleFiles files(right);
        each.change(files);
        const Report report = judge_bytes(files.archive(), sealed_.forge);
        EXPECT_THAT(kinds(report), ElementsAre(each.kind)) << verifier::report_text(report);
        EXPECT_EQ(report.verdict, Verdict::kFailed);
    }
}

TEST_F(TimeRange, BeginsWithACommitWhereNoCheckpointWasPublishedBefore) {
    make({1});
    Forge& forge = sealed_.forge;
    forge.open_writer();
    forge.time_ns = at(2);
    forge.frame({sealed_.event(1, "late")});
    forge.close();
    const Report report = judge_bytes(bundle(at(1) + kHalf, at(3)), forge);
    EXPECT_EQ(report.verdict, Verdict::kVerified) << verifier::report_text(report);
    EXPECT_EQ(report.range->lower_size, 6U);
    EXPECT_EQ(report.range->in_time, 1U);
}

}  // namespace
}  // namespace counterfoil::test
