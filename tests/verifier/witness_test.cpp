// SPDX-License-Identifier: Apache-2.0
// Cosignatures by a policy (docs/FORMAT.md, "Cosignatures"): what lies beside the notes → what a
// judge with this policy says. The tamper catalogue calls it M39.

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include <limits>

#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"
#include "ledger/notes/policy.h"
#include "tests/support/fixed_machine.h"
#include "tests/verifier/judged.h"

namespace counterfoil::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using verifier::Verdict;

constexpr std::uint64_t kNow = 1'767'323'045;  // FixedClock's first second.
const std::string kFirstCosigned = "checkpoints/00000000000000000000.cosigned";
const std::string kSecondCosigned = "checkpoints/00000000000000000001.cosigned";

crypto::SigningKey key_of(std::uint8_t number) {
    crypto::Secret256 seed;
    for (std::uint8_t& byte : seed.writable()) byte = number;
    return crypto::SigningKey(seed);
}

// Witness 1, 2, 3 …
std::string name_of(std::uint8_t number) {
    return fmt::format("witness.example/w{}", number);
}

std::string witness_line(std::uint8_t number) {
    const notes::VerifierKey key{name_of(number), notes::kTypeCosignature,
                                 key_of(number).public_key()};
    return fmt::format("witness w{} {}\n", number, key.text());
}

// Three witnesses, two of whom are enough.
std::string two_of_three() {
    return witness_line(1) + witness_line(2) + witness_line(3) +
           "group trusted 2 w1 w2 w3\nquorum trusted\n";
}

class Note {
  public:
    Note(const Forge& forge, const std::string& file)
        : bytes_(as_text(forge.files.at(file))), text_(notes::parse_note(bytes_)->text) {}

    Note& by(std::uint8_t witness, std::uint64_t time = kNow - 60) {
        return line(notes::cosign_note(name_of(witness), text_, time, key_of(witness)));
    }
    Note& line(const notes::NoteSignature& signature) {
        const std::string whole = notes::Note{text_, {signature}}.serialize();
        bytes_ += whole.substr(text_.size() + 1);
        return *this;
    }
    [[nodiscard]] notes::NoteSignature signature_of(std::uint8_t witness) const {
        return notes::cosign_note(name_of(witness), text_, kNow - 60, key_of(witness));
    }
    [[nodiscard]] std::uint64_t size() const { return notes::parse_checkpoint(text_)->size; }
    [[nodiscard]] const std::string& bytes() const { return bytes_; }
    void put(Forge& forge, const std::string& file) const {
        const ByteView view = as_bytes(bytes_);
        forge.files[file] = Bytes(view.begin(), view.end());
    }

  private:
    std::string bytes_;
    std::string text_;
};

verifier::Report judge_by(const Forge& forge, const std::string& policy, bool with_pin = true) {
    const TemporaryDirectory directory;
    forge.write(directory.path("ledger"));
    const auto storage = platform::posix_storage();
    FixedClock clock;
    verifier::VerifyOptions options;
    if (with_pin) options.pin = pin_of(forge);
    if (!policy.empty()) options.policy = notes::Policy::parse(policy).value();
    return verifier::verify_ledger(*storage, clock, directory.path("ledger"), options);
}

struct Case {
    const char* name;
    std::function<void(Forge&)> change;
    std::string policy;
    Verdict verdict;
    const char* finding;           // Empty: none.
    std::optional<int> quorum_at;  // Number of the note.
    const char* event = "";
};

