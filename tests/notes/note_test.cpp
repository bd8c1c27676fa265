// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/note.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "ledger/crypto/encoding.h"
#include "tests/notes/samples.h"

namespace counterfoil::notes {
namespace {

using namespace std::string_literals;
using enum SignatureVerdict;

const std::string kDash = "\u2014 ";
const std::string kFive = "AAAAAAA=";  // A key id and one byte.

Note signed_note(const std::string& text) {
    return {text, {sign_note(test::kLogName, text, test::log_key())}};
}

VerifierKey log_verifier() {
    return test::parsed_key(test::kLogKey);
}
VerifierKey witness_verifier() {
    return test::parsed_key(test::kWitnessKey);
}

TEST(Note, OfTheStandardVerifies) {
    const Result<Note> note = parse_note(test::kExampleNote);
    ASSERT_TRUE(note.ok()) << note.error().message;
    EXPECT_EQ(note->text, test::kExampleText);
    ASSERT_EQ(note->signatures.size(), 1U);
    EXPECT_EQ(note->signatures[0].name, "example.com/foo");
    EXPECT_EQ(note->serialize(), test::kExampleNote);
    EXPECT_EQ(judge_signature(*note, test::parsed_key(test::kExampleKey)), kVerified);
}

TEST(Note, MayHoldAnyCleanText) {
    for (const std::string& text :
         {"\n"s, "a\n"s, "a\n\nb\n"s, "\n\n\n"s, "\u00e9 d\u00e8 subito sera.\n"s,
          kDash + "not.a/signature " + kFive + "\n", std::string(500000, 'x') + "\n"}) {
        const Note note = signed_note(text);
        const Result<Note> parsed = parse_note(note.serialize());
        ASSERT_TRUE(parsed.ok()) << parsed.error().message;
        EXPECT_EQ(parsed->text, text);
        EXPECT_EQ(parsed->signatures, note.signatures);
        EXPECT_EQ(judge_signature(*parsed, log_verifier()), kVerified);
    }
}

TEST(Note, EndsItsTextAtTheLastEmptyLine) {
    const std::string bytes = "a\n\n" + kDash + "k " + kFive + "\n\n" + kDash + "k " + kFive + "\n";
    const Note note = parse_note(bytes).value();
    EXPECT_EQ(note.text, "a\n\n" + kDash + "k " + kFive + "\n");
    EXPECT_EQ(note.signatures.size(), 1U);
}

TEST(Note, IsRefusedWhenAnythingIsOutOfShape) {
    const std::string good = kDash + "k " + kFive + "\n";
    ASSERT_TRUE(parse_note("text\n\n" + good).ok());
    const struct {
        std::string what;
        std::string bytes;
    } cases[] = {
        {"nothing", ""},
        {"an empty line", "\n"},
        {"empty lines", "\n\n\n"},
        {"text only", "text\n"},
        {"text and an empty line", "text\n\n"},
        {"no empty line", "text\n" + good},
        {"no text", good},
        {"no text but an empty line", "\n" + good},
        {"no LF at the end", "text\n\n" + kDash + "k " + kFive},
        {"an empty line at the end", "text\n\n" + good + "\n"},
        {"CRLF everywhere", "text\r\n\r\n" + kDash + "k " + kFive + "\r\n"},
        {"CRLF in the text", "text\r\n\n" + good},
        {"CRLF in the signature", "text\n\n" + kDash + "k " + kFive + "\r\n"},
        {"CR for LF", "text\r\r" + kDash + "k " + kFive + "\r"},
        {"a tab in the text", "te\txt\n\n" + good},
        {"NUL in the text", "te\0xt\n\n"s + good},
        {"NUL at the end", "text\n\n" + good + "\0"s},
        {"NUL in the name", "text\n\n" + kDash + "k\0 "s + kFive + "\n"},
        {"NUL in the base64", "text\n\n" + kDash + "k AAAAAA\0=\n"s},
        {"DEL in the text", "te\x7fxt\n\n" + good},
        {"a C1 control in the text", "te\u009bxt\n\n" + good},
        {"an escape in the text", "te\x1b[31mxt\n\n" + good},
        {"text that is not UTF-8", "te\xffxt\n\n" + good},
        {"text in Latin-1", "\xe9t\xe9\n\n" + good},
        {"overlong UTF-8", "te\xc0\x8axt\n\n" + good},
        {"a surrogate", "te\xed\xa0\x80xt\n\n" + good},
        {"a name that is not UTF-8", "text\n\n" + kDash + "k\xff " + kFive + "\n"},
        {"a hyphen for the dash", "text\n\n- k " + kFive + "\n"},
        {"an en dash for the dash", "text\n\n\u2013 k " + kFive + "\n"},
        {"half of the dash", "text\n\n\xe2\x80 k " + kFive + "\n"},
        {"no space after the dash", "text\n\n\u2014k " + kFive + "\n"},
        {"two spaces after the dash", "text\n\n\u2014  k " + kFive + "\n"},
        {"a no-break space after the dash", "text\n\n\u2014\u00a0k " + kFive + "\n"},
        {"a space before the dash", "text\n\n " + good},
        {"an empty name", "text\n\n" + kDash + " " + kFive + "\n"},
        {"no name", "text\n\n" + kDash + kFive + "\n"},
        {"no base64", "text\n\n" + kDash + "k\n"},
        {"no base64 after the space", "text\n\n" + kDash + "k \n"},
        {"a plus in the name", "text\n\n" + kDash + "k+k " + kFive + "\n"},
        {"a space in the name", "text\n\n" + kDash + "k k " + kFive + "\n"},
        {"U+00A0 in the name", "text\n\n" + kDash + "k\u00a0k " + kFive + "\n"},
        {"U+1680 in the name", "text\n\n" + kDash + "k\u1680k " + kFive + "\n"},
        {"U+2003 in the name", "text\n\n" + kDash + "k\u2003k " + kFive + "\n"},
        {"U+2028 in the name", "text\n\n" + kDash + "k\u2028k " + kFive + "\n"},
        {"U+202F in the name", "text\n\n" + kDash + "k\u202fk " + kFive + "\n"},
        {"U+3000 in the name", "text\n\n" + kDash + "k\u3000k " + kFive + "\n"},
        {"U+0085 in the name", "text\n\n" + kDash + "k\u0085k " + kFive + "\n"},
        {"a name of 256 bytes", "text\n\n" + kDash + std::string(256, 'k') + " " + kFive + "\n"},
        {"two spaces before the base64", "text\n\n" + kDash + "k  " + kFive + "\n"},
        {"a space after the base64", "text\n\n" + kDash + "k " + kFive + " \n"},
        {"a space in the base64", "text\n\n" + kDash + "k AAAA AAA=\n"},
        {"more after the base64", "text\n\n" + kDash + "k " + kFive + " more\n"},
        {"no padding", "text\n\n" + kDash + "k AAAAAAA\n"},
        {"too much padding", "text\n\n" + kDash + "k AAAAAAA==\n"},
        {"trailing bits", "text\n\n" + kDash + "k AAAAAAB=\n"},
        {"the alphabet of URLs", "text\n\n" + kDash + "k AA-_AAA=\n"},
        {"a byte above 127 in the base64", "text\n\n" + kDash + "k AAAAA\u00c3=\n"},
        {"a key id only", "text\n\n" + kDash + "k AAAAAA==\n"},
        {"less than a key id", "text\n\n" + kDash + "k AAAA\n"},
        {"a bad second line", "text\n\n" + good + "x\n"},
        {"a name of a megabyte", "text\n\n" + kDash + std::string(1000000, 'k') + " AA==\n"},
        {"a megabyte of LF", std::string(1000000, '\n')},
        {"a megabyte without LF", std::string(1000000, 'x')},
        {"a megabyte of dashes", "text\n\n" + std::string(1000000, '\xe2') + "\n"},
    };
    for (const auto& test : cases) {
        const Result<Note> note = parse_note(test.bytes);
        ASSERT_FALSE(note.ok()) << test.what;
        EXPECT_EQ(note.error().code, ErrorCode::kInvalidArgument) << test.what;
        EXPECT_THAT(note.error().message, ::testing::StartsWith("not a signed note: "));
        EXPECT_TRUE(note.error().message.find('\n') == std::string::npos) << test.what;
    }
}

TEST(Note, MayHoldAStrangersLineOfAMegabyte) {
    Note note = signed_note("text\n");
    note.signatures.push_back({"stranger", {1, 2, 3, 4}, Bytes(700000, 0x5a)});
    const Result<Note> parsed = parse_note(note.serialize());
    ASSERT_TRUE(parsed.ok()) << parsed.error().message;
    EXPECT_EQ(judge_signature(*parsed, log_verifier()), kVerified);
}

TEST(Note, IsBoundedInSizeAndSignatures) {
    const std::string line = kDash + "k " + kFive + "\n";
    std::string bytes = "text\n\n";
    for (std::size_t i = 0; i < kSignaturesMax; ++i) bytes += line;
    EXPECT_EQ(parse_note(bytes).value().signatures.size(), kSignaturesMax);
    EXPECT_EQ(parse_note(bytes + line).error().code, ErrorCode::kTooLarge);

    const std::string end = "\n\n" + line;
    const std::string full = std::string(kNoteSizeMax - end.size(), 'x') + end;
    EXPECT_TRUE(parse_note(full).ok());
    EXPECT_EQ(parse_note("x" + full).error().code, ErrorCode::kTooLarge);
}

TEST(Note, VerifiesWhateverStrangersSign) {
    Note note = signed_note("text\n");
    const NoteSignature ours = note.signatures[0];
    NoteSignature same_name = ours;
    same_name.key_id[0] ^= 1U;
    NoteSignature same_id = ours;
    same_id.name = "somebody.example/else";
    const NoteSignature tiny{"a", {1, 2, 3, 4}, {0}};
    note.signatures = {same_name, same_id, tiny, ours, tiny, same_id, same_name};
    EXPECT_EQ(judge_signature(parse_note(note.serialize()).value(), log_verifier()), kVerified);
    note.signatures = {same_name, same_id, tiny};
    EXPECT_EQ(judge_signature(parse_note(note.serialize()).value(), log_verifier()), kAbsent);
}

TEST(Note, IsBadWhenALineOfAKnownKeyDoesNotVerify) {
    const Note good = signed_note("text\n");
    const auto verdict_after = [&](auto change) {
        Note note = good;
        change(note);
        return judge_signature(note, log_verifier());
    };
    EXPECT_EQ(verdict_after([](Note&) {}), kVerified);
    EXPECT_EQ(verdict_after([](Note& note) { note.text = "Text\n"; }), kBad);
    EXPECT_EQ(verdict_after([](Note& note) { note.text += "\n"; }), kBad);
    EXPECT_EQ(verdict_after([](Note& note) { note.signatures[0].signature[63] ^= 1U; }), kBad);
    EXPECT_EQ(verdict_after([](Note& note) { note.signatures[0].signature.pop_back(); }), kBad);
    EXPECT_EQ(verdict_after([](Note& note) { note.signatures[0].signature.push_back(0); }), kBad);
    EXPECT_EQ(verdict_after([](Note& note) { note.signatures[0].signature = {0}; }), kBad);
}

TEST(Note, IsBadWhenAKnownKeyHasTwoLines) {
    const Note good = signed_note("text\n");
    Note note = good;
    note.signatures.push_back(good.signatures[0]);
    EXPECT_EQ(judge_signature(parse_note(note.serialize()).value(), log_verifier()), kBad);
    note.signatures[1].signature[0] ^= 1U;
    EXPECT_EQ(judge_signature(note, log_verifier()), kBad);
    std::swap(note.signatures[0], note.signatures[1]);
    EXPECT_EQ(judge_signature(note, log_verifier()), kBad);

    Note cosigned = parse_note(test::kCheckpointNote).value();
    cosigned.signatures.push_back(
        cosign_note(test::kWitnessName, cosigned.text, test::kTime + 1, test::witness_key()));
    EXPECT_EQ(judge_cosignature(cosigned, witness_verifier()).verdict, kBad);
    EXPECT_EQ(judge_signature(cosigned, log_verifier()), kVerified);
}

TEST(Cosignature, BindsItsTimeAndText) {
    const Note good = parse_note(test::kCheckpointNote).value();
    for (std::size_t byte = 0; byte < 72; ++byte) {
        Note note = good;
        note.signatures[1].signature[byte] ^= 1U;
        const CosignatureVerdict judged = judge_cosignature(note, witness_verifier());
        EXPECT_EQ(judged.verdict, kBad) << byte;
        EXPECT_EQ(judged.time, 0U) << byte;
    }
    Note note = good;
    note.text += "extension\n";
    EXPECT_EQ(judge_cosignature(note, witness_verifier()).verdict, kBad);
    note = good;
    note.signatures[1].signature.pop_back();
    EXPECT_EQ(judge_cosignature(note, witness_verifier()).verdict, kBad);
    note.signatures.pop_back();
    EXPECT_EQ(judge_cosignature(note, witness_verifier()).verdict, kAbsent);
}

TEST(Cosignature, HoldsAnyTime) {
    for (const std::uint64_t time : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}}) {
        const std::string text(test::kCheckpointText);
        const Note note{text, {cosign_note(test::kWitnessName, text, time, test::witness_key())}};
        const CosignatureVerdict judged = judge_cosignature(note, witness_verifier());
        EXPECT_EQ(judged.verdict, kVerified);
        EXPECT_EQ(judged.time, time);
    }
}

