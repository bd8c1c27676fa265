// SPDX-License-Identifier: Apache-2.0
// Time stamps beside checkpoints (docs/FORMAT.md, "Time stamps"), as far as they are judged without
// an authority. What authorities vouch for is in tests/conformance/second_witnesses_test.py.

#include <fmt/format.h>

#include "ledger/crypto/hash.h"
#include "ledger/notes/note.h"
#include "tests/crypto/timestamp_samples.h"
#include "tests/verifier/judged.h"

namespace counterfoil::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using verifier::Verdict;

const std::string kFirstStamp = "checkpoints/00000000000000000000.tsr";
const std::string kSecondStamp = "checkpoints/00000000000000000001.tsr";

Bytes der(std::uint8_t tag, std::initializer_list<Bytes> parts) {
    Bytes content;
    for (const Bytes& part : parts) content.insert(content.end(), part.begin(), part.end());
    Bytes bytes{tag};
    if (content.size() > 127) bytes.push_back(0x81);
    bytes.push_back(static_cast<std::uint8_t>(content.size()));
    bytes.insert(bytes.end(), content.begin(), content.end());
    return bytes;
}

// A reply that nobody signed, over the text of a note.
Bytes stamp(const Forge& forge, const std::string& note) {
    const std::string text = notes::parse_note(as_text(forge.files.at(note)))->text;
    const Hash digest = crypto::sha256(as_bytes(text));
    const std::string_view time = "20260102030405Z";
    const Bytes sha256 =
        der(0x30, {{0x06, 9, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01}, {0x05, 0}});
    const Bytes imprint = der(0x30, {sha256, der(0x04, {Bytes(digest.begin(), digest.end())})});
    const Bytes info = der(0x30, {{0x02, 1, 1},
                                  {0x06, 1, 0x2a},
                                  imprint,
                                  {0x02, 1, 7},
                                  der(0x18, {Bytes(time.begin(), time.end())})});
    const Bytes content =
        der(0x30, {{0x06, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04},
                   der(0xa0, {der(0x04, {info})})});
    const Bytes signed_data = der(0x30, {{0x02, 1, 3}, {0x31, 0}, content});
    const Bytes token = der(0x30, {{0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02},
                                   der(0xa0, {signed_data})});
    return der(0x30, {der(0x30, {{0x02, 1, 0}}), token});
}

TEST(TimeStamps, OfACheckpointAreShownAsClaimsWhenNoAuthorityIsKnown) {
    Forge forge = forge_ledger(2);
    forge.files[kFirstStamp] = stamp(forge, kFirstNote);
    forge.files[kSecondStamp] = stamp(forge, kSecondNote);
    const verifier::Report report = judge(forge);
    EXPECT_EQ(report.verdict, Verdict::kVerified) << verifier::report_text(report);
    ASSERT_EQ(report.time_stamps.size(), 2U);
    EXPECT_GT(report.time_stamps[0].checkpoint_size, report.time_stamps[1].checkpoint_size);
    EXPECT_EQ(report.time_stamps[0].time, 1'767'323'045U);
    EXPECT_FALSE(report.time_stamps[0].checked);
    EXPECT_EQ(report.time_stamps[0].authority, "");
    EXPECT_THAT(event_kinds(report), Contains("time-stamp-unchecked"));
    EXPECT_THAT(verifier::report_text(report), HasSubstr("before 2026-01-02T03:04:05Z (not "
                                                         "checked; said to be by an unnamed"));
}

TEST(TimeStamps, ThatNobodySignedAreFoundByThoseWhoKnowAnAuthority) {
    Forge forge = forge_ledger(2);
    forge.files[kSecondStamp] = stamp(forge, kSecondNote);
    const TemporaryDirectory directory;
    forge.write(directory.path("ledger"));
    verifier::VerifyOptions options;
    options.pin = pin_of(forge);
    options.time_stamp_authorities = crypto::Authorities::parse(kAuthority).value();
    const auto report = verifier::verify_ledger(
        *platform::posix_storage(), *platform::system_clock(), directory.path("ledger"), options);
    EXPECT_EQ(report.verdict, Verdict::kFailed);
    EXPECT_EQ(kinds(report), std::vector<std::string>{"time-stamp-authority"});
    EXPECT_THAT(report.time_stamps, IsEmpty());
}

TEST(TimeStamps, OfSomethingElseAreFound) {
    const struct {
        const char* name;
        std::function<void(Forge&)> change;
        const char* kind;
    } cases[] = {
        {"another checkpoint", [](Forge& f) { f.files[kSecondStamp] = stamp(f, kFirstNote); },
         "time-stamp-digest"},
        {"nothing", [](Forge& f) { f.files[kSecondStamp] = {}; }, "time-stamp-malformed"},
        {"cut short", [](Forge& f) { f.files[kSecondStamp].pop_back(); }, "time-stamp-malformed"},
        {"more behind it", [](Forge& f) { f.files[kSecondStamp].push_back(0); },
         "time-stamp-malformed"},
        {"too long", [](Forge& f) { f.files[kSecondStamp].resize(65537); }, "file-too-large"},
    };
    for (const auto& each : cases) {
        SCOPED_TRACE(each.name);
        Forge forge = forge_ledger(2);
        forge.files[kSecondStamp] = stamp(forge, kSecondNote);
        each.change(forge);
        const verifier::Report report = judge(forge);
        EXPECT_EQ(report.verdict, Verdict::kFailed);
        EXPECT_EQ(kinds(report), std::vector<std::string>{each.kind});
        EXPECT_THAT(report.time_stamps, IsEmpty());
    }
}

TEST(TimeStamps, BesideNoNoteAreNoPartOfTheLedger) {
    Forge forge = forge_ledger(2);
    forge.files["checkpoints/00000000000000000002.tsr"] = stamp(forge, kSecondNote);
    const verifier::Report report = judge(forge);
    EXPECT_EQ(report.verdict, Verdict::kVerifiedWithEvents) << verifier::report_text(report);
    EXPECT_THAT(event_kinds(report), Contains("unknown-file"));
    EXPECT_THAT(report.time_stamps, IsEmpty());
}

// However many there are, the newest thousand are judged, and the report says what was left out.
TEST(TimeStamps, AreLookedAtInTheNewestThousandOnly) {
    constexpr int kNotes = 1002;
    ForgeOptions large;
    large.segment_size = 16U << 20U;
    Forge forge(large);
    forge.init();
    forge.open_writer();
    forge.frame({forge.stream(1)});
    for (int i = 0; i < kNotes; ++i) {
        forge.frame({forge.event(1)});
        forge.publish();
        const std::string stem = fmt::format("checkpoints/{:020}", i);
        forge.files[stem + ".tsr"] = stamp(forge, stem + ".note");
    }
    forge.close();
    forge.files[kFirstStamp] = {0};  // Older than the newest thousand.
    const verifier::Report report = judge(forge);
    EXPECT_EQ(report.verdict, Verdict::kVerified) << verifier::report_text(report);
    EXPECT_EQ(report.time_stamps.size(), 1000U);
    EXPECT_THAT(report.not_proven, Contains(HasSubstr("2 older time stamps")));

    forge.files["checkpoints/00000000000000000002.tsr"] = {0};
    EXPECT_EQ(judge(forge).verdict, Verdict::kFailed);
}

}  // namespace
}  // namespace counterfoil::test