TEST(Witnesses, CountAsThePolicySays) {
    const auto first = [](Forge& forge) { return Note(forge, kFirstNote); };
    const auto second = [](Forge& forge) { return Note(forge, kSecondNote); };
    const std::vector<Case> cases = {
        {"nobody signed", [](Forge&) {}, two_of_three(), Verdict::kIncomplete, "quorum", {}},
        {"nobody is asked", [](Forge&) {}, "quorum none\n", Verdict::kVerified, "", {}},
        {"enough signed the newest",
         [&](Forge& f) { second(f).by(1).by(3).put(f, kSecondCosigned); }, two_of_three(),
         Verdict::kVerified, "", 1},
        {"all signed the newest",
         [&](Forge& f) { second(f).by(3).by(2).by(1).put(f, kSecondCosigned); }, two_of_three(),
         Verdict::kVerified, "", 1},
        {"one too few signed",
         [&](Forge& f) { second(f).by(2).put(f, kSecondCosigned); },
         two_of_three(),
         Verdict::kIncomplete,
         "quorum",
         {}},
        {"enough signed an older one only",
         [&](Forge& f) {
             first(f).by(1).by(2).put(f, kFirstCosigned);
             second(f).by(1).put(f, kSecondCosigned);
         },
         two_of_three(), Verdict::kVerified, "", 0},
        {"enough signed, but not the same one",
         [&](Forge& f) {
             first(f).by(1).put(f, kFirstCosigned);
             second(f).by(2).put(f, kSecondCosigned);
         },
         two_of_three(),
         Verdict::kIncomplete,
         "quorum",
         {}},
        {"unlisted keys do not count",
         [&](Forge& f) { second(f).by(1).by(7).by(8).by(9).put(f, kSecondCosigned); },
         two_of_three(),
         Verdict::kIncomplete,
         "quorum",
         {}},
        {"unlisted keys do no harm",
         [&](Forge& f) { second(f).by(7).by(1).by(8).by(2).put(f, kSecondCosigned); },
         two_of_three(), Verdict::kVerified, "", 1},
        {"a line of an unlisted key may be anything",
         [&](Forge& f) {
             Note note = second(f);
             notes::NoteSignature bad = note.signature_of(7);
             bad.signature[20] ^= 1U;
             note.line(bad).by(1).by(2).put(f, kSecondCosigned);
         },
         two_of_three(), Verdict::kVerified, "", 1},
        {"an unlisted key under a witness's name does not count",
         [&](Forge& f) {
             Note note = second(f);
             note.line(notes::cosign_note(name_of(2), notes::parse_note(note.bytes())->text, kNow,
                                          key_of(9)));
             note.by(1).put(f, kSecondCosigned);
         },
         two_of_three(),
         Verdict::kIncomplete,
         "quorum",
         {}},
        {"from five minutes ahead",
         [&](Forge& f) { second(f).by(1).by(2, kNow + 300).put(f, kSecondCosigned); },
         two_of_three(), Verdict::kVerified, "", 1},
        {"from the future",
         [&](Forge& f) { second(f).by(1).by(2, kNow + 302).put(f, kSecondCosigned); },
         two_of_three(),
         Verdict::kIncomplete,
         "quorum",
         {},
         "cosignature-from-future"},
        {"from the end of time",
         [&](Forge& f) {
             second(f)
                 .by(1)
                 .by(2, std::numeric_limits<std::uint64_t>::max())
                 .put(f, kSecondCosigned);
         },
         two_of_three(),
         Verdict::kIncomplete,
         "quorum",
         {},
         "cosignature-from-future"},
        {"from the future, but others are enough",
         [&](Forge& f) { second(f).by(1).by(2, kNow + 9999).by(3).put(f, kSecondCosigned); },
         two_of_three(), Verdict::kVerifiedWithEvents, "", 1, "cosignature-from-future"},
        {"a witness's line is spoiled",
         [&](Forge& f) {
             Note note = second(f);
             notes::NoteSignature bad = note.signature_of(2);
             bad.signature[20] ^= 1U;
             note.by(1).line(bad).by(3).put(f, kSecondCosigned);
         },
         two_of_three(),
         Verdict::kFailed,
         "cosignature",
         {}},
        {"a witness's time is changed",
         [&](Forge& f) {
             Note note = second(f);
             notes::NoteSignature bad = note.signature_of(2);
             bad.signature[7] ^= 1U;
             note.by(1).line(bad).put(f, kSecondCosigned);
         },
         two_of_three(),
         Verdict::kFailed,
         "cosignature",
         {}},
        {"a witness's line is short",
         [&](Forge& f) {
             Note note = second(f);
             notes::NoteSignature bad = note.signature_of(2);
             bad.signature.pop_back();
             note.by(1).line(bad).put(f, kSecondCosigned);
         },
         two_of_three(),
         Verdict::kFailed,
         "cosignature",
         {}},
        {"a witness has two lines",
         [&](Forge& f) { second(f).by(1).by(2).by(2, kNow - 5).put(f, kSecondCosigned); },
         two_of_three(),
         Verdict::kFailed,
         "cosignature",
         {}},
        {"a witness's line is of another checkpoint",
         [&](Forge& f) { second(f).by(1).line(first(f).signature_of(2)).put(f, kSecondCosigned); },
         two_of_three(),
         Verdict::kFailed,
         "cosignature",
         {}},
        {"a wrong line behind a quorum is not looked at",
         [&](Forge& f) {
             Note note = first(f);
             note.line(second(f).signature_of(1)).put(f, kFirstCosigned);
             second(f).by(1).by(2).put(f, kSecondCosigned);
         },
         two_of_three(), Verdict::kVerified, "", 1},
        {"another note is beside the note",
         [&](Forge& f) { first(f).by(1).by(2).put(f, kSecondCosigned); },
         two_of_three(),
         Verdict::kFailed,
         "cosigned-note",
         {}},
        {"without a policy it is looked at all the same",
         [&](Forge& f) { first(f).by(1).by(2).put(f, kSecondCosigned); },
         "",
         Verdict::kFailed,
         "cosigned-note",
         {}},
        {"without a policy a line counts for nothing",
         [&](Forge& f) {
             Note note = second(f);
             notes::NoteSignature bad = note.signature_of(2);
             bad.signature[20] ^= 1U;
             note.line(bad).put(f, kSecondCosigned);
         },
         "",
         Verdict::kVerified,
         "",
         {}},
        {"the note alone is no cosigned one",
         [&](Forge& f) { second(f).put(f, kSecondCosigned); },
         two_of_three(),
         Verdict::kFailed,
         "cosigned-note",
         {}},
        {"the log's line is missing",
         [&](Forge& f) {
             const std::string text = notes::parse_note(second(f).bytes())->text;
             const std::string bytes =
                 notes::Note{text, {second(f).signature_of(1), second(f).signature_of(2)}}
                     .serialize();
             const ByteView view = as_bytes(bytes);
             f.files[kSecondCosigned] = Bytes(view.begin(), view.end());
         },
         two_of_three(),
         Verdict::kFailed,
         "cosigned-note",
         {}},
        {"something else stands behind the lines",
         [&](Forge& f) {
             second(f).by(1).by(2).put(f, kSecondCosigned);
             f.files[kSecondCosigned].push_back('\n');
         },
         two_of_three(),
         Verdict::kFailed,
         "cosigned-note",
         {}},
        {"another text behind the note",
         [&](Forge& f) {
             Note note = second(f);
             note.by(1).put(f, kSecondCosigned);
             Bytes& bytes = f.files[kSecondCosigned];
             const std::size_t note_size = f.files[kSecondNote].size();
             bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(note_size), '\n');
         },
         two_of_three(),
         Verdict::kFailed,
         "cosigned-note",
         {}},
        {"nothing",
         [](Forge& f) { f.files[kSecondCosigned] = {}; },
         two_of_three(),
         Verdict::kFailed,
         "cosigned-note",
         {}},
        {"too long",
         [&](Forge& f) {
             Note note = second(f);
             for (std::uint8_t i = 1; i < 40; ++i) note.by(i);
             note.put(f, kSecondCosigned);
         },
         two_of_three(),
         Verdict::kFailed,
         "file-too-large",
         {}},
        {"beside no note",
         [&](Forge& f) {
             second(f).by(1).by(2).put(f, "checkpoints/00000000000000000002.cosigned");
         },
         two_of_three(),
         Verdict::kIncomplete,
         "quorum",
         {},
         "unknown-file"},
    };
    for (const Case& each : cases) {
        SCOPED_TRACE(each.name);
        Forge forge = forge_ledger(2);
        const std::uint64_t sizes[] = {Note(forge, kFirstNote).size(),
                                       Note(forge, kSecondNote).size()};
        each.change(forge);
        const verifier::Report report = judge_by(forge, each.policy);
        EXPECT_EQ(report.verdict, each.verdict) << verifier::report_text(report);
        if (*each.finding == 0) {
            EXPECT_THAT(kinds(report), IsEmpty());
        } else {
            EXPECT_THAT(kinds(report), Contains(each.finding));
        }
        if (*each.event != 0) {
            EXPECT_THAT(event_kinds(report), Contains(each.event));
        } else {
            EXPECT_THAT(event_kinds(report), Not(Contains("cosignature-from-future")));
        }
        std::optional<std::uint64_t> size;
        if (each.quorum_at) size = sizes[*each.quorum_at];
        EXPECT_EQ(report.quorum_size, size);
    }
}

