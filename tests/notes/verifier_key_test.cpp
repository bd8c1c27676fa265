// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/verifier_key.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/crypto/encoding.h"
#include "tests/notes/samples.h"

namespace counterfoil::notes {
namespace {

using namespace std::string_view_literals;

TEST(KeyName, MayBeAnyTextWithoutSpacePlusAndControl) {
    for (const std::string_view name :
         {"a"sv, "example.com/foo"sv, "ledger.example/audit"sv, "\u00e9\u00fc"sv, "\u65e5\u672c"sv,
          "\U0001f600"sv, "-\u2014-"sv, "a\u200bb"sv, "a\ufeffb"sv, "="sv, "a=b"sv}) {
        EXPECT_TRUE(is_key_name(name)) << name;
    }
    EXPECT_TRUE(is_key_name(std::string(255, 'n')));
}

TEST(KeyName, IsRefusedWithAnyUnicodeSpacePlusOrControl) {
    for (const std::string_view bad : {
             "+"sv,      " "sv,      "\t"sv,     "\n"sv,     "\v"sv,     "\f"sv,       "\r"sv,
             "\0"sv,     "\x1b"sv,   "\x7f"sv,   "\u0080"sv, "\u0085"sv, "\u009b"sv,   "\u00a0"sv,
             "\u1680"sv, "\u2000"sv, "\u2001"sv, "\u2002"sv, "\u2003"sv, "\u2004"sv,   "\u2005"sv,
             "\u2006"sv, "\u2007"sv, "\u2008"sv, "\u2009"sv, "\u200a"sv, "\u2028"sv,   "\u2029"sv,
             "\u202f"sv, "\u205f"sv, "\u3000"sv, "\xff"sv,   "\xc3"sv,   "\xc0\xa0"sv,
         }) {
        const std::string text(bad);
        EXPECT_FALSE(is_key_name(text)) << crypto::hex(as_bytes(bad));
        EXPECT_FALSE(is_key_name("a" + text)) << crypto::hex(as_bytes(bad));
        EXPECT_FALSE(is_key_name(text + "a")) << crypto::hex(as_bytes(bad));
        EXPECT_FALSE(is_key_name("a" + text + "b")) << crypto::hex(as_bytes(bad));
    }
    EXPECT_FALSE(is_key_name(""));
    EXPECT_FALSE(is_key_name(std::string(256, 'n')));
}

TEST(VerifierKey, ComesBackFromItsText) {
    for (const std::string_view text : {test::kExampleKey, test::kLogKey, test::kWitnessKey}) {
        const Result<VerifierKey> key = VerifierKey::parse(text);
        ASSERT_TRUE(key.ok()) << key.error().message;
        EXPECT_EQ(key->text(), text);
    }
    EXPECT_EQ(test::parsed_key(test::kLogKey).type, kTypeEd25519);
    EXPECT_EQ(test::parsed_key(test::kWitnessKey).type, kTypeCosignature);
    EXPECT_EQ(test::parsed_key(test::kExampleKey).name, "example.com/foo");
    EXPECT_EQ(crypto::hex(test::parsed_key(test::kExampleKey).id()), "530d903a");
}

TEST(VerifierKey, HasAnotherIdForEveryNameTypeAndKey) {
    const VerifierKey key = test::parsed_key(test::kLogKey);
    VerifierKey other = key;
    other.type = kTypeCosignature;
    EXPECT_NE(other.id(), key.id());
    other = key;
    other.name += "x";
    EXPECT_NE(other.id(), key.id());
    other = key;
    other.key[31] ^= 1U;
    EXPECT_NE(other.id(), key.id());
}

// The text of a key of `type` whose id is right, so that the type alone is wrong.
std::string text_of_type(std::uint8_t type) {
    VerifierKey key = test::parsed_key(test::kLogKey);
    key.type = type;
    return key.text();
}

TEST(VerifierKey, IsRefusedWhenAnythingIsWrongWithItsText) {
    const struct {
        std::string text;
        std::string_view message;
    } cases[] = {
        {"", "there is no +"},
        {"example.com/foo", "there is no +"},
        {"example.com/foo+530d903a", "only one +"},
        {"+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "the name is"},
        {"example com+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "the name is"},
        {"example\u00a0com+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "the name is"},
        {"example\x01"
         "com+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
         "the name is"},
        {"example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "is 530d903a"},
        {"example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "is 530d903a"},
        {"example.com/foo+530d903+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "is 530d903a"},
        {"example.com/foo++AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "is 530d903a"},
        {"example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "key id of"},
        {"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2l", "key id of"},
        {"example.com/foo+530d903a+", "0 bytes"},
        {"example.com/foo+530d903a+AQ==", "1 bytes"},
        {"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2kAA==", "34 bytes"},
        {"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2", "not base64"},
        {"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n", "not base64"},
        {"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k ", "not base64"},
        {text_of_type(0x00), "type is 0x00"},
        {text_of_type(0x02), "type is 0x02"},
        {text_of_type(0x05), "type is 0x05"},
        {text_of_type(0xff), "type is 0xff"},
    };
    for (const auto& test : cases) {
        const Result<VerifierKey> key = VerifierKey::parse(test.text);
        ASSERT_FALSE(key.ok()) << test.text;
        EXPECT_EQ(key.error().code, ErrorCode::kInvalidArgument);
        EXPECT_THAT(key.error().message, ::testing::HasSubstr(test.message)) << test.text;
        EXPECT_THAT(key.error().message, ::testing::Not(::testing::HasSubstr("\n")));
    }
}

TEST(VerifierKey, IsRefusedAfterAnyChangedCharacter) {
    const std::string text(test::kWitnessKey);
    for (std::size_t place = 0; place < text.size(); ++place) {
        std::string changed = text;
        changed[place] = changed[place] == 'x' ? 'y' : 'x';
        EXPECT_FALSE(VerifierKey::parse(changed).ok()) << changed;
    }
}

}  // namespace
}  // namespace counterfoil::notes