TEST(Cosignature, AndSignatureAreNeverTakenForEachOther) {
    const Note note = parse_note(test::kCheckpointNote).value();
    EXPECT_EQ(judge_signature(note, witness_verifier()), kAbsent);
    EXPECT_EQ(judge_cosignature(note, log_verifier()).verdict, kAbsent);

    // The same key under the same name as log and as witness: two key ids, two lines.
    const std::string text(test::kCheckpointText);
    VerifierKey as_log = log_verifier();
    VerifierKey as_witness = as_log;
    as_witness.type = kTypeCosignature;
    const Note both{text,
                    {sign_note(test::kLogName, text, test::log_key()),
                     cosign_note(test::kLogName, text, 5, test::log_key())}};
    EXPECT_EQ(judge_signature(both, as_log), kVerified);
    EXPECT_EQ(judge_cosignature(both, as_witness).time, 5U);
}

// Why origins that start cosignature/ are refused: one key in both roles would have signed this.
TEST(Cosignature, IsTheSignatureOfALogWhoseOriginIsItsFirstLine) {
    const std::string text(test::kCheckpointText);
    NoteSignature line = cosign_note(test::kLogName, text, 5, test::log_key());
    line.key_id = log_verifier().id();
    line.signature.erase(line.signature.begin(), line.signature.begin() + 8);
    const Note forged{"cosignature/v1\ntime 5\n" + text, {line}};
    EXPECT_EQ(judge_signature(forged, log_verifier()), kVerified);
}