TEST(Witnesses, AreNamedWithTheNewestCheckpointThatEachHasSigned) {
    Forge forge = forge_ledger(2);
    Note first(forge, kFirstNote);
    Note second(forge, kSecondNote);
    first.by(1, kNow - 900).by(2, kNow - 800).put(forge, kFirstCosigned);
    second.by(2, kNow - 60).put(forge, kSecondCosigned);
    const verifier::Report report = judge_by(forge, two_of_three());
    ASSERT_EQ(report.verdict, Verdict::kVerified) << verifier::report_text(report);
    ASSERT_EQ(report.witnesses.size(), 2U);
    EXPECT_EQ(report.witnesses[0].name, "w2");
    EXPECT_EQ(report.witnesses[0].time, kNow - 60);
    EXPECT_EQ(report.witnesses[0].checkpoint_size, second.size());
    EXPECT_EQ(report.witnesses[1].name, "w1");
    EXPECT_EQ(report.witnesses[1].time, kNow - 900);
    EXPECT_EQ(report.witnesses[1].checkpoint_size, first.size());
    EXPECT_EQ(report.quorum_size, first.size());
    const std::string size = fmt::format("behind the first {}", first.size());
    EXPECT_THAT(report.not_proven, Contains(HasSubstr(size)));
    EXPECT_THAT(verifier::report_text(report), HasSubstr("w2 saw the first"));
    const auto json = nlohmann::json::parse(verifier::report_json(report));
    EXPECT_EQ(json["witnesses"][0]["time"], "2026-01-02T03:03:05Z");
    EXPECT_EQ(json["quorum_size"], first.size());
}

TEST(Witnesses, SayNothingOfALedgerThatFailed) {
    Forge forge = forge_ledger(2);
    Note(forge, kSecondNote).by(1).by(2).put(forge, kSecondCosigned);
    forge.files[kFirstSegment][9000] ^= 1U;
    const verifier::Report report = judge_by(forge, two_of_three());
    EXPECT_EQ(report.verdict, Verdict::kFailed);
    EXPECT_THAT(report.witnesses, IsEmpty());
    EXPECT_EQ(report.quorum_size, std::nullopt);
}

// Whose ledger it may be: the policy's log lines, and the pin → identity, verdict and finding.
TEST(Witnesses, ArePartOfAPolicyThatNamesTheLedger) {
    const Forge forge = forge_ledger(2);
    ForgeOptions others;
    others.seed = 9;
    const Forge other = forge_ledger(1, others);
    const std::string ours = "log " + forge.vkey() + "\n";
    const std::string theirs = "log " + other.vkey() + "\n";
    const std::string end = "quorum none\n";
    const struct {
        std::string policy;
        bool pin;
        Verdict verdict;
        verifier::Identity identity;
        std::vector<std::string> found;
    } cases[] = {
        {ours + end, true, Verdict::kVerified, verifier::Identity::kPinned, {}},
        {ours + end, false, Verdict::kVerified, verifier::Identity::kKeyOnly, {}},
        {theirs + ours + end, false, Verdict::kVerified, verifier::Identity::kKeyOnly, {}},
        {theirs + end, true, Verdict::kFailed, verifier::Identity::kUnpinned, {"wrong-key"}},
        {theirs + end, false, Verdict::kFailed, verifier::Identity::kUnpinned, {"wrong-key"}},
        {end, true, Verdict::kVerified, verifier::Identity::kPinned, {}},
        {end, false, Verdict::kUntrusted, verifier::Identity::kUnpinned, {"no-key"}},
    };
    for (const auto& each : cases) {
        SCOPED_TRACE(each.policy);
        const verifier::Report report = judge_by(forge, each.policy, each.pin);
        EXPECT_EQ(report.verdict, each.verdict) << verifier::report_text(report);
        EXPECT_EQ(report.identity, each.identity);
        EXPECT_EQ(kinds(report), each.found);
    }
}

// A directory full of cosigned notes costs a bounded look, and the newest ones count.
TEST(Witnesses, AreSoughtInTheNewestSixtyFourCosignedNotesOnly) {
    for (const int notes_behind : {63, 64}) {
        SCOPED_TRACE(notes_behind);
        ForgeOptions large;
        large.segment_size = 1U << 20U;
        Forge forge(large);
        forge.init();
        forge.open_writer();
        forge.frame({forge.stream(1)});
        for (int i = 0; i <= notes_behind; ++i) {
            forge.frame({forge.event(1)});
            forge.publish();
        }
        forge.close();
        for (int i = 0; i <= notes_behind; ++i) {
            const std::string stem = fmt::format("checkpoints/{:020}", i);
            Note note(forge, stem + ".note");
            if (i == 0) note.by(1).by(2);
            if (i != 0) note.by(1);
            note.put(forge, stem + ".cosigned");
        }
        const verifier::Report report = judge_by(forge, two_of_three());
        EXPECT_EQ(report.verdict, notes_behind == 63 ? Verdict::kVerified : Verdict::kIncomplete)
            << verifier::report_text(report);
    }
}

TEST(Witnesses, CannotPutControlCharactersIntoAReport) {
    Forge forge = forge_ledger(2);
    Note(forge, kSecondNote).by(1).put(forge, kSecondCosigned);
    std::string policy = witness_line(1) + "quorum w1\n";
    const std::string name = "\xc2\x9b\x32J";  // A control sequence's start, then "2J".
    policy.replace(policy.find("w1 "), 2, name);
    policy.replace(policy.rfind("w1"), 2, name);
    const verifier::Report report = judge_by(forge, policy);
    ASSERT_EQ(report.verdict, Verdict::kVerified) << verifier::report_text(report);
    for (const char each : verifier::report_text(report) + verifier::report_json(report)) {
        EXPECT_TRUE(each == '\n' || (each >= ' ' && each <= '~'));
    }
    EXPECT_EQ(report.witnesses[0].name, "\\xc2\\x9b2J");
}

}  // namespace
}  // namespace counterfoil::test