TEST(NoteDeathTest, SignsNothingThatNoVerifierWouldTake) {
    EXPECT_DEATH((void)sign_note("my log", "text\n", test::log_key()), "name");
    EXPECT_DEATH((void)sign_note("log", "text", test::log_key()), "text");
    EXPECT_DEATH((void)sign_note("log", "te\rxt\n", test::log_key()), "text");
    EXPECT_DEATH((void)cosign_note("", "text\n", 1, test::log_key()), "name");
}

TEST(Note, IsRefusedOrBadAfterAnyChangedBit) {
    const std::string bytes(test::kExampleNote);
    const VerifierKey key = test::parsed_key(test::kExampleKey);
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        std::string changed = bytes;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
        const Result<Note> note = parse_note(changed);
        EXPECT_FALSE(note.ok() && judge_signature(*note, key) == kVerified) << "bit " << bit;
    }
}

RC_GTEST_PROP(NoteProperty, ParsingNeverFailsBadlyAndAcceptsOneFormOnly,
              (std::vector<std::uint8_t> noise)) {
    // A good note with random bytes strewn in: whatever is accepted must be written back the same.
    std::string bytes(test::kCheckpointNote);
    for (std::size_t i = 0; i + 2 < noise.size(); i += 3) {
        const std::size_t place = (noise[i] * 256U + noise[i + 1]) % bytes.size();
        bytes[place] = static_cast<char>(noise[i + 2]);
    }
    const Result<Note> note = parse_note(bytes);
    if (note) RC_ASSERT(note->serialize() == bytes);
}

RC_GTEST_PROP(NoteProperty, WhatIsSignedVerifiesAndComesBack, (std::vector<std::string> lines)) {
    std::string text = "first\n";
    for (const std::string& line : lines) {
        for (const char character : line) {
            if (character >= 0x20 && character < 0x7f) text += character;
        }
        text += '\n';
    }
    const Note note = signed_note(text);
    const Note parsed = parse_note(note.serialize()).value();
    RC_ASSERT(parsed.text == text);
    RC_ASSERT(judge_signature(parsed, log_verifier()) == kVerified);
}

}  // namespace
}  // namespace counterfoil::notes
